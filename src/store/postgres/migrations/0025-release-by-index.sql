-- Held executions of a delivery, a page at a time: whose answer has surely arrived, in the order of the index. For a delivery
-- that the database has no statistics of yet it would rather read all of its executions for each page, and sort them: a
-- release of 300,000 then read 45 million rows. There is nothing to sort, whatever the statistics say.
create function held_enrollments(
  its_delivery uuid, after_object text, after_callback text, answered_before timestamptz, most integer
) returns table (callback_id text, object_id text, covered boolean)
language plpgsql stable
set enable_sort = off
set enable_bitmapscan = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  -- Nobody arrived before the delivery was opened, by a clock that may have been set back.
  opened_week date := (select week_of(opened_at) - 7 from deliveries where id = its_delivery);
begin
  return query
    select e.callback_id, e.object_id, e.covered
    from enrollments e
    where e.delivery_id = its_delivery and e.week >= opened_week
      and e.released_at is null and e.received_at < answered_before
      and (e.object_id, e.callback_id) > (after_object, after_callback)
    order by e.object_id, e.callback_id
    limit most;
end
$$;
