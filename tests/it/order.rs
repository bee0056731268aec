//! Everyone sees the same board: whoever comes back whenever, and however many hands are on one card.

use app::api::{Desk, Who};
use app::error::ServerError;
use domain::board::{Cards, Outcome, lanes};
use domain::case::Command as Does;
use domain::ids::{AccountId, CaseId, SessionId};
use domain::journal::{Seq, Submission};
use domain::kinds::{Lane, Line, Rank, Via};
use domain::refusal::Refusal;
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tests::movers::{cases, ranked, some_rank};
use tests::submissions::{about, open};
use tests::{Client, Fresh, TestOffice, morning, seed};
use uuid::Uuid;

/// Boards that go and come back, and how often each does in a quick run.
const BOARDS: usize = 10;
const RETURNS: usize = 200;
/// Rounds in a quick run, and hands in each.
const ROUNDS: usize = 1_000;
const HANDS: usize = 64;

async fn on_postgres() -> Option<TestOffice> {
    Some(TestOffice::on(Fresh::postgres().await?, server::clock::Clock::wound(morning())).await)
}

/// A board that has its socket cut again and again, and always asks for what comes after the last entry it heard of.
async fn come_and_go(ben: Client, mut rng: StdRng) -> (Cards, Seq) {
    let board = ben.board().await;
    let (mut cards, mut seq) = (Cards::new(board.cards), board.seq);
    for _ in 0..RETURNS {
        let mut socket = ben.socket(seq).await.unwrap();
        let until = Instant::now() + Duration::from_millis(rng.random_range(0..6));
        for news in socket.until_live().await {
            cards.receive(&news);
            seq = seq.max(news.seq().unwrap_or(seq));
        }
        while let Some(news) = socket.within(until.saturating_duration_since(Instant::now())).await {
            assert!(!matches!(cards.receive(&news), Outcome::Gap(_)), "a gap at {news:?}");
            seq = seq.max(news.seq().unwrap_or(seq));
        }
    }
    (cards, seq)
}

async fn boards_that_come_back(office: TestOffice) {
    let mut rng = StdRng::seed_from_u64(seed("S3"));
    let (ana, ben) = (office.as_person("ana").await, office.as_person("ben").await);
    let all = cases(&ana, &office.a, 12).await;
    let done = Arc::new(AtomicBool::new(false));
    let hands = all.into_iter().map(|case| {
        let (ana, done, mut rng) = (ana.clone(), Arc::clone(&done), StdRng::seed_from_u64(rng.random()));
        tokio::spawn(async move {
            let mut moves = 0;
            while !done.load(Ordering::Relaxed) {
                ana.must(&ranked(case, some_rank(&mut rng))).await;
                moves += 1;
            }
            moves
        })
    });
    let hands: Vec<_> = hands.collect();
    let boards =
        (0..BOARDS).map(|_| tokio::spawn(come_and_go(ben.clone(), StdRng::seed_from_u64(rng.random()))));
    let boards = join_all(boards).await;
    done.store(true, Ordering::Relaxed);
    let moves: usize = join_all(hands).await.into_iter().map(|hand| hand.unwrap()).sum();
    let truth = Cards::new(ben.board().await.cards);
    let truth: Vec<_> = truth.iter().collect();
    for board in boards {
        let (mut cards, seq) = board.unwrap();
        // The last time; and from a number so old that everything comes.
        for (cards, since) in [(&mut cards, seq), (&mut Cards::default(), Seq(0))] {
            for news in ben.socket(since).await.unwrap().until_live().await {
                cards.receive(&news);
            }
            assert_eq!(cards.iter().collect::<Vec<_>>(), truth);
        }
    }
    println!("S3: {BOARDS} boards came back {RETURNS} times each during {moves} moves, nothing missed");
}

#[tokio::test]
async fn a_board_that_comes_back_at_any_moment_misses_nothing() {
    boards_that_come_back(TestOffice::new().await).await;
}

#[tokio::test]
async fn a_board_that_comes_back_at_any_moment_misses_nothing_on_postgres_either() {
    if let Some(office) = on_postgres().await {
        boards_that_come_back(office).await;
    }
}

