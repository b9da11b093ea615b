-- Numbers of LINE's about fewer than 20 people are hidden before they are stored (delivery/numbers/hidden.ts). Earlier versions stored
-- what LINE said: in findings, on timelines and in readings. A delivery's counts are hidden when they are shown.
create function pg_temp.few(told jsonb) returns boolean language sql as $$
  select jsonb_typeof(told) = 'number' and (told #>> '{}')::numeric between 1 and 19
$$;

-- "<20" is said as "fewer than 20"; at least none is true of a few as well.
create function pg_temp.figures(before jsonb) returns jsonb language sql as $$
  select coalesce(jsonb_object_agg(name, case
      when name not in ('success', 'reach', 'size', 'low', 'likely', 'high') or not pg_temp.few(told) then told
      when name = 'low' then '0' else '"<20"' end), '{}')
  from jsonb_each(before) as figure (name, told)
  -- Beside those who got it the target tells how many did not.
  where name not in ('target', 'failure')
$$;

create function pg_temp.finding(before jsonb) returns jsonb language sql as $$
  select case when before ->> 'code' in
    ('DELIVERED', 'REHEARSED', 'REACH_BELOW_MINIMUM', 'FORECAST_BELOW_MINIMUM', 'AUDIENCE_BELOW_MINIMUM')
    then jsonb_set(before, '{figures}', pg_temp.figures(before -> 'figures')) else before end
$$;

-- LINE hides opens and clicks itself, not whom it delivered to.
create function pg_temp.reading(before jsonb) returns jsonb language sql as $$
  select case when pg_temp.few(before #> '{delivered,value}')
    then jsonb_set(before, '{delivered}', '{"value": 0, "state": "hidden"}') else before end
$$;

update timeline set finding = pg_temp.finding(finding) where finding is not null and finding <> pg_temp.finding(finding);
update timeline set details = pg_temp.figures(details) where event in ('progressed', 'forecast');
update timeline set details = jsonb_set(details, '{delivered}', '0')
  where event = 'read' and pg_temp.few(details -> 'delivered');
update readings set reading = pg_temp.reading(reading) where reading <> pg_temp.reading(reading);
update deliveries set state = jsonb_set(state, '{outcome,finding}', pg_temp.finding(state #> '{outcome,finding}'))
  where state #> '{outcome,finding}' is not null;
update deliveries set state = jsonb_set(state, '{reading}', pg_temp.reading(state -> 'reading'))
  where pg_temp.few(state #> '{reading,delivered,value}');
