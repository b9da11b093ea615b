-- What people are notified of: a problem, until it is over, or a result.
create table alerts (
  portal_id bigint not null references portals,
  id uuid default gen_random_uuid(),
  kind text not null,
  -- A delivery, a workflow, a LINE Official Account; "hubspot" for the HubSpot account.
  subject text not null,
  finding jsonb not null,
  opened_at timestamptz not null,
  -- Null until those who are notified have been chosen.
  announced_at timestamptz,
  closed_at timestamptz,
  primary key (id, portal_id)
);
create unique index one_open_alert on alerts (portal_id, kind, subject) where closed_at is null;
create index alerts_by_subject on alerts (portal_id, kind, subject, opened_at desc);
create index alerts_to_announce on alerts (portal_id, opened_at) where announced_at is null;

-- One for each alert and person.
create table notifications (
  portal_id bigint not null,
  id uuid default gen_random_uuid(),
  alert_id uuid not null,
  -- HubSpot's.
  user_id bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
  tries integer not null default 0,
  -- Why it was put off or failed.
  finding jsonb,
  since timestamptz not null,
  -- Null once it is over.
  due_at timestamptz,
  primary key (id, portal_id),
  constraint one_notification_per_person unique (alert_id, user_id, portal_id),
  foreign key (alert_id, portal_id) references alerts (id, portal_id)
);
create index notifications_due on notifications (portal_id, due_at) where due_at is not null;
create index notifications_by_time on notifications (portal_id, since desc, id);

-- Of what is sent to the person; null for the portal's.
alter table members add column mail_language text;

-- What people have chosen otherwise than their roles say.
create table alert_choices (
  portal_id bigint not null references portals,
  user_id bigint not null,
  kind text not null,
  by_mail boolean not null,
  primary key (portal_id, user_id, kind)
);
