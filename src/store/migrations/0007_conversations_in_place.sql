-- Every message moves a conversation's revision and time. Without the time in an index, and with room in the page, the
-- row is updated in place (HOT) and no index is written.
drop index conversations_list;
-- The owners' list: the conversations of a mode.
create index conversations_list on conversations (tenant_id, mode);
alter table conversations set (fillfactor = 70);
