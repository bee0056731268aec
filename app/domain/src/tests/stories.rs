//! Age, holds, undo, fields that two people edit, doors in an emergency.

use super::office::*;
use crate::access::{Role, SiteScope};
use crate::case::{Command, PatientCommand, Seen, WaitReason};
use crate::kinds::{Date, Lane, Name};
use crate::refusal::{Field, Refusal};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn days_in_lane_stop_on_hold_and_nothing_else_resets_them() {
    let mut office = Office::new();
    office.open_case(1);
    office.days_pass(4);
    assert_eq!(office.case(1).days_in_lane(day("2026-06-05")), 4);
    assert!(
        office.ask(BEN, 1, Command::Hold { reason: line("surgery"), wake_on: day("2026-06-20") }).is_ok()
    );
    office.days_pass(10);
    assert_eq!(office.case(1).days_in_lane(day("2026-06-15")), 4, "the clock is paused");
    assert!(office.ask(BEN, 1, Command::Resume).is_ok());
    let note = Command::Wait { reason: WaitReason::AwaitingFamily, note: None };
    assert!(office.ask(BEN, 1, note).is_ok());
    assert_eq!(office.case(1).days_in_lane(day("2026-06-16")), 5, "and goes on where it stopped");
}

#[test]
fn a_hold_ends_on_a_day_after_today() {
    let mut office = Office::new();
    office.open_case(1);
    let hold = |wake_on| Command::Hold { reason: line("travel"), wake_on: day(wake_on) };
    let refused = |answer| matches!(answer, Err(Refusal::Date { field: Field::WakeOn, .. }));
    assert!(refused(office.ask(BEN, 1, hold("2026-06-01"))));
    assert!(refused(office.ask(BEN, 1, hold("2099-01-01"))));
    assert!(office.ask(BEN, 1, hold("2026-06-02")).is_ok());
}

#[test]
fn undo_restores_the_case_as_it_was() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    let before = office.case(1).clone();
    let wish = office.wish(1, go(Lane::Intake, Lane::Planning));
    assert!(office.submit(BEN, &wish).is_ok());
    assert_ne!(office.case(1).tasks, before.tasks);
    assert!(office.ask(BEN, 1, Command::Undo { of: wish.id }).is_ok());
    let mut after = office.case(1).clone();
    after.touched = before.touched.clone();
    assert_eq!(after, before);
}

#[test]
fn undo_is_refused_with_a_name_once_somebody_acted() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    let wish = office.wish(1, go(Lane::Intake, Lane::Planning));
    assert!(office.submit(BEN, &wish).is_ok());
    assert!(office.ask(CLARA, 1, complete("PL-01")).is_ok());
    match office.ask(BEN, 1, Command::Undo { of: wish.id }) {
        Err(Refusal::ActedSince { by, .. }) => assert_eq!(by, staff(CLARA)),
        other => panic!("{other:?}"),
    }
    assert_eq!(office.case(1).lane, Lane::Planning);
}

#[test]
fn a_comment_in_between_does_not_stand_in_the_way_of_undo() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    let wish = office.wish(1, go(Lane::Intake, Lane::Planning));
    assert!(office.submit(BEN, &wish).is_ok());
    let id = crate::ids::CommentId(uuid::Uuid::from_u128(7));
    let text = crate::kinds::Prose::parse("Mum asked about Tuesdays.").expect("prose");
    assert!(office.ask(CLARA, 1, Command::Comment { id, text, mentions: vec![staff(BEN)] }).is_ok());
    assert!(office.ask(BEN, 1, Command::Undo { of: wish.id }).is_ok());
    assert_eq!(office.case(1).lane, Lane::Intake);
}

#[test]
fn different_fields_merge_and_the_same_field_asks() {
    let mut office = Office::new();
    office.open_case(1);
    let name = |text: &str| Name::parse(text).expect("a name");
    let rename =
        |to| Command::Patient(PatientCommand::Name(Seen { seen: name("Synthetic Patient 1"), to: name(to) }));
    let born = Command::Patient(PatientCommand::Born(Seen { seen: None, to: Some(day("2020-02-29")) }));
    assert!(office.ask(BEN, 1, rename("Robin Vale")).is_ok());
    assert!(office.ask(FAY, 1, born).is_ok(), "another field, seen on the same old screen");
    match office.ask(FAY, 1, rename("Robyn Vale")) {
        Err(Refusal::ChangedMeanwhile { now, .. }) => assert_eq!(now, "Robin Vale"),
        other => panic!("{other:?}"),
    }
    assert!(office.ask(FAY, 1, rename("Robin Vale")).is_ok(), "wanting what is there already is fine");
}

#[test]
fn absurd_birthdays_are_refused_with_the_days_that_are_possible() {
    let mut office = Office::new();
    office.open_case(1);
    let born = |text| Command::Patient(PatientCommand::Born(Seen { seen: None, to: Some(day(text)) }));
    for absurd in ["1875-01-01", "2099-01-01", "2026-06-02"] {
        assert!(
            matches!(office.ask(BEN, 1, born(absurd)), Err(Refusal::Date { field: Field::Born, .. })),
            "{absurd}"
        );
    }
    assert!(office.ask(BEN, 1, born("2026-06-01")).is_ok(), "born today");
}

#[test]
fn to_those_outside_the_team_a_case_does_not_exist_until_the_glass_is_broken() {
    let mut office = Office::new();
    let dev = crate::clinic::Staff {
        id: staff(5),
        name: Name::parse("Dev Therapist").expect("a name"),
        roles: [Role::Therapist].into(),
        disciplines: vec![],
        sites: SiteScope::All,
        left: None,
    };
    office.clinic.staff.insert(dev.id, dev);
    office.open_case(1);
    assert_eq!(office.ask(5, 1, complete("IN-13")), Err(Refusal::NoSuchCase));
    assert_eq!(
        office.ask(5, 77, complete("IN-13")),
        Err(Refusal::NoSuchCase),
        "the same for one that never was"
    );
    assert!(office.ask(5, 1, Command::BreakGlass { reason: line("allergic reaction in the gym") }).is_ok());
    let sees = |office: &Office| office.case(1).shows_to(&office.viewer(5), office.now);
    assert!(sees(&office));
    office.now += chrono::TimeDelta::hours(4) - chrono::TimeDelta::seconds(1);
    assert!(sees(&office));
    office.now += chrono::TimeDelta::seconds(1);
    assert!(!sees(&office), "four hours, to the second");
}

#[test]
fn a_closed_case_takes_follow_up_calls_and_nothing_else() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(office.ask(ANA, 1, go_because(Lane::Intake, Lane::Closed, "moved away", true)).is_ok());
    assert_eq!(office.case(1).closed_for, Some(line("moved away")));
    assert_eq!(office.ask(ANA, 1, go(Lane::Closed, Lane::Intake)), Err(Refusal::Closed));
    assert_eq!(office.ask(BEN, 1, Command::StopWaiting), Err(Refusal::Closed));
    assert!(office.ask(ANA, 1, complete("TR-04")).is_ok());
}

#[test]
fn a_command_sent_twice_happens_once() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    let wish = office.wish(1, go(Lane::Intake, Lane::Planning));
    let first = office.submit(BEN, &wish);
    let entries = office.journal.len();
    assert_eq!(office.submit(BEN, &wish), first);
    assert_eq!(office.journal.len(), entries);
}
