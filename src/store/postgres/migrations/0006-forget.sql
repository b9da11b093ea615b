-- What is known of people goes some time after their release; the numbers stay.

-- Executions of which nothing is stored any more, and how many of them HubSpot had let go before the outcome.
alter table deliveries add column purged integer not null default 0;
alter table deliveries add column holds_lost integer not null default 0;

-- Asked at every scrape of the metrics. Opening and release change it, arrivals do not.
create index deliveries_unreleased on deliveries (opened_at) where released_at is null;
