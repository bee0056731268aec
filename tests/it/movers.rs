//! Hands that move cards without a pause until they are told to stop, and what they were told meanwhile.

use domain::case::Command as Does;
use domain::ids::{CaseId, CommandId};
use domain::journal::{Seq, Submission};
use domain::kinds::{Lane, Rank};
use futures::future::join_all;
use futures::stream::{self, StreamExt};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tests::submissions::{about, open};
use tests::{Client, Staffed};
use tokio::task::JoinHandle;

/// A server that is starting is asked again for so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// Questions at once.
const AT_ONCE: usize = 32;

/// Some place in the lane.
pub(crate) fn some_rank(rng: &mut StdRng) -> Rank {
    let mut rank = Rank::between(None, None);
    for _ in 0..rng.random_range(1..6) {
        rank = if rng.random() { Rank::between(Some(&rank), None) } else { Rank::between(None, Some(&rank)) };
    }
    rank
}

/// To a place in Intake.
pub(crate) fn ranked(case: CaseId, rank: Rank) -> Submission {
    about(case, Does::Rank { lane: Lane::Intake, rank })
}

/// So many new cases.
pub(crate) async fn cases(client: &Client, clinic: &Staffed, count: usize) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for n in 0..count {
        let (case, opens) = open(&format!("Case {n}"), clinic.sites[n % 2], None);
        client.must(&opens).await;
        cases.push(case);
    }
    cases
}

/// A submission, and its place if it was acknowledged.
pub(crate) type Sent = (Submission, Option<Seq>);

/// One hand for each case.
pub(crate) struct Movers {
    stop: Arc<AtomicBool>,
    /// The newest acknowledged entry.
    acked: Arc<AtomicU64>,
    hands: Vec<JoinHandle<Vec<Sent>>>,
}

impl Movers {
    /// Begins. Each hand pauses for so long after each move.
    pub(crate) fn start(client: &Client, cases: &[CaseId], rng: &mut StdRng, pause: Duration) -> Movers {
        let (stop, acked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let hands = cases.iter().map(|case| {
            let rng = StdRng::seed_from_u64(rng.random());
            tokio::spawn(hand(client.clone(), *case, rng, pause, Arc::clone(&stop), Arc::clone(&acked)))
        });
        let hands = hands.collect();
        Movers { stop, acked, hands }
    }

    /// The newest acknowledged entry.
    pub(crate) fn acked(&self) -> Seq {
        Seq(self.acked.load(Ordering::Relaxed))
    }

    /// Ends, and gives everything that was sent.
    pub(crate) async fn stop(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        join_all(self.hands).await.into_iter().flat_map(|hand| hand.expect("a hand ends")).collect()
    }
}

async fn hand(
    client: Client,
    case: CaseId,
    mut rng: StdRng,
    pause: Duration,
    stop: Arc<AtomicBool>,
    acked: Arc<AtomicU64>,
) -> Vec<Sent> {
    let mut sent = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let submission = ranked(case, some_rank(&mut rng));
        let receipt = client.submit(&submission).await.ok().map(|receipt| receipt.seq);
        match receipt {
            Some(seq) => {
                acked.fetch_max(seq.0, Ordering::Relaxed);
                tokio::time::sleep(pause).await;
            }
            // A server that is gone answers at once, and need not be asked a thousand times.
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        sent.push((submission, receipt));
    }
    sent
}

/// What became of what was sent.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Count {
    /// Acknowledged, and there.
    pub(crate) acked: usize,
    /// Not answered, and each there once now.
    pub(crate) unknown: usize,
}

/// Sends everything once more: what was acknowledged gets the very receipt, what was not one of its own, once.
pub(crate) async fn settle(client: &Client, sent: Vec<Sent>) -> Count {
    let again = stream::iter(sent).map(async |(submission, receipt)| {
        let seq = in_the_end(client, &submission).await;
        (submission.id, receipt, seq)
    });
    let again: Vec<(CommandId, Option<Seq>, Seq)> = again.buffer_unordered(AT_ONCE).collect().await;
    let (mut count, mut places) = (Count::default(), BTreeMap::new());
    for (id, receipt, seq) in again {
        if let Some(first) = receipt {
            assert_eq!(seq, first, "an acknowledged move was lost");
            count.acked += 1;
        } else {
            count.unknown += 1;
        }
        assert!(places.insert(seq, id).is_none(), "two moves have one place");
    }
    count
}

/// The receipt, of a server that may just be coming back.
async fn in_the_end(client: &Client, submission: &Submission) -> Seq {
    let began = Instant::now();
    loop {
        match client.submit(submission).await {
            Ok(receipt) => return receipt.seq,
            Err(said) if said.status.is_server_error() && began.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(said) => panic!("{submission:?} was not taken: {said:?}"),
        }
    }
}
