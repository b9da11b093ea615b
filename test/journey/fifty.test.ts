/** The demo's sends to few people: what becomes of them is counted by the simulated platforms. */
import { expect, test } from "@jest/globals";
import { runDemo } from "../../scripts/demo/run-demo.ts";
import type { Scenario } from "../../scripts/demo/scenarios/scenario.ts";
import { SCENARIOS } from "../../scripts/demo/scenarios/scenarios.ts";

const play = (name: string) =>
  runDemo({
    enrollments: 120,
    seed: 1,
    kills: 0,
    databaseKills: 0,
    databaseUrl: null,
    instances: 1,
    scenario: SCENARIOS[name] as Scenario,
    hubspot: "2027",
    say: () => undefined,
  });

test.each([
  ["exempt-one", "failed", "UPLOAD_AUDIENCE_BELOW_MINIMUM", "fewer than 20 people", 0],
  ["upload-keeps-three", "failed", "KEPT_IDS_BELOW_MINIMUM", "LINE kept fewer than 20", 0],
  ["max-30", "failed", "MAX_RECIPIENTS_BELOW_MINIMUM", "is 30", 0],
  ["minus-almost-all", "cancelled", "APPROVAL_MISSING", "no one approved", 0],
  ["minus-other-people", "delivered", "DELIVERED", "delivered the message", 1],
])("%s: %s with %s", async (name, outcome, outcomeCode, sentence, narrowcasts) => {
  const result = await play(name);
  expect(result.broken).toEqual([]);
  expect(result).toMatchObject({ outcome, outcomeCode, narrowcasts });
  expect(result.outcomeMessage).toContain(sentence);
});
