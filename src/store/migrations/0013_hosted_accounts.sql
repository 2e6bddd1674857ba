-- Accounts that one process hosts and others show: it writes here how they are, and finds here what owners ask of them.
create table hosted_accounts (
  tenant_id uuid not null references tenants on delete cascade,
  -- As in AccountStatus, as are the next five.
  key text not null,
  state text not null
    check (state in ('connecting', 'waiting_for_scan', 'ready', 'deaf', 'logged_out', 'trouble', 'stopped')),
  since timestamptz not null,
  detail text not null,
  phone text,
  -- Lets in whoever scans it: here only while it is shown.
  qr text check (qr is null or state = 'waiting_for_scan'),
  -- Its process lived then, by the clock of the database.
  seen_at timestamptz not null default now(),
  wish text check (wish in ('restart', 'unlink')),
  wished_at timestamptz,
  primary key (tenant_id, key),
  check ((wish is null) = (wished_at is null))
);
