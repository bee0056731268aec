//! Properties over random commands of random people: no illegal state, and the journal is the whole truth.

use super::office::*;
use crate::access::Role;
use crate::case::{Case, Command, Contact, PatientCommand, Relation, Seen, WaitReason};
use crate::gate::gate;
use crate::ids::{CommentId, ContactId};
use crate::kinds::{Date, Discipline, Lane, Name, Prose, Rank, Via};
use crate::task::Status;
use crate::waitlist::Urgency;
use crate::workflow::{Anchor, DueRule, Exit, Facts, PayerClass, Recurrence, TaskTemplate, Workflow, day_of};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use uuid::Uuid;

const LANES: [Lane; 6] =
    [Lane::Intake, Lane::Planning, Lane::Active, Lane::Review, Lane::Transition, Lane::Closed];
const TASKS: [&str; 18] = [
    "IN-01", "IN-05", "IN-08", "IN-13", "IN-14", "PL-01", "PL-03", "PL-07", "AC-01", "AC-05", "AC-05.2",
    "AC-07", "AC-08", "AC-09", "RV-03", "RV-01.2", "TR-01", "XX-99",
];
const EVIDENCE: [&str; 6] =
    ["evaluation", "plan_of_care", "encounter", "eligibility_response", "authorization_request", "consents"];
const ANCHORS: [Anchor; 10] = [
    Anchor::Referral,
    Anchor::LaneEntry,
    Anchor::EvaluationDone,
    Anchor::FirstTreatment,
    Anchor::PlanSigned,
    Anchor::AuthorizationEnd,
    Anchor::CertificationEnd,
    Anchor::Session,
    Anchor::ReviewEntry,
    Anchor::DischargeDecision,
];

fn day(n: i64) -> Date {
    Date::from_ymd_opt(2026, 6, 1).expect("a day") + chrono::TimeDelta::days(n)
}

fn any_lane() -> impl Strategy<Value = Lane> + Clone {
    select(LANES.to_vec())
}

