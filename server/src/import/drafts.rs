//! Imports in the database: the uploaded file, what was chosen about it, and how far it is.

use crate::store::{Store, StoreError, id, instant, json, micros, number, on, on_write, to_json, unsigned};
use domain::ids::{BatchId, CaseId, ClinicId, StaffId};
use domain::import::Mapping;
use domain::kinds::Instant;
use uuid::Uuid;

/// Files of one person that may wait at once; an older one is forgotten when a new one comes.
const WAITING_MAX: i64 = 5;
/// Imports that are listed.
const LISTED_MAX: i64 = 20;

/// State of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Choices are being made.
    Open,
    /// Cases are being opened.
    Running,
    /// All cases are open.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

impl Stage {
    const ALL: [Stage; 5] = [Stage::Open, Stage::Running, Stage::Done, Stage::Undoing, Stage::Undone];

    fn code(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Running => "running",
            Stage::Done => "done",
            Stage::Undoing => "undoing",
            Stage::Undone => "undone",
        }
    }
}

/// Whose import it is. Nobody else sees it: its file may name patients of sites that they may not see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owner {
    /// Clinic.
    pub clinic: ClinicId,
    /// Person.
    pub staff: StaffId,
}

/// How far an import is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Rows dealt with.
    pub done: u32,
    /// Rows refused in the end: line and sentence. Line 0 is the whole import.
    pub refused: Vec<(u32, String)>,
    /// Cases that stayed after an undo, with their numbers.
    pub kept: Vec<(CaseId, u32)>,
}

/// An import, without its file.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub owner: Owner,
    /// Name of the file.
    pub file_name: String,
    /// Whether the file is still here.
    pub has_file: bool,
    /// Rows with something in them.
    pub rows: u32,
    /// The sheet that somebody chose.
    pub sheet: Option<String>,
    /// What was chosen, if anything.
    pub mapping: Option<Mapping>,
    /// State.
    pub stage: Stage,
    /// Its batch.
    pub batch: BatchId,
    /// Cases to open.
    pub total: u32,
    /// How far it is.
    pub progress: Progress,
    /// When it was uploaded.
    pub created_at: Instant,
    /// Last sign of life.
    pub changed_at: Instant,
}

const COLUMNS: &str = "id, clinic, staff, file_name, file is not null as has_file, row_count, sheet, mapping, state, batch, \
                       total, done, refused, kept, created_at, changed_at";

#[derive(sqlx::FromRow)]
struct Raw {
    id: String,
    clinic: String,
    staff: String,
    file_name: String,
    has_file: bool,
    row_count: i64,
    sheet: Option<String>,
    mapping: Option<String>,
    state: String,
    batch: String,
    total: i64,
    done: i64,
    refused: String,
    kept: String,
    created_at: i64,
    changed_at: i64,
}

impl Raw {
    fn row(self) -> Result<Row, StoreError> {
        let unreadable = || StoreError::Unreadable { what: "import", reason: "unknown state".into() };
        let count = |stored: i64| u32::try_from(unsigned(stored)).unwrap_or(u32::MAX);
        Ok(Row {
            id: id(&self.id)?,
            owner: Owner { clinic: id(&self.clinic)?, staff: id(&self.staff)? },
            file_name: self.file_name,
            has_file: self.has_file,
            rows: count(self.row_count),
            sheet: self.sheet,
            mapping: self.mapping.as_deref().map(json).transpose()?,
            stage: Stage::ALL.into_iter().find(|stage| stage.code() == self.state).ok_or_else(unreadable)?,
            batch: id(&self.batch)?,
            total: count(self.total),
            progress: Progress {
                done: count(self.done),
                refused: json(&self.refused)?,
                kept: json(&self.kept)?,
            },
            created_at: instant(self.created_at)?,
            changed_at: instant(self.changed_at)?,
        })
    }
}

/// A file that could be read, and what was chosen about an earlier version of it.
#[derive(Debug)]
pub struct Upload {
    /// What the browser calls it.
    pub file_name: String,
    /// The file.
    pub file: Vec<u8>,
    /// Rows with something in them.
    pub rows: u32,
    /// The sheet of a workbook that somebody chose.
    pub sheet: Option<String>,
    /// Choices to begin with.
    pub mapping: Option<Mapping>,
}

