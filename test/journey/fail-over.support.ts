/** One campaign of a fail-over: its contacts enroll, LINE is asked, and what became of it in the database and at HubSpot. */
import { expect } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import type { Execution } from "../../simulators/hubspot/control.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { RunningService, ServiceDatabase } from "../support/start-service.ts";

export const NARROWCAST = "/v2/bot/message/narrowcast";

interface Found {
  readonly phase: string;
  readonly outcome: string | null;
  readonly waits: boolean;
  readonly attempts: number;
  readonly open: boolean;
  readonly executions: number;
  readonly requestId: string | null;
}

/** Real time alone: service time stands as it is, but for the moment it takes. */
export async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await pause(20);
}

/** `text`: what the message says; of no other campaign. */
export function startCampaign(
  service: RunningService<ServiceDatabase>,
  { text, listSize, actionDefinitionId }: { text: string; listSize: number; actionDefinitionId: number },
) {
  const hubspot = service.world.hubspot.control;
  const line = service.world.line.control;
  const listId = hubspot.addList(PORTAL_ID, { name: text, size: listSize });
  const audience = line.audiences(ACCOUNT.channelId).find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel: service.channel,
    deliveryList: listId,
    targetingMode: "line_conditions",
    audienceId: String(audience?.id),
    messageText: text,
  };
  const workflow = hubspot.createWorkflow(PORTAL_ID, { name: text, actionDefinitionId, inputFields });
  const isOurs = (body: unknown) => JSON.stringify(body ?? "").includes(text);

  /** Null while the database cannot be asked, or has no such delivery. */
  async function found(): Promise<Found | null> {
    try {
      const { rows } = await service.database.pool.query<Found>(
        `select phase, outcome, executions, state #> '{wait}' <> 'null' as waits,
           (state #>> '{attempts,count}')::int as attempts, (state #>> '{attempts,open}')::boolean as open,
           state #>> '{following,requestId}' as "requestId"
         from deliveries where inputs #>> '{message,text}' = $1`,
        [text],
      );
      return rows[0] ?? null;
    } catch {
      return null;
    }
  }

  const executions = (): readonly Execution[] => hubspot.executions(PORTAL_ID, workflow);
  /** What LINE has accepted of this message. */
  const accepted = () => line.narrowcasts(ACCOUNT.channelId).filter(({ body }) => isOurs(body));
  const asked = () => line.requests().filter(({ path, body }) => path === NARROWCAST && isOurs(body));

  return {
    found,
    executions,
    accepted,
    asked,
    /** The list, or some of its contacts; resolves once HubSpot has called for each. */
    enroll: (contactIds?: number[]) =>
      hubspot.enroll(PORTAL_ID, workflow, contactIds === undefined ? { listId } : { contactIds }).done,
    untilAccepted: () => service.passUntil(() => accepted().length > 0),
    /** Everything goes its way, whatever the database had lost; answers the executions that it has. */
    async expectOneSend(): Promise<readonly Execution[]> {
      await service.passUntil(async () => (await found())?.outcome === "delivered");
      expect(accepted()).toHaveLength(1);
      expect((await found())?.requestId).toBe(accepted()[0]?.requestId);
      expect(new Set(asked().map(({ retryKey }) => retryKey)).size).toBe(1);
      const { rows } = await service.database.pool.query<{ id: string }>("select callback_id as id from enrollments");
      const known = new Set(rows.map(({ id }) => id));
      const released = () => executions().filter(({ callbackId }) => known.has(callbackId));
      await service.passUntil(() => released().every(({ state }) => state === "SUCCESS"));
      expect(new Set(released().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
      expect(released().filter(({ completions }) => completions > 1)).toEqual([]);
      return released();
    },
  };
}

export type Campaign = ReturnType<typeof startCampaign>;
