-- Executions that were refused before there was a delivery: a row for each workflow, code and day. No contact is named in it.
create table refusals (
  portal_id bigint not null references portals,
  -- In the portal's time zone.
  day date not null,
  -- Empty where HubSpot names no workflow.
  workflow_id text not null,
  code text not null,
  -- Of the last one, without what may be a person's.
  figures jsonb not null,
  executions integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (portal_id, day, workflow_id, code)
);
-- In the order of the page.
create index refusals_by_time on refusals (portal_id, last_at desc, code desc, workflow_id desc);
