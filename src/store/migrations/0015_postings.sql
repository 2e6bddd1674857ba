-- Search by words: passages are found by terms made by the program, alike on every database, and ranked by their words.
-- Every document is read anew at the next start.

drop index passages_search;
alter table passages drop column search;
alter table passages
  -- Its words by their stems: the text's line, then one for each way to ask it, as knowledge/postings.ts writes them.
  add column words text not null default '',
  -- Hashes of tenant and term.
  add column terms integer[] not null default '{}';
-- Passages that hold a term of a question: the tenant is in the hash, so one tenant's search never reads another's.
create index passages_terms on passages using gin (terms) with (fastupdate = off);

-- Every token of a tenant's passages, and how many of them hold it: what is rare tells much. '' is every passage.
delete from vocabulary;
alter table vocabulary add column passages integer not null;
drop index vocabulary_likeness;
-- What a mistyped word may have meant.
create index vocabulary_likeness on vocabulary using gin (word gin_trgm_ops) where word ~ '^[a-z]{3,}$';
