//! The board: the cards that a person may see, in order, and how news changes it.

use crate::access::Viewer;
use crate::case::{self, Case, Meta};
use crate::clinic::Clinic;
use crate::ids::{CaseId, CommandId, StaffId};
use crate::journal::Seq;
use crate::kinds::{Date, Instant, Lane};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A board as it is read at one moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Board {
    /// The clinic: names of people and sites, calendars, workflow.
    pub clinic: Arc<Clinic>,
    /// Whose board it is.
    pub viewer: Viewer,
    /// The last entry that it contains; news begins after it.
    pub seq: Seq,
    /// The server's clock when it was read.
    pub now: Instant,
    /// Cards.
    pub cards: Vec<Arc<Case>>,
}

/// What the server tells an open board.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// All that the board missed has been said, up to here.
    Live {
        /// Up to here.
        seq: Seq,
        /// The server's clock.
        now: Instant,
    },
    /// A card as it now is: new to this board, or too changed for its events to tell.
    Card {
        /// Entry.
        seq: Seq,
        /// Who.
        by: StaffId,
        /// Submission.
        command: CommandId,
        /// The card.
        card: Arc<Case>,
    },
    /// What happened to a card.
    Happened {
        /// Entry.
        seq: Seq,
        /// Version of the card that the events build on.
        on: Seq,
        /// When, by the server's clock.
        at: Instant,
        /// Who.
        by: StaffId,
        /// Submission.
        command: CommandId,
        /// Which card.
        case: CaseId,
        /// Events.
        events: Vec<case::Event>,
    },
    /// A card left this person's view: closed, voided, or a right was lost.
    Gone {
        /// Entry.
        seq: Seq,
        /// Who.
        by: StaffId,
        /// Submission.
        command: CommandId,
        /// Which card.
        case: CaseId,
    },
    /// The clinic itself changed; read it again.
    Clinic {
        /// Entry.
        seq: Seq,
    },
    /// Who is here. `on` is the case that somebody has open, if this person may see it.
    Here {
        /// People, each with the case that they have open.
        people: Vec<(StaffId, Option<CaseId>)>,
    },
    /// The session has ended; nothing more will come.
    SignedOut,
    /// The page was made by another build than the server now is.
    Newer,
}

impl News {
    /// The entry that it tells of.
    pub fn seq(&self) -> Option<Seq> {
        match self {
            News::Live { seq, .. }
            | News::Card { seq, .. }
            | News::Happened { seq, .. }
            | News::Gone { seq, .. }
            | News::Clinic { seq } => Some(*seq),
            News::Here { .. } | News::SignedOut | News::Newer => None,
        }
    }
}

/// What came of a piece of news.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A card changed, came or went.
    Changed(CaseId),
    /// Already known: a repeat, or older than what is here.
    Known,
    /// Its events build on a version that is not here; read the card.
    Gap(CaseId),
    /// Not about a card.
    Aside,
}

/// The confirmed cards of a board: a replica that any order of the same deliveries brings to the same state.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cards {
    cards: BTreeMap<CaseId, Arc<Case>>,
    /// Cards that left, with the entry, so that late news does not bring them back.
    gone: BTreeMap<CaseId, Seq>,
}

impl Cards {
    /// As read.
    pub fn new(cards: impl IntoIterator<Item = Arc<Case>>) -> Cards {
        Cards { cards: cards.into_iter().map(|card| (card.id, card)).collect(), gone: BTreeMap::new() }
    }

    /// A card.
    pub fn get(&self, id: CaseId) -> Option<&Arc<Case>> {
        self.cards.get(&id)
    }

    /// All cards, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Case>> {
        self.cards.values()
    }

    /// Takes in a piece of news.
    pub fn receive(&mut self, news: &News) -> Outcome {
        match news {
            News::Card { card, seq, .. } => self.card(card, *seq),
            News::Gone { case, seq, .. } => self.leave(*case, *seq),
            News::Happened { seq, on, at, by, command, case, events } => {
                self.happened(*case, *on, events, Meta { seq: *seq, at: *at, by: *by, command: *command })
            }
            News::Live { .. } | News::Clinic { .. } | News::Here { .. } | News::SignedOut | News::Newer => {
                Outcome::Aside
            }
        }
    }

    /// The last entry about a card that is known here, whether the card is still here or has left.
    pub(crate) fn version(&self, id: CaseId) -> Option<Seq> {
        self.cards.get(&id).map(|card| card.touched.seq).max(self.gone.get(&id).copied())
    }

    fn card(&mut self, card: &Arc<Case>, seq: Seq) -> Outcome {
        if self.version(card.id).is_some_and(|known| seq <= known) {
            return Outcome::Known;
        }
        self.gone.remove(&card.id);
        self.cards.insert(card.id, Arc::clone(card));
        Outcome::Changed(card.id)
    }

    fn leave(&mut self, id: CaseId, seq: Seq) -> Outcome {
        if self.version(id).is_some_and(|known| seq <= known) {
            return Outcome::Known;
        }
        self.gone.insert(id, seq);
        if self.cards.remove(&id).is_some() { Outcome::Changed(id) } else { Outcome::Aside }
    }

    fn happened(&mut self, id: CaseId, on: Seq, events: &[case::Event], meta: Meta) -> Outcome {
        let version = self.version(id);
        let broken = cfg!(feature = "break-merge");
        if version.is_some_and(|known| meta.seq <= known) && !broken {
            return Outcome::Known;
        }
        let Some(card) = self.cards.get(&id).filter(|card| card.touched.seq == on || broken) else {
            return Outcome::Gap(id);
        };
        let mut next = Some(Case::clone(card));
        case::apply(&mut next, id, events, meta);
        if let Some(mut next) = next {
            next.trim();
            self.cards.insert(id, Arc::new(next));
        }
        Outcome::Changed(id)
    }
}

/// The order within lanes: rank, then id. Closed and voided cases have no place.
pub fn lanes<'a>(cards: impl IntoIterator<Item = &'a Arc<Case>>) -> BTreeMap<Lane, Vec<CaseId>> {
    let mut lanes: BTreeMap<Lane, Vec<&'a Arc<Case>>> =
        Lane::OPEN.into_iter().map(|lane| (lane, Vec::new())).collect();
    for card in cards {
        if let Some(lane) = lanes.get_mut(&card.lane).filter(|_| !card.void) {
            lane.push(card);
        }
    }
    lanes
        .into_iter()
        .map(|(lane, mut cards)| {
            cards.sort_by(|a, b| a.place().cmp(&b.place()));
            (lane, cards.into_iter().map(|card| card.id).collect())
        })
        .collect()
}

/// Median days in lane; nothing for an empty lane.
pub fn median_days<'a>(
    cards: impl IntoIterator<Item = &'a Arc<Case>>,
    today: impl Fn(&Case) -> Date,
) -> Option<u32> {
    let mut days: Vec<u32> = cards.into_iter().map(|card| card.days_in_lane(today(card))).collect();
    days.sort_unstable();
    days.get(days.len().checked_sub(1)? / 2).copied()
}
