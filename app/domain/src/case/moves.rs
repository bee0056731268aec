//! Moving between lanes: the gate, the override and its debt, the way back, undo.

use super::decide::Ground;
use super::{Case, Debt, Event, coming};
use crate::access::{Area, Right};
use crate::gate::{Gate, gate};
use crate::ids::CommandId;
use crate::kinds::{Lane, Line, Rank, Via};
use crate::refusal::Refusal;
use crate::workflow::Anchor;

pub(super) struct Wish<'a> {
    pub(super) from: Lane,
    pub(super) to: Lane,
    pub(super) rank: &'a Rank,
    pub(super) via: Via,
    pub(super) reason: Option<&'a Line>,
    pub(super) over: bool,
}

/// A move: forward through the gate, or past it with a debt; backward with a reason.
pub(super) fn go(ground: &Ground<'_>, wish: &Wish<'_>) -> Result<Vec<Event>, Refusal> {
    let case = ground.case;
    let people = case.people();
    if !ground.cx.viewer.may_move(&case.scope(&people), ground.cx.now) {
        return Err(Refusal::NotAllowed);
    }
    seen_where_it_is(case, wish.from)?;
    if wish.to == case.lane {
        return Err(Refusal::SameLane);
    }
    let back = wish.to < case.lane;
    if wish.reason.is_none() && (back || wish.to == Lane::Closed) {
        return Err(Refusal::ReasonNeeded);
    }
    let debts = if back { vec![] } else { pass(ground, wish)? };
    let cycle = case.cycle_after(wish.to);
    let kept_reason = wish.reason.filter(|_| back || wish.to == Lane::Closed || !debts.is_empty());
    let mut events = vec![Event::Moved {
        from: case.lane,
        to: wish.to,
        rank: wish.rank.clone(),
        on: ground.today,
        via: wish.via,
        cycle,
        reason: kept_reason.cloned(),
    }];
    events.extend(anchors(ground, wish.to));
    events.extend(debts.into_iter().map(|debt| Event::DebtIncurred { debt }));
    events.extend(coming::entering(ground, wish.to, cycle));
    if case.hold.is_some() && wish.to == Lane::Closed {
        events.push(super::care::resumed(ground));
    }
    Ok(events)
}

/// The gate, or what it costs to go past it.
fn pass(ground: &Ground<'_>, wish: &Wish<'_>) -> Result<Vec<Debt>, Refusal> {
    let case = ground.case;
    let people = case.people();
    let may_override = ground.cx.viewer.may_override_gate(&case.scope(&people), ground.cx.now);
    let gate = Gate { may_override, ..gate(ground.workflow, case, wish.to, ground.today) };
    if gate.is_open() {
        return Ok(vec![]);
    }
    if !wish.over {
        return Err(Refusal::Gate(Box::new(gate)));
    }
    if !may_override {
        return Err(Refusal::NotAllowed);
    }
    let reason = wish.reason.ok_or(Refusal::ReasonNeeded)?;
    let debt = |task| Debt { task, since: ground.today, by: ground.cx.viewer.staff, reason: reason.clone() };
    Ok(gate.missing().map(|item| debt(item.task.clone())).collect())
}

fn anchors(ground: &Ground<'_>, to: Lane) -> Option<Event> {
    let anchor = match to {
        Lane::Review => Anchor::ReviewEntry,
        Lane::Transition => Anchor::DischargeDecision,
        _ => return None,
    };
    let from = ground.case.anchors.get(anchor, ground.case.entered_on);
    Some(Event::AnchorSet { anchor, from, to: ground.today })
}

fn seen_where_it_is(case: &Case, seen: Lane) -> Result<(), Refusal> {
    if case.lane == seen {
        return Ok(());
    }
    Err(Refusal::MovedMeanwhile { now: case.lane, by: case.touched.by, at: case.touched.at })
}

/// Another place in the same lane. Days in lane do not change.
pub(super) fn rank(ground: &Ground<'_>, lane: Lane, rank: &Rank) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    seen_where_it_is(ground.case, lane)?;
    Ok(if ground.case.rank == *rank { vec![] } else { vec![Event::Ranked { rank: rank.clone() }] })
}

/// Takes a move back, with the tasks and debts that it brought, if nobody acted since.
pub(super) fn undo(ground: &Ground<'_>, of: CommandId) -> Result<Vec<Event>, Refusal> {
    let case = ground.case;
    let people = case.people();
    if !ground.cx.viewer.may_move(&case.scope(&people), ground.cx.now) {
        return Err(Refusal::NotAllowed);
    }
    match &case.undo {
        Some(before) if before.command == of => {
            Ok(vec![Event::MoveUndone { from: case.lane, before: before.clone() }])
        }
        // `apply` forgets the way back as soon as anybody acts.
        _ if case.touched.by == ground.cx.viewer.staff => Err(Refusal::NothingToUndo),
        _ => Err(Refusal::ActedSince { by: case.touched.by, at: case.touched.at }),
    }
}

/// The command that undo would take back, if there is one.
pub fn undoable(case: &Case) -> Option<CommandId> {
    case.undo.as_ref().map(|before| before.command)
}
