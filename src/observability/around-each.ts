/** The same port, with each of its operations done by `around`, which gets its name. */
export function aroundEach<Port extends object>(
  port: Port,
  around: (operation: string, ask: () => unknown) => unknown,
): Port {
  const operations = Object.entries(port).map(
    ([name, operation]: [string, (...args: readonly unknown[]) => unknown]) => [
      name,
      (...args: readonly unknown[]) => around(name, () => operation(...args)),
    ],
  );
  return Object.fromEntries(operations) as Port;
}
