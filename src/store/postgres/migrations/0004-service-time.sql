-- Service time: the database's own clock, unless the sandbox says otherwise. Stable: any instant of a statement will do for the
-- whole of it, so that it can be looked up in an index, and one server is asked where a statement goes to several.
create or replace function service_now() returns timestamptz language plpgsql stable as $$
begin
  return coalesce(
    (select c.base + (clock_timestamp() - c.origin) * c.speed from clock c),
    clock_timestamp());
end
$$;
