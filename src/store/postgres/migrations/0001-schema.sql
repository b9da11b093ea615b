-- The whole schema. An instant is service time unless a comment says wall time. Every table of a portal has `portal_id` in its
-- key, so that a sharded PostgreSQL can keep a portal's rows together (docs/scaling.md); it comes last where rows are looked up
-- by what is before it.

-- Time ---------------------------------------------------------------------------------------------------------------

-- Empty in production. The sandbox puts one row here to make service time run faster or skip ahead.
create table clock (
  only_row boolean primary key default true check (only_row),
  -- Wall time at which service time was `base`.
  origin timestamptz not null,
  base timestamptz not null,
  speed double precision not null check (speed > 0)
);

-- Service time: the database's own clock, unless the sandbox says otherwise.
create function service_now() returns timestamptz language sql volatile as $$
  select coalesce(
    (select c.base + (clock_timestamp() - c.origin) * c.speed from clock c),
    clock_timestamp())
$$;

-- The wall instant at which service time will be `at`.
create function wall_time(at timestamptz) returns timestamptz language sql stable as $$
  select coalesce(
    (select c.origin + (at - c.base) / c.speed from clock c),
    at)
$$;

-- Monday of the week of `at`, in UTC.
create function week_of(at timestamptz) returns date language sql immutable
  return date_trunc('week', at at time zone 'utc')::date;

-- Accounts -----------------------------------------------------------------------------------------------------------

-- HubSpot accounts.
create table portals (
  portal_id bigint primary key,
  hub_domain text not null,
  language text not null default 'en',
  -- Of the console's dates, and of channels that are connected from now on. IANA name.
  time_zone text not null default 'Asia/Tokyo',
  installed_at timestamptz not null,
  uninstalled_at timestamptz,

  -- HubSpot's tokens, sealed. `scopes`: what they allow.
  scopes text[] not null,
  access_token bytea,
  refresh_token bytea,
  token_expires_at timestamptz,
  -- One process at a time asks for new tokens.
  refresh_claimed_until timestamptz,

  -- What HubSpot said when it last refused new tokens: since when it says so, how often, and when it is asked again. All null
  -- and 0 while it gives tokens.
  access_finding jsonb,
  access_since timestamptz,
  access_refusals integer not null default 0,
  -- When the job `access` is due. It looks after a refused access and after a disconnect.
  access_due_at timestamptz,
  -- A person has disconnected the account: until then the tokens are kept to release what is held and to notify HubSpot.
  disconnect_until timestamptz,

  -- HubSpot's type of the delivery records; null where the portal has none, for the reason in `record_finding`.
  record_type_id text,
  record_finding jsonb,
  -- When HubSpot is asked again whether the portal can have records; null while nothing is owed.
  records_due_at timestamptz,

  -- All sends of the portal, stopped by a person until someone allows them again.
  stopped_at timestamptz,
  stopped_by text,

  -- Null: the service's own defaults.
  quiet_seconds integer check (quiet_seconds between 10 and 21600),
  ceiling_seconds integer check (ceiling_seconds between 60 and 518400),
  -- LINE's minimum may be lowered for the count of contacts only, and never raised above it.
  minimum_enrolled integer not null default 50 check (minimum_enrolled > 0),
  -- For actions that say nothing about quiet hours; null: none.
  quiet_hours jsonb,
  -- New people never become administrators.
  new_member_role text not null default 'viewer' check (new_member_role in ('viewer', 'editor', 'approver', 'sender')),

  -- What the account requires before every send; nothing by default. See delivery/lifecycle/policies.ts.
  always_approve boolean not null default false,
  approve_above integer constraint approve_above_positive check (approve_above >= 1),
  approve_above_factor double precision constraint approve_above_factor_from_one check (approve_above_factor >= 1),
  separate_approver boolean not null default false,
  -- LINE leaves out the people of sends that are less than 14 days old; a request may be repeated for most of a day.
  one_send_in_days integer constraint one_send_in_days_of_line check (one_send_in_days between 1 and 13),

  constraint minimum_is_lowered_only check (minimum_enrolled <= 50),
  constraint stopped_by_someone check ((stopped_at is null) = (stopped_by is null))
);

