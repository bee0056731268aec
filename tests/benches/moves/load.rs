//! The load: boards that are read, moves that are made, viewers who hear of them.

use crate::plant::Planted;
use crate::table::Column;
use domain::board::News;
use domain::ids::CaseId;
use domain::journal::{Seq, Submission};
use domain::kinds::{Lane, Line, Rank, Via};
use futures::future::join_all;
use std::time::{Duration, Instant};
use tests::submissions::{about, open};
use tests::{Client, Process};

/// Each load lasts so long.
const RUN: Duration = Duration::from_secs(5);
const READERS: usize = 16;
const VIEWERS: usize = 500;
const MOVES_TO_VIEWERS: usize = 100;

/// What a load came to.
pub(crate) struct Figures {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Milliseconds of a core for each: of the server, and of those who ask it.
    pub(crate) busy: [f64; 2],
    times: Vec<Duration>,
}

impl Figures {
    fn of(mut times: Vec<Duration>, took: Duration) -> Figures {
        times.sort_unstable();
        let rate = f64::from(u32::try_from(times.len()).unwrap_or(0)) / took.as_secs_f64();
        Figures { rate, busy: [0.0; 2], times }
    }

    /// In milliseconds.
    pub(crate) fn quantile(&self, percent: usize) -> f64 {
        let at = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

/// The board's data, one reader.
pub(crate) async fn boards(client: &Client, column: &mut Column) {
    let (figures, bytes) = one_by_one(client, "POST", "/api/board", "identity").await;
    column.row("board data, one reader, p50 ms", "", format!("{:.1}", figures.quantile(50)));
    column.row("  bytes", "", bytes.to_string());
    let (figures, bytes) = one_by_one(client, "POST", "/api/board", "br").await;
    column.row("board data in brotli, p50 ms", "", format!("{:.1}", figures.quantile(50)));
    column.row("  bytes", "", bytes.to_string());
}

/// The board's page, one reader.
pub(crate) async fn page(client: &Client, column: &mut Column) {
    let (figures, bytes) = one_by_one(client, "GET", "/board", "identity").await;
    column.row("board page, one reader, p50 ms", "", format!("{:.1}", figures.quantile(50)));
    column.row("  bytes", "", bytes.to_string());
    let (figures, bytes) = one_by_one(client, "GET", "/board", "br").await;
    column.row("board page in brotli, p50 ms", "", format!("{:.1}", figures.quantile(50)));
    column.row("  bytes", "14,336 with 60 cases", bytes.to_string());
}

async fn read(client: &Client, method: &str, path: &str, encoding: &str) -> usize {
    let request = client.request(method, path).header("accept-encoding", encoding);
    let request = if method == "POST" { request.json(&serde_json::json!({})) } else { request };
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.bytes().await.expect("its body").len()
}

async fn one_by_one(client: &Client, method: &str, path: &str, encoding: &str) -> (Figures, usize) {
    let (began, mut times, mut bytes) = (Instant::now(), Vec::new(), 0);
    for _ in 0..20 {
        let started = Instant::now();
        bytes = read(client, method, path, encoding).await;
        times.push(started.elapsed());
    }
    (Figures::of(times, began.elapsed()), bytes)
}

/// The board's data, many readers.
pub(crate) async fn readers(client: &Client, column: &mut Column) {
    let began = Instant::now();
    let runs = (0..READERS).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < RUN {
                let started = Instant::now();
                read(&client, "POST", "/api/board", "identity").await;
                times.push(started.elapsed());
            }
            times
        })
    });
    let times = join_all(runs).await.into_iter().flat_map(|run| run.expect("a reader ends")).collect();
    let figures = Figures::of(times, began.elapsed());
    column.row(&format!("boards /s, {READERS} readers"), "12,000", format!("{:.0}", figures.rate));
}

/// Each client moves a case of its own to Planning and back, as fast as it is answered.
pub(crate) async fn moves(client: &Client, planted: &Planted, process: &Process, clients: usize) -> Figures {
    let mut cases = Vec::new();
    for n in 0..clients {
        let (case, wish) = open(&format!("Bench Patient {n}"), planted.site, None);
        client.must(&wish).await;
        cases.push(case);
    }
    let busy = || [process.busy(), tests::process::busy(std::process::id())].map(Option::unwrap_or_default);
    let (started, before) = (Instant::now(), busy());
    let runs = cases.into_iter().map(|case| tokio::spawn(to_and_fro(client.clone(), case, started + RUN)));
    let runs = join_all(runs).await;
    let (took, after) = (started.elapsed(), busy());
    let times: Vec<Duration> = runs.into_iter().flat_map(|run| run.expect("a client ends")).collect();
    let each = f64::from(u32::try_from(times.len()).unwrap_or(1).max(1));
    let busy = [0, 1].map(|of| after[of].saturating_sub(before[of]).as_secs_f64() * 1e3 / each);
    Figures { busy, ..Figures::of(times, took) }
}

async fn to_and_fro(client: Client, case: CaseId, until: Instant) -> Vec<Duration> {
    let (mut from, mut to) = (Lane::Intake, Lane::Planning);
    let mut times = Vec::new();
    while Instant::now() < until {
        let started = Instant::now();
        client.must(&over(case, from, to)).await;
        times.push(started.elapsed());
        std::mem::swap(&mut from, &mut to);
    }
    times
}

fn over(case: CaseId, from: Lane, to: Lane) -> Submission {
    let (rank, reason) = (Rank::between(None, None), Line::parse("a bench").ok());
    about(case, domain::case::Command::Move { from, to, rank, via: Via::Menu, reason, over: true })
}

/// From the moment a move is sent until the last of many viewers has it; and what the viewers cost.
pub(crate) async fn viewers(client: &Client, planted: &Planted, process: &Process, column: &mut Column) {
    let (case, wish) = open("Bench Viewed", planted.site, None);
    let since = client.must(&wish).await;
    let before = process.memory_kib();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<Seq>();
    let mut all = Vec::new();
    for _ in 0..VIEWERS {
        let mut socket = client.socket(since).await.expect("a socket");
        socket.until_live().await;
        let tell = tell.clone();
        all.push(tokio::spawn(async move {
            while let Some(news) = socket.within(Duration::from_mins(1)).await {
                if let News::Card { seq, .. } | News::Happened { seq, .. } = news
                    && tell.send(seq).is_err()
                {
                    return;
                }
            }
        }));
    }
    // What is told of their coming is over.
    tokio::time::sleep(Duration::from_secs(1)).await;
    if let (Some(before), Some(after)) = (before, process.memory_kib()) {
        let each = f64::from(after.saturating_sub(before)) / f64::from(u32::try_from(VIEWERS).unwrap_or(1));
        column.row(&format!("memory for each of {VIEWERS} viewers, KiB"), "20", format!("{each:.1}"));
    }
    let (began, mut times) = (Instant::now(), Vec::new());
    let (mut from, mut to) = (Lane::Intake, Lane::Planning);
    for _ in 0..MOVES_TO_VIEWERS {
        let started = Instant::now();
        let seq = client.must(&over(case, from, to)).await;
        let mut have = 0;
        while have < VIEWERS {
            have += usize::from(told.recv().await == Some(seq));
        }
        times.push(started.elapsed());
        std::mem::swap(&mut from, &mut to);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let figures = Figures::of(times, began.elapsed());
    let words = [50, 95, 99].map(|percent| format!("{:.1}", figures.quantile(percent))).join(" / ");
    column.row(&format!("move until the last of {VIEWERS}, p50/95/99 ms"), "100", words);
    all.iter().for_each(tokio::task::JoinHandle::abort);
}
