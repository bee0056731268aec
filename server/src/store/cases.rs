//! All SQL about the view of cases. The document is the truth of a row; the columns beside it are derived here.

use super::{Store, StoreError, Tx, digits, fold, json_list, number, to_json, unsigned};
use crate::flaw::{self, Flaw};
use crate::{on, on_tx};
use domain::case::Case;
use domain::ids::{BatchId, CaseId, ClinicId, CommandId, StaffId};
use domain::journal::Seq;
use domain::kinds::{Date, Lane};

/// A case as it lies in the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseRow {
    /// Id.
    pub id: String,
    /// Number.
    pub number: i64,
    /// Last entry that touched it.
    pub seq: i64,
    /// Lane's code.
    pub lane: String,
    /// Site.
    pub site: String,
    /// Owner.
    pub owner: Option<String>,
    /// Name, folded.
    pub name_folded: String,
    /// What searches find it by, folded.
    pub search: String,
    /// Birthday.
    pub born: Option<String>,
    /// Batch.
    pub batch: Option<String>,
    /// On the board: neither closed nor void.
    pub open: bool,
    /// Opened in error.
    pub void: bool,
    /// JSON of [`Case`].
    pub doc: String,
}

/// Columns in the order of [`CaseRow`].
type Columns = (
    String,
    i64,
    i64,
    String,
    String,
    Option<String>,
    String,
    String,
    Option<String>,
    Option<String>,
    bool,
    bool,
    String,
);

impl From<Columns> for CaseRow {
    fn from(row: Columns) -> CaseRow {
        let (id, number, seq, lane, site, owner, name_folded, search, born, batch, open, void, doc) = row;
        CaseRow { id, number, seq, lane, site, owner, name_folded, search, born, batch, open, void, doc }
    }
}

impl CaseRow {
    /// The row of a case. The same case always gives the same bytes.
    pub fn of(case: &Case) -> Result<CaseRow, StoreError> {
        Ok(CaseRow {
            id: case.id.to_string(),
            number: i64::from(case.number),
            seq: number(case.touched.seq.0),
            lane: case.lane.code().to_owned(),
            site: case.site.to_string(),
            owner: case.owner.map(|owner| owner.to_string()),
            name_folded: fold(case.patient.name.as_str()),
            search: searchable(case),
            born: case.patient.born.map(|born| born.to_string()),
            batch: case.batch.map(|batch| batch.to_string()),
            open: is_open(case),
            void: case.void,
            doc: to_json(case)?,
        })
    }
}

/// Whether the case has a place on the board.
pub fn is_open(case: &Case) -> bool {
    case.lane != Lane::Closed && !case.void
}

fn searchable(case: &Case) -> String {
    let mut lines = vec![fold(case.patient.name.as_str()), format!("#{}", case.number)];
    lines.extend(case.patient.phone.iter().map(|phone| digits(phone.as_str())));
    for contact in &case.contacts {
        lines.push(fold(contact.name.as_str()));
        lines.extend(contact.phone.iter().map(|phone| digits(phone.as_str())));
    }
    lines.extend(case.identifiers.iter().map(|identifier| fold(identifier.value.as_str())));
    lines.join("\n")
}

/// Rows in one statement: well below what either database takes as parameters.
const ROWS: usize = 500;

/// What is saved of a case that the table has.
pub(super) const KNOWN: &str = " on conflict (clinic, id) do update set number = excluded.number, seq = excluded.seq, \
    lane = excluded.lane, site = excluded.site, owner = excluded.owner, \
    name_folded = excluded.name_folded, search = excluded.search, born = excluded.born, \
    batch = excluded.batch, open = excluded.open, void = excluded.void, doc = excluded.doc";
/// The same where [`Keys`] are as they were. SQLite writes each index that a statement names anew, changed or not, and
/// these are three of a move's eleven pages.
pub(super) const KNOWN_WITH_ITS_KEYS: &str = " on conflict (clinic, id) do update set seq = excluded.seq, \
    lane = excluded.lane, site = excluded.site, owner = excluded.owner, \
    name_folded = excluded.name_folded, search = excluded.search, void = excluded.void, doc = excluded.doc";

/// What a case is found by through an index, its id and its last entry apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keys {
    number: u32,
    born: Option<Date>,
    batch: Option<BatchId>,
    open: bool,
}

impl Keys {
    /// Those of a case.
    pub fn of(case: &Case) -> Keys {
        Keys { number: case.number, born: case.patient.born, batch: case.batch, open: is_open(case) }
    }
}

/// Writes the saving of these rows into a builder. A macro, as what can be bound depends on the engine.
macro_rules! push_cases {
    ($insert:expr, $clinic:expr, $rows:expr, $known:expr) => {
        $insert.push(
            "insert into case_row (clinic, id, number, seq, lane, site, owner, name_folded, search, born, batch, \
             open, void, doc) ",
        );
        $insert.push_values($rows, |mut values, row| {
            values
                .push_bind(&$clinic)
                .push_bind(&row.id)
                .push_bind(row.number)
                .push_bind(row.seq)
                .push_bind(&row.lane)
                .push_bind(&row.site)
                .push_bind(&row.owner)
                .push_bind(&row.name_folded)
                .push_bind(&row.search)
                .push_bind(&row.born)
                .push_bind(&row.batch)
                .push_bind(row.open)
                .push_bind(row.void)
                .push_bind(&row.doc);
        });
        $insert.push($known);
    };
}
pub(super) use push_cases;

