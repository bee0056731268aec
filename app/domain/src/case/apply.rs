//! Copies events into the record. Cannot fail and does not think: what needed thought is in the event.

use super::{Before, Case, Event, Opened, PatientChange, Touch};
use crate::access::Grant;
use crate::ids::{CaseId, CommandId, StaffId};
use crate::journal::Seq;
use crate::kinds::{Instant, Lane};
use crate::task::{Status, TaskId};

/// What an entry says about its events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meta {
    /// Its place.
    pub seq: Seq,
    /// The server's clock.
    pub at: Instant,
    /// Who asked.
    pub by: StaffId,
    /// The submission.
    pub command: CommandId,
}

/// Applies an entry's events to the case, which an `Opened` creates.
pub fn apply(case: &mut Option<Case>, id: CaseId, events: &[Event], meta: Meta) {
    for event in events {
        match (case.as_mut(), event) {
            (None, Event::Opened(opened)) => *case = Some(open(id, opened, meta)),
            (Some(case), event) => one(case, event, meta),
            (None, _) => {}
        }
    }
}

fn open(id: CaseId, opened: &Opened, meta: Meta) -> Case {
    Case {
        id,
        number: opened.number,
        touched: Touch { by: meta.by, at: meta.at, seq: meta.seq },
        patient: opened.patient.clone(),
        disciplines: opened.disciplines.clone(),
        site: opened.site,
        lane: opened.lane,
        rank: opened.rank.clone(),
        entered_on: opened.entered_on,
        paused_days: 0,
        owner: opened.owner,
        cover: None,
        team: Vec::new(),
        workflow: opened.workflow.clone(),
        cycle: u16::from(opened.lane == Lane::Review),
        facts: opened.facts.clone(),
        anchors: opened.anchors.clone(),
        tasks: opened.tasks.clone(),
        waiting: opened.waiting.clone(),
        hold: None,
        debts: Vec::new(),
        contacts: opened.contacts.clone(),
        identifiers: opened.identifiers.clone(),
        grants: Vec::new(),
        restricted: false,
        comments: u32::try_from(opened.notes.len()).unwrap_or(u32::MAX),
        batch: opened.batch,
        closed_for: None,
        digest: None,
        void: false,
        undo: None,
    }
}

