//! Checks that nobody changed the past, and that what pages show is what the journal says; and makes it so again.

mod guards;
mod letters;
mod looks;
mod records;

use crate::replay::{Broken, Replay, Replayed, replay};
use crate::store::{
    CaseRow, Counters, LedgerRow, Store, StoreError, Tx, case_rows, clinic_row, clinics_of_all_rows,
    delete_cases, delete_ledgers, delete_records, kind_code, ledger_rows, lock_counters, save_counters,
    save_doc, to_json, upsert_cases, upsert_ledgers, upsert_records,
};
use domain::authorization::letter::ContentHash;
use domain::clinic::Document;
use domain::ids::{CaseId, ClinicId};
use domain::journal::Seq;

/// Rows of a view read or written at once.
const CHUNK: usize = 500;

/// What a check came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Clinics checked.
    pub clinics: usize,
    /// Entries read.
    pub entries: u64,
    /// Cases compared.
    pub cases: u64,
    /// Letters compared with their hashes.
    pub letters: u64,
    /// Rows of the access log read.
    pub looks: u64,
    /// The first thing that is wrong in each clinic's journal and in its access log, and every guard that is gone.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What is wrong, and with which row.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// An entry is missing.
    #[error("Entry {} of clinic {clinic} is missing from the journal. Restore a backup that has it.", seq.0)]
    Missing {
        /// Where.
        clinic: ClinicId,
        /// Which.
        seq: Seq,
    },
    /// An entry is not as it was written.
    #[error("Entry {} of clinic {clinic} is not as it was written: {how}. Restore a backup, and find out who changed it.", seq.0)]
    Changed {
        /// Where.
        clinic: ClinicId,
        /// Which.
        seq: Seq,
        /// What of it.
        how: &'static str,
    },
    /// The journal ends before its counter.
    #[error("The journal of clinic {clinic} ends with entry {}, but entry {} was written. Restore a backup that has it.", last.0, counter.0)]
    CutShort {
        /// Where.
        clinic: ClinicId,
        /// The last entry found.
        last: Seq,
        /// The last entry written.
        counter: Seq,
    },
    /// There are rows of a clinic that is not among the clinics.
    #[error("Clinic {clinic} has rows, but is not among the clinics any more. Restore a backup that has it.")]
    Lost {
        /// Which.
        clinic: ClinicId,
    },
    /// A look is missing.
    #[error("Row {seq} of the access log of clinic {clinic} is missing. Restore a backup that has it.")]
    LookMissing {
        /// Where.
        clinic: ClinicId,
        /// Which.
        seq: u64,
    },
    /// A look is not as it was written.
    #[error(
        "Row {seq} of the access log of clinic {clinic} is not as it was written: {how}. Restore a backup, and find out who changed it."
    )]
    LookChanged {
        /// Where.
        clinic: ClinicId,
        /// Which.
        seq: u64,
        /// What of it.
        how: &'static str,
    },
    /// The access log ends before its counter.
    #[error(
        "The access log of clinic {clinic} ends with row {last}, but row {counter} was written. Restore a backup that has it."
    )]
    LooksCutShort {
        /// Where.
        clinic: ClinicId,
        /// The last row found.
        last: u64,
        /// The last row written.
        counter: u64,
    },
    /// Rows that the program did not write.
    #[error(
        "The access log of clinic {clinic} has {count} rows that this program did not write. Find out who did."
    )]
    LooksBeside {
        /// Where.
        clinic: ClinicId,
        /// How many.
        count: u64,
    },
    /// Nobody knows any more where the access log ends.
    #[error("Where the access log of clinic {clinic} ends was taken away. Restore a backup that has it.")]
    NoLookChain {
        /// Where.
        clinic: ClinicId,
    },
    /// A file that somebody attached is lost.
    #[error(
        "The letter with the SHA-256 {hash} of clinic {clinic} is missing, though the journal tells of it. Restore a backup that has it, or attach the file again."
    )]
    LetterMissing {
        /// Where.
        clinic: ClinicId,
        /// Which.
        hash: ContentHash,
    },
    /// A file that somebody attached is not as it was.
    #[error(
        "The letter with the SHA-256 {hash} of clinic {clinic} is not as it was uploaded. Restore a backup, and find out who changed it."
    )]
    LetterChanged {
        /// Where.
        clinic: ClinicId,
        /// Which.
        hash: ContentHash,
    },
    /// The database would let the past be changed.
    #[error(
        "The database does not guard table \"{table}\" any more: trigger {guard} is gone or does nothing. What was written is checked by its hashes all the same; find out who removed it, and make it again as the program's migrations do."
    )]
    Unguarded {
        /// Which.
        table: &'static str,
        /// What is missing.
        guard: &'static str,
    },
    /// The counters of a clinic are not what its journal says.
    #[error("The counters of clinic {clinic} differ from its journal. Run `caseboard rebuild`.")]
    Counters {
        /// Where.
        clinic: ClinicId,
    },
    /// The clinic's own document is not what its journal says.
    #[error("The row of clinic {clinic} differs from its journal. Run `caseboard rebuild`.")]
    Clinic {
        /// Where.
        clinic: ClinicId,
    },
    /// A case is not what the journal says.
    #[error(
        "The row of case {case} in clinic {clinic} differs from the journal in \"{column}\". Run `caseboard rebuild`."
    )]
    Case {
        /// Where.
        clinic: ClinicId,
        /// Which.
        case: CaseId,
        /// The first column that differs; `id` when there is no such row, or no such case.
        column: &'static str,
    },
}

