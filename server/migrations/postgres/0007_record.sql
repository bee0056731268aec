-- View: what was written on a case: plans, goals, scores, notes' heads, charges, handoffs. A move never reads it.
create table record_row (
    clinic text collate "C" not null references clinic (id),
    -- The case.
    id text collate "C" not null,
    -- What is open, for work lists: follows from the ledger and the record.
    open text not null,
    -- domain::record::Record.
    doc text not null,
    primary key (clinic, id)
);

-- A note that somebody is writing and has not signed; each person has their own. Not part of the record.
create table note_draft (
    clinic text collate "C" not null references clinic (id),
    staff text collate "C" not null,
    case_id text collate "C" not null,
    -- The visit.
    visit text collate "C" not null,
    -- What the form's fields say.
    doc text not null,
    saved_at bigint not null,
    primary key (clinic, staff, case_id, visit)
);

-- What somebody wrote lately: a note is held against the notes before it.
create index entry_by on entry (clinic, by_staff, seq);
