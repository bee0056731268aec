//! A group that is written in one journey, on what its writer remembers: whatever others did meanwhile, and whatever
//! breaks on the way, it is there as a whole or not at all, and decided on the truth.

use super::office::{Office, command, line, moved, ranked, second_desk, submission};
use crate::desk::LocalDesk;
use crate::news::meta;
use crate::store::testing::{Fresh, on_both};
use crate::store::{CaseRow, Counters, EntryRow, clinic_row, entries_after, json, one_case, write_at_once};
use crate::verify::verify;
use app::api::{Desk, Who};
use app::error::ServerError;
use domain::case::{self, Case, Event};
use domain::ids::CaseId;
use domain::journal::{Body, Entry, Seq, Submission};
use domain::kinds::{Lane, Rank};
use domain::refusal::Refusal;
use sqlx::Connection;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use uuid::Uuid;

/// So long a server may take to find its database again.
const PATIENCE: Duration = Duration::from_secs(20);

async fn sound(office: &Office) {
    let report = verify(office.desk.store(), |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Three cases in Intake, and a writer that knows where the journal ends.
async fn at_work(office: &Office) -> [CaseId; 3] {
    let cases = [
        office.opens("Mia Vidal").await,
        office.opens("Noor Haddad").await,
        office.opens("Leo Brandt").await,
    ];
    for case in cases {
        office.ask("Cleo", case, ranked(Lane::Intake, 1)).await.unwrap();
    }
    cases
}

fn one_each(cases: [CaseId; 3], place: usize) -> Vec<Submission> {
    cases.into_iter().map(|case| submission(case, ranked(Lane::Intake, place))).collect()
}

#[tokio::test]
async fn a_place_that_somebody_took_is_not_written_over_and_all_is_decided_again() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let other = second_desk(office.desk.store().clone());
        let cases = at_work(&office).await;
        let who = office.who("Dora");
        let before = office.seq().await;
        other.submit(&who, submission(cases[1], moved(Lane::Intake, Lane::Planning))).await.unwrap();
        // As this writer remembers the second case, it is in Intake, and the next place is the one that was just taken.
        let group = one_each(cases, 2);
        let answers = office.desk.submit_many(&who, group.clone()).await;
        assert_eq!(answers[0].as_ref().map(|receipt| receipt.seq.0), Ok(before.0 + 2));
        assert!(
            matches!(
                answers[1],
                Err(ServerError::Refused(Refusal::MovedMeanwhile { now: Lane::Planning, .. }))
            ),
            "{answers:?}"
        );
        assert_eq!(answers[2].as_ref().map(|receipt| receipt.seq.0), Ok(before.0 + 3));
        sound(&office).await;
        assert_eq!(office.desk.submit_many(&who, group).await, answers, "a repeat hears the same");
        for desk in [&office.desk, &other] {
            assert_eq!(desk.chart(&who, cases[1]).await.unwrap().case.lane, Lane::Planning);
        }
    })
    .await;
}

#[tokio::test]
async fn two_writers_who_both_believe_to_be_alone_leave_one_journal() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let other = second_desk(office.desk.store().clone());
        let cases = at_work(&office).await;
        let (who, before) = (office.who("Cleo"), office.seq().await);
        let rounds = 30;
        let writes = async |desk: &LocalDesk| {
            let mut seqs = Vec::new();
            for n in 0..rounds {
                for answer in desk.submit_many(&who, one_each(cases, 1 + n % 5)).await {
                    seqs.push(answer.unwrap().seq);
                }
            }
            seqs
        };
        let (one, two) = tokio::join!(writes(&office.desk), writes(&other));
        let mut seqs = [one, two].concat();
        seqs.sort_unstable();
        let wanted: Vec<Seq> = (1..=2 * 3 * rounds as u64).map(|n| Seq(before.0 + n)).collect();
        assert_eq!(seqs, wanted, "each has a place of its own, and there is no gap");
        sound(&office).await;
    })
    .await;
}

#[tokio::test]
async fn one_that_is_refused_leaves_no_trace_in_its_group() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let cases = at_work(&office).await;
        let (who, before) = (office.who("Cleo"), office.seq().await);
        let nowhere = CaseId(Uuid::now_v7());
        let group = vec![
            submission(cases[0], ranked(Lane::Intake, 2)),
            submission(nowhere, ranked(Lane::Intake, 2)),
            submission(cases[1], ranked(Lane::Review, 2)),
            submission(cases[0], ranked(Lane::Intake, 3)),
            // Not a coordinator's right.
            submission(cases[2], moved(Lane::Intake, Lane::Planning)),
            submission(cases[1], case::Command::Void { reason: line("opened twice") }),
        ];
        let answers = office.desk.submit_many(&who, group.clone()).await;
        let places: Vec<Option<u64>> = answers
            .iter()
            .map(|answer| answer.as_ref().ok().map(|receipt| receipt.seq.0 - before.0))
            .collect();
        assert_eq!(places, [Some(1), None, None, Some(2), None, Some(3)], "{answers:?}");
        assert_eq!(answers[1], Err(ServerError::Refused(Refusal::NoSuchCase)));
        sound(&office).await;
        let again = office.desk.submit_many(&who, group).await;
        for (first, again) in answers.iter().zip(&again).filter(|(first, _)| first.is_ok()) {
            assert_eq!(again, first);
        }
        assert_eq!(office.seq().await, Seq(before.0 + 3));
        // What was refused is remembered as it was.
        office.ask("Cleo", cases[2], ranked(Lane::Intake, 4)).await.unwrap();
        sound(&office).await;
    })
    .await;
}

