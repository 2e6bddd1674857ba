-- What an import wrote last: an entry that says something else now was changed by its owner, who has the last word.

alter table documents
  -- A version of its history; null: the first.
  add column taken_version integer;
update documents d
set taken_version = (
  select max(v.version)
  from document_versions v
  join import_items i on i.document_id = v.document_id
  where v.document_id = d.id and v.made_at <= i.done_at
)
where source_hash is not null;
