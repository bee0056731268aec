//! What plans and goals prove, and the days that follow from them.

use super::evidence;
use crate::case::dates;
use crate::case::ledger::Course;
use crate::plan::{Approval, Certified, Event};
use crate::workflow::Anchor;

pub(super) fn after(course: &mut Course<'_>, event: &Event) {
    let today = course.today;
    match event {
        Event::Signed { version, .. } => {
            evidence(course, "plan_of_care", today);
            evidence(course, "goals", today);
            // Whoever signs it again starts the days that count from a signed plan anew.
            anchor(course, Anchor::PlanSigned, today);
            if version.approval == Approval::NotNeeded {
                evidence(course, "review_note", today);
            }
        }
        Event::Approved { .. } => evidence(course, "review_note", today),
        Event::Certified { certified, .. } => {
            let first = matches!(certified, Certified::Sent { .. });
            evidence(course, if first { "transmission_proof" } else { "certification" }, certified.on());
            evidence(course, "recertification", certified.on());
            if let Some(last) = certified.until().pred_opt() {
                anchor(course, Anchor::CertificationEnd, last);
            }
        }
        Event::Stands { .. } => evidence(course, "goal_updates", today),
        Event::Written { .. } | Event::Returned { .. } | Event::GoalSet(_) | Event::Found { .. } => {}
    }
}

fn anchor(course: &mut Course<'_>, anchor: Anchor, on: crate::kinds::Date) {
    let events = dates::set(&course.ground(), anchor, on, None);
    course.then(events);
}
