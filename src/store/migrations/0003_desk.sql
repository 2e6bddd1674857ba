-- The staff desk: who acts in the staff room, the threads of hand-overs, what was posted in them, replies that wait for
-- a decision.

-- A person of the staff room may have no sign-in of their own.
alter table users
  alter column email drop not null,
  alter column password_hash drop not null,
  -- slack:TEAM:USER
  add column external_id text,
  add unique (tenant_id, external_id),
  add check ((email is null) = (password_hash is null)),
  add check (email is not null or external_id is not null);

alter table conversations
  -- The platform says that this customer can't be written to; cleared when they write.
  add column unreachable_at timestamptz;

alter table messages
  add column edits integer not null default 0,
  -- The platform's id of the customer's last edit: an older one that arrives later changes nothing.
  add column edit_external_id text,
  add column deleted_at timestamptz,
  -- What the customer replied to.
  add column quoted text,
  -- The same words for who reads them: a customer's for the staff, a staff member's for the customer.
  add column translation text;

alter table outbox
  add column action text not null default 'send' check (action in ('send', 'edit', 'remove')),
  drop constraint outbox_message_id_key;
create unique index outbox_message on outbox (message_id) where action = 'send';

alter table escalations
  -- The conversation's revision when it was opened and when it was closed: what the thread shows lies between.
  add column position bigint not null default 0,
  add column closed_position bigint,
  add column reminders smallint not null default 0,
  -- When the customer was told that it takes longer.
  add column told_at timestamptz,
  add column snoozed_until timestamptz,
  -- The thread's own switch.
  add column translates boolean not null default true;
-- The newest hand-over of a conversation.
create index escalations_latest on escalations (conversation_id, opened_at desc);

-- One thread per escalation. The staff room is behind where `synced_revision` is below the conversation's revision.
create table desk_threads (
  escalation_id uuid primary key references escalations on delete cascade,
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  -- The platform's place and id of the card; null until it is posted.
  room text,
  thread text,
  -- [room, thread] of each card that was deleted in the room: people may go on writing below it.
  former_threads jsonb not null default '[]',
  -- SHA-256 of what the card shows.
  card text not null default '',
  -- Messages up to this position are in the thread.
  through bigint not null default 0,
  -- -1: draw the card again.
  synced_revision bigint not null default -1,
  -- Closed, and shown so.
  is_settled boolean not null default false,
  -- The last attempt may have arrived: look before posting again.
  is_unsure boolean not null default false,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  check ((room is null) = (thread is null)),
  unique (tenant_id, room, thread)
);

-- What is typed below a card that was deleted.
create index desk_threads_former on desk_threads using gin (former_threads jsonb_path_ops);
-- The sweeper: threads that are not done.
create index desk_threads_live on desk_threads (escalation_id) where not is_settled;

-- Which message of the conversation which post is: ours, or a staff member's own.
create table desk_posts (
  tenant_id uuid not null references tenants on delete cascade,
  room text not null,
  post text not null,
  escalation_id uuid not null references escalations on delete cascade,
  message_id uuid not null references messages on delete cascade,
  is_ours boolean not null,
  -- The edits that the post shows.
  edits integer not null default 0,
  -- The mark on a staff member's own post; none: a note gets no mark.
  mark text check (mark in ('queued', 'sent', 'read', 'failed', 'none')),
  primary key (tenant_id, room, post)
);
-- Finds a message's posts.
create index desk_posts_message on desk_posts (message_id);

-- The sweeper: marks that may be out of date.
create index desk_posts_unsettled on desk_posts (escalation_id) where not is_ours and (mark is null or mark in ('queued', 'failed'));
-- A thread's posts.
create index desk_posts_thread on desk_posts (escalation_id);

-- What the desk itself says in a thread, in order; `post` is null until it is there.
create table desk_notices (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  escalation_id uuid not null references escalations on delete cascade,
  -- Said once.
  key text not null,
  text text not null,
  calls_team boolean not null default false,
  buttons jsonb not null default '[]',
  -- The message or held reply that the buttons are about.
  subject_id uuid,
  room text,
  post text,
  created_at timestamptz not null default now(),
  unique (escalation_id, key)
);
-- What still has to be posted.
create index desk_notices_waiting on desk_notices (escalation_id, created_at) where post is null;
-- Which notice a button belongs to.
create index desk_notices_post on desk_notices (tenant_id, room, post) where post is not null;

-- Typed where its writer doesn't have the conversation; its id becomes the message's.
create table held_replies (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  escalation_id uuid not null references escalations on delete cascade,
  user_id uuid not null references users on delete cascade,
  text text not null,
  attachments jsonb not null default '[]',
  room text not null,
  post text not null,
  created_at timestamptz not null default now(),
  decided_at timestamptz
);
-- Which held reply a changed post is.
create index held_replies_post on held_replies (tenant_id, room, post);

-- A staff member's answer, offered to the owner as knowledge.
create table answer_drafts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  escalation_id uuid not null unique references escalations on delete cascade,
  question text not null,
  answer text not null,
  language text not null check (language in ('en', 'zh', 'ms', 'ta')),
  state text not null default 'open' check (state in ('open', 'approved', 'rejected')),
  document_id uuid references documents on delete set null,
  created_at timestamptz not null default now()
);
-- The owner's list.
create index answer_drafts_open on answer_drafts (tenant_id, created_at) where state = 'open';
