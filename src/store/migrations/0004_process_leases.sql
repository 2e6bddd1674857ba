-- What one process alone may do at a time, such as polling a bot's updates: who does it, and until when.
create table process_leases (
  name text primary key,
  owner uuid not null,
  until timestamptz not null
);
