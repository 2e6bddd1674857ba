-- Every version of an entry, for its history and for two owners at once; and the languages of one text.

alter table documents
  -- Counts up with every change; whoever saves over a version that they have not seen is asked.
  add column version integer not null default 1,
  -- When the words were last written, or found still right: a variant older than its original may be out of date.
  add column words_at timestamptz not null default now(),
  -- The languages of one text: the id of the original, of which the original too is one. null stands alone.
  add column variant_group uuid,
  -- The deletion that put it into the bin: what was deleted together comes back together.
  add column deletion uuid;
update documents set words_at = updated_at;

-- One text of each language; also the look-up of a text's languages.
create unique index documents_variant on documents (tenant_id, variant_group, language)
  where variant_group is not null and deleted_at is null;
-- The undo of a deletion.
create index documents_deletion on documents (deletion) where deletion is not null;

create table document_versions (
  tenant_id uuid not null references tenants on delete cascade,
  document_id uuid not null references documents on delete cascade,
  version integer not null,
  made_at timestamptz not null default now(),
  -- null: the program, for example an import.
  user_id uuid references users on delete set null,
  -- The older version that this one brought back.
  restored_from integer,
  kind text not null,
  title text not null,
  body text not null,
  also_asked text not null,
  language text not null,
  source text not null,
  human_only boolean not null,
  is_draft boolean not null,
  valid_from timestamptz,
  valid_until timestamptz,
  primary key (document_id, version)
);
insert into document_versions (tenant_id, document_id, version, made_at, kind, title, body, also_asked, language, source,
                               human_only, is_draft, valid_from, valid_until)
select tenant_id, id, 1, updated_at, kind, title, body, also_asked, language, source,
       human_only, is_draft, valid_from, valid_until
from documents;
