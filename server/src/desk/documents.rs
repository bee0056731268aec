//! Documents of cases: who may file one, and who sees it.

use super::LocalDesk;
use super::chart::look;
use super::letters::{bytes_of, seen};
use crate::store::{Fault, StoreError, records};
use app::api::Who;
use app::error::ServerError;
use domain::access::{Area, Right};
use domain::authorization::letter::{ContentHash, File};
use domain::document::{Sight, visible};
use domain::ids::CaseId;
use domain::refusal::{Field, Refusal};

impl LocalDesk {
    /// Whether this person may file any document on a case, or why not: before anything of a file is read.
    pub(crate) async fn may_file(&self, who: &Who, case: CaseId) -> Result<(), ServerError> {
        let (case, viewer, now) = seen(self, who, case).await?;
        let people = case.people();
        let scope = case.scope(&people);
        let areas = [Area::ClinicalPlan, Area::Demographics, Area::Board];
        let may = areas.into_iter().any(|area| viewer.may(area, Right::Write, &scope, now));
        if may { Ok(()) } else { Err(ServerError::Refused(Refusal::NotAllowed)) }
    }

    /// A document of a case, for whoever may see it; a sensitive one perhaps only after saying why. The look is logged first.
    pub(crate) async fn document(
        &self,
        who: &Who,
        case: CaseId,
        hash: &str,
        reason: Option<&'static str>,
    ) -> Result<(File, Vec<u8>), ServerError> {
        let (record, viewer, now) = seen(self, who, case).await?;
        let hash = ContentHash::parse(hash).map_err(|_| ServerError::NotFound)?;
        let read = async {
            let mut tx = self.store().snapshot().await?;
            Ok::<_, StoreError>(records(&mut tx, who.clinic, &[case]).await?.pop().map(|(_, record)| record))
        };
        let documents = read.await.fault("reading a record")?.unwrap_or_default().documents;
        let people = record.people();
        let there = visible(&documents, &viewer, &record.scope(&people), now);
        let found = there.into_iter().find(|(filed, _)| filed.what.file.hash == hash);
        let (filed, sight) = found.ok_or(ServerError::NotFound)?;
        if sight == Sight::WithReason && reason.is_none() {
            let words =
                "This document is sensitive. Say why you need it, and it opens; compliance reads the reason.";
            return Err(ServerError::Refused(Refusal::problem(Field::Document, &words)));
        }
        look(self, &viewer, who.clinic, Some(case), "document", reason.map(str::to_owned), now).await?;
        Ok((filed.what.file.clone(), bytes_of(self, who, hash).await.fault("reading a document")?))
    }
}
