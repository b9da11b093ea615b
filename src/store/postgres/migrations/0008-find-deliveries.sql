-- Deliveries are found by list, audience and outcome, and by the names that HubSpot and LINE give to lists and audiences.

alter table deliveries
  add column list_id text generated always as (inputs ->> 'listId') stored,
  add column audience_id text generated always as (inputs ->> 'audienceId') stored;

-- In the order of the page; the id tells apart what was opened at the same instant.
drop index deliveries_by_portal;
create index deliveries_by_portal on deliveries (portal_id, opened_at desc, id desc);
create index deliveries_by_list on deliveries (portal_id, list_id, opened_at desc, id desc);
create index deliveries_by_audience on deliveries (portal_id, audience_id, opened_at desc, id desc)
  where audience_id is not null;
create index deliveries_by_outcome on deliveries (portal_id, outcome, opened_at desc, id desc);
create index deliveries_by_request on deliveries (portal_id, (state #>> '{following,requestId}'))
  where state #>> '{following,requestId}' is not null;

-- The last known name of each list and audience that a delivery was about: few rows, however many deliveries there are.
create table known_names (
  portal_id bigint not null,
  kind text not null check (kind in ('list', 'audience')),
  id text not null,
  name text not null,
  primary key (portal_id, kind, id)
);

insert into known_names (portal_id, kind, id, name)
  select distinct on (portal_id, list_id) portal_id, 'list', list_id, list ->> 'name'
  from deliveries where list ->> 'name' is not null and list_id is not null
  order by portal_id, list_id, opened_at desc;

insert into known_names (portal_id, kind, id, name)
  select distinct on (portal_id, audience_id) portal_id, 'audience', audience_id, preview -> 'audiences' ->> audience_id
  from deliveries where preview -> 'audiences' ->> audience_id is not null
  order by portal_id, audience_id, opened_at desc;
