//! Facts of a case: who may change which, and who reads what.

use super::office::*;
use crate::access::Role;
use crate::case::{Command, Event, Seen};
use crate::kinds::Lane;
use crate::refusal::{Field, Refusal};
use crate::task::Status;
use crate::workflow::{Facts, PayerClass};

const LEA: u128 = 10;
const BILL: u128 = 11;
const AMY: u128 = 12;
const ADA: u128 = 13;

fn staffed() -> Office {
    let mut office = Office::new();
    office.hire(LEA, Role::ClinicalLead);
    office.hire(BILL, Role::Billing);
    office.hire(AMY, Role::Assistant);
    office.hire(ADA, Role::AuthSpecialist);
    office.open_case(1);
    office.does(BEN, 1, Command::Join(staff(AMY)));
    office
}

#[test]
fn each_fact_is_changed_by_those_who_write_what_it_is_about() {
    let coverage = [BEN, FAY, ADA, BILL];
    let alone = |who: u128, change: fn(&mut Facts)| staffed().facts(who, 1, change);
    let of_coverage: [fn(&mut Facts); 5] = [
        |facts| facts.payer = Some(PayerClass::SelfPay),
        |facts| facts.coverage_count = Some(2),
        |facts| facts.auth_required = Some(false),
        |facts| facts.certification_required = Some(true),
        |facts| facts.high_deductible = true,
    ];
    for change in of_coverage {
        for who in [ANA, LEA, CLARA, AMY, BEN, FAY, ADA, BILL] {
            let expected = coverage.contains(&who);
            assert_eq!(alone(who, change).is_ok(), expected, "{who}");
        }
    }
    for who in [ANA, LEA, CLARA, AMY, BEN, FAY, ADA, BILL] {
        let ok = |change: fn(&mut Facts)| alone(who, change).is_ok();
        assert_eq!(ok(|facts| facts.risk = true), [LEA, CLARA].contains(&who), "risk: {who}");
        assert_eq!(
            ok(|facts| facts.supervised = true),
            [ANA, LEA, CLARA, BEN].contains(&who),
            "supervised: {who}"
        );
        assert_eq!(
            ok(|facts| facts.continuing = Some(false)),
            [LEA, CLARA].contains(&who),
            "continuing: {who}"
        );
        assert_eq!(ok(|_| ()), who != AMY, "nothing at all: {who}");
    }
}

#[test]
fn what_a_person_may_not_read_neither_stops_nor_is_changed_by_them() {
    let mut office = staffed();
    office.facts(CLARA, 1, |facts| facts.risk = true).unwrap();
    let seen = office.case(1).chart(&office.viewer(BILL), office.now).facts;
    assert!(!seen.risk, "billing does not know of the flag");
    let to = Facts { payer: Some(PayerClass::Medicare), ..seen.clone() };
    office.does(BILL, 1, Command::Facts(Seen { seen, to }));
    let facts = &office.case(1).facts;
    assert!(facts.risk && facts.payer == Some(PayerClass::Medicare), "{facts:?}");
}

#[test]
fn different_facts_merge_and_the_same_fact_asks() {
    let mut office = staffed();
    let old = office.case(1).facts.clone();
    let set = |change: fn(&mut Facts)| {
        let mut to = old.clone();
        change(&mut to);
        Command::Facts(Seen { seen: old.clone(), to })
    };
    office.does(BEN, 1, set(|facts| facts.auth_required = Some(false)));
    office.does(FAY, 1, set(|facts| facts.coverage_count = Some(1)));
    office.does(CLARA, 1, set(|facts| facts.risk = true));
    let stale = office.ask(FAY, 1, set(|facts| facts.auth_required = Some(true)));
    assert!(matches!(stale, Err(Refusal::ChangedMeanwhile { field: Field::Facts, .. })), "{stale:?}");
    office.does(FAY, 1, set(|facts| facts.auth_required = Some(false)));
    let expected =
        Facts { auth_required: Some(false), coverage_count: Some(1), risk: true, ..Facts::default() };
    assert_eq!(office.case(1).facts, expected);
}

