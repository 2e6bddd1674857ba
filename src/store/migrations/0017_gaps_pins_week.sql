-- Questions without an answer that mean the same are one gap, with its wordings; questions whose answer must hold; the
-- week at a glance.

-- One way in which customers asked.
create table gap_wordings (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  gap_id uuid not null references gaps on delete cascade,
  question text not null,
  -- Lower case, without punctuation: the same wording counts up instead of a second row.
  normalized text not null,
  language text not null,
  -- How often on which channel: { "telegram": 3 }.
  channels jsonb not null default '{}',
  times integer not null default 1,
  -- Where it was asked last.
  conversation_id uuid references conversations on delete set null,
  -- The owner moved it here from that gap: nothing moves it again by itself, and an undo brings it back.
  moved_from uuid references gaps on delete set null,
  embedding vector,
  embedding_model text,
  first_asked_at timestamptz not null default now(),
  last_asked_at timestamptz not null default now(),
  unique (tenant_id, normalized),
  check ((embedding is null) = (embedding_model is null))
);
-- The wordings of a gap.
create index gap_wordings_gap on gap_wordings (gap_id);
-- What a new wording is compared with: the newest ones.
create index gap_wordings_newest on gap_wordings (tenant_id, last_asked_at desc);

-- Until now each wording was a gap of its own.
insert into gap_wordings
  (tenant_id, gap_id, question, normalized, language, channels, times, conversation_id, first_asked_at, last_asked_at)
select tenant_id, id, question, normalized, language, jsonb_build_object(channel, times), times, conversation_id,
       first_asked_at, last_asked_at
from gaps;

drop index gaps_open;
alter table gaps
  drop constraint gaps_tenant_id_normalized_key,
  drop column question,
  drop column normalized,
  drop column language,
  drop column channel,
  drop column conversation_id,
  drop column times,
  drop column last_asked_at,
  add column answered_at timestamptz,
  -- Asked again, and again without an answer, although `document_id` answers it.
  add column reopened_at timestamptz;
-- The owners' list.
create index gaps_open on gaps (tenant_id) where state = 'open';

-- Questions whose answer must hold, whatever else the knowledge learns.
create table pins (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  question text not null check (length(question) between 1 and 1000),
  language text not null check (language in ('en', 'zh', 'ms', 'ta')),
  -- The entry that must answer.
  document_id uuid not null references documents on delete cascade,
  -- What must stand in the passage; '' where any of its passages will do.
  expected_text text not null default '',
  state text not null default 'holds' check (state in ('holds', 'changed', 'fails')),
  -- What answered when it was last replayed: { documentId, title, text, confidence }; null where nothing did.
  answered jsonb,
  checked_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (tenant_id, question)
);

-- The week at a glance reads the messages of two weeks. Messages come in the order of time, so a few bytes for each 32
-- pages find them, and storing a message costs no more.
create index messages_by_time on messages using brin (created_at) with (pages_per_range = 32, autosummarize = on);
