//! Records as pages read them: one case's, and what is open in all. A look at one is written into the access log first.

use super::chart::{look, opened};
use super::{LocalDesk, glass, read};
use crate::news::visible;
use crate::store::{
    Fault, NoteDraft, StoreError, entries_by, entries_of_case, json, ledgers, note_drafts, one_case,
    open_in_records, records,
};
use app::api::Who;
use app::error::ServerError;
use app::record::facts::{self, LicencesFacts, RecordFacts, WorkFacts, Written};
use chrono::Days;
use domain::access::{Area, Part, Right};
use domain::calendar::said;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ending::{self, Reopening};
use domain::ids::{CaseId, CommandId, NoteId, VisitId};
use domain::journal::{Body, Entry};
use domain::kinds::{Date, Discipline, Instant, Lane, Rank};
use domain::ledger::Ledger;
use domain::note;
use domain::record::{self, Open, Record};
use domain::refusal::{Field, Refusal};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Closed cases whose calls are still to be made, on one page at most.
const CALLED: usize = 200;
/// Cases of a person whose sessions of the day are looked for: far more than anybody treats.
const MINE: usize = 400;

/// Entries of a person that are looked through for notes.
const MINE_READ: usize = 60;
/// Notes that a new one is held against.
const EARLIER: usize = 40;

