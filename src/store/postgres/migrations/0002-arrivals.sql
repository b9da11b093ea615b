-- Each statement names its portal. Processes of 0.1.0 that still run call the functions without it, which therefore stay.

-- Functions: arrivals and their release ------------------------------------------------------------------------------

-- The ordinary arrivals: new, their window is open, and their step's action is filled in there as it was. One call stores a
-- whole batch of a portal, without a round trip for each step. It answers the deliveries that gained members and how many
-- executions; a delivery whose window may now close sooner than planned is woken. It stores and answers nothing when one of the
-- batch is anything else: the caller takes the slow path for the whole batch then.
--
-- Sources are what arrivals have in common: `source_keys` says which of `keys` each has, from 1, beside its step, variant and
-- workflow. Texts of the arrivals come joined by unit separators (U+001F), numbers by commas: that costs both sides least.
-- `sources`: which source each arrival has, from 1. `execution_ids`: empty where HubSpot sent none. `line_user_ids`: null
-- when no arrival brings one.
create function join_open_windows(
  its_portal bigint, keys text[], source_keys integer[], steps text[], variants text[], workflows text[],
  sources text, callback_ids text, execution_ids text, object_ids text, line_user_ids text
) returns table (id uuid, key text, hold_seconds integer, added bigint)
language plpgsql volatile
-- While few deliveries were ever opened PostgreSQL plans to read them all, and keeps the plan; but every batch leaves an old
-- version of the delivery's row behind, and soon thousands of them would be read for each.
set enable_seqscan = off
-- Planning one question of each batch again took a third of the whole.
set plan_cache_mode = force_generic_plan
-- For a few deliveries it plans to compare each of them with each of the batch's, and keeps the plan for hundreds.
set enable_nestloop = off
as $$
#variable_conflict use_column
declare
  at timestamptz;
  this_week date;
  -- HubSpot retries for three days; a day more for clocks and delays.
  may_come_again date;
  opened_week date;
  -- By the numbers that the sources have.
  ids uuid[];
  keep_ids boolean[];
  may_seal_sooner boolean;
