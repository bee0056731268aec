//! How fast a group commits. Not part of the tests: `cargo test --release -p caseboard --lib speed -- --ignored --nocapture`.

use super::office::{Office, ranked, submission};
use crate::store::testing::{Fresh, on_both};
use app::api::Desk;
use domain::kinds::Lane;
use std::time::{Duration, Instant};

const CASES: usize = 1_000;
const LASTS: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn moves_a_second() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let who = office.who("Cleo");
        let mut cases = Vec::new();
        let began = Instant::now();
        for _ in 0..CASES / 50 {
            let opened = futures::future::join_all((0..50).map(|_| office.opens("Mia Vidal"))).await;
            cases.extend(opened);
        }
        let kind = office.desk.store().kind();
        println!("{kind}: opened {CASES} cases in {:?}", began.elapsed());
        for clients in [1_usize, 16, 64] {
            let began = Instant::now();
            let hands = (0..clients).map(|hand| {
                let (desk, who, cases) = (office.desk.clone(), who.clone(), cases.clone());
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    while began.elapsed() < LASTS {
                        let n = times.len();
                        let case = cases[(hand * 31 + n * 7) % cases.len()];
                        let one = Instant::now();
                        desk.submit(&who, submission(case, ranked(Lane::Intake, 1 + n % 5))).await.unwrap();
                        times.push(one.elapsed());
                    }
                    times
                })
            });
            let mut times: Vec<Duration> = Vec::new();
            for hand in futures::future::join_all(hands).await {
                times.extend(hand.unwrap());
            }
            times.sort_unstable();
            let at = |percent: usize| times[(times.len() - 1) * percent / 100];
            let rate = f64::from(u32::try_from(times.len()).unwrap()) / began.elapsed().as_secs_f64();
            println!(
                "{kind}: {clients:>2} clients {rate:>7.0} moves/s  p50 {:?} p95 {:?} p99 {:?}",
                at(50),
                at(95),
                at(99)
            );
        }
        let began = Instant::now();
        let mut bytes = 0;
        for _ in 0..20 {
            bytes = office.desk.board(&who).await.unwrap().cards.len();
        }
        println!("{kind}: a board of {bytes} cards in {:?}", began.elapsed() / 20);
        let began = Instant::now();
        let report = crate::verify::verify(office.desk.store(), |_| {}).await.unwrap();
        println!(
            "{kind}: verified {} entries in {:?}: {}",
            report.entries,
            began.elapsed(),
            report.is_sound()
        );
    })
    .await;
}
