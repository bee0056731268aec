use super::*;
use crate::workflow::{TaskTemplate, Workflow};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn task(code: &str) -> TaskTemplate {
    Workflow::default_2026().task(code).unwrap().clone()
}

fn thanksgiving() -> BusinessDays {
    BusinessDays { holidays: [day("2026-11-26")].into(), ..BusinessDays::default() }
}

fn anchors() -> Anchors {
    Anchors {
        referral: Some(day("2026-11-20")),
        evaluation_done: Some(day("2026-11-25")),
        first_treatment: Some(day("2026-11-25")),
        authorization_end: Some(day("2027-02-28")),
        certification_end: Some(day("2028-03-07")),
        ..Anchors::default()
    }
}

fn due_of(code: &str, anchors: &Anchors, entry: &str, today: &str) -> Due {
    due(&task(code).due, anchors, day(entry), day(today), &thanksgiving())
}

#[test]
fn each_rule_finds_its_day() {
    let on = |code: &str| due_of(code, &anchors(), "2026-11-20", "2026-11-20").on.map(|day| day.to_string());
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(on("IN-01"), some("2026-11-20"), "the same day");
    assert_eq!(on("IN-05"), some("2026-11-24"), "over the weekend");
    assert_eq!(on("IN-12"), some("2026-11-30"), "over the weekend and the holiday");
    assert_eq!(on("IN-13"), some("2026-12-04"), "calendar days");
    assert_eq!(on("IN-14"), some("2026-12-01"), "three business days, none of them Thanksgiving");
    assert_eq!(on("PL-06"), some("2026-12-25"), "thirty calendar days, whatever they are");
    assert_eq!(on("PL-09"), some("2026-11-27"));
    assert_eq!(on("AC-05"), some("2026-12-05"));
    assert_eq!(on("AC-07"), some("2027-01-14"), "before the authorization ends");
    assert_eq!(on("AC-08"), some("2026-12-20"));
    assert_eq!(on("AC-09"), some("2026-11-30"));
    assert_eq!(on("RV-04"), some("2028-02-29"));
    assert_eq!(on("AC-06"), None, "the tenth treatment day is nobody's date yet");
    assert_eq!(on("PL-07"), None, "no plan is signed yet");
}

#[test]
fn a_day_that_has_passed_becomes_today_and_says_so() {
    let late = due_of("IN-05", &anchors(), "2026-11-20", "2026-12-10");
    assert_eq!(late, Due { on: Some(day("2026-12-10")), late_start: true });
    let just_in_time = due_of("IN-05", &anchors(), "2026-11-20", "2026-11-24");
    assert_eq!(just_in_time, Due { on: Some(day("2026-11-24")), late_start: false });
    let unknown = due_of("PL-07", &anchors(), "2020-01-01", "2026-12-10");
    assert_eq!(unknown, Due { on: None, late_start: false });
    let imported = due_of("AC-08", &anchors(), "2020-01-01", "2026-12-10");
    assert_eq!(imported, Due { on: Some(day("2027-01-09")), late_start: false }, "counted from today");
}

#[test]
fn business_days_before_an_anchor_skip_weekends_too() {
    let rule = DueRule::After { anchor: Anchor::AuthorizationEnd, offset: Offset::BusinessDays(-2) };
    let anchors = Anchors { authorization_end: Some(day("2026-11-30")), ..Anchors::default() };
    let due = due(&rule, &anchors, day("2026-11-01"), day("2026-11-01"), &thanksgiving());
    assert_eq!(due.on, Some(day("2026-11-25")));
}

#[test]
fn a_month_that_is_too_short_gives_its_last_day() {
    let on = |rule: DueRule, today: &str| {
        due(&rule, &Anchors::default(), day(today), day(today), &BusinessDays::default())
            .on
            .unwrap()
            .to_string()
    };
    assert_eq!(on(DueRule::MonthDay(31), "2027-02-01"), "2027-02-28");
    assert_eq!(on(DueRule::MonthDay(30), "2028-02-29"), "2028-02-29");
    assert_eq!(on(DueRule::MonthEnd, "2028-02-01"), "2028-02-29");
    assert_eq!(on(DueRule::MonthDay(5), "2026-12-05"), "2026-12-05", "today is still in time");
    assert_eq!(on(DueRule::MonthDay(5), "2026-12-06"), "2027-01-05");
}

