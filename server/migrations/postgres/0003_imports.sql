-- A spreadsheet on its way to be imported, and what became of it. Belongs to one person of one clinic.
create table import_draft (
    id text collate "C" primary key,
    clinic text collate "C" not null references clinic (id),
    staff text collate "C" not null,
    file_name text not null,
    -- The file itself, until it is not needed any more.
    file bytea,
    -- Rows with something in them.
    row_count bigint not null,
    -- The sheet of a workbook that somebody chose.
    sheet text,
    -- domain::import::Mapping, once something was chosen.
    mapping text,
    -- open, running, done, undoing, undone.
    state text collate "C" not null,
    -- Groups the cases that it opens; ids of cases and commands follow from it, so that a second run changes nothing.
    batch text collate "C" not null,
    -- Cases to open, and rows that were dealt with.
    total bigint not null default 0,
    done bigint not null default 0,
    -- Rows that were refused in the end: line and sentence.
    refused text not null default '[]',
    -- Cases that stayed after an undo: id and number.
    kept text not null default '[]',
    created_at bigint not null,
    -- Last sign of life while it runs; else the last change.
    changed_at bigint not null
);

create index import_draft_owner on import_draft (clinic, staff, created_at);
create index import_draft_state on import_draft (state, changed_at);
