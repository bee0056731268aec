//! Which tasks come up, come again and come back, on which day, and what is owed.

use super::office::*;
use crate::case::{Command, Seen};
use crate::kinds::{Date, Discipline, Lane};
use crate::refusal::Refusal;
use crate::workflow::{Anchor, Facts, PayerClass};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn on(anchor: Anchor, on: &str) -> Command {
    Command::Anchor { anchor, on: day(on) }
}

fn waive(task: &str) -> Command {
    Command::Waive { task: task_id(task), reason: line("not this time") }
}

fn reopen(task: &str) -> Command {
    Command::Reopen { task: task_id(task), reason: line("was not done") }
}

fn in_lane(lane: Lane) -> Office {
    let mut office = Office::new();
    office.open_case(1);
    office.does(ANA, 1, go_because(Lane::Intake, lane, "came with papers", true));
    office
}

fn imported(lane: Lane, disciplines: &[Discipline]) -> Office {
    let mut office = Office::new();
    office.import(1, lane, |new| new.disciplines = disciplines.to_vec());
    office
}

fn pays(payer: PayerClass) -> impl FnOnce(&mut Facts) {
    move |facts| facts.payer = Some(payer)
}

// The first treatment day.

#[test]
fn the_evaluation_counts_as_the_first_treatment_day_and_starts_the_clock_of_certification() {
    let mut office = Office::new();
    office.open_case(1);
    office.facts(BEN, 1, pays(PayerClass::Medicare)).unwrap();
    office.does(CLARA, 1, complete("IN-13"));
    assert_eq!(office.case(1).anchors.first_treatment, Some(day("2026-06-01")));
    office.does(ANA, 1, go_because(Lane::Intake, Lane::Planning, "urgent", true));
    assert_eq!(office.due(1, "PL-06").as_deref(), Some("2026-07-01"), "thirty days, 42 CFR 424.24");
    office.days_pass(20);
    office.does(ANA, 1, go_because(Lane::Planning, Lane::Active, "urgent", true));
    office.does(CLARA, 1, complete("AC-01"));
    assert_eq!(office.case(1).anchors.first_treatment, Some(day("2026-06-01")), "the first stays the first");
    office.does(BEN, 1, on(Anchor::FirstTreatment, "2026-06-03"));
    assert_eq!(office.due(1, "PL-06").as_deref(), Some("2026-07-03"), "but a person may correct it");
}

// Recurring tasks.

#[test]
fn waiving_one_of_a_recurring_task_brings_the_next() {
    let mut office = in_lane(Lane::Active);
    office.does(ANA, 1, waive("AC-05"));
    assert_eq!(office.due(1, "AC-05.2").as_deref(), Some("2026-07-05"));
}

#[test]
fn a_recurring_task_that_was_finished_elsewhere_comes_again_on_return() {
    let mut office = in_lane(Lane::Active);
    office.does(BEN, 1, go_because(Lane::Active, Lane::Planning, "new plan", false));
    office.does(ANA, 1, complete("AC-05"));
    assert!(!office.is_open(1, "AC-05.2"), "nothing comes again in Planning");
    office.does(ANA, 1, go_because(Lane::Planning, Lane::Active, "go on", true));
    assert_eq!(office.due(1, "AC-05.2").as_deref(), Some("2026-07-05"), "June is verified");
}

#[test]
fn a_recurring_task_whose_month_passed_meanwhile_is_due_at_once() {
    let mut office = in_lane(Lane::Active);
    office.does(BEN, 1, go_because(Lane::Active, Lane::Planning, "new plan", false));
    office.does(ANA, 1, complete("AC-05"));
    office.days_pass(60);
    office.does(ANA, 1, go_because(Lane::Planning, Lane::Active, "go on", true));
    let task = office.case(1).task(&task_id("AC-05.2")).unwrap();
    assert_eq!((task.due, task.late_start), (Some(day("2026-07-31")), true));
}

#[test]
fn a_recurring_task_survives_a_while_without_an_insurer() {
    let mut office = in_lane(Lane::Active);
    office.does(ANA, 1, complete("AC-05"));
    office.facts(BEN, 1, pays(PayerClass::SelfPay)).unwrap();
    assert!(!office.is_open(1, "AC-05.2"));
    office.days_pass(70);
    office.facts(BEN, 1, pays(PayerClass::Commercial)).unwrap();
    assert!(office.is_open(1, "AC-05.2") && !office.is_open(1, "AC-05"));
    assert_eq!(office.due(1, "AC-05.2").as_deref(), Some("2026-09-05"), "months missed are not made up");
}

