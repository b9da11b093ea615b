-- The oldest behaviour of the service that may carry a delivery on (src/delivery/behaviour.ts). Whoever knows less leaves
-- its jobs to others: while two versions run beside each other, an older one would ignore what it does not know.
alter table deliveries add column requires_version integer not null default 1;
