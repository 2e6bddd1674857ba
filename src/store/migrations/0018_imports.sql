-- Knowledge that comes in many at once: files dropped on the form or given to `npm run ingest`, web pages and sitemaps.

create table imports (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  kind text not null check (kind in ('files', 'web')),
  -- For the list of imports: a folder, a file, an address.
  title text not null check (length(title) between 1 and 300),
  -- null: the command line.
  user_id uuid references users on delete set null,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  -- What the undo put in the bin together, see documents.deletion.
  deletion uuid,
  check (deletion is null or undone_at is not null)
);
-- The list of imports, newest first.
create index imports_list on imports (tenant_id, created_at desc);

create table import_items (
  -- Also the id of the document that it adds: whatever happens in between, it is added once.
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  import_id uuid not null references imports on delete cascade,
  -- The path of a file, or the address of a page.
  source text not null check (length(source) between 1 and 2000),
  state text not null default 'waiting' check (state in ('waiting', 'reading', 'done', 'unchanged', 'failed')),
  -- Where the bytes of a file are kept until they are read; null for a page.
  content_url text,
  error text,
  warnings text[] not null default '{}',
  -- What it added or changed. No reference: an owner who deletes a page's entry for good doesn't want it back.
  document_id uuid,
  -- Also tells whose lease it is: a reader that was overtaken writes nothing.
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  done_at timestamptz,
  -- Pages: what tells the server that we have it already, and at how many checks in a row it was gone.
  etag text,
  last_modified text,
  misses smallint not null default 0,
  unique (import_id, source)
);
-- What is due.
create index import_items_due on import_items (next_attempt_at) where state in ('waiting', 'reading');

-- Addresses that are looked at again and again; each check fills its import anew.
create table web_sources (
  import_id uuid primary key references imports on delete cascade,
  tenant_id uuid not null references tenants on delete cascade,
  url text not null check (length(url) between 1 and 2000),
  kind text not null check (kind in ('page', 'sitemap')),
  every_hours integer not null check (every_hours between 1 and 8760),
  next_check_at timestamptz not null default now(),
  last_checked_at timestamptz,
  -- Why the last check found no pages to read.
  last_error text,
  attempts integer not null default 0,
  lease_until timestamptz,
  unique (tenant_id, url)
);
-- What is due.
create index web_sources_due on web_sources (next_check_at);

-- Whether a file or page came before: by where it came from, and by what it is.
create index documents_source on documents (tenant_id, source);
create index documents_source_hash on documents (tenant_id, source_hash) where source_hash is not null;
