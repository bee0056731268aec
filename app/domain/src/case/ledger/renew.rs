//! The packet that renews an authorization, as tasks of the case.

use super::Course;
use crate::access::{Area, Right};
use crate::authorization::Authorization;
use crate::authorization::packet::{Item, packet, task};
use crate::case::{Event, WaitReason, Waiting};
use crate::clinic::Staff;
use crate::ids::{AuthorizationId, StaffId};
use crate::kinds::{Date, Line};
use crate::payer::PayerRules;
use crate::refusal::{Field, Refusal};
use crate::task::Task;

/// Begins the packet. Parts that are tasks already stay as they are. Whoever keeps authorizations may do it for everybody
/// whose part it is, and the card waits visibly when the end is near and it waits for nothing else.
pub(super) fn begin(course: &mut Course<'_>, id: AuthorizationId, due: Option<Date>) -> Result<(), Refusal> {
    course.may(Area::Authorizations, Right::Write)?;
    let known = course.ledger.authorization(id).cloned();
    let authorization = known.ok_or(Refusal::Missing { field: Field::Authorization })?;
    let payer = course.ledger.policy(authorization.policy).and_then(|one| course.cx.clinic.payer(one.payer));
    let Some(rules) = payer.and_then(|payer| payer.rules_on(course.today)) else {
        let sentence = "No rules of this payer count today, so nobody knows what its packet needs. Add its rules first; nothing was changed.";
        return Err(Refusal::problem(Field::Authorization, &sentence));
    };
    let due = due.map(|due| due.max(course.today));
    let parts = packet(rules, authorization.discipline);
    let new: Vec<Task> = parts.iter().filter_map(|item| part(course, &authorization, item, due)).collect();
    let waiting = waits(course, &authorization, rules);
    if !new.is_empty() {
        course.then(vec![Event::TasksAdded { tasks: new }]);
        if let Some(to) = waiting {
            course.then(vec![Event::WaitingSet { from: None, to: Some(to) }]);
        }
    }
    Ok(())
}

fn part(course: &Course<'_>, of: &Authorization, item: &Item, due: Option<Date>) -> Option<Task> {
    let id = task(of.id, item)?;
    if course.case.tasks.iter().any(|known| known.id == id) {
        return None;
    }
    let title = Line::parse(&item.title).ok()?;
    let (title, lane) = (Some(title), Some(course.case.lane));
    Some(Task { title, lane, assignee: owner(course, of, item), ..Task::to_do(id, due) })
}

/// Somebody of the case's team in that role, of the discipline if there is one; or the only one in that role at the site.
/// Where several could do it nobody is named, and they see it in their lists.
fn owner(course: &Course<'_>, of: &Authorization, item: &Item) -> Option<StaffId> {
    let clinic = course.cx.clinic;
    let fits = |staff: &&Staff| {
        staff.left.is_none() && staff.roles.contains(&item.role) && staff.sites.contains(course.case.site)
    };
    let people = course.case.people();
    let team: Vec<&Staff> = people.iter().filter_map(|id| clinic.active(*id)).filter(fits).collect();
    let of_discipline = team.iter().find(|staff| staff.disciplines.contains(&of.discipline));
    if let Some(staff) = of_discipline.or(team.first()) {
        return Some(staff.id);
    }
    let mut all = clinic.staff.values().filter(fits);
    all.next().filter(|_| all.next().is_none()).map(|staff| staff.id)
}

/// The card waits once the payer would warn of the end.
fn waits(course: &Course<'_>, of: &Authorization, rules: &PayerRules) -> Option<Waiting> {
    let warned = i64::from(rules.warn_days.iter().copied().max().unwrap_or(0));
    let near = of.last_day().is_some_and(|last| (last - course.today).num_days() <= warned);
    if !near || course.case.waiting.is_some() {
        return None;
    }
    let note = Line::parse("renewal packet").ok();
    Some(Waiting { reason: WaitReason::AwaitingAuth, note, since: course.today })
}
