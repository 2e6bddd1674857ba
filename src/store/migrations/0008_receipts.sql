-- What platforms tell of messages of ours, and conversations that the business answers with the platform's own app.

-- One part of a message of ours: told repeatedly and in any order, perhaps before we have stored the part's id. 'sent' is
-- not kept: the outbox knows it.
create table receipts (
  tenant_id uuid not null references tenants on delete cascade,
  channel text not null,
  account text not null,
  external_id text not null,
  state text not null check (state in ('delivered', 'read', 'failed')),
  -- Of failed: { code, message, retryable, retryAfterMs }.
  failure jsonb,
  -- Of failed: what followed from it is done.
  settled_at timestamptz,
  at timestamptz not null default now(),
  primary key (tenant_id, channel, account, external_id),
  check ((state = 'failed') = (failure is not null))
);
-- Failures whose message is still to be given up or sent again.
create index receipts_failed on receipts (at) where state = 'failed' and settled_at is null;

-- Which message a part belongs to that isn't its last: that one the message itself knows.
create index outbox_split on outbox using gin (parts jsonb_path_ops) where jsonb_array_length(parts) > 1;

alter table outbox
  -- Of a failed message, as in DeliveryError: what can be done about it depends on it.
  add column error_code text;

alter table messages
  -- Goes out as the platform's approved message; `text` says the same.
  add column is_template boolean not null default false;

alter table conversations
  -- Somebody of the business answers with the platform's own app; the bot returns then.
  add column quiet_until timestamptz;
-- The sweeper: whom the bot returns to.
create index conversations_quiet on conversations (quiet_until) where quiet_until is not null;
