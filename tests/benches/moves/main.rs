//! How fast the server takes moves and tells of them, beside what the same database does with one bare row a commit.
//!
//! Tables for SQLite and, where the environment names one, a durable PostgreSQL; for a clinic of sixty cases and one of ten
//! thousand. The server is the real program; clients and server share this machine.

use domain::board::News;
use domain::ids::{CaseId, ClinicId, SiteId, StaffId};
use domain::journal::Seq;
use domain::kinds::{Lane, Line, Name, Rank, Via};
use server::accounts::email::Email;
use server::accounts::rows::{self, Membership};
use server::clock::Clock;
use server::found::{append_history, found_clinic};
use server::office::Office;
use server::seed::{Recipe, Seeded, grow};
use server::session::Origin;
use sqlx::Connection;
use std::time::{Duration, Instant};
use tests::submissions::{about, open};
use tests::{Client, Fresh, Process};
use uuid::Uuid;

const RUN: Duration = Duration::from_secs(5);
const VIEWERS: usize = 500;
const MOVES_TO_VIEWERS: usize = 40;

#[tokio::main]
async fn main() {
    for cases in [60, 10_000] {
        on("SQLite", Fresh::sqlite(), cases).await;
        match Fresh::postgres().await {
            Some(fresh) => on("PostgreSQL", fresh, cases).await,
            None => say("PostgreSQL: none named by CASEBOARD_TEST_PG, left out"),
        }
    }
}

#[expect(clippy::print_stdout, reason = "a bench prints its table")]
fn say(line: &str) {
    println!("{line}");
}

async fn on(name: &str, fresh: Fresh, cases: u32) {
    say(&format!("\n{name}, a clinic of {cases} cases"));
    let planted = plant(&fresh, cases).await;
    let bare = bare_rate(&fresh.url).await;
    say(&format!("{:<34} {bare:>9.0} /s", "one bare row a commit, one client"));
    let started = Instant::now();
    let process = Process::serve(&fresh.url).await.expect("the server starts");
    say(&format!("{:<34} {:>9.0} ms", "start until ready", started.elapsed().as_secs_f64() * 1e3));
    let client = Client::new(process.address, Some(planted.token.clone()));
    boards(&client).await;
    say(&format!(
        "{:<34} {:>10} {:>8} {:>8} {:>8} {:>7}",
        "moves", "/s", "p50 ms", "p95 ms", "p99 ms", "ratio"
    ));
    for clients in [1, 16, 64] {
        let figures = moves(&client, &planted, clients).await;
        say(&format!(
            "{:<34} {:>10.0} {:>8.2} {:>8.2} {:>8.2} {:>6.2}x",
            format!("{clients} at once"),
            figures.rate,
            figures.quantile(50),
            figures.quantile(95),
            figures.quantile(99),
            figures.rate / bare
        ));
    }
    viewers(&client, &planted).await;
    if let Some(memory) = process.memory_kib() {
        say(&format!("{:<34} {:>9.1} MiB", "server memory afterwards (PSS)", f64::from(memory) / 1024.0));
    }
    process.kill().await;
}

struct Planted {
    site: SiteId,
    token: String,
}

/// A seeded clinic and a session of its director.
async fn plant(fresh: &Fresh, cases: u32) -> Planted {
    let store = fresh.open().await;
    let clinic = ClinicId(Uuid::now_v7());
    let name = Name::parse("Bench").expect("a name");
    let recipe = Recipe {
        clinic,
        name: name.clone(),
        cases,
        seed: 7,
        as_of: server::seed::latest_day(Clock::Real.now()),
    };
    let Seeded { clinic: grown, mut entries, .. } = grow(&recipe, &mut |_| ()).expect("it grows");
    let first = entries.remove(0);
    let count = entries.len();
    found_clinic(&store, clinic, name, grown.kind, first.at, first.by).await.expect("it is founded");
    let started = Instant::now();
    append_history(&store, clinic, entries, |_| ()).await.expect("it is written");
    say(&format!("{:<34} {count:>9} in {:.1} s", "entries written", started.elapsed().as_secs_f64()));
    let director = first.by;
    let token = sign_in(store, clinic, director).await;
    Planted { site: grown.sites[0].id, token }
}

