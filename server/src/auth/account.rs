//! The account page's forms: password, look, sessions.

use super::Auth;
use super::answer::{Answer, Go, No, give};
use super::input::{Caller, Input};
use super::sign_in::Guesses;
use crate::accounts::password::{self, Password};
use crate::accounts::rows::{self, Account, Membership};
use crate::session::cookie::Cookie;
use app::api::Who;
use app::door::{DENSITIES, Problem, THEMES};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::SessionId;
use serde::Deserialize;

pub(super) const PAGE: &str = "/account";

#[derive(Deserialize)]
pub(super) struct NewPassword {
    password: String,
    new: String,
    again: String,
}

#[derive(Deserialize)]
pub(super) struct Look {
    theme: String,
    density: String,
}

/// `POST /account/password`
pub(super) async fn password(
    State(auth): State<Auth>,
    caller: Caller,
    Input(given): Input<NewPassword>,
) -> Response {
    let answer = change_password(&auth, &caller, &given).await;
    give(&caller.headers, PAGE, answer)
}

async fn change_password(auth: &Auth, caller: &Caller, given: &NewPassword) -> Answer {
    let who = caller.who()?;
    let account = authenticated(auth, caller, &who, &given.password).await?;
    let new = agreed(&given.new, &given.again)?;
    let name = name_of(auth, Membership { clinic: who.clinic, staff: who.viewer.staff }).await?;
    new.check(&account.email, &name, account.factor_secret.is_some()).map_err(problem)?;
    let hash = auth.hasher.hash(&new).await?;
    rows::set_password(&auth.store, who.account, Some(&hash), auth.clock.now()).await?;
    renew(auth, caller, &who, "/account?done=password").await
}

/// The account, once its password was typed again.
pub(super) async fn authenticated(
    auth: &Auth,
    caller: &Caller,
    who: &Who,
    password: &str,
) -> Result<Account, No> {
    let account = rows::by_id(&auth.store, who.account).await?.ok_or(Problem::SignedOut)?;
    let guesses = Guesses::count(auth, caller, account.email.as_str(), Some(&account)).await?;
    if !auth.hasher.verify(&Password::typed(password), account.password.clone()).await? {
        return Err(Problem::WrongPassword.into());
    }
    guesses.were_right(auth).await?;
    Ok(account)
}

/// After a change of password or second factor: every session ends, and this browser gets a new one.
pub(super) async fn renew(auth: &Auth, caller: &Caller, who: &Who, to: &str) -> Answer {
    let me = Membership { clinic: who.clinic, staff: who.viewer.staff };
    let (_, token) = auth.sessions.begin(who.account, me, &caller.from).await?;
    // The new one must not end with the old ones.
    let fresh = auth.sessions.find(&token, true).await?;
    let keep = match fresh {
        crate::session::Seat::Open(fresh, _) => Some(fresh.session),
        _ => None,
    };
    auth.sessions.end_others(who.account, keep).await?;
    Ok(Go::to(to).with(Cookie::Session.set(token.reveal(), auth.config.https())))
}

/// A new password, typed twice alike.
pub(super) fn agreed(new: &str, again: &str) -> Result<Password, Problem> {
    if new == again { Ok(Password::typed(new)) } else { Err(Problem::Differ) }
}

/// Why a password was refused, for the page.
pub(super) fn problem(problem: password::Problem) -> Problem {
    match problem {
        password::Problem::Short => Problem::Short,
        password::Problem::Long => Problem::Long,
        password::Problem::Common => Problem::Common,
        password::Problem::Personal => Problem::Personal,
    }
}

/// The name of a person on staff; empty for nobody.
pub(super) async fn name_of(auth: &Auth, who: Membership) -> Result<String, No> {
    let clinic = auth.clinics.get(who.clinic).await?;
    Ok(clinic
        .and_then(|clinic| clinic.active(who.staff).map(|staff| staff.name.to_string()))
        .unwrap_or_default())
}

/// `POST /account/look`
pub(super) async fn look(State(auth): State<Auth>, caller: Caller, Input(given): Input<Look>) -> Response {
    let answer = set_look(&auth, &caller, &given).await;
    give(&caller.headers, PAGE, answer)
}

async fn set_look(auth: &Auth, caller: &Caller, given: &Look) -> Answer {
    let who = caller.who()?;
    if !THEMES.contains(&given.theme.as_str()) || !DENSITIES.contains(&given.density.as_str()) {
        return Err(Problem::Unreadable.into());
    }
    rows::set_look(&auth.store, who.account, &given.theme, &given.density).await?;
    Ok(Go::to("/account?done=look"))
}

/// `POST /sessions/{id}/end`
pub(super) async fn end_one(
    State(auth): State<Auth>,
    caller: Caller,
    Path(session): Path<String>,
) -> Response {
    let answer = end_that(&auth, &caller, &session).await;
    give(&caller.headers, PAGE, answer)
}

async fn end_that(auth: &Auth, caller: &Caller, session: &str) -> Answer {
    let who = caller.who()?;
    let session: SessionId = session.parse().map_err(|_| Problem::Gone)?;
    if !auth.sessions.end_own(who.account, session).await? {
        return Err(Problem::Gone.into());
    }
    Ok(Go::to("/account?done=session"))
}

/// `POST /sessions/end-others`
pub(super) async fn end_others(State(auth): State<Auth>, caller: Caller) -> Response {
    let answer = end_all_others(&auth, &caller).await;
    give(&caller.headers, PAGE, answer)
}

async fn end_all_others(auth: &Auth, caller: &Caller) -> Answer {
    let who = caller.who()?;
    auth.sessions.end_others(who.account, Some(who.session)).await?;
    Ok(Go::to("/account?done=sessions"))
}
