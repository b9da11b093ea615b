-- All sends of a portal, stopped by a person until somebody allows them again.
alter table portals add column stopped_at timestamptz;
alter table portals add column stopped_by text;
alter table portals add constraint stopped_by_somebody check ((stopped_at is null) = (stopped_by is null));