-- Users of a HubSpot account who have signed in.
create table members (
  id uuid default gen_random_uuid(),
  portal_id bigint not null references portals,
  user_id bigint not null,
  user_email text not null,
  -- A person may have several. Everyone may read: a person without any role here is a viewer.
  roles text[] not null default '{}' check (roles <@ array['editor', 'approver', 'sender', 'administrator']),
  signed_in_at timestamptz not null,
  -- When HubSpot was last asked whether the person is in the account.
  checked_at timestamptz not null default clock_timestamp(),
  -- With the app go names and addresses; the roles stay for those who return.
  left_at timestamptz,
  primary key (id, portal_id),
  unique (portal_id, user_id)
);

-- Console sessions and OAuth states: only a hash of the secret is kept.
create table sessions (
  token_hash bytea,
  portal_id bigint not null references portals,
  user_id bigint not null,
  user_email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (token_hash, portal_id)
);

-- Who did what in the console.
create table audit (
  number bigint generated always as identity,
  portal_id bigint not null references portals,
  at timestamptz not null,
  user_id bigint not null,
  user_email text not null,
  action text not null,
  -- What it was done to, as people call it.
  subject text not null,
  details jsonb not null default '{}',
  primary key (number, portal_id)
);
create index audit_by_portal on audit (portal_id, number desc);

-- Connected LINE Official Accounts.
create table channels (
  id uuid,
  portal_id bigint not null references portals,
  name text not null,
  line_channel_id text not null,
  -- Sealed.
  channel_secret bytea not null,
  bot_user_id text not null,
  basic_id text not null,
  display_name text not null,
  connected_at timestamptz not null,
  verified_at timestamptz not null,
  -- Quiet hours and send times are meant in it. IANA name.
  time_zone text not null default 'Asia/Tokyo',
  -- Messages of the month that sends leave for chat.
  quota_floor integer not null default 0 check (quota_floor >= 0),
  -- What LINE last answered on behalf of the channel.
  last_ok_at timestamptz,
  last_error_at timestamptz,
  last_error jsonb,
  primary key (id, portal_id),
  unique (portal_id, line_channel_id)
);

-- Who receives test sends of a channel.
create table testers (
  id uuid,
  portal_id bigint not null references portals,
  channel_id uuid not null,
  name text not null,
  line_user_id text not null,
  primary key (id, portal_id),
  constraint one_tester_per_person unique (channel_id, line_user_id, portal_id),
  foreign key (channel_id, portal_id) references channels (id, portal_id)
);

create table saved_messages (
  id uuid,
  portal_id bigint not null references portals,
  name text not null,
  messages jsonb not null,
  -- What is added to links; null for nothing.
  utm jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- HubSpot's number of the person who last changed what the message says; null for the service itself.
  changed_by bigint,
  primary key (id, portal_id)
);
create index saved_messages_by_portal on saved_messages (portal_id, name);

-- Deliveries ---------------------------------------------------------------------------------------------------------

