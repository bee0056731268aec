//! Properties over random commands of random people: no illegal state, and the journal is the whole truth.

use super::office::*;
use crate::case::{Case, Command, Seen, WaitReason};
use crate::kinds::{Lane, Prose, Rank, Via};
use proptest::prelude::*;
use std::collections::BTreeSet;

const LANES: [Lane; 6] =
    [Lane::Intake, Lane::Planning, Lane::Active, Lane::Review, Lane::Transition, Lane::Closed];
const TASKS: [&str; 8] = ["IN-08", "IN-13", "IN-14", "PL-01", "AC-05", "RV-03", "TR-01", "XX-99"];

pub(super) fn any_command() -> impl Strategy<Value = Command> {
    let lane = || (0..LANES.len()).prop_map(|n| LANES[n]);
    let task = || (0..TASKS.len()).prop_map(|n| task_id(TASKS[n]));
    let person = || prop::option::of((1_u128..7).prop_map(staff));
    prop_oneof![
        6 => (lane(), lane(), any::<bool>(), any::<bool>()).prop_map(|(from, to, over, why)| Command::Move {
            from, to, rank: Rank::between(None, None), via: Via::Drag, reason: why.then(|| line("because")), over,
        }),
        4 => task().prop_map(|task| Command::Complete { task, on: None, note: None }),
        1 => task().prop_map(|task| Command::Waive { task, reason: line("not needed") }),
        1 => task().prop_map(|task| Command::Reopen { task, reason: line("again") }),
        1 => (task(), person()).prop_map(|(task, to)| Command::Assign { task, to }),
        1 => (person(), person()).prop_map(|(seen, to)| Command::Own(Seen { seen, to })),
        1 => (1_u128..7).prop_map(|n| Command::Join(staff(n))),
        1 => (1_u128..7).prop_map(|n| Command::Leave(staff(n))),
        1 => Just(Command::Wait { reason: WaitReason::AwaitingAuth, note: None }),
        1 => Just(Command::StopWaiting),
        1 => (0_i64..30).prop_map(|days| Command::Hold {
            reason: line("pause"),
            wake_on: chrono::NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day") + chrono::TimeDelta::days(days),
        }),
        1 => Just(Command::Resume),
        1 => (0_u128..5).prop_map(|n| Command::Comment {
            id: crate::ids::CommentId(uuid::Uuid::from_u128(n)),
            text: Prose::parse("hello").expect("prose"),
            mentions: vec![staff(1)],
        }),
        1 => (0_u128..40).prop_map(|n| Command::Undo { of: crate::ids::CommandId(uuid::Uuid::from_u128(50_000 + n)) }),
        1 => Just(Command::Void { reason: line("opened twice") }),
        1 => lane().prop_map(|lane| Command::Rank { lane, rank: Rank::between(Some(&Rank::between(None, None)), None) }),
    ]
}

fn legal(case: &Case) {
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
}

proptest! {
    #[test]
    fn no_sequence_of_commands_reaches_an_illegal_state_and_the_journal_replays_to_the_same(
        asks in prop::collection::vec((1_u128..5, 1_u128..3, any_command(), 0_i64..3), 1..60)
    ) {
        let mut office = Office::new();
        office.open_case(1);
        office.open_case(2);
        for (who, case, command, days) in asks {
            office.days_pass(days);
            let entries = office.journal.len();
            let before = office.cases.clone();
            if office.ask(who, case, command).is_err() {
                prop_assert_eq!(office.journal.len(), entries, "a refusal leaves no trace");
                prop_assert_eq!(&office.cases, &before);
            }
            office.cases.values().for_each(legal);
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
