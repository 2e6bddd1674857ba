-- What the staff have to hear once: something of the business doesn't work, until it works again.
create table alerts (
  -- The post in the staff room carries it.
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  -- What it is about: open once at most.
  key text not null,
  text text not null,
  raised_at timestamptz not null default now(),
  cleared_at timestamptz,
  -- Counts what changed of it, and how much of that the post shows.
  revision integer not null default 1,
  shown_revision integer not null default 0,
  -- The newest picture until it is posted, and how many there were.
  picture bytea,
  pictures integer not null default 0,
  pictured_at timestamptz,
  room text,
  post text,
  -- An earlier attempt may have arrived.
  is_unsure boolean not null default false,
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz not null default now(),
  check ((room is null) = (post is null)),
  check ((picture is null) or (cleared_at is null))
);
-- Told once.
create unique index alerts_open on alerts (tenant_id, key) where cleared_at is null;
-- The one that is opened again.
create index alerts_cleared on alerts (tenant_id, key, cleared_at) where cleared_at is not null;
-- What the staff room lacks.
create index alerts_behind on alerts (tenant_id) where shown_revision < revision or picture is not null;