/// Checks every clinic, at one moment. `progress` hears how many more entries were read.
pub async fn verify(store: &Store, mut progress: impl FnMut(u64) + Send) -> Result<Report, StoreError> {
    let mut tx = store.snapshot().await?;
    let mut report = Report::default();
    for clinic in clinics_of_all_rows(&mut tx).await? {
        report.clinics += 1;
        let mut count = |entries| {
            report.entries += entries;
            progress(entries);
        };
        let replayed = replay(&mut tx, clinic, &mut count).await?;
        let problem = match replayed {
            Replayed::Broken { seq, how } => Some(broken(clinic, seq, how)),
            Replayed::Whole(replay) => {
                report.cases += replay.cases.len() as u64;
                report.letters += replay.letters.len() as u64;
                let named = replay.letters.iter().copied();
                report.problems.extend(letters::letters_differ(&mut tx, clinic, named).await?);
                differs(&mut tx, clinic, &replay).await?
            }
        };
        report.problems.extend(problem);
        let (looks, problem) = looks::looks_differ(&mut tx, clinic).await?;
        report.looks += looks;
        report.problems.extend(problem);
    }
    report.problems.extend(guards::missing_guards(&mut tx).await?);
    Ok(report)
}

fn broken(clinic: ClinicId, seq: Seq, how: Broken) -> Problem {
    let how = match how {
        Broken::Gap => return Problem::Missing { clinic, seq },
        Broken::Body => "its body does not have its hash",
        Broken::Head => "its head does not follow the entry before it",
        Broken::Unreadable => "its body cannot be read",
    };
    Problem::Changed { clinic, seq, how }
}

async fn differs(tx: &mut Tx, clinic: ClinicId, replay: &Replay) -> Result<Option<Problem>, StoreError> {
    let Some(row) = clinic_row(tx, clinic).await? else { return Ok(Some(Problem::Lost { clinic })) };
    let (Counters { seq: last, head, .. }, counter) = (&replay.counters, row.counters.seq);
    if *last < counter {
        return Ok(Some(Problem::CutShort { clinic, last: *last, counter }));
    }
    if row.counters.head != *head || row.counters != replay.counters {
        return Ok(Some(Problem::Counters { clinic }));
    }
    let lists = (row.name.as_str(), row.kind.as_str());
    let told = (replay.clinic.name.as_str(), kind_code(replay.clinic.kind));
    if row.doc != to_json(&Document::from(&replay.clinic))? || lists != told {
        return Ok(Some(Problem::Clinic { clinic }));
    }
    match cases_differ(tx, clinic, replay).await? {
        None => {}
        problem => return Ok(problem),
    }
    match ledgers_differ(tx, clinic, replay).await? {
        None => records::records_differ(tx, clinic, replay).await,
        problem => Ok(problem),
    }
}

