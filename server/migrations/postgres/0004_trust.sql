-- The access log becomes a chain like the journal, with an end of its own: a look never waits for who writes the journal.

-- Where a clinic's access log ends. Without a head, rows that are older than the chain are still to be sealed, which the
-- program does as soon as it opens the database.
create table look_chain (
    clinic text collate "C" primary key references clinic (id),
    -- Place of the last look.
    seq bigint not null default 0,
    -- Hash of it: a log cut short no longer ends in it.
    head text
);

insert into look_chain (clinic) select id from clinic;

create trigger look_chain_is_never_deleted before delete on look_chain
    for each row execute function never_changed();
create trigger look_chain_is_never_emptied before truncate on look_chain
    for each statement execute function never_changed();

alter table look add column seq bigint;
alter table look add column hash text;

create unique index look_seq on look (clinic, seq);

-- A row is sealed once, and never changed afterwards.
drop trigger look_is_never_changed on look;

create trigger look_is_never_changed before update on look
    for each row when (old.hash is not null) execute function never_changed();
create trigger look_is_never_deleted before delete on look
    for each row execute function never_changed();

-- Charts opened in an emergency, for those who are told.
create index entry_glass on entry (clinic, seq) where strpos(body, '{"glass_broken":') > 0;

-- Each server asks every second which sessions ended or locked.
create index session_locked on session (locked_at);

-- Links from before a clinic's own could be told from others.
update invitation set used_at = at where kind = 'reset' and used_at is null;
