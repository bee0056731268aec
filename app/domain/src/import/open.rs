//! A draft becomes the wish to open a case, so that an import goes through the same rules as a person's hand.

use super::draft::{Draft, Guardian};
use crate::case::{Contact, Identifier, NewCase, Patient, Pause, Relation, Step, WaitReason};
use crate::ids::{BatchId, ContactId, SiteId};
use crate::kinds::{Date, Lane, Line, Name, Prose, Rank, TEXT_MAX};
use crate::task::TaskId;
use crate::workflow::{Facts, PayerClass};
use chrono::Days;
use uuid::Uuid;

/// Days after which a case that was on hold in the sheet comes back to its owner's list: the sheet has no day.
const WAKE_AFTER_DAYS: u64 = 14;

/// Where drafts become cases.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// For rows that name no site of the clinic.
    pub site: SiteId,
    /// The clinic's today.
    pub today: Date,
    /// The import.
    pub batch: BatchId,
}

/// The case that this draft asks for, at a place in its lane. `fresh` makes ids.
pub fn new_case(
    draft: &Draft,
    line: u32,
    place: Place,
    rank: Rank,
    mut fresh: impl FnMut() -> Uuid,
) -> NewCase {
    let standing = draft.standing;
    let mut rest = draft.notes.clone();
    let identifiers = identifiers(draft, &mut rest);
    let steps = step(draft, &mut rest, &mut fresh);
    NewCase {
        patient: Patient {
            name: draft.name.clone(),
            born: draft.birth_on,
            phone: draft.phone.clone(),
            language: None,
        },
        disciplines: draft.disciplines.clone(),
        site: draft.site.unwrap_or(place.site),
        rank,
        referred_on: draft.referral_on,
        owner: draft.owner,
        contacts: contacts(draft, &mut rest, &mut fresh),
        identifiers,
        facts: Facts { payer: draft.payer, ..Facts::default() },
        lane: Some(standing.lane),
        entered_on: draft.lane_since,
        waiting: standing.waiting.then_some(match standing.lane {
            Lane::Intake => WaitReason::Waitlist,
            _ => WaitReason::AwaitingAuth,
        }),
        pause: pause(draft, place.today),
        steps,
        notes: notes(line, &rest),
        batch: Some(place.batch),
    }
}

/// What a payer's name says for certain; anything else is left to a person.
pub fn payer_class(words: &str) -> Option<PayerClass> {
    let words = format!(" {} ", super::fold::fold(words));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(&format!(" {phrase} ")));
    match () {
        () if says(&["medicare advantage", "medicare adv"]) => Some(PayerClass::MedicareAdvantage),
        () if says(&["medicaid", "chip", "medi cal"]) => Some(PayerClass::Medicaid),
        () if says(&["medicare"]) => Some(PayerClass::Medicare),
        () if says(&["tricare"]) => Some(PayerClass::Tricare),
        () if says(&["workers comp", "work comp", "workers compensation", "wc"]) => {
            Some(PayerClass::WorkersComp)
        }
        () if says(&["self pay", "selfpay", "private pay", "cash", "out of pocket"]) => {
            Some(PayerClass::SelfPay)
        }
        () => None,
    }
}

fn contacts(
    draft: &Draft,
    rest: &mut Vec<(String, String)>,
    fresh: &mut impl FnMut() -> Uuid,
) -> Vec<Contact> {
    let own = draft.email.iter().map(|email| {
        let guardian = Guardian { name: Some(draft.name.clone()), phone: None, email: Some(email.clone()) };
        (Relation::Patient, guardian)
    });
    let others = draft.guardians.iter().map(|guardian| (Relation::Guardian, guardian.clone()));
    let mut contacts = Vec::new();
    for (relation, person) in own.chain(others) {
        let Some(name) = person.name.or_else(|| Name::parse("Guardian (name not given)").ok()) else {
            continue;
        };
        let email = person.email.and_then(|email| {
            let line = Line::parse(&email).ok();
            if line.is_none() {
                rest.push(("E-mail".to_owned(), email));
            }
            line
        });
        contacts.push(Contact {
            id: ContactId(fresh()),
            name,
            relation,
            phone: person.phone,
            email,
            // They were called so far; that records may be sent to them, a sheet does not prove.
            may_call: true,
            may_receive: false,
            custody: None,
        });
    }
    contacts
}

fn identifiers(draft: &Draft, rest: &mut Vec<(String, String)>) -> Vec<Identifier> {
    let mut kept = Vec::new();
    for (label, value) in &draft.identifiers {
        match (Line::parse(label), Line::parse(value)) {
            (Ok(label), Ok(value)) => kept.push(Identifier { label, value }),
            _ => rest.push((label.clone(), value.clone())),
        }
    }
    kept
}

