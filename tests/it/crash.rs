//! The real program, killed in the middle of its work.

use domain::ids::CaseId;
use domain::journal::Seq;
use domain::kinds::{Lane, Rank};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::clock::Clock;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::process::{Process, command};
use tests::submissions::{about, open};
use tests::{Client, Fresh, Staffed, seed};

/// Clients that move at once.
const CLIENTS: usize = 16;
/// Kills in a quick run; `CASEBOARD_KILLS` asks for more.
const KILLS: usize = 20;

/// A clinic on a database that no server has open, and somebody's cookie.
async fn prepared(fresh: &Fresh) -> (Staffed, String) {
    let office = tests::open(&fresh.url, &Clock::Real).await;
    let clinic = Staffed::found(&office, "Maple Street Therapy").await;
    let token = clinic.sign_in(&office, "ana").await;
    office.store().close().await;
    (clinic, token)
}

/// Moves one card to and fro until the server is gone; what was acknowledged, by command.
async fn move_on(
    ana: Client,
    case: CaseId,
    stop: Arc<AtomicBool>,
    mut rng: StdRng,
) -> Vec<(domain::journal::Submission, Option<Seq>)> {
    let mut sent = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let mut rank = Rank::between(None, None);
        for _ in 0..rng.random_range(1..5) {
            rank = if rng.random() {
                Rank::between(Some(&rank), None)
            } else {
                Rank::between(None, Some(&rank))
            };
        }
        let submission = about(case, domain::case::Command::Rank { lane: Lane::Intake, rank });
        let receipt = ana.submit(&submission).await;
        sent.push((submission, receipt.ok().map(|receipt| receipt.seq)));
    }
    sent
}

async fn kill_again_and_again(fresh: Fresh, kills: usize) {
    let mut rng = StdRng::seed_from_u64(seed("D1"));
    let (clinic, token) = prepared(&fresh).await;
    let mut server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token.clone()));
    let mut cases = Vec::new();
    for n in 0..CLIENTS {
        let (case, opens) = open(&format!("Case {n}"), clinic.sites[0], None);
        ana.must(&opens).await;
        cases.push(case);
    }
    let (mut acked, mut unknown) = (0, 0);
    for kill in 0..kills {
        let ana = Client::new(server.address, Some(token.clone()));
        let stop = Arc::new(AtomicBool::new(false));
        let movers: Vec<_> = cases
            .iter()
            .map(|case| {
                tokio::spawn(move_on(
                    ana.clone(),
                    *case,
                    Arc::clone(&stop),
                    StdRng::seed_from_u64(rng.random()),
                ))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(rng.random_range(20..250))).await;
        server.kill().await;
        stop.store(true, Ordering::Relaxed);
        let sent: Vec<_> =
            join_all(movers).await.into_iter().flat_map(|mover| mover.expect("it ends")).collect();
        server = Process::serve(&fresh.url).await.expect("it starts again");
        let ana = Client::new(server.address, Some(token.clone()));
        let mut seen = BTreeMap::new();
        // A repeat of what was acknowledged gets the very receipt; of what was not, one of its own, once.
        for (submission, receipt) in sent {
            let again = ana.must(&submission).await;
            if let Some(first) = receipt {
                assert_eq!(again, first, "kill {kill}: an acknowledged move was lost");
                acked += 1;
            } else {
                unknown += 1;
            }
            assert!(seen.insert(again, submission.id).is_none(), "kill {kill}: two moves have one place");
        }
    }
    server.kill().await;
    println!(
        "D1: {kills} kills, {acked} acknowledged moves all there, {unknown} unknown ones each there once"
    );
    let checked = command(&fresh.url, &["verify"]).output().await.expect("it runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

fn kills() -> usize {
    std::env::var("CASEBOARD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    kill_again_and_again(Fresh::sqlite(), kills()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_postgres_either() {
    if let Some(fresh) = Fresh::postgres().await {
        kill_again_and_again(fresh, kills() / 2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_file_refuses_to_start() {
    let fresh = Fresh::sqlite();
    prepared(&fresh).await;
    let first = Process::serve(&fresh.url).await.expect("the first starts");
    let refusal = Process::serve(&fresh.url).await.err().expect("the second does not");
    assert!(
        refusal.trim().lines().count() == 1 && refusal.trim().ends_with('.'),
        "one sentence, not: {refusal}"
    );
    let ended = first.stop().await;
    assert!(ended.success(), "asked to stop, it stops in peace: {ended}");
}

#[tokio::test]
async fn a_start_that_fails_says_why_in_a_sentence() {
    for (database, words) in [
        ("sqlite:///nonexistent/folder/x.db", &["verify"][..]),
        ("postgres://nobody@127.0.0.1:1/nothing", &["verify"]),
        ("mysql://x", &["verify"]),
    ] {
        let output = command(database, words).output().await.expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{database}");
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        assert!(
            said.contains('.') && !said.contains("panicked") && !said.contains('\n'),
            "{database}: {said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_while_people_work_is_whole_and_can_be_put_back() {
    let fresh = Fresh::sqlite();
    let (clinic, token) = prepared(&fresh).await;
    let server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token.clone()));
    let (case, opens) = open("Before The Copy", clinic.sites[0], None);
    let before = ana.must(&opens).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mover =
        tokio::spawn(move_on(ana.clone(), case, Arc::clone(&stop), StdRng::seed_from_u64(seed("D9"))));
    tokio::time::sleep(Duration::from_millis(150)).await;
    let copy = format!("{}.copy", fresh.url.trim_start_matches("sqlite://"));
    let run = async |words: &[&str]| command(&fresh.url, words).output().await.expect("it runs");
    let copied = run(&["backup", &copy]).await;
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    assert_eq!(run(&["backup", &copy]).await.status.code(), Some(1), "a copy is never overwritten");
    stop.store(true, Ordering::Relaxed);
    let last = mover.await.expect("it ends").into_iter().filter_map(|(_, seq)| seq).max();
    assert_eq!(run(&["restore", &copy]).await.status.code(), Some(1), "not over a clinic that is there");
    assert!(server.stop().await.success());
    let elsewhere = Fresh::sqlite();
    for words in [&["restore", &copy][..], &["verify"]] {
        let done = command(&elsewhere.url, words).output().await.expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let server = Process::serve(&elsewhere.url).await.expect("it starts on the copy");
    let board = Client::new(server.address, Some(token)).board().await;
    assert!(before <= board.seq && Some(board.seq) <= last, "the copy is a moment of the past");
}
