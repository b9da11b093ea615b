-- The list of deliveries: found by what was sent and by workflow, in the order of their numbers.

-- A number of LINE's as it may be shown; null where it is hidden or not there.
create function shown_value(number jsonb) returns integer language sql immutable
  return case when number ->> 'state' in ('exact', 'final') then (number ->> 'value')::integer end;

-- Hundredths of a per cent of those who got it; -1 where one of both numbers may be hidden or is not there.
create function rate_of(part jsonb, success integer, reach jsonb) returns integer language sql immutable
  return coalesce(round(shown_value(part)::numeric * 10000 / nullif(
    case when success is null then shown_value(reach) when success >= 50 then success end, 0))::integer, -1);

alter table deliveries
  -- The saved message, or a hash of the text.
  add column message_key text generated always as
    (coalesce(inputs #>> '{message,messageId}', md5(inputs #>> '{message,text}'))) stored,
  -- All that may be hidden is the same: the order tells none of it.
  add column delivered integer not null generated always as
    (case when (state #>> '{counts,success}')::integer >= 50 then (state #>> '{counts,success}')::integer else 0 end) stored,
  add column open_rate integer not null generated always as
    (rate_of(state #> '{reading,opens}', (state #>> '{counts,success}')::integer, state #> '{reading,delivered}')) stored,
  add column click_rate integer not null generated always as
    (rate_of(state #> '{reading,clicks}', (state #>> '{counts,success}')::integer, state #> '{reading,delivered}')) stored;
create index deliveries_by_message on deliveries (portal_id, message_key, opened_at desc, id desc);
create index deliveries_by_delivered on deliveries (portal_id, delivered desc, opened_at desc, id desc);
create index deliveries_by_open_rate on deliveries (portal_id, open_rate desc, opened_at desc, id desc);
create index deliveries_by_click_rate on deliveries (portal_id, click_rate desc, opened_at desc, id desc);
create index deliveries_by_workflow on deliveries using gin (workflow_ids);

-- What messages say, beside the names of lists and audiences: few rows, however often a message is sent.
alter table known_names drop constraint known_names_kind_check,
  add constraint known_names_kind_check check (kind in ('list', 'audience', 'message'));
insert into known_names (portal_id, kind, id, name)
  select distinct portal_id, 'message', message_key, inputs #>> '{message,text}' from deliveries
  where inputs #>> '{message,text}' is not null;
