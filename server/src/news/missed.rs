//! What a board that was away must hear before it is live again. State, not history: one line for each changed card.

use super::cut;
use crate::store::{Changed, Store, StoreError, changed_since};
use domain::access::Viewer;
use domain::board::News;
use domain::case::Case;
use domain::ids::{CaseId, ClinicId, CommandId, StaffId};
use domain::journal::Seq;
use domain::kinds::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The clinic's cards at one moment, as memory has them.
pub(crate) struct Moment {
    /// The clinic.
    pub(crate) clinic: ClinicId,
    /// The entry that last changed the clinic itself.
    pub(crate) clinic_seq: Seq,
    /// The last entry that the cards contain.
    pub(crate) seq: Seq,
    /// Cards on the board.
    pub(crate) cards: BTreeMap<CaseId, Arc<Case>>,
}

/// News from after `since` up to the moment, ending in [`News::Live`]. Cards that this person may not see are told of as gone,
/// so that those which left their view leave their board.
pub(crate) async fn missed(
    store: &Store,
    moment: Moment,
    viewer: &Viewer,
    since: Seq,
    now: Instant,
) -> Result<Vec<News>, StoreError> {
    let mut news = Vec::new();
    if since < moment.clinic_seq {
        news.push(News::Clinic { seq: moment.clinic_seq });
    }
    if since < moment.seq {
        let mut tx = store.snapshot().await?;
        let changed = changed_since(&mut tx, moment.clinic, since).await?;
        news.extend(changed.into_iter().map(|changed| {
            let Changed { case, seq, by, command } = changed;
            // The table may be a little ahead of the moment; what happens to the case next must still be news.
            let seq = seq.min(moment.seq);
            let card = moment.cards.get(&case).filter(|card| card.shows_to(viewer, now));
            match card {
                // What changed after the moment comes once more as it happens; then it is known already.
                Some(card) => News::Card { seq: card.touched.seq, by, command, card: cut(card, viewer, now) },
                None if by == viewer.staff => News::Gone { seq, by, command, case },
                // Perhaps it never showed here: then nobody's name goes with it.
                None => News::Gone { seq, by: StaffId(Uuid::nil()), command: CommandId(Uuid::nil()), case },
            }
        }));
    }
    // A grant that ended took its card away without any entry.
    let ended =
        |card: &Case| card.grants.iter().any(|grant| grant.staff == viewer.staff && grant.until <= now);
    for card in moment.cards.values().filter(|card| card.touched.seq <= since && ended(card)) {
        if !card.shows_to(viewer, now) {
            news.push(gone(card));
        }
    }
    news.push(News::Live { seq: moment.seq, now });
    Ok(news)
}

/// A card has left somebody's view without an entry of its own.
pub(crate) fn gone(card: &Case) -> News {
    let (by, command) = (StaffId(Uuid::nil()), CommandId(Uuid::nil()));
    News::Gone { seq: card.touched.seq, by, command, case: card.id }
}
