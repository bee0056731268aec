//! What is remembered of a session is what reading it would give: in this process at once, and nowhere beyond a second.
//!
//! The clock of these tests stands still unless it is wound, so that whatever is remembered by time alone is so for ever.

use super::{ROWS, Read};
use crate::accounts::clinics::Clinics;
use crate::accounts::email::Email;
use crate::accounts::rows::{self, Membership};
use crate::accounts::secret::Token;
use crate::clock::Clock;
use crate::found::{append_history, found_clinic};
use crate::session::{Origin, Seat, Sessions};
use crate::store::testing::{Fresh, on_both};
use crate::store::{Store, on_write};
use chrono::{DateTime, TimeDelta};
use domain::access::{Role, SiteScope};
use domain::clinic::{Event, Kind, Staff};
use domain::ids::{AccountId, ClinicId, CommandId, SessionId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::{Line, Name};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Grace, who directs, and Noor, who must be left when Grace goes.
struct Desk {
    store: Store,
    clock: Clock,
    sessions: Sessions,
    account: AccountId,
    clinic: ClinicId,
    grace: Staff,
    seq: Seq,
}

fn person(name: &str) -> Staff {
    Staff {
        id: StaffId(Uuid::now_v7()),
        name: Name::parse(name).unwrap(),
        roles: BTreeSet::from([Role::Director]),
        disciplines: vec![],
        sites: SiteScope::All,
        left: None,
    }
}

impl Desk {
    async fn open(fresh: &Fresh) -> Desk {
        let (store, clock) =
            (fresh.open().await, Clock::wound(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)));
        let (clinic, grace) = (ClinicId(Uuid::now_v7()), person("Grace Lind"));
        let name = Name::parse("Maple Street Therapy").unwrap();
        let seq = found_clinic(&store, clinic, name, Kind::Live, clock.now(), grace.id).await.unwrap();
        let account = rows::new_id();
        let email = Email::parse("grace@example.org").unwrap();
        rows::create(&store, account, &email, None, clock.now()).await.unwrap();
        rows::join(&store, account, Membership { clinic, staff: grace.id }, clock.now()).await.unwrap();
        let sessions = Sessions::new(store.clone(), clock.clone(), Clinics::new(store.clone()));
        let mut desk = Desk { store, clock, sessions, account, clinic, grace, seq };
        let hired = [desk.grace.clone(), person("Noor Haddad")].map(|staff| Event::Hired { staff });
        desk.happens(hired.to_vec()).await;
        desk
    }

    /// Something in the clinic's journal, of which nobody tells the sessions.
    async fn happens(&mut self, events: Vec<Event>) {
        let (seq, command) = (Seq(self.seq.0 + 1), CommandId(Uuid::now_v7()));
        let body = Body::Clinic(events);
        let entry =
            Entry { clinic: self.clinic, seq, at: self.clock.now(), by: self.grace.id, command, body };
        self.seq = append_history(&self.store, self.clinic, vec![entry], |_| {}).await.unwrap();
    }

    /// A session of Grace that has just been used.
    async fn at_work(&self) -> (SessionId, Token) {
        let who = Membership { clinic: self.clinic, staff: self.grace.id };
        let from = Origin { device: "a test".into(), address: "127.0.0.1".into() };
        let (session, token) = self.sessions.begin(self.account, who, &from).await.unwrap();
        assert_eq!(self.worth(&token).await, "open: director");
        (session, token)
    }

    async fn worth(&self, token: &Token) -> String {
        match self.sessions.find(token, true).await.unwrap() {
            Seat::Open(who, _) => {
                format!("open: {}", who.viewer.roles.iter().map(|role| role.code()).collect::<String>())
            }
            Seat::Locked(_) => "locked".into(),
            Seat::Nobody => "nothing".into(),
        }
    }

    /// Ends all sessions as no part of the server does: without its being counted.
    async fn end_behind_our_back(&self) {
        const SQL: &str = "update session set ended_at = seen_at";
        match &self.store {
            Store::Sqlite(sqlite) => {
                sqlx::query(SQL).execute(&sqlite.write).await.unwrap();
            }
            Store::Postgres(pool, _) => {
                sqlx::query(SQL).execute(pool).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn whatever_ends_a_session_or_a_right_counts_at_once() {
    on_both(async |fresh: Fresh| {
        let mut desk = Desk::open(&fresh).await;
        let who = (desk.account, desk.clinic, desk.grace.id);

        let (session, token) = desk.at_work().await;
        desk.sessions.lock(session).await.unwrap();
        assert_eq!(desk.worth(&token).await, "locked");
        desk.sessions.unlock(session).await.unwrap();
        assert_eq!(desk.worth(&token).await, "open: director");
        desk.sessions.end(session).await.unwrap();
        assert_eq!(desk.worth(&token).await, "nothing", "signed out");

        let (session, token) = desk.at_work().await;
        assert!(desk.sessions.end_own(who.0, session).await.unwrap());
        assert_eq!(desk.worth(&token).await, "nothing", "ended from the list");

        let (here, there) = (desk.at_work().await, desk.at_work().await);
        desk.sessions.end_others(who.0, Some(here.0)).await.unwrap();
        assert_eq!(desk.worth(&there.1).await, "nothing", "ended with all others");
        assert_eq!(desk.worth(&here.1).await, "open: director", "but for the one that was kept");

        desk.sessions.end_for_staff(who.1, who.2).await.unwrap();
        assert_eq!(desk.worth(&here.1).await, "nothing", "ended with the person's place");

        let (_, token) = desk.at_work().await;
        let (from, mut to) = (desk.grace.clone(), desk.grace.clone());
        to.roles = BTreeSet::from([Role::Billing]);
        desk.happens(vec![Event::Changed { from: from.clone(), to: to.clone() }]).await;
        assert_eq!(
            desk.worth(&token).await,
            "nothing",
            "other rights ask for another sign-in, heard of or not"
        );
        desk.happens(vec![Event::Changed { from: to, to: from }]).await;
        assert_eq!(desk.worth(&token).await, "nothing", "and the old ones bring no session back");

        let (_, token) = desk.at_work().await;
        let left = Event::Left { staff: who.2, reason: Line::parse("moved away").unwrap() };
        desk.happens(vec![left]).await;
        assert_eq!(desk.worth(&token).await, "nothing", "left");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_remembered_beyond_a_second() {
    let fresh = Fresh::sqlite();
    let desk = Desk::open(&fresh).await;
    let (_, token) = desk.at_work().await;
    desk.end_behind_our_back().await;
    desk.clock.wind(TimeDelta::milliseconds(999));
    assert_eq!(desk.worth(&token).await, "open: director", "many requests in a row read once");
    desk.clock.wind(TimeDelta::milliseconds(1));
    assert_eq!(desk.worth(&token).await, "nothing");

    let (_, token) = desk.at_work().await;
    desk.end_behind_our_back().await;
    desk.clock.wind(TimeDelta::milliseconds(-1));
    assert_eq!(desk.worth(&token).await, "nothing", "a clock that is put back prolongs nothing");
}

#[tokio::test]
async fn any_counted_write_makes_the_server_read_again() {
    let fresh = Fresh::sqlite();
    let desk = Desk::open(&fresh).await;
    let (_, token) = desk.at_work().await;
    desk.end_behind_our_back().await;
    assert_eq!(desk.worth(&token).await, "open: director", "it is remembered");
    // Nothing about sessions; but who knows.
    let sql = "update account set theme = theme";
    on_write!(&desk.store, |db| sqlx::query(sql).execute(db).await.map(|_| ())).unwrap();
    assert_eq!(desk.worth(&token).await, "nothing");
}

#[tokio::test]
async fn with_several_servers_on_one_database_nothing_is_remembered() {
    let Some(fresh) = Fresh::postgres().await else { return };
    let desk = Desk::open(&fresh).await;
    let (_, token) = desk.at_work().await;
    desk.end_behind_our_back().await;
    assert_eq!(desk.worth(&token).await, "nothing");
}

#[tokio::test]
async fn what_is_remembered_has_an_end() {
    let fresh = Fresh::sqlite();
    let desk = Desk::open(&fresh).await;
    let (_, token) = desk.at_work().await;
    let known = &desk.sessions.known;
    let row = known.find(&desk.store, &token, desk.clock.now()).await.unwrap().unwrap();
    let held = known.read().len();
    for n in held..ROWS {
        let read = Read { row: row.clone(), at: desk.clock.now(), writes: 0 };
        known.read().insert(n.to_string(), read);
    }
    let (_, another) = desk.at_work().await;
    assert_eq!(known.read().len(), 1, "as many as may be were there");
    assert_eq!(desk.worth(&another).await, "open: director");
}
