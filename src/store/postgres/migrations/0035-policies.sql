-- What an account requires before every send; nothing by default. See delivery/lifecycle/policies.ts.
alter table portals
  add column always_approve boolean not null default false,
  add column approve_above integer constraint approve_above_positive check (approve_above >= 1),
  add column approve_above_factor double precision constraint approve_above_factor_from_one check (approve_above_factor >= 1),
  add column separate_approver boolean not null default false,
  -- LINE leaves out the people of sends that are less than 14 days old; a request may be repeated for most of a day.
  add column one_send_in_days integer constraint one_send_in_days_of_line check (one_send_in_days between 1 and 13);

-- HubSpot's number of the person who last changed what the message says; null where that was not noted yet.
alter table saved_messages add column changed_by bigint;
