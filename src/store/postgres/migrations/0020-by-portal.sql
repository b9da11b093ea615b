-- Every table of a portal is keyed by the portal as well, so that a sharded PostgreSQL can keep a portal's rows together
-- (docs/scaling.md). The portal comes last in a key: rows are still found by what came first.

alter table timeline drop constraint timeline_delivery_id_fkey;
alter table readings drop constraint readings_delivery_id_fkey;
alter table testers drop constraint testers_channel_id_fkey;
alter table testers drop constraint testers_channel_id_line_user_id_key;

alter table deliveries drop constraint deliveries_pkey, add primary key (id, portal_id);
alter table channels drop constraint channels_pkey, add primary key (id, portal_id);
alter table saved_messages drop constraint saved_messages_pkey, add primary key (id, portal_id);
alter table sessions drop constraint sessions_pkey, add primary key (token_hash, portal_id);
alter table members drop constraint members_pkey, add primary key (id, portal_id);
alter table audit drop constraint audit_pkey, add primary key (number, portal_id);
alter table testers drop constraint testers_pkey, add primary key (id, portal_id),
  add constraint one_tester_per_person unique (channel_id, line_user_id, portal_id),
  add foreign key (channel_id, portal_id) references channels (id, portal_id);

alter table timeline add column portal_id bigint;
update timeline t set portal_id = d.portal_id from deliveries d where d.id = t.delivery_id;
alter table timeline alter column portal_id set not null,
  drop constraint timeline_pkey, add primary key (delivery_id, number, portal_id),
  add foreign key (delivery_id, portal_id) references deliveries (id, portal_id);

alter table readings add column portal_id bigint;
update readings r set portal_id = d.portal_id from deliveries d where d.id = r.delivery_id;
alter table readings alter column portal_id set not null,
  drop constraint readings_pkey, add primary key (delivery_id, taken_at, portal_id),
  add foreign key (delivery_id, portal_id) references deliveries (id, portal_id);

alter table recipients add column portal_id bigint;
update recipients r set portal_id = d.portal_id from deliveries d where d.id = r.delivery_id;
delete from recipients where portal_id is null;
alter table recipients alter column portal_id set not null,
  drop constraint recipients_pkey, add primary key (delivery_id, purpose, line_user_id, object_id, portal_id);

drop index one_open_window;
create unique index one_open_window on deliveries (key, portal_id) where phase = 'collecting';

-- Two portals may share a LINE account: who may send with it is no portal's own, and has a small table of its own.
create table turns (
  line_channel_id text primary key,
  portal_id bigint not null,
  delivery_id uuid not null
);
insert into turns (line_channel_id, portal_id, delivery_id)
  select line_channel_id, portal_id, id from deliveries where phase = 'sending';
drop index one_narrowcast_in_flight;

-- Asked at every scrape of the metrics.
create index deliveries_measuring on deliveries (phase) where phase = 'measuring';

-- Few of the entries name records; they are erased with time.
create index timeline_examples on timeline (delivery_id) where finding #> '{figures,examples}' is not null;
-- Without, PostgreSQL expects them everywhere.
create statistics timeline_examples_known on (finding #> '{figures,examples}') from timeline;
