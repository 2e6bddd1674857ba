-- Edits of staff members are told in any order, and again.
alter table held_replies
  -- The platform's id of the writer's last edit: an older one that arrives later changes nothing.
  add column edit_external_id text;
