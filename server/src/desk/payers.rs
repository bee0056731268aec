//! Payers: who reads them, what somebody writes about one before it is published, and what publishing it would change.

use super::LocalDesk;
use super::books::paces;
use super::room::Room;
use crate::store::{Fault, PayerDraft, delete_draft, ledgers, micros, payer_draft, payer_drafts, save_draft};
use app::api::{Desk, Who};
use app::error::ServerError;
use app::ledger::facts::{Draft, PayersFacts, Preview};
use domain::access::{Area, Right, Viewer};
use domain::case::Case;
use domain::clinic;
use domain::ids::{CaseId, CommandId, PayerId};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Instant};
use domain::payer::publish::{Affected, OpenCase, affected};
use domain::payer::{Payer, enter};
use domain::refusal::{Field, Refusal};
use domain::service::Services;
use std::sync::Arc;
use uuid::Uuid;

/// Ledgers that are read at once.
const LEDGERS: usize = 500;

/// What the pages of payers show.
pub(super) async fn facts(
    desk: &LocalDesk,
    who: &Who,
    payer: Option<PayerId>,
    preview: bool,
) -> Result<PayersFacts, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    if !viewer.may_anywhere(Area::Coverage, Right::Read) {
        return Err(ServerError::Forbidden);
    }
    let (now, clinic) = (desk.clock().now(), room.clinic());
    let today = clinic.sites.first().map_or_else(|| now.date_naive(), |site| site.zone.day_of(now));
    let may_write = clinic::may_set_payers(&viewer);
    let mut draft = None;
    if let Some(payer) = payer.filter(|_| may_write) {
        let found = payer_draft(desk.store(), who.clinic, viewer.staff, payer).await;
        if let Some((PayerDraft { seen, to }, version)) = found.fault("reading a draft")? {
            let preview = if preview {
                Some(changes(desk, &room, &viewer, (&seen, &to), now, today).await?)
            } else {
                None
            };
            draft = Some(Draft { seen, to, version, preview });
        }
    }
    let drafts = payer_drafts(desk.store(), who.clinic, viewer.staff).await.fault("reading drafts")?;
    let fresh = CommandId(Uuid::now_v7());
    let paces = paces(desk, &clinic, now).await?;
    Ok(PayersFacts { clinic, viewer, today, paces, drafts, draft, fresh })
}

/// What of the open cases changes; their ledgers are read page by page.
async fn changes(
    desk: &LocalDesk,
    room: &Room,
    viewer: &Viewer,
    (before, after): (&Payer, &Payer),
    now: Instant,
    today: Date,
) -> Result<Preview, ServerError> {
    let (_, clinic, cards) = room.board();
    let services = Services::standard();
    let mut preview = Preview::default();
    for cards in cards.chunks(LEDGERS) {
        let ids: Vec<CaseId> = cards.iter().map(|card| card.id).collect();
        let read = async {
            let mut tx = desk.store().snapshot().await?;
            ledgers(&mut tx, clinic.id, &ids).await
        };
        let ledgers = read.await.fault("reading ledgers")?;
        let of = |id: CaseId| cards.iter().find(|card| card.id == id);
        let open = ledgers.iter().filter_map(|(id, ledger)| {
            of(*id).map(|card| OpenCase { case: *id, disciplines: &card.disciplines, ledger })
        });
        for Affected { case, what } in affected(before, after, &services, open, today) {
            match of(case).filter(|card| reads(card, viewer, now)) {
                Some(card) => {
                    let what = what.iter().map(ToString::to_string).collect();
                    preview.affected.push((case, card.number, what));
                }
                None => preview.elsewhere += 1,
            }
        }
    }
    preview.affected.sort_by_key(|(_, number, _)| *number);
    Ok(preview)
}

fn reads(card: &Arc<Case>, viewer: &Viewer, now: Instant) -> bool {
    let people = card.people();
    card.shows_to(viewer, now) && viewer.may(Area::Coverage, Right::Read, &card.scope(&people), now)
}

impl LocalDesk {
    /// Changes somebody's draft of a payer, which begins with what is published. What cannot be meant is refused.
    pub(crate) async fn redraft(
        &self,
        who: &Who,
        payer: PayerId,
        change: impl FnOnce(&mut Payer) -> Result<(), ServerError>,
    ) -> Result<(), ServerError> {
        let (room, viewer) = self.writes_payers(who).await?;
        let found =
            payer_draft(self.store(), who.clinic, viewer.staff, payer).await.fault("reading a draft")?;
        let begin =
            || room.clinic().payer(payer).map(|seen| PayerDraft { seen: seen.clone(), to: seen.clone() });
        let mut draft = found.map(|(draft, _)| draft).or_else(begin).ok_or(ServerError::NotFound)?;
        change(&mut draft.to)?;
        draft.to.rules.sort_by_key(|rules| rules.period.from());
        enter::check(&draft.to)
            .map_err(|problem| ServerError::Refused(Refusal::problem(Field::Payer, &problem)))?;
        if draft.seen == draft.to {
            return self.forget_draft(who, payer).await;
        }
        let at = micros(self.clock().now());
        save_draft(self.store(), who.clinic, viewer.staff, &draft, at).await.fault("keeping a draft")
    }

    /// Throws somebody's draft away.
    pub(crate) async fn forget_draft(&self, who: &Who, payer: PayerId) -> Result<(), ServerError> {
        let (_, viewer) = self.writes_payers(who).await?;
        delete_draft(self.store(), who.clinic, viewer.staff, payer).await.fault("throwing a draft away")
    }

    /// Publishes the very version of a draft that somebody looked at.
    pub(crate) async fn publish_draft(
        &self,
        who: &Who,
        id: CommandId,
        payer: PayerId,
        version: i64,
    ) -> Result<(), ServerError> {
        let (room, viewer) = self.writes_payers(who).await?;
        let found =
            payer_draft(self.store(), who.clinic, viewer.staff, payer).await.fault("reading a draft")?;
        let Some((draft, now)) = found else {
            // Sent twice: the first has published it.
            return if room.clinic().payer(payer).is_some() { Ok(()) } else { Err(ServerError::NotFound) };
        };
        if now != version {
            let words = "The draft was changed after this list was made, so nothing was published. Look at what changes now, and publish again.";
            return Err(ServerError::Refused(Refusal::Problem {
                field: Field::Payer,
                problem: words.into(),
            }));
        }
        self.set_payer(who, id, Some(draft.seen), draft.to).await?;
        self.forget_draft(who, payer).await
    }

    /// Adds a payer, or changes one as published.
    pub(crate) async fn set_payer(
        &self,
        who: &Who,
        id: CommandId,
        seen: Option<Payer>,
        to: Payer,
    ) -> Result<(), ServerError> {
        let does = clinic::Command::SetPayer { seen: seen.map(Box::new), to: Box::new(to) };
        self.submit(who, Submission { id, command: Command::Clinic(does) }).await.map(|_| ())
    }

    async fn writes_payers(&self, who: &Who) -> Result<(Arc<Room>, Viewer), ServerError> {
        let (room, viewer) = self.current(who).await?;
        if clinic::may_set_payers(&viewer) {
            Ok((room, viewer))
        } else {
            Err(ServerError::Refused(Refusal::NotAllowed))
        }
    }
}
