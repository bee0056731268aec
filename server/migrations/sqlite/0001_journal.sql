-- The journal, its views, and the log of who looked. Ids are hyphenated text, instants microseconds since 1970 (UTC),
-- documents JSON as text: the same as in PostgreSQL.

-- A clinic: the counters that its writers take their places from, and what rules know of it.
create table clinic (
    id text primary key,
    name text not null,
    kind text not null,
    -- Place of the last entry of the journal.
    seq integer not null default 0,
    -- Hash of that entry: a journal cut short no longer ends in it.
    head text not null default '',
    -- Number of the last case.
    number integer not null default 0,
    -- domain::clinic::Clinic, and the entry that last changed it.
    doc text not null,
    doc_seq integer not null default 0
) strict;

-- Everything that happened, once, in one order per clinic. A head (all but the body) is never changed; hash chains the heads,
-- and body_hash stands for the body in them, so that a lawful erasure can take a body away and leave the chain whole.
create table entry (
    clinic text not null references clinic (id),
    seq integer not null,
    at integer not null,
    by_staff text not null,
    command text not null,
    case_id text,
    body text not null,
    body_hash text not null,
    prev text not null,
    hash text not null,
    primary key (clinic, seq),
    unique (clinic, command)
) strict;

create index entry_case on entry (clinic, case_id, seq);

create trigger entry_is_never_changed before update on entry
begin
    select raise(abort, 'The journal is never changed; a correction is a new entry.');
end;

create trigger entry_is_never_deleted before delete on entry
begin
    select raise(abort, 'The journal is never shortened; a correction is a new entry.');
end;

-- View: the case as it is now. The document is the truth; the columns beside it are what lists and searches ask for.
create table case_row (
    clinic text not null references clinic (id),
    id text not null,
    number integer not null,
    -- Last entry that touched it.
    seq integer not null,
    lane text not null,
    site text not null,
    owner text,
    -- Patient's name, folded: lower case, without marks.
    name_folded text not null,
    -- Everything that a search by words or digits finds it by, folded.
    search text not null,
    born text,
    batch text,
    open integer not null,
    void integer not null,
    doc text not null,
    primary key (clinic, id)
) strict;

create unique index case_number on case_row (clinic, number);
create index case_seq on case_row (clinic, seq);
create index case_open on case_row (clinic, open);
create index case_born on case_row (clinic, born);
create index case_batch on case_row (clinic, batch) where batch is not null;

-- Who looked at what, and why. Append-only as well.
create table look (
    id text primary key,
    clinic text not null references clinic (id),
    at integer not null,
    staff text not null,
    case_id text,
    what text not null,
    reason text
) strict;

create index look_case on look (clinic, case_id, at);
create index look_staff on look (clinic, staff, at);

create trigger look_is_never_changed before update on look
begin
    select raise(abort, 'The access log is never changed.');
end;

create trigger look_is_never_deleted before delete on look
begin
    select raise(abort, 'The access log is never shortened.');
end;
