//! The real program, and the database below it, killed in the middle of their work.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tests::movers::{Count, Movers, cases, settle};
use tests::process::{Process, command, verified};
use tests::{Client, Fresh, prepared, seed};

/// Clients that move at once.
const CLIENTS: usize = 16;
/// Kills of the server in a quick run; `CASEBOARD_KILLS` asks for more.
const KILLS: usize = 20;
/// Ends of PostgreSQL in a quick run; `CASEBOARD_STOPS` asks for more.
const STOPS: usize = 5;

fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

async fn kill_again_and_again(fresh: Fresh) {
    let mut rng = StdRng::seed_from_u64(seed("D1"));
    let kills = number("CASEBOARD_KILLS", KILLS);
    let (clinic, token) = prepared(&fresh.url).await;
    let mut server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token));
    let cases = cases(&ana, &clinic, CLIENTS).await;
    let (mut all, mut slowest) = (Count::default(), Duration::ZERO);
    for _ in 0..kills {
        let movers = Movers::start(&ana.at(server.address), &cases, &mut rng, None);
        tokio::time::sleep(Duration::from_millis(rng.random_range(20..250))).await;
        server.kill().await;
        let sent = movers.stop().await;
        let began = Instant::now();
        server = Process::serve(&fresh.url).await.expect("it starts again");
        slowest = slowest.max(began.elapsed());
        let count = settle(&ana.at(server.address), sent).await;
        all = Count { acked: all.acked + count.acked, unknown: all.unknown + count.unknown };
    }
    server.kill().await;
    println!("D1: {kills} kills, {all:?}, nothing lost; the slowest start took {slowest:?}");
    verified(&fresh.url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    kill_again_and_again(Fresh::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_postgres_either() {
    if let Some(fresh) = Fresh::postgres().await {
        kill_again_and_again(fresh).await;
    }
}

/// A PostgreSQL of this test alone, as it is going to be killed.
struct Cluster {
    dir: PathBuf,
    url: String,
}

impl Cluster {
    async fn start() -> Cluster {
        let dir = PathBuf::from(format!("/tmp/caseboard-pg-{}", std::process::id()));
        let mut cluster = Cluster { dir, url: String::new() };
        cluster.url = cluster.script(&["start", "--durable"]).await;
        cluster
    }

    /// `.ci/postgres VERB DIR WORD`; what it printed.
    async fn script(&self, words: &[&str]) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../.ci/postgres");
        let mut command = tokio::process::Command::new(script);
        command.arg(words[0]).arg(&self.dir).args(&words[1..]);
        let output = command.output().await.expect("the script can be started");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Without a goodbye: all of it at once, or only its head.
    async fn crash(&self, only_the_head: bool) {
        if !only_the_head {
            self.script(&["stop", "immediate"]).await;
            return;
        }
        let pid = std::fs::read_to_string(self.dir.join("data/postmaster.pid")).expect("it runs");
        let pid = pid.lines().next().expect("its number comes first");
        let killed = tokio::process::Command::new("kill").args(["-9", pid]).status().await;
        assert!(killed.expect("it can be killed").success());
        // It, and what it had begun, ends by itself; only then can it start again.
        let is_there = async || {
            let asked = tokio::process::Command::new("kill").args(["-0", pid]).output().await;
            asked.expect("it can be asked after").status.success()
        };
        while is_there().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }

    async fn start_again(&self) {
        assert_eq!(self.script(&["start", "--durable"]).await, self.url, "the same address again");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../.ci/postgres");
        // Whatever stays behind lies in the machine's temporary folder.
        let _ = std::process::Command::new(script).arg("remove").arg(&self.dir).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_postgres_is_killed_below_the_server() {
    if std::env::var(server::store::testing::POSTGRES_VARIABLE).is_err() {
        return;
    }
    let mut rng = StdRng::seed_from_u64(seed("D3"));
    let stops = number("CASEBOARD_STOPS", STOPS);
    let cluster = Cluster::start().await;
    let (clinic, token) = prepared(&cluster.url).await;
    let server = Process::serve(&cluster.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token));
    let cases = cases(&ana, &clinic, CLIENTS).await;
    let (mut all, mut slowest) = (Count::default(), Duration::ZERO);
    for stop in 0..stops {
        let movers = Movers::start(&ana, &cases, &mut rng, None);
        tokio::time::sleep(Duration::from_millis(rng.random_range(50..400))).await;
        cluster.crash(stop % 2 == 0).await;
        cluster.start_again().await;
        let began = Instant::now();
        let sent = movers.stop().await;
        let count = settle(&ana, sent).await;
        slowest = slowest.max(began.elapsed());
        all = Count { acked: all.acked + count.acked, unknown: all.unknown + count.unknown };
    }
    println!(
        "D3: {stops} ends of PostgreSQL, {all:?}, nothing lost; at work again and settled within {slowest:?}"
    );
    assert!(server.stop().await.success(), "the server lived through all of them");
    verified(&cluster.url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_file_refuses_to_start() {
    let fresh = Fresh::sqlite();
    prepared(&fresh.url).await;
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
