/** Many deliveries at once, straight into the database: for what is measured with a full one. */
import type pg from "pg";
import { FILLED_INPUTS } from "./fill.ts";

export interface Filling {
  readonly portalId: number;
  /** The service's id of it. */
  readonly channel: string;
  readonly deliveries: number;
  /** Lists by name, over which the deliveries are spread, each with an audience of its own. */
  readonly lists: number;
}

/** A page of each list and audience, and half of them failed, so that a filter fills its page in both; the newest are on their way. */
export async function fillDeliveries(
  client: Pick<pg.Client, "query">,
  { portalId, channel, deliveries, lists }: Filling,
): Promise<void> {
  await client.query(FILL_NAMES, [portalId, lists]);
  const texts = [JSON.stringify(FILLED_INPUTS), JSON.stringify(STATE)];
  await client.query(FILL_DELIVERIES, [portalId, channel, deliveries, ...texts, lists]);
  await client.query("vacuum analyze deliveries");
  await client.query("vacuum analyze known_names");
}

/** Runs that did not start, of two hundred workflows over the last ninety days. */
export async function fillRefusals(
  client: Pick<pg.Client, "query">,
  { portalId, refusals }: { readonly portalId: number; readonly refusals: number },
): Promise<void> {
  await client.query(FILL_REFUSALS, [portalId, refusals]);
  await client.query("vacuum analyze refusals");
}

const FILL_REFUSALS = `
  insert into refusals (portal_id, day, workflow_id, code, figures, executions, first_at, last_at)
  select $1::bigint, at::date, (n % 200)::text, (array['MESSAGE_MISSING', 'LIST_MISSING', 'TARGETING_MISSING'])[1 + n % 3],
    '{}', 80, at, at
  from (
    select n, now() - n * (interval '90 days' / $2::int) as at from generate_series(0, $2::int - 1) n) facts
  on conflict do nothing`;

const AT = Date.UTC(2026, 10, 1);
const STATE = {
  phase: "final",
  seal: { at: AT, reason: "quiet", enrolled: 500 },
  narrowcast: {
    retryKey: "key",
    body: "{}",
    preparedAt: AT,
    audienceName: "Readers",
    reserved: null,
    meantFor: "everyone",
    leftOut: {},
  },
  following: { requestId: "request", acceptedAt: AT, nextPollAt: AT, polls: 2 },
  counts: { target: 5000, success: 4990, failure: 10 },
  reading: {
    takenAt: AT,
    delivered: { value: 4990, state: "final" },
    opens: { value: 2000, state: "final" },
    clicks: { value: 0, state: "hidden" },
    final: true,
  },
};

const FILL_NAMES = `
  insert into known_names (portal_id, kind, id, name)
  select $1::bigint, 'list', n::text, 'Campaign ' || n from generate_series(0, $2::int - 1) n
  union all select $1::bigint, 'audience', n::text, 'Audience ' || n from generate_series(0, $2::int - 1) n
  on conflict do nothing`;

const FILL_DELIVERIES = `
  with facts as (
    select n, now() - n * interval '1 minute' as at,
      case when n < 3 then null when n % 4 < 2 then 'failed' else 'delivered' end as outcome
    from generate_series(0, $3::int - 1) n)
  insert into deliveries (id, portal_id, key, lane, channel_id, line_channel_id, inputs, version, opened_at, quiet_seconds,
    ceiling_seconds, minimum, holds_until, list, enrolled, executions, last_enrolled_at, phase, state, sealed_at, outcome,
    covers, released_at, time_zone)
  select gen_random_uuid(), $1::bigint, 'bench ' || n, 'bench', $2::uuid, '1',
    $4::jsonb || jsonb_build_object('channelId', $2::uuid::text, 'listId', (n % $6::int)::text, 'audienceId', (n % $6::int)::text,
      'includeAudienceIds', case when n % 20 = 0 then jsonb_build_array((n % $6::int + 1)::text) else '[]' end),
    5, at, 180, 2700, 50, at + interval '2 hours',
    jsonb_build_object('known', 'yes', 'name', 'Campaign ' || n % $6::int, 'size', 500), 500, 500, at,
    case when outcome is null then 'collecting' else 'final' end,
    case when outcome is null then '{"phase":"collecting","sealRequestedBy":null}'::jsonb
      else $5::jsonb || jsonb_build_object(
        'following', $5::jsonb -> 'following' || jsonb_build_object('requestId', 'request-' || n),
        'outcome', jsonb_build_object('kind', outcome, 'at', 0, 'finding', jsonb_build_object(
          'code', 'DELIVERED', 'figures', jsonb_build_object('success', 4990, 'target', 5000)))) end,
    at, outcome, true, case when outcome is not null then at end, 'Asia/Tokyo'
  from facts`;
