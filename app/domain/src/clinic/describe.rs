//! The clinic's history in words.

use super::Event;
use crate::access::Role;
use crate::calendar::said;
use std::collections::BTreeSet;

/// What happened, in plain words.
pub fn describe(event: &Event) -> String {
    match event {
        Event::Founded { name, .. } => format!("founded {name}"),
        Event::Renamed { from, to } => format!("renamed the clinic from {from} to {to}"),
        Event::SiteSet { site } => format!("set up the site {} ({})", site.name, site.zone.name),
        Event::Hired { staff } => format!("added {} as {}", staff.name, titles(&staff.roles)),
        Event::Changed { from, to } => {
            format!("changed {} from {} to {}", to.name, titles(&from.roles), titles(&to.roles))
        }
        Event::Left { reason, .. } => format!("ended somebody's rights: {reason}"),
        Event::LeavingSet { to: Some(to), .. } => {
            format!("arranged that somebody leaves after {}", said(to.last_day))
        }
        Event::LeavingSet { to: None, .. } => "called off that somebody leaves".to_owned(),
        Event::Returned { .. } => "gave somebody's rights back".to_owned(),
        Event::Published { workflow } => format!("published workflow {}", workflow.version),
        Event::PayerSet { from: None, to } => format!("added the payer {}", to.name),
        Event::LicencesSet { .. } => "changed what somebody is licensed for".to_owned(),
        Event::PayerSet { to, .. } => format!("published rules of the payer {}", to.name),
    }
}

pub(super) fn titles(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.title()).collect::<Vec<_>>().join(", ")
}
