//! A whole server for one test: the real router on a port of its own, a clock that the test winds, named people.
//!
//! Clinic A has everybody in [`PEOPLE`]; clinic B has the same people under other ids, so that whatever is said with an
//! id of B can be held against the same words with an id that nobody has.

mod client;
pub mod messy;
pub mod movers;
mod people;
pub mod process;
pub mod submissions;

pub use client::{Client, Said, Socket, card, fields};
pub use people::{PEOPLE, Staffed};
pub use process::Process;
pub use server::store::testing::{Fresh, POSTGRES_VARIABLE};

use chrono::{TimeZone, Utc};
use domain::kinds::Instant;
use server::assets::Site;
use server::auth::Config;
use server::clock::Clock;
use server::office::Office;
use server::store::Store;
use server::{listen, router};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A Wednesday morning in New York, in the week after Thanksgiving; where the clocks of tests begin.
pub fn morning() -> Instant {
    Utc.with_ymd_and_hms(2026, 12, 2, 14, 0, 0).single().expect("that morning comes once")
}

/// The seed of this run: from `CASEBOARD_SEED`, or from the time. A test that uses chance prints it first.
pub fn seed(test: &str) -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let given = std::env::var("CASEBOARD_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| {
        let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_secs());
        time * 1000 + COUNT.fetch_add(1, Ordering::Relaxed)
    });
    #[expect(clippy::print_stdout, reason = "a failure must be replayable from what the test said")]
    {
        println!("{test}: CASEBOARD_SEED={seed} replays this run");
    }
    seed
}

/// A running server with two clinics.
pub struct TestOffice {
    /// What it holds.
    pub office: Office,
    /// Where it listens.
    pub address: SocketAddr,
    /// The clock of all of it.
    pub clock: Clock,
    /// The clinic of the story.
    pub a: Staffed,
    /// Another one on the same server.
    pub b: Staffed,
    /// Address of the database.
    pub url: String,
    /// The database itself, unless it is another server's.
    fresh: Option<Fresh>,
    stop: Option<oneshot::Sender<()>>,
}

impl TestOffice {
    /// On SQLite.
    pub async fn new() -> TestOffice {
        TestOffice::on(Fresh::sqlite(), Clock::wound(morning())).await
    }

    /// On a database, by a clock.
    pub async fn on(fresh: Fresh, clock: Clock) -> TestOffice {
        log_to_the_test();
        let office = open(&fresh.url, &clock).await;
        let a = Staffed::found(&office, "Maple Street Therapy").await;
        let b = Staffed::found(&office, "Harbour Clinic").await;
        let url = fresh.url.clone();
        let mut office = TestOffice::serve(office, a, b, url, clock).await;
        office.fresh = Some(fresh);
        office
    }

    /// A second server on the same database.
    pub async fn beside(&self) -> TestOffice {
        let office = open(&self.url, &self.clock).await;
        let (a, b) = (self.a.clone(), self.b.clone());
        TestOffice::serve(office, a, b, self.url.clone(), self.clock.clone()).await
    }

    async fn serve(office: Office, a: Staffed, b: Staffed, url: String, clock: Clock) -> TestOffice {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let router = router::router(office.clone());
        tokio::spawn(listen::serve(listener, router, async {
            let _ = stopped.await;
        }));
        TestOffice { office, address, clock, a, b, url, fresh: None, stop: Some(stop) }
    }

    /// Somebody of clinic A, signed in.
    pub async fn as_person(&self, name: &str) -> Client {
        self.as_person_of(&self.a, name).await
    }

    /// Somebody of a clinic, signed in.
    pub async fn as_person_of(&self, clinic: &Staffed, name: &str) -> Client {
        let token = clinic.sign_in(&self.office, name).await;
        Client::new(self.address, Some(token))
    }

    /// Somebody who is not signed in.
    pub fn as_nobody(&self) -> Client {
        Client::new(self.address, None)
    }
}

impl Drop for TestOffice {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// What the server has to complain about stands beside what the test has to say when it fails.
fn log_to_the_test() {
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_test_writer();
    // Another test of the same program may have been first.
    let _ = log.try_init();
}

/// The office on a database, without a router.
pub async fn open(url: &str, clock: &Clock) -> Office {
    let store = Store::open(url).await.expect("the database opens");
    Office::open(store, clock.clone(), Config::default(), Site::without_files())
}

/// A clinic on a database that no server has open, and the secret of ana's session.
pub async fn prepared(url: &str) -> (Staffed, String) {
    let office = open(url, &Clock::Real).await;
    let clinic = Staffed::found(&office, "Maple Street Therapy").await;
    let token = clinic.sign_in(&office, "ana").await;
    office.store().close().await;
    (clinic, token)
}

/// Tells a story with a server on SQLite, and on PostgreSQL where there is one.
pub async fn on_both(story: impl AsyncFn(TestOffice)) {
    story(TestOffice::new().await).await;
    if let Some(fresh) = Fresh::postgres().await {
        story(TestOffice::on(fresh, Clock::wound(morning())).await).await;
    }
}