/// One of the clinic's people, as the router would say.
fn who(office: &TestOffice, name: &str) -> Who {
    let (account, session) = (AccountId(Uuid::nil()), SessionId(Uuid::nil()));
    Who { account, session, clinic: office.a.clinic, viewer: office.a.viewer(name) }
}

/// All at once, each by a task of its own; answers in the order of the wishes.
async fn at_once(office: &TestOffice, wishes: Vec<Submission>) -> Vec<Result<Seq, ServerError>> {
    let hands = wishes.into_iter().enumerate().map(|(n, wish)| {
        let who = who(office, ["ana", "ben", "lea"][n % 3]);
        let desk = office.office.desk.clone();
        tokio::spawn(async move { desk.submit(&who, wish).await.map(|receipt| receipt.seq) })
    });
    join_all(hands).await.into_iter().map(|hand| hand.unwrap()).collect()
}

/// Where everybody sends the card: each hand somewhere else than where it is.
fn away(case: CaseId, from: Lane, rng: &mut StdRng) -> Submission {
    let others: Vec<Lane> = Lane::OPEN.into_iter().filter(|lane| *lane != from).collect();
    let to = others[rng.random_range(0..others.len())];
    let (rank, reason) = (Rank::between(None, None), Line::parse("the family asked for it").ok());
    about(case, Does::Move { from, to, rank, via: Via::Drag, reason, over: true })
}

async fn many_hands(office: TestOffice) {
    let mut rng = StdRng::seed_from_u64(seed("S4"));
    let ana = who(&office, "ana");
    let desk = office.office.desk.clone();
    let mut all = Vec::new();
    for n in 0..=HANDS {
        let (case, opens) = open(&format!("Case {n}"), office.a.sites[n % 2], None);
        desk.submit(&ana, opens).await.unwrap();
        all.push(case);
    }
    let (one, others) = all.split_first().unwrap();
    let (mut lane, mut last) = (Lane::Intake, desk.board(&ana).await.unwrap().seq);
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            // The same card, to different places: one hand moves it, all others are told who and where to.
            let wishes = (0..HANDS).map(|_| away(*one, lane, &mut rng)).collect();
            let answers = at_once(&office, wishes).await;
            let won = answers.iter().filter_map(|answer| answer.as_ref().ok()).count();
            assert_eq!(won, 1, "round {round}: one hand moves the card");
            let board = desk.board(&ana).await.unwrap();
            lane = tests::card(&board, *one).expect("the card is there").lane;
            let told = |answer: &Result<Seq, ServerError>| match answer {
                Ok(seq) => *seq == Seq(last.0 + 1),
                Err(ServerError::Refused(Refusal::MovedMeanwhile { now, .. })) => *now == lane,
                Err(_) => false,
            };
            assert!(answers.iter().all(told), "round {round}: {answers:?}");
        } else {
            // Different cards, into the very same slot: all get in, in one order, one entry each.
            let slot = some_rank(&mut rng);
            let wishes = others.iter().map(|case| ranked(*case, slot.clone())).collect();
            let answers = at_once(&office, wishes).await;
            let mut seqs: Vec<u64> =
                answers.into_iter().map(|answer| answer.expect("there is room").0).collect();
            seqs.sort_unstable();
            let wanted: Vec<u64> = (1..=HANDS as u64).map(|n| last.0 + n).collect();
            assert_eq!(seqs, wanted, "round {round}: no gap and nothing twice");
        }
        let (mine, bens) = (desk.board(&ana).await.unwrap(), desk.board(&who(&office, "ben")).await.unwrap());
        assert_eq!(lanes(&mine.cards), lanes(&bens.cards), "round {round}: one order for all");
        assert_eq!(mine.cards.len(), all.len(), "round {round}: nobody's card vanishes");
        last = mine.seq;
    }
    println!("S4: {ROUNDS} rounds of {HANDS} hands, up to {last:?}");
    let report = server::verify::verify(office.office.store(), |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[tokio::test]
async fn many_hands_on_one_card_leave_one_order() {
    many_hands(TestOffice::new().await).await;
}

#[tokio::test]
async fn many_hands_on_one_card_leave_one_order_on_postgres_too() {
    if let Some(office) = on_postgres().await {
        many_hands(office).await;
    }
}
