-- Weeks that cannot matter are left out when the statement begins; planned anew for every batch, as they were until now, the
-- planning of one question took a third of the whole. Each statement locks all weeks for reading or writing now, as it did
-- the parent before: work that locks an old week exclusively (reindex, vacuum full) waits for the intake, and the intake for it.
alter function join_open_windows(text[], text, text, text, text, text, text) set plan_cache_mode = force_generic_plan;
