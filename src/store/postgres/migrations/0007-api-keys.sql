-- Keys with which programs call the API on behalf of a portal. Of a secret only a hash is kept.
create table api_keys (
  id uuid default gen_random_uuid(),
  portal_id bigint not null references portals,
  name text not null,
  -- As in `members`: every key may read.
  roles text[] not null check (roles <@ array['editor', 'approver', 'sender', 'administrator']),
  token_hash bytea not null,
  -- The secret before the last rotation, and until when it is good as well.
  former_hash bytea,
  former_until timestamptz,
  rotations integer not null default 0,
  -- HubSpot's number of the person who was last shown the secret.
  made_by bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (id, portal_id),
  constraint former_until_an_instant check ((former_hash is null) = (former_until is null))
);
create unique index one_api_key_per_name on api_keys (portal_id, lower(name)) where revoked_at is null;
create index api_keys_by_hash on api_keys (token_hash, portal_id);
create index api_keys_by_former_hash on api_keys (former_hash, portal_id) where former_hash is not null;
