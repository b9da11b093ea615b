/** What one check of `npm run doctor` found. */

export type Finding =
  | { readonly check: string; readonly state: "ok"; readonly says: string }
  /** A fault stops something from working or makes it unsafe; a warning is worth a look. */
  | { readonly check: string; readonly state: "warning" | "fault"; readonly says: string; readonly remedy: string };

export interface Findings {
  ok(says: string): Finding;
  warning(says: string, remedy: string): Finding;
  fault(says: string, remedy: string): Finding;
}

export const findingsOf = (check: string): Findings => ({
  ok: (says) => ({ check, state: "ok", says }),
  warning: (says, remedy) => ({ check, state: "warning", says, remedy }),
  fault: (says, remedy) => ({ check, state: "fault", says, remedy }),
});

/** A line each, with the remedy below it where there is something to do. */
export function inLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = " ".repeat("warning".length + 2 + width + 2);
  return findings
    .flatMap((one) => [
      `${one.state.padEnd("warning".length)}  ${one.check.padEnd(width)}  ${one.says}`,
      ...(one.state === "ok" ? [] : [`${indent}→ ${one.remedy}`]),
    ])
    .join("\n");
}

/** What an error says; `fetch` has the reason in its cause, and where several addresses were tried there is only a code. */
export function reasonOf(error: unknown): string {
  const { message, cause, code } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (cause !== undefined) return reasonOf(cause);
  return (
    ([message, code].find((text) => typeof text === "string" && text !== "") as string | undefined) ?? String(error)
  );
}
