-- The owner's knowledge, cut into passages that can be found by words, by likeness of letters and by meaning.

create table documents (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  kind text not null check (kind in ('question_answer', 'markdown', 'text', 'html')),
  title text not null check (length(title) between 1 and 300),
  -- question_answer: the answer; otherwise the whole text.
  body text not null,
  -- Other ways in which customers ask it, one per line; question_answer only.
  also_asked text not null default '',
  language text not null check (language in ('en', 'zh', 'ms', 'ta')),
  -- 'starter', 'owner', or the name of the file it came from.
  source text not null default 'owner',
  status text not null default 'ready' check (status in ('processing', 'ready', 'failed')),
  error text,
  -- SHA-256 of what was read and how: equal hash, nothing to do.
  content_hash text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Set by delete; an undo clears it, the sweeper empties the bin.
  deleted_at timestamptz
);
-- The owners' list, newest change first.
create index documents_list on documents (tenant_id, updated_at desc);

create table passages (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  document_id uuid not null references documents on delete cascade,
  ordinal integer not null,
  -- The trail of headings above it, " › " between.
  heading text not null,
  text text not null,
  language text not null check (language in ('en', 'zh', 'ms', 'ta')),
  tokens integer not null,
  -- Question and own heading weigh A, text B, title and upper headings C; each script by its own dictionary.
  search tsvector not null,
  -- SHA-256 of what is embedded: a passage that did not change keeps its vector.
  content_hash text not null,
  embedding vector,
  embedding_model text,
  unique (document_id, ordinal),
  check ((embedding is null) = (embedding_model is null))
);
-- Lexical search.
create index passages_search on passages using gin (search);
-- Exact vector search of one tenant (below 20,000 rows faster and surer than HNSW), and the count of its passages.
create index passages_tenant on passages (tenant_id);

-- Every word of a tenant's passages as it is written: what a mistyped word may have meant. Words of passages that are
-- gone may stay: they lead to nothing.
create table vocabulary (
  tenant_id uuid not null references tenants on delete cascade,
  word text not null,
  primary key (tenant_id, word)
);
-- Typing mistakes.
create index vocabulary_likeness on vocabulary using gin (word gin_trgm_ops);

-- Questions that nobody could answer from the knowledge.
create table gaps (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  question text not null,
  -- Lower case, without punctuation: the same question counts up instead of a second row.
  normalized text not null,
  language text not null,
  channel text not null,
  conversation_id uuid references conversations on delete set null,
  times integer not null default 1,
  state text not null default 'open' check (state in ('open', 'answered', 'dismissed')),
  document_id uuid references documents on delete set null,
  first_asked_at timestamptz not null default now(),
  last_asked_at timestamptz not null default now(),
  unique (tenant_id, normalized)
);
-- The owners' list of open gaps, most asked first.
create index gaps_open on gaps (tenant_id, times desc) where state = 'open';