/// Few values each, so that what somebody saw is often what is there.
fn any_facts() -> impl Strategy<Value = Facts> {
    let payer = select(vec![None, Some(PayerClass::SelfPay), Some(PayerClass::Medicare)]);
    let maybe = || select(vec![None, Some(false), Some(true)]);
    let count = select(vec![None, Some(2)]);
    let urgency = select(vec![Urgency::Routine, Urgency::High]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (payer, count, maybe(), maybe(), flags, urgency, maybe()).prop_map(
        |(payer, coverage_count, auth_required, certification_required, flags, urgency, continuing)| {
            let (risk, supervised, post_surgical) = flags;
            Facts {
                payer,
                coverage_count,
                auth_required,
                certification_required,
                high_deductible: false,
                risk,
                supervised,
                urgency,
                post_surgical,
                continuing,
            }
        },
    )
}

fn any_disciplines() -> impl Strategy<Value = Vec<Discipline>> {
    use Discipline::{Aba, Slp};
    select(vec![vec![Slp], vec![Slp, Aba], vec![Aba]])
}

fn any_work() -> impl Strategy<Value = Command> {
    let task = || select(TASKS.to_vec()).prop_map(task_id);
    let person = || prop::option::of((1_u128..7).prop_map(staff));
    prop_oneof![
        4 => task().prop_map(|task| Command::Complete { task, on: None, note: None }),
        1 => (task(), -40_i64..5).prop_map(|(task, on)| Command::Complete {
            task, on: Some(day(on)), note: Some(line("by phone")),
        }),
        1 => (select(EVIDENCE.to_vec()), -40_i64..20).prop_map(|(evidence, on)| Command::Record {
            evidence: evidence.to_owned(), on: day(on), note: None,
        }),
        2 => task().prop_map(|task| Command::Waive { task, reason: line("not needed") }),
        2 => task().prop_map(|task| Command::Reopen { task, reason: line("again") }),
        1 => (task(), person()).prop_map(|(task, to)| Command::Assign { task, to }),
        1 => (0..4_u8, person(), prop::option::of(-1_i64..30)).prop_map(|(n, assignee, due)| Command::AddTask {
            task: task_id(&format!("T-{n}")), title: line("Call the school"), due: due.map(day), assignee,
        }),
    ]
}

fn any_record() -> impl Strategy<Value = Command> {
    let name = |n: u8| Name::parse(&format!("Synthetic Patient {n}")).expect("a name");
    let contact = move |n: u8| Contact {
        id: ContactId(Uuid::from_u128(n.into())),
        name: name(n),
        relation: Relation::Guardian,
        phone: None,
        email: None,
        may_call: true,
        may_receive: n == 0,
        custody: None,
    };
    prop_oneof![
        3 => (any_facts(), any_facts()).prop_map(|(seen, to)| Command::Facts(Seen { seen, to })),
        2 => (any_disciplines(), any_disciplines()).prop_map(|(seen, to)| Command::Disciplines(Seen { seen, to })),
        3 => (select(ANCHORS.to_vec()), -60_i64..200).prop_map(|(anchor, n)| Command::Anchor { anchor, on: day(n) }),
        1 => (0..2_u8, 0..2_u8, any::<bool>()).prop_map(move |(n, m, new)| Command::Contact {
            to: contact(n), seen: (!new).then(|| contact(m)),
        }),
        1 => (0..2_u128).prop_map(|n| Command::RemoveContact {
            contact: ContactId(Uuid::from_u128(n)), reason: line("moved"),
        }),
        1 => (0..2_u8, 0..2_u8).prop_map(move |(seen, to)| {
            Command::Patient(PatientCommand::Name(Seen { seen: name(seen), to: name(to) }))
        }),
        1 => (-3000_i64..5).prop_map(|n| {
            Command::Patient(PatientCommand::Born(Seen { seen: None, to: Some(day(n)) }))
        }),
    ]
}

fn any_care() -> impl Strategy<Value = Command> {
    let person = || prop::option::of((1_u128..7).prop_map(staff));
    let seen = move || (person(), person()).prop_map(|(seen, to)| Seen { seen, to });
    prop_oneof![
        1 => seen().prop_map(Command::Own),
        1 => seen().prop_map(Command::Cover),
        1 => (1_u128..7).prop_map(|n| Command::Join(staff(n))),
        1 => (1_u128..7).prop_map(|n| Command::Leave(staff(n))),
        1 => Just(Command::Wait { reason: WaitReason::AwaitingAuth, note: None }),
        1 => Just(Command::StopWaiting),
        1 => (0_i64..30).prop_map(|n| Command::Hold { reason: line("pause"), wake_on: day(n) }),
        1 => Just(Command::Resume),
        1 => (0_u128..5).prop_map(|n| Command::Comment {
            id: CommentId(Uuid::from_u128(n)),
            text: Prose::parse("hello").expect("prose"),
            mentions: vec![staff(1)],
        }),
        1 => Just(Command::BreakGlass { reason: line("allergy") }),
        1 => any::<bool>().prop_map(Command::Restrict),
        1 => Just(Command::Void { reason: line("opened twice") }),
    ]
}

/// Anything that anybody could ask of a case.
pub(super) fn any_command() -> impl Strategy<Value = Command> {
    let rank = || (0..50_u32).prop_map(Rank::nth);
    prop_oneof![
        6 => (any_lane(), any_lane(), rank(), any::<bool>(), any::<bool>()).prop_map(
            |(from, to, rank, over, why)| Command::Move {
                from, to, rank, via: Via::Drag, reason: why.then(|| line("because")), over,
            },
        ),
        1 => (any_lane(), rank()).prop_map(|(lane, rank)| Command::Rank { lane, rank }),
        1 => (0_u128..40).prop_map(|n| Command::Undo {
            of: crate::ids::CommandId(Uuid::from_u128(50_000 + n)),
        }),
        10 => any_work(),
        6 => any_record(),
        7 => any_care(),
    ]
}

/// What holds of every case at any time.
fn legal(office: &Office, case: &Case) {
    let ids: BTreeSet<_> = case.tasks.iter().map(|task| &task.id).collect();
    assert_eq!(ids.len(), case.tasks.len(), "no task twice");
    let owed: BTreeSet<_> = case.debts.iter().map(|debt| &debt.task).collect();
    assert_eq!(owed.len(), case.debts.len(), "nothing is owed twice");
    let open: BTreeSet<_> = case.open_tasks().map(|task| &task.id).collect();
    assert!(owed.is_subset(&open), "what is owed is still to be done: {owed:?} {open:?}");
    assert!(
        case.lane == Lane::Closed || case.void || case.closed_for.is_none(),
        "only closed cases have a closing reason"
    );
    assert!(!(case.lane == Lane::Closed && case.hold.is_some()), "a closed case does not wait to wake");
    let team: BTreeSet<_> = case.team.iter().collect();
    assert_eq!(team.len(), case.team.len(), "nobody twice on the team");
    if case.void {
        return;
    }
    let workflow = office.clinic.workflow(&case.workflow).expect("its workflow");
    for template in &workflow.tasks {
        nothing_is_forgotten(workflow, case, template);
        what_recurs_is_there_once(case, template);
    }
    no_date_is_lost(office, workflow, case);
    let today = office.clinic.today(case.site, office.now);
    let (passed, next) = (gate(workflow, case, case.lane, today), case.lane.next().unwrap_or(Lane::Closed));
    assert!(passed.items.is_empty(), "where a case is already, no gate stands");
    if case.lane != Lane::Closed {
        let card = gate(workflow, &case.card(), next, today);
        assert!(card.missing().eq(gate(workflow, case, next, today).missing()), "a card knows its own gate");
    }
}

/// A required task of a lane that the case has left is done, waived or owed.
fn nothing_is_forgotten(workflow: &Workflow, case: &Case, template: &TaskTemplate) {
    let brought = |task: &crate::task::Task| {
        task.template(workflow).is_some_and(|other| other.lane == template.lane && other.recurrence.is_none())
    };
    let left = template.lane < case.lane && case.tasks.iter().any(brought);
    let asked = template.exit == Exit::Required && template.when.applies(&case.facts, &case.disciplines);
    if !left || !asked {
        return;
    }
    let cycle = if template.lane == Lane::Review { case.cycle.max(1) } else { 1 };
    let id = crate::task::TaskId::of(&template.code, cycle);
    let owed = case.debts.iter().any(|debt| debt.task == id);
    match case.task(&id).map(|task| &task.status) {
        Some(Status::Done { .. } | Status::Waived { .. }) => {}
        Some(Status::Open) => assert!(owed, "{id} is open in a lane that was left, and nobody owes it"),
        other => panic!("{id} is asked for and is {other:?}"),
    }
}

/// Of a recurring task at most one is open; exactly one where finishing brings the next and its condition holds.
fn what_recurs_is_there_once(case: &Case, template: &TaskTemplate) {
    if template.recurrence.is_none() {
        return;
    }
    let open = case.open_tasks().filter(|task| task.id.code() == template.code).count();
    assert!(open <= 1, "{} is open {open} times", template.code);
    let asked = template.comes_up_in(case.lane) && template.when.applies(&case.facts, &case.disciplines);
    if asked && template.recurrence == Some(Recurrence::OnCompletion) {
        assert_eq!(open, 1, "{} is forgotten in {:?}", template.code, case.lane);
    }
}

/// Where the date is known from which a task counts, the task has a day.
fn no_date_is_lost(office: &Office, workflow: &Workflow, case: &Case) {
    let business = &office.clinic.site(case.site).expect("its site").business;
    for task in case.open_tasks().filter(|task| task.due.is_none()) {
        let Some(template) = task.template(workflow) else { continue };
        let today = office.clinic.today(case.site, office.now);
        let day = day_of(&template.due, &case.anchors, case.entered_on, today, business);
        assert_eq!(day, None, "{} waits for a date that is known", task.id);
        assert!(matches!(template.due, DueRule::After { .. }));
    }
}

proptest! {
    #[test]
    fn no_sequence_of_commands_reaches_an_illegal_state_and_the_journal_replays_to_the_same(
        asks in prop::collection::vec((1_u128..6, 1_u128..3, any_command(), 0_i64..3), 1..60),
        (lane, facts, disciplines) in (0..5_usize, any_facts(), any_disciplines()),
    ) {
        let mut office = Office::new();
        office.hire(5, Role::ClinicalLead);
        office.open_case(1);
        office.import(2, LANES[lane], |new| {
            new.facts = facts;
            new.disciplines = disciplines;
        });
        for (who, case, command, days) in asks {
            office.days_pass(days);
            let entries = office.journal.len();
            let before = office.cases.clone();
            if office.ask(who, case, command).is_err() {
                prop_assert_eq!(office.journal.len(), entries, "a refusal leaves no trace");
                prop_assert_eq!(&office.cases, &before);
            }
            office.cases.values().for_each(|case| legal(&office, case));
        }
        prop_assert_eq!(office.replayed(), office.cases);
    }

    #[test]
    fn undo_right_after_a_move_restores_the_case(asks in prop::collection::vec(any_command(), 0..25), to in 0..5_usize) {
        let mut office = Office::new();
        office.open_case(1);
        for command in asks {
            // Refusals are part of the story.
            let _ = office.ask(ANA, 1, command);
        }
        let before = office.case(1).clone();
        let wish = office.wish(1, go_because(before.lane, LANES[to], "try it", true));
        if office.submit(ANA, &wish).is_ok() {
            let undone = office.ask(ANA, 1, Command::Undo { of: wish.id });
            prop_assert!(undone.is_ok());
            let mut after = office.case(1).clone();
            after.touched = before.touched.clone();
            after.undo = before.undo.clone();
            prop_assert_eq!(after, before);
        }
    }
}
