-- Vectors stand beside passages, one for each model: while a new model's are made, the old ones keep answering.

create table vectors (
  tenant_id uuid not null references tenants on delete cascade,
  model text not null,
  -- Of passages: SHA-256 of what was embedded. A passage that is cut anew, or comes back, finds its vector again.
  content_hash text not null,
  embedding vector not null,
  dimensions smallint not null generated always as (vector_dims(embedding)) stored,
  created_at timestamptz not null default now(),
  -- Exact search of one tenant; and, hashes being random, a fair sample of it.
  primary key (tenant_id, model, content_hash)
);

create table embedding_models (
  tenant_id uuid primary key references tenants on delete cascade,
  -- Whose vectors answer.
  model text not null,
  since timestamptz not null default now(),
  -- So many vectors that comparing them all would be slow: searched through the model's HNSW index.
  is_indexed boolean not null default false,
  -- Takes over once it has a vector for each passage.
  next_model text check (next_model <> model)
);

-- The passages of a vector.
create index passages_content on passages (tenant_id, content_hash);

insert into vectors (tenant_id, model, content_hash, embedding)
select tenant_id, embedding_model, content_hash, embedding
from passages
where embedding is not null
on conflict do nothing;

insert into embedding_models (tenant_id, model)
select distinct on (tenant_id) tenant_id, model
from vectors
group by tenant_id, model
order by tenant_id, count(*) desc;

alter table passages
  drop column embedding,
  drop column embedding_model;