begin
  -- First the locks, in a fixed order, the one of the slow path; the next statement then sees what others had added before.
  -- A window that is opened only between the two is left to the caller: nothing may be added without the lock.
  -- By a clock that may have been set back an execution arrived in the week before the opening.
  select array_agg(w.id order by w.number), array_agg(w.keeps_ids order by w.number), week_of(min(w.opened_at)) - 7
  into ids, keep_ids, opened_week from (
    select k.number, d.id, d.opened_at, d.inputs ->> 'targetingMode' = 'narrow_to_enrolled' as keeps_ids
    from deliveries d join unnest(keys) with ordinality as k (key, number) on k.key = d.key
    where d.portal_id = its_portal and d.key = any(keys) and d.phase = 'collecting'
    order by d.key collate "C" for update of d
  ) w;
  -- What follows rests on it: each key has one open window, and the n-th id belongs to the n-th key.
  if cardinality(ids) is distinct from cardinality(keys) then
    return;
  end if;
  -- A step that was edited, or that is new here, is looked at on the slow path.
  if exists (
    select from unnest(source_keys, steps, variants) as s (number, step, variant)
    where not exists (
      select from editions e where e.portal_id = its_portal and e.delivery_id = ids[s.number] and e.step = s.step
        and e.variant = s.variant and e.replaced_at is null offset 0
    )
  ) then
    return;
  end if;
  at := service_now();
  this_week := week_of(at);
  may_come_again := week_of(at - interval '4 days');
  if exists (
    select from unnest(
      string_to_array(sources, ',')::integer[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f')
    ) as a (source, callback_id, execution_id)
    -- Before and after by themselves, so that this week's partition is left out of the plan. `offset 0`: each is looked up;
    -- a plan made while a table is empty would rather read all of it once a batch, and is kept.
    where exists (
      select from enrollments e where e.portal_id = its_portal and e.callback_id = a.callback_id
        and e.week >= may_come_again and e.week < this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = its_portal and e.callback_id = a.callback_id
        and e.week > this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = its_portal
        and e.execution_id = nullif(a.execution_id, '') and e.week >= may_come_again and e.week < this_week offset 0
    ) or exists (
      select from enrollments e where e.portal_id = its_portal
        and e.execution_id = nullif(a.execution_id, '') and e.week > this_week offset 0
    )
  ) then
    return;
  end if;
  for id, key, hold_seconds, added, may_seal_sooner in
  with arrived as (
    select ids[source_keys[a.source]] as delivery_id, a.callback_id,
      nullif(a.execution_id, '') as execution_id, a.object_id, nullif(steps[a.source], '') as step,
      workflows[a.source] as workflow_id,
      not exists (
        select from enrollments e where e.portal_id = its_portal and e.delivery_id = ids[source_keys[a.source]]
          and e.object_id = a.object_id and e.week >= opened_week offset 0
      ) as is_new
    from unnest(
      string_to_array(sources, ',')::integer[], string_to_array(callback_ids, e'\x1f'),
      string_to_array(execution_ids, e'\x1f'), string_to_array(object_ids, e'\x1f')
    ) as a (source, callback_id, execution_id, object_id)
  ), inserted as (
    insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, week, step)
    select its_portal, a.callback_id, a.execution_id, a.delivery_id, a.object_id, false, at, this_week, a.step
    from arrived a
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
  -- By the ids, which the plan is kept for: a portal may have many deliveries.
  where d.portal_id = its_portal and d.id = any(ids) and d.id = g.delivery_id
  returning d.id, d.key, extract(epoch from d.holds_until - d.opened_at)::integer, g.executions,
    -- The list is complete, or from now on a quiet gap is enough.
    d.enrolled >= coalesce(d.list_size, 2147483647)
      or (d.enrolled >= d.minimum and d.enrolled - g.enrolled < d.minimum)
  loop
    if may_seal_sooner then
      perform enqueue('advance', json_build_object('portalId', its_portal, 'deliveryId', id));
    end if;
    return next;
  end loop;
  if line_user_ids is not null then
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select its_portal, ids[source_keys[a.source]], 'enrolled', coalesce(a.line_user_id, ''), a.object_id,
      coalesce(a.line_user_id, '') ~ '^U[0-9a-f]{32}$'
    from unnest(
      string_to_array(sources, ',')::integer[], string_to_array(object_ids, e'\x1f'), string_to_array(line_user_ids, e'\x1f')
    ) as a (source, object_id, line_user_id)
    where keep_ids[source_keys[a.source]]
    on conflict do nothing;
  end if;
exception when unique_violation then
  -- One is known: nothing of this batch is stored here, the slow path places each.
  return;
end
$$;

-- Held executions of a delivery, a page at a time: whose answer has surely arrived, in the order of the index. For a delivery
-- that the database has no statistics of yet it would rather read all of its executions for each page, and sort them: a
-- release of 300,000 then read 45 million rows. There is nothing to sort, whatever the statistics say.
create function held_enrollments(
  its_portal bigint, its_delivery uuid, after_object text, after_callback text, answered_before timestamptz, most integer
) returns table (callback_id text, object_id text, covered boolean)
language plpgsql stable
set enable_sort = off
set enable_bitmapscan = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  -- No execution arrived before the delivery was opened, by a clock that may have been set back.
  opened_week date := (
    select week_of(d.opened_at) - 7 from deliveries d where d.portal_id = its_portal and d.id = its_delivery);
begin
  return query
    select e.callback_id, e.object_id, e.covered
    from enrollments e
    where e.portal_id = its_portal and e.delivery_id = its_delivery and e.week >= opened_week
      and e.released_at is null and e.received_at < answered_before
      and (e.object_id, e.callback_id) > (after_object, after_callback)
    order by e.object_id, e.callback_id
    limit most;
end
$$;