async fn sign_in(store: server::store::Store, clinic: ClinicId, staff: StaffId) -> String {
    let office = Office::open(
        store,
        Clock::Real,
        server::auth::Config::default(),
        server::assets::Site::without_files(),
    );
    let (auth, membership) = (&office.auth, Membership { clinic, staff });
    let account = rows::new_id();
    let email = Email::parse("bench@example.org").expect("an e-mail");
    rows::create(&auth.store, account, &email, None, auth.clock.now()).await.expect("an account");
    rows::join(&auth.store, account, membership, auth.clock.now()).await.expect("a place");
    let from = Origin { device: "a bench".into(), address: "127.0.0.1".into() };
    let (_, token) = auth.sessions.begin(account, membership, &from).await.expect("a session");
    let token = token.reveal().to_owned();
    office.store().close().await;
    token
}

/// Commits a second of one small row each, durable, by the same driver.
async fn bare_rate(url: &str) -> f64 {
    let (started, mut commits) = (Instant::now(), 0_u32);
    let time = Duration::from_secs(2);
    if url.starts_with("sqlite") {
        let file = std::env::temp_dir().join(format!("bare-{}.db", Uuid::now_v7().simple()));
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
        let mut conn = sqlx::SqliteConnection::connect_with(&options).await.expect("a file");
        sqlx::query("create table bare (n integer)").execute(&mut conn).await.expect("a table");
        while started.elapsed() < time {
            sqlx::query("insert into bare values ($1)").bind(7_i64).execute(&mut conn).await.expect("a row");
            commits += 1;
        }
        let _ = std::fs::remove_file(file);
    } else {
        let mut conn = sqlx::PgConnection::connect(url).await.expect("the server answers");
        sqlx::query("create table bare (n bigint)").execute(&mut conn).await.expect("a table");
        while started.elapsed() < time {
            sqlx::query("insert into bare values ($1)").bind(7_i64).execute(&mut conn).await.expect("a row");
            commits += 1;
        }
    }
    f64::from(commits) / started.elapsed().as_secs_f64()
}

async fn boards(client: &Client) {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..20 {
        let started = Instant::now();
        let board =
            client.request("POST", "/api/board").json(&serde_json::json!({})).send().await.expect("a board");
        bytes = board.bytes().await.expect("its body").len();
        times.push(started.elapsed());
    }
    let figures = Figures { rate: 0.0, times };
    say(&format!("{:<34} {:>9.1} ms p50, {} KiB", "reading the board", figures.quantile(50), bytes / 1024));
}

struct Figures {
    rate: f64,
    times: Vec<Duration>,
}

impl Figures {
    /// In milliseconds.
    fn quantile(&self, percent: usize) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

/// Each client moves a case of its own to Planning and back, as fast as it is answered.
async fn moves(client: &Client, planted: &Planted, clients: usize) -> Figures {
    let mut cases = Vec::new();
    for n in 0..clients {
        let (case, wish) = open(&format!("Bench Patient {n}"), planted.site, None);
        client.must(&wish).await;
        cases.push(case);
    }
    let started = Instant::now();
    let runs = cases.into_iter().map(|case| tokio::spawn(to_and_fro(client.clone(), case, started + RUN)));
    let mut times = Vec::new();
    for run in runs.collect::<Vec<_>>() {
        times.extend(run.await.expect("a client ends"));
    }
    Figures {
        rate: f64::from(u32::try_from(times.len()).unwrap_or(0)) / started.elapsed().as_secs_f64(),
        times,
    }
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

fn over(case: CaseId, from: Lane, to: Lane) -> domain::journal::Submission {
    let reason = Line::parse("a bench").ok();
    about(
        case,
        domain::case::Command::Move {
            from,
            to,
            rank: Rank::between(None, None),
            via: Via::Menu,
            reason,
            over: true,
        },
    )
}

/// From the moment a move is sent until the last of many viewers has it.
async fn viewers(client: &Client, planted: &Planted) {
    let (case, wish) = open("Bench Viewed", planted.site, None);
    let since = client.must(&wish).await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<Seq>();
    for _ in 0..VIEWERS {
        let mut socket = client.socket(since).await.expect("a socket");
        socket.until_live().await;
        let tell = tell.clone();
        tokio::spawn(async move {
            while let Some(news) = socket.within(Duration::from_mins(1)).await {
                if let News::Card { seq, .. } | News::Happened { seq, .. } = news
                    && tell.send(seq).is_err()
                {
                    return;
                }
            }
        });
    }
    let mut times = Vec::new();
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
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let figures = Figures { rate: 0.0, times };
    say(&format!(
        "{:<34} {:>9.1} ms p50, {:.1} ms p95",
        format!("a move until the last of {VIEWERS} has it"),
        figures.quantile(50),
        figures.quantile(95)
    ));
}
