-- View: who pays for a case, what is authorized, and the visits that draw from it. A move never reads it.
create table ledger_row (
    clinic text collate "C" not null references clinic (id),
    -- The case.
    id text collate "C" not null,
    -- How long payers took: payer, day of the request, day of the decision.
    decisions text not null,
    -- domain::ledger::Ledger.
    doc text not null,
    primary key (clinic, id)
);

-- Rules of a payer that somebody is writing and has not published yet; each person has their own.
create table payer_draft (
    clinic text collate "C" not null references clinic (id),
    staff text collate "C" not null,
    payer text collate "C" not null,
    -- The payer as it was when the draft was begun, and as it would be.
    doc text not null,
    changed_at bigint not null,
    primary key (clinic, staff, payer)
);
