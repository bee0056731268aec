//! The guard before every route: whose request it is, whether our own pages sent it, and what the browser must refuse.
//!
//! Three layers and a context, outermost first:
//! [`protect`] (headers of every answer, refusal of requests that other sites cause), [`identify`] (cookie to
//! [`Visitor`], and to [`Who`] when somebody is at work), then the routes; a page or server function gets the rest
//! through [`Context::provide`].

pub mod headers;
pub mod origin;

use crate::accounts::devices;
use crate::accounts::secret::Token;
use crate::auth::{Auth, Config};
use crate::problem;
use crate::session::cookie::Cookie;
use crate::session::{Look, Origin, Seat, device};
use crate::store::StoreError;
use app::api::{Locked, Who};
use app::door::{self, Door};
use app::error::ServerError;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, UPGRADE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use std::net::SocketAddr;
use std::sync::Arc;

/// Longest browser name or address that is looked at, in bytes.
const WORDS_MAX: usize = 300;

/// Who asks, and from where. In the extensions of every request behind [`identify`].
#[derive(Clone, Debug)]
pub struct Visitor {
    /// What the session is worth.
    pub seat: Seat,
    /// The password was right, the second factor is missing.
    pub half_signed_in: bool,
    /// From where.
    pub from: Origin,
}

/// The nonce of an answer: in its policy, and on every script in its page.
#[derive(Clone)]
struct PageNonce(Nonce);

/// Refuses what other sites cause, and adds the headers of every answer.
pub async fn protect(State(auth): State<Auth>, mut request: Request, next: Next) -> Response {
    let public = auth.config.public.as_ref();
    let nonce = Nonce::new();
    let host = request.headers().get(HOST).cloned();
    let mut response = if origin::allows(request.method(), request.uri(), request.headers(), public) {
        request.extensions_mut().insert(PageNonce(nonce.clone()));
        next.run(request).await
    } else {
        foreign(&request)
    };
    let host = host.as_ref().and_then(|host| host.to_str().ok());
    headers::add(response.headers_mut(), &nonce, host, public);
    response
}

/// Finds out whose request it is.
pub async fn identify(State(auth): State<Auth>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match visitor(&auth, &parts).await {
        Ok(visitor) => {
            if let Seat::Open(who, _) = &visitor.seat {
                parts.extensions.insert(who.clone());
            }
            parts.extensions.insert(visitor);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => unknowable(&parts, &error),
    }
}

async fn visitor(auth: &Auth, parts: &Parts) -> Result<Visitor, StoreError> {
    let https = auth.config.https();
    let token = |cookie: Cookie| cookie.read(&parts.headers, https).and_then(Token::parse);
    // A socket reconnects by itself, and is no sign of a hand at work.
    let quietly = parts.headers.contains_key(UPGRADE);
    let seat = match token(Cookie::Session) {
        Some(token) => auth.sessions.find(&token, quietly).await?,
        None => Seat::Nobody,
    };
    let half_signed_in = match token(Cookie::Pending) {
        Some(token) => devices::half_signed_in(&auth.store, &token, auth.clock.now()).await?.is_some(),
        None => false,
    };
    Ok(Visitor { seat, half_signed_in, from: origin_of(parts, &auth.config) })
}

/// From where a request comes: the connection, or what a proxy of ours wrote last.
pub(crate) fn origin_of(parts: &Parts, config: &Config) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let forwarded = config.forwarded.as_ref().and_then(|name| last_of(&parts.headers, name.as_str()));
    let agent = text(&parts.headers, USER_AGENT.as_str()).unwrap_or("");
    Origin {
        device: device::in_words(agent),
        address: forwarded.or(peer).unwrap_or_else(|| "unknown".to_owned()),
    }
}

/// The last address of a list: what stands before it, anybody may have written.
fn last_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    last.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).filter(|value| value.len() <= WORDS_MAX).and_then(|value| value.to_str().ok())
}

fn foreign(request: &Request) -> Response {
    if problem::is_api(request.uri()) {
        return problem::typed(&ServerError::Forbidden);
    }
    problem::page(
        StatusCode::FORBIDDEN,
        "This request did not come from a page of this server",
        "Nothing was changed. Open the board, and try again there.",
    )
}

fn unknowable(parts: &Parts, error: &StoreError) -> Response {
    match error.for_page("finding a session") {
        error if problem::is_api(&parts.uri) => problem::typed(&error),
        ServerError::Broken { ticket } => problem::broken(&parts.uri, &ticket),
        _ => problem::busy(&parts.uri),
    }
}

/// What a page or server function is given, besides the desk.
#[derive(Clone)]
pub struct Context {
    door: Arc<dyn Door>,
    seat: Seat,
    half_signed_in: bool,
    nonce: Option<Nonce>,
}

impl Context {
    /// From a request that went through the guard.
    pub fn of(request: &Request, auth: &Auth) -> Context {
        let visitor = request.extensions().get::<Visitor>();
        Context {
            door: Arc::new(auth.clone()),
            seat: visitor.map_or(Seat::Nobody, |visitor| visitor.seat.clone()),
            half_signed_in: visitor.is_some_and(|visitor| visitor.half_signed_in),
            nonce: request.extensions().get::<PageNonce>().map(|nonce| nonce.0.clone()),
        }
    }

    /// How the pages look for whoever asks.
    pub fn look(&self) -> Option<&Look> {
        match &self.seat {
            Seat::Open(_, look) => Some(look),
            _ => None,
        }
    }

    /// Puts everything where pages and server functions look for it; called where Leptos asks for additional context.
    pub fn provide(&self) {
        provide_context(Arc::clone(&self.door));
        if let Some(nonce) = &self.nonce {
            provide_context(nonce.clone());
        }
        let mut visitor = door::Visitor { half_signed_in: self.half_signed_in, locked: None };
        match &self.seat {
            Seat::Open(who, look) => {
                provide_context::<Who>(who.clone());
                provide_context(door::Look { theme: look.theme.clone(), density: look.density.clone() });
            }
            Seat::Locked(holder) => {
                provide_context(Locked);
                visitor.locked = Some(holder.name.clone());
            }
            Seat::Nobody => {}
        }
        provide_context(visitor);
    }
}
