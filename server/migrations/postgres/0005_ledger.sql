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
