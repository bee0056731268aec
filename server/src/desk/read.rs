//! Reading the board, a card, a gate.

use super::LocalDesk;
use crate::news::{cut, visible};
use crate::store::{Fault, StoreError, json, one_case};
use app::api::Who;
use app::error::ServerError;
use domain::access::Viewer;
use domain::board::Board;
use domain::case::Case;
use domain::gate::{self, Gate};
use domain::ids::CaseId;
use domain::kinds::Lane;
use std::sync::Arc;

pub(super) async fn board(desk: &LocalDesk, who: &Who) -> Result<Board, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let (seq, clinic, cards) = room.board();
    let cards = visible(cards, &viewer, now);
    let clinic = Arc::new(clinic.for_browsers());
    Ok(Board { clinic, viewer, seq, now, cards })
}

pub(super) async fn card(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<Arc<Case>, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let card = match room.card(case) {
        Some(card) => card,
        None => Arc::new(record(desk, who, case).await?.card()),
    };
    if card.shows_to(&viewer, now) { Ok(cut(&card, &viewer, now)) } else { Err(ServerError::NotFound) }
}

pub(super) async fn gate(desk: &LocalDesk, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let case = record(desk, who, case).await?;
    if !case.shows_to(&viewer, now) {
        return Err(ServerError::NotFound);
    }
    let clinic = room.clinic();
    let workflow = clinic.workflow(&case.workflow).ok_or(ServerError::NotFound)?;
    Ok(Gate {
        may_override: may_override(&case, &viewer, now),
        ..gate::gate(workflow, &case, to, clinic.today(case.site, now))
    })
}

fn may_override(case: &Case, viewer: &Viewer, now: domain::kinds::Instant) -> bool {
    let people = case.people();
    viewer.may_override_gate(&case.scope(&people), now)
}

/// The whole record of a case of this clinic, whoever asks: whoever calls this cuts it.
pub(super) async fn record(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<Case, ServerError> {
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        one_case(&mut tx, who.clinic, case).await?.as_deref().map(json::<Case>).transpose()
    };
    let found: Result<Option<Case>, StoreError> = read.await;
    found.fault("reading a case")?.ok_or(ServerError::NotFound)
}
