-- The access log becomes a chain like the journal, with an end of its own: a look never waits for who writes the journal.

-- Where a clinic's access log ends. Without a head, rows that are older than the chain are still to be sealed, which the
-- program does as soon as it opens the database.
create table look_chain (
    clinic text primary key references clinic (id),
    -- Place of the last look.
    seq integer not null default 0,
    -- Hash of it: a log cut short no longer ends in it.
    head text
) strict;

insert into look_chain (clinic) select id from clinic;

create trigger look_chain_is_never_deleted before delete on look_chain
begin
    select raise(abort, 'The access log is never shortened.');
end;

alter table look add column seq integer;
alter table look add column hash text;

create unique index look_seq on look (clinic, seq);

-- A row is sealed once, and never changed afterwards.
drop trigger look_is_never_changed;

create trigger look_is_never_changed before update on look when old.hash is not null
begin
    select raise(abort, 'The access log is never changed.');
end;

-- Charts opened in an emergency, for those who are told.
create index entry_glass on entry (clinic, seq) where instr(body, '{"glass_broken":') > 0;

-- Each server asks every second which sessions ended or locked.
create index session_locked on session (locked_at);

-- Links from before a clinic's own could be told from others.
update invitation set used_at = at where kind = 'reset' and used_at is null;
