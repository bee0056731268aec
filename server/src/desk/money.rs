//! Charges and denials of all cases: what is open, and the file in which charges leave.

use super::LocalDesk;
use super::chart::look;
use crate::news::visible;
use crate::store::{Fault, StoreError, cases_of_file, json, ledgers, one_case, open_in_records, records};
use app::api::Who;
use app::error::ServerError;
use app::record::money::{FileFacts, MoneyFacts, Pending};
use domain::access::{Area, Right, Viewer};
use domain::bill::charge::{Charge, charges, left_in};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, CommandId, ExportId};
use domain::kinds::{Date, Instant};
use domain::ledger::Ledger;
use domain::record::{Open, Papers, Record};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Closed cases of which money is open, on one page at most.
const CLOSED: usize = 500;

/// A charge of a file, with its case.
pub(crate) struct Line {
    pub(crate) case: Arc<Case>,
    pub(crate) charge: Charge,
}

fn reads(case: &Case, viewer: &Viewer, now: Instant) -> bool {
    viewer.may(Area::Money, Right::Read, &case.scope(&case.people()), now)
}

/// What the page shows.
pub(super) async fn facts(desk: &LocalDesk, who: &Who, query: &str) -> Result<MoneyFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    if !viewer.may_anywhere(Area::Money, Right::Read) {
        return Err(ServerError::Forbidden);
    }
    let now = desk.clock().now();
    let (_, clinic, cards) = room.board();
    let mut cards: HashMap<CaseId, Arc<Case>> = cards.into_iter().map(|card| (card.id, card)).collect();
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        let mut open = open_in_records(&mut tx, who.clinic).await?;
        for open in open.values_mut() {
            open.retain(|one| matches!(one, Open::Unbilled { .. } | Open::Denied { .. }));
        }
        open.retain(|_, open| !open.is_empty());
        let away: Vec<CaseId> = open.keys().filter(|case| !cards.contains_key(*case)).copied().collect();
        for case in away.into_iter().take(CLOSED) {
            let case = one_case(&mut tx, who.clinic, case).await?.as_deref().map(json::<Case>).transpose()?;
            cards.extend(case.filter(|case| !case.void).map(|case| (case.id, Arc::new(case))));
        }
        Ok::<_, StoreError>(open)
    };
    let mut open = read.await.fault("reading what is not billed")?;
    let named = open.keys().filter_map(|case| cards.get(case).map(Arc::clone));
    let seen = visible(named.collect::<Vec<_>>(), &viewer, now);
    let pending = |case: Arc<Case>| {
        let open = open.remove(&case.id)?;
        Some(Pending { case, open, command: CommandId(Uuid::now_v7()) })
    };
    let mut rows: Vec<Pending> =
        seen.into_iter().filter(|case| reads(case, &viewer, now)).filter_map(pending).collect();
    rows.sort_by_key(|row| (row.case.number, row.case.id));
    let asked = app::pages::record::money::asked(query);
    let file = match asked {
        None => None,
        Some(id) => Some(desk.file(who, id).await?.1),
    };
    let may_write = viewer.may_anywhere(Area::Money, Right::Write);
    Ok(MoneyFacts { rows, file, may_write, fresh: ExportId(Uuid::now_v7()), clinic, viewer, now })
}

impl LocalDesk {
    /// What left in a file, of the cases whose money this person reads, by number and date of service. The same record always
    /// gives the same lines; what was corrected since is as it is now.
    pub(crate) async fn file(
        &self,
        who: &Who,
        file: ExportId,
    ) -> Result<(Vec<Line>, FileFacts), ServerError> {
        let (room, viewer) = self.current(who).await?;
        let (clinic, now) = (room.clinic(), self.clock().now());
        let read = async {
            let mut tx = self.store().snapshot().await?;
            let ids = cases_of_file(&mut tx, who.clinic, file).await?;
            let mut cases = Vec::new();
            for id in &ids {
                cases.extend(
                    one_case(&mut tx, who.clinic, *id).await?.as_deref().map(json::<Case>).transpose()?,
                );
            }
            let ledgers: HashMap<CaseId, Ledger> =
                ledgers(&mut tx, who.clinic, &ids).await?.into_iter().collect();
            let records: HashMap<CaseId, Record> =
                records(&mut tx, who.clinic, &ids).await?.into_iter().collect();
            Ok::<_, StoreError>((cases, ledgers, records))
        };
        let (mut cases, ledgers, records) = read.await.fault("reading a file of charges")?;
        cases.retain(|case| case.shows_to(&viewer, now) && reads(case, &viewer, now));
        cases.sort_by_key(|case| (case.number, case.id));
        let mut lines = Vec::new();
        let mut facts = FileFacts { id: file, sessions: 0, on: None };
        for case in cases.into_iter().map(Arc::new) {
            let Some((ledger, record)) = ledgers.get(&case.id).zip(records.get(&case.id)) else { continue };
            let day = clinic.today(case.site, now);
            let sessions = left_in(record, ledger, file);
            facts.sessions += sessions.len();
            facts.on = facts.on.or_else(|| made_on(record, file));
            for visit in sessions {
                let paper = papers(&case, ledger, record, &clinic, now).on(visit);
                let of = charges(visit, ledger, record, &clinic, day, paper);
                lines.extend(of.into_iter().map(|charge| Line { case: Arc::clone(&case), charge }));
            }
        }
        if facts.sessions == 0 { Err(ServerError::NotFound) } else { Ok((lines, facts)) }
    }

    /// The same, once it is written into the access log that it was taken.
    pub(crate) async fn take_file(
        &self,
        who: &Who,
        file: ExportId,
    ) -> Result<(Vec<Line>, FileFacts, Arc<Clinic>), ServerError> {
        let (room, viewer) = self.current(who).await?;
        let (lines, facts) = self.file(who, file).await?;
        look(self, &viewer, who.clinic, None, "charges", None, self.clock().now()).await?;
        Ok((lines, facts, room.clinic()))
    }

    /// The ledger and the record of a case, for who may write its money.
    pub(crate) async fn for_charges(&self, who: &Who, case: CaseId) -> Result<(Ledger, Record), ServerError> {
        let (_, viewer) = self.current(who).await?;
        let now = self.clock().now();
        let case = super::read::record(self, who, case).await?;
        if !case.shows_to(&viewer, now) {
            return Err(ServerError::NotFound);
        }
        if !viewer.may(Area::Money, Right::Write, &case.scope(&case.people()), now) {
            return Err(ServerError::Forbidden);
        }
        super::records::both(self, who, case.id).await.fault("reading charges")
    }
}

fn made_on(record: &Record, file: ExportId) -> Option<Date> {
    let exports = record.charges.released.iter().flat_map(|release| &release.exports);
    exports.into_iter().find(|export| export.id == file).map(|export| export.on)
}

fn papers<'a>(
    case: &Case,
    ledger: &'a Ledger,
    record: &'a Record,
    clinic: &'a Clinic,
    now: Instant,
) -> Papers<'a> {
    Papers {
        record,
        ledger,
        clinic,
        certifies: case.facts.certification_required == Some(true),
        first_treatment: case.anchors.first_treatment,
        now,
    }
}
