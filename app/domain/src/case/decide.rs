//! Turns a wish into events, or says why not. Pure: time, actor and numbers come in through [`Context`].

use super::{Case, Command, Event, PatientChange, PatientCommand, Seen, care, dates, moves, record, tasks};
use crate::access::{Area, Right, Viewer};
use crate::clinic::Clinic;
use crate::ids::{CaseId, CommandId};
use crate::kinds::{Date, Instant};
use crate::refusal::{Field, Refusal};
use crate::workflow::{TaskKind, Workflow};

/// What a decision may know besides the record: the true one on the server, a guess in the browser.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The clinic.
    pub clinic: &'a Clinic,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// The server's clock.
    pub now: Instant,
    /// The submission.
    pub command: CommandId,
    /// The number that a new case gets.
    pub next_number: u32,
}

/// A case with everything that a rule about it needs at hand.
pub(super) struct Ground<'a> {
    pub(super) cx: Context<'a>,
    pub(super) case: &'a Case,
    pub(super) workflow: &'a Workflow,
    /// The clinic-local day at the case's site.
    pub(super) today: Date,
}

impl Ground<'_> {
    /// May the person do this here?
    pub(super) fn may(&self, area: Area, right: Right) -> Result<(), Refusal> {
        let people = self.case.people();
        let may = self.cx.viewer.may(area, right, &self.case.scope(&people), self.cx.now);
        if may { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    /// May the person work on tasks of this kind here?
    pub(super) fn may_task(&self, kind: TaskKind, mine: bool) -> bool {
        let people = self.case.people();
        self.cx.viewer.may_task(kind, mine, &self.case.scope(&people), self.cx.now)
    }

    /// Refuses when somebody else changed the field since the screen was drawn.
    pub(super) fn unchanged<T: PartialEq>(
        &self,
        field: Field,
        seen: &Seen<T>,
        now: &T,
        words: impl Fn(&T) -> String,
    ) -> Result<(), Refusal> {
        if seen.seen == *now || seen.to == *now {
            return Ok(());
        }
        let touched = &self.case.touched;
        Err(Refusal::ChangedMeanwhile { field, now: words(now), by: touched.by, at: touched.at })
    }
}

/// Decides a command about a case; `case` is nothing where none has this id.
pub fn decide(
    case: Option<&Case>,
    id: CaseId,
    command: &Command,
    cx: Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let case = match (command, case) {
        (Command::Open(_), Some(_)) => return Err(Refusal::Exists),
        (Command::Open(new), None) => return record::open(new, cx),
        (_, None) => return Err(Refusal::NoSuchCase),
        (_, Some(case)) => case,
    };
    debug_assert_eq!(case.id, id);
    visible(case, command, cx)?;
    let workflow = cx.clinic.workflow(&case.workflow).ok_or(Refusal::NotSetUp)?;
    let ground = Ground { cx, case, workflow, today: cx.clinic.today(case.site, cx.now) };
    if case.void || (case.lane == crate::kinds::Lane::Closed && !works_when_closed(command)) {
        return Err(Refusal::Closed);
    }
    dispatch(&ground, command)
}

/// To those who may not see a case it is as if there were none.
fn visible(case: &Case, command: &Command, cx: Context<'_>) -> Result<(), Refusal> {
    let people = case.people();
    let scope = case.scope(&people);
    let sees = cx.viewer.may(Area::Board, Right::Read, &scope, cx.now);
    let breaks = matches!(command, Command::BreakGlass { .. }) && cx.viewer.may_break_glass();
    if sees || breaks { Ok(()) } else { Err(Refusal::NoSuchCase) }
}

/// Follow-up calls outlive the case, a closing can be taken back, and what was opened in error is so for ever.
fn works_when_closed(command: &Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Undo { .. }
            | C::Complete { .. }
            | C::Reopen { .. }
            | C::Assign { .. }
            | C::Comment { .. }
            | C::BreakGlass { .. }
            | C::Void { .. }
    )
}