fn one(case: &mut Case, event: &Event, meta: Meta) {
    let seq = meta.seq;
    // Talking about a case, looking at it or re-ordering its lane is not acting on it: a move can still be taken back.
    let acts = !matches!(event, Event::Commented { .. } | Event::GlassBroken { .. } | Event::Ranked { .. });
    if acts && case.touched.seq != seq {
        case.undo = None;
    }
    if acts {
        case.touched = Touch { by: meta.by, at: meta.at, seq };
    } else {
        case.touched.seq = seq;
    }
    match event {
        Event::Opened(_) | Event::Recorded => {}
        Event::DigestSet { to } => case.digest = Some(to.clone()),
        Event::Moved { to, rank, on, cycle, reason, .. } => {
            case.undo = Some(Box::new(before(case, meta.command)));
            case.lane = *to;
            case.rank = rank.clone();
            case.entered_on = *on;
            case.paused_days = 0;
            case.cycle = *cycle;
            case.closed_for = reason.clone().filter(|_| *to == Lane::Closed);
        }
        Event::Ranked { rank } => case.rank = rank.clone(),
        Event::MoveUndone { before, .. } => restore(case, before),
        Event::TasksAdded { tasks } => case.tasks.extend(tasks.iter().cloned()),
        Event::TaskDone { task, on, note } => {
            set(case, task, Status::Done { by: meta.by, on: *on, note: note.clone() });
        }
        Event::TaskReopened { task, .. } => set(case, task, Status::Open),
        Event::TaskWaived { task, on, reason } => {
            set(case, task, Status::Waived { by: meta.by, on: *on, reason: reason.clone() });
        }
        Event::TaskCancelled { task, reason } => {
            set(case, task, Status::Cancelled { reason: reason.clone() });
        }
        Event::TaskDue { task, to, late_start, .. } => with(case, task, |task| {
            task.due = *to;
            task.late_start = late_start.unwrap_or(task.late_start);
        }),
        Event::TaskAssigned { task, to, .. } => with(case, task, |task| task.assignee = *to),
        Event::DebtIncurred { debt } => case.debts.push(debt.clone()),
        Event::DebtPaid { task } => case.debts.retain(|debt| debt.task != *task),
        Event::OwnerSet { to, .. } => case.owner = *to,
        Event::CoverSet { to, .. } => case.cover = *to,
        Event::Joined { staff } => case.team.push(*staff),
        Event::Left { staff } => case.team.retain(|member| member != staff),
        Event::WaitingSet { to, .. } => case.waiting.clone_from(to),
        Event::Held { hold } => case.hold = Some(hold.clone()),
        Event::Resumed { days } => {
            case.hold = None;
            case.paused_days += days;
        }
        Event::Commented { .. } => case.comments += 1,
        Event::PatientChanged(change) => patient(case, change),
        Event::ContactSet { to, .. } => match case.contacts.iter_mut().find(|contact| contact.id == to.id) {
            Some(contact) => *contact = to.clone(),
            None => case.contacts.push(to.clone()),
        },
        Event::ContactRemoved { contact, .. } => case.contacts.retain(|known| known.id != contact.id),
        Event::DisciplinesSet { to, .. } => case.disciplines.clone_from(to),
        Event::FactsSet { to, .. } => case.facts = to.clone(),
        Event::AnchorSet { anchor, to, .. } => case.anchors.set(*anchor, *to),
        Event::GlassBroken { staff, until, .. } => grant(case, Grant { staff: *staff, until: *until }),
        Event::Restricted { on } => case.restricted = *on,
        Event::Voided { reason, .. } => {
            case.void = true;
            case.closed_for = Some(reason.clone());
        }
    }
}

fn grant(case: &mut Case, grant: Grant) {
    case.grants.retain(|other| other.staff != grant.staff);
    case.grants.push(grant);
}

fn before(case: &Case, command: CommandId) -> Before {
    Before {
        command,
        lane: case.lane,
        rank: case.rank.clone(),
        entered_on: case.entered_on,
        paused_days: case.paused_days,
        cycle: case.cycle,
        anchors: case.anchors.clone(),
        closed_for: case.closed_for.clone(),
        hold: case.hold.clone(),
        tasks: case.tasks.iter().map(|task| task.id.clone()).collect(),
        debts: case.debts.iter().map(|debt| debt.task.clone()).collect(),
    }
}

fn restore(case: &mut Case, before: &Before) {
    case.lane = before.lane;
    case.rank = before.rank.clone();
    case.entered_on = before.entered_on;
    case.paused_days = before.paused_days;
    case.cycle = before.cycle;
    case.anchors = before.anchors.clone();
    case.closed_for.clone_from(&before.closed_for);
    case.hold.clone_from(&before.hold);
    case.tasks.retain(|task| before.tasks.contains(&task.id));
    case.debts.retain(|debt| before.debts.contains(&debt.task));
    case.undo = None;
}

fn set(case: &mut Case, id: &TaskId, status: Status) {
    with(case, id, |task| task.status = status);
}

fn with(case: &mut Case, id: &TaskId, change: impl FnOnce(&mut crate::task::Task)) {
    if let Some(task) = case.tasks.iter_mut().find(|task| task.id == *id) {
        change(task);
    }
}

fn patient(case: &mut Case, change: &PatientChange) {
    match change {
        PatientChange::Name { to, .. } => case.patient.name = to.clone(),
        PatientChange::Born { to, .. } => case.patient.born = *to,
        PatientChange::Phone { to, .. } => case.patient.phone.clone_from(to),
        PatientChange::Language { to, .. } => case.patient.language.clone_from(to),
    }
}
