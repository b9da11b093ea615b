-- Accounts -----------------------------------------------------------------------------------------------------------

create table portals (
  portal_id bigint primary key,
  hub_domain text not null,
  scopes text[] not null,
  access_token bytea,
  refresh_token bytea,
  token_expires_at timestamptz,
  refresh_claimed_until timestamptz,
  language text not null default 'en',
  minimum_enrolled integer not null default 50 check (minimum_enrolled > 0),
  record_type_id text,
  record_finding jsonb,
  installed_at timestamptz not null,
  uninstalled_at timestamptz
);

create table channels (
  id uuid primary key,
  portal_id bigint not null references portals,
  name text not null,
  line_channel_id text not null,
  channel_secret bytea not null,
  bot_user_id text not null,
  basic_id text not null,
  display_name text not null,
  connected_at timestamptz not null,
  verified_at timestamptz not null,
  unique (portal_id, line_channel_id)
);

create table saved_messages (
  id uuid primary key,
  portal_id bigint not null references portals,
  name text not null,
  messages jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index saved_messages_by_portal on saved_messages (portal_id, name);

-- Console sessions and OAuth states: only a hash of the secret is kept.
create table sessions (
  token_hash bytea primary key,
  portal_id bigint not null references portals,
  user_id bigint not null,
  user_email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Deliveries ---------------------------------------------------------------------------------------------------------

create table deliveries (
  id uuid primary key,
  portal_id bigint not null references portals,
  key text not null,
  channel_id uuid not null,
  line_channel_id text not null,
  inputs jsonb not null,
  version integer not null,
  opened_at timestamptz not null,
  quiet_seconds integer not null,
  ceiling_seconds integer not null,
  minimum integer not null,
  holds_until timestamptz not null,
  list jsonb not null,
  -- Read by intake, which must know without parsing the list's JSON whether the window is complete.
  list_size integer,
  enrolled integer not null default 0,
  executions integer not null default 0,
  covered integer not null default 0,
  last_enrolled_at timestamptz not null,
  workflow_ids text[] not null default '{}',
  phase text not null,
  state jsonb not null,
  sealed_at timestamptz,
  outcome text,
  -- False once the delivery ended without LINE having it: the next arrival opens a new one.
  covers boolean not null default true,
  -- When the life cycle wants to go on, by service time; null when only an event can move it.
  advance_at timestamptz,
  reading_at timestamptz,
  released_at timestamptz,
  record_written_version integer
);

-- Two arrivals at the same instant open one delivery, never two.
create unique index one_open_window on deliveries (key) where phase = 'collecting';
-- LINE reserves quota while a narrowcast runs; a second one of the same account would fail or be charged twice.
create unique index one_narrowcast_in_flight on deliveries (line_channel_id) where phase = 'sending';
create index deliveries_by_key on deliveries (key, opened_at desc) where covers;
create index deliveries_by_portal on deliveries (portal_id, opened_at desc);
create index deliveries_to_advance on deliveries (advance_at) where advance_at is not null;
create index deliveries_to_read on deliveries (reading_at) where reading_at is not null;
create index deliveries_to_release on deliveries (id) where outcome is not null and released_at is null;

create table enrollments (
  portal_id bigint not null,
  callback_id text not null,
  -- workflow : enrollment : step, where HubSpot says so: the same execution under another callback is no second member.
  execution_id text,
  -- No foreign key: it would be looked up once per arrival, and whoever adds members holds the delivery's lock anyway.
  delivery_id uuid not null,
  object_id text not null,
  covered boolean not null,
  received_at timestamptz not null,
  released_at timestamptz,
  hold_lost boolean not null default false,
  primary key (portal_id, callback_id)
) with (fillfactor = 85);
create unique index one_enrollment_per_execution on enrollments (portal_id, execution_id) where execution_id is not null;
-- Counts each record once, and is the order in which enrollments are released. That `released_at` is in no index keeps
-- the release cheap: such an update touches no index at all.
create index enrollments_by_record on enrollments (delivery_id, object_id, callback_id);

create table timeline (
  delivery_id uuid not null references deliveries,
  number integer not null,
  at timestamptz not null,
  event text not null,
  phase text not null,
  finding jsonb,
  details jsonb not null default '{}',
  primary key (delivery_id, number)
);

create table readings (
  delivery_id uuid not null references deliveries,
  taken_at timestamptz not null,
  reading jsonb not null,
  primary key (delivery_id, taken_at)
);

-- Shared between processes -------------------------------------------------------------------------------------------

-- Empty in production. The sandbox puts one row here to make service time run faster or skip ahead.
create table clock (
  only_row boolean primary key default true check (only_row),
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

create table instances (
  id integer generated always as identity primary key,
  worker_ids text[] not null default '{}',
  started_at timestamptz not null default clock_timestamp()
);

-- One row per rate budget; generic cell rate algorithm: the instant at which the bucket is full again.
create table paces (
  bucket text primary key,
  full_at timestamptz not null
);

-- Takes one request from a bucket of `burst` requests refilled one per `every`; answers the wait, zero when taken.
create function take_pace(bucket_name text, every interval, burst integer) returns interval language plpgsql as $$
declare
  at timestamptz := service_now();
  full_again timestamptz;
begin
  insert into paces (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select greatest(full_at, at) + every into full_again from paces where bucket = bucket_name for update;
  if full_again > at + every * burst then
    return full_again - (at + every * burst);
  end if;
  update paces set full_at = full_again where bucket = bucket_name;
  return interval '0';
end
$$;
