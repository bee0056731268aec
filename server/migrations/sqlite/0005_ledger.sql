-- View: who pays for a case, what is authorized, and the visits that draw from it. A move never reads it.
create table ledger_row (
    clinic text not null references clinic (id),
    -- The case.
    id text not null,
    -- How long payers took: payer, day of the request, day of the decision.
    decisions text not null,
    -- domain::ledger::Ledger.
    doc text not null,
    primary key (clinic, id)
) strict;

-- Rules of a payer that somebody is writing and has not published yet; each person has their own.
create table payer_draft (
    clinic text not null references clinic (id),
    staff text not null,
    payer text not null,
    -- The payer as it was when the draft was begun, and as it would be.
    doc text not null,
    changed_at integer not null,
    primary key (clinic, staff, payer)
) strict;
