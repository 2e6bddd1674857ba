-- When a customer wrote, by the platform's clock: what is told late is not newer than what is told at once.
alter table messages add column written_at timestamptz;

-- How much the paired phone sent today.
create index outbox_sent_by_phone on outbox (tenant_id, done_at)
  where state = 'sent' and address->>'serviceUrl' = 'whatsapp:web';
