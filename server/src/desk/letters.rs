//! Letters of payers: their bytes are kept beside the journal, which says where they hang.

use super::chart::look;
use super::{LocalDesk, read};
use crate::chain::content_hash;
use crate::flaw::{self, Flaw};
use crate::store::{self, Fault, StoreError, has_document, keep_document, ledgers};
use app::api::Who;
use app::error::ServerError;
use domain::access::{Area, Part, Right, Viewer};
use domain::authorization::letter::{ContentHash, File};
use domain::case::Case;
use domain::document;
use domain::ids::CaseId;
use domain::journal::{Command, Submission};
use domain::kinds::Instant;
use domain::ledger::{self, Ledger};
use domain::record;
use domain::refusal::{Field, Refusal};

impl LocalDesk {
    /// Whether this person may attach letters to a case, or why not: before anything of a file is read.
    pub(crate) async fn may_attach(&self, who: &Who, case: CaseId) -> Result<(), ServerError> {
        let (case, viewer, now) = seen(self, who, case).await?;
        let people = case.people();
        let may = viewer.may(Area::Authorizations, Right::Write, &case.scope(&people), now);
        if may { Ok(()) } else { Err(ServerError::Refused(Refusal::NotAllowed)) }
    }

    /// Keeps the bytes of a file. They are written before the command that attaches them is decided: a file that then hangs
    /// nowhere does no harm, and a command whose file is nowhere would.
    pub(crate) async fn keep_letter(&self, who: &Who, file: &File, bytes: &[u8]) -> Result<(), ServerError> {
        let kept = keep_document(self.store(), who.clinic, file, bytes, self.clock().now()).await;
        kept.fault("keeping a letter")
    }

    /// A letter on one of the case's authorizations, for whoever reads all of what is authorized and not the balance alone.
    /// The look is logged first.
    pub(crate) async fn letter(
        &self,
        who: &Who,
        case: CaseId,
        hash: &str,
    ) -> Result<(File, Vec<u8>), ServerError> {
        let (record, viewer, now) = seen(self, who, case).await?;
        let people = record.people();
        match viewer.part(Area::Authorizations, Right::Read, &record.scope(&people), now) {
            None | Some(Part::Balance) => return Err(ServerError::Forbidden),
            Some(_) => {}
        }
        let hash = ContentHash::parse(hash).map_err(|_| ServerError::NotFound)?;
        let file = named(self, who, case, hash).await?.ok_or(ServerError::NotFound)?;
        look(self, &viewer, who.clinic, Some(case), "letter", None, now).await?;
        Ok((file, bytes_of(self, who, hash).await.fault("reading a letter")?))
    }
}

/// The bytes of a file, if they are as they were uploaded: whoever reads a payer's decision here must not read another one.
pub(super) async fn bytes_of(desk: &LocalDesk, who: &Who, hash: ContentHash) -> Result<Vec<u8>, StoreError> {
    let mut tx = desk.store().snapshot().await?;
    let bytes = store::document(&mut tx, who.clinic, hash).await?.filter(|bytes| content_hash(bytes) == hash);
    let reason = || format!("the file {hash} is missing, or not as it was uploaded");
    bytes.ok_or_else(|| StoreError::Unreadable { what: "file", reason: reason() })
}

/// The file of that hash on an authorization of the case.
async fn named(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    hash: ContentHash,
) -> Result<Option<File>, ServerError> {
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        Ok::<_, StoreError>(ledgers(&mut tx, who.clinic, &[case]).await?.pop().map(|(_, ledger)| ledger))
    };
    let ledger: Ledger = read.await.fault("reading a ledger")?.unwrap_or_default();
    Ok(ledger.letters.into_iter().map(|letter| letter.file).find(|file| file.hash == hash))
}

pub(super) async fn seen(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
) -> Result<(Case, Viewer, Instant), ServerError> {
    let (_, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let case = read::record(desk, who, case).await?;
    if case.shows_to(&viewer, now) || flaw::has(Flaw::Walls) {
        Ok((case, viewer, now))
    } else {
        Err(ServerError::NotFound)
    }
}

/// Refuses to attach what is not kept: rules cannot see the bytes, and whoever writes commands without our pages could name
/// any.
pub(super) async fn is_kept(desk: &LocalDesk, who: &Who, submission: &Submission) -> Result<(), ServerError> {
    let (file, field) = match &submission.command {
        Command::Ledger { does: ledger::Command::Attach { file, .. }, .. } => (file, Field::Authorization),
        Command::Record { does: record::Command::Documents(document::Command::File(new)), .. } => {
            (&new.file, Field::Document)
        }
        _ => return Ok(()),
    };
    if has_document(desk.store(), who.clinic, file).await.fault("looking for a letter")? {
        return Ok(());
    }
    let words = "The file itself did not arrive, so nothing was attached. Please choose it again on the page of the case.";
    Err(ServerError::Refused(Refusal::problem(field, &words)))
}
