-- Deliveries of which HubSpot has no record, or one that is behind, and why. No reference to the delivery: the lock it takes
-- would wait for a delivery that is being decided about, which may itself wait for the portal.
create table owed_records (
  portal_id bigint not null references portals (portal_id),
  delivery_id uuid not null,
  finding jsonb not null,
  -- Service time.
  since timestamptz not null,
  primary key (delivery_id, portal_id)
);
create index owed_records_by_portal on owed_records (portal_id, since);

-- Service time at which HubSpot is asked again whether the portal can have records; null while nothing is owed.
alter table portals add column records_due_at timestamptz;

-- Until now these were given up until the next sign-in.
insert into owed_records (portal_id, delivery_id, finding, since)
  select d.portal_id, d.id, p.record_finding, service_now()
  from deliveries d join portals p using (portal_id)
  where p.record_type_id is null and p.record_finding is not null;
update portals set records_due_at = service_now() where record_type_id is null and record_finding is not null;
