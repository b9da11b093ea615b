/**
 * Whether the card may be answered. A request that HubSpot signed names who is asking, and nothing in it tells an identity
 * that HubSpot appended from one that a browser wrote, if HubSpot can be made to cut its own off. So in production the
 * card stays off until the check has shown on this deployment that it cannot.
 */
import type { Request, RequestHandler } from "express";
import type { Logger } from "pino";
import { HttpProblem } from "../../server/problem.ts";
import type { CardSetting } from "../../ports/card-check.ts";
import type { FactStore } from "../../ports/deployment-facts.ts";
import { languageOf, pageWords } from "../../i18n/wording.ts";
import { showsHole, signedIdentity } from "./identity.ts";

export interface GatePorts {
  readonly setting: CardSetting;
  /** Where HubSpot asks for the card; no slash at the end. */
  readonly cardsUrl: string;
  readonly facts: FactStore;
  readonly log: Logger;
}

/** Why the card is off; null while it is on. One process learns at once what another one has seen. */
export async function whyOff({
  setting,
  cardsUrl,
  facts,
}: Pick<GatePorts, "setting" | "cardsUrl" | "facts">): Promise<"off" | "unchecked" | "hole" | null> {
  if (setting !== "checked") return setting === "off" ? "off" : null;
  if ((await facts.fact("cardHole")) !== null) return "hole";
  const result = await facts.fact("cardCheckResult");
  return result?.value.verdict === "passed" && result.value.address === cardsUrl ? null : "unchecked";
}

export function cardGate(ports: GatePorts): RequestHandler {
  return async (request, _response, next) => {
    const why = await whyOff(ports);
    if (why === null) return next();
    const { card } = pageWords(languageIn(request));
    throw new HttpProblem({ status: 403, code: "CARDS_OFF", title: card.off.title, detail: card.off[why] });
  };
}

export const languageIn = ({ query }: Request) => languageOf(typeof query["lang"] === "string" ? query["lang"] : "en");

/** Behind the signature. What shows a hole is noted for good, no matter who sent it: without a hole no one can. */
export function watchIdentity({ facts, log }: Pick<GatePorts, "facts" | "log">): RequestHandler {
  return async (request, _response, next) => {
    const seen = signedIdentity(request);
    if (showsHole(seen)) {
      // Without the code of a check.
      const path = request.path.replace(/^\/probe\/[^/]+/, "/probe");
      log.error({ event: "card.identity_forgeable", seen, path });
      if ((await facts.fact("cardHole")) === null) await facts.noteFact("cardHole", { seen, path });
    }
    next();
  };
}