/// Saves cases as they now are; no case may be named twice.
pub async fn upsert_cases(tx: &mut Tx, clinic: ClinicId, rows: &[CaseRow]) -> Result<(), StoreError> {
    let clinic = clinic.to_string();
    for rows in rows.chunks(ROWS) {
        on_tx!(&mut *tx, |db: Db| {
            let mut insert = sqlx::QueryBuilder::<Db>::default();
            push_cases!(insert, clinic, rows, KNOWN);
            insert.build().execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Throws the view of a clinic's cases away.
pub async fn delete_cases(tx: &mut Tx, clinic: ClinicId) -> Result<(), StoreError> {
    on_tx!(tx, |db| sqlx::query("delete from case_row where clinic = $1")
        .bind(clinic.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

const OF_CASES: &str =
    "select doc from case_row where clinic = $1 and id in (select value from json_each($2))";
const OF_CASES_IN_POSTGRES: &str =
    "select doc from case_row where clinic = $1 and id = any (select json_array_elements_text($2::json))";

/// The documents of these cases, in no order; unknown ids are left out.
pub async fn case_docs(tx: &mut Tx, clinic: ClinicId, cases: &[CaseId]) -> Result<Vec<String>, StoreError> {
    let sql = tx.sql(OF_CASES, OF_CASES_IN_POSTGRES);
    let (clinic, cases) = (clinic.to_string(), json_list(cases));
    Ok(on_tx!(tx, |db| sqlx::query_scalar(sql).bind(clinic).bind(cases).fetch_all(db).await)?)
}

/// As [`case_docs`], of this moment and in no transaction.
pub async fn case_docs_now(
    store: &Store,
    clinic: ClinicId,
    cases: &[CaseId],
) -> Result<Vec<String>, StoreError> {
    let sql = match store {
        Store::Sqlite(_) => OF_CASES,
        Store::Postgres(..) => OF_CASES_IN_POSTGRES,
    };
    let (clinic, cases) = (clinic.to_string(), json_list(cases));
    Ok(on!(store, |db| sqlx::query_scalar(sql).bind(clinic).bind(cases).fetch_all(db).await)?)
}

/// The document of one case.
pub async fn one_case(tx: &mut Tx, clinic: ClinicId, case: CaseId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "select doc from case_row where clinic = $1 and id = $2";
    let anywhere = "select doc from case_row where $1 <> '' and id = $2";
    let sql = if flaw::has(Flaw::Tenant) { anywhere } else { SQL };
    let (clinic, case) = (clinic.to_string(), case.to_string());
    Ok(on_tx!(tx, |db| sqlx::query_scalar(sql).bind(clinic).bind(case).fetch_optional(db).await)?)
}

/// The documents of every case on the board.
pub async fn open_docs(tx: &mut Tx, clinic: ClinicId) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "select doc from case_row where clinic = $1 and open order by id";
    Ok(on_tx!(tx, |db| sqlx::query_scalar(SQL).bind(clinic.to_string()).fetch_all(db).await)?)
}

/// The cases of a batch, each with the number of entries about it.
pub async fn batch_rows(
    tx: &mut Tx,
    clinic: ClinicId,
    batch: BatchId,
) -> Result<Vec<(String, i64)>, StoreError> {
    const SQL: &str = "select c.doc, (select count(*) from entry e where e.clinic = c.clinic and e.case_id = c.id) \
                       from case_row c where c.clinic = $1 and c.batch = $2 order by c.number";
    let (clinic, batch) = (clinic.to_string(), batch.to_string());
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(batch).fetch_all(db).await)?)
}

/// A case that changed since some entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// Which.
    pub case: CaseId,
    /// Its last entry.
    pub seq: Seq,
    /// Who caused that.
    pub by: StaffId,
    /// With which submission.
    pub command: CommandId,
}

/// The cases that changed after an entry, in the order of their last changes.
pub async fn changed_since(tx: &mut Tx, clinic: ClinicId, since: Seq) -> Result<Vec<Changed>, StoreError> {
    const SQL: &str = "select c.id, c.seq, e.by_staff, e.command from case_row c \
                       join entry e on e.clinic = c.clinic and e.seq = c.seq \
                       where c.clinic = $1 and c.seq > $2 order by c.seq";
    let (clinic, since) = (clinic.to_string(), number(since.0));
    let rows: Vec<(String, i64, String, String)> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(since).fetch_all(db).await)?;
    rows.into_iter()
        .map(|(case, seq, by, command)| {
            Ok(Changed {
                case: super::id(&case)?,
                seq: Seq(unsigned(seq)),
                by: super::id(&by)?,
                command: super::id(&command)?,
            })
        })
        .collect()
}

/// A page of the view as it is stored, by id, after one.
pub async fn case_rows(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    const SQL: &str = "select id, number, seq, lane, site, owner, name_folded, search, born, batch, open, void, doc \
                       from case_row where clinic = $1 and id > $2 order by id limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?;
    Ok(rows.into_iter().map(CaseRow::from).collect())
}
