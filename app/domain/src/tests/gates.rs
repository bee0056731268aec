//! The gate between lanes, what passing it costs, and the tasks that come and go.

use super::office::*;
use crate::case::Command;
use crate::kinds::Lane;
use crate::refusal::Refusal;
use crate::replica::Replica;
use crate::task::Status;
use crate::workflow::{Facts, PayerClass};

fn missing(answer: Answer) -> Vec<String> {
    match answer {
        Err(Refusal::Gate(gate)) => gate.missing().map(|item| item.task.to_string()).collect(),
        other => panic!("expected a gate, got {other:?}"),
    }
}

#[test]
fn a_new_case_brings_the_tasks_of_intake_with_their_days() {
    let mut office = Office::new();
    office.open_case(1);
    let due = |id| office.case(1).task(&task_id(id)).and_then(|task| task.due).map(|day| day.to_string());
    assert_eq!(due("IN-01").as_deref(), Some("2026-06-01"));
    assert_eq!(due("IN-03").as_deref(), Some("2026-06-03"));
    assert_eq!(due("IN-08").as_deref(), Some("2026-06-08"), "five business days, over a weekend");
    assert_eq!(due("IN-13").as_deref(), Some("2026-06-15"), "fourteen calendar days");
    assert_eq!(due("IN-14"), None, "nobody knows yet when the evaluation will be");
}

#[test]
fn a_gate_names_what_is_missing_and_opens_when_it_is_there() {
    let mut office = Office::new();
    office.open_case(1);
    let asked = missing(office.ask(BEN, 1, go(Lane::Intake, Lane::Planning)));
    assert!(asked.contains(&"IN-08".to_owned()) && asked.contains(&"IN-14".to_owned()), "{asked:?}");
    assert!(!asked.contains(&"IN-10".to_owned()), "outside records are tracked, not required");
    assert_eq!(office.case(1).lane, Lane::Intake);

    office.finish_lane(1);
    assert!(office.ask(BEN, 1, go(Lane::Intake, Lane::Planning)).is_ok());
    assert_eq!(office.case(1).lane, Lane::Planning);
    assert!(office.case(1).task(&task_id("PL-01")).is_some(), "planning brought its tasks");
    assert_eq!(
        office.case(1).anchors.evaluation_done.map(|day| day.to_string()).as_deref(),
        Some("2026-06-01")
    );
}

#[test]
fn an_override_needs_the_right_and_a_reason_and_leaves_a_debt_until_it_is_paid() {
    let mut office = Office::new();
    office.open_case(1);
    assert_eq!(
        office.ask(BEN, 1, go_because(Lane::Intake, Lane::Planning, "urgent", true)),
        Err(Refusal::NotAllowed)
    );
    let unexplained = Command::Move {
        from: Lane::Intake,
        to: Lane::Planning,
        rank: crate::kinds::Rank::between(None, None),
        via: crate::kinds::Via::Menu,
        reason: None,
        over: true,
    };
    assert_eq!(office.ask(ANA, 1, unexplained), Err(Refusal::ReasonNeeded));
    assert!(office.ask(ANA, 1, go_because(Lane::Intake, Lane::Planning, "urgent", true)).is_ok());
    let owed = office.case(1).debts.len();
    assert!(0 < owed);
    assert!(office.ask(ANA, 1, complete("IN-08")).is_ok());
    assert_eq!(office.case(1).debts.len(), owed - 1, "what was owed is there");
}

#[test]
fn jumping_over_a_lane_asks_for_what_that_lane_asks_for() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    let asked = missing(office.ask(ANA, 1, go(Lane::Intake, Lane::Active)));
    assert!(asked.contains(&"PL-01".to_owned()), "{asked:?}");
    assert!(office.ask(ANA, 1, go_because(Lane::Intake, Lane::Active, "came with a plan", true)).is_ok());
    let case = office.case(1);
    assert!(case.task(&task_id("PL-01")).is_some(), "the plan can still be finished");
    assert!(case.debts.iter().any(|debt| debt.task == task_id("PL-01")));
}

