-- The ordinary arrivals, as before; now each finds its delivery by the number of its key in a list. Joined with the deliveries,
-- each arrival of a batch was compared with each delivery: 500 for as many deliveries took a hundred times as long as for one.
-- Nothing is stored here any more unless all windows are open: the caller takes the long way for the whole batch then.
-- Replacing a function drops its settings: they are said again.
create or replace function join_open_windows(
  keys text[], key_numbers text, callback_ids text, execution_ids text, object_ids text, workflow_ids text, line_user_ids text
) returns table (id uuid, key text, hold_seconds integer, added bigint)
language plpgsql volatile
-- While few deliveries were ever opened PostgreSQL plans to read them all, and keeps the plan; but every batch leaves an old
-- version of the delivery's row behind, and soon thousands of them would be read for each.
set enable_seqscan = off
-- Planning one question of each batch anew took a third of the whole.
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  at timestamptz;
  this_week date;
  -- HubSpot tries again for three days; a day more for clocks and delays.
  may_come_again date;
  opened_week date;
  open_keys text[];
  -- First in the order of the keys, then by the numbers that the arrivals have.
  ids uuid[];
  portal_ids bigint[];
  may_seal_sooner boolean;
begin
  -- First the locks, in a fixed order, that of whoever takes the long way; the next statement then sees whatever others had
  -- added before. A window that is opened only between the two is left to the caller: nothing may be added without the lock.
  -- By a clock that may have been set back somebody arrived in the week before the opening.
  select array_agg(w.key order by w.key collate "C"), array_agg(w.id order by w.key collate "C"),
    array_agg(w.portal_id order by w.key collate "C"), week_of(min(w.opened_at)) - 7
  into open_keys, ids, portal_ids, opened_week from (
    select d.id, d.portal_id, d.key, d.opened_at from deliveries d where d.key = any(keys) and d.phase = 'collecting'
    order by d.key collate "C" for update
  ) w;
  -- What follows rests on it: each key has one open window, and the n-th id belongs to the n-th key.
  if open_keys is distinct from array(select k.key from unnest(keys) as k (key) order by k.key collate "C") then
    return;
  end if;
  select array_agg(ids[k.place] order by k.number), array_agg(portal_ids[k.place] order by k.number)
  into ids, portal_ids from (
    select k.number, row_number() over (order by k.key collate "C") as place
    from unnest(keys) with ordinality as k (key, number)
  ) k;
  at := service_now();
  this_week := week_of(at);
  may_come_again := week_of(at - interval '4 days');
  if exists (
    select from unnest(
      string_to_array(key_numbers, ',')::integer[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f')
    ) as a (number, callback_id, execution_id)
    -- Before and after by themselves, so that this week's partition is left out of the plan. `offset 0`: each is looked up;
    -- a plan made while a table is empty would rather read all of it once a batch, and is kept.
    where exists (
      select from enrollments e where e.portal_id = portal_ids[a.number] and e.callback_id = a.callback_id
        and e.week >= may_come_again and e.week < this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = portal_ids[a.number] and e.callback_id = a.callback_id
        and e.week > this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = portal_ids[a.number] and e.execution_id = nullif(a.execution_id, '')
        and e.week >= may_come_again and e.week < this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = portal_ids[a.number] and e.execution_id = nullif(a.execution_id, '')
        and e.week > this_week offset 0
    )
  ) then
    return;
  end if;
  for id, key, hold_seconds, added, may_seal_sooner in
  with arrived as (
    select ids[a.number] as delivery_id, portal_ids[a.number] as portal_id, a.callback_id,
      nullif(a.execution_id, '') as execution_id, a.object_id, a.workflow_id,
      not exists (
        select from enrollments e where e.delivery_id = ids[a.number] and e.object_id = a.object_id
          and e.week >= opened_week offset 0
      ) as is_new
    from unnest(
      string_to_array(key_numbers, ',')::integer[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f'), string_to_array(object_ids, e'\x1f'), string_to_array(workflow_ids, e'\x1f')
    ) as a (number, callback_id, execution_id, object_id, workflow_id)
  ), inserted as (
    insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, week)
    select a.portal_id, a.callback_id, a.execution_id, a.delivery_id, a.object_id, false, at, this_week from arrived a
  ), gained as (
    select a.delivery_id, count(*) as executions, count(distinct a.object_id) filter (where a.is_new) as enrolled,
      array_agg(distinct a.workflow_id) filter (where a.workflow_id <> '') as workflow_ids
    from arrived a group by 1
  )
  update deliveries d set
    executions = d.executions + g.executions,
    enrolled = d.enrolled + g.enrolled,
    last_enrolled_at = at,
    workflow_ids = case when g.workflow_ids is null or d.workflow_ids @> g.workflow_ids then d.workflow_ids
      else array(select distinct unnest(d.workflow_ids || g.workflow_ids) order by 1) end
  from gained g
  where d.id = g.delivery_id
  returning d.id, d.key, extract(epoch from d.holds_until - d.opened_at)::integer, g.executions,
    -- The list is complete, or from now on a quiet gap is enough.
    d.enrolled >= coalesce(d.list_size, 2147483647)
      or (d.enrolled >= d.minimum and d.enrolled - g.enrolled < d.minimum)
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
      string_to_array(key_numbers, ',')::integer[], string_to_array(object_ids, e'\x1f'), string_to_array(line_user_ids, e'\x1f')
    ) as a (number, object_id, line_user_id)
    join deliveries d on d.id = ids[a.number] and d.inputs ->> 'targetingMode' = 'narrow_to_enrolled'
    on conflict do nothing;
  end if;
exception when unique_violation then
  -- Somebody is known: nothing of this batch is stored here, the long way sorts them out.
  return;
end
$$;
