-- Weeks that cannot matter are left out when the statement runs just as well as when it is planned; planned anew for
-- every batch, the planning took longer than the whole rest.
alter function join_open_windows(text[], text, text, text, text, text, text) set plan_cache_mode = force_generic_plan;
