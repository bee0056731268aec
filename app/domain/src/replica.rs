//! A board in one browser: what the server confirmed, and on top of it what this person has just done.
//!
//! A submission is decided and applied here at once; the server's answer replaces the guess. Confirmed state only ever
//! comes from the server, so a refusal needs no undoing: the guess is dropped and the card is where it was.

use crate::access::Viewer;
use crate::board::{Board, Cards, News, Outcome};
use crate::case::{self, Case, Context, Meta};
use crate::clinic::Clinic;
use crate::ids::{CaseId, CommandId};
use crate::journal::{Command, Seq, Submission};
use crate::kinds::{Instant, Lane};
use crate::refusal::Refusal;
use std::sync::Arc;

/// Confirmed cards and pending submissions.
#[derive(Clone, Debug)]
pub struct Replica {
    clinic: Arc<Clinic>,
    viewer: Viewer,
    cards: Cards,
    pending: Vec<Pending>,
    seq: Seq,
}

#[derive(Clone, Debug)]
struct Pending {
    submission: Submission,
    at: Instant,
    /// The entry that contains it, once the server has said so; it stays on top until that news is here.
    done: Option<Seq>,
    /// Decides it anew. Called through its address only, so that a board can be drawn without the rules: in a browser they
    /// come with the first submission.
    guess: Guess,
}

type Guess = fn(&Replica, Option<&Case>, CaseId, &Pending) -> Result<Vec<case::Event>, Refusal>;

impl Replica {
    /// From a board as it was read.
    pub fn new(board: Board) -> Replica {
        Replica {
            clinic: board.clinic,
            viewer: board.viewer,
            cards: Cards::new(board.cards),
            pending: Vec::new(),
            seq: board.seq,
        }
    }

    /// The clinic.
    pub fn clinic(&self) -> &Arc<Clinic> {
        &self.clinic
    }

