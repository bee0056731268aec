//! Who sees a document, which ends soon, and what has to be there on a day of service.

use super::{Documents, Filed, Kind};
use crate::access::{CaseScope, Part, Right, Role, Viewer};
use crate::authorization::letter::{FILE_BYTES_MAX, File, FileProblem};
use crate::kinds::{Date, Instant};
use chrono::Days;

/// How a document stands to somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sight {
    /// They see it.
    Open,
    /// They see it after typing why.
    WithReason,
    /// For them it is not there.
    Hidden,
}

/// How a document stands to somebody. A sensitive one is open to those of the team who treat and to the clinical lead; the
/// director, and a clinician who opened the case by breaking the glass, give a reason; for everybody else, whoever filed it
/// too, it is not there.
pub fn sight(filed: &Filed, viewer: &Viewer, case: &CaseScope<'_>, now: Instant) -> Sight {
    let part = viewer.part(filed.what.kind.area(), Right::Read, case, now);
    if !matches!(part, Some(Part::Whole | Part::ForPacket)) {
        return Sight::Hidden;
    }
    if !filed.what.sensitivity.is_hidden() {
        return Sight::Open;
    }
    let treats = viewer.roles.iter().any(|role| role.is_clinical());
    if (treats && case.team.contains(&viewer.staff)) || viewer.serves(Role::ClinicalLead, case, now) {
        Sight::Open
    } else if treats || viewer.roles.contains(&Role::Director) {
        Sight::WithReason
    } else {
        Sight::Hidden
    }
}

/// The documents that there are for somebody, in the order in which they were filed.
pub fn visible<'a>(
    documents: &'a Documents,
    viewer: &Viewer,
    case: &CaseScope<'_>,
    now: Instant,
) -> Vec<(&'a Filed, Sight)> {
    let there = documents.files.iter().filter(|filed| filed.gone.is_none());
    let seen = there.map(|filed| (filed, sight(filed, viewer, case, now)));
    seen.filter(|(_, sight)| *sight != Sight::Hidden).collect()
}

/// Whether a document holds on a day.
pub fn in_force(filed: &Filed, day: Date) -> bool {
    filed.gone.is_none() && filed.what.on <= day && filed.what.expires.is_none_or(|expires| day < expires)
}

/// The documents that hold today and no longer do so `within` days from now, soonest first.
pub fn expiring(documents: &Documents, today: Date, within: u16) -> Vec<&Filed> {
    let until = today.checked_add_days(Days::new(u64::from(within)));
    let ends =
        |filed: &&Filed| filed.what.expires.zip(until).is_some_and(|(expires, until)| expires <= until);
    let mut found: Vec<&Filed> =
        documents.files.iter().filter(|filed| in_force(filed, today)).filter(ends).collect();
    found.sort_by_key(|filed| filed.what.expires);
    found
}

/// What was not there on a day of service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lack {
    /// What is missing.
    pub kind: Kind,
    /// There is one, but not for that day.
    pub other_days: bool,
}

/// Which papers no document shows for a day of service. Source: 45 CFR 164.520 for the privacy notice; otherwise clinic
/// convention (AUD-40).
pub fn lacking(documents: &Documents, day: Date, telehealth: bool) -> Vec<Lack> {
    let mut needed = vec![Kind::Consent, Kind::PrivacyAcknowledgement];
    needed.extend(telehealth.then_some(Kind::TelehealthConsent));
    let of = |kind: Kind| {
        documents.files.iter().filter(move |filed| filed.what.kind == kind && filed.gone.is_none())
    };
    let missing = needed.into_iter().filter(|kind| !of(*kind).any(|filed| in_force(filed, day)));
    missing.map(|kind| Lack { kind, other_days: of(kind).next().is_some() }).collect()
}

/// Bytes that may be kept.
pub(super) fn acceptable(file: &File) -> Result<(), FileProblem> {
    match usize::try_from(file.bytes) {
        Ok(0) => Err(FileProblem::Empty),
        Ok(1..=FILE_BYTES_MAX) => Ok(()),
        _ => Err(FileProblem::TooLarge),
    }
}
