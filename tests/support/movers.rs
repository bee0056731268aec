//! Hands that move cards without a pause until they are told to stop, and what they were told meanwhile.

use crate::submissions::{about, open};
use crate::{Client, Staffed};
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
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// A server that is starting is asked again for so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// Questions at once.
const AT_ONCE: usize = 32;

/// Some place in the lane.
pub fn some_rank(rng: &mut StdRng) -> Rank {
    let mut rank = Rank::between(None, None);
    for _ in 0..rng.random_range(1..6) {
        rank = if rng.random() { Rank::between(Some(&rank), None) } else { Rank::between(None, Some(&rank)) };
    }
    rank
}

/// To a place in Intake.
pub fn ranked(case: CaseId, rank: Rank) -> Submission {
    about(case, Does::Rank { lane: Lane::Intake, rank })
}

/// So many new cases.
pub async fn cases(client: &Client, clinic: &Staffed, count: usize) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for n in 0..count {
        let (case, opens) = open(&format!("Case {n}"), clinic.sites[n % 2], None);
        client.must(&opens).await;
        cases.push(case);
    }
    cases
}

/// A submission, and its place if it was acknowledged.
pub type Sent = (Submission, Option<Seq>);

/// What was acknowledged so far.
#[derive(Clone, Default, Debug)]
struct Acked {
    newest: Arc<AtomicU64>,
    moves: Arc<AtomicU64>,
}

/// One hand for each case.
#[derive(Debug)]
pub struct Movers {
    stop: Arc<AtomicBool>,
    acked: Acked,
    hands: Vec<JoinHandle<Vec<Sent>>>,
}

impl Movers {
    /// Begins. Each hand moves once in every so long, if the server has answered by then; or as soon as it has.
    pub fn start(client: &Client, cases: &[CaseId], rng: &mut StdRng, every: Option<Duration>) -> Movers {
        let (stop, acked) = (Arc::new(AtomicBool::new(false)), Acked::default());
        let hands = cases.iter().map(|case| {
            let rng = StdRng::seed_from_u64(rng.random());
            tokio::spawn(hand(client.clone(), *case, rng, every, Arc::clone(&stop), acked.clone()))
        });
        let hands = hands.collect();
        Movers { stop, acked, hands }
    }

    /// The newest acknowledged entry.
    pub fn acked(&self) -> Seq {
        Seq(self.acked.newest.load(Ordering::Relaxed))
    }

    /// How many moves were acknowledged.
    pub fn moves(&self) -> u64 {
        self.acked.moves.load(Ordering::Relaxed)
    }

    /// Ends, and gives everything that was sent.
    pub async fn stop(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        join_all(self.hands).await.into_iter().flat_map(|hand| hand.expect("a hand ends")).collect()
    }
}

async fn hand(
    client: Client,
    case: CaseId,
    mut rng: StdRng,
    every: Option<Duration>,
    stop: Arc<AtomicBool>,
    acked: Acked,
) -> Vec<Sent> {
    let mut sent = Vec::new();
    let mut tick = every.map(|every| {
        let mut tick = interval(every);
        // Nobody makes up for the moves of which a slow server kept them.
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        tick
    });
    while !stop.load(Ordering::Relaxed) {
        if let Some(tick) = &mut tick {
            tick.tick().await;
        }
        let submission = ranked(case, some_rank(&mut rng));
        let receipt = client.submit(&submission).await.ok().map(|receipt| receipt.seq);
        match receipt {
            Some(seq) => {
                acked.newest.fetch_max(seq.0, Ordering::Relaxed);
                acked.moves.fetch_add(1, Ordering::Relaxed);
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
pub struct Count {
    /// Acknowledged, and there.
    pub acked: usize,
    /// Not answered, and each there once now.
    pub unknown: usize,
}

/// Sends everything once more: what was acknowledged gets the very receipt, what was not one of its own, once.
pub async fn settle(client: &Client, sent: Vec<Sent>) -> Count {
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