#[test]
fn a_case_that_begins_in_review_has_the_recurring_tasks_of_care() {
    let office = imported(Lane::Review, &[Discipline::Aba, Discipline::Slp]);
    for task in ["AC-05", "AC-08", "AC-09", "RV-01"] {
        assert!(office.is_open(1, task), "{task}");
    }
    assert!(office.case(1).task(&task_id("AC-01")).is_none(), "only those that recur");
    assert!(imported(Lane::Transition, &[Discipline::Aba]).is_open(1, "AC-09"));
    assert!(!imported(Lane::Planning, &[Discipline::Aba]).is_open(1, "AC-09"));
}

#[test]
fn a_discipline_that_joins_in_review_brings_its_recurring_tasks() {
    let mut office = imported(Lane::Review, &[Discipline::Slp]);
    let to = vec![Discipline::Slp, Discipline::Aba];
    office.does(BEN, 1, Command::Disciplines(Seen { seen: vec![Discipline::Slp], to }));
    assert!(office.is_open(1, "AC-08") && office.is_open(1, "AC-09"));
}

#[test]
fn a_new_authorization_brings_the_next_packet() {
    let mut office = in_lane(Lane::Active);
    office.does(BEN, 1, on(Anchor::AuthorizationEnd, "2026-08-31"));
    assert_eq!(office.due(1, "AC-07").as_deref(), Some("2026-07-17"), "45 days before");
    office.does(BEN, 1, on(Anchor::AuthorizationEnd, "2026-08-30"));
    assert!(office.case(1).task(&task_id("AC-07.2")).is_none(), "a correction is not a new one");
    office.does(ANA, 1, complete("AC-07"));
    office.does(BEN, 1, on(Anchor::AuthorizationEnd, "2026-08-29"));
    assert!(office.case(1).task(&task_id("AC-07.2")).is_none());
    office.does(BEN, 1, on(Anchor::AuthorizationEnd, "2027-02-28"));
    assert_eq!(office.due(1, "AC-07.2").as_deref(), Some("2027-01-14"));
    office.does(ANA, 1, complete("AC-07.2"));
    office.does(BEN, 1, go_because(Lane::Active, Lane::Planning, "new plan", false));
    office.does(ANA, 1, go_because(Lane::Planning, Lane::Active, "go on", true));
    assert!(office.case(1).task(&task_id("AC-07.3")).is_none(), "entering a lane is no authorization");
}

#[test]
fn of_a_recurring_task_one_is_open_also_when_a_finished_one_is_reopened() {
    let mut office = in_lane(Lane::Active);
    office.does(ANA, 1, complete("AC-05"));
    office.does(ANA, 1, reopen("AC-05"));
    assert!(office.is_open(1, "AC-05") && !office.is_open(1, "AC-05.2"));
    office.does(ANA, 1, complete("AC-05"));
    assert!(office.is_open(1, "AC-05.3"), "a cycle that none had before");
}

// Lanes that were never visited.

#[test]
fn going_back_into_a_lane_that_was_never_visited_brings_its_tasks() {
    let mut office = imported(Lane::Active, &[Discipline::Slp]);
    office.does(BEN, 1, go_because(Lane::Active, Lane::Intake, "papers are missing", false));
    assert!(office.is_open(1, "IN-08"));
    let refused = office.ask(BEN, 1, go(Lane::Intake, Lane::Planning));
    assert!(matches!(&refused, Err(Refusal::Gate(gate)) if 5 < gate.missing().count()), "{refused:?}");
}

#[test]
fn a_way_back_brings_what_the_lane_lacks_and_leaves_what_is_done() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    office.does(BEN, 1, go(Lane::Intake, Lane::Planning));
    let finished = office.case(1).tasks.iter().filter(|task| !task.status.is_open()).count();
    office.does(BEN, 1, go_because(Lane::Planning, Lane::Intake, "second referral", false));
    assert_eq!(office.case(1).tasks.iter().filter(|task| !task.status.is_open()).count(), finished);
    office.does(BEN, 1, go(Lane::Intake, Lane::Planning));
}

#[test]
fn the_first_review_of_a_case_that_came_from_elsewhere_does_not_answer_for_the_second() {
    let mut office = imported(Lane::Transition, &[Discipline::Slp]);
    office.does(BEN, 1, go_because(Lane::Transition, Lane::Review, "look again", false));
    office.finish_lane(1);
    office.does(BEN, 1, go_because(Lane::Review, Lane::Active, "goals continue", false));
    office.does(ANA, 1, go_because(Lane::Active, Lane::Review, "thirty days", true));
    assert!(office.is_open(1, "RV-01.2"));
}

