//! A session that is not open, whatever closed it and whoever's it was, gets nothing anywhere.

use super::Tally;
use super::grounds::{Ground, Stands, ground};
use super::table::{Row, answer, routes, row};
use domain::kinds::Instant;
use tests::{Client, PEOPLE, Staffed, TestOffice, on_both};

pub(super) const CELLS: usize = 2_000;

/// What became of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Seat {
    /// Signed out here.
    SignedOut,
    /// Ended from another browser of the same person.
    Revoked,
    /// Ended as the person's rights changed.
    OtherRights,
    /// Locked by hand.
    Locked,
    /// Not used for a quarter of an hour.
    Idle,
    /// Begun twelve hours ago.
    Expired,
}

impl Seat {
    const ALL: [Seat; 6] =
        [Seat::SignedOut, Seat::Revoked, Seat::OtherRights, Seat::Locked, Seat::Idle, Seat::Expired];

    fn is_locked(self) -> bool {
        matches!(self, Seat::Locked | Seat::Idle)
    }
}

/// Somebody's browser, whose session that became of.
async fn seat(office: &TestOffice, name: &str, seat: Seat) -> Client {
    let client = office.as_person(name).await;
    let post = async |client: &Client, path: &str| {
        let done = client.request("POST", path).json(&serde_json::json!({})).send().await.unwrap().status();
        assert!(done.is_success() || done.is_redirection(), "{name} {path}: {done}");
    };
    match seat {
        Seat::SignedOut => post(&client, "/sign-out").await,
        Seat::Revoked => {
            let other = office.as_person(name).await;
            post(&other, "/sessions/end-others").await;
        }
        Seat::OtherRights => {
            let sessions = &office.office.auth.sessions;
            sessions.end_for_staff(office.a.clinic, office.a.id(name)).await.unwrap();
        }
        Seat::Locked => post(&client, "/session/lock").await,
        Seat::Idle | Seat::Expired => {}
    }
    client
}

/// All routes that are not open to everybody, for one browser.
async fn nothing(
    office: &TestOffice,
    what: &str,
    client: &Client,
    locked: bool,
    about: &Ground,
    tally: &mut Tally,
) {
    for path in routes(office) {
        let Some(row) = row(&path) else { continue };
        let wanted = match row {
            Row::Open | Row::Door => continue,
            Row::Page(_) => 302,
            Row::Asks(..) if locked => 423,
            Row::Asks(..) | Row::Socket => 401,
        };
        let (got, text) = answer(client, &path, &row, about).await;
        tally.cell(format!("{what} {path}"), (got, text.contains(&about.patient)), (wanted, false));
    }
}

fn later(office: &TestOffice, than: Instant, by: chrono::Duration) {
    office.clock.wind(than + by - office.clock.now());
}

#[tokio::test]
async fn nobody_gets_in_without_an_open_session() {
    on_both(async |office| {
        let about = ground(&office, Stands::Team).await;
        let mut tally = Tally::default();
        let began = office.clock.now();
        for what in Seat::ALL {
            let mut browsers = Vec::new();
            for (name, ..) in PEOPLE {
                browsers.push((name, seat(&office, name, what).await));
            }
            let now = office.clock.now();
            match what {
                Seat::Idle => later(&office, now, Staffed::idle()),
                Seat::Expired => later(&office, now, chrono::Duration::hours(12)),
                _ => {}
            }
            for (name, client) in browsers {
                let what_of = format!("{name} {what:?}");
                nothing(&office, &what_of, &client, what.is_locked(), &about, &mut tally).await;
            }
        }
        assert!(began < office.clock.now());
        let forged = Client::new(office.address, Some("x".repeat(43)));
        for (what, client) in [("nobody", office.as_nobody()), ("a forged cookie", forged)] {
            nothing(&office, what, &client, false, &about, &mut tally).await;
        }
        tally.end("routes and sessions that are not open", CELLS);
    })
    .await;
}
