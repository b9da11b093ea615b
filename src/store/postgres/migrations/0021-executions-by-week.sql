-- Executions are kept in one partition a week: however many there are, arrivals go into a small one, and what has had its
-- time goes as a whole (docs/performance.md).

create function week_of(at timestamptz) returns date language sql immutable
  return date_trunc('week', at at time zone 'utc')::date;

alter table enrollments rename to enrollments_before;
alter index enrollments_pkey rename to enrollments_before_pkey;
alter index one_enrollment_per_execution rename to enrollments_before_execution;
alter index enrollments_by_record rename to enrollments_before_record;

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
  -- Monday of the week in which it was received.
  week date not null default week_of(service_now()),
  primary key (portal_id, callback_id, week)
) partition by range (week);
create unique index one_enrollment_per_execution on enrollments (portal_id, execution_id, week)
  where execution_id is not null;
-- Counts each record once, and is the order in which enrollments are released. That `released_at` is in no index keeps
-- the release cheap: such an update touches no index at all.
create index enrollments_by_record on enrollments (delivery_id, object_id, callback_id);

-- Makes the partition of a week unless it is there. Arrivals go on meanwhile: attaching does not lock them out, as
-- creating it in place would.
create function make_week(first_day date) returns void language plpgsql as $$
declare
  partition_name text := 'enrollments_' || to_char(first_day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(hashtext('make_week'));
  if to_regclass(partition_name) is not null then
    return;
  end if;
  execute format('create table %I (like enrollments including defaults including constraints) with (fillfactor = 85)',
    partition_name);
  execute format('alter table enrollments attach partition %I for values from (%L) to (%L)',
    partition_name, first_day, first_day + 7);
end
$$;

select make_week(week) from (
  select distinct week_of(received_at) as week from enrollments_before
  union select week_of(service_now())
  union select week_of(service_now()) + 7
) weeks order by week;
insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, released_at,
  hold_lost, week)
select portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, released_at,
  hold_lost, week_of(received_at)
from enrollments_before;
drop table enrollments_before;

-- Executions that HubSpot no longer holds, and how many of them it had let go before the outcome: counted as it happens,
-- so that whoever looks at a delivery does not count a million rows.
alter table deliveries add column let_go integer not null default 0;
update deliveries d set let_go = d.purged + e.let_go, holds_lost = d.holds_lost + e.lost
from (
  select delivery_id, count(released_at) as let_go, count(*) filter (where hold_lost) as lost
  from enrollments group by 1
) e where e.delivery_id = d.id;
update deliveries set let_go = purged where let_go < purged;

-- The ordinary arrivals, as before; now into the week's partition. Answers nothing when one of them was stored already:
-- the key of the week tells, and those of other weeks are looked up, as long as HubSpot may come again.
drop function join_open_windows(text[], text, text, text, text, text);
create or replace function join_open_windows(
  keys text[], key_numbers text, callback_ids text, execution_ids text, object_ids text, workflow_ids text, line_user_ids text
) returns table (id uuid, key text, hold_seconds integer, added bigint)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  at timestamptz;
  this_week date;
  -- HubSpot tries again for three days; a day more for clocks and delays.
  may_come_again date;
  opened_week date;
  locked uuid[];
  may_seal_sooner boolean;