#[test]
fn an_assistant_sees_name_age_and_alerts_and_nothing_of_the_coverage() {
    let mut office = staffed();
    office
        .facts(BEN, 1, |facts| {
            *facts = Facts {
                auth_required: Some(true),
                certification_required: Some(true),
                high_deductible: true,
                ..Facts::default()
            }
        })
        .unwrap();
    let language = Seen { seen: None, to: Some(line("Spanish")) };
    office.does(BEN, 1, Command::Patient(crate::case::PatientCommand::Language(language)));
    let case = office.case(1);
    let chart = case.chart(&office.viewer(AMY), office.now);
    assert_eq!((chart.facts, chart.patient.language), (Facts::default(), None));
    assert!(case.card().is_cut_for(&office.viewer(AMY), office.now));
    assert_eq!(case.chart(&office.viewer(CLARA), office.now).facts, case.facts);
}

#[test]
fn the_note_on_an_evaluation_is_for_those_who_read_evaluations() {
    let mut office = staffed();
    let finish =
        |task: &str, note: &str| Command::Complete { task: task_id(task), on: None, note: Some(line(note)) };
    office.does(CLARA, 1, finish("IN-13", "severe aspiration risk"));
    office.does(FAY, 1, finish("IN-03", "mother signs"));
    let case = office.case(1);
    let workflow = office.clinic.workflow(&case.workflow).unwrap();
    let reads = |who| case.tells_of_clinical_work(&office.viewer(who), office.now);
    let readers = [ANA, LEA, CLARA, AMY, BEN, FAY, ADA, BILL].into_iter().filter(|who| reads(*who));
    assert_eq!(readers.collect::<Vec<_>>(), [ANA, LEA, CLARA, AMY, BEN, ADA]);
    let mut chart = case.clone();
    chart.hide_clinical_notes(workflow);
    let note = |id| match &chart.task(&task_id(id)).unwrap().status {
        Status::Done { by, note, .. } => (*by, note.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(note("IN-13"), (staff(CLARA), None));
    assert_eq!(note("IN-03"), (staff(FAY), Some(line("mother signs"))));
    let done =
        Event::TaskDone { task: task_id("IN-13"), on: office.now.date_naive(), note: Some(line("words")) };
    assert!(matches!(done.for_boards(), Event::TaskDone { note: None, .. }));
}

#[test]
fn only_those_who_write_to_the_board_say_what_a_case_waits_for() {
    let mut office = staffed();
    let wait = || Command::Wait { reason: crate::case::WaitReason::AwaitingAuth, note: None };
    for who in [AMY, FAY, ADA, BILL] {
        assert_eq!(office.ask(who, 1, wait()), Err(Refusal::NotAllowed), "{who}");
        assert_eq!(office.ask(who, 1, Command::StopWaiting), Err(Refusal::NotAllowed), "{who}");
    }
    for who in [ANA, LEA, CLARA, BEN] {
        office.does(who, 1, wait());
        office.does(who, 1, Command::StopWaiting);
    }
}

#[test]
fn whoever_writes_office_tasks_adds_them_and_an_assistant_only_their_own() {
    let mut office = staffed();
    let mut count = 0;
    let mut add = |office: &mut Office, who, assignee: Option<u128>| {
        count += 1;
        let (task, title) = (task_id(&format!("T-{count}")), line("Call the school"));
        office.ask(who, 1, Command::AddTask { task, title, due: None, assignee: assignee.map(staff) }).is_ok()
    };
    for who in [ANA, LEA, CLARA, BEN, FAY, ADA, BILL] {
        assert!(add(&mut office, who, None), "{who}");
    }
    assert!(!add(&mut office, AMY, None) && !add(&mut office, AMY, Some(CLARA)));
    assert!(add(&mut office, AMY, Some(AMY)));
    office.hire(20, Role::Compliance);
    assert!(!add(&mut office, 20, None));
}

#[test]
fn a_closed_case_keeps_its_facts() {
    let mut office = staffed();
    office.does(ANA, 1, go_because(Lane::Intake, Lane::Closed, "moved away", true));
    assert_eq!(office.facts(BEN, 1, |facts| facts.auth_required = Some(false)), Err(Refusal::Closed));
}
