/** What HubSpot asks of the service, wired: executions, dropdowns and webhooks (`intake/`), and its card (`console/card/routes.ts`). */
import type { Router } from "express";
import { cardRoutes } from "../console/card/routes.ts";
import { noteUnsigned } from "../console/card/check.ts";
import type { ConsolePorts } from "../console/request/ports.ts";
import type { Unverified } from "../server/load/unverified.ts";
import { requireIdentity } from "../intake/trust/card-identity.ts";
import { createGroupCommit, QueueFull } from "../intake/fast-path/group-commit.ts";
import { createRefusals } from "../intake/trust/refusals.ts";
import { remembered } from "../intake/fast-path/remembered.ts";
import { createRefusalCounter } from "../intake/not-started.ts";
import { ACTION_PATH, createIntake } from "../intake/routes.ts";
import { requireTimedSignature } from "../intake/trust/signed.ts";
import { findCalledAgain, describeEnrollments } from "../observability/log-lines.ts";
import type { Ports } from "./compose-platforms.ts";
import type { Parts } from "./parts.ts";
import type { FactStore } from "../ports/deployment-facts.ts";
import type { Arrival, Enrolled } from "../ports/store/enrollments.ts";
import type { IntakeRoutes } from "../server/app.ts";
import { isOutage } from "../store/postgres/database.ts";
import { createFactStore } from "../store/postgres/deployment-facts.ts";

interface IncomingParts extends Parts, Ports {
  readonly consolePorts: ConsolePorts;
  readonly unverified: Unverified;
  /** Called for each execution that was not stored and that HubSpot keeps. */
  readonly turnedAway: () => void;
}

/** One multi-row statement of this size is a millisecond's work; the queue is less than a second of them. What would wait longer, HubSpot sends again. */
const MAX_BATCH = 500;
const MAX_QUEUE = 2000;

/** Portals, channels and saved messages change rarely; intake asks for them with every execution. */
const REMEMBER_MS = 2000;

/** The routes that HubSpot calls; a request to them has HubSpot's signature and no session. */
export function createIncoming(parts: IncomingParts): IntakeRoutes & { stop(): Promise<void> } {
  const { config, database, metrics, unverified, log } = parts;
  const facts = createFactStore(database.db);
  const refusals = createRefusalCounter({ ...parts, isOutage });
  const signed = {
    ...unverified,
    refuse: createRefusals({ log, now: Date.now, countRefusal: unverified.countRefusal }),
    clientSecret: config.app.clientSecret,
    publicUrl: config.publicUrl,
    now: Date.now,
  };
  return {
    actionPath: ACTION_PATH,
    ...createIntake({
      ...signed,
      ...whatIntakeAsks(parts),
      facts,
      refusals,
      intake: createQueue(parts),
      optionsSignature: config.optionsSignature,
      segments: config.intakeSegments,
      allowQuery: config.intakeAllowQuery,
      strangeQuery: metrics.strangeQuery,
      appId: config.app.appId,
      log,
      isOutage: (error) => {
        const away = error instanceof QueueFull || isOutage(error);
        if (!away) return false;
        metrics.shed();
        parts.turnedAway();
        return true;
      },
    }),
    cards: createCards({ ...parts, facts }, signed),
    stop: refusals.flush,
  };
}

function whatIntakeAsks({ store, line, hubspot, deliveryUrl }: IncomingParts) {
  return {
    accounts: {
      portal: remembered(store.portal, { forMs: REMEMBER_MS }),
      channels: remembered(store.channels, { forMs: REMEMBER_MS }),
      hasSavedMessage: remembered(
        async (portalId: number, id: string) => (await store.savedMessage(portalId, id)) !== null,
        { forMs: REMEMBER_MS },
      ),
      savedMessageName: remembered(store.savedMessageName, { forMs: REMEMBER_MS }),
    },
    options: {
      channels: store.channels,
      savedMessages: store.savedMessages,
      savedMessageName: store.savedMessageName,
      audienceNames: store.audienceNames,
      line,
      hubspot,
    },
    line,
    app: store,
    deliveryUrl,
  };
}

function createQueue({ store, traces, metrics, log }: IncomingParts) {
  const queue = createGroupCommit<Arrival, Enrolled>({
    commit: (arrivals) =>
      traces.span("intake batch", { arrivals: arrivals.length }, async () => {
        const enrolled = await store.enroll(arrivals);
        if (log.isLevelEnabled("debug"))
          log.debug({ event: "intake.stored", ...describeEnrollments(arrivals, enrolled) });
        const again = findCalledAgain(arrivals, enrolled);
        if (again.length > 0) {
          metrics.calledAgain(again.length);
          log.warn({ event: "release.called_again", callbacks: again });
        }
        return enrolled;
      }),
    isOutage,
    ownerOf: ({ execution }) => execution.portalId,
    maxBatch: MAX_BATCH,
    maxQueue: MAX_QUEUE,
  });
  metrics.gauge("line_audience_intake_queue", "Arrivals waiting to be stored", () => queue.queued);
  return queue;
}

type Signed = Omit<Parameters<typeof requireTimedSignature>[0], "route" | "beforeRefusal">;

function createCards(
  { config, facts, consolePorts }: Pick<IncomingParts, "config" | "consolePorts"> & { readonly facts: FactStore },
  signed: Signed,
): Router {
  const { appId } = config.app;
  const cardsUrl = config.cardsUrl ?? config.publicUrl;
  const ports = { ...consolePorts, setting: config.cards, cardsUrl, facts, appId, now: Date.now };
  const signature = requireTimedSignature({
    ...signed,
    publicUrl: cardsUrl,
    beforeRefusal: (request) => noteUnsigned(request, ports),
    route: "cards",
  });
  return cardRoutes(ports, signature, requireIdentity(appId));
}
