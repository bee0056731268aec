//! What is out of date goes, and what still counts stays.

use super::sweep;
use crate::accounts::devices;
use crate::accounts::invitations::{self, Purpose};
use crate::accounts::rows::{self, Membership};
use crate::accounts::secret::Token;
use crate::accounts::throttle::Bucket;
use crate::accounts::tries;
use crate::clock::Clock;
use crate::found::found_clinic;
use crate::session::{Origin, Sessions};
use crate::store::testing::{Fresh, on_both};
use crate::store::{Store, on};
use chrono::{DateTime, TimeDelta};
use domain::ids::{ClinicId, StaffId};
use domain::kinds::Name;
use uuid::Uuid;

const TABLES: [&str; 5] = ["tries", "known_device", "half_signed_in", "invitation", "session"];

async fn rows_of(store: &Store) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        counts.push(on!(store, |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap());
    }
    counts
}

#[tokio::test]
async fn what_is_out_of_date_is_swept_out_and_nothing_before() {
    on_both(async |fresh: Fresh| {
        let (store, clock) =
            (fresh.open().await, Clock::wound(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)));
        let (clinic, staff) = (ClinicId(Uuid::now_v7()), StaffId(Uuid::now_v7()));
        let name = Name::parse("Maple Street Therapy").unwrap();
        found_clinic(&store, clinic, name, domain::clinic::Kind::Live, clock.now(), staff).await.unwrap();
        let (account, who) = (rows::new_id(), Membership { clinic, staff });
        let email = crate::accounts::email::Email::parse("grace@example.org").unwrap();
        rows::create(&store, account, &email, None, clock.now()).await.unwrap();
        rows::join(&store, account, who, clock.now()).await.unwrap();
        tries::count(&store, Bucket::Address, "address:192.0.2.1", clock.now()).await.unwrap();
        devices::remember(&store, &Token::random(), account, clock.now()).await.unwrap();
        devices::half_sign_in(&store, account, clock.now()).await.unwrap();
        invitations::make(&store, Purpose::Join(who), clock.now()).await.unwrap();
        let sessions = Sessions::new(
            store.clone(),
            clock.clone(),
            crate::accounts::clinics::Clinics::new(store.clone()),
        );
        let from = Origin { device: "a test".into(), address: "192.0.2.1".into() };
        sessions.begin(account, who, &from).await.unwrap();
        sweep(&store, clock.now()).await.unwrap();
        assert_eq!(rows_of(&store).await, [1, 1, 1, 1, 1], "{TABLES:?}");
        for (wait, left) in [
            (TimeDelta::minutes(6), [1, 1, 0, 1, 1]),
            (TimeDelta::hours(25), [0, 1, 0, 1, 1]),
            (TimeDelta::days(14), [0, 1, 0, 0, 1]),
            (TimeDelta::days(353), [0, 0, 0, 0, 0]),
        ] {
            clock.wind(wait);
            sweep(&store, clock.now()).await.unwrap();
            assert_eq!(rows_of(&store).await, left, "{TABLES:?} after {wait}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_looks_each_second_for_ended_sessions_reads_no_whole_table() {
    let fresh = Fresh::sqlite();
    let store = fresh.open().await;
    let sql = "explain query plan select id from session where $1 <= ended_at or $1 <= locked_at";
    let Store::Sqlite(sqlite) = &store else { panic!("it is SQLite") };
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(sql).bind(0_i64).fetch_all(&sqlite.read).await.unwrap();
    let words: Vec<String> = plan.into_iter().map(|(.., words)| words).collect();
    assert!(words.iter().all(|words| !words.starts_with("SCAN")), "{words:?}");
}
