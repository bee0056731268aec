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
    /// A card left this person's view: closed, voided, or a right was lost. When a grant has ended there is no entry of it,
    /// and it names the last one about the case.
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
    known: BTreeMap<CaseId, Known>,
}

/// What is known of a case.
#[derive(Clone, PartialEq, Debug)]
enum Known {
    Here(Arc<Case>),
    /// It left with this entry; late news does not bring it back.
    Gone(Seq),
}

impl Known {
    fn card(&self) -> Option<&Arc<Case>> {
        match self {
            Known::Here(card) => Some(card),
            Known::Gone(_) => None,
        }
    }
}

impl Cards {
    /// As read.
    pub fn new(cards: impl IntoIterator<Item = Arc<Case>>) -> Cards {
        let mut known = BTreeMap::new();
        for card in cards {
            known.insert(card.id, Known::Here(card));
        }
        Cards { known }
    }

    /// A card.
    pub fn get(&self, id: CaseId) -> Option<&Arc<Case>> {
        self.known.get(&id)?.card()
    }

    /// All cards, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Case>> {
        self.known.values().filter_map(Known::card)
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
        Some(match self.known.get(&id)? {
            Known::Here(card) => card.touched.seq,
            Known::Gone(seq) => *seq,
        })
    }

    fn card(&mut self, card: &Arc<Case>, seq: Seq) -> Outcome {
        if self.version(card.id).is_some_and(|known| seq <= known) {
            return Outcome::Known;
        }
        self.known.insert(card.id, Known::Here(Arc::clone(card)));
        Outcome::Changed(card.id)
    }

    /// Also with the entry that is known: a grant that ends takes a card away without any entry.
    fn leave(&mut self, id: CaseId, seq: Seq) -> Outcome {
        if self.version(id).is_some_and(|known| seq < known) {
            return Outcome::Known;
        }
        match self.known.insert(id, Known::Gone(seq)) {
            Some(Known::Here(_)) => Outcome::Changed(id),
            Some(Known::Gone(_)) | None => Outcome::Aside,
        }
    }

    fn happened(&mut self, id: CaseId, on: Seq, events: &[case::Event], meta: Meta) -> Outcome {
        let version = self.version(id);
        let broken = cfg!(feature = "break-merge");
        if version.is_some_and(|known| meta.seq <= known) && !broken {
            return Outcome::Known;
        }
        let Some(card) = self.get(id).filter(|card| card.touched.seq == on || broken) else {
            return Outcome::Gap(id);
        };
        let mut next = Some(Case::clone(card));
        case::apply(&mut next, id, events, meta);
        if let Some(mut next) = next {
            next.trim();
            self.known.insert(id, Known::Here(Arc::new(next)));
        }
        Outcome::Changed(id)
    }
}

/// The order within lanes: rank, then id. Closed and voided cases have no place.
pub fn lanes<'a>(cards: impl IntoIterator<Item = &'a Arc<Case>>) -> [(Lane, Vec<CaseId>); 5] {
    let mut lanes: [(Lane, Vec<&'a Arc<Case>>); 5] = Lane::OPEN.map(|lane| (lane, Vec::new()));
    for card in cards.into_iter().filter(|card| !card.void) {
        if let Some((_, lane)) = lanes.iter_mut().find(|(lane, _)| *lane == card.lane) {
            lane.push(card);
        }
    }
    lanes.map(|(lane, mut cards)| {
        cards.sort_unstable_by(|a, b| a.place().cmp(&b.place()));
        (lane, cards.into_iter().map(|card| card.id).collect())
    })
}

/// Median days in lane; nothing for an empty lane.
pub fn median_days<'a>(
    cards: impl IntoIterator<Item = &'a Arc<Case>>,
    today: impl Fn(&Case) -> Date,
) -> Option<u32> {
    let days: Vec<u32> = cards.into_iter().map(|card| card.days_in_lane(today(card))).collect();
    let middle = days.len().checked_sub(1)? / 2;
    let reaches_middle = |most: u32| middle < days.iter().filter(|days| **days <= most).count();
    // The median is the fewest days that reach the middle. They are bisected, not sorted: sorting this one list would add 3 kB
    // to the browser's program.
    let (mut fewest, mut enough) = (0, u32::MAX);
    while fewest < enough {
        let guess = fewest.midpoint(enough);
        if reaches_middle(guess) {
            enough = guess;
        } else {
            fewest = guess + 1;
        }
    }
    Some(enough)
}
