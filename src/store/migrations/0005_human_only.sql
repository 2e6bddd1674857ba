-- Topics that the bot must not answer: it finds them, and calls a person.
alter table documents add column human_only boolean not null default false;
