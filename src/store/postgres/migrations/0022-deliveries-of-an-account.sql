-- An account that sent little, in a portal that sent much, is found without reading through the others' deliveries.
create index deliveries_of_an_account on deliveries (portal_id, channel_id, opened_at desc, id desc);
