/** A port whose answers that are no success are counted, by operation and code. */

/** `operation`: the name of what was asked. */
export type CountAnswer = (operation: string, code: string) => void;

/** Every operation as it is; only looked at on its way back. */
export function counted<Port extends object>(port: Port, count: CountAnswer): Port {
  const operations = Object.entries(port).map(([name, operation]: [string, unknown]) => {
    if (typeof operation !== "function") return [name, operation] as const;
    const asked = (...args: readonly unknown[]): unknown => {
      const answer: unknown = operation(...args);
      return isPromise(answer) ? answer.then(look(name, count)) : answer;
    };
    return [name, asked] as const;
  });
  return Object.fromEntries(operations) as Port;
}

const look =
  (name: string, count: CountAnswer) =>
  (answer: unknown): unknown => {
    const code = (answer as { finding?: { code?: unknown } } | null | undefined)?.finding?.code;
    if (typeof code === "string") count(name, code);
    return answer;
  };

const isPromise = (answer: unknown): answer is Promise<unknown> =>
  typeof (answer as { then?: unknown } | null | undefined)?.then === "function";
