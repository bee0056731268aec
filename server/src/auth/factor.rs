//! Setting up and removing the second factor.

use super::Auth;
use super::account::{PAGE, authenticated, renew};
use super::answer::{Answer, Go, No, give};
use super::input::{Caller, Input};
use crate::accounts::password::{MIN_ALONE, Password};
use crate::accounts::throttle::Bucket;
use crate::accounts::tries::{self, Try};
use crate::accounts::{factor, factor_rows};
use app::door::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Again {
    password: String,
}

#[derive(Deserialize)]
pub(super) struct Confirm {
    code: String,
}

/// `POST /account/factor`: a new secret and recovery codes; nothing changes until a code confirms them.
pub(super) async fn begin(State(auth): State<Auth>, caller: Caller, Input(given): Input<Again>) -> Response {
    let answer = begin_setup(&auth, &caller, &given).await;
    give(&caller.headers, PAGE, answer)
}

async fn begin_setup(auth: &Auth, caller: &Caller, given: &Again) -> Answer {
    let who = caller.who()?;
    authenticated(auth, caller, &who, &given.password).await?;
    factor_rows::begin(&auth.store, who.account, auth.clock.now()).await?;
    Ok(Go::to("/account?done=setup"))
}

/// `POST /account/factor/confirm`
pub(super) async fn confirm(
    State(auth): State<Auth>,
    caller: Caller,
    Input(given): Input<Confirm>,
) -> Response {
    let answer = confirm_setup(&auth, &caller, &given).await;
    give(&caller.headers, PAGE, answer)
}

async fn confirm_setup(auth: &Auth, caller: &Caller, given: &Confirm) -> Answer {
    let (who, now) = (caller.who()?, auth.clock.now());
    let setup = factor_rows::setup(&auth.store, who.account, now).await?.ok_or(Problem::Stale)?;
    let key = format!("setup:{}", who.account);
    if let Try::Wait { seconds } = tries::count(&auth.store, Bucket::Account, &key, now).await? {
        return Err(No::wait(seconds));
    }
    let step = factor::step_of(&setup.secret, &given.code, now, None).ok_or(Problem::WrongCode)?;
    tries::forget(&auth.store, &key).await?;
    factor_rows::confirm(&auth.store, who.account, &setup, step).await?;
    renew(auth, caller, &who, "/account?done=factor").await
}

/// `POST /account/factor/remove`: only with a password that is long enough alone.
pub(super) async fn remove(State(auth): State<Auth>, caller: Caller, Input(given): Input<Again>) -> Response {
    let answer = remove_it(&auth, &caller, &given).await;
    give(&caller.headers, PAGE, answer)
}

async fn remove_it(auth: &Auth, caller: &Caller, given: &Again) -> Answer {
    let who = caller.who()?;
    authenticated(auth, caller, &who, &given.password).await?;
    if Password::typed(&given.password).reveal().chars().count() < MIN_ALONE {
        return Err(Problem::ShortAlone.into());
    }
    factor_rows::remove(&auth.store, who.account).await?;
    renew(auth, caller, &who, "/account?done=no_factor").await
}
