/**
 * The card check, as far as it happens in HubSpot: forged requests are sent through `hubspot.fetch`, as a person with a
 * browser's tools could send them. The service says which, sees what arrives, and judges.
 */
import { hubspot, logger } from "@hubspot/ui-extensions";

export interface Verdict {
  readonly verdict: "passed" | "failed" | "unclear";
  readonly title: string;
  readonly detail: string;
  readonly lines: readonly { readonly label: string; readonly text: string }[];
}

export type CheckOutcome =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** The service said no, in the person's language. */
  | { readonly kind: "refused"; readonly title: string }
  | { readonly kind: "no_answer" };

interface Check {
  /** Where the service answers cards; no slash at the end. */
  readonly cardsUrl: string;
  readonly code: string;
  readonly language: string;
}

export async function runCheck({ cardsUrl, code, language }: Check): Promise<CheckOutcome> {
  const address = `${cardsUrl}/hubspot/cards/probe/${encodeURIComponent(code)}?lang=${encodeURIComponent(language)}`;
  try {
    const begun = await hubspot.fetch(address, { method: "GET", timeout: TIMEOUT_MS });
    const answer = (await begun.json()) as { forgeries?: readonly Forgery[]; title?: unknown };
    if (answer.forgeries === undefined) return refused(answer);
    const notPassedOn = await sendForged(answer.forgeries);
    const judged = await hubspot.fetch(address, { method: "POST", timeout: TIMEOUT_MS, body: { notPassedOn } });
    const verdict = (await judged.json()) as Verdict & { title?: unknown };
    return judged.ok ? { kind: "verdict", verdict } : refused(verdict);
  } catch (error) {
    logger.error(`The card check was not carried out: ${String(error)}`);
    return { kind: "no_answer" };
  }
}

const TIMEOUT_MS = 15_000;
/** As much as the service takes. */
const MAX_HEARD = 200;

interface Forgery {
  readonly name: string;
  readonly address: string;
}

const refused = ({ title }: { title?: unknown }): CheckOutcome =>
  typeof title === "string" ? { kind: "refused", title } : { kind: "no_answer" };

/** One after the other. Answers what was heard where our service did not say that it has seen the request. */
async function sendForged(forgeries: readonly Forgery[]): Promise<Readonly<Record<string, string>>> {
  const notPassedOn: Record<string, string> = {};
  for (const { name, address } of forgeries) {
    // A second time, so that a passing failure of HubSpot is not taken for a refusal.
    const heard = (await sendOne(address)) === null ? null : await sendOne(address);
    if (heard !== null) notPassedOn[name] = heard.slice(0, MAX_HEARD);
  }
  return notPassedOn;
}

/** Null where our service has seen it. */
async function sendOne(address: string): Promise<string | null> {
  try {
    const answer = await hubspot.fetch(address, { method: "GET", timeout: TIMEOUT_MS });
    const { seen } = (await answer.json()) as { seen?: unknown };
    return typeof seen === "string" ? null : `HTTP ${answer.status}`;
  } catch (error) {
    return String(error);
  }
}
