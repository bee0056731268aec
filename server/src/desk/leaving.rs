//! Somebody leaves: what lies on them, who could take it, and the evening on which nothing may be left.

pub(crate) mod evening;
mod pass;

pub(crate) use pass::{Given, close, send};

use super::LocalDesk;
use super::chart::look;
use super::room::Room;
use crate::news::visible;
use crate::store::{Fault, StoreError, ledgers, open_in_records};
use app::api::Who;
use app::error::ServerError;
use app::record::leaving::{Chosen, LeavingFacts, Lying};
use domain::access::{Area, Right, Viewer};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::departure::{Departing, Row, Unfit, candidates, load, propose, row, unfit};
use domain::handoff::{Passing, may_receive};
use domain::ids::{CaseId, CommandId, HandoffId, StaffId};
use domain::kinds::{Date, Instant};
use domain::ledger::Ledger;
use domain::record::Open;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Open cases of a clinic, with what lies behind each.
struct Cases {
    cards: Vec<Arc<Case>>,
    ledgers: HashMap<CaseId, Ledger>,
    open: BTreeMap<CaseId, Vec<Open>>,
}

impl Cases {
    async fn read(desk: &LocalDesk, cards: Vec<Arc<Case>>, clinic: &Clinic) -> Result<Cases, ServerError> {
        let ids: Vec<CaseId> = cards.iter().map(|card| card.id).collect();
        let read = async {
            let mut tx = desk.store().snapshot().await?;
            let ledgers = ledgers(&mut tx, clinic.id, &ids).await?;
            Ok::<_, StoreError>((ledgers, open_in_records(&mut tx, clinic.id).await?))
        };
        let (ledgers, open) = read.await.fault("reading what lies on somebody")?;
        Ok(Cases { cards, ledgers: ledgers.into_iter().collect(), open })
    }

    fn ledger(&self, case: CaseId) -> &Ledger {
        static NONE: std::sync::LazyLock<Ledger> = std::sync::LazyLock::new(Ledger::default);
        self.ledgers.get(&case).unwrap_or(&NONE)
    }

    fn open(&self, case: CaseId) -> &[Open] {
        self.open.get(&case).map_or(&[], Vec::as_slice)
    }

    /// Those on which something of the leaver lies, by number.
    fn rows(&self, leaver: Departing<'_>) -> Vec<(&Arc<Case>, Row)> {
        let row = |card| -> (&Arc<Case>, Row) {
            let card: &Arc<Case> = card;
            (card, row(card, self.ledger(card.id), self.open(card.id), leaver))
        };
        let mut rows: Vec<_> = self.cards.iter().map(row).filter(|(_, row)| !row.left.is_nothing()).collect();
        rows.sort_by_key(|(card, _)| (card.number, card.id));
        rows
    }

    fn carried(&self, today: Date) -> BTreeMap<StaffId, u32> {
        let mut carried = BTreeMap::new();
        self.cards.iter().for_each(|card| load(&mut carried, card, self.ledger(card.id), today));
        carried
    }
}

/// The day at the clinic's first site.
fn today(clinic: &Clinic, now: Instant) -> Date {
    clinic.sites.first().map_or_else(|| now.date_naive(), |site| site.zone.day_of(now))
}

/// The clinic for who may arrange that somebody leaves.
async fn arranger(desk: &LocalDesk, who: &Who) -> Result<(Arc<Room>, Viewer), ServerError> {
    let (room, viewer) = desk.current(who).await?;
    if viewer.may_anywhere(Area::Users, Right::Approve) {
        Ok((room, viewer))
    } else {
        Err(ServerError::Forbidden)
    }
}

/// What the page shows. It changes nothing.
pub(super) async fn facts(desk: &LocalDesk, who: &Who, query: &str) -> Result<LeavingFacts, ServerError> {
    let (room, viewer) = arranger(desk, who).await?;
    let now = desk.clock().now();
    let clinic = room.clinic();
    let today = today(&clinic, now);
    let asked = app::pages::record::leaving::asked(query);
    let staff = asked.staff.and_then(|staff| clinic.active(staff));
    let chosen = match staff {
        None => None,
        Some(staff) => {
            let saved = clinic.leaving.get(&staff.id).cloned();
            let last_day = asked.last_day.or(saved.as_ref().map(|saved| saved.last_day)).unwrap_or(today);
            look(desk, &viewer, who.clinic, None, "departure", None, now).await?;
            let leaver = Departing { staff, today, last_day };
            Some(Chosen {
                staff: staff.id,
                last_day,
                saved,
                ..lying(desk, &room, &viewer, leaver, now).await?
            })
        }
    };
    Ok(LeavingFacts { chosen, today, fresh: CommandId(Uuid::now_v7()), clinic })
}

async fn lying(
    desk: &LocalDesk,
    room: &Room,
    viewer: &Viewer,
    leaver: Departing<'_>,
    now: Instant,
) -> Result<Chosen, ServerError> {
    let (_, clinic, cards) = room.board();
    let cases = Cases::read(desk, cards, &clinic).await?;
    let rows = cases.rows(leaver);
    let seen: HashMap<CaseId, Arc<Case>> =
        visible(rows.iter().map(|(card, _)| Arc::clone(card)), viewer, now)
            .into_iter()
            .map(|card| (card.id, card))
            .collect();
    let all = rows.len();
    let rows: Vec<(&Arc<Case>, Row)> =
        rows.into_iter().filter(|(card, _)| seen.contains_key(&card.id)).collect();
    let people = candidates(&clinic, leaver.staff.id, &cases.carried(leaver.today), leaver.today);
    let asked: Vec<Row> = rows.iter().map(|(_, row)| row.clone()).collect();
    let lies = |((card, row), mut choice): ((&Arc<Case>, Row), domain::departure::Choice)| {
        // Who is full is proposed to nobody, and can be chosen all the same.
        let full = people.iter().filter(|one| unfit(&row, one) == Some(Unfit::Full));
        choice.fit.extend(full.map(|one| one.staff));
        choice.fit.retain(|to| {
            let mut people = card.people();
            people.push(*to);
            may_receive(&clinic, card, &people, Passing::Everything, *to, now).is_ok()
        });
        choice.to = choice.to.filter(|to| choice.fit.contains(to));
        let waits = cases.open(card.id).iter().find_map(|open| match open {
            Open::Handoff { from, to, due, .. } if *from == leaver.staff.id => Some((*to, *due)),
            _ => None,
        });
        Lying {
            name: seen.get(&card.id).map(|card| card.patient.name.clone()),
            row,
            choice,
            waits,
            command: CommandId(Uuid::now_v7()),
            handoff: HandoffId(Uuid::now_v7()),
        }
    };
    let choices = propose(&asked, &people).choices;
    let rows: Vec<Lying> = rows.into_iter().zip(choices).map(lies).collect();
    Ok(Chosen {
        staff: leaver.staff.id,
        last_day: leaver.last_day,
        saved: None,
        hidden: all - rows.len(),
        rows,
    })
}