/// Keeps an upload; the oldest of too many that wait is forgotten.
pub async fn insert(store: &Store, owner: Owner, upload: Upload, now: Instant) -> Result<Uuid, StoreError> {
    const KEEP: &str = "insert into import_draft \
        (id, clinic, staff, file_name, file, row_count, sheet, mapping, state, batch, created_at, changed_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $10)";
    const FORGET: &str = "delete from import_draft where clinic = $1 and staff = $2 and state = 'open' and id not in \
        (select id from import_draft where clinic = $1 and staff = $2 and state = 'open' \
         order by created_at desc, id desc limit $3)";
    let (draft, batch) = (Uuid::now_v7(), Uuid::now_v7());
    let mapping = upload.mapping.as_ref().map(to_json).transpose()?;
    on_write!(store, |db| sqlx::query(KEEP)
        .bind(draft.to_string())
        .bind(owner.clinic.to_string())
        .bind(owner.staff.to_string())
        .bind(upload.file_name)
        .bind(upload.file)
        .bind(i64::from(upload.rows))
        .bind(upload.sheet)
        .bind(mapping)
        .bind(batch.to_string())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    on_write!(store, |db| sqlx::query(FORGET)
        .bind(owner.clinic.to_string())
        .bind(owner.staff.to_string())
        .bind(WAITING_MAX)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(draft)
}

/// One import of this person.
pub async fn one(store: &Store, draft: Uuid, owner: Owner) -> Result<Option<Row>, StoreError> {
    let sql = format!("select {COLUMNS} from import_draft where id = $1 and clinic = $2 and staff = $3");
    let raw: Option<Raw> = on!(store, |db| sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(draft.to_string())
        .bind(owner.clinic.to_string())
        .bind(owner.staff.to_string())
        .fetch_optional(db)
        .await)?;
    raw.map(Raw::row).transpose()
}

/// Imports of this person, newest first.
pub async fn list(store: &Store, owner: Owner) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from import_draft where clinic = $1 and staff = $2 order by created_at desc, id desc limit $3"
    );
    let raw: Vec<Raw> = on!(store, |db| sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(owner.clinic.to_string())
        .bind(owner.staff.to_string())
        .bind(LISTED_MAX)
        .fetch_all(db)
        .await)?;
    raw.into_iter().map(Raw::row).collect()
}

/// Imports that no server has given a sign of life for since then.
pub async fn silent(store: &Store, since: Instant) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from import_draft where state in ('running', 'undoing') and changed_at <= $1 limit 100"
    );
    let raw: Vec<Raw> =
        on!(store, |db| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(micros(since)).fetch_all(db).await)?;
    raw.into_iter().map(Raw::row).collect()
}

/// The file.
pub async fn file(store: &Store, draft: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    const SQL: &str = "select file from import_draft where id = $1 and file is not null";
    Ok(on!(store, |db| sqlx::query_scalar(SQL).bind(draft.to_string()).fetch_optional(db).await)?)
}

/// Keeps what was chosen. Nothing changes once the import has begun.
pub async fn choose(store: &Store, draft: Uuid, mapping: &Mapping, now: Instant) -> Result<bool, StoreError> {
    const SQL: &str =
        "update import_draft set mapping = $2, changed_at = $3 where id = $1 and state = 'open'";
    let mapping = to_json(mapping)?;
    let changed = on_write!(store, |db| sqlx::query(SQL)
        .bind(draft.to_string())
        .bind(mapping)
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(0 < changed)
}

/// Reads another sheet of the workbook from now on; what was chosen for the old one is void.
pub async fn choose_sheet(
    store: &Store,
    draft: Uuid,
    sheet: &str,
    rows: u32,
    now: Instant,
) -> Result<(), StoreError> {
    const SQL: &str = "update import_draft set sheet = $2, row_count = $3, mapping = null, changed_at = $4 \
                       where id = $1 and state = 'open'";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(draft.to_string())
        .bind(sheet)
        .bind(i64::from(rows))
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// From one stage to the next; `false` when it was at another stage, or somebody was quicker.
pub async fn advance(
    store: &Store,
    draft: Uuid,
    from: Stage,
    to: Stage,
    total: Option<u32>,
    now: Instant,
) -> Result<bool, StoreError> {
    const SQL: &str = "update import_draft set state = $3, total = coalesce($4, total), changed_at = $5 \
                       where id = $1 and state = $2";
    let changed = on_write!(store, |db| sqlx::query(SQL)
        .bind(draft.to_string())
        .bind(from.code())
        .bind(to.code())
        .bind(total.map(i64::from))
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(0 < changed)
}

/// Takes over an import that went silent; `false` when another server was quicker.
pub async fn take_over(store: &Store, row: &Row, now: Instant) -> Result<bool, StoreError> {
    const SQL: &str = "update import_draft set changed_at = $3 where id = $1 and changed_at = $2";
    let changed = on_write!(store, |db| sqlx::query(SQL)
        .bind(row.id.to_string())
        .bind(micros(row.changed_at))
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(0 < changed)
}

/// Notes how far it is, and that it is alive.
pub async fn progress(store: &Store, draft: Uuid, to: &Progress, now: Instant) -> Result<(), StoreError> {
    const SQL: &str =
        "update import_draft set done = $2, refused = $3, kept = $4, changed_at = $5 where id = $1";
    let (refused, kept) = (to_json(&to.refused)?, to_json(&to.kept)?);
    on_write!(store, |db| sqlx::query(SQL)
        .bind(draft.to_string())
        .bind(number(u64::from(to.done)))
        .bind(refused)
        .bind(kept)
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets a file that was not imported; `false` when it was, or is not there.
pub async fn discard(store: &Store, draft: Uuid) -> Result<bool, StoreError> {
    const SQL: &str = "delete from import_draft where id = $1 and state = 'open'";
    let gone = on_write!(store, |db| sqlx::query(SQL)
        .bind(draft.to_string())
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(0 < gone)
}

/// Forgets files that nobody has worked with since then: a patient list is not to lie about for ever.
pub async fn forget(store: &Store, before: Instant) -> Result<(), StoreError> {
    const WAITING: &str = "delete from import_draft where state = 'open' and changed_at < $1";
    const RUN: &str = "update import_draft set file = null \
                       where state in ('done', 'undone') and changed_at < $1 and file is not null";
    for sql in [WAITING, RUN] {
        on_write!(store, |db| sqlx::query(sql).bind(micros(before)).execute(db).await.map(|_| ()))?;
    }
    Ok(())
}
