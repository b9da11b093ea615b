-- The ordinary arrivals: new, and their window is open. One call stores a whole batch, without a round trip for each step.
-- What has no open window is left to the caller, and so is a whole batch in which somebody is known already. Answers the deliveries that gained members and
-- how many executions; a delivery whose window may now close sooner than planned is woken.
--
-- Texts of the arrivals come joined by unit separators (U+001F), numbers by commas: that costs both sides least.
-- `key_numbers`: which of `keys` each arrival has, from 1. `execution_ids`: empty where HubSpot sent none.
create function join_open_windows(
  keys text[], key_numbers text, callback_ids text, execution_ids text, object_ids text, workflow_ids text
) returns table (id uuid, key text, ceiling_seconds integer, added bigint)
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
  for id, key, ceiling_seconds, added, may_seal_sooner in
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
  returning d.id, d.key, d.ceiling_seconds, g.executions,
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
exception when unique_violation then
  -- Somebody is known: nothing of this batch is stored here, the long way sorts them out.
  return;
end
$$;
