-- What a portal sets for all its deliveries, who may do what in it, and who did what.

-- Null: the service's own defaults.
alter table portals add column quiet_seconds integer check (quiet_seconds between 10 and 21600);
alter table portals add column ceiling_seconds integer check (ceiling_seconds between 60 and 518400);
-- For actions that say nothing about quiet hours; null: none.
alter table portals add column quiet_hours jsonb;
-- Of channels that are connected from now on, and of the console's dates.
alter table portals add column time_zone text not null default 'Asia/Tokyo';
alter table portals add column new_member_role text not null default 'viewer'
  check (new_member_role in ('viewer', 'editor', 'sender'));

-- LINE's minimum may be lowered for the count of contacts only, and never raised above it.
update portals set minimum_enrolled = 50 where minimum_enrolled > 50;
alter table portals add constraint minimum_is_lowered_only check (minimum_enrolled <= 50);

-- Users of a HubSpot account who have signed in.
create table members (
  id uuid primary key default gen_random_uuid(),
  portal_id bigint not null references portals,
  user_id bigint not null,
  user_email text not null,
  role text not null check (role in ('viewer', 'editor', 'sender')),
  signed_in_at timestamptz not null,
  unique (portal_id, user_id)
);

-- Who is signed in while roles come into being keeps what everybody could do until now.
insert into members (portal_id, user_id, user_email, role, signed_in_at)
select distinct on (portal_id, user_id) portal_id, user_id, user_email, 'sender', created_at
from sessions order by portal_id, user_id, created_at desc;

create table audit (
  number bigint generated always as identity primary key,
  portal_id bigint not null references portals,
  at timestamptz not null,
  user_id bigint not null,
  user_email text not null,
  deed text not null,
  -- What it was done to, as people call it.
  subject text not null,
  details jsonb not null default '{}'
);
create index audit_by_portal on audit (portal_id, number desc);

-- What LINE last answered on behalf of a channel.
alter table channels add column last_ok_at timestamptz;
alter table channels add column last_error_at timestamptz;
alter table channels add column last_error jsonb;
