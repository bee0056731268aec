//! Why somebody may look who is not on the team: what they said when they opened the chart in an emergency.

use domain::access::Viewer;
use domain::case::{Case, Event};
use domain::journal::{Body, Entry};
use domain::kinds::Instant;

/// The reason of the grant by which alone this person sees the case now.
pub(super) fn reason(record: &Case, entries: &[Entry], viewer: &Viewer, now: Instant) -> Option<String> {
    let holds = record.grants.iter().any(|grant| grant.staff == viewer.staff && now < grant.until);
    if !holds || (Case { grants: Vec::new(), ..record.clone() }).shows_to(viewer, now) {
        return None;
    }
    entries.iter().rev().find_map(|entry| {
        let Body::Case { events, .. } = &entry.body else { return None };
        events.iter().find_map(|event| match event {
            Event::GlassBroken { staff, reason, .. } if *staff == viewer.staff => Some(reason.to_string()),
            _ => None,
        })
    })
}
