/** Is HubSpot's card on, and what has the card check seen? */
import type { Config } from "../../src/app/config.ts";
import type { CardCheckResult } from "../../src/ports/card-check.ts";
import type { FactStore, NotedFact } from "../../src/ports/deployment-facts.ts";
import { whyOff } from "../../src/console/card/gate.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("card");

const RUN = "Run npm run cards -- code and follow docs/deployment.md, “Switch the card on”.";
const REPORT =
  "Keep CARDS on auto or off and report it to HubSpot. Once it is fixed: npm run cards -- forget, then a new check. docs/deployment.md, “Switch the card on”.";

interface CardParts {
  readonly config: Pick<Config, "cards" | "cardsUrl" | "production">;
  readonly publicUrl: string;
  readonly facts: FactStore;
}

export async function examineCards({ config, publicUrl, facts }: CardParts): Promise<Finding> {
  const cardsUrl = config.cardsUrl ?? publicUrl;
  const [hole, result] = [await facts.fact("cardHole"), await facts.fact("cardCheckResult")];
  const seen = result === null ? "No check has been run." : `The last check, ${inWords(result)}`;
  if (hole !== null) {
    const { value, notedAt } = hole;
    const found = `A signed request showed on ${day(notedAt)} that an identity can be forged (${value.seen}, at ${value.path}). ${seen}`;
    return config.cards === "on"
      ? fault(`The card is ON. ${found}`, `Set CARDS=off at once. ${REPORT}`)
      : fault(`The card is off. ${found}`, REPORT);
  }
  if (config.cards === "on" && config.production && result?.value.verdict !== "passed")
    return warning(`The card is on by CARDS=on, without a check that has passed. ${seen}`, `Set CARDS=auto. ${RUN}`);
  const why = await whyOff({ setting: config.cards, cardsUrl, facts });
  if (why === "unchecked") {
    const elsewhere = result !== null && result.value.address !== cardsUrl ? ` The card is now at ${cardsUrl}.` : "";
    return warning(`The card is off until a check has passed. ${seen}${elsewhere}`, RUN);
  }
  return ok(`The card is ${why === null ? "on" : "off by CARDS=off"}. ${seen}`);
}

const day = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What arrived of each forged request, by its name. */
function inWords({ value: { verdict, address, forgeries }, notedAt }: NotedFact<CardCheckResult>): string {
  const each = Object.entries(forgeries).map(([name, { seen, notPassedOn }]) => {
    const heard = notPassedOn === null ? "nothing" : `not passed on by HubSpot (${JSON.stringify(notPassedOn)})`;
    return `${name} ${seen.length > 0 ? [...new Set(seen)].join(" and ") : heard}`;
  });
  return `${day(notedAt)} at ${address}: ${verdict} (${each.join("; ")}).`;
}
