-- Who somebody is, and where they are signed in. Ids are hyphenated text, instants microseconds since 1970 (UTC), digests
-- SHA-256 in hexadecimal digits: the same as in PostgreSQL. Of a secret that is shown once, only the digest is kept.

create table account (
    id text primary key,
    -- Folded: lower case, normalised.
    email text not null unique,
    -- argon2id in PHC form; none for people of a demo clinic.
    password text,
    -- Secret of the authenticator app, once it is confirmed, and the last step whose code was used.
    factor_secret blob,
    factor_step integer,
    theme text not null default 'system',
    density text not null default 'normal',
    created_at integer not null,
    signed_in_at integer
) strict;

-- Which person of which clinic an account is.
create table member (
    clinic text not null references clinic (id),
    staff text not null,
    account text not null references account (id),
    since integer not null,
    primary key (clinic, staff),
    unique (account, clinic)
) strict;

create table recovery_code (
    account text not null references account (id),
    digest text not null,
    used_at integer,
    primary key (account, digest)
) strict;

-- A second factor that is being set up: forgotten when it is confirmed, or after a quarter of an hour.
create table factor_setup (
    account text primary key references account (id),
    secret blob not null,
    codes text not null,
    at integer not null
) strict;

create table session (
    id text primary key,
    digest text not null unique,
    account text not null references account (id),
    clinic text not null references clinic (id),
    staff text not null,
    began_at integer not null,
    seen_at integer not null,
    until_at integer not null,
    locked_at integer,
    ended_at integer,
    device text not null,
    address text not null
) strict;

create index session_account on session (account, ended_at);
create index session_staff on session (clinic, staff, ended_at);
create index session_ended on session (ended_at);

-- The password was right; the second factor is still asked for.
create table half_signed_in (
    digest text primary key,
    account text not null references account (id),
    until_at integer not null
) strict;

-- A browser in which an account has signed in before.
create table known_device (
    digest text primary key,
    account text not null references account (id),
    seen_at integer not null
) strict;

-- Tries in a row, by account, address or device.
create table tries (
    key text primary key,
    count integer not null,
    last_at integer not null
) strict;

-- A one-time link: to found the first clinic, to become somebody on staff, or to choose another password.
create table invitation (
    digest text primary key,
    kind text not null,
    clinic text references clinic (id),
    staff text,
    account text references account (id),
    at integer not null,
    until_at integer not null,
    used_at integer
) strict;

create index invitation_staff on invitation (clinic, staff);
