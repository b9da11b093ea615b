-- Targeting by enrolled contacts, exclusions, approval, send time and forecast.

alter table channels add column time_zone text not null default 'Asia/Tokyo';
-- Messages of the month that sends leave for chat.
alter table channels add column quota_floor integer not null default 0 check (quota_floor >= 0);

alter table deliveries add column time_zone text not null default 'Asia/Tokyo';
-- When somebody was there again to be called, after nobody was.
alter table deliveries add column served_since timestamptz;
alter table deliveries add column uploads jsonb not null default '[]';
alter table deliveries add column approval jsonb;
alter table deliveries add column forecast jsonb;
-- What a person who approves is shown.
alter table deliveries add column preview jsonb;
create index deliveries_by_channel on deliveries (portal_id, channel_id, sealed_at desc) where outcome = 'delivered';

-- LINE user IDs until LINE has them. The order of the key is the order in which they go into a file.
create table recipients (
  delivery_id uuid not null,
  purpose text not null,
  line_user_id text not null,
  object_id text not null,
  valid boolean not null,
  primary key (delivery_id, purpose, line_user_id, object_id)
);

alter table saved_messages add column utm jsonb;

-- Who receives test sends of a channel.
create table testers (
  id uuid primary key,
  portal_id bigint not null references portals,
  channel_id uuid not null references channels,
  name text not null,
  line_user_id text not null,
  unique (channel_id, line_user_id)
);

-- The ordinary arrivals, as before (whose function stays for instances that are still to be upgraded); now also answers how long the executions are to be held, and keeps LINE user IDs.
--
-- `line_user_ids`: null when no arrival brings one, else joined like the other texts; kept for the windows that need them.
create function join_open_windows(
  keys text[], key_numbers text, callback_ids text, execution_ids text, object_ids text, workflow_ids text, line_user_ids text
) returns table (id uuid, key text, hold_seconds integer, added bigint)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  at timestamptz;
  locked uuid[];
  may_seal_sooner boolean;
begin
  -- First the locks, in a fixed order; the next statement then sees whatever others had added before. A window that is
  -- opened only between the two is left to the caller: nothing may be added without the lock.
  select array_agg(w.id) into locked from (
    select d.id from deliveries d where d.key = any(keys) and d.phase = 'collecting' order by d.key for update
  ) w;
  at := service_now();
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
    insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at)
    select a.portal_id, a.callback_id, a.execution_id, a.delivery_id, a.object_id, false, at from arrived a
  ), gained as (
    select a.delivery_id, count(*) as executions,
      array_agg(distinct a.workflow_id) filter (where a.workflow_id <> '') as workflow_ids
    from arrived a group by 1
  ), records as (
    select a.delivery_id, count(distinct a.object_id) as enrolled
    from arrived a
    where not exists (
      select from enrollments e where e.delivery_id = a.delivery_id and e.object_id = a.object_id)
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
    insert into recipients (delivery_id, purpose, line_user_id, object_id, valid)
    select d.id, 'enrolled', coalesce(a.line_user_id, ''), a.object_id, coalesce(a.line_user_id, '') ~ '^U[0-9a-f]{32}$'
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
