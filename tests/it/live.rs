//! Open boards: they hear everything once, in order, cut to what their person may see.

use domain::board::News;
use domain::clinic;
use domain::journal::{Command, Seq, Submission};
use domain::kinds::Line;
use std::time::{Duration, Instant};
use tests::submissions::{comment, open};
use tests::{TestOffice, on_both};
use tokio_tungstenite::tungstenite::Message;

const SOON: Duration = Duration::from_secs(2);

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
    let said = clara.call::<domain::board::Board>("board", &serde_json::json!({})).await.unwrap_err();
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
async fn a_page_of_another_build_is_told_so_and_goes_on() {
    let office = TestOffice::new().await;
    let ben = office.as_person("ben").await;
    let html = ben.get("/board").await.text().await.unwrap();
    assert!(html.contains(&format!("\"{}\"", app::BUILD)), "the page knows what it was made of");
    let (case, opens) = open("Felix Tan", office.a.sites[0], None);
    ben.must(&opens).await;
    for (build, told) in [("", false), (&*format!("&build={}", app::BUILD), false), ("&build=0", true)] {
        let path = format!("/live?since={}{build}", u64::MAX);
        let mut socket = ben.socket_at(&path, Some(&ben.origin())).await.unwrap();
        socket.until_live().await;
        ben.must(&comment(case, "hello")).await;
        let mut heard = false;
        loop {
            match socket.next().await.expect("the socket stays open") {
                News::Newer => heard = true,
                News::Card { .. } | News::Happened { .. } => break,
                _ => {}
            }
        }
        assert_eq!(heard, told, "{build}");
    }
}