fn step(draft: &Draft, rest: &mut Vec<(String, String)>, fresh: &mut impl FnMut() -> Uuid) -> Vec<Step> {
    let title = match (&draft.next_step, draft.next_due) {
        (None, None) => return Vec::new(),
        (Some(words), _) => words.split_whitespace().collect::<Vec<_>>().join(" "),
        (None, Some(_)) => "Next step from the imported sheet".to_owned(),
    };
    let task = TaskId::try_from(format!("T-{}", fresh().simple()));
    match (Line::parse(&title), task) {
        // A closed case has nothing left to do; what was planned stays readable.
        (Ok(title), Ok(task)) if draft.standing.lane != Lane::Closed => {
            vec![Step { task, title, due: draft.next_due }]
        }
        _ => {
            rest.push(("Next step".to_owned(), title));
            rest.extend(draft.next_due.map(|due| ("Next step due".to_owned(), due.to_string())));
            Vec::new()
        }
    }
}

fn pause(draft: &Draft, today: Date) -> Option<Pause> {
    if !draft.standing.hold || draft.standing.lane == Lane::Closed {
        return None;
    }
    let reason = Line::parse("On hold in the imported sheet; set the day on which it goes on").ok()?;
    Some(Pause { reason, wake_on: today + Days::new(WAKE_AFTER_DAYS) })
}

/// One note, or as many as the text needs.
fn notes(line: u32, rest: &[(String, String)]) -> Vec<Prose> {
    if rest.is_empty() {
        return Vec::new();
    }
    let mut text = format!("From row {line} of the imported sheet:");
    for (column, cell) in rest {
        text.push('\n');
        text.push_str(column);
        text.push_str(": ");
        text.extend(
            cell.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }),
        );
    }
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(TEXT_MAX)
        .filter_map(|chunk| Prose::parse(&chunk.iter().collect::<String>()).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Context, Mapping, RawRow, Sheet, sort};

    fn cases(headers: &str, row: &str) -> NewCase {
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let rows = vec![RawRow { line: 2, cells: cells(row), faults: vec![] }];
        let sheet = Sheet { headers: cells(headers), rows, notes: vec![] };
        let today = "2026-03-10".parse().unwrap();
        let mapping = Mapping::proposed(&sheet, today);
        let sorted = sort(&sheet, &mapping, &Context { as_of: today, staff: vec![], sites: vec![] }, &[]);
        let (line, draft) = sorted.ready().next().expect("the row is ready");
        let place = Place { site: SiteId(Uuid::nil()), today, batch: BatchId(Uuid::nil()) };
        let mut next = 0;
        new_case(draft, line, place, Rank::between(None, None), || {
            next += 1;
            Uuid::from_u128(next)
        })
    }

    #[test]
    fn a_row_keeps_its_age_its_people_and_its_plans() {
        let new = cases(
            "Name | DOB | Parent | Parent Phone | Email | Svc | Status | Since | Ref date | Next step | Next due | Insurance | MRN",
            "Li, Ana | 3/14/2019 | Jo Li | 212-555-0134 | ana@example.org | OT | On hold | 1/25/2026 | 12/20/2025 | call mom | \
             3/20/2026 | State Medicaid | 4411",
        );
        assert_eq!(new.patient.name.as_str(), "Ana Li");
        assert_eq!((new.lane, new.entered_on), (Some(Lane::Active), "2026-01-25".parse().ok()));
        assert_eq!(new.referred_on, "2025-12-20".parse().ok());
        assert_eq!(new.pause.map(|pause| pause.wake_on), "2026-03-24".parse().ok());
        let people: Vec<_> =
            new.contacts.iter().map(|c| (c.relation, c.name.as_str(), c.may_receive)).collect();
        assert_eq!(people, [(Relation::Patient, "Ana Li", false), (Relation::Guardian, "Jo Li", false)]);
        assert_eq!(new.steps[0].title.as_str(), "call mom");
        assert_eq!(new.steps[0].due, "2026-03-20".parse().ok());
        assert_eq!(new.facts.payer, Some(PayerClass::Medicaid));
        assert_eq!(new.identifiers[0].value.as_str(), "4411");
        assert_eq!(
            new.notes[0].as_str(),
            "From row 2 of the imported sheet:\nStatus: On hold\nInsurance: State Medicaid"
        );
    }

    #[test]
    fn a_long_cell_becomes_several_notes_and_nothing_of_it_is_lost() {
        let new = cases("Name | Svc | Memo", &format!("Ana Li | OT | {}", "x".repeat(25_000)));
        assert_eq!(new.notes.len(), 3);
        let letters: usize = new.notes.iter().map(|note| note.as_str().matches('x').count()).sum();
        assert_eq!(letters, 25_000);
    }

    #[test]
    fn a_closed_row_is_closed_and_waits_for_nothing() {
        let new = cases("Name | Svc | Status | Next due", "Ana Li | OT | Discharged | 3/20/2026");
        assert_eq!(new.lane, Some(Lane::Closed));
        assert!(new.steps.is_empty() && new.pause.is_none() && new.waiting.is_none());
        assert!(new.notes[0].as_str().contains("Next step due: 2026-03-20"));
    }

    #[test]
    fn a_waiting_list_is_a_flag() {
        let new = cases("Name | Svc | Status | Ref date", "Ana Li | OT | wait list | 2/20/2026");
        assert_eq!(new.waiting, Some(WaitReason::Waitlist));
        assert_eq!(new.entered_on, "2026-02-20".parse().ok());
    }
}
