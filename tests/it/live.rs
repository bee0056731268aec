//! Open boards: they hear everything once, in order, cut to what their person may see.

use domain::board::{Cards, News};
use domain::case::Command as Does;
use domain::clinic;
use domain::ids::CaseId;
use domain::journal::{Command, Seq, Submission};
use domain::kinds::{Lane, Line, Rank};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};
use tests::submissions::{about, comment, open};
use tests::{TestOffice, on_both, seed};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

const SOON: Duration = Duration::from_secs(2);

fn rank(case: CaseId, lane: Lane, rank: Rank) -> Submission {
    about(case, Does::Rank { lane, rank })
}

fn some_rank(rng: &mut StdRng) -> Rank {
    let mut rank = Rank::between(None, None);
    for _ in 0..rng.random_range(1..6) {
        rank = if rng.random() { Rank::between(Some(&rank), None) } else { Rank::between(None, Some(&rank)) };
    }
    rank
}

#[tokio::test]
async fn a_colleague_sees_it_at_once_and_a_stranger_never() {
    on_both(async |office| {
        let (ana, clara, dev) =
            (office.as_person("ana").await, office.as_person("clara").await, office.as_person("dev").await);
        let far = office.as_person_of(&office.b, "ana").await;
        let mut sockets = Vec::new();
        for client in [&clara, &dev, &far] {
            let mut socket = client.socket(Seq(u64::MAX)).await.unwrap();
            socket.until_live().await;
            sockets.push(socket);
        }
        let began = Instant::now();
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], Some(office.a.id("clara")));
        ana.must(&opens).await;
        let News::Card { card, .. } = sockets[0].next_card().await else { panic!("a new card comes whole") };
        assert_eq!(card.id, case);
        assert!(began.elapsed() < SOON);
        for stranger in &mut sockets[1..] {
            while let Some(news) = stranger.within(Duration::from_millis(300)).await {
                assert!(matches!(news, News::Here { .. }), "somebody heard {news:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn two_servers_on_one_database_tell_each_other() {
    let Some(fresh) = tests::Fresh::postgres().await else { return };
    let one = TestOffice::on(fresh, server::clock::Clock::wound(tests::morning())).await;
    let two = one.beside().await;
    let (ana, ben) = (one.as_person("ana").await, one.as_person("ben").await.at(two.address));
    let mut socket = ben.socket(Seq(0)).await.unwrap();
    socket.until_live().await;
    let (case, opens) = open("Mila Tan", one.a.sites[0], None);
    ana.must(&opens).await;
    let News::Card { card, .. } = socket.next_card().await else { panic!("a new card comes whole") };
    assert_eq!(card.id, case);
}

#[tokio::test]
async fn a_board_that_comes_back_at_any_moment_misses_nothing() {
    on_both(async |office| {
        let mut rng = StdRng::seed_from_u64(seed("S3"));
        let (ana, ben) = (office.as_person("ana").await, office.as_person("ben").await);
        let mut cases = Vec::new();
        for n in 0..12 {
            let (case, opens) = open(&format!("Case {n}"), office.a.sites[n % 2], None);
            ana.must(&opens).await;
            cases.push(case);
        }
        let board = ben.board().await;
        let (mut cards, mut seq) = (Cards::new(board.cards), board.seq);
        let mover = tokio::spawn({
            let (ana, cases) = (ana.clone(), cases.clone());
            let mut rng = StdRng::seed_from_u64(rng.random());
            async move {
                for _ in 0..400 {
                    let case = cases[rng.random_range(0..cases.len())];
                    let at = some_rank(&mut rng);
                    let _ = ana.submit(&rank(case, Lane::Intake, at)).await;
                }
            }
        });
        let mut rounds = 0;
        while !mover.is_finished() || rounds < 100 {
            rounds += 1;
            let mut socket = ben.socket(seq).await.unwrap();
            let stay = Duration::from_millis(rng.random_range(0..12));
            let until = Instant::now() + stay;
            for news in socket.until_live().await {
                cards.receive(&news);
                seq = seq.max(news.seq().unwrap_or(seq));
            }
            while let Some(news) = socket.within(until.saturating_duration_since(Instant::now())).await {
                assert!(!matches!(cards.receive(&news), domain::board::Outcome::Gap(_)), "a gap at {news:?}");
                seq = seq.max(news.seq().unwrap_or(seq));
            }
        }
        let mut socket = ben.socket(seq).await.unwrap();
        for news in socket.until_live().await {
            cards.receive(&news);
        }
        let truth = Cards::new(ben.board().await.cards);
        let (mine, truth): (Vec<_>, Vec<_>) = (cards.iter().collect(), truth.iter().collect());
        assert_eq!(mine, truth, "after {rounds} reconnections");
    })
    .await;
}

#[tokio::test]
async fn many_hands_on_one_card_leave_one_order() {
    on_both(async |office| {
        seed("S4");
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Jonas Brandt", office.a.sites[0], None);
        ana.must(&opens).await;
        let slot = Rank::between(None, None);
        for round in 0..4 {
            let mut others = Vec::new();
            for _ in 0..16 {
                others.push(open(&format!("Round {round}"), office.a.sites[0], None));
            }
            // The same card, and sixteen new ones into the very same place.
            let moves = (0..48).map(|_| rank(case, Lane::Intake, slot.clone()));
            let all: Vec<Submission> = moves.chain(others.iter().map(|(_, opens)| opens.clone())).collect();
            let seqs = join_all(all.iter().map(|submission| ana.submit(submission))).await;
            let mut seqs: Vec<u64> = seqs.into_iter().map(|receipt| receipt.expect("taken").seq.0).collect();
            seqs.sort_unstable();
            assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "no gap and nothing twice");
            let (one, two) = (ana.board().await, office.as_person("ben").await.board().await);
            assert_eq!(
                domain::board::lanes(&one.cards),
                domain::board::lanes(&two.cards),
                "one order for all"
            );
            for (case, _) in others {
                assert!(tests::card(&one, case).is_some(), "nobody's card vanishes");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ends_closes_its_socket_within_two_seconds() {
    on_both(async |office| {
        let clara = office.as_person("clara").await;
        let mut socket = clara.socket(Seq(0)).await.unwrap();
        socket.until_live().await;
        let began = Instant::now();
        let out = clara.request("POST", "/sign-out").send().await.unwrap();
        assert!(out.status().is_redirection() || out.status().is_success(), "{}", out.status());
        loop {
            match socket.next().await {
                Some(News::SignedOut) => break,
                Some(_) => {}
                None => panic!("the board was not told"),
            }
        }
        assert!(socket.ends_within(SOON).await);
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        assert!(clara.socket(Seq(0)).await.is_err(), "and it does not open again");
    })
    .await;
}

#[tokio::test]
async fn who_leaves_the_staff_is_out_at_once() {
    let office = TestOffice::new().await;
    let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
    let mut socket = clara.socket(Seq(0)).await.unwrap();
    socket.until_live().await;
    let reason = Line::parse("moved away").unwrap();
    let leave = clinic::Command::Leave { staff: office.a.id("clara"), reason };
    let id = domain::ids::CommandId(uuid::Uuid::now_v7());
    ana.must(&Submission { id, command: Command::Clinic(leave) }).await;
    assert!(socket.ends_within(SOON).await);
    let said = clara.call::<serde_json::Value>("board", &serde_json::json!({})).await.unwrap_err();
    assert_eq!(said.status, 401);
}

#[tokio::test]
async fn presence_tells_who_is_here_and_only_what_one_may_see() {
    let office = TestOffice::new().await;
    let (ana, clara, dev) =
        (office.as_person("ana").await, office.as_person("clara").await, office.as_person("dev").await);
    let (case, opens) = open("Amara Moreau", office.a.sites[0], Some(office.a.id("clara")));
    ana.must(&opens).await;
    let mut all = Vec::new();
    for client in [&ana, &clara, &dev] {
        let mut socket = client.socket(Seq(0)).await.unwrap();
        socket.until_live().await;
        all.push(socket);
    }
    all[0].say(Message::text(format!("{{\"look\":\"{case}\"}}"))).await.unwrap();
    let anas = office.a.id("ana");
    for (at, may) in [(1, true), (2, false)] {
        let mut last = Vec::new();
        while let Some(news) = all[at].within(Duration::from_millis(1200)).await {
            if let News::Here { people } = news {
                last = people;
            }
        }
        let looks_at = last.iter().find(|(staff, _)| *staff == anas).expect("ana is here").1;
        assert_eq!(looks_at, may.then_some(case));
    }
}

#[tokio::test]
async fn sockets_open_for_our_own_pages_only() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    assert!(office.as_nobody().socket(Seq(0)).await.is_err());
    for origin in [None, Some("http://evil.example"), Some("null"), Some("http://127.0.0.1")] {
        assert!(ana.socket_at("/live?since=0", origin).await.is_err(), "{origin:?}");
    }
    for path in ["/live", "/live?since=18446744073709551615"] {
        assert!(ana.socket_at(path, Some(&ana.origin())).await.is_ok(), "{path}");
    }
    for path in ["/live?since=-1", "/live?since=x", "/live?since=99999999999999999999"] {
        assert!(ana.socket_at(path, Some(&ana.origin())).await.is_err(), "{path}");
    }
}

#[tokio::test]
async fn nonsense_on_the_socket_ends_that_socket_and_nothing_else() {
    let office = TestOffice::new().await;
    let mut rng = StdRng::seed_from_u64(seed("F2"));
    let ana = office.as_person("ana").await;
    let mut quiet = ana.socket(Seq(0)).await.unwrap();
    quiet.until_live().await;
    for round in 0..300 {
        let mut socket = ana.socket(Seq(0)).await.unwrap();
        let bytes: Vec<u8> = (0..rng.random_range(0..2048)).map(|_| rng.random()).collect();
        let words = String::from_utf8_lossy(&bytes).into_owned();
        let message = match round % 6 {
            0 => Message::text(words),
            1 => Message::binary(bytes),
            2 => Message::text(format!("{{\"look\":\"{words}\"}}")),
            3 => Message::text("x".repeat(4096)),
            4 => Message::Frame(Frame::message(bytes, OpCode::Data(Data::Text), rng.random())),
            _ => Message::Frame(Frame::message(bytes, OpCode::Data(Data::Reserved(3)), true)),
        };
        let _ = socket.say(message).await;
        let _ = socket.say(Message::text("{")).await;
        if round % 10 == 0 {
            assert!(socket.ends_within(SOON).await, "round {round}");
        }
    }
    let (case, opens) = open("Still Here", office.a.sites[0], None);
    ana.must(&opens).await;
    let News::Card { card, .. } = quiet.next_card().await else { panic!("a new card comes whole") };
    assert_eq!(card.id, case);
}

#[tokio::test]
async fn a_reader_who_stops_reading_is_cut_off_and_holds_up_nobody() {
    let office = TestOffice::new().await;
    seed("L2");
    let ben = office.as_person("ben").await;
    let (case, opens) = open("Felix Tan", office.a.sites[0], None);
    ben.must(&opens).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        slow.push(ben.socket(Seq(u64::MAX)).await.unwrap());
    }
    let mut quick = ben.socket(Seq(u64::MAX)).await.unwrap();
    quick.until_live().await;
    let mut worst = Duration::ZERO;
    for n in 0..200 {
        let began = Instant::now();
        ben.must(&comment(case, &format!("{n} {}", "word ".repeat(1500)))).await;
        quick.next_card().await;
        worst = worst.max(began.elapsed());
    }
    println!("L2: the slowest of 200 took {worst:?} beside {} readers who do not read", slow.len());
    assert!(worst < SOON, "{worst:?}");
}