#[test]
fn a_browser_does_not_guess_which_finished_tasks_a_way_back_would_lack() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    office.does(BEN, 1, go(Lane::Intake, Lane::Planning));
    let mut replica = crate::replica::Replica::new(office.board(ANA));
    let wish = office.wish(1, go_because(Lane::Planning, Lane::Intake, "new referral", false));
    assert!(replica.submit(wish, office.now).is_ok());
    let card = replica.card(case_id(1)).unwrap();
    assert_eq!(card.lane, Lane::Intake);
    assert!(card.task(&task_id("IN-01")).is_none(), "it was done");
}

// Days.

#[test]
fn what_is_late_stays_late_when_its_date_is_corrected() {
    let mut office = Office::new();
    office.open_case(1);
    assert_eq!(office.due(1, "IN-10").as_deref(), Some("2026-06-08"));
    office.days_pass(20);
    office.does(BEN, 1, on(Anchor::Referral, "2026-05-29"));
    assert_eq!(office.due(1, "IN-10").as_deref(), Some("2026-06-05"), "one business day earlier, and late");
}

#[test]
fn a_clock_of_the_law_tells_the_truth_about_a_day_that_is_recorded_late() {
    let mut office = Office::new();
    office.import(1, Lane::Planning, |new| new.facts.payer = Some(PayerClass::Medicare));
    office.does(BEN, 1, on(Anchor::FirstTreatment, "2026-04-01"));
    assert_eq!(office.due(1, "PL-06").as_deref(), Some("2026-05-01"), "a month ago");
}

#[test]
fn a_late_start_moves_to_a_later_day_and_not_into_the_past() {
    let mut office = Office::new();
    office.import(1, Lane::Intake, |new| new.referred_on = Some(day("2026-01-12")));
    let late = |office: &Office| office.case(1).task(&task_id("IN-10")).unwrap().late_start;
    assert_eq!((office.due(1, "IN-10").as_deref(), late(&office)), (Some("2026-06-01"), true));
    office.does(BEN, 1, on(Anchor::Referral, "2026-01-09"));
    assert_eq!(office.due(1, "IN-10").as_deref(), Some("2026-06-01"));
    office.does(BEN, 1, on(Anchor::Referral, "2026-05-29"));
    assert_eq!((office.due(1, "IN-10").as_deref(), late(&office)), (Some("2026-06-05"), false));
    office.does(BEN, 1, on(Anchor::Referral, "2026-01-09"));
    assert_eq!(office.due(1, "IN-10").as_deref(), Some("2026-01-16"), "no late start any more");
}

#[test]
fn a_task_that_comes_back_knows_the_dates_that_became_known_meanwhile() {
    let mut office = in_lane(Lane::Planning);
    office.facts(BEN, 1, |facts| facts.auth_required = Some(false)).unwrap();
    office.does(CLARA, 1, complete("PL-01"));
    office.facts(BEN, 1, |facts| facts.auth_required = Some(true)).unwrap();
    assert_eq!(office.due(1, "PL-07").as_deref(), Some("2026-06-03"), "two business days after the plan");
}

#[test]
fn nobody_sets_the_day_of_lane_entry() {
    let mut office = Office::new();
    office.open_case(1);
    let entries = office.journal.len();
    assert_eq!(office.ask(ANA, 1, on(Anchor::LaneEntry, "2026-05-01")), Err(Refusal::LaneEntryStays));
    assert_eq!(office.ask(FAY, 1, on(Anchor::LaneEntry, "2026-05-01")), Err(Refusal::NotAllowed));
    assert_eq!(office.journal.len(), entries);
}

#[test]
fn a_session_on_the_day_that_is_known_is_no_news() {
    let mut office = in_lane(Lane::Active);
    office.does(ANA, 1, on(Anchor::Session, "2026-06-01"));
    let before = office.case(1).clone();
    let wish = on(Anchor::Session, "2026-06-01");
    let viewer = office.viewer(ANA);
    let command = office.next_command();
    let cx = crate::case::Context {
        clinic: &office.clinic,
        viewer: &viewer,
        now: office.now,
        command,
        next_number: 0,
    };
    assert_eq!(crate::case::decide(Some(&before), case_id(1), &wish, cx), Ok(vec![]));
}

// Debts.

