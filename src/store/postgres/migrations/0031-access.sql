-- What HubSpot said when it last refused new tokens: since when it says so, how often, and when it is asked again. All null
-- and 0 while it gives tokens.
alter table portals
  add column access_finding jsonb,
  add column access_since timestamptz,
  add column access_refusals integer not null default 0,
  -- When the job `access` is due. It looks after a refused access and after a disconnect.
  add column access_due_at timestamptz,
  -- A person has disconnected the account: until then the tokens are kept to release what is held and to tell HubSpot.
  add column disconnect_until timestamptz;
