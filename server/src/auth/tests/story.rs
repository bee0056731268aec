//! A clinic with two people, a router with the guard before it, and browsers with cookies of their own.

use crate::accounts::email::Email;
use crate::accounts::password::Password;
use crate::accounts::rows::{self, Membership};
use crate::auth::{Auth, Config, Founder};
use crate::clock::Clock;
use crate::guard::{self, Visitor};
use crate::session::Seat;
use crate::store::testing::Fresh;
use crate::store::{Store, on_write, to_json};
use app::api::Who;
use app::door::Reply as Said;
use app::error::ServerError;
use app::wire;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use chrono::{DateTime, TimeDelta};
use domain::access::{Role, SiteScope};
use domain::clinic::{self, Clinic, Event, Kind, Staff};
use domain::ids::{AccountId, ClinicId, StaffId};
use domain::kinds::{Instant, Name};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

pub(super) const PASSWORD: &str = "violet otter 17";
pub(super) const GRACE: &str = "grace@example.org";

/// A wound clock, a fresh database, Grace the director and Noor the therapist. Grace has an account.
pub(super) struct Story {
    pub(super) auth: Auth,
    pub(super) clock: Clock,
    pub(super) clinic: ClinicId,
    pub(super) grace: StaffId,
    pub(super) noor: StaffId,
    pub(super) account: AccountId,
    router: Router,
    _fresh: Fresh,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Reply {
    fn reply(&self) -> Option<Said> {
        wire::read(&self.text).ok()
    }

    /// The code of what was wrong.
    pub(super) fn problem(&self) -> String {
        self.reply().and_then(Result::err).map_or("none", |trouble| trouble.problem.code()).to_owned()
    }

    pub(super) fn to(&self) -> String {
        let located = self.headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let onward = self.reply().and_then(Result::ok).map(|onward| onward.to);
        located.or(onward).unwrap_or_else(|| "nowhere".to_owned())
    }

    pub(super) fn cookie_lines(&self) -> Vec<String> {
        self.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned()).collect()
    }
}

/// Cookies and an address.
#[derive(Clone, Default)]
pub(super) struct Browser {
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) wants_pages: bool,
}

struct Insert(Store);

#[async_trait::async_trait]
impl Founder for Insert {
    async fn found(&self, id: ClinicId, _: StaffId, events: Vec<Event>) -> Result<(), ServerError> {
        let mut doc = Clinic::empty(id, Name::parse("New").unwrap(), Kind::Live);
        for event in &events {
            clinic::apply(&mut doc, event, DateTime::UNIX_EPOCH);
        }
        write(&self.0, &doc).await;
        Ok(())
    }
}

/// Writes a clinic's document as the desk would.
pub(super) async fn write(store: &Store, doc: &Clinic) {
    const SQL: &str = "insert into clinic (id, name, kind, doc, doc_seq) values ($1, $2, 'live', $3, 1) \
                       on conflict (id) do update set doc = excluded.doc, doc_seq = clinic.doc_seq + 1";
    const LOOKS: &str = "insert into look_chain (clinic, head) values ($1, $2) on conflict do nothing";
    let json = to_json(doc).unwrap();
    on_write!(store, |db| sqlx::query(SQL)
        .bind(doc.id.to_string())
        .bind(doc.name.as_str())
        .bind(&json)
        .execute(db)
        .await
        .map(|_| ()))
    .unwrap();
    on_write!(store, |db| sqlx::query(LOOKS)
        .bind(doc.id.to_string())
        .bind(crate::chain::START)
        .execute(db)
        .await
        .map(|_| ()))
    .unwrap();
}

fn person(id: StaffId, name: &str, role: Role) -> Staff {
    Staff {
        id,
        name: Name::parse(name).unwrap(),
        roles: BTreeSet::from([role]),
        disciplines: vec![],
        sites: SiteScope::All,
        left: None,
    }
}

pub(super) fn morning() -> Instant {
    "2026-12-02T14:00:00Z".parse().unwrap()
}

impl Story {
    pub(super) async fn new() -> Story {
        Story::with(Config::default(), Kind::Live, Fresh::sqlite()).await
    }