#[test]
fn reopening_what_was_needed_to_get_here_is_a_debt_again() {
    let mut office = in_lane(Lane::Planning);
    assert!(office.owes(1, "IN-01"));
    office.does(ANA, 1, complete("IN-01"));
    assert!(!office.owes(1, "IN-01"));
    office.does(BEN, 1, reopen("IN-01"));
    let debt = office.case(1).debts.iter().find(|debt| debt.task == task_id("IN-01")).unwrap();
    assert_eq!((debt.by, &debt.reason), (staff(BEN), &line("was not done")));
    office.does(ANA, 1, complete("IN-10"));
    office.does(BEN, 1, reopen("IN-10"));
    assert!(!office.owes(1, "IN-10"), "records are tracked, not required");
}

#[test]
fn a_debt_returns_with_the_facts_that_made_it() {
    let mut office = in_lane(Lane::Planning);
    assert!(office.owes(1, "IN-05"));
    office.facts(BEN, 1, pays(PayerClass::SelfPay)).unwrap();
    assert!(!office.owes(1, "IN-05") && office.owes(1, "IN-09"), "a cost estimate is needed instead");
    office.facts(BEN, 1, pays(PayerClass::Commercial)).unwrap();
    assert!(office.owes(1, "IN-05") && office.is_open(1, "IN-05"));
    assert!(!office.owes(1, "IN-09"));
}

#[test]
fn what_applies_only_now_is_asked_of_lanes_that_were_left_but_not_of_those_that_were_skipped() {
    let mut office = in_lane(Lane::Active);
    office.facts(CLARA, 1, |facts| facts.risk = true).unwrap();
    assert!(office.is_open(1, "PL-03") && office.owes(1, "PL-03"), "the safety plan");
    assert_eq!(office.due(1, "PL-03").as_deref(), Some("2026-06-03"));
    let mut office = imported(Lane::Active, &[Discipline::Slp]);
    office.facts(CLARA, 1, |facts| facts.risk = true).unwrap();
    assert!(office.case(1).task(&task_id("PL-03")).is_none(), "its planning was done elsewhere");
}

// Templates have days of their own.

#[test]
fn a_lane_asks_for_what_is_in_force_on_that_day() {
    let mut office = Office::new();
    let workflow = office.clinic.workflows.first_mut().unwrap();
    for task in &mut workflow.tasks {
        match task.code.as_str() {
            "IN-10" | "PL-09" | "AC-05" => task.valid_to = Some(day("2026-06-10")),
            "IN-02" | "PL-02" => task.valid_from = day("2026-06-10"),
            _ => {}
        }
    }
    office.open_case(1);
    assert!(office.is_open(1, "IN-10") && office.case(1).task(&task_id("IN-02")).is_none());
    office.does(ANA, 1, go_because(Lane::Intake, Lane::Active, "urgent", true));
    assert!(office.is_open(1, "PL-09") && office.case(1).task(&task_id("PL-02")).is_none());
    assert!(!office.owes(1, "PL-02"), "what nobody asks for is not owed");
    office.days_pass(10);
    office.does(ANA, 1, complete("AC-05"));
    assert!(office.case(1).task(&task_id("AC-05.2")).is_none(), "no longer asked for");
    office.open_case(2);
    assert!(office.case(2).task(&task_id("IN-10")).is_none() && office.is_open(2, "IN-02"));
    office.does(ANA, 2, go_because(Lane::Intake, Lane::Active, "urgent", true));
    assert!(office.case(2).task(&task_id("PL-09")).is_none() && office.is_open(2, "PL-02"));
}

#[test]
fn old_journals_read_as_before() {
    let text = r#"{"task_due":{"task":"IN-10","from":"2026-06-08","to":"2026-06-05"}}"#;
    let event: crate::case::Event = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), text);
}

#[test]
fn a_recurring_task_that_is_open_again_has_the_day_that_became_known_meanwhile() {
    let mut office = imported(Lane::Active, &[Discipline::Slp]);
    office.facts(BEN, 1, |facts| facts.auth_required = Some(true)).unwrap();
    assert_eq!(office.due(1, "AC-07"), None, "nobody knows the end of the authorization");
    office.does(ANA, 1, complete("AC-07"));
    office.does(ANA, 1, on(Anchor::AuthorizationEnd, "2026-09-01"));
    office.does(ANA, 1, reopen("AC-07"));
    assert_eq!(office.due(1, "AC-07").as_deref(), Some("2026-07-18"), "45 days before");
}
