alter table saved_messages
  -- In the order in which its author wrote it.
  alter column messages type json,
  -- Since when it is only there to be brought back, and to be named.
  add column deleted_at timestamptz;
