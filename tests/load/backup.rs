//! D9: a copy taken while people work is a moment of the past, whole, can be put back, and holds up nobody.

use crate::ALONE;
use domain::ids::ClinicId;
use domain::journal::Seq;
use domain::kinds::Name;
use rand::SeedableRng;
use rand::rngs::StdRng;
use server::clock::Clock;
use server::found::{append_history, found_clinic};
use server::seed::{Recipe, Seeded, grow, latest_day};
use server::store::{Store, on};
use std::time::{Duration, Instant};
use tests::movers::{Movers, cases};
use tests::process::{Process, run, verified};
use tests::{Client, Fresh, prepared, seed};
use uuid::Uuid;

/// Copies in a quick run.
const COPIES: usize = 3;
/// Moves a second, and the hands that share them.
const RATE: u32 = 500;
const HANDS: u32 = 25;
/// As much of it must be left while a copy is taken. Half, as the copying takes one of perhaps two cores, and the test
/// itself a part of the other; where a copy keeps people from writing, nothing is left for as long as it takes.
const LEFT: f64 = 0.5;
/// Cases of another clinic in the same database, so that a copy takes some time.
const BALLAST: u32 = 1_000;

async fn ballast(fresh: &Fresh) {
    let store = fresh.open().await;
    let (clinic, name) = (ClinicId(Uuid::now_v7()), Name::parse("Harbour Clinic").unwrap());
    let as_of = latest_day(Clock::Real.now());
    let recipe = Recipe { clinic, name: name.clone(), cases: BALLAST, seed: 9, as_of };
    let Seeded { clinic: grown, mut entries, .. } = grow(&recipe, &mut |_| ()).expect("it grows");
    let first = entries.remove(0);
    found_clinic(&store, clinic, name, grown.kind, first.at, first.by).await.unwrap();
    append_history(&store, clinic, entries, |_| ()).await.unwrap();
    store.close().await;
}

/// Where the journal of a clinic ends, and the hash of its entry at a place.
async fn entry_hash(url: &str, clinic: ClinicId, at: Option<Seq>) -> (Seq, String) {
    const LAST: &str =
        "select seq, hash from entry where clinic = $1 and ($2 = 0 or seq = $2) order by seq desc limit 1";
    let store = Store::open_beside(url).await.expect("it opens");
    let at = at.map_or(0, |seq| i64::try_from(seq.0).unwrap());
    let row: (i64, String) =
        on!(&store, |db| sqlx::query_as(LAST).bind(clinic.to_string()).bind(at).fetch_one(db).await)
            .expect("there is one");
    store.close().await;
    (Seq(u64::try_from(row.0).unwrap()), row.1)
}

/// A copy that was taken while people worked.
struct Copy {
    path: String,
    /// What was acknowledged before it was begun, and before it was done.
    before: Seq,
    after: Seq,
    took: Duration,
    moves: u64,
}

async fn copy(url: &str, path: String, movers: &Movers) -> Copy {
    let (began, before, earlier) = (Instant::now(), movers.acked(), movers.moves());
    let done = run(url, &["backup", &path]).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Copy { path, before, after: movers.acked(), took: began.elapsed(), moves: movers.moves() - earlier }
}

fn rate(moves: u64, time: Duration) -> f64 {
    f64::from(u32::try_from(moves).unwrap()) / time.as_secs_f64()
}

async fn copy_while_people_work(fresh: Fresh, elsewhere: impl AsyncFn() -> Fresh) {
    let mut rng = StdRng::seed_from_u64(seed("D9"));
    ballast(&fresh).await;
    let (clinic, token) = prepared(&fresh.url).await;
    let server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token.clone()));
    let cases = cases(&ana, &clinic, HANDS as usize).await;
    let folder = tempfile::tempdir().unwrap();
    let movers = Movers::start(&ana, &cases, &mut rng, Some(Duration::from_secs(1) * HANDS / RATE));
    let began = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("D9: {:.0} moves/s before the first copy", rate(movers.moves(), began.elapsed()));
    let mut copies = Vec::new();
    for n in 0..COPIES {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let path = folder.path().join(n.to_string()).to_str().unwrap().to_owned();
        copies.push(copy(&fresh.url, path, &movers).await);
    }
    let again = run(&fresh.url, &["backup", &copies[0].path]).await;
    assert_eq!(again.status.code(), Some(1), "a copy is never overwritten");
    let restored = run(&fresh.url, &["restore", &copies[0].path]).await;
    assert_eq!(restored.status.code(), Some(1), "not over a clinic that is there");
    movers.stop().await;
    assert!(server.stop().await.success());
    let (made, took) =
        (copies.iter().map(|copy| copy.moves).sum(), copies.iter().map(|copy| copy.took).sum());
    let left = rate(made, took);
    println!("D9: {left:.0} of {RATE} moves/s while {COPIES} copies were taken, in {took:?}");
    for Copy { path, before, after, .. } in &copies {
        let put_back = elsewhere().await;
        let restored = run(&put_back.url, &["restore", path]).await;
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        verified(&put_back.url).await;
        // The chain makes one hash speak for every entry before it.
        let (last, hash) = entry_hash(&put_back.url, clinic.clinic, None).await;
        assert!(*before <= last, "what was acknowledged before the copy began is in it: {before:?} {last:?}");
        let original = entry_hash(&fresh.url, clinic.clinic, Some(last)).await.1;
        assert_eq!(original, hash, "the copy is a prefix of history");
        println!("D9: a copy at {last:?}, begun after {before:?}, done before {after:?}");
    }
    assert!(f64::from(RATE) * LEFT <= left, "{left:.0} moves/s are left of {RATE} while a copy is taken");
    let put_back = elsewhere().await;
    assert!(run(&put_back.url, &["restore", &copies[0].path]).await.status.success());
    let server = Process::serve(&put_back.url).await.expect("it starts on the copy");
    let board = Client::new(server.address, Some(token)).board().await;
    assert_eq!(board.cards.len(), HANDS as usize);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_while_people_work_is_whole_and_holds_up_nobody() {
    let _alone = ALONE.lock().await;
    copy_while_people_work(Fresh::sqlite(), async || Fresh::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_postgres_is_a_moment_of_the_past_and_holds_up_nobody() {
    let _alone = ALONE.lock().await;
    if let Some(fresh) = Fresh::postgres().await {
        copy_while_people_work(fresh, async || Fresh::postgres().await.unwrap()).await;
    }
}
