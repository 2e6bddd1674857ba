-- What the files of customers' messages hold: one row for each file that can be read. Work is done from here.
create table readings (
  tenant_id uuid not null references tenants on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  message_id uuid not null references messages on delete cascade,
  -- The file's place among the message's attachments.
  index smallint not null check (index >= 0),
  state text not null default 'waiting' check (state in ('waiting', 'read', 'unread')),
  -- By its bytes; null until they were seen.
  kind text check (kind in ('voice', 'picture', 'document', 'video', 'sticker')),
  -- The transcript, or the text of a document.
  text text not null default '' check (length(text) <= 20000),
  -- A transcript in the staff's language.
  translation text,
  -- Why it could not be read, for the staff; '' where that says nothing new.
  detail text not null default '',
  -- Also tells whose lease it is: a reader that was overtaken writes nothing.
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (message_id, index)
);
-- The sweeper: what is due.
create index readings_due on readings (next_attempt_at) where state = 'waiting';
-- What a conversation waits for.
create index readings_waiting on readings (conversation_id) where state = 'waiting';

alter table desk_posts
  -- So many finished readings the post shows.
  add column readings smallint not null default 0;
