-- Who writes, who answers, what was said, what still has to go out. Every table carries the tenant.
create extension if not exists vector;
create extension if not exists pg_trgm;

create table tenants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9-]{1,40}$'),
  name text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table users (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  email text not null check (email = lower(email)),
  name text not null,
  password_hash text not null,
  role text not null default 'owner' check (role in ('owner', 'staff')),
  created_at timestamptz not null default now(),
  unique (tenant_id, email)
);

create table sessions (
  -- SHA-256 of the cookie's value: a stolen database signs nobody in.
  id bytea primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
-- The sweeper deletes by it.
create index sessions_expiry on sessions (expires_at);

create table customers (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  name text not null default '',
  created_at timestamptz not null default now()
);

-- One person on one account of one channel. The unique constraint makes one customer of six first messages at once.
create table identities (
  tenant_id uuid not null references tenants on delete cascade,
  channel text not null,
  account text not null,
  external_id text not null,
  customer_id uuid not null references customers on delete cascade,
  created_at timestamptz not null default now(),
  primary key (tenant_id, channel, account, external_id)
);
-- Finds a customer's other channels.
create index identities_customer on identities (customer_id);

create table conversations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  customer_id uuid not null references customers on delete cascade,
  channel text not null,
  account text not null,
  external_id text not null,
  address jsonb not null,
  mode text not null default 'bot' check (mode in ('bot', 'waiting', 'human', 'closed')),
  -- Grows with every message and every change of mode; a turn commits only on the revision that it read.
  revision bigint not null default 0,
  -- Numbers what the customer's own screen shows, in the order in which it was shown.
  watermark bigint not null default 0,
  language text check (language in ('en', 'zh', 'ms', 'ta')),
  summary text not null default '',
  summary_through bigint not null default 0,
  lease_owner uuid,
  lease_until timestamptz,
  -- Turns begun since the last one that ended: a message that always fails must not be tried for ever.
  turn_attempts integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, channel, account, external_id)
);
-- The owners' list: newest first within a mode.
create index conversations_list on conversations (tenant_id, mode, updated_at desc);

create table messages (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  position bigint not null,
  author text not null check (author in ('customer', 'bot', 'staff', 'system')),
  user_id uuid references users on delete set null,
  author_name text not null default '',
  channel text not null,
  account text not null,
  -- The platform's id. Ours gets it when the platform has taken the message.
  external_id text,
  text text not null,
  language text,
  attachments jsonb not null default '[]',
  citations jsonb not null default '[]',
  suggestions jsonb not null default '[]',
  channel_data jsonb,
  -- Seen by staff only; never put in the outbox.
  is_note boolean not null default false,
  -- A customer's message: how it ended and why; null while it waits for a turn.
  outcome text check (outcome in ('answered', 'clarified', 'handed_over', 'silent', 'to_staff', 'failed')),
  decision jsonb,
  handled_at timestamptz,
  watermark bigint,
  created_at timestamptz not null default now(),
  unique (conversation_id, position),
  -- The arbiter of repeats.
  unique (tenant_id, channel, account, external_id)
);
-- What the customer's screen missed since a watermark.
create unique index messages_watermark on messages (conversation_id, watermark) where watermark is not null;
-- Work left behind: the sweeper and the turn read it.
create index messages_pending on messages (conversation_id, position) where author = 'customer' and handled_at is null;

create table outbox (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  message_id uuid not null unique references messages on delete cascade,
  -- The message's position: rows of a conversation go out in this order.
  position bigint not null,
  channel text not null,
  address jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  -- The platform's id of each part already taken: a retry goes on after them.
  parts jsonb not null default '[]',
  error text,
  created_at timestamptz not null default now(),
  done_at timestamptz
);
-- The head of each conversation's line.
create index outbox_open on outbox (conversation_id, position) where state in ('queued', 'sending');

create table escalations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  state text not null default 'open' check (state in ('open', 'claimed', 'resolved', 'handed_back')),
  reason text not null,
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  summary text not null default '',
  draft text not null default '',
  claimed_by uuid references users on delete set null,
  opened_at timestamptz not null default now(),
  claimed_at timestamptz,
  closed_at timestamptz
);
-- Never two open hand-overs of one conversation.
create unique index escalations_one_open on escalations (conversation_id) where state in ('open', 'claimed');

create table customer_facts (
  tenant_id uuid not null references tenants on delete cascade,
  customer_id uuid not null references customers on delete cascade,
  key text not null check (length(key) between 1 and 60),
  value text not null check (length(value) between 1 and 500),
  -- Which message told it.
  source_message_id uuid references messages on delete set null,
  updated_at timestamptz not null default now(),
  primary key (customer_id, key)
);

create table feedback (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  message_id uuid references messages on delete cascade,
  rating smallint not null check (rating between 1 and 5),
  comment text not null default '',
  created_at timestamptz not null default now(),
  unique (message_id)
);

-- Who changed what; never a message's text.
create table audit (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid references users on delete set null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  at timestamptz not null default now()
);
create index audit_recent on audit (tenant_id, at desc);
