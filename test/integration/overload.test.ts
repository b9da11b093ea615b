/** Too much at once, platforms that hang, a stop in the middle: no execution is lost, and none waits forever. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import type { RequestListener } from "node:http";
import express from "express";
import { sql } from "kysely";
import pino from "pino";
import supertest from "supertest";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { QueueFull } from "../../src/intake/fast-path/group-commit.ts";
import type { Refuse } from "../../src/intake/trust/refusals.ts";
import { ACTION_PATH, createIntake, type IntakePorts } from "../../src/intake/routes.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;

let service: RunningService;
beforeAll(async () => {
  // Callers and service share this process: on a busy machine it may be slower than either limit, which others test.
  const serverLimits = { perAddress: Number.POSITIVE_INFINITY, headersWithinMs: 0, requestWithinMs: 0 };
  service = await startTestService({ serverLimits });
});
afterAll(() => service.close());

let executions = 0;
function act(listId: string): Promise<Response> {
  executions += 1;
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-over-${executions}`,
    origin: { portalId: PORTAL_ID },
    object: { objectId: executions, objectType: "CONTACT" },
    inputFields: { channel: service.channel, deliveryList: listId, audienceId: "5614991017776", messageText: "Hello" },
  });
  const uri = service.publicUrl + ACTION;
  const headers = {
    "Content-Type": "application/json",
    "X-HubSpot-Signature-Version": "v2",
    "X-HubSpot-Signature": createHash("sha256").update(`${APP.clientSecret}POST${uri}${body}`).digest("hex"),
  };
  return fetch(uri, { method: "POST", headers, body });
}

const storedOf = async (listId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from enrollments e join deliveries d on d.id = e.delivery_id
    where d.inputs ->> 'listId' = ${listId}`.execute(service.database.db);
  return rows[0]?.count ?? -1;
};

/** With a signature that may be right: whether it is, only the body shows. */
const claiming = (app: RequestListener) =>
  supertest(app).post(ACTION).set("X-HubSpot-Signature-Version", "v2").set("X-HubSpot-Signature", "0".repeat(64));

describe("a full queue", () => {
  function fullIntake(full: boolean) {
    const lines: { executions?: number }[] = [];
    const seen = { verified: 0 };
    const refuse: Refuse = (_request, response) => Promise.resolve(void response.status(401).end());
    const ports = {
      intake: {
        add: () => Promise.reject(new QueueFull()),
        full,
      },
      isOutage: (error: unknown) => error instanceof QueueFull,
      log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as { executions?: number }) }),
      now: () => 1_800_000_000_000,
      get clientSecret() {
        seen.verified += 1;
        return "secret";
      },
      publicUrl: "http://service.example",
      segments: [SEGMENT],
      facts: { fact: () => Promise.resolve(null) },
      grew: () => undefined,
      refuse,
    } as unknown as IntakePorts;
    return { app: express().post(ACTION_PATH, createIntake(ports).action), lines, seen };
  }

  test("turns everyone away at once, unread, with Retry-After, and says so once a second", async () => {
    const { app, lines } = fullIntake(true);
    for (let number = 0; number < 5; number += 1) {
      const { status, headers, body } = await supertest(app).post(ACTION).send({ any: "thing" });
      expect([status, Number(headers["retry-after"]), body.code]).toEqual([503, 5, "INTAKE_UNAVAILABLE"]);
    }
    expect(lines).toHaveLength(1);
  });

  test("that is not full checks signatures as ever", async () => {
    const { app } = fullIntake(false);
    expect((await claiming(app).send({ any: "thing" })).status).toBe(401);
  });
});

test("more at once than may wait: each is stored or turned away, and 200 means stored", async () => {
  await act("901");
  const answers = await Promise.all(Array.from({ length: 3000 }, () => act("901")));
  const held = answers.filter(({ status }) => status === 200).length;
  expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
  expect(await storedOf("901")).toBe(held + 1);
});

test("platforms that hang do not keep the intake waiting", async () => {
  const { hubspot } = service.world;
  hubspot.control.fault({ path: /^\/(crm|automation)/, times: 3, kind: "timeout-before" });
  const answers = await Promise.all(Array.from({ length: 50 }, () => act("902")));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
});

test("a stop in the middle answers who is under way, and what was answered is there afterwards", async () => {
  const answers = Array.from({ length: 200 }, () =>
    act("903").then(
      ({ status }) => status,
      () => 0,
    ),
  );
  // The first answer is there: the others are under way.
  await Promise.race(answers);
  await service.restart();
  const held = (await Promise.all(answers)).filter((status) => status === 200).length;
  expect(held).toBeGreaterThan(0);
  expect(await storedOf("903")).toBeGreaterThanOrEqual(held);
  expect((await act("903")).status).toBe(200);
});
