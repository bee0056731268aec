-- The journal, its views, and the log of who looked. Ids are hyphenated text, instants microseconds since 1970 (UTC),
-- documents JSON as text: the same as in SQLite. Text is compared by its bytes, as SQLite does.

-- A clinic: the counters that its writers take their places from, and what rules know of it.
create table clinic (
    id text collate "C" primary key,
    name text not null,
    kind text not null,
    -- Place of the last entry of the journal.
    seq bigint not null default 0,
    -- Hash of that entry: a journal cut short no longer ends in it.
    head text not null default '',
    -- Number of the last case.
    number bigint not null default 0,
    -- domain::clinic::Clinic, and the entry that last changed it.
    doc text not null,
    doc_seq bigint not null default 0
);

-- Everything that happened, once, in one order per clinic. A head (all but the body) is never changed; hash chains the heads,
-- and body_hash stands for the body in them, so that a lawful erasure can take a body away and leave the chain whole.
create table entry (
    clinic text collate "C" not null references clinic (id),
    seq bigint not null,
    at bigint not null,
    by_staff text collate "C" not null,
    command text collate "C" not null,
    case_id text collate "C",
    body text not null,
    body_hash text not null,
    prev text not null,
    hash text not null,
    primary key (clinic, seq),
    unique (clinic, command)
);

create index entry_case on entry (clinic, case_id, seq);

create function never_changed() returns trigger language plpgsql as $$
begin
    raise exception 'The % is append-only; a correction is a new row.', tg_table_name;
end
$$;

create trigger entry_is_never_changed before update or delete on entry
    for each row execute function never_changed();
create trigger entry_is_never_emptied before truncate on entry
    for each statement execute function never_changed();

-- View: the case as it is now. The document is the truth; the columns beside it are what lists and searches ask for.
create table case_row (
    clinic text collate "C" not null references clinic (id),
    id text collate "C" not null,
    number bigint not null,
    -- Last entry that touched it.
    seq bigint not null,
    lane text not null,
    site text collate "C" not null,
    owner text collate "C",
    -- Patient's name, folded: lower case, without marks.
    name_folded text collate "C" not null,
    -- Everything that a search by words or digits finds it by, folded.
    search text collate "C" not null,
    born text,
    batch text collate "C",
    open boolean not null,
    void boolean not null,
    doc text not null,
    primary key (clinic, id)
);

create unique index case_number on case_row (clinic, number);
create index case_seq on case_row (clinic, seq);
create index case_open on case_row (clinic, open);
create index case_born on case_row (clinic, born);
create index case_batch on case_row (clinic, batch) where batch is not null;

-- Who looked at what, and why. Append-only as well.
create table look (
    id text collate "C" primary key,
    clinic text collate "C" not null references clinic (id),
    at bigint not null,
    staff text collate "C" not null,
    case_id text collate "C",
    what text not null,
    reason text
);

create index look_case on look (clinic, case_id, at);
create index look_staff on look (clinic, staff, at);

create trigger look_is_never_changed before update or delete on look
    for each row execute function never_changed();
create trigger look_is_never_emptied before truncate on look
    for each statement execute function never_changed();
