//! Who waits for a place.

use super::LocalDesk;
use crate::news::visible;
use crate::store::{Fault, StoreError, ledgers};
use app::api::Who;
use app::error::ServerError;
use app::record::waitlist::{Waiting, WaitlistFacts};
use domain::access::{Area, Right, Viewer};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::coverage::force::payers_on;
use domain::coverage::verify::last_answer;
use domain::ids::{CaseId, CommandId};
use domain::kinds::{Date, Discipline, Instant};
use domain::ledger::Ledger;
use domain::waitlist::{Place, VERIFY_DAYS, order, waiter, waits};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// The start of the ids of tasks that say that a place is offered.
pub(crate) const OFFER: &str = "T-offer.";

/// What the page shows.
pub(super) async fn facts(desk: &LocalDesk, who: &Who, query: &str) -> Result<WaitlistFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    if !viewer.may_anywhere(Area::Board, Right::Read) {
        return Err(ServerError::Forbidden);
    }
    let now = desk.clock().now();
    let (_, clinic, cards) = room.board();
    let of = app::pages::record::waitlist::asked(query);
    let seen: HashMap<CaseId, Arc<Case>> = visible(cards, &viewer, now)
        .into_iter()
        .filter(|case| waiter(case, clinic.today(case.site, now)).is_some())
        .map(|case| (case.id, case))
        .collect();
    let ids: Vec<CaseId> = seen.keys().copied().collect();
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        Ok::<_, StoreError>(ledgers(&mut tx, who.clinic, &ids).await?.into_iter().collect())
    };
    let ledgers: HashMap<CaseId, Ledger> = read.await.fault("reading who waits")?;
    let today = clinic.sites.first().map_or_else(|| now.date_naive(), |site| site.zone.day_of(now));
    let waiting = seen.values().filter_map(|case| waiter(case, today));
    let rows = order(waiting, today).into_iter().filter_map(|place| {
        let case = seen.get(&place.who.case)?;
        Some(row(case, place, ledgers.get(&case.id), &clinic, &viewer, now))
    });
    let rows: Vec<Waiting> = rows.collect();
    let (by_payer, by_discipline) = fairness(&rows, today);
    let rows =
        rows.into_iter().filter(|row| of.is_none_or(|of| row.case.disciplines.contains(&of))).collect();
    let fresh = CommandId(Uuid::now_v7());
    Ok(WaitlistFacts { rows, by_payer, by_discipline, of, fresh, clinic, now })
}

fn row(
    case: &Arc<Case>,
    place: Place,
    ledger: Option<&Ledger>,
    clinic: &Clinic,
    viewer: &Viewer,
    now: Instant,
) -> Waiting {
    let today = clinic.today(case.site, now);
    let scope = case.people();
    let scope = case.scope(&scope);
    let may = |area, right| viewer.may(area, right, &scope, now);
    // Who pays is told to whoever may know it.
    let ledger = ledger.filter(|_| may(Area::Coverage, Right::Read));
    let payers = ledger.map(|ledger| payers_on(ledger, today));
    let first = payers.as_ref().and_then(|payers| payers.ordered.first().copied());
    let payer = first.and_then(|policy| clinic.payer(policy.payer)).map(|payer| payer.name.to_string());
    let answered = ledger.zip(first).and_then(|(ledger, policy)| last_answer(ledger, policy, today));
    let long = VERIFY_DAYS < (today - place.who.since).num_days();
    let recent = answered.is_some_and(|answer| (today - answer.on).num_days() <= VERIFY_DAYS);
    Waiting {
        payer: payer.unwrap_or_else(|| "No payer known".to_owned()),
        verify: long && first.is_some() && !recent,
        offered: case.open_tasks().find(|task| task.id.as_str().starts_with(OFFER)).and_then(|task| task.due),
        may_write: may(Area::Board, Right::Write),
        case: Arc::clone(case),
        place,
    }
}

type ByPayer = Vec<(String, domain::waitlist::Waits)>;
type ByDiscipline = Vec<(Discipline, domain::waitlist::Waits)>;

/// How long people wait, so that nobody waits longer for who pays or what they need.
fn fairness(rows: &[Waiting], today: Date) -> (ByPayer, ByDiscipline) {
    let mut payers: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    let mut disciplines: BTreeMap<Discipline, Vec<Date>> = BTreeMap::new();
    for row in rows {
        payers.entry(&row.payer).or_default().push(row.place.who.since);
        for discipline in &row.case.disciplines {
            disciplines.entry(*discipline).or_default().push(row.place.who.since);
        }
    }
    let by_payer =
        payers.into_iter().filter_map(|(name, since)| Some((name.to_owned(), waits(since, today)?)));
    let by_discipline = disciplines.into_iter().filter_map(|(of, since)| Some((of, waits(since, today)?)));
    (by_payer.collect(), by_discipline.collect())
}
