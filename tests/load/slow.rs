//! L2: who stops reading is cut off and comes back later, and holds up nobody.

use crate::ALONE;
use domain::board::{Cards, News};
use domain::case::Command as Does;
use domain::ids::CaseId;
use domain::journal::Seq;
use domain::kinds::{Lane, Line, Rank, Via};
use futures::future::join_all;
use server::clock::Clock;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::process::Process;
use tests::submissions::{about, open};
use tests::{Client, Fresh, Staffed, seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Live boards, of which so many stop reading, and of which so many are watched.
const BOARDS: usize = 500;
const STOPPED: usize = 100;
const WATCHED: usize = 20;
/// Moves a second, for so many seconds.
const RATE: usize = 200;
const SECONDS: usize = 30;
const HANDS: usize = 20;
/// What may come of it.
const MEMORY_MIB: u32 = 64;
const P95: Duration = Duration::from_millis(100);
/// Hands that wait for answers miss some of their turns on a busy machine, but not so many that another load was tried.
const RATE_MIN: f64 = 0.75;
/// Ten seconds of patience with a reader, and some for a busy machine.
const CUT_WITHIN: Duration = Duration::from_secs(20);

/// A pong that nobody asked for: a sign of life.
const ALIVE: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// A connection on which the server has been asked for news. It reads what it is told to, and no more.
async fn connect(ana: &Client, address: SocketAddr, receive_bytes: Option<u32>) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(bytes) = receive_bytes {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    let mut stream = socket.connect(address).await.unwrap();
    let (origin, cookie) = (ana.origin(), ana.cookie().unwrap_or_default());
    let hello = format!(
        "GET /live?since=0 HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\ncookie: {cookie}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(hello.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 101", "the socket opens");
    stream
}

/// Reads as fast as anything comes, until it is told to end.
async fn read_all(mut stream: TcpStream) {
    let mut bytes = vec![0; 64 * 1024];
    let mut sign = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            read = stream.read(&mut bytes) => assert!(0 < read.unwrap(), "a reader who reads is not cut off"),
            _ = sign.tick() => stream.write_all(&ALIVE).await.unwrap(),
        }
    }
}

type Asked = Arc<Mutex<HashMap<CaseId, Instant>>>;

/// Times from the hand to this board.
async fn watch(client: Client, asked: Asked) -> Vec<Duration> {
    let mut socket = client.socket(Seq(0)).await.unwrap();
    socket.until_live().await;
    let mut times = Vec::new();
    // Before the first move all the others have to come; after the last one nothing comes any more.
    while let Some(news) = socket.within(Duration::from_secs(if times.is_empty() { 60 } else { 3 })).await {
        if let News::Happened { case, .. } = news {
            times.extend(asked.lock().unwrap().get(&case).map(Instant::elapsed));
        }
    }
    times
}

/// One hand: its share of the moves, each at its time if the one before is done.
async fn move_on(client: Client, case: CaseId, asked: Asked) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis((1000 * HANDS / RATE) as u64));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let (mut from, mut to) = (Lane::Intake, Lane::Planning);
    let until = Instant::now() + Duration::from_secs(SECONDS as u64);
    while Instant::now() < until {
        tick.tick().await;
        let (rank, reason) = (Rank::between(None, None), Line::parse("the family asked for it").ok());
        let does = Does::Move { from, to, rank, via: Via::Menu, reason, over: true };
        let began = Instant::now();
        asked.lock().unwrap().insert(case, began);
        client.must(&about(case, does)).await;
        times.push(began.elapsed());
        std::mem::swap(&mut from, &mut to);
    }
    times
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get(times.len() * percent / 100).copied().unwrap_or(Duration::MAX)
}

/// What the moves came to, beside the readers.
struct Run {
    rate: f64,
    answered_p95: Duration,
    seen_p95: Duration,
    grown_mib: Option<u32>,
}

