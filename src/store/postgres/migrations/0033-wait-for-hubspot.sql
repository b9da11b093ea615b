-- A platform's order to wait is kept with its reason, and how many calls of a budget failed: what is likely to be refused
-- again is asked more rarely where few calls went well.
alter table paces
  add column rests_until timestamptz,
  add column rest_reason text,
  -- Orders in a row.
  add column rests integer not null default 0,
  -- Since `counted_from`; halved every week.
  add column calls bigint not null default 0,
  add column failed bigint not null default 0,
  add column counted_from timestamptz not null default service_now();

-- As before; `reason` says why the budget rests, null where it is only used up. Taken requests are counted.
drop function book_pace(text, interval, integer, interval);
create function book_pace(bucket_name text, every interval, burst integer, patience interval)
returns table (booked boolean, wait interval, reason text) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := service_now();
  full_again timestamptz;
  due timestamptz;
  why text;
begin
  insert into paces (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select greatest(full_at, at) + every, case when rests_until > at then rest_reason end into full_again, why
  from paces where bucket = bucket_name for update;
  due := greatest(at, full_again - every * burst);
  if due - at > patience then
    return query select false, due - at, why;
    return;
  end if;
  update paces set full_at = full_again,
    calls = case when counted_from < at - interval '7 days' then calls / 2 else calls end + 1,
    failed = case when counted_from < at - interval '7 days' then failed / 2 else failed end,
    counted_from = case when counted_from < at - interval '7 days' then at else counted_from end
  where bucket = bucket_name;
  return query select true, wall_time(due) - wall_time(at), null::text;
end
$$;

-- Nothing goes from the bucket for `asked`, and no burst after it. Orders in a row, with less than a quarter of an hour in
-- between, grow fourfold up to that. Returns how long the bucket rests from now on.
create function order_rest(bucket_name text, every interval, burst integer, asked interval, why text)
returns interval language plpgsql as $$
declare
  at timestamptz := service_now();
  known paces;
  length interval := asked;
begin
  insert into paces (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select * into known from paces where bucket = bucket_name for update;
  -- The answer to a request that was under way when the order came says nothing new.
  if known.rests_until > at then
    length := greatest(asked, known.rests_until - at);
  elsif known.rests_until > at - interval '15 minutes' then
    known.rests := known.rests + 1;
    length := least(asked * power(4, least(known.rests, 10)), greatest(asked, interval '15 minutes'));
  else
    known.rests := 0;
  end if;
  update paces set rests_until = at + length, rest_reason = why, rests = known.rests,
    full_at = greatest(full_at, at + length + every * (burst - 1))
  where bucket = bucket_name;
  return length;
end
$$;

-- Why the executions of a delivery that is over are still held, and when they are asked for again.
alter table deliveries add column release_wait jsonb, add column release_at timestamptz;

-- HubSpot called the action again for an execution that it had taken the outcome of.
alter table deliveries add column called_again integer not null default 0;
alter table enrollments add column called_again_at timestamptz;
select pg_advisory_xact_lock(hashtext('make_week'));
select sample_little(inhrelid::regclass) from pg_inherits where inhparent = 'enrollments'::regclass;
