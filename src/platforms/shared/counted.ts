/** `operation`: the name of what was asked. */
export type CountAnswer = (operation: string, code: string) => void;

type Operation = (...args: readonly unknown[]) => unknown;

/** A port whose answers that are no success are counted, by operation and code; every operation is as it was. */
export function counted<Port extends object>(port: Port, count: CountAnswer): Port {
  const operations = Object.entries(port).map(([name, operation]: [string, Operation]) => {
    const counting = (...args: readonly unknown[]): unknown => {
      const answer = operation(...args);
      return answer instanceof Promise ? answer.then((value: unknown) => note(name, value)) : answer;
    };
    return [name, counting];
  });
  const note = (name: string, answer: unknown): unknown => {
    const code = (answer as { finding?: { code?: unknown } } | null)?.finding?.code;
    if (typeof code === "string") count(name, code);
    return answer;
  };
  return Object.fromEntries(operations) as Port;
}
