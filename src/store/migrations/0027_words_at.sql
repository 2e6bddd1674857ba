-- How old the words of a version are: brought back, they are as old as they were, and its languages are told out of date
-- by that.

alter table document_versions
  -- null: written before this was kept; then they are as old as the version.
  add column words_at timestamptz;
update document_versions v
set words_at = d.words_at
from documents d
where d.id = v.document_id and d.version = v.version;

-- What was changed together, for its undo.
create index document_versions_made on document_versions (tenant_id, made_at);
