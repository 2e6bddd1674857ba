-- One customer on several channels: what proves it, which customers became one by it, and how that is undone.

-- What a platform or the host page vouches for, of one identity. Customers who hold an equal proof are one.
create table proofs (
  tenant_id uuid not null references tenants on delete cascade,
  channel text not null,
  account text not null,
  external_id text not null,
  kind text not null check (kind in ('phone', 'host')),
  value text not null check (length(value) between 1 and 200),
  created_at timestamptz not null default now(),
  primary key (tenant_id, channel, account, external_id, kind, value),
  foreign key (tenant_id, channel, account, external_id) references identities on delete cascade
);
-- Who holds an equal proof.
create index proofs_equal on proofs (tenant_id, kind, value);

-- Two customers who became one: everything of `moved_id` went to `kept_id`, the older. The emptied customer stays, so
-- that it can get back what it had. Undone, the row says that staff know better than the proof.
create table merges (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  kept_id uuid not null references customers on delete cascade,
  moved_id uuid not null references customers on delete cascade,
  proof_kind text not null,
  proof_value text not null,
  -- [channel, account, external_id] of each that was moved.
  identities jsonb not null,
  conversations uuid[] not null,
  -- The older customer had no name, and got the younger's.
  gave_name boolean not null,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by uuid references users on delete set null,
  check (kept_id <> moved_id)
);
-- Where a customer went: to one other at most.
create unique index merges_moved on merges (moved_id) where undone_at is null;
-- Who came to a customer.
create index merges_kept on merges (kept_id) where undone_at is null;
-- Whom the staff separated.
create index merges_undone on merges (tenant_id) where undone_at is not null;

-- A customer's conversations on all channels.
create index conversations_customer on conversations (customer_id);

-- A fact belongs to the conversation that told it: it goes where that goes. Of several values the newest holds.
alter table customer_facts add column conversation_id uuid references conversations on delete cascade;
update customer_facts f
set conversation_id = coalesce(
  (select conversation_id from messages where id = f.source_message_id),
  (select id from conversations where customer_id = f.customer_id order by updated_at desc limit 1)
);
delete from customer_facts where conversation_id is null;
alter table customer_facts
  drop constraint customer_facts_pkey,
  alter column conversation_id set not null,
  add primary key (conversation_id, key);
-- What is known of a customer.
create index customer_facts_customer on customer_facts (customer_id);
