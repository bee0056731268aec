//! One import with its sheet read and its mapping made. Reading and sorting are remembered, as every click asks for them.

use super::drafts::{self, Row};
use super::read::{self, ReadError};
use super::{Imports, known};
use crate::store::{Fault, seqs};
use app::error::ServerError;
use domain::access::Viewer;
use domain::clinic::Clinic;
use domain::ids::SiteId;
use domain::import::{Context, Mapping, Proposal, Sheet, Sorted, propose, sort};
use domain::journal::Seq;
use domain::kinds::Date;
use domain::refusal::Refusal;
use std::sync::Arc;
use uuid::Uuid;

/// Sheets and sortings remembered at once.
const REMEMBERED: usize = 4;

/// What every step of an import works on.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Its row in the database.
    pub row: Row,
    /// The sheet.
    pub sheet: Arc<Sheet>,
    /// What is proposed for its columns.
    pub proposals: Arc<Vec<Proposal>>,
    /// What was chosen, or proposed where nothing was.
    pub mapping: Mapping,
    /// Names and today.
    pub context: Context,
    /// The site for rows that name none.
    pub site: SiteId,
}

impl Work {
    /// What is wrong with the choice of columns.
    pub(super) fn problems(&self) -> Vec<String> {
        self.mapping.problems(&self.sheet)
    }
}

/// Newest last.
#[derive(Default)]
pub(super) struct Cache {
    sheets: Vec<(SheetKey, Read)>,
    sorted: Vec<(SortedKey, Arc<Sorted>)>,
}

/// An import and the sheet of its workbook.
pub(super) type SheetKey = (Uuid, Option<String>);
/// A sheet and what is proposed for its columns.
pub(super) type Read = (Arc<Sheet>, Arc<Vec<Proposal>>);

#[derive(Clone, PartialEq)]
struct SortedKey {
    sheet: SheetKey,
    mapping: Mapping,
    today: Date,
    seq: Option<Seq>,
}

fn remember<K, V>(list: &mut Vec<(K, V)>, key: K, value: V) {
    if REMEMBERED <= list.len() {
        list.remove(0);
    }
    list.push((key, value));
}

fn recall<K: PartialEq, V: Clone>(list: &[(K, V)], key: &K) -> Option<V> {
    list.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
}

/// What the clinic is to an import by this person: names, today, and the site for rows that name none.
pub(super) fn ground(
    clinic: &Clinic,
    viewer: &Viewer,
    now: domain::kinds::Instant,
) -> Result<(Context, SiteId), ServerError> {
    let mine = || clinic.sites.iter().filter(|site| viewer.sites.contains(site.id));
    let site = mine().next().ok_or(Refusal::NotSetUp)?.id;
    let working = clinic.staff.values().filter(|staff| staff.left.is_none());
    let context = Context {
        as_of: clinic.today(site, now),
        staff: working.map(|staff| (staff.id, staff.name.to_string())).collect(),
        sites: mine().map(|site| (site.id, site.name.to_string())).collect(),
    };
    Ok((context, site))
}

impl Imports {
    /// Reads the file of an import. What was uploaded could be read then; that it is gone by now is as if it never was.
    pub(super) async fn work(&self, row: Row, viewer: &Viewer) -> Result<Work, ServerError> {
        let clinic = self.inner.desk.clinic(row.owner.clinic).await?;
        let (context, site) = ground(&clinic, viewer, self.now())?;
        let (sheet, proposals) = self.sheet(&row, context.as_of).await?;
        let mapping = row.mapping.clone().filter(|mapping| mapping.uses.len() == sheet.headers.len());
        let mapping = mapping.unwrap_or_else(|| Mapping::from_proposals(&proposals));
        Ok(Work { row, sheet, proposals, mapping, context, site })
    }

    async fn sheet(&self, row: &Row, as_of: Date) -> Result<Read, ServerError> {
        let key = (row.id, row.sheet.clone());
        if let Some(read) = recall(&self.cache().sheets, &key) {
            return Ok(read);
        }
        let file = drafts::file(self.store(), row.id).await.fault("reading an uploaded file")?;
        let file = file.ok_or(ServerError::NotFound)?;
        let sheet = self.read(file, row.sheet.clone()).await?.1.map_err(|_| ServerError::NotFound)?;
        self.remember(key, sheet, as_of).await
    }

    /// Keeps a sheet at hand, with what is proposed for its columns: the next page asks for it at once, and reading a large
    /// file again may take longer than a page may.
    pub(super) async fn remember(
        &self,
        key: SheetKey,
        sheet: Sheet,
        as_of: Date,
    ) -> Result<Read, ServerError> {
        let proposing = tokio::task::spawn_blocking(move || {
            let proposals = propose(&sheet, as_of);
            (Arc::new(sheet), Arc::new(proposals))
        });
        let read = proposing.await.map_err(|_| ServerError::Broken { ticket: "proposing".into() })?;
        remember(&mut self.cache().sheets, key, read.clone());
        Ok(read)
    }

    /// Reads a file away from the threads that answer requests, and gives it back.
    pub(super) async fn read(
        &self,
        file: Vec<u8>,
        sheet: Option<String>,
    ) -> Result<(Vec<u8>, Result<Sheet, ReadError>), ServerError> {
        let _seat = self.inner.readers.acquire().await.map_err(|_| ServerError::Busy)?;
        let limits = self.inner.limits;
        let reading = tokio::task::spawn_blocking(move || {
            let read = read::read(&file, sheet.as_deref(), &limits);
            (file, read)
        });
        Ok(reading.await.unwrap_or((Vec::new(), Err(ReadError::Damaged))))
    }

    /// The rows in their piles, as of what the clinic has now.
    pub(super) async fn sorted(&self, work: &Work, viewer: &Viewer) -> Result<Arc<Sorted>, ServerError> {
        let clinic = work.row.owner.clinic;
        let seq = seqs(self.store(), &[clinic]).await.fault("reading the clinic")?;
        let key = SortedKey {
            sheet: (work.row.id, work.row.sheet.clone()),
            mapping: work.mapping.clone(),
            today: work.context.as_of,
            seq: seq.first().map(|(_, seq)| *seq),
        };
        if let Some(sorted) = recall(&self.cache().sorted, &key) {
            return Ok(sorted);
        }
        let known = known::known(self.store(), clinic, viewer, work.row.batch, self.now()).await;
        let known = known.fault("looking for duplicates")?;
        let (sheet, mapping, context) = (Arc::clone(&work.sheet), work.mapping.clone(), work.context.clone());
        let sorting = tokio::task::spawn_blocking(move || sort(&sheet, &mapping, &context, &known));
        let sorted = sorting.await.map_err(|_| ServerError::Broken { ticket: "sorting".into() })?;
        let sorted = Arc::new(sorted);
        remember(&mut self.cache().sorted, key, Arc::clone(&sorted));
        Ok(sorted)
    }
}
