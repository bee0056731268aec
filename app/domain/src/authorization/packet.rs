//! What a renewal packet needs, and who brings each part.

use crate::access::Role;
use crate::ids::AuthorizationId;
use crate::kinds::{Discipline, Line};
use crate::payer::PayerRules;
use crate::task::TaskId;

/// One thing of a packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Stays the same as long as the payer's list of documents does: `RN-01` and on, the payer's own `RN-D1` and on.
    pub code: String,
    /// What has to be done.
    pub title: String,
    /// Who does it.
    pub role: Role,
}

/// The parts of a renewal in the order of the work: what every packet has, with the payer's own documents between, and
/// last the request itself. The standing parts are the clinic's convention.
pub fn packet(rules: &PayerRules, discipline: Discipline) -> Vec<Item> {
    let item = |code: &str, title: String, role| Item { code: code.into(), title, role };
    let title = discipline.title();
    let mut items = vec![
        item("RN-01", format!("{title}: progress data and goal status since the last plan"), Role::Therapist),
        item(
            "RN-02",
            format!("{title}: updated plan with frequency, duration and units asked for"),
            Role::Therapist,
        ),
        item("RN-03", "Eligibility and benefits verified for the days after the end".into(), Role::Billing),
    ];
    if discipline == Discipline::Aba {
        // The analyst answers for the hours that technicians deliver.
        items[1].role = Role::ClinicalLead;
    }
    if rules.referral.contains(&discipline) {
        items.push(item("RN-04", "Referral in force for the days after the end".into(), Role::FrontDesk));
    }
    let numbered = rules.documents.iter().enumerate();
    items.extend(numbered.map(|(at, document)| Item {
        code: format!("RN-D{}", at + 1),
        title: document.as_str().to_owned(),
        role: who(document),
    }));
    items.push(item("RN-09", "Request sent, with its date and reference".into(), Role::AuthSpecialist));
    items
}

/// What the ids of all parts begin with.
const PART: &str = "T-RN-";

/// The task that a part of a packet is, once somebody has begun it: the same each time.
pub fn task(authorization: AuthorizationId, item: &Item) -> Option<TaskId> {
    let part = item.code.strip_prefix("RN-").unwrap_or(&item.code);
    TaskId::try_from(format!("{PART}{part}-{}", authorization.0.simple())).ok()
}

/// Whether a task is a part of some packet.
pub fn is_part(task: &TaskId) -> bool {
    task.as_str().starts_with(PART)
}

/// Whether a task is a part of the packet that renews this authorization.
pub fn is_part_of(task: &TaskId, authorization: AuthorizationId) -> bool {
    is_part(task) && task.as_str().ends_with(&authorization.0.simple().to_string())
}

/// Whoever writes a document brings it. What no word gives away is for the person who watches over authorizations.
fn who(document: &Line) -> Role {
    let words = document.as_str().to_ascii_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    if says(&["referral", "order", "prescription"]) {
        Role::FrontDesk
    } else if says(&["supervis", "co-sign"]) {
        Role::ClinicalLead
    } else if says(&[
        "progress",
        "plan",
        "goal",
        "note",
        "evaluation",
        "assessment",
        "data",
        "measure",
        "report",
    ]) {
        Role::Therapist
    } else {
        Role::AuthSpecialist
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::samples::rules;

    #[test]
    fn a_packet_has_the_standing_parts_and_the_payers_own_and_ends_with_the_request() {
        let documents = ["Physician order", "Progress report under 30 days old", "Payer form 7"];
        let mut rules = rules();
        rules.documents = documents.map(|text| Line::parse(text).unwrap()).into();
        let items = packet(&rules, Discipline::Slp);
        let seen: Vec<_> = items.iter().map(|item| (item.code.as_str(), item.role)).collect();
        assert_eq!(
            seen,
            [
                ("RN-01", Role::Therapist),
                ("RN-02", Role::Therapist),
                ("RN-03", Role::Billing),
                ("RN-D1", Role::FrontDesk),
                ("RN-D2", Role::Therapist),
                ("RN-D3", Role::AuthSpecialist),
                ("RN-09", Role::AuthSpecialist),
            ]
        );
        assert_eq!(items[4].title, "Progress report under 30 days old");
    }

    #[test]
    fn a_referral_is_asked_where_the_payer_wants_one() {
        let mut rules = rules();
        rules.referral = vec![Discipline::Pt];
        let has = |discipline| packet(&rules, discipline).iter().any(|item| item.code == "RN-04");
        assert!(has(Discipline::Pt) && !has(Discipline::Aba));
        assert_eq!(packet(&rules, Discipline::Aba)[1].role, Role::ClinicalLead);
    }
}
