/** No answer in time. What was asked for may still happen. */
export class TimeoutError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = "TimeoutError";
  }
}

/**
 * The platforms' SDKs take neither a time limit nor an abort signal: after `ms` this rejects with `TimeoutError` and leaves
 * the request behind, which Node ends after five minutes. Only for reads and requests that may be repeated.
 */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    // Its failure after the timeout has no one left to handle it.
    work.catch(() => undefined);
  }
}