async fn move_all(
    server: &Process,
    ana: &Client,
    cases: &[CaseId],
    asked: &Asked,
) -> (Vec<Duration>, Option<u32>) {
    let before = server.memory_kib();
    let hands: Vec<_> =
        cases.iter().map(|case| tokio::spawn(move_on(ana.clone(), *case, Arc::clone(asked)))).collect();
    let mut most = before;
    while !hands.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(250)).await;
        most = most.max(server.memory_kib());
    }
    let moves = join_all(hands).await.into_iter().flat_map(|hand| hand.expect("a hand ends")).collect();
    (moves, most.zip(before).map(|(most, before)| most.saturating_sub(before) / 1024))
}

async fn run(server: &Process, ana: &Client, cases: &[CaseId]) -> (Run, Vec<TcpStream>) {
    let asked = Asked::default();
    let watched: Vec<_> =
        (0..WATCHED).map(|_| tokio::spawn(watch(ana.clone(), Arc::clone(&asked)))).collect();
    let (mut readers, mut stopped) = (Vec::new(), Vec::new());
    for _ in 0..BOARDS - STOPPED - WATCHED {
        readers.push(tokio::spawn(read_all(connect(ana, server.address, None).await)));
    }
    for _ in 0..STOPPED {
        stopped.push(connect(ana, server.address, Some(4096)).await);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    let (mut moves, grown_mib) = move_all(server, ana, cases, &asked).await;
    let rate = f64::from(u32::try_from(moves.len()).unwrap()) / began.elapsed().as_secs_f64();
    let mut seen: Vec<Duration> =
        join_all(watched).await.into_iter().flat_map(|board| board.expect("a board ends")).collect();
    assert!(readers.iter().all(|reader| !reader.is_finished()), "a reader who reads is not cut off");
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    let (answered_p95, seen_p95) = (quantile(&mut moves, 95), quantile(&mut seen, 95));
    (Run { rate, answered_p95, seen_p95, grown_mib }, stopped)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_stop_reading_are_cut_off_and_hold_up_nobody() {
    let _alone = ALONE.lock().await;
    seed("L2");
    let fresh = Fresh::sqlite();
    let office = tests::open(&fresh.url, &Clock::Real).await;
    let clinic = Staffed::found(&office, "Maple Street Therapy").await;
    let token = clinic.sign_in(&office, "ana").await;
    office.store().close().await;
    let server = Process::serve(&fresh.url).await.unwrap();
    let ana = Client::new(server.address, Some(token));
    let mut cases = Vec::new();
    for n in 0..HANDS {
        let (case, opens) = open(&format!("Case {n}"), clinic.sites[0], None);
        ana.must(&opens).await;
        cases.push(case);
    }
    let (run, stopped) = run(&server, &ana, &cases).await;
    let Run { rate, answered_p95, seen_p95, grown_mib } = run;
    println!(
        "L2: {BOARDS} boards, {STOPPED} of them do not read: {rate:.0} moves/s, answered within {answered_p95:?} and seen \
         within {seen_p95:?} (p95); the server's memory grew by {grown_mib:?} MiB"
    );
    // What they were sent before comes out of the wire now, and then the end.
    let ends = stopped.into_iter().map(|mut stream| async move {
        let mut rest = Vec::new();
        tokio::time::timeout(CUT_WITHIN, stream.read_to_end(&mut rest)).await.is_ok()
    });
    let cut = join_all(ends).await.into_iter().filter(|ended| *ended).count();
    assert_eq!(cut, STOPPED, "whoever stopped reading was cut off");
    assert!(grown_mib.is_none_or(|grown| grown <= MEMORY_MIB), "memory grew by {grown_mib:?} MiB");
    assert!(
        f64::from(u32::try_from(RATE).unwrap()) * RATE_MIN <= rate,
        "{rate:.0} moves/s instead of {RATE}"
    );
    assert!(seen_p95 <= P95, "{seen_p95:?}");
    let mut cards = Cards::default();
    for news in ana.socket(Seq(0)).await.unwrap().until_live().await {
        cards.receive(&news);
    }
    let truth = Cards::new(ana.board().await.cards);
    assert_eq!(cards.iter().collect::<Vec<_>>(), truth.iter().collect::<Vec<_>>(), "they resume");
}
