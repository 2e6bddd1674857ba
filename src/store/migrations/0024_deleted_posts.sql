-- Staff may delete what they typed before we heard that they wrote it.
alter table desk_posts
  -- null: deleted before it was told; told late, it goes to nobody.
  alter column message_id drop not null;
