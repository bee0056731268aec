//! Whose work is it, in what order, and why.

use super::law::any_command;
use super::office::{ANA, BEN, CLARA, FAY, Office, go_because, line, staff, task_id};
use crate::access::{Role, Viewer};
use crate::case::{Case, Command};
use crate::clinic::Staff;
use crate::kinds::Lane;
use crate::task::TaskId;
use crate::work::{Group, Item, What, my_work, pressing};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn work(office: &Office, who: u128) -> Vec<Item> {
    let cards: Vec<_> = office.cases.values().map(Case::card).collect();
    let items = my_work(&cards, &office.clinic, &office.viewer(who), office.now);
    let count = |card: &Case| pressing(card, &office.clinic, &office.viewer(who), office.now);
    let listed = items.iter().filter(|item| item.group <= Group::Today).count();
    assert_eq!(cards.iter().map(count).sum::<usize>(), listed, "the number is that of the list's lines");
    items
}

fn lines(office: &Office, who: u128) -> Vec<String> {
    let line = |item: &Item| format!("{}: {} ({})", item.group.title(), item.title, item.reasons.join(", "));
    work(office, who).iter().map(line).collect()
}

fn one_case() -> Office {
    let mut office = Office::new();
    office.open_case(1);
    office
}

#[test]
fn each_task_goes_to_its_role_with_its_reason() {
    let mut office = one_case();
    for (n, role) in
        [Role::ClinicalLead, Role::Scheduler, Role::AuthSpecialist, Role::Billing].into_iter().enumerate()
    {
        office.hire(20 + n as u128, role);
    }
    assert_eq!(
        lines(&office, CLARA),
        [
            "Later: Evaluate, with baseline outcome measure (due 15 Jun, blocks the move to Planning, unassigned, your role)",
            "Later: Sign evaluation report (blocks the move to Planning, unassigned, your role, due 3 business days after the evaluation)",
        ]
    );
    assert_eq!(lines(&office, FAY).len(), 2, "front desk works for the site");
    assert!(lines(&office, BEN)[0].starts_with("Today: Log referral and open case (due today, "));
}

#[test]
fn what_no_role_near_the_case_does_is_its_owners() {
    let mut office = one_case();
    let triage = "This week: Clinical triage: urgency, discipline, therapist match and payer panel (due 4 Jun, \
                  blocks the move to Planning, unassigned, on your case)";
    assert!(lines(&office, CLARA).contains(&triage.to_owned()), "there is no clinical lead");
    office.hire(5, Role::ClinicalLead);
    assert!(!lines(&office, CLARA).contains(&triage.to_owned()));
    let theirs = lines(&office, 5);
    assert!(theirs.iter().any(|line| line.contains("triage")), "a lead of the site, though not on the team");
    let nobody = crate::case::Seen { seen: Some(staff(CLARA)), to: None };
    office.ask(BEN, 1, Command::Own(nobody)).unwrap();
    assert!(
        lines(&office, BEN).iter().any(|line| line.contains("Verify eligibility")),
        "and then a coordinator's"
    );
}

#[test]
fn what_was_given_to_somebody_who_left_or_does_not_see_the_case_is_on_another_list() {
    let mut office = one_case();
    office.hire(5, Role::Therapist);
    let task = task_id("IN-03");
    let has =
        |office: &Office, who| work(office, who).iter().any(|item| item.what == What::Task(task.clone()));
    let give = |to| Command::Assign { task: task.clone(), to: Some(staff(to)) };
    office.ask(BEN, 1, give(5)).unwrap();
    assert!(has(&office, FAY), "a therapist who is not on the team does not see the case");
    office.ask(BEN, 1, give(ANA)).unwrap();
    assert!(has(&office, ANA) && !has(&office, FAY));
    let now = office.now;
    office.clinic.staff.get_mut(&staff(ANA)).unwrap().left = Some(now);
    assert!(has(&office, FAY), "back with the front desk");
}

proptest! {
    #[test]
    fn every_open_task_is_on_somebodys_list(
        asks in prop::collection::vec((1_u128..5, any_command()), 0..30),
        hired in prop::collection::vec(0..Role::ALL.len(), 0..4),
        gone in prop::collection::btree_set(2_u128..14, 0..5),
    ) {
        let mut office = one_case();
        for (n, role) in hired.into_iter().enumerate() {
            office.hire(10 + n as u128, Role::ALL[role]);
        }
        for (who, command) in asks {
            // Refusals are part of the story.
            let _ = office.ask(who, 1, command);
        }
        let now = office.now;
        for n in gone {
            office.clinic.staff.entry(staff(n)).and_modify(|person| person.left = Some(now));
        }
        let case = office.case(1).clone();
        let people: Vec<Viewer> = office.clinic.staff.values().map(Staff::viewer).collect();
        let lists = people.iter().filter(|viewer| case.shows_to(viewer, now));
        let listed: BTreeSet<TaskId> = lists
            .flat_map(|viewer| my_work([&case], &office.clinic, viewer, now))
            .filter_map(|item| match item.what {
                What::Task(task) | What::Debt(task) => Some(task),
                What::Wake => None,
            })
            .collect();
        let open: BTreeSet<TaskId> = case.open_tasks().map(|task| task.id.clone()).collect();
        prop_assert!(case.hold.is_some() || case.void || listed == open, "{open:?} {listed:?}");
    }
}