/// What of a record somebody must be able to read for there to be a page of it.
const AREAS: [Area; 5] =
    [Area::ClinicalPlan, Area::SessionNotes, Area::Outcomes, Area::Messages, Area::Money];

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
    let writes = viewer.may(Area::SessionNotes, Right::Write, &chart.scope(&people), now);
    if AREAS.into_iter().all(|area| part(area).is_none()) && !writes {
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
        whole: written_down,
        case: Arc::new(chart.chart(&viewer, now)),
        written: written(&entries).into_iter().filter(|one| reads_words || one.by == viewer.staff).collect(),
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
pub(super) async fn both(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<(Ledger, Record), StoreError> {
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

impl LocalDesk {
    /// The day at the clinic's first site.
    pub(crate) async fn today(&self, who: &Who) -> Result<Date, ServerError> {
        Ok(licences(self, who).await?.today)
    }

    /// A case on which this person may write notes.
    pub(crate) async fn for_notes(
        &self,
        who: &Who,
        case: CaseId,
    ) -> Result<(Arc<Clinic>, Case), ServerError> {
        let (room, viewer) = self.current(who).await?;
        let now = self.clock().now();
        let case = read::record(self, who, case).await?;
        if !case.shows_to(&viewer, now) {
            return Err(ServerError::NotFound);
        }
        let people = case.people();
        if !viewer.may(Area::SessionNotes, Right::Write, &case.scope(&people), now) {
            return Err(ServerError::Forbidden);
        }
        Ok((room.clinic(), case))
    }
}

impl LocalDesk {
    /// What a handoff is drafted from, for who may write messages about the case.
    pub(crate) async fn for_handoff(
        &self,
        who: &Who,
        case: CaseId,
    ) -> Result<(Case, Ledger, Arc<Clinic>, Date), ServerError> {
        let (room, viewer) = self.current(who).await?;
        let (now, clinic) = (self.clock().now(), room.clinic());
        let case = read::record(self, who, case).await?;
        if !case.shows_to(&viewer, now) {
            return Err(ServerError::NotFound);
        }
        let (ledger, _) = both(self, who, case.id).await.fault("reading a ledger")?;
        let today = clinic.today(case.site, now);
        Ok((case, ledger, clinic, today))
    }

    /// What the new episode of a closed case begins with.
    pub(crate) async fn for_reopening(
        &self,
        who: &Who,
        case: CaseId,
        new: CaseId,
    ) -> Result<Reopening, ServerError> {
        let (room, viewer) = self.current(who).await?;
        let now = self.clock().now();
        let case = read::record(self, who, case).await?;
        if !case.shows_to(&viewer, now) {
            return Err(ServerError::NotFound);
        }
        if !viewer.may(Area::Board, Right::Write, &case.scope(&case.people()), now) {
            return Err(ServerError::Forbidden);
        }
        let (_, record) = both(self, who, case.id).await.fault("reading a record")?;
        let (_, clinic, cards) = room.board();
        let first = cards.iter().filter(|card| card.lane == Lane::Intake).map(|card| &card.rank).min();
        let today = clinic.today(case.site, now);
        let rank = Rank::between(None, first);
        ending::again(&case, &record.ending, new, rank, today)
            .map_err(|found| ServerError::Refused(Refusal::problem(Field::Ending, &found)))
    }

    /// Whose work a visit is, of a case on which this person may write notes.
    pub(crate) async fn discipline_of(
        &self,
        who: &Who,
        case: CaseId,
        visit: VisitId,
    ) -> Result<Discipline, ServerError> {
        self.for_notes(who, case).await?;
        let (ledger, _) = both(self, who, case).await.fault("reading a ledger")?;
        ledger.visit(visit).map(|visit| visit.discipline).ok_or(ServerError::NotFound)
    }

    /// What was written in earlier notes of the case, and lately by this person in others: the newest first, each with what
    /// to call it. Whose the others are is not told.
    pub(crate) async fn earlier_words(
        &self,
        who: &Who,
        case: CaseId,
        but: NoteId,
    ) -> Result<Vec<(String, String)>, ServerError> {
        let (_, case) = self.for_notes(who, case).await?;
        let staff = who.viewer.staff;
        let read = async {
            let mut tx = self.store().snapshot().await?;
            let of_case = entries_of_case(&mut tx, who.clinic, case.id).await?;
            let mine = entries_by(&mut tx, who.clinic, staff, MINE_READ).await?;
            of_case
                .iter()
                .chain(&mine)
                .map(|row| row.entry(who.clinic))
                .collect::<Result<Vec<Entry>, StoreError>>()
        };
        let mut entries = read.await.fault("reading earlier notes")?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
        entries.dedup_by_key(|entry| entry.seq);
        let mut earlier = Vec::new();
        for entry in &entries {
            for written in written(std::slice::from_ref(entry)) {
                let note::Event::Signed { note, body } = written.event else { continue };
                if note.id == but {
                    continue;
                }
                let here = entry.body.case() == Some(case.id);
                let of = if here { "the note of" } else { "a note of yours on another case, of" };
                let words: Vec<&str> = body.sections.iter().map(|section| section.text.as_str()).collect();
                earlier.push((format!("{of} {}", said(note.on)), words.join("\n")));
            }
        }
        earlier.truncate(EARLIER);
        Ok(earlier)
    }
}

/// What people hold, for who reads the list of people.
pub(super) async fn licences(desk: &LocalDesk, who: &Who) -> Result<LicencesFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let may = |right| viewer.may_anywhere(Area::Users, right);
    if !may(Right::Read) && !may(Right::Write) && !may(Right::Approve) {
        return Err(ServerError::Forbidden);
    }
    let (clinic, now) = (room.clinic(), desk.clock().now());
    let today = clinic.sites.first().map_or_else(|| now.date_naive(), |site| site.zone.day_of(now));
    let may_write = may(Right::Write) || may(Right::Approve);
    Ok(LicencesFacts { clinic, may_write, today, fresh: CommandId(Uuid::now_v7()) })
}

/// What is open in the records of the cases that this person sees.
pub(super) async fn work(desk: &LocalDesk, who: &Who) -> Result<WorkFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let (_, clinic, cards) = room.board();
    let mut cases: BTreeMap<CaseId, Arc<Case>> =
        visible(cards, &viewer, now).into_iter().map(|card| (card.id, card)).collect();
    let mine = cases.values().filter(|case| case.people().contains(&viewer.staff));
    let mine: Vec<CaseId> = mine.map(|case| case.id).take(MINE).collect();
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        let open = open_in_records(&mut tx, who.clinic).await?;
        let mut called = Vec::new();
        for case in closed(&open, &cases, now) {
            called
                .extend(one_case(&mut tx, who.clinic, case).await?.as_deref().map(json::<Case>).transpose()?);
        }
        Ok::<_, StoreError>((open, called, ledgers(&mut tx, who.clinic, &mine).await?))
    };
    let (mut open, called, ledgers) = read.await.fault("reading what is open")?;
    let called: Vec<Arc<Case>> = called.into_iter().map(Arc::new).collect();
    let called = visible(called, &viewer, now);
    cases.extend(called.into_iter().map(|card| (card.id, card)));
    let mut sessions = Vec::new();
    for (case, ledger) in ledgers {
        let today = cases.get(&case).map(|card| clinic.today(card.site, now));
        let visits = ledger.visits.into_iter().filter(|visit| Some(visit.on) == today);
        let of_mine = visits.filter(|visit| visit.staff.is_none_or(|staff| staff == viewer.staff));
        sessions.extend(of_mine.map(|visit| (case, visit)));
    }
    sessions.sort_by_key(|(case, visit)| (visit.at, *case, visit.id));
    let drafts = note_drafts(desk.store(), who.clinic, viewer.staff).await.fault("reading drafts")?;
    let drafts = drafts.into_iter().map(|draft| (draft.case, draft.visit)).collect();
    open.retain(|case, _| cases.contains_key(case));
    Ok(WorkFacts { cases, sessions, drafts, open, clinic, viewer, now })
}

/// Closed cases with a call that is due within a week, the earliest first.
fn closed(
    open: &BTreeMap<CaseId, Vec<Open>>,
    cases: &BTreeMap<CaseId, Arc<Case>>,
    now: Instant,
) -> Vec<CaseId> {
    let soon = now.date_naive() + Days::new(7);
    let due = |open: &[Open]| {
        let calls = open.iter().filter_map(|open| match open {
            Open::Call { due, .. } if *due <= soon => Some(*due),
            _ => None,
        });
        calls.min()
    };
    let away = open.iter().filter(|(case, _)| !cases.contains_key(*case));
    let mut called: Vec<(Date, CaseId)> = away.filter_map(|(case, open)| Some((due(open)?, *case))).collect();
    called.sort_unstable();
    called.into_iter().take(CALLED).map(|(_, case)| case).collect()
}
