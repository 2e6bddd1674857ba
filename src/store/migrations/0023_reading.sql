-- How knowledge is read and embedded changes with the program and its settings; while two of them run, one of them decides.

-- Documents that another version of the program read: looked for every few seconds, and before a turn is taken.
create index documents_reader on documents (tenant_id, split_part(content_hash, ':', 1)) where deleted_at is null;

-- Of processes that do it differently the one that started last decides, for all businesses.
create table reading_ways (
  -- reader: how documents are cut and indexed. model: what embeds them.
  kind text not null check (kind in ('reader', 'model')),
  value text not null,
  -- When a process last started that does it so.
  started_at timestamptz not null default now(),
  -- When such a process was last known to run.
  seen_at timestamptz not null default now(),
  primary key (kind, value)
);
