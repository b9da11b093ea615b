-- What this deployment has learned about itself and keeps over a restart: of no portal, shared by all its processes.
create table deployment_facts (
  name text primary key,
  value jsonb not null,
  noted_at timestamptz not null
);