#[test]
fn a_therapist_sees_nothing_of_a_colleagues_case() {
    let mut office = one_case();
    let to = Command::Own(crate::case::Seen { seen: Some(staff(CLARA)), to: Some(staff(ANA)) });
    office.ask(BEN, 1, to).unwrap();
    assert!(work(&office, CLARA).is_empty());
}

#[test]
fn what_is_given_to_somebody_is_theirs_and_nobody_elses() {
    let mut office = one_case();
    let task = work(&office, FAY)[0].what.clone();
    let What::Task(task) = task else { panic!("a task") };
    office.ask(BEN, 1, Command::Assign { task: task.clone(), to: Some(staff(BEN)) }).unwrap();
    let has = |who| work(&office, who).iter().any(|item| item.what == What::Task(task.clone()));
    assert!(has(BEN) && !has(FAY));
}

#[test]
fn late_comes_first_and_says_how_late() {
    let mut office = one_case();
    office.days_pass(4);
    let work = work(&office, FAY);
    assert!(work.iter().all(|item| item.group == Group::Late && item.reasons[0] == "2 days late"));
    let groups = |who| super::work::work(&office, who).iter().map(|item| item.group).collect::<Vec<_>>();
    assert!(groups(BEN).is_sorted());
}

#[test]
fn the_border_of_a_day_is_the_sites_midnight() {
    let mut office = one_case();
    let first = |office: &Office| work(office, BEN)[0].reasons[0].clone();
    office.now += TimeDelta::hours(8);
    assert_eq!(first(&office), "due today", "23:00 of the same day");
    office.now += TimeDelta::hours(1);
    assert_eq!(first(&office), "1 day late", "midnight");
}

#[test]
fn the_week_is_seven_days_and_no_more() {
    let mut office = one_case();
    let add = |code: &str, days: i64, office: &mut Office| {
        let due = Some(office.now.date_naive() + TimeDelta::days(days));
        let task = task_id(code);
        office
            .ask(BEN, 1, Command::AddTask { task, title: line(code), due, assignee: Some(staff(ANA)) })
            .unwrap();
    };
    for (code, days) in [("T-0", 0), ("T-7", 7), ("T-8", 8)] {
        add(code, days, &mut office);
    }
    let groups: Vec<_> = work(&office, ANA).into_iter().map(|item| (item.title, item.group)).collect();
    let expected = [("T-0", Group::Today), ("T-7", Group::Week), ("T-8", Group::Later)];
    assert_eq!(groups, expected.map(|(title, group)| (title.to_owned(), group)));
}

#[test]
fn a_debt_is_on_its_owners_list_until_it_is_paid() {
    let mut office = one_case();
    office.ask(ANA, 1, go_because(Lane::Intake, Lane::Planning, "The family cannot wait.", true)).unwrap();
    office.days_pass(1);
    let debts = |office: &Office, who| {
        let mut work = work(office, who);
        work.retain(|item| matches!(item.what, What::Debt(_)));
        work
    };
    let owed = debts(&office, CLARA);
    assert!(!owed.is_empty() && owed.iter().all(|item| item.reasons[0] == "debt since 1 Jun"));
    assert!(debts(&office, FAY).is_empty(), "not their case");
    let What::Debt(task) = owed[0].what.clone() else { panic!("a debt") };
    office.ask(ANA, 1, Command::Complete { task, on: None, note: None }).unwrap();
    assert_eq!(debts(&office, CLARA).len(), owed.len() - 1);
}

#[test]
fn a_paused_case_asks_for_nothing_but_to_be_woken() {
    let mut office = one_case();
    let wake_on = office.now.date_naive() + TimeDelta::days(3);
    office.ask(BEN, 1, Command::Hold { reason: line("Away"), wake_on }).unwrap();
    assert_eq!(lines(&office, CLARA), ["This week: Take it off hold (on hold until 4 Jun)"]);
    assert!(work(&office, FAY).is_empty());
    office.days_pass(3);
    assert_eq!(lines(&office, CLARA), ["Today: Take it off hold (wakes today)"]);
    office.days_pass(2);
    assert_eq!(lines(&office, CLARA), ["Late: Take it off hold (should have woken on 4 Jun)"]);
}
