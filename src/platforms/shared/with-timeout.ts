/** No answer in time. What was asked may still happen. */
export class NoAnswerInTime extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = "NoAnswerInTime";
  }
}

/**
 * The platforms' SDKs take neither a time limit nor an abort signal. Their request is left behind after `ms`; Node ends
 * it by itself after five minutes without an answer. Only reads and repeatable requests go this way.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswerInTime(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Left behind: its late failure is nobody's business any more.
    work.catch(() => undefined);
  }
}
