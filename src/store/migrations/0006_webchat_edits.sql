-- The web chat shows what staff change or take back after it was seen. `watermark` stays a message's place on the screen;
-- its latest change takes the next number of the same line.
alter table messages add column changed_watermark bigint;
-- What changed on the customer's screen since a watermark.
create unique index messages_changed_watermark on messages (conversation_id, changed_watermark)
  where changed_watermark is not null;