fn dispatch(ground: &Ground<'_>, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Open(_) => Err(Refusal::Exists),
        Command::Move { from, to, rank, via, reason, over } => moves::go(
            ground,
            &moves::Wish { from: *from, to: *to, rank, via: *via, reason: reason.as_ref(), over: *over },
        ),
        Command::Rank { lane, rank } => moves::rank(ground, *lane, rank),
        Command::Undo { of } => moves::undo(ground, *of),
        Command::Complete { task, on, note } => tasks::complete(ground, task, *on, note.as_ref()),
        Command::Record { evidence, on, note } => tasks::record(ground, evidence, *on, note.as_ref()),
        Command::Reopen { task, reason } => tasks::reopen(ground, task, reason),
        Command::Waive { task, reason } => tasks::waive(ground, task, reason),
        Command::Assign { task, to } => tasks::assign(ground, task, *to),
        Command::AddTask { task, title, due, assignee } => tasks::add(ground, task, title, *due, *assignee),
        Command::Own(seen) => care::own(ground, seen),
        Command::Cover(seen) => care::cover(ground, seen),
        Command::Join(staff) => care::join(ground, *staff),
        Command::Leave(staff) => care::leave(ground, *staff),
        Command::Wait { reason, note } => care::wait(ground, *reason, note.as_ref()),
        Command::StopWaiting => care::stop_waiting(ground),
        Command::Hold { reason, wake_on } => care::hold(ground, reason, *wake_on),
        Command::Resume => care::resume(ground),
        Command::Comment { id, text, mentions } => care::comment(ground, *id, text, mentions),
        Command::Patient(change) => patient(ground, change),
        Command::Contact { to, seen } => record::contact(ground, to, seen.as_ref()),
        Command::RemoveContact { contact, reason } => record::remove_contact(ground, *contact, reason),
        Command::Disciplines(seen) => record::disciplines(ground, seen),
        Command::Facts(seen) => record::facts(ground, seen),
        Command::Anchor { anchor, on } => dates::anchor(ground, *anchor, *on),
        Command::BreakGlass { reason } => care::break_glass(ground, reason),
        Command::Restrict(on) => care::restrict(ground, *on),
        Command::Void { reason } => care::void(ground, reason),
    }
}

fn patient(ground: &Ground<'_>, command: &PatientCommand) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Demographics, Right::Write)?;
    let patient = &ground.case.patient;
    let blank = || "nothing".to_owned();
    let change = match command {
        PatientCommand::Name(seen) => {
            ground.unchanged(Field::Name, seen, &patient.name, ToString::to_string)?;
            PatientChange::Name { from: patient.name.clone(), to: seen.to.clone() }
        }
        PatientCommand::Born(seen) => {
            ground.unchanged(Field::Born, seen, &patient.born, |born| {
                born.map_or_else(blank, |day| day.to_string())
            })?;
            record::born(seen.to, ground.today)?;
            PatientChange::Born { from: patient.born, to: seen.to }
        }
        PatientCommand::Phone(seen) => {
            ground.unchanged(Field::Phone, seen, &patient.phone, |phone| {
                phone.as_ref().map_or_else(blank, ToString::to_string)
            })?;
            PatientChange::Phone { from: patient.phone.clone(), to: seen.to.clone() }
        }
        PatientCommand::Language(seen) => {
            ground.unchanged(Field::Language, seen, &patient.language, |text| {
                text.as_ref().map_or_else(blank, ToString::to_string)
            })?;
            PatientChange::Language { from: patient.language.clone(), to: seen.to.clone() }
        }
    };
    let same = match &change {
        PatientChange::Name { from, to } => from == to,
        PatientChange::Born { from, to } => from == to,
        PatientChange::Phone { from, to } => from == to,
        PatientChange::Language { from, to } => from == to,
    };
    Ok(if same { vec![] } else { vec![Event::PatientChanged(change)] })
}
