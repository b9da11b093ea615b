-- What builders call their sends, found as the names of lists are.
alter table known_names drop constraint known_names_kind_check,
  add constraint known_names_kind_check check (kind in ('list', 'audience', 'message', 'delivery'));
create index deliveries_by_name on deliveries (portal_id, (inputs ->> 'deliveryName'));
