-- What waits for its owner is looked for at every look at the first page, among all that ever came in.

create index import_items_held on import_items (tenant_id, document_id) where state = 'held';
