//! What events make of the state, and how the history tells them.

use super::{Charges, Event, Format, Hold, Release};
use crate::case::Meta;
use crate::clinic::Clinic;

/// Applies an event.
pub fn apply(state: &mut Charges, event: &Event, meta: Meta) {
    match event {
        Event::Released { visits, on } => {
            let release = |visit| Release { visit, on: *on, by: meta.by, exports: vec![] };
            state.released.extend(visits.iter().copied().map(release));
        }
        Event::Held { visit, reason } => {
            state.released.retain(|release| release.visit != *visit);
            state.held.retain(|hold| hold.visit != *visit);
            state.held.push(Hold { visit: *visit, reason: reason.clone(), by: meta.by });
        }
        Event::LetGo { visit } => state.held.retain(|hold| hold.visit != *visit),
        Event::Exported { visits, export } => {
            let left = |release: &&mut Release| visits.contains(&release.visit);
            state.released.iter_mut().filter(left).for_each(|release| release.exports.push(export.clone()));
        }
        Event::Denied(denial) => state.denials.push((**denial).clone()),
        Event::Resolved { denial, to } => {
            let which = state.denials.iter_mut().filter(|one| one.id == *denial);
            which.for_each(|one| one.resolved = Some(*to));
        }
    }
}

/// One line of the history.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    let count =
        |visits: usize| if visits == 1 { "1 session".to_owned() } else { format!("{visits} sessions") };
    match event {
        Event::Released { visits, .. } => format!("Released the charges of {}", count(visits.len())),
        Event::Held { reason, .. } => format!("Kept the charge of a session back: {reason}"),
        Event::LetGo { .. } => "No longer keeps the charge of a session back".to_owned(),
        Event::Exported { visits, export } => {
            let form = match export.format {
                Format::Table => "as a table of charges",
                Format::Claim => "as a claim",
            };
            let again = export.again.as_ref().map(|why| format!(", once more: {why}")).unwrap_or_default();
            format!("Exported {} {form}{again}", count(visits.len()))
        }
        Event::Denied(denial) => {
            let codes: Vec<String> = denial.codes.iter().map(ToString::to_string).collect();
            format!("The payer denied {} (reason {})", denial.amount, codes.join(", "))
        }
        Event::Resolved { to, .. } => format!("A denial was {}", to.how.title()),
    }
}
