//! What follows for the case when it was discharged, or somebody called afterwards.

use super::{add, evidence};
use crate::case::Event as CaseEvent;
use crate::case::ledger::Course;
use crate::ending::Event;
use crate::task::TaskId;

pub(super) fn ended(course: &mut Course<'_>, event: &Event) {
    match event {
        Event::Discharged { discharge, follow_ups } => {
            let on = discharge.what.on;
            evidence(course, "discharge_summary", on);
            for call in follow_ups {
                let title = format!("Call {} days after the discharge", call.after);
                add(course, call.task(), &title, call.due, None);
            }
            if !follow_ups.is_empty() {
                evidence(course, "follow_up_calls", on);
            }
        }
        Event::Called { call, over, .. } => {
            for after in over {
                let Ok(task) = TaskId::try_from(format!("T-call-{after}")) else { continue };
                if course.case.open_tasks().any(|open| open.id == task) {
                    course.then(vec![CaseEvent::TaskDone { task, on: call.on, note: None }]);
                }
            }
        }
        Event::Added(_) | Event::EarlierLinked(_) | Event::LaterLinked(_) => {}
    }
}
