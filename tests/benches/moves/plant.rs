//! The clinic that is measured, and the database without us.

use crate::table::Column;
use domain::ids::{ClinicId, SiteId, StaffId};
use domain::kinds::Name;
use server::accounts::email::Email;
use server::accounts::rows::{self, Membership};
use server::clock::Clock;
use server::found::{append_history, found_clinic};
use server::office::Office;
use server::seed::{Recipe, Seeded, grow};
use server::session::Origin;
use server::store::Store;
use sqlx::Connection;
use std::time::{Duration, Instant};
use tests::Fresh;
use uuid::Uuid;

/// Bare commits are counted for so long.
const BARE: Duration = Duration::from_secs(3);

/// A clinic in a database.
pub(crate) struct Planted {
    /// A site of it.
    pub(crate) site: SiteId,
    /// The cookie of its director.
    pub(crate) token: String,
}

/// A seeded clinic and a session of its director.
pub(crate) async fn plant(fresh: &Fresh, cases: u32, column: &mut Column) -> Planted {
    let store = fresh.open().await;
    let clinic = ClinicId(Uuid::now_v7());
    let name = Name::parse("Bench").expect("a name");
    let as_of = server::seed::latest_day(Clock::Real.now());
    let recipe = Recipe { clinic, name: name.clone(), cases, seed: 7, as_of };
    let started = Instant::now();
    let Seeded { clinic: grown, mut entries, .. } = grow(&recipe, &mut |_| ()).expect("it grows");
    column.row("growing the clinic, s", "", format!("{:.2}", started.elapsed().as_secs_f64()));
    let first = entries.remove(0);
    column.row("entries of its journal", "", entries.len().to_string());
    found_clinic(&store, clinic, name, grown.kind, first.at, first.by).await.expect("it is founded");
    let started = Instant::now();
    append_history(&store, clinic, entries, |_| ()).await.expect("it is written");
    column.row("writing it (append_history), s", "", format!("{:.2}", started.elapsed().as_secs_f64()));
    let token = sign_in(store, clinic, first.by).await;
    Planted { site: grown.sites[0].id, token }
}

async fn sign_in(store: Store, clinic: ClinicId, staff: StaffId) -> String {
    let site = server::assets::Site::without_files();
    let office = Office::open(store, Clock::Real, server::auth::Config::default(), site);
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
pub(crate) async fn bare_rate(url: &str) -> f64 {
    if url.starts_with("sqlite") { bare_sqlite().await } else { bare_postgres(url).await }
}

async fn bare_sqlite() -> f64 {
    let file = std::env::temp_dir().join(format!("bare-{}.db", Uuid::now_v7().simple()));
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
    let mut conn = sqlx::SqliteConnection::connect_with(&options).await.expect("a file");
    sqlx::query("create table bare (n integer)").execute(&mut conn).await.expect("a table");
    let (started, mut commits) = (Instant::now(), 0_u32);
    while started.elapsed() < BARE {
        sqlx::query("insert into bare values ($1)").bind(7_i64).execute(&mut conn).await.expect("a row");
        commits += 1;
    }
    let rate = f64::from(commits) / started.elapsed().as_secs_f64();
    conn.close().await.expect("it closes");
    for ending in ["", "-wal", "-shm"] {
        // Closing may have removed the last two already.
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    rate
}

async fn bare_postgres(url: &str) -> f64 {
    let mut conn = sqlx::PgConnection::connect(url).await.expect("the server answers");
    sqlx::query("create table bare (n bigint)").execute(&mut conn).await.expect("a table");
    let (started, mut commits) = (Instant::now(), 0_u32);
    while started.elapsed() < BARE {
        sqlx::query("insert into bare values ($1)").bind(7_i64).execute(&mut conn).await.expect("a row");
        commits += 1;
    }
    f64::from(commits) / started.elapsed().as_secs_f64()
}
