-- Who somebody is, and where they are signed in. Ids are hyphenated text, instants microseconds since 1970 (UTC), digests
-- SHA-256 in hexadecimal digits: the same as in SQLite. Of a secret that is shown once, only the digest is kept.

create table account (
    id text collate "C" primary key,
    -- Folded: lower case, normalised.
    email text collate "C" not null unique,
    -- argon2id in PHC form; none for people of a demo clinic.
    password text,
    -- Secret of the authenticator app, once it is confirmed, and the last step whose code was used.
    factor_secret bytea,
    factor_step bigint,
    theme text not null default 'system',
    density text not null default 'normal',
    created_at bigint not null,
    signed_in_at bigint
);

-- Which person of which clinic an account is.
create table member (
    clinic text collate "C" not null references clinic (id),
    staff text collate "C" not null,
    account text collate "C" not null references account (id),
    since bigint not null,
    primary key (clinic, staff),
    unique (account, clinic)
);

create table recovery_code (
    account text collate "C" not null references account (id),
    digest text collate "C" not null,
    used_at bigint,
    primary key (account, digest)
);

-- A second factor that is being set up: forgotten when it is confirmed, or after a quarter of an hour.
create table factor_setup (
    account text collate "C" primary key references account (id),
    secret bytea not null,
    codes text not null,
    at bigint not null
);

create table session (
    id text collate "C" primary key,
    digest text collate "C" not null unique,
    account text collate "C" not null references account (id),
    clinic text collate "C" not null references clinic (id),
    staff text collate "C" not null,
    began_at bigint not null,
    seen_at bigint not null,
    until_at bigint not null,
    locked_at bigint,
    ended_at bigint,
    device text not null,
    address text not null
);

create index session_account on session (account, ended_at);
create index session_staff on session (clinic, staff, ended_at);
create index session_ended on session (ended_at);

-- The password was right; the second factor is still asked for.
create table half_signed_in (
    digest text collate "C" primary key,
    account text collate "C" not null references account (id),
    until_at bigint not null
);

-- A browser in which an account has signed in before.
create table known_device (
    digest text collate "C" primary key,
    account text collate "C" not null references account (id),
    seen_at bigint not null
);

-- Tries in a row, by account, address or device.
create table tries (
    key text collate "C" primary key,
    count bigint not null,
    last_at bigint not null
);

-- A one-time link: to found the first clinic, to become somebody on staff, or to choose another password.
create table invitation (
    digest text collate "C" primary key,
    kind text not null,
    clinic text collate "C" references clinic (id),
    staff text collate "C",
    account text collate "C" references account (id),
    at bigint not null,
    until_at bigint not null,
    used_at bigint
);

create index invitation_staff on invitation (clinic, staff);
