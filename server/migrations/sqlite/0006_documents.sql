-- Files that people attached: the letters of payers. A row is only ever written; what hangs where, the journal says.
create table document (
    clinic text not null references clinic (id),
    -- SHA-256 of the bytes, in hexadecimal.
    hash text not null,
    -- pdf, png, jpeg: what the bytes are.
    kind text not null,
    size integer not null,
    added_at integer not null,
    -- Last, so that the rest of a row is read without it.
    bytes blob not null,
    primary key (clinic, hash)
) strict;
