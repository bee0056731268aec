//! What happened, told to everybody whom it concerns: once, in order, and cut to what each may see.

mod follow;
mod missed;

pub(crate) use follow::{CHANNEL, follow, payload, tell_servers};
pub(crate) use missed::Moment;
pub(crate) use missed::{gone, missed};

use crate::flaw::{self, Flaw};
use domain::access::Viewer;
use domain::board::News;
use domain::case::{self, Case, Meta};
use domain::ids::ClinicId;
use domain::journal::{Body, Entry, Seq};
use domain::kinds::Instant;
use std::sync::Arc;

/// One entry of a clinic's journal, with the card before and after it.
#[derive(Clone, PartialEq, Debug)]
pub struct Happening {
    /// The clinic.
    pub clinic: ClinicId,
    /// The entry's place.
    pub seq: Seq,
    /// The entry.
    pub entry: Arc<Entry>,
    /// The card as it was on the board; nothing when it was not there.
    pub before: Option<Arc<Case>>,
    /// The card as it is, or as it is even later when other servers were quicker; nothing when it is not on the board.
    pub after: Option<Arc<Case>>,
    /// Whether the events alone bring the card before to the card after, so that a board needs no more than them.
    pub tells: bool,
}

impl Happening {
    /// Puts the facts together.
    pub fn new(entry: Arc<Entry>, before: Option<Arc<Case>>, after: Option<Arc<Case>>) -> Happening {
        let tells = tells(&entry, before.as_deref(), after.as_deref());
        Happening { clinic: entry.clinic, seq: entry.seq, entry, before, after, tells }
    }
}

/// The very steps of a board that receives these events: a task that is reopened, for one, is not on its card.
fn tells(entry: &Entry, before: Option<&Case>, after: Option<&Case>) -> bool {
    let (Body::Case { case, events, .. }, Some(before), Some(after)) = (&entry.body, before, after) else {
        return false;
    };
    if !events.iter().all(case::Event::shows_on_a_card) {
        return false;
    }
    let mut card = Some(before.clone());
    case::apply(&mut card, *case, events, meta(entry));
    card.is_some_and(|mut card| {
        card.trim();
        card == *after
    })
}

/// What an entry says about its events.
pub fn meta(entry: &Entry) -> Meta {
    Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command }
}

/// A card as this person may see it; shared where nothing is cut away.
pub fn cut(card: &Arc<Case>, viewer: &Viewer, now: Instant) -> Arc<Case> {
    if card.is_cut_for(viewer, now) && !flaw::has(Flaw::Fields) {
        Arc::new(card.chart(viewer, now))
    } else {
        Arc::clone(card)
    }
}

/// What an open board of this person is told of a happening; nothing when it does not concern them.
pub fn news_for(happening: &Happening, viewer: &Viewer, now: Instant) -> Option<News> {
    let Happening { seq, entry, before, after, tells, .. } = happening;
    let Body::Case { case, events, .. } = &entry.body else { return Some(News::Clinic { seq: *seq }) };
    let (seq, by, command, case) = (*seq, entry.by, entry.command, *case);
    let before = before.as_ref().filter(|card| card.shows_to(viewer, now));
    let after = after.as_ref().filter(|card| card.shows_to(viewer, now));
    match (before, after) {
        (None, None) => None,
        (Some(_), None) => Some(News::Gone { seq, by, command, case }),
        (Some(before), Some(after))
            if *tells && before.is_cut_for(viewer, now) == after.is_cut_for(viewer, now) =>
        {
            let (on, at) = (before.touched.seq, entry.at);
            let events = events.iter().map(case::Event::for_boards).collect();
            Some(News::Happened { seq, on, at, by, command, case, events })
        }
        (_, Some(after)) => Some(News::Card { seq, by, command, card: cut(after, viewer, now) }),
    }
}

/// The cards of a board that this person may see.
pub(crate) fn visible(
    cards: impl IntoIterator<Item = Arc<Case>>,
    viewer: &Viewer,
    now: Instant,
) -> Vec<Arc<Case>> {
    cards
        .into_iter()
        .filter(|card| card.shows_to(viewer, now))
        .map(|card| if card.is_cut_for(viewer, now) { cut(&card, viewer, now) } else { card })
        .collect()
}