begin
  -- First the locks, in a fixed order; the next statement then sees whatever others had added before. A window that is
  -- opened only between the two is left to the caller: nothing may be added without the lock.
  -- By a clock that may have been set back somebody arrived in the week before the opening.
  select array_agg(w.id), week_of(min(w.opened_at)) - 7 into locked, opened_week from (
    select d.id, d.opened_at from deliveries d where d.key = any(keys) and d.phase = 'collecting'
    order by d.key for update
  ) w;
  at := service_now();
  this_week := week_of(at);
  may_come_again := week_of(at - interval '4 days');
  if exists (
    select from unnest(
      string_to_array(key_numbers, ',')::bigint[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f')
    ) as a (number, callback_id, execution_id)
    join deliveries d on d.key = keys[a.number] and d.id = any(locked)
    -- Before and after by themselves, so that this week's partition is left out of the plan.
    where exists (
      select from enrollments e where e.portal_id = d.portal_id and e.callback_id = a.callback_id
        and e.week >= may_come_again and e.week < this_week
    ) or exists (
      select from enrollments e where e.portal_id = d.portal_id and e.callback_id = a.callback_id and e.week > this_week
    ) or exists (
      select from enrollments e where e.portal_id = d.portal_id and e.execution_id = nullif(a.execution_id, '')
        and e.week >= may_come_again and e.week < this_week
    ) or exists (
      select from enrollments e where e.portal_id = d.portal_id and e.execution_id = nullif(a.execution_id, '')
        and e.week > this_week
    )
  ) then
    return;
  end if;
  for id, key, hold_seconds, added, may_seal_sooner in
  with open_windows as (
    select k.number, d.id, d.portal_id
    from unnest(keys) with ordinality as k (key, number)
    join deliveries d on d.key = k.key and d.id = any(locked)
  ), arrived as (
    select w.id as delivery_id, w.portal_id, a.callback_id, nullif(a.execution_id, '') as execution_id, a.object_id, a.workflow_id
    from unnest(
      string_to_array(key_numbers, ',')::bigint[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f'), string_to_array(object_ids, e'\x1f'), string_to_array(workflow_ids, e'\x1f')
    ) as a (number, callback_id, execution_id, object_id, workflow_id)
    join open_windows w on w.number = a.number
  ), inserted as (
    insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, week)
    select a.portal_id, a.callback_id, a.execution_id, a.delivery_id, a.object_id, false, at, this_week from arrived a
  ), gained as (
    select a.delivery_id, count(*) as executions,
      array_agg(distinct a.workflow_id) filter (where a.workflow_id <> '') as workflow_ids
    from arrived a group by 1
  ), records as (
    select a.delivery_id, count(distinct a.object_id) as enrolled
    from arrived a
    where not exists (
      select from enrollments e where e.delivery_id = a.delivery_id and e.object_id = a.object_id
        and e.week >= opened_week)
    group by 1
  )
  update deliveries d set
    executions = d.executions + g.executions,
    enrolled = d.enrolled + coalesce(r.enrolled, 0),
    last_enrolled_at = at,
    workflow_ids = case when g.workflow_ids is null or d.workflow_ids @> g.workflow_ids then d.workflow_ids
      else array(select distinct unnest(d.workflow_ids || g.workflow_ids) order by 1) end
  from gained g left join records r using (delivery_id)
  where d.id = g.delivery_id
  returning d.id, d.key, extract(epoch from d.holds_until - d.opened_at)::integer, g.executions,
    -- The list is complete, or from now on a quiet gap is enough.
    d.enrolled >= coalesce(d.list_size, 2147483647)
      or (d.enrolled >= d.minimum and d.enrolled - coalesce(r.enrolled, 0) < d.minimum)
  loop
    if may_seal_sooner then
      perform graphile_worker.add_job('advance', json_build_object('deliveryId', id), queue_name => 'advance:' || id,
        max_attempts => 1000, job_key => 'advance:' || id);
    end if;
    return next;
  end loop;
  if line_user_ids is not null then
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select d.portal_id, d.id, 'enrolled', coalesce(a.line_user_id, ''), a.object_id,
      coalesce(a.line_user_id, '') ~ '^U[0-9a-f]{32}$'
    from unnest(
      string_to_array(key_numbers, ',')::bigint[], string_to_array(object_ids, e'\x1f'), string_to_array(line_user_ids, e'\x1f')
    ) as a (number, object_id, line_user_id)
    join deliveries d on d.key = keys[a.number] and d.id = any(locked)
      and d.inputs ->> 'targetingMode' = 'narrow_to_enrolled'
    on conflict do nothing;
  end if;
exception when unique_violation then
  -- Somebody is known: nothing of this batch is stored here, the long way sorts them out.
  return;
end
$$;

-- While few deliveries were ever opened PostgreSQL plans to read them all, and keeps the plan; but every batch leaves an old
-- version of the delivery's row behind, and soon thousands of them would be read for each.
alter function join_open_windows(text[], text, text, text, text, text, text) set enable_seqscan = off;
-- Room for new versions beside the old ones, and a vacuum before there are many.
alter table deliveries set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
