//! Turns a wish about a case's ledger into events, or says why not; and works out what follows for the case.

mod authorize;
mod cover;
mod follow;
mod letters;
mod renew;
mod visits;

use super::decide::{Context, Ground};
use super::{Case, Event, Meta, apply};
use crate::access::{Area, Right};
use crate::journal::Seq;
use crate::kinds::{Date, Lane};
use crate::ledger::{self, Command, CoverageChange, Ledger};
use crate::record;
use crate::refusal::{Field, Refusal};
use crate::workflow::{TaskKind, Workflow};

/// What a wish about a ledger or a record comes to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Decided {
    /// What happens to the case: tasks that it brings or finishes, facts, dates, what boards show.
    pub events: Vec<Event>,
    /// What happens to the ledger.
    pub ledger: Vec<ledger::Event>,
    /// What happens to the record.
    pub record: Vec<record::Event>,
}

/// Decides a command about the ledger of a case; `case` is nothing where none has the id.
pub fn decide_on_ledger(
    case: Option<&Case>,
    ledger: &Ledger,
    command: &Command,
    cx: Context<'_>,
) -> Result<Decided, Refusal> {
    let case = case.ok_or(Refusal::NoSuchCase)?;
    let people = case.people();
    if !cx.viewer.may(Area::Board, Right::Read, &case.scope(&people), cx.now) {
        return Err(Refusal::NoSuchCase);
    }
    let workflow = cx.clinic.workflow(&case.workflow).ok_or(Refusal::NotSetUp)?;
    let mut course = Course::new(cx, case, ledger, workflow);
    // What was delivered is billed and corrected after a case is closed, and a payer's letter may come late; nothing else
    // changes then.
    let afterwards = matches!(
        command,
        Command::Visits { .. } | Command::Withdraw { .. } | Command::Attach { .. } | Command::TakeAway { .. }
    );
    if case.void || (case.lane == Lane::Closed && !afterwards) {
        return Err(Refusal::Closed);
    }
    match command {
        Command::Cover(change) => cover::change(&mut course, change)?,
        Command::Uncover { of } => cover::undo(&mut course, *of)?,
        Command::Circumstances(wish) => cover::circumstances(&mut course, wish)?,
        Command::Verify(asked) => cover::verify(&mut course, asked)?,
        Command::Authorize(put) => authorize::put(&mut course, put)?,
        Command::Begin { authorization, due } => renew::begin(&mut course, *authorization, *due)?,
        Command::Attach { authorization, file } => letters::attach(&mut course, *authorization, file)?,
        Command::TakeAway { authorization, file, reason } => {
            letters::take_away(&mut course, *authorization, *file, reason)?;
        }
        Command::Visits { visits, over } => visits::put(&mut course, visits, over.as_ref())?,
        Command::Withdraw { visits, reason } => visits::withdraw(&mut course, visits, reason)?,
    }
    if course.done.ledger.is_empty() {
        return Ok(course.done);
    }
    after_ledger(&mut course)?;
    Ok(course.done)
}

/// What a change of coverage would come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookAhead {
    /// The ledger that it is held against: as it is, or as it was before the last change where this one corrects that.
    pub before: Ledger,
    /// The ledger as it would be.
    pub after: Ledger,
    /// The tasks of the last change would be withdrawn.
    pub corrects: bool,
}

/// What a change of coverage would come to, or why it would be refused; nothing happens.
pub fn look_ahead(
    case: &Case,
    ledger: &Ledger,
    change: &CoverageChange,
    cx: Context<'_>,
) -> Result<LookAhead, Refusal> {
    let command = Command::Cover(Box::new(change.clone()));
    let decided = decide_on_ledger(Some(case), ledger, &command, cx)?;
    let mut after = ledger.clone();
    ledger::apply(&mut after, &decided.ledger);
    let before = cover::looked_back(case, ledger, change);
    Ok(LookAhead { corrects: before.is_some(), before: before.unwrap_or_else(|| ledger.clone()), after })
}

/// What follows once the ledger has changed.
pub(super) fn after_ledger(course: &mut Course<'_>) -> Result<(), Refusal> {
    follow::after(course)
}

/// A decision on its way: the case and the ledger as they are after what was decided so far.
pub(super) struct Course<'a> {
    pub(super) cx: Context<'a>,
    pub(super) case: Case,
    pub(super) ledger: Ledger,
    pub(super) workflow: &'a Workflow,
    pub(super) today: Date,
    /// Somebody said that these are all the policies there are.
    complete: bool,
    pub(super) done: Decided,
}

impl<'a> Course<'a> {
    pub(super) fn new(cx: Context<'a>, case: &Case, ledger: &Ledger, workflow: &'a Workflow) -> Course<'a> {
        let today = cx.clinic.today(case.site, cx.now);
        let (case, ledger) = (case.clone(), ledger.clone());
        Course { cx, case, ledger, workflow, today, complete: false, done: Decided::default() }
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { cx: self.cx, case: &self.case, workflow: self.workflow, today: self.today }
    }

    fn may(&self, area: Area, right: Right) -> Result<(), Refusal> {
        self.ground().may(area, right)
    }

    /// Booking and saying what came of a visit is office work, and the therapist's own.
    fn may_book(&self) -> Result<(), Refusal> {
        if self.ground().may_task(TaskKind::Admin, false) {
            Ok(())
        } else {
            self.may(Area::Board, Right::Write)
        }
    }

    /// Refuses when somebody else changed it since the screen was drawn, when it is new to the screen and exists, or is gone.
    fn unchanged<T: PartialEq>(
        &self,
        field: Field,
        seen: Option<&T>,
        now: Option<&T>,
        words: impl Fn(&T) -> String,
    ) -> Result<(), Refusal> {
        match (seen, now) {
            (None, Some(_)) => Err(Refusal::Exists),
            (Some(_), None) => Err(Refusal::Missing { field }),
            (Some(seen), Some(now)) if seen != now => {
                let touched = &self.case.touched;
                Err(Refusal::ChangedMeanwhile { field, now: words(now), by: touched.by, at: touched.at })
            }
            _ => Ok(()),
        }
    }

    /// Something happened to the ledger.
    pub(super) fn tell(&mut self, event: ledger::Event) {
        ledger::apply(&mut self.ledger, std::slice::from_ref(&event));
        self.done.ledger.push(event);
    }

    /// Something follows for the case.
    pub(super) fn then(&mut self, events: Vec<Event>) {
        let meta = Meta {
            seq: Seq(self.case.touched.seq.0 + 1),
            at: self.cx.now,
            by: self.cx.viewer.staff,
            command: self.cx.command,
        };
        let id = self.case.id;
        let mut case = Some(self.case.clone());
        apply(&mut case, id, &events, meta);
        if let Some(case) = case {
            self.case = case;
        }
        self.done.events.extend(events);
    }
}
