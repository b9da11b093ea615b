-- A person may have several roles. Everyone may read: a person without any role here is a viewer.
alter table members add column roles text[] not null default '{}'
  check (roles <@ array['editor', 'approver', 'sender', 'administrator']);
-- Senders could do everything.
update members set roles = case role
  when 'sender' then array['editor', 'approver', 'sender', 'administrator']
  when 'editor' then array['editor']
  else '{}' end;
alter table members drop column role;

-- With the app go names and addresses; the roles stay for those who come back.
alter table members add column gone_at timestamptz;
-- When HubSpot was last asked whether the person is in the account.
alter table members add column asked_at timestamptz not null default clock_timestamp();

-- New people never become administrators.
alter table portals drop constraint portals_new_member_role_check;
alter table portals add constraint portals_new_member_role_check
  check (new_member_role in ('viewer', 'editor', 'approver', 'sender'));
