-- Files that people attached: the letters of payers. A row is only ever written; what hangs where, the journal says.
create table document (
    clinic text collate "C" not null references clinic (id),
    -- SHA-256 of the bytes, in hexadecimal.
    hash text collate "C" not null,
    -- pdf, png, jpeg: what the bytes are.
    kind text collate "C" not null,
    size bigint not null,
    added_at bigint not null,
    bytes bytea not null,
    primary key (clinic, hash)
);

-- They are packed already.
alter table document alter column bytes set storage external;
