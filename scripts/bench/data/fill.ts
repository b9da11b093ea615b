/** A database as it is after a long time: portals, deliveries with their timelines and numbers, and released executions. */
import type pg from "pg";
import { benchInputs } from "../load/arrivals.ts";

export interface Fill {
  /** The deliveries are spread over so many portals, the first of which is `portalId` and has a channel. */
  readonly portals: number;
  readonly portalId: number;
  readonly deliveries: number;
  /** So many of them are still being measured; the others are final. */
  readonly measuring: number;
  readonly enrollments: number;
  /** Over so many days up to now. */
  readonly days: number;
}

export async function fillDatabase(pool: pg.Pool, fill: Fill): Promise<void> {
  const { portalId, portals, deliveries, measuring, enrollments, days } = fill;
  await pool.query(
    "select create_week(week_of(now() - make_interval(days => n * 7))) from generate_series(0, $1::int / 7 + 1) n",
    [days],
  );
  await pool.query(PORTALS, [portalId, portals]);
  const inputs = JSON.stringify(FILLED_INPUTS);
  await pool.query(DELIVERIES, [portalId, portals, deliveries, measuring, days, inputs, JSON.stringify(STATE)]);
  await pool.query(NAMES, [portalId, portals]);
  await pool.query(TIMELINE);
  await pool.query(READINGS);
  await pool.query(READING_JOBS);
  const each = Math.ceil(enrollments / deliveries);
  for (let done = 0; done < deliveries; done += AT_ONCE) {
    await pool.query(ENROLLMENTS, [portalId, portals, done, Math.min(done + AT_ONCE, deliveries), each]);
  }
  for (const table of FILLED) await pool.query(`vacuum analyze ${table}`);
}

const FILLED = ["portals", "channels", "deliveries", "known_names", "timeline", "readings", "enrollments"];

/** Deliveries in one statement. */
const AT_ONCE = 500;

const PORTALS = `
  with added as (
    insert into portals (portal_id, hub_domain, scopes, installed_at)
    select $1::bigint + n, 'portal-' || n, '{}', now() from generate_series(0, $2::int - 1) n
    on conflict do nothing)
  insert into channels (id, portal_id, name, line_channel_id, channel_secret, bot_user_id, basic_id, display_name,
    connected_at, verified_at)
  select gen_random_uuid(), $1::bigint + n, 'Shop', n::text, '', 'U', '@shop', 'Shop', now(), now()
  from generate_series(1, $2::int - 1) n`;

/** Without what differs from delivery to delivery. */
export const FILLED_INPUTS = {
  ...benchInputs("", ""),
  message: { kind: "text", text: "The autumn blend is here: https://shop.example/autumn" },
};

const AT = Date.UTC(2026, 10, 1);
const STATE = {
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
  outcome: { kind: "delivered", at: AT, finding: { code: "DELIVERED", figures: { success: 4990, target: 5000 } } },
  reading: {
    takenAt: AT,
    delivered: { value: 4990, state: "final" },
    opens: { value: 2000, state: "final" },
    clicks: { value: 0, state: "hidden" },
    final: true,
  },
};

/** Delivery n belongs to portal n modulo all; the newest are measured. Its id says its number. */
const DELIVERIES = `
  with facts as (
    select n, $1::bigint + n % $2::int as portal_id, n < $4::int as measured,
      now() - n * (make_interval(days => $5::int) / $3::int) as at
    from generate_series(0, $3::int - 1) n)
  insert into deliveries (id, portal_id, key, lane, channel_id, line_channel_id, inputs, version, opened_at, quiet_seconds,
    ceiling_seconds, minimum, holds_until, list, enrolled, executions, released_count, last_enrolled_at, phase, state, sealed_at,
    outcome, covers, released_at, reading_at, time_zone)
  select ('0d9f6f7e-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, f.portal_id, 'filled ' || n, 'filled', c.id, c.line_channel_id,
    $6::jsonb || jsonb_build_object('channelId', c.id, 'listId', (n / $2::int % 200)::text, 'audienceId', (n % 50)::text),
    5, at, 180, 2700, 50, at + interval '2 hours',
    jsonb_build_object('known', 'yes', 'name', 'Campaign ' || n / $2::int % 200, 'size', 500), 500, 500, 500, at,
    case when measured then 'measuring' else 'final' end,
    $7::jsonb || jsonb_build_object('phase', case when measured then 'measuring' else 'final' end,
      'nextReadingAt', extract(epoch from now() + interval '2 days')::bigint * 1000,
      'following', $7::jsonb -> 'following' || jsonb_build_object('requestId', 'request-' || n,
        'acceptedAt', extract(epoch from at)::bigint * 1000)),
    at, 'delivered', true, at, case when measured then now() + interval '2 days' end, 'Asia/Tokyo'
  from facts f join channels c on c.portal_id = f.portal_id`;

const NAMES = `
  insert into known_names (portal_id, kind, id, name)
  select $1::bigint + p, 'list', n::text, 'Campaign ' || n from generate_series(0, $2::int - 1) p, generate_series(0, 199) n
  union all
  select $1::bigint + p, 'audience', n::text, 'Audience ' || n from generate_series(0, $2::int - 1) p, generate_series(0, 49) n`;

const TIMELINE = `
  insert into timeline (portal_id, delivery_id, number, at, event, phase, details)
  select portal_id, id, n, opened_at, 'opened', 'collecting', '{}' from deliveries, generate_series(1, 6) n`;

const READINGS = `
  insert into readings (portal_id, delivery_id, taken_at, reading)
  select portal_id, id, opened_at + n * interval '1 day', state -> 'reading' from deliveries, generate_series(1, 4) n`;

const READING_JOBS = `
  select enqueue('reading', json_build_object('deliveryId', id), reading_at) from deliveries where phase = 'measuring'`;

/** Of deliveries from one number to another, so many each. */
const ENROLLMENTS = `
  insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, released_at, week)
  select d.portal_id, 'ap-' || d.portal_id || '-' || d.n * $5::bigint + e || '-7-0', '900:' || d.n * $5::bigint + e || ':0', d.id,
    (e * 7919)::text, false, d.opened_at, d.opened_at + interval '1 minute', week_of(d.opened_at)
  from (
    select *, ('x' || right(id::text, 12))::bit(48)::bigint as n from deliveries
    where id between ('0d9f6f7e-0000-4000-9000-' || lpad(to_hex($3::bigint), 12, '0'))::uuid
      and ('0d9f6f7e-0000-4000-9000-' || lpad(to_hex($4::bigint - 1), 12, '0'))::uuid
  ) d, generate_series(1, $5::bigint) e
  where $1::bigint + d.n % $2::int = d.portal_id`;