async fn ledgers_differ(
    tx: &mut Tx,
    clinic: ClinicId,
    replay: &Replay,
) -> Result<Option<Problem>, StoreError> {
    let mut wanted = replay.ledgers.iter();
    let mut after = String::new();
    loop {
        let rows = ledger_rows(tx, clinic, &after, CHUNK).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            let case = crate::store::id(&row.id)?;
            let Some((_, want)) = wanted.next().filter(|(want, _)| **want == case) else {
                return Ok(Some(Problem::Case { clinic, case, column: "ledger" }));
            };
            if *row != LedgerRow::of(case, want)? {
                return Ok(Some(Problem::Case { clinic, case, column: "ledger" }));
            }
        }
    }
    Ok(wanted.next().map(|(case, _)| Problem::Case { clinic, case: *case, column: "ledger" }))
}

async fn cases_differ(tx: &mut Tx, clinic: ClinicId, replay: &Replay) -> Result<Option<Problem>, StoreError> {
    let mut wanted = replay.cases.values();
    let mut after = String::new();
    loop {
        let rows = case_rows(tx, clinic, &after, CHUNK).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            let case = crate::store::id(&row.id)?;
            let Some(want) = wanted.next().filter(|want| want.id == case) else {
                return Ok(Some(Problem::Case { clinic, case, column: "id" }));
            };
            if let Some(column) = first_difference(row, &CaseRow::of(want)?) {
                return Ok(Some(Problem::Case { clinic, case, column }));
            }
        }
    }
    Ok(wanted.next().map(|missing| Problem::Case { clinic, case: missing.id, column: "id" }))
}

fn first_difference(row: &CaseRow, want: &CaseRow) -> Option<&'static str> {
    let columns = [
        ("number", row.number == want.number),
        ("seq", row.seq == want.seq),
        ("lane", row.lane == want.lane),
        ("site", row.site == want.site),
        ("owner", row.owner == want.owner),
        ("name_folded", row.name_folded == want.name_folded),
        ("search", row.search == want.search),
        ("born", row.born == want.born),
        ("batch", row.batch == want.batch),
        ("open", row.open == want.open),
        ("void", row.void == want.void),
        ("doc", row.doc == want.doc),
    ];
    columns.into_iter().find_map(|(column, same)| (!same).then_some(column))
}

/// Throws the views away and makes them anew from the journal, clinic by clinic, each in one transaction. Nothing is changed
/// in a clinic whose journal is broken; that is reported as by [`verify`].
pub async fn rebuild(store: &Store, mut progress: impl FnMut(u64) + Send) -> Result<Report, StoreError> {
    let mut tx = store.snapshot().await?;
    let all = clinics_of_all_rows(&mut tx).await?;
    drop(tx);
    let mut report = Report { clinics: all.len(), ..Report::default() };
    for clinic in all {
        let mut tx = store.write().await?;
        let Some(counters) = lock_counters(&mut tx, clinic).await? else {
            report.problems.push(Problem::Lost { clinic });
            continue;
        };
        let mut count = |entries| {
            report.entries += entries;
            progress(entries);
        };
        let replay = match replay(&mut tx, clinic, &mut count).await? {
            Replayed::Whole(replay) => replay,
            Replayed::Broken { seq, how } => {
                report.problems.push(broken(clinic, seq, how));
                continue;
            }
        };
        let (last, counter) = (replay.counters.seq, counters.seq);
        if last < counter {
            report.problems.push(Problem::CutShort { clinic, last, counter });
            continue;
        }
        report.cases += replay.cases.len() as u64;
        write(&mut tx, clinic, &replay).await?;
        tx.commit().await?;
    }
    Ok(report)
}

async fn write(tx: &mut Tx, clinic: ClinicId, replay: &Replay) -> Result<(), StoreError> {
    delete_cases(tx, clinic).await?;
    let rows: Vec<CaseRow> = replay.cases.values().map(CaseRow::of).collect::<Result<_, _>>()?;
    upsert_cases(tx, clinic, &rows).await?;
    delete_ledgers(tx, clinic).await?;
    upsert_ledgers(tx, clinic, replay.ledgers.iter().map(|(case, ledger)| (*case, ledger))).await?;
    delete_records(tx, clinic).await?;
    upsert_records(tx, clinic, &replay.record_rows()?).await?;
    save_doc(tx, &replay.clinic, replay.counters.doc_seq).await?;
    save_counters(tx, clinic, &replay.counters).await
}