/// What a group of two would be after what is in the tables now.
async fn next_group(
    office: &Office,
    cases: [CaseId; 2],
    place: usize,
) -> (Counters, Vec<EntryRow>, Vec<CaseRow>, Counters) {
    let mut tx = office.desk.store().snapshot().await.unwrap();
    let base = clinic_row(&mut tx, office.clinic).await.unwrap().unwrap().counters;
    let (mut to, mut rows, mut shown) = (base.clone(), Vec::new(), Vec::new());
    for id in cases {
        let doc = one_case(&mut tx, office.clinic, id).await.unwrap().unwrap();
        let mut record: Option<Case> = Some(json(&doc).unwrap());
        let events = vec![Event::Ranked { rank: Rank::nth(u32::try_from(place).unwrap()) }];
        let (seq, at, by) = (Seq(to.seq.0 + 1), office.desk.clock().now(), office.id("Cleo"));
        let body = Body::of_case(id, events.clone());
        let entry = Entry { clinic: office.clinic, seq, at, by, command: command(), body };
        case::apply(&mut record, id, &events, meta(&entry));
        let row = EntryRow::after(&to.head, &entry).unwrap();
        (to.seq, to.head) = (seq, row.hash.clone());
        rows.push(row);
        shown.push(CaseRow::of(&record.unwrap()).unwrap());
    }
    (base, rows, shown, to)
}

/// Given up after so many steps, as when whoever waits for it is gone.
async fn for_so_long<T>(mut steps: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|cx| {
        if steps == 0 {
            return Poll::Ready(None);
        }
        steps -= 1;
        work.as_mut().poll(cx).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_group_that_is_given_up_on_the_way_is_there_as_a_whole_or_not_at_all() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let [one, two, _] = at_work(&office).await;
        let (mut done, mut given_up) = (0, 0);
        for turn in 0..60 {
            let (base, rows, shown, to) = next_group(&office, [one, two], turn).await;
            let write = write_at_once(office.desk.store(), office.clinic, &rows, &shown, true, &to);
            // How many steps a write takes is the machine's affair. Two in a row are waited for, so
            // that the second has nothing given up before it that could still take its place.
            let steps = if turn % 7 < 5 { turn % 7 } else { usize::MAX };
            let ended = for_so_long(steps, write).await;
            let mut tx = office.desk.store().snapshot().await.unwrap();
            let now = clinic_row(&mut tx, office.clinic).await.unwrap().unwrap().counters;
            let written = entries_after(&mut tx, office.clinic, base.seq, 10).await.unwrap();
            drop(tx);
            let acknowledged = matches!(ended, Some(Ok(())));
            match ended {
                Some(Ok(())) => done += 1,
                // One that was given up before came after all, and has the place.
                Some(Err(error)) => assert!(error.is_repeat(), "{error}"),
                None => given_up += 1,
            }
            let last = written.last().map_or(&base.head, |row| &row.hash);
            assert_eq!((&now.head, written.len() % 2), (last, 0), "entries and counters are of one moment");
            assert!(!acknowledged || written == rows, "what was acknowledged is there");
        }
        assert!(0 < done && 0 < given_up, "{done} were written, {given_up} given up");
        sound(&office).await;
        office.ask("Cleo", one, ranked(Lane::Intake, 2)).await.unwrap();
        sound(&office).await;
    })
    .await;
}

/// Sends it until it is taken.
async fn in_the_end(desk: &LocalDesk, who: &Who, submission: &Submission) -> Seq {
    let taken = async {
        loop {
            match desk.submit(who, submission.clone()).await {
                Ok(receipt) => return receipt.seq,
                Err(ServerError::Busy) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(error) => panic!("{error:?}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, taken).await.expect("it is taken in the end")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_in_the_middle_of_groups_lose_and_double_nothing() {
    const CUT: &str = "select pg_terminate_backend(pid) from pg_stat_activity \
                       where datname = current_database() and pid <> pg_backend_pid()";
    let Some(fresh) = Fresh::postgres().await else { return };
    let office = Office::open(&fresh).await;
    let cases = at_work(&office).await;
    let (who, before) = (office.who("Cleo"), office.seq().await);
    let mut knife = sqlx::PgConnection::connect(&fresh.url).await.unwrap();
    let (rounds, mut seqs, mut unanswered) = (40, Vec::new(), 0);
    for n in 0..rounds {
        let group = one_each(cases, 1 + n % 5);
        let cut = async {
            tokio::time::sleep(Duration::from_micros(100 * (n as u64 % 20))).await;
            sqlx::query(CUT).execute(&mut knife).await.unwrap();
        };
        let (answers, ()) = tokio::join!(office.desk.submit_many(&who, group.clone()), cut);
        for (submission, answer) in group.iter().zip(answers) {
            let seq = in_the_end(&office.desk, &who, submission).await;
            match answer {
                Ok(receipt) => assert_eq!(receipt.seq, seq, "a receipt stands"),
                Err(_) => unanswered += 1,
            }
            seqs.push(seq);
        }
    }
    seqs.sort_unstable();
    let wanted: Vec<Seq> = (1..=3 * rounds as u64).map(|n| Seq(before.0 + n)).collect();
    assert_eq!(seqs, wanted, "{unanswered} had no answer at first");
    assert!(0 < unanswered, "no group was cut");
    sound(&office).await;
}
