-- Whom a delivery's request was meant for before anyone was left out: found quickly among an account's many, to ask a person
-- before a send that differs only by a few people.
alter table deliveries add column meant_for text generated always as (state #>> '{narrowcast,meantFor}') stored;
create index deliveries_by_meaning on deliveries (portal_id, channel_id, meant_for, opened_at) where meant_for is not null;
