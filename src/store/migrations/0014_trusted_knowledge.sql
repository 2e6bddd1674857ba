-- What an owner must be able to rely on: what customers see, when, and where in a file it stands.
alter table documents
  -- Waits for the owner's approval: found by nobody.
  add column is_draft boolean not null default false,
  -- Found from then on, and until then (exclusive); null has no end.
  add column valid_from timestamptz,
  add column valid_until timestamptz,
  -- SHA-256 of the bytes of the file or page it came from: equal hash, nothing to read anew.
  add column source_hash text,
  add check (valid_from < valid_until);

-- Where in a file a passage stands: 'page 3', 'slide 2', 'sheet Prices'; '' where there is no such place.
alter table passages add column place text not null default '';
