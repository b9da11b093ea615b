-- Requests that may go a little later are booked, so that no moment of a rate budget is lost between asking twice.

-- Takes one request from a bucket of `burst` requests refilled one per `every`. `booked`: it is taken, and may go after
-- `wait` of wall time. Otherwise `wait` (service time) is longer than `patience`, and nothing was taken.
create function book_pace(bucket_name text, every interval, burst integer, patience interval)
returns table (booked boolean, wait interval) language plpgsql as $$
declare
  at timestamptz := service_now();
  full_again timestamptz;
  due timestamptz;
begin
  insert into paces (bucket, full_at) values (bucket_name, at) on conflict do nothing;
  select greatest(full_at, at) + every into full_again from paces where bucket = bucket_name for update;
  due := greatest(at, full_again - every * burst);
  if due - at > patience then
    return query select false, due - at;
    return;
  end if;
  update paces set full_at = full_again where bucket = bucket_name;
  return query select true, wall_time(due) - wall_time(at);
end
$$;

-- Nothing goes from the bucket for `rest`, and no burst after it.
create function rest_pace(bucket_name text, every interval, burst integer, rest interval) returns void language sql as $$
  insert into paces (bucket, full_at) values (bucket_name, service_now() + rest + every * (burst - 1))
  on conflict (bucket) do update set full_at = greatest(paces.full_at, excluded.full_at)
$$;