create table deliveries (
  id uuid,
  portal_id bigint not null references portals,
  -- Says what is sent, and to which people: executions with the same key belong together.
  key text not null,
  -- portal:channel:list:send|rehearsal, the beginning of each key.
  lane text not null,
  channel_id uuid not null,
  line_channel_id text not null,
  inputs jsonb not null,
  list_id text generated always as (inputs ->> 'listId') stored,
  audience_id text generated always as (inputs ->> 'audienceId') stored,
  time_zone text not null default 'Asia/Tokyo',

  -- Raised with every change: what was decided on an older one is not stored.
  version integer not null,
  -- The oldest behaviour of the service that may carry the delivery on (src/delivery/behaviour.ts). A process that knows less
  -- leaves its jobs to others.
  requires_version integer not null default 1,
  phase text not null,
  state jsonb not null,
  -- Who the request was meant for before anyone was left out: asked before a send that differs only by a few people.
  meant_for text generated always as (state #>> '{narrowcast,meantFor}') stored,

  -- The window in which executions join.
  opened_at timestamptz not null,
  quiet_seconds integer not null,
  ceiling_seconds integer not null,
  -- Contacts that are needed before a quiet gap closes the window.
  minimum integer not null,
  -- Until then HubSpot holds the executions.
  holds_until timestamptz not null,
  list jsonb not null,
  -- Read by intake, which must know without parsing the list's JSON whether the window is complete.
  list_size integer,
  last_enrolled_at timestamptz not null,
  -- When executions could be stored again after an outage.
  outage_ended_at timestamptz,
  sealed_at timestamptz,

  -- Counts, kept as it happens: a page about a delivery does not count a million rows. `enrolled`: contacts, each once.
  enrolled integer not null default 0,
  executions integer not null default 0,
  covered integer not null default 0,
  -- Executions that HubSpot no longer holds, those that it had let go before the outcome, and those that it called again
  -- although it had taken their outcome.
  released_count integer not null default 0,
  holds_lost integer not null default 0,
  called_again integer not null default 0,
  -- Executions of which nothing is stored any more.
  deleted_count integer not null default 0,
  workflow_ids text[] not null default '{}',

  uploads jsonb not null default '[]',
  approval jsonb,
  -- An execution with a version of the step that had been replaced arrived after the newer one: a person has to look.
  changed_back jsonb,
  forecast jsonb,
  -- What a person who approves is shown.
  preview jsonb,

  outcome text,
  -- False once the delivery ended without LINE having it: the next arrival opens a new one.
  covers boolean not null default true,
  -- When the life cycle wants to go on; null when only an event can move it.
  advance_at timestamptz,
  reading_at timestamptz,
  -- Why the executions of a delivery that is over are still held, and when the release is tried again.
  release_wait jsonb,
  release_at timestamptz,
  released_at timestamptz,
  primary key (id, portal_id)
) with (
  -- Every batch of arrivals leaves an old version of a row behind: room for new ones beside them, and a vacuum before there
  -- are many.
  fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500
);
-- Two arrivals at the same instant open one delivery, never two.
create unique index one_open_window on deliveries (key, portal_id) where phase = 'collecting';
create index deliveries_by_key on deliveries (key, opened_at desc) where covers;
create index deliveries_to_advance on deliveries (advance_at) where advance_at is not null;
create index deliveries_to_read on deliveries (reading_at) where reading_at is not null;
create index deliveries_to_release on deliveries (id) where outcome is not null and released_at is null;
-- Asked at every scrape of the metrics. Opening and release change the first, arrivals do not.
create index deliveries_unreleased on deliveries (opened_at) where released_at is null;
create index deliveries_measuring on deliveries (phase) where phase = 'measuring';
-- In the order of the page; the id tells apart what was opened at the same instant.
create index deliveries_by_portal on deliveries (portal_id, opened_at desc, id desc);
create index deliveries_by_list on deliveries (portal_id, list_id, opened_at desc, id desc);
create index deliveries_by_audience on deliveries (portal_id, audience_id, opened_at desc, id desc)
  where audience_id is not null;
-- Few deliveries have more than one audience: the others are not in this index.
create index deliveries_by_further_audience on deliveries using gin ((inputs -> 'includeAudienceIds'))
  where inputs -> 'includeAudienceIds' <> '[]';
create index deliveries_by_outcome on deliveries (portal_id, outcome, opened_at desc, id desc);
create index deliveries_by_request on deliveries (portal_id, (state #>> '{following,requestId}'))
  where state #>> '{following,requestId}' is not null;
-- An account that sent little, in a portal that sent much, is found without reading through the others' deliveries.
create index deliveries_of_an_account on deliveries (portal_id, channel_id, opened_at desc, id desc);
create index deliveries_by_channel on deliveries (portal_id, channel_id, sealed_at desc) where outcome = 'delivered';
create index deliveries_by_meaning on deliveries (portal_id, channel_id, meant_for, opened_at) where meant_for is not null;

-- What a step asked for: one row for each way in which its action was filled in while it took part in a delivery.
create table editions (
  portal_id bigint not null,
  delivery_id uuid not null,
  -- workflow:action; empty where HubSpot names no workflow.
  step text not null,
  -- A hash of all inputs.
  variant text not null,
  lane text not null,
  key text not null,
  inputs jsonb not null,
  -- In the order in which the delivery saw them first.
  number integer not null,
  seen_at timestamptz not null,
  -- The step has a newer one here, or has left for another delivery.
  replaced_at timestamptz,
  primary key (delivery_id, step, variant, portal_id)
);
create index editions_of_step on editions (step, lane, seen_at desc, portal_id) where step <> '';

-- LINE user IDs until LINE has them. The order of the key is the order in which they go into a file.
create table recipients (
  portal_id bigint not null,
  delivery_id uuid not null,
  purpose text not null,
  line_user_id text not null,
  object_id text not null,
  valid boolean not null,
  primary key (delivery_id, purpose, line_user_id, object_id, portal_id)
);

create table timeline (
  portal_id bigint not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamptz not null,
  event text not null,
  phase text not null,
  finding jsonb,
  details jsonb not null default '{}',
  primary key (delivery_id, number, portal_id),
  foreign key (delivery_id, portal_id) references deliveries (id, portal_id)
);
-- Few of the entries name records; they are erased with time.
create index timeline_examples on timeline (delivery_id) where finding #> '{figures,examples}' is not null;
-- Without, PostgreSQL expects them everywhere.
create statistics timeline_examples_known on (finding #> '{figures,examples}') from timeline;

create table readings (
  portal_id bigint not null,
  delivery_id uuid not null,
  taken_at timestamptz not null,
  reading jsonb not null,
  primary key (delivery_id, taken_at, portal_id),
  foreign key (delivery_id, portal_id) references deliveries (id, portal_id)
);

-- The last known name of each list and audience that a delivery was about: few rows, however many deliveries there are.
create table known_names (
  portal_id bigint not null,
  kind text not null check (kind in ('list', 'audience')),
  id text not null,
  name text not null,
  primary key (portal_id, kind, id)
);

-- Deliveries of which HubSpot has no record, or one that is behind, and why. No reference to the delivery: the lock it takes
-- would wait for a delivery that is being decided about, which may itself wait for the portal.
create table owed_records (
  portal_id bigint not null references portals,
  delivery_id uuid not null,
  finding jsonb not null,
  since timestamptz not null,
  primary key (delivery_id, portal_id)
);
create index owed_records_by_portal on owed_records (portal_id, since);

-- The delivery whose narrowcast of a LINE account is on its way: LINE reserves quota while it sends, and a second one would fail or be
-- charged twice. Two portals may share an account, so this is no portal's own.
create table send_locks (
  line_channel_id text primary key,
  portal_id bigint not null,
  delivery_id uuid not null
);

-- Executions ---------------------------------------------------------------------------------------------------------

-- One partition a week: however many there are, arrivals go into a small one, and what has had its time goes as a whole
-- (docs/performance.md).
create table enrollments (
  portal_id bigint not null,
  callback_id text not null,
  -- workflow : enrollment : step, where HubSpot says so: the same execution under another callback is no second member.
  execution_id text,
  -- No foreign key: it would be looked up once per arrival, and what adds members holds the delivery's lock anyway.
  delivery_id uuid not null,
  object_id text not null,
  -- workflow:action: a step that is edited takes its own executions along. Null where HubSpot names no workflow.
  step text,
  -- Arrived after the seal: released with the delivery's outcome, and no recipient.
  covered boolean not null,
  received_at timestamptz not null,
  released_at timestamptz,
  -- HubSpot had let it go before the outcome.
  hold_lost boolean not null default false,
  -- HubSpot called the action again for an execution that it had taken the outcome of.
  called_again_at timestamptz,
  -- Monday of the week in which it was received.
  week date not null default week_of(service_now()),
  primary key (portal_id, callback_id, week)
) partition by range (week);
create unique index one_enrollment_per_execution on enrollments (portal_id, execution_id, week)
  where execution_id is not null;
-- Counts each record once, and is the order in which enrollments are released. That `released_at` is in no index keeps
-- the release cheap: such an update touches no index at all.
create index enrollments_by_record on enrollments (delivery_id, object_id, callback_id);

-- Shared by all processes --------------------------------------------------------------------------------------------

-- Running processes; each holds a session lock on its number.
create table instances (
  id integer generated always as identity primary key,
  -- Under these names its jobs are locked.
  worker_ids text[] not null default '{}'
);

-- One row per rate budget; generic cell rate algorithm.
create table rate_limits (
  bucket text primary key,
  -- When the bucket will be full again.
  full_at timestamptz not null,
  -- A platform's order to wait, with its reason.
  paused_until timestamptz,
  pause_reason text,
  -- Orders in a row.
  pauses integer not null default 0,
  -- Since `counted_from`, halved every week: what is likely to be refused again is asked more rarely where few calls went well.
  calls bigint not null default 0,
  failed bigint not null default 0,
  counted_from timestamptz not null default service_now()
);

-- What this deployment has learned about itself and keeps over a restart: of no portal.
create table deployment_facts (
  name text primary key,
  value jsonb not null,
  -- Wall time.
  noted_at timestamptz not null
);

-- Functions: partitions ----------------------------------------------------------------------------------------------

-- While executions pour in PostgreSQL takes a sample of their week again and again. One of the usual size, 30,000 rows sorted
-- by each column, takes a processor a tenth of a second that arrivals wait for. A fifth of it is enough where most columns are
-- either the same for thousands of executions or never the same.
create function reduce_statistics(week regclass) returns void language plpgsql as $$
declare
  its_column name;
begin
  for its_column in select attname from pg_attribute where attrelid = week and attnum > 0 and not attisdropped loop
    execute format('alter table %s alter column %I set statistics 20', week, its_column);
  end loop;
end
$$;

-- Makes the partition of a week unless it is there. Arrivals go on meanwhile: attaching does not lock them out, as
-- creating it in place would.
create function create_week(first_day date) returns void language plpgsql as $$
declare
  partition_name text := 'enrollments_' || to_char(first_day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(hashtext('create_week'));
  if to_regclass(partition_name) is not null then
    return;
  end if;
  execute format('create table %I (like enrollments including defaults including constraints) with (fillfactor = 85)',
    partition_name);
  perform reduce_statistics(partition_name::regclass);
  execute format('alter table enrollments attach partition %I for values from (%L) to (%L)',
    partition_name, first_day, first_day + 7);
end
$$;

-- Functions: jobs ----------------------------------------------------------------------------------------------------

-- graphile-worker's schema is named here alone. It is made after this one, so these functions are checked when they are called.

-- Adds a job in the transaction that changes the state it continues. At most one waits per kind and subject: a second call
-- moves it, or, with the mode `preserve_run_at`, keeps its time. Jobs of one kind and subject run one after another. The
-- back-off, not the count of attempts, decides how long a job is tried. `subject`: deliveryId or portalId. `run_at`: wall time.
create function enqueue(kind text, subject json, run_at timestamptz default now(), mode text default 'replace')
returns void language plpgsql as $$
declare
  key text := kind || ':' || coalesce(subject ->> 'deliveryId', subject ->> 'portalId');
begin
  perform graphile_worker.add_job(kind, subject, queue_name => key, run_at => run_at, max_attempts => 1000, job_key => key,
    job_key_mode => mode);
end
$$;

-- Whether a job with this key is at work or will run before `latest` (wall time).
create function is_enqueued(its_key text, latest timestamptz) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from graphile_worker.jobs j where j.key = its_key and (j.locked_at is not null or j.run_at < latest));
end
$$;

-- Moves failed jobs that would wait longer to `latest` (wall time).
create function retry_jobs_by(latest timestamptz) returns void language plpgsql as $$
begin
  perform graphile_worker.reschedule_jobs(
    array(select j.id from graphile_worker.jobs j where j.locked_at is null and j.attempts between 1 and j.max_attempts - 1
      and j.last_error is not null and j.run_at > latest),
    run_at => latest);
end
$$;

-- Unlocks jobs and queues of these workers, and of those that no process has noted although they locked one before `noted_by`
-- (wall time).
create function unlock_jobs(crashed text[], noted_by timestamptz) returns void language plpgsql as $$
begin
  perform graphile_worker.force_unlock_workers(crashed || array(
    select l.locked_by from (
      select j.locked_by, j.locked_at from graphile_worker._private_jobs j where j.locked_by is not null
      union select q.locked_by, q.locked_at from graphile_worker._private_job_queues q where q.locked_by is not null
    ) l
    where l.locked_by not in (select unnest(i.worker_ids) from instances i) and l.locked_at < noted_by));
end
$$;

-- Jobs that are at work, that are due, and that have failed more than `many` times; without chores.
create function count_jobs(many integer) returns table (running integer, waiting integer, failing integer)
language plpgsql stable as $$
begin
  return query select
    count(*) filter (where j.locked_at is not null)::integer,
    count(*) filter (where j.locked_at is null and j.run_at <= now())::integer,
    count(*) filter (where j.attempts > many and j.last_error is not null)::integer
  from graphile_worker.jobs j where j.queue_name not like 'chore:%';
end
$$;

-- Functions: rate budgets --------------------------------------------------------------------------------------------

-- Takes one request from a bucket of `burst` requests refilled one per `every`. `reserved`: it may go after `wait` of wall time.
-- Otherwise `wait` (service time) is longer than `max_wait`, and nothing was taken; `reason` says why the platform asked for a
-- pause, null where the budget is only used up.
create function reserve_request(bucket_name text, every interval, burst integer, max_wait interval)
returns table (reserved boolean, wait interval, reason text) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := service_now();
  full_again timestamptz;
  due timestamptz;
  why text;
begin
  insert into rate_limits (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select greatest(full_at, at) + every, case when paused_until > at then pause_reason end into full_again, why
  from rate_limits where bucket = bucket_name for update;
  due := greatest(at, full_again - every * burst);
  if due - at > max_wait then
    return query select false, due - at, why;
    return;
  end if;
  update rate_limits set full_at = full_again,
    calls = case when counted_from < at - interval '7 days' then calls / 2 else calls end + 1,
    failed = case when counted_from < at - interval '7 days' then failed / 2 else failed end,
    counted_from = case when counted_from < at - interval '7 days' then at else counted_from end
  where bucket = bucket_name;
  return query select true, wall_time(due) - wall_time(at), null::text;
end
$$;

-- Nothing goes from the bucket for `asked`, and no burst after it. Orders in a row, with less than a quarter of an hour in
-- between, grow fourfold up to that. Returns how long the bucket rests from now on.
create function pause_requests(bucket_name text, every interval, burst integer, asked interval, why text)
returns interval language plpgsql as $$
declare
  at timestamptz := service_now();
  known rate_limits;
  length interval := asked;
begin
  insert into rate_limits (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select * into known from rate_limits where bucket = bucket_name for update;
  -- The answer to a request that was under way when the order came says nothing new.
  if known.paused_until > at then
    length := greatest(asked, known.paused_until - at);
  elsif known.paused_until > at - interval '15 minutes' then
    known.pauses := known.pauses + 1;
    length := least(asked * power(4, least(known.pauses, 10)), greatest(asked, interval '15 minutes'));
  else
    known.pauses := 0;
  end if;
  update rate_limits set paused_until = at + length, pause_reason = why, pauses = known.pauses,
    full_at = greatest(full_at, at + length + every * (burst - 1))
  where bucket = bucket_name;
  return length;
end
$$;

-- The first partitions -----------------------------------------------------------------------------------------------

select create_week(week_of(service_now())), create_week(week_of(service_now()) + 7);
