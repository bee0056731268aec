//! D9: a copy taken while people work is a moment of the past, whole, and can be put back.

use crate::crash::{prepared, run, verified};
use crate::movers::{Movers, cases};
use domain::journal::Seq;
use rand::SeedableRng;
use rand::rngs::StdRng;
use server::store::{Store, on};
use std::time::{Duration, Instant};
use tests::process::Process;
use tests::{Client, Fresh, seed};

/// Copies in a quick run.
const COPIES: usize = 3;
/// Together they make 500 moves a second where the machine lets them.
const HANDS: usize = 25;
const PAUSE: Duration = Duration::from_millis(50);

/// Where the journal of a database ends, and the hash of its entry at a place.
async fn entry_hash(url: &str, at: Option<Seq>) -> (Seq, String) {
    const LAST: &str = "select seq, hash from entry where $1 = 0 or seq = $1 order by seq desc limit 1";
    let store = Store::open_beside(url).await.expect("it opens");
    let at = at.map_or(0, |seq| i64::try_from(seq.0).unwrap());
    let row: (i64, String) =
        on!(&store, |db| sqlx::query_as(LAST).bind(at).fetch_one(db).await).expect("there is one");
    store.close().await;
    (Seq(u64::try_from(row.0).unwrap()), row.1)
}

async fn copy_while_people_work(fresh: Fresh, elsewhere: impl AsyncFn() -> Fresh) {
    let mut rng = StdRng::seed_from_u64(seed("D9"));
    let (clinic, token) = prepared(&fresh.url).await;
    let server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token.clone()));
    let cases = cases(&ana, &clinic, HANDS).await;
    let folder = tempfile::tempdir().unwrap();
    let (began, movers) = (Instant::now(), Movers::start(&ana, &cases, &mut rng, PAUSE));
    let mut copies = Vec::new();
    for n in 0..COPIES {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let copy = folder.path().join(n.to_string());
        let copy = copy.to_str().unwrap().to_owned();
        let before = movers.acked();
        let done = run(&fresh.url, &["backup", &copy]).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        copies.push((copy, before, movers.acked()));
    }
    let again = run(&fresh.url, &["backup", &copies[0].0]).await;
    assert_eq!(again.status.code(), Some(1), "a copy is never overwritten");
    let restored = run(&fresh.url, &["restore", &copies[0].0]).await;
    assert_eq!(restored.status.code(), Some(1), "not over a clinic that is there");
    let sent = movers.stop().await.len();
    let rate = f64::from(u32::try_from(sent).unwrap()) / began.elapsed().as_secs_f64();
    assert!(server.stop().await.success());
    for (copy, before, after) in &copies {
        let put_back = elsewhere().await;
        let restored = run(&put_back.url, &["restore", copy]).await;
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        verified(&put_back.url).await;
        // The chain makes one hash speak for every entry before it.
        let (last, hash) = entry_hash(&put_back.url, None).await;
        assert!(*before <= last, "what was acknowledged before the copy began is in it: {before:?} {last:?}");
        assert_eq!(entry_hash(&fresh.url, Some(last)).await.1, hash, "the copy is a prefix of history");
        println!("D9: a copy at {last:?}, begun after {before:?}, done before {after:?}; {rate:.0} moves/s");
    }
    let put_back = elsewhere().await;
    assert!(run(&put_back.url, &["restore", &copies[0].0]).await.status.success());
    let server = Process::serve(&put_back.url).await.expect("it starts on the copy");
    let board = Client::new(server.address, Some(token)).board().await;
    assert_eq!(board.cards.len(), HANDS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_while_people_work_is_whole_and_can_be_put_back() {
    copy_while_people_work(Fresh::sqlite(), async || Fresh::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_postgres_is_a_moment_of_the_past_too() {
    if let Some(fresh) = Fresh::postgres().await {
        copy_while_people_work(fresh, async || Fresh::postgres().await.unwrap()).await;
    }
}