    pub(super) async fn with(config: Config, kind: Kind, fresh: Fresh) -> Story {
        let (store, clock) = (fresh.open().await, Clock::wound(morning()));
        let clinic = ClinicId(Uuid::now_v7());
        let (grace, noor) = (StaffId(Uuid::now_v7()), StaffId(Uuid::now_v7()));
        let mut doc = Clinic::empty(clinic, Name::parse("Maple Street Therapy").unwrap(), kind);
        doc.staff.insert(grace, person(grace, "Grace Lind", Role::Director));
        doc.staff.insert(noor, person(noor, "Noor Haddad", Role::Therapist));
        write(&store, &doc).await;
        let auth = Auth::new(store.clone(), clock.clone(), config, Arc::new(Insert(store)));
        let account = rows::new_id();
        let hash = auth.hasher.hash(&Password::typed(PASSWORD)).await.unwrap();
        let email = Email::parse(GRACE).unwrap();
        rows::create(&auth.store, account, &email, Some(&hash), clock.now()).await.unwrap();
        rows::join(&auth.store, account, Membership { clinic, staff: grace }, clock.now()).await.unwrap();
        let router = router(&auth);
        Story { auth, clock, clinic, grace, noor, account, router, _fresh: fresh }
    }

    /// A change of the clinic that somebody else makes.
    pub(super) async fn change(&self, change: impl FnOnce(&mut Clinic)) {
        let mut doc = (*self.auth.clinics.get(self.clinic).await.unwrap().unwrap()).clone();
        change(&mut doc);
        write(&self.auth.store, &doc).await;
    }

    pub(super) async fn send(&self, request: Request) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        Reply { status: parts.status, headers: parts.headers, text }
    }

    /// Our own page's script asks.
    pub(super) async fn post(&self, browser: &mut Browser, path: &str, body: Value) -> Reply {
        let accept = if browser.wants_pages { "text/html,*/*" } else { "text/plain" };
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, "board.test")
            .header(ORIGIN, "http://board.test")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, accept)
            .header(COOKIE, browser.line())
            .body(Body::from(body.to_string()))
            .unwrap();
        let reply = self.send(request).await;
        browser.keep(&reply);
        reply
    }

    /// What the session is worth: 200, 423 locked, 401 nobody.
    pub(super) async fn look(&self, browser: &Browser) -> StatusCode {
        let request = Request::builder()
            .uri("/probe")
            .header(HOST, "board.test")
            .header(COOKIE, browser.line())
            .body(Body::empty())
            .unwrap();
        self.send(request).await.status
    }

    pub(super) async fn sign_in(&self, browser: &mut Browser, email: &str, password: &str) -> Reply {
        self.post(browser, "/session", json!({ "email": email, "password": password })).await
    }

    /// Grace, signed in, in a browser of her own.
    pub(super) async fn grace_signed_in(&self) -> Browser {
        let mut browser = Browser::default();
        let reply = self.sign_in(&mut browser, GRACE, PASSWORD).await;
        assert_eq!((reply.status, reply.to().as_str()), (StatusCode::OK, "/board"), "{}", reply.text);
        browser
    }

    pub(super) fn wind(&self, by: TimeDelta) {
        self.clock.wind(by);
    }
}

impl Browser {
    pub(super) fn line(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn session(&self) -> Option<&String> {
        self.cookies.get("caseboard")
    }

    fn keep(&mut self, reply: &Reply) {
        for line in reply.cookie_lines() {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn router(auth: &Auth) -> Router {
    let probe = async |who: Option<Extension<Who>>, Extension(visitor): Extension<Visitor>| match visitor.seat
    {
        Seat::Open(..) if who.is_some() => StatusCode::OK,
        Seat::Locked(_) if who.is_none() => StatusCode::LOCKED,
        Seat::Nobody if who.is_none() => StatusCode::UNAUTHORIZED,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Router::new()
        .route("/probe", get(probe))
        .merge(auth.clone().routes())
        .layer(from_fn_with_state(auth.clone(), guard::identify))
        .layer(from_fn_with_state(auth.clone(), guard::protect))
}
