//! Records as pages read them: one case's, and what is open in all. A look at one is written into the access log first.

use super::chart::{look, opened};
use super::{LocalDesk, glass};
use crate::news::visible;
use crate::store::{Fault, NoteDraft, StoreError, ledgers, note_drafts, open_in_records, records};
use app::api::Who;
use app::error::ServerError;
use app::record::facts::{self, RecordFacts, WorkFacts, Written};
use domain::access::{Area, Part, Right};
use domain::ids::{CaseId, CommandId};
use domain::journal::{Body, Entry};
use domain::ledger::Ledger;
use domain::record::{self, Record};
use uuid::Uuid;

/// What of a record somebody must be able to read for there to be a page of it.
const AREAS: [Area; 4] = [Area::ClinicalPlan, Area::SessionNotes, Area::Outcomes, Area::Messages];

/// What the page of a case's record shows.
pub(super) async fn facts(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    query: &str,
) -> Result<RecordFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let (chart, entries) = opened(desk, who, &viewer, case, now).await?;
    let people = chart.people();
    let part = |area| viewer.part(area, Right::Read, &chart.scope(&people), now);
    if AREAS.into_iter().all(|area| part(area).is_none()) {
        return Err(ServerError::Forbidden);
    }
    let why = glass::reason(&chart, &entries, &viewer, now);
    look(desk, &viewer, who.clinic, Some(case), "record", why, now).await?;
    let (ledger, written_down) = both(desk, who, case).await.fault("reading a record")?;
    let reads_words =
        matches!(part(Area::SessionNotes), Some(Part::Whole | Part::WithReason | Part::NotMentalHealth));
    let drafts = note_drafts(desk.store(), who.clinic, viewer.staff).await.fault("reading drafts")?;
    let clinic = room.clinic();
    Ok(RecordFacts {
        today: clinic.today(chart.site, now),
        record: record::cut(&written_down, &chart, &viewer, now),
        case: std::sync::Arc::new(chart.chart(&viewer, now)),
        written: if reads_words { written(&entries) } else { Vec::new() },
        drafts: drafts.into_iter().filter(|draft| draft.case == case).map(of_page).collect(),
        fresh: CommandId(Uuid::now_v7()),
        typed: app::pages::record::case::typed(query)
            .and_then(|id| desk.typed().find((who.clinic, who.viewer.staff, case), id)),
        clinic,
        viewer,
        now,
        ledger,
    })
}

/// A case's ledger and its record; empty ones where there are none.
async fn both(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<(Ledger, Record), StoreError> {
    let mut tx = desk.store().snapshot().await?;
    let ledger = ledgers(&mut tx, who.clinic, &[case]).await?.pop().map(|(_, ledger)| ledger);
    let record = records(&mut tx, who.clinic, &[case]).await?.pop().map(|(_, record)| record);
    Ok((ledger.unwrap_or_default(), record.unwrap_or_default()))
}

fn of_page(draft: NoteDraft) -> facts::NoteDraft {
    facts::NoteDraft { visit: draft.visit, saved_at: draft.saved_at, fields: draft.fields }
}

fn written(entries: &[Entry]) -> Vec<Written> {
    let mut written = Vec::new();
    for entry in entries {
        let Body::Case { record, .. } = &entry.body else { continue };
        written.extend(record.iter().filter_map(|event| match event {
            record::Event::Notes(event) => Some(Written { at: entry.at, by: entry.by, event: event.clone() }),
            _ => None,
        }));
    }
    written
}

/// What is open in the records of the cases that this person sees.
pub(super) async fn work(desk: &LocalDesk, who: &Who) -> Result<WorkFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let (_, clinic, cards) = room.board();
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        open_in_records(&mut tx, who.clinic).await
    };
    let mut open = read.await.fault("reading what is open")?;
    let cases = visible(cards, &viewer, now);
    let cases: std::collections::BTreeMap<_, _> = cases.into_iter().map(|card| (card.id, card)).collect();
    open.retain(|case, _| cases.contains_key(case));
    Ok(WorkFacts { cases, open, clinic, viewer, now })
}