#[test]
fn an_old_review_opens_no_gate_for_a_case_that_went_back_into_care() {
    let mut office = Office::new();
    office.open_case(1);
    for (from, to) in
        [(Lane::Intake, Lane::Planning), (Lane::Planning, Lane::Active), (Lane::Active, Lane::Review)]
    {
        office.finish_lane(1);
        assert!(office.ask(ANA, 1, go(from, to)).is_ok());
    }
    office.finish_lane(1);
    assert!(office.ask(ANA, 1, go_because(Lane::Review, Lane::Active, "goals continue", false)).is_ok());
    office.finish_lane(1);
    let asked = missing(office.ask(ANA, 1, go(Lane::Active, Lane::Transition)));
    assert!(
        !asked.is_empty() && asked.iter().all(|task| task.starts_with("RV-") && task.ends_with(".2")),
        "{asked:?}"
    );
    assert!(office.ask(ANA, 1, go_because(Lane::Active, Lane::Transition, "moves away", true)).is_ok());
    for owed in &office.case(1).debts {
        assert!(
            office.case(1).task(&owed.task).is_some_and(|task| task.status.is_open()),
            "{owed:?} can be paid"
        );
    }
}

#[test]
fn a_way_back_into_review_finds_it_as_it_was_left() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(office.ask(ANA, 1, go_because(Lane::Intake, Lane::Review, "came from elsewhere", true)).is_ok());
    office.finish_lane(1);
    assert!(office.ask(ANA, 1, go(Lane::Review, Lane::Transition)).is_ok());
    let tasks = office.case(1).tasks.len();
    assert!(office.ask(ANA, 1, go_because(Lane::Transition, Lane::Review, "too early", false)).is_ok());
    assert_eq!((office.case(1).cycle, office.case(1).tasks.len()), (1, tasks));
    let of_review = office
        .case(1)
        .tasks
        .iter()
        .find(|task| task.id.as_str().starts_with("RV-") && !task.status.is_open());
    let again = of_review.expect("a finished one").id.clone();
    let reopen = Command::Reopen { task: again.clone(), reason: line("was not finished") };
    assert!(office.ask(ANA, 1, reopen).is_ok());
    assert!(missing(office.ask(ANA, 1, go(Lane::Review, Lane::Transition))).contains(&again.to_string()));
}

#[test]
fn a_jump_that_a_card_cannot_judge_is_left_to_the_server() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    assert!(office.ask(ANA, 1, go(Lane::Intake, Lane::Planning)).is_ok());
    office.finish_lane(1);
    assert!(office.ask(ANA, 1, go_because(Lane::Planning, Lane::Intake, "new referral", false)).is_ok());
    let mut replica = Replica::new(office.board(ANA));
    let wish = office.wish(1, go(Lane::Intake, Lane::Active));
    assert!(
        replica.submit(wish.clone(), office.now).is_ok(),
        "the card does not know that the plan was finished"
    );
    assert_eq!(replica.card(case_id(1)).map(|card| card.lane), Some(Lane::Intake), "and shows no guess");
    assert!(office.submit(ANA, &wish).is_ok());
    office.open_case(2);
    let wish = office.wish(2, go(Lane::Intake, Lane::Planning));
    let refused = Replica::new(office.board(ANA)).submit(wish, office.now);
    assert!(matches!(refused, Err(Refusal::Gate(_))), "what it does know it says at once");
}

#[test]
fn going_back_needs_a_reason_and_deletes_nothing() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    assert!(office.ask(BEN, 1, go(Lane::Intake, Lane::Planning)).is_ok());
    assert_eq!(office.ask(BEN, 1, go(Lane::Planning, Lane::Intake)), Err(Refusal::ReasonNeeded));
    let before = office.case(1).tasks.clone();
    assert!(
        office.ask(BEN, 1, go_because(Lane::Planning, Lane::Intake, "new referral question", false)).is_ok()
    );
    assert_eq!(office.case(1).tasks, before);
    assert!(office.ask(BEN, 1, go(Lane::Intake, Lane::Planning)).is_ok(), "what was done stays done");
    assert_eq!(office.case(1).tasks, before, "and nothing comes up twice");
}

