//! A clinic's spreadsheet comes in: files to sheets ([`read`]), sheets to cases through `domain::import` and the desk.
//!
//! The file and everything that was chosen about it lie in the database ([`drafts`]), so that a reload, another device or a
//! restart goes on where it was. The import itself runs in the background ([`run`]); ids of its cases and commands follow
//! from its batch and the row's number, so that running it twice opens nothing twice.

mod choices;
pub mod chore;
pub mod drafts;
pub mod fixes;
mod forms;
mod known;
pub mod read;
mod run;
mod show;
mod words;
mod work;

pub use forms::{ADDRESSES, routes};

use crate::desk::LocalDesk;
use crate::store::{Fault, Store};
use app::api::Who;
use app::error::ServerError;
use app::import::facts::{Draft, Importer, Listed, Look, Step};
use domain::access::Viewer;
use domain::import::{Mapping, Sorted};
use domain::kinds::Instant;
use drafts::{Owner, Row, Stage, Upload};
use http::StatusCode;
use read::{Limits, ReadError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use uuid::Uuid;
use work::{Cache, Work, ground};

/// Files that are read at once; each may take a few hundred megabytes while it is unpacked.
const READERS: usize = 2;

/// All imports of this server. Clones share it.
#[derive(Clone)]
pub struct Imports {
    inner: Arc<Inner>,
}

struct Inner {
    desk: LocalDesk,
    limits: Limits,
    readers: Semaphore,
    cache: Mutex<Cache>,
}

/// Why a file or a choice was not taken.
#[derive(Debug)]
pub enum No {
    /// The person, the address or the server.
    Error(ServerError),
    /// The file.
    File(ReadError),
}

impl From<ServerError> for No {
    fn from(error: ServerError) -> No {
        No::Error(error)
    }
}

impl No {
    /// What happened, what is safe, what to do next.
    pub fn sentence(&self) -> String {
        match self {
            No::File(error) => error.to_string(),
            No::Error(error) => crate::posted::sentence(error),
        }
    }

    /// The status that fits.
    pub fn status(&self) -> StatusCode {
        match self {
            No::File(error) if error.is_too_large() => StatusCode::PAYLOAD_TOO_LARGE,
            No::File(_) => StatusCode::UNPROCESSABLE_ENTITY,
            No::Error(error) => crate::problem::status(error),
        }
    }
}

impl Imports {
    /// On a desk. Goes on with imports that an earlier server began. Needs a running tokio.
    pub fn start(desk: LocalDesk) -> Imports {
        let imports = Imports::idle(desk);
        tokio::spawn(run::look_after(Arc::downgrade(&imports.inner)));
        imports
    }

    /// The same, without looking after imports of others: for a chore on the command line.
    pub fn idle(desk: LocalDesk) -> Imports {
        let (readers, cache) = (Semaphore::new(READERS), Mutex::default());
        Imports { inner: Arc::new(Inner { desk, limits: Limits::default(), readers, cache }) }
    }

    fn store(&self) -> &Store {
        self.inner.desk.store()
    }

    fn now(&self) -> Instant {
        self.inner.desk.clock().now()
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // What is in it can only be old, never half-made.
        self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The person's rights now.
    async fn allowed(&self, owner: Owner) -> Result<Viewer, ServerError> {
        let viewer = self.inner.desk.viewer(owner.clinic, owner.staff).await?;
        viewer.filter(Viewer::may_import).ok_or(ServerError::Forbidden)
    }

    /// One import of this person, and their rights now.
    async fn row(&self, who: &Who, id: &str) -> Result<(Row, Viewer), ServerError> {
        let viewer = self.allowed(owner(who)).await?;
        let id: Uuid = id.parse().map_err(|_| ServerError::NotFound)?;
        let row = drafts::one(self.store(), id, owner(who)).await.fault("reading an import")?;
        Ok((row.ok_or(ServerError::NotFound)?, viewer))
    }

    /// Takes a file. `after`: an earlier import whose choices hold for this file too, if it has the same columns.
    pub async fn take(
        &self,
        who: &Who,
        file_name: String,
        file: Vec<u8>,
        after: Option<&str>,
    ) -> Result<Uuid, No> {
        let viewer = self.allowed(owner(who)).await?;
        let clinic = self.inner.desk.clinic(who.clinic).await?;
        let (context, _) = ground(&clinic, &viewer, self.now())?;
        let (file, sheet) = self.read(file, None).await?;
        let sheet = sheet.map_err(No::File)?;
        let mapping = match after {
            Some(id) => self.choices_for(who, id, &sheet.headers).await,
            None => None,
        };
        let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        let upload = Upload { file_name, file, rows, sheet: None, mapping };
        let kept = drafts::insert(self.store(), owner(who), upload, self.now()).await;
        let id = kept.fault("keeping an uploaded file")?;
        self.remember((id, None), sheet, context.as_of).await?;
        Ok(id)
    }

    /// What was chosen for an earlier version of a file. That there is none is no reason to refuse the new one.
    async fn choices_for(&self, who: &Who, id: &str, headers: &[String]) -> Option<Mapping> {
        let (row, viewer) = self.row(who, id).await.ok()?;
        let work = self.work(row, &viewer).await.ok()?;
        let mut mapping = work.mapping;
        mapping.import_anyway.clear();
        (work.sheet.headers == headers).then_some(mapping)
    }

    /// Reads another sheet of the workbook.
    async fn choose_sheet(&self, who: &Who, id: &str, name: &str) -> Result<(), No> {
        let (row, _) = self.row(who, id).await?;
        let file = drafts::file(self.store(), row.id).await.fault("reading an uploaded file")?;
        let (_, sheet) = self.read(file.ok_or(ServerError::NotFound)?, Some(name.to_owned())).await?;
        let rows = u32::try_from(sheet.map_err(No::File)?.rows.len()).unwrap_or(u32::MAX);
        let chosen = drafts::choose_sheet(self.store(), row.id, name, rows, self.now()).await;
        Ok(chosen.fault("keeping a choice")?)
    }

    /// Changes what was chosen; an import that has begun stays as it is.
    async fn choose(&self, work: &Work, change: impl FnOnce(&mut Mapping)) -> Result<Work, ServerError> {
        let mut mapping = work.mapping.clone();
        change(&mut mapping);
        let kept = drafts::choose(self.store(), work.row.id, &mapping, self.now()).await;
        if !kept.fault("keeping a choice")? {
            return Ok(work.clone());
        }
        let row = Row { mapping: Some(mapping.clone()), ..work.row.clone() };
        Ok(Work { row, mapping, ..work.clone() })
    }

    /// Begins to open the cases; where it has begun already, nothing happens.
    async fn begin(&self, work: Work, viewer: &Viewer) -> Result<(), ServerError> {
        if work.row.stage != Stage::Open || !work.problems().is_empty() {
            return Ok(());
        }
        let total = self.sorted(&work, viewer).await?.counts().ready;
        // What was proposed is now what was chosen: another version of the program may propose something else.
        let work = self.choose(&work, |_| ()).await?;
        let (id, now) = (work.row.id, self.now());
        let begun = drafts::advance(self.store(), id, Stage::Open, Stage::Running, Some(total), now).await;
        if begun.fault("beginning an import")? {
            let row = Row { stage: Stage::Running, total, ..work.row };
            run::briefly(run::go_on(self.clone(), row)).await;
        }
        Ok(())
    }

    /// Begins to take an import back.
    async fn undo(&self, row: Row) -> Result<(), ServerError> {
        let begun = drafts::advance(self.store(), row.id, Stage::Done, Stage::Undoing, None, self.now());
        if begun.await.fault("taking an import back")? {
            run::briefly(run::go_on(self.clone(), Row { stage: Stage::Undoing, ..row })).await;
        }
        Ok(())
    }

    /// The rows to fix as a file; without a file there are none.
    async fn fixes(&self, who: &Who, id: &str) -> Result<Vec<u8>, ServerError> {
        let (row, viewer) = self.row(who, id).await?;
        let work = self.work(row, &viewer).await?;
        let sorted = self.sorted(&work, &viewer).await?;
        Ok(fixes::write(&work.sheet, &sorted))
    }
}

/// Whose import it is.
fn owner(who: &Who) -> Owner {
    Owner { clinic: who.clinic, staff: who.viewer.staff }
}

fn at_step(work: &Work, sorted: &Sorted, look: Look) -> app::import::facts::At {
    match look.step {
        Some(Step::Columns) => show::columns_step(work),
        Some(Step::Words) => show::words_step(work, sorted),
        None | Some(Step::Check) => show::check(work, sorted, look),
    }
}

#[async_trait::async_trait]
impl Importer for Imports {
    async fn list(&self, who: &Who) -> Result<Vec<Listed>, ServerError> {
        self.allowed(owner(who)).await?;
        let rows = drafts::list(self.store(), owner(who)).await.fault("reading imports")?;
        let clinic = self.inner.desk.clinic(who.clinic).await?;
        Ok(rows.iter().map(|row| show::listed(row, &clinic)).collect())
    }

    async fn draft(&self, who: &Who, id: &str, look: Look) -> Result<Draft, ServerError> {
        let (row, viewer) = self.row(who, id).await?;
        if row.stage != Stage::Open {
            // How far it is must be quick; only who is done has time for what was left.
            let left = if row.stage == Stage::Done && row.has_file {
                let work = self.work(row.clone(), &viewer).await?;
                let sorted = self.sorted(&work, &viewer).await?;
                Some((work, sorted))
            } else {
                None
            };
            let left = left.as_ref().map(|(work, sorted)| (work, &**sorted));
            return Ok(show::draft(&row, None, show::run(&row, left)));
        }
        let work = self.work(row, &viewer).await?;
        let begin = look.step.is_none() && work.row.mapping.is_none();
        let at = if begin || look.step == Some(Step::Columns) || !work.problems().is_empty() {
            show::columns_step(&work)
        } else {
            let sorted = self.sorted(&work, &viewer).await?;
            at_step(&work, &sorted, look)
        };
        Ok(show::draft(&work.row, Some(&work), at))
    }
}
