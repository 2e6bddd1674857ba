-- What waits for its owner: imported texts that would change a pinned answer; and the languages of an entry that the model
-- is to draft.

alter table import_items
  drop constraint import_items_state_check,
  -- held: read, and not published.
  add constraint import_items_state_check
    check (state in ('waiting', 'reading', 'done', 'unchanged', 'failed', 'held')),
  -- Which answers would change; and the new text, where it is for an entry that there was before.
  add column held jsonb;

create table language_drafts (
  tenant_id uuid not null references tenants on delete cascade,
  -- The original.
  document_id uuid not null references documents on delete cascade,
  language text not null check (language in ('en', 'zh', 'ms', 'ta')),
  user_id uuid references users on delete set null,
  -- Drafted, it is an entry, and this row is gone.
  state text not null default 'waiting' check (state in ('waiting', 'working', 'failed')),
  -- Why it failed.
  fault text,
  -- Also tells whose lease it is: who was overtaken writes nothing.
  attempts integer not null default 0,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (document_id, language)
);
-- What is due.
create index language_drafts_due on language_drafts (created_at) where state in ('waiting', 'working');
