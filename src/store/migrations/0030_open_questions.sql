-- What waits for its owner goes on waiting while it is read again: whatever state its item is in.

drop index import_items_held;
-- What waits is looked for at every look at the first page, among all that ever came in.
create index import_items_held on import_items (tenant_id, document_id) where held is not null;
