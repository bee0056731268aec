//! Going away and coming back: sign-out, lock, unlock, a sign of life, another clinic.

use super::Auth;
use super::answer::{Answer, Go, give, wants_page};
use super::input::{Caller, Input};
use super::sign_in::{Guesses, enter_as, way};
use crate::accounts::password::Password;
use crate::accounts::rows;
use crate::session::Seat;
use crate::session::cookie::Cookie;
use app::door::Problem;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::ClinicId;
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Unlock {
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct OtherClinic {
    clinic: ClinicId,
}

/// `POST /session/end`, `POST /sign-out`
pub(super) async fn end(State(auth): State<Auth>, caller: Caller) -> Response {
    let answer = end_it(&auth, &caller).await;
    give(&caller.headers, "/sign-in", answer)
}

async fn end_it(auth: &Auth, caller: &Caller) -> Answer {
    match &caller.seat {
        Seat::Open(who, _) => auth.sessions.end(who.session).await?,
        Seat::Locked(holder) => auth.sessions.end(holder.session).await?,
        Seat::Nobody => {}
    }
    let https = auth.config.https();
    Ok(Go::to("/sign-in?done=signed_out")
        .with(Cookie::Session.clear(https))
        .with(Cookie::Pending.clear(https)))
}

/// `POST /session/lock`: the person goes away.
pub(super) async fn lock(State(auth): State<Auth>, caller: Caller) -> Response {
    let answer = match &caller.seat {
        Seat::Open(who, _) => auth.sessions.lock(who.session).await.map_err(Into::into),
        _ => Ok(()),
    };
    give(&caller.headers, "/sign-in", answer.map(|()| Go::to("/sign-in")))
}

/// `POST /session/here`: somebody types. Finding the session noted its use already.
pub(super) async fn here(caller: Caller) -> Response {
    match caller.who() {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => give(&caller.headers, "/sign-in", Err(error.into())),
    }
}

/// `POST /session/unlock`
pub(super) async fn unlock(
    State(auth): State<Auth>,
    caller: Caller,
    Input(given): Input<Unlock>,
) -> Response {
    let answer = unlock_it(&auth, &caller, &given).await;
    let back = if wants_page(&caller.headers) { "/sign-in" } else { "/board" };
    give(&caller.headers, back, answer)
}

async fn unlock_it(auth: &Auth, caller: &Caller, given: &Unlock) -> Answer {
    let holder = match &caller.seat {
        Seat::Locked(holder) => holder,
        Seat::Open(..) => return Ok(Go::to(way(&given.next))),
        Seat::Nobody => return Err(Problem::SignedOut.into()),
    };
    let account = rows::by_id(&auth.store, holder.account).await?.ok_or(Problem::SignedOut)?;
    let Some(hash) = account.password.clone() else {
        // Nobody of the demo clinic has a password; one press opens it again.
        if auth.config.demo {
            auth.sessions.unlock(holder.session).await?;
            return Ok(Go::to(way(&given.next)));
        }
        return Err(Problem::WrongPassword.into());
    };
    let guesses = Guesses::count(auth, caller, account.email.as_str(), Some(&account)).await?;
    if !auth.hasher.verify(&Password::typed(&given.password), Some(hash)).await? {
        return Err(Problem::WrongPassword.into());
    }
    guesses.were_right(auth).await?;
    auth.sessions.unlock(holder.session).await?;
    Ok(Go::to(way(&given.next)))
}

/// `POST /session/clinic`: the same person in another clinic, in a session of its own.
pub(super) async fn other_clinic(
    State(auth): State<Auth>,
    caller: Caller,
    Input(given): Input<OtherClinic>,
) -> Response {
    let answer = change_clinic(&auth, &caller, given.clinic).await;
    give(&caller.headers, "/account", answer)
}

async fn change_clinic(auth: &Auth, caller: &Caller, to: ClinicId) -> Answer {
    let who = caller.who()?;
    let memberships = rows::memberships(&auth.store, who.account).await?;
    let there = memberships.into_iter().find(|there| there.clinic == to).ok_or(Problem::Gone)?;
    let clinic = auth.clinics.get(to).await?.ok_or(Problem::Gone)?;
    clinic.active(there.staff).ok_or(Problem::Gone)?;
    enter_as(auth, caller, who.account, there, "/board").await
}