#[test]
fn a_stale_screen_is_told_who_moved_the_card() {
    let mut office = Office::new();
    office.open_case(1);
    office.finish_lane(1);
    assert!(office.ask(CLARA, 1, go(Lane::Intake, Lane::Planning)).is_ok());
    match office.ask(BEN, 1, go(Lane::Intake, Lane::Planning)) {
        Err(refusal @ Refusal::MovedMeanwhile { now: Lane::Planning, .. }) => {
            let sentence = refusal.sentence(|who| office.clinic.name_of(who));
            assert!(sentence.starts_with("Clara Therapist moved it to Planning"), "{sentence}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn tasks_follow_the_facts_of_the_case_and_are_cancelled_never_deleted() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(
        office.case(1).task(&task_id("IN-05")).is_some(),
        "nobody has said self-pay, so insurance is asked for"
    );
    let facts = Facts { payer: Some(PayerClass::SelfPay), ..Facts::default() };
    let seen = crate::case::Seen { seen: Facts::default(), to: facts.clone() };
    assert!(office.ask(BEN, 1, Command::Facts(seen)).is_ok());
    let status = |office: &Office, id| office.case(1).task(&task_id(id)).map(|task| task.status.clone());
    assert!(matches!(status(&office, "IN-05"), Some(Status::Cancelled { .. })));
    assert_eq!(status(&office, "IN-09"), Some(Status::Open), "self-pay asks for a cost estimate");
    let back = crate::case::Seen { seen: facts, to: Facts::default() };
    assert!(office.ask(BEN, 1, Command::Facts(back)).is_ok());
    assert_eq!(status(&office, "IN-05"), Some(Status::Open), "and it is asked for again");
}

#[test]
fn a_recurring_task_comes_again_when_it_is_done() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(office.ask(ANA, 1, go_because(Lane::Intake, Lane::Active, "transfer", true)).is_ok());
    assert!(office.case(1).task(&task_id("AC-05")).is_some_and(|task| task.status.is_open()));
    assert!(office.ask(ANA, 1, complete("AC-05")).is_ok());
    let next = office.case(1).task(&task_id("AC-05.2")).expect("next month's eligibility check");
    assert_eq!(next.due.map(|day| day.to_string()).as_deref(), Some("2026-07-05"));
}

#[test]
fn an_anchor_that_becomes_known_gives_waiting_tasks_their_day() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(office.ask(CLARA, 1, complete("IN-13")).is_ok());
    let due = office.case(1).task(&task_id("IN-14")).and_then(|task| task.due);
    assert_eq!(
        due.map(|day| day.to_string()).as_deref(),
        Some("2026-06-04"),
        "three business days after the evaluation"
    );
}

#[test]
fn only_those_who_may_override_waive_what_a_gate_asks_for() {
    let mut office = Office::new();
    office.open_case(1);
    let waive = || Command::Waive { task: task_id("IN-08"), reason: line("on paper since May") };
    assert_eq!(office.ask(BEN, 1, waive()), Err(Refusal::NotAllowed));
    assert!(office.ask(ANA, 1, waive()).is_ok());
    assert!(matches!(office.ask(ANA, 1, complete("IN-08")), Err(Refusal::TaskNotOpen { .. })));
}

#[test]
fn front_desk_finishes_office_work_and_leaves_cards_and_clinical_work_alone() {
    let mut office = Office::new();
    office.open_case(1);
    assert!(office.ask(FAY, 1, complete("IN-03")).is_ok());
    assert_eq!(office.ask(FAY, 1, complete("IN-11")), Err(Refusal::NotAllowed), "triage is clinical");
    assert_eq!(office.ask(FAY, 1, go(Lane::Intake, Lane::Planning)), Err(Refusal::NotAllowed));
}