    /// Whose board it is.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The last entry heard of; where news resumes.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// What has not been confirmed yet, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = &Submission> {
        self.pending.iter().filter(|pending| pending.done.is_none()).map(|pending| &pending.submission)
    }

    /// Whether something about this case waits for the server.
    pub fn is_pending(&self, id: CaseId) -> bool {
        self.pending().any(|submission| submission.command.case() == Some(id))
    }

    /// All cards in the order of their ids, with what is pending applied.
    pub fn view(&self) -> Vec<Arc<Case>> {
        let mut view: Vec<Arc<Case>> = self.cards.iter().filter_map(|card| self.card(card.id)).collect();
        for id in self.pending.iter().filter_map(|pending| pending.submission.command.case()) {
            let place = view.binary_search_by_key(&id, |card| card.id);
            if let (Err(place), Some(card)) = (place, self.card(id)) {
                view.insert(place, card);
            }
        }
        view
    }

    /// One card, with what is pending applied. What the rules no longer allow on top of newer news is left out.
    pub fn card(&self, id: CaseId) -> Option<Arc<Case>> {
        let confirmed = self.cards.get(id).cloned();
        let mut mine =
            self.pending.iter().filter(|pending| pending.submission.command.case() == Some(id)).peekable();
        if mine.peek().is_none() {
            return confirmed;
        }
        let mut card = confirmed.map(|card| Case::clone(&card));
        for pending in mine {
            // A refusal here only means that the guess no longer holds; the server's word is on its way.
            if let Ok(events) = (pending.guess)(self, card.as_ref(), id, pending) {
                case::apply(&mut card, id, &events, self.meta(pending));
            }
        }
        card.map(|mut card| {
            card.trim();
            Arc::new(card)
        })
    }

    /// Decides here and now. A refusal changes nothing and need not be sent. What a card is not enough to decide is
    /// taken as it is, and the server decides.
    pub fn submit(&mut self, submission: Submission, now: Instant) -> Result<Option<CaseId>, Refusal> {
        let pending = Pending { submission, at: now, done: None, guess: Replica::decide };
        let Command::Case { case: id, does } = &pending.submission.command else { return Ok(None) };
        let id = *id;
        if does.fits_a_card() {
            let card = self.card(id);
            match self.decide(card.as_deref(), id, &pending) {
                Err(Refusal::Gate(gate)) if gate.jumps() => {}
                decided => drop(decided?),
            }
        }
        self.pending.push(pending);
        Ok(Some(id))
    }

    /// Takes a submission as it is, about a case that is not on this board; the server decides.
    pub fn expect(&mut self, submission: Submission, now: Instant) {
        self.pending.push(Pending { submission, at: now, done: None, guess: Replica::decide });
    }

    /// The server took it, as this entry. The guess stays on top until the news of it is here.
    pub fn accepted(&mut self, command: CommandId, seq: Seq) -> Option<CaseId> {
        let pending = self.pending.iter_mut().find(|pending| pending.submission.id == command)?;
        let id = pending.submission.command.case()?;
        pending.done = Some(seq);
        self.settle(id);
        Some(id)
    }

    /// The server refused it: the guess is dropped.
    pub fn refused(&mut self, command: CommandId) -> Option<CaseId> {
        let at = self.pending.iter().position(|pending| pending.submission.id == command)?;
        self.pending.remove(at).submission.command.case()
    }

    /// Takes in a piece of news.
    pub fn receive(&mut self, news: &News) -> Outcome {
        if let Some(seq) = news.seq() {
            self.seq = self.seq.max(seq);
        }
        let outcome = self.cards.receive(news);
        let (News::Card { command, .. } | News::Happened { command, .. } | News::Gone { command, .. }) = news
        else {
            return outcome;
        };
        if outcome != Outcome::Aside && !matches!(outcome, Outcome::Gap(_)) {
            self.pending.retain(|pending| pending.submission.id != *command);
        }
        if let Outcome::Changed(id) = outcome {
            self.settle(id);
        }
        // A card that came and went before any news of it was here leaves only the guess that it is there.
        if let News::Gone { case, .. } = news {
            self.settle(*case);
        }
        outcome
    }

    /// The clinic, read again.
    pub fn set_clinic(&mut self, clinic: Arc<Clinic>, viewer: Viewer) {
        self.clinic = clinic;
        self.viewer = viewer;
    }

    /// A whole board, read again: confirmed state is replaced, what is pending stays on top.
    pub fn reload(&mut self, board: Board) {
        self.clinic = board.clinic;
        self.viewer = board.viewer;
        self.cards = Cards::new(board.cards);
        self.seq = board.seq;
        self.pending.retain(|pending| pending.done.is_none_or(|done| board.seq < done));
    }

    /// Drops guesses whose entry the confirmed card contains, or which are about a card that has left since.
    fn settle(&mut self, id: CaseId) {
        let version = self.cards.version(id);
        self.pending.retain(|pending| {
            let contained = pending.done.is_some_and(|done| version.is_some_and(|version| done <= version));
            !(contained && pending.submission.command.case() == Some(id))
        });
    }

    fn decide(
        &self,
        card: Option<&Case>,
        id: CaseId,
        pending: &Pending,
    ) -> Result<Vec<case::Event>, Refusal> {
        let Command::Case { does, .. } = &pending.submission.command else { return Ok(vec![]) };
        let cx = Context {
            clinic: &self.clinic,
            viewer: &self.viewer,
            now: pending.at,
            command: pending.submission.id,
            next_number: 0,
        };
        let mut events = case::decide(card, id, does, cx)?;
        if let case::Command::Move { from, .. } = does {
            self.leave_out_known_lanes(&mut events, card, *from);
        }
        Ok(events)
    }

    /// A card does not say what was finished in lanes where it has been. Which tasks they lack the server says.
    fn leave_out_known_lanes(&self, events: &mut [case::Event], card: Option<&Case>, from: Lane) {
        let Some(workflow) = card.and_then(|card| self.clinic.workflow(&card.workflow)) else { return };
        for event in events {
            if let case::Event::TasksAdded { tasks } = event {
                tasks.retain(|task| from < task.lane(workflow));
            }
        }
    }

    fn meta(&self, pending: &Pending) -> Meta {
        Meta { seq: self.seq, at: pending.at, by: self.viewer.staff, command: pending.submission.id }
    }
}
