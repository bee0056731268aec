//! Who looks after a case, what it waits for, pauses, comments, and the doors in an emergency.

use super::decide::Ground;
use super::{Event, Hold, Seen, WaitReason, Waiting};
use crate::access::{Area, BREAK_GLASS_HOURS, Right};
use crate::ids::{CommentId, StaffId};
use crate::kinds::{Date, Line, Prose};
use crate::refusal::{Field, Refusal};
use chrono::{Days, TimeDelta};

/// People on one care team at most.
const TEAM_MAX: usize = 40;
/// People named in one comment at most.
const MENTIONS_MAX: usize = 50;
/// The longest pause, in days.
const HOLD_DAYS_MAX: u64 = 366;
/// A reason to open a chart of others has so many characters at least: compliance reads it, and has to judge by it.
const GLASS_REASON_MIN: usize = 10;

fn works_here(ground: &Ground<'_>, staff: Option<StaffId>) -> Result<(), Refusal> {
    match staff {
        Some(staff) if ground.cx.clinic.active(staff).is_none() => Err(Refusal::NoSuchStaff),
        _ => Ok(()),
    }
}

fn words(ground: &Ground<'_>, staff: Option<StaffId>) -> String {
    staff.map_or_else(|| "nobody".to_owned(), |staff| ground.cx.clinic.name_of(staff))
}

/// Names the owner.
pub(super) fn own(ground: &Ground<'_>, seen: &Seen<Option<StaffId>>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    works_here(ground, seen.to)?;
    let from = ground.case.owner;
    ground.unchanged(Field::Owner, seen, &from, |staff| words(ground, *staff))?;
    Ok(if from == seen.to { vec![] } else { vec![Event::OwnerSet { from, to: seen.to }] })
}

/// Names the covering person.
pub(super) fn cover(ground: &Ground<'_>, seen: &Seen<Option<StaffId>>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    works_here(ground, seen.to)?;
    let from = ground.case.cover;
    ground.unchanged(Field::Cover, seen, &from, |staff| words(ground, *staff))?;
    Ok(if from == seen.to { vec![] } else { vec![Event::CoverSet { from, to: seen.to }] })
}

/// Adds somebody to the care team.
pub(super) fn join(ground: &Ground<'_>, staff: StaffId) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    works_here(ground, Some(staff))?;
    if TEAM_MAX <= ground.case.team.len() {
        return Err(Refusal::TooMany { field: Field::Count, max: TEAM_MAX });
    }
    Ok(if ground.case.team.contains(&staff) { vec![] } else { vec![Event::Joined { staff }] })
}

/// Takes somebody off the care team.
pub(super) fn leave(ground: &Ground<'_>, staff: StaffId) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    Ok(if ground.case.team.contains(&staff) { vec![Event::Left { staff }] } else { vec![] })
}

/// Raises the waiting flag; the same reason keeps its day. What a case waits for is on its card, so it is for those who
/// write to the board.
pub(super) fn wait(
    ground: &Ground<'_>,
    reason: WaitReason,
    note: Option<&Line>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    let from = ground.case.waiting.clone();
    let since = from
        .as_ref()
        .filter(|waiting| waiting.reason == reason)
        .map_or(ground.today, |waiting| waiting.since);
    let to = Some(Waiting { reason, note: note.cloned(), since });
    Ok(if from == to { vec![] } else { vec![Event::WaitingSet { from, to }] })
}

/// Lowers the waiting flag.
pub(super) fn stop_waiting(ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    let from = ground.case.waiting.clone();
    Ok(if from.is_none() { vec![] } else { vec![Event::WaitingSet { from, to: None }] })
}

/// Pauses the clocks until a day after today.
pub(super) fn hold(ground: &Ground<'_>, reason: &Line, wake_on: Date) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    let wanted = pause(reason, wake_on, ground.today)?;
    let since = ground.case.hold.as_ref().map_or(ground.today, |hold| hold.since);
    let hold = Hold { since, ..wanted };
    Ok(if ground.case.hold.as_ref() == Some(&hold) { vec![] } else { vec![Event::Held { hold }] })
}

/// A pause that begins today, if it ends on a day that may be.
pub(super) fn pause(reason: &Line, wake_on: Date, today: Date) -> Result<Hold, Refusal> {
    let (from, to) = (today + Days::new(1), today + Days::new(HOLD_DAYS_MAX));
    super::dates::between(Field::WakeOn, wake_on, from, to)?;
    Ok(Hold { reason: reason.clone(), wake_on, since: today })
}

/// Ends the pause.
pub(super) fn resume(ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    if ground.case.hold.is_none() {
        return Err(Refusal::NotOnHold);
    }
    Ok(vec![resumed(ground)])
}

/// How long the pause lasted within this lane.
pub(super) fn resumed(ground: &Ground<'_>) -> Event {
    let since = ground.case.hold.as_ref().map_or(ground.today, |hold| hold.since.max(ground.case.entered_on));
    Event::Resumed { days: u32::try_from((ground.today - since).num_days()).unwrap_or(0) }
}

/// Says something. Who is named must work here.
pub(super) fn comment(
    ground: &Ground<'_>,
    id: CommentId,
    text: &Prose,
    mentions: &[StaffId],
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Messages, Right::Write)?;
    if MENTIONS_MAX < mentions.len() {
        return Err(Refusal::TooMany { field: Field::Count, max: MENTIONS_MAX });
    }
    for staff in mentions {
        works_here(ground, Some(*staff))?;
    }
    let mut mentions = mentions.to_vec();
    mentions.sort_unstable();
    mentions.dedup();
    Ok(vec![Event::Commented { id, text: text.clone(), mentions }])
}

/// Opens a case of others for a few hours; compliance sees it.
pub(super) fn break_glass(ground: &Ground<'_>, reason: &Line) -> Result<Vec<Event>, Refusal> {
    let viewer = ground.cx.viewer;
    if !viewer.may_break_glass() {
        return Err(Refusal::NotAllowed);
    }
    if reason.as_str().chars().count() < GLASS_REASON_MIN {
        return Err(Refusal::ReasonTooShort { min: GLASS_REASON_MIN });
    }
    let until = ground.cx.now + TimeDelta::hours(BREAK_GLASS_HOURS);
    Ok(vec![Event::GlassBroken { staff: viewer.staff, until, reason: reason.clone() }])
}

/// Hides a chart from all but its team, or no longer.
pub(super) fn restrict(ground: &Ground<'_>, on: bool) -> Result<Vec<Event>, Refusal> {
    let people = ground.case.people();
    if !ground.cx.viewer.may_override_gate(&ground.case.scope(&people), ground.cx.now) {
        return Err(Refusal::NotAllowed);
    }
    Ok(if ground.case.restricted == on { vec![] } else { vec![Event::Restricted { on }] })
}

/// Takes a case that was opened in error off the board.
pub(super) fn void(ground: &Ground<'_>, reason: &Line) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    ground
        .may(Area::Demographics, Right::Write)
        .or_else(|_| restrict(ground, ground.case.restricted).map(|_| ()))?;
    Ok(vec![Event::Voided { reason: reason.clone(), batch: None, of: None }])
}