#[test]
fn a_finished_task_comes_again_on_the_next_day_of_its_rule() {
    let next = |rule: DueRule, due: &str, done: &str| {
        next_occurrence(&rule, Some(day(due)), day(done)).map(|day| day.to_string())
    };
    let some = |text: &str| Some(text.to_owned());
    let fifth = DueRule::MonthDay(5);
    assert_eq!(next(fifth, "2027-01-05", "2027-01-03"), some("2027-02-05"), "done early");
    assert_eq!(next(fifth, "2027-01-05", "2027-01-05"), some("2027-02-05"), "done on the day");
    assert_eq!(next(fifth, "2027-01-05", "2027-01-20"), some("2027-02-05"), "done late");
    assert_eq!(next(fifth, "2027-01-05", "2027-04-02"), some("2027-04-05"), "months missed are not made up");
    assert_eq!(next(DueRule::MonthEnd, "2027-01-31", "2027-02-02"), some("2027-02-28"));
    assert_eq!(next(DueRule::Every { days: 30 }, "2027-01-05", "2027-01-31"), some("2027-03-02"));
    assert_eq!(next(DueRule::EveryNthTreatmentDay(10), "2027-01-05", "2027-01-05"), None);
    assert_eq!(next(task("AC-02").due, "2027-01-05", "2027-01-05"), None, "the next session brings it");
    assert_eq!(next_occurrence(&fifth, None, day("2027-01-05")), Some(day("2027-02-05")));
}

#[test]
fn a_task_without_a_day_says_what_it_waits_for() {
    let words = |code: &str| task(code).due.in_words();
    assert_eq!(words("IN-14"), "due 3 business days after the evaluation");
    assert_eq!(words("IN-02"), "due 1 business day after the referral");
    assert_eq!(words("IN-01"), "due on the day of the referral");
    assert_eq!(words("AC-07"), "due 45 days before the end of the authorization");
    assert_eq!(words("AC-05"), "due on the 5th of each month");
    assert_eq!(words("AC-06"), "due on the 10th treatment day since the last one");
    assert_eq!(words("AC-08"), "due every 30 days");
    assert_eq!(words("AC-09"), "due at the end of each month");
    assert_eq!(DueRule::MonthDay(22).in_words(), "due on the 22nd of each month");
    assert_eq!(
        DueRule::EveryNthTreatmentDay(113).in_words(),
        "due on the 113th treatment day since the last one"
    );
}

#[test]
fn every_anchor_reads_its_own_day() {
    let text = r#"{"referral":"2026-01-01","evaluation_done":"2026-01-02","first_treatment":"2026-01-03",
        "plan_signed":"2026-01-04","authorization_end":"2026-01-05","certification_end":"2026-01-06",
        "last_session":"2026-01-07","review_entry":"2026-01-08","discharge_decision":"2026-01-09"}"#;
    let anchors: Anchors = serde_json::from_str(text).unwrap();
    let all = [
        Anchor::Referral,
        Anchor::EvaluationDone,
        Anchor::FirstTreatment,
        Anchor::PlanSigned,
        Anchor::AuthorizationEnd,
        Anchor::CertificationEnd,
        Anchor::Session,
        Anchor::ReviewEntry,
        Anchor::DischargeDecision,
        Anchor::LaneEntry,
    ];
    let days = all.map(|anchor| anchors.get(anchor, day("2026-01-10")).unwrap());
    assert_eq!(days.to_vec(), day("2026-01-01").iter_days().take(10).collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn a_due_day_is_never_in_the_past_and_late_means_today(
        index in 0_usize..44, referral in 0_u64..400, entry in 0_u64..400, today in 0_u64..400,
    ) {
        let at = |n: u64| day("2027-06-01") + chrono::Days::new(n);
        let anchors = Anchors { referral: Some(at(referral)), ..Anchors::default() };
        let workflow = Workflow::default_2026();
        let due = due(&workflow.tasks[index].due, &anchors, at(entry), at(today), &thanksgiving());
        prop_assert!(due.on.is_none_or(|on| at(today) <= on));
        prop_assert!(!due.late_start || due.on == Some(at(today)));
    }

    #[test]
    fn what_comes_again_comes_after_what_was_done(number in 1_u8..=31, due in 0_u64..800, done in 0_u64..800) {
        let at = |n: u64| day("2027-06-01") + chrono::Days::new(n);
        for rule in [DueRule::MonthDay(number), DueRule::MonthEnd] {
            let next = next_occurrence(&rule, Some(at(due)), at(done)).unwrap();
            prop_assert!(at(due) < next && at(done) <= next);
            prop_assert!(next <= at(due.max(done)) + chrono::Days::new(62));
        }
    }
}
