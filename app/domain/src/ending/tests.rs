//! What a reason asks for, and when a call is over.

use super::rules::{called, check};
use super::*;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn new(reason: &str) -> NewDischarge {
    NewDischarge {
        reason: reason.to_owned(),
        on: day("2026-06-30"),
        detail: None,
        receiver: None,
        contacts: vec![],
        letter_on: None,
        summary: Prose::parse("Goals met.").expect("a text"),
    }
}

fn refused(new: &NewDischarge) -> Option<EndingProblem> {
    check(&Ending::default(), new, day("2026-06-30")).err()
}

#[test]
fn nobody_is_discharged_for_staying_away_without_three_contacts_and_a_letter() {
    assert_eq!(refused(&new("goals_met")), None);
    assert_eq!(refused(&new("gone")), Some(EndingProblem::Reason));
    let begun = Prose::parse("Taught to patient and family: …").expect("a text");
    assert_eq!(refused(&NewDischarge { summary: begun, ..new("goals_met") }), Some(EndingProblem::Blank));
    let twice = ["2026-06-10", "2026-06-10", "2026-06-14"].map(day).to_vec();
    let mut absent = NewDischarge { contacts: twice, ..new("nonattendance") };
    assert_eq!(refused(&absent), Some(EndingProblem::Contacts(2)), "two on one day are one");
    absent.contacts.push(day("2026-06-18"));
    absent.letter_on = Some(day("2026-06-21"));
    assert_eq!(refused(&absent), Some(EndingProblem::Letter));
    absent.letter_on = Some(day("2026-06-20"));
    assert_eq!(refused(&absent), None);
}

fn discharged() -> Ending {
    let (by, at) = (StaffId(Uuid::from_u128(1)), Instant::UNIX_EPOCH);
    let signed = Signed { hash: ContentHash::new([1; 32]), by, at };
    let discharge = Discharge { what: new("goals_met"), signed, addenda: vec![] };
    let call = |(after, due): (u16, &str)| FollowUp { after, due: day(due), tries: vec![], declined: false };
    let days = [(7, "2026-07-07"), (30, "2026-07-30"), (90, "2026-09-28")];
    let follow_ups = days.into_iter().map(call).collect();
    Ending { discharge: Some(Box::new(discharge)), follow_ups, ..Ending::default() }
}

fn call(state: &mut Ending, after: u16, on: &str, outcome: CallOutcome) -> Result<Vec<u16>, EndingProblem> {
    let by = StaffId(Uuid::from_u128(2));
    let event = called(state, after, Try { on: day(on), by, outcome, note: None }, day("2026-12-01"))?;
    let meta = Meta {
        seq: crate::journal::Seq(1),
        at: Instant::UNIX_EPOCH,
        by,
        command: crate::ids::CommandId(Uuid::from_u128(5)),
    };
    apply(state, &event, meta);
    let Event::Called { over, .. } = event else { return Ok(vec![]) };
    Ok(over)
}

#[test]
fn three_tries_on_different_days_are_enough_and_who_declines_is_not_called_again() {
    let mut state = discharged();
    assert_eq!(call(&mut state, 7, "2026-07-07", CallOutcome::NoAnswer), Ok(vec![]));
    let again = call(&mut state, 7, "2026-07-07", CallOutcome::LeftMessage);
    assert_eq!(again, Err(EndingProblem::SameDay(day("2026-07-07"))));
    assert_eq!(call(&mut state, 7, "2026-07-08", CallOutcome::LeftMessage), Ok(vec![]));
    assert_eq!(call(&mut state, 7, "2026-07-09", CallOutcome::NoAnswer), Ok(vec![7]));
    assert_eq!(call(&mut state, 7, "2026-07-10", CallOutcome::Reached), Err(EndingProblem::Over));
    assert_eq!(call(&mut state, 30, "2026-07-30", CallOutcome::Declined), Ok(vec![30, 90]));
    assert_eq!(call(&mut state, 90, "2026-09-28", CallOutcome::Reached), Err(EndingProblem::Over));
}

#[test]
fn ninety_days_after_a_discharge_is_a_readmission_and_ninety_one_is_not() {
    let episode = |began: &str| Episode {
        case: CaseId(Uuid::from_u128(1)),
        discharged_on: day("2026-01-01"),
        began_on: day(began),
    };
    assert!(episode("2026-04-01").is_readmission());
    assert!(!episode("2026-04-02").is_readmission());
}
