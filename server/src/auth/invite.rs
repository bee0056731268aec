//! One-time links: made by whoever keeps the people, used by whoever holds them.

use super::Auth;
use super::account::{agreed, name_of, problem};
use super::answer::{Answer, Go, No, give, wants_page};
use super::input::{Caller, Input};
use super::links;
use super::sign_in::{Guesses, enter_as};
use crate::accounts::devices;
use crate::accounts::email::Email;
use crate::accounts::invitations::{self, Purpose};
use crate::accounts::password::Password;
use crate::accounts::rows::{self, Membership};
use crate::accounts::secret::Token;
use crate::fields::AsFields;
use crate::session::cookie::Cookie;
use app::door::{InviteLink, Problem};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::access::{Area, Right};
use domain::ids::{AccountId, ClinicId, StaffId};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Invited {
    staff: StaffId,
}

/// Everything that a link may ask for; which of it, its purpose says.
#[derive(Deserialize)]
pub(super) struct Accepted {
    #[serde(default)]
    pub(super) email: String,
    pub(super) password: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) clinic: String,
    #[serde(default)]
    pub(super) site: String,
    #[serde(default)]
    pub(super) zone: String,
}

/// `POST /invites`: a link for somebody on staff, to hand over.
pub(super) async fn make(State(auth): State<Auth>, caller: Caller, Input(given): Input<Invited>) -> Response {
    match make_link(&auth, &caller, given.staff).await {
        Ok(link) if wants_page(&caller.headers) => link.link.into_response(),
        Ok(link) => AsFields(link).into_response(),
        Err(no) => give(&caller.headers, "/people", Err(no)),
    }
}

async fn make_link(auth: &Auth, caller: &Caller, staff: StaffId) -> Result<InviteLink, No> {
    let who = caller.who()?;
    let may = |right| who.viewer.may_anywhere(Area::Users, right);
    if !may(Right::Write) && !may(Right::Approve) {
        return Err(Problem::Forbidden.into());
    }
    let clinic = auth.clinics.get(who.clinic).await?.ok_or(Problem::Gone)?;
    let name = clinic.active(staff).ok_or(Problem::Gone)?.name.to_string();
    let them = Membership { clinic: who.clinic, staff };
    let (purpose, what) = match rows::of_staff(&auth.store, them).await? {
        None => (Purpose::Join(them), links::INVITATION),
        Some(account) => {
            is_of_this_clinic_alone(auth, account, who.clinic).await?;
            (Purpose::Reset { account, clinic: Some(who.clinic) }, links::RESET)
        }
    };
    // Before the link, so that there is none of which nobody knows.
    links::log(auth, who.clinic, who.viewer.staff, what, format!("for {name} ({staff})")).await?;
    let (token, until) = invitations::make(&auth.store, purpose, auth.clock.now()).await?;
    Ok(InviteLink { link: links::address(&auth.config, &caller.headers, &token), until })
}

/// A clinic may let its own people choose another password, but not those who are somebody elsewhere too.
async fn is_of_this_clinic_alone(auth: &Auth, account: AccountId, clinic: ClinicId) -> Result<(), No> {
    let memberships = rows::memberships(&auth.store, account).await?;
    if memberships.iter().any(|who| who.clinic != clinic) {
        return Err(Problem::Elsewhere.into());
    }
    Ok(())
}

/// `POST /invite/{token}`
pub(super) async fn accept(
    State(auth): State<Auth>,
    caller: Caller,
    Path(token): Path<String>,
    Input(given): Input<Accepted>,
) -> Response {
    let back =
        if Token::parse(&token).is_some() { format!("/invite/{token}") } else { "/sign-in".to_owned() };
    let answer = accept_it(&auth, &caller, &token, &given).await;
    give(&caller.headers, &back, answer)
}

async fn accept_it(auth: &Auth, caller: &Caller, token: &str, given: &Accepted) -> Answer {
    let token = Token::parse(token).ok_or(Problem::Gone)?;
    let purpose = invitations::look(&auth.store, &token, auth.clock.now()).await?.ok_or(Problem::Gone)?;
    match purpose {
        Purpose::Found => found(auth, caller, &token, given).await,
        Purpose::Join(who) => join(auth, caller, &token, who, given).await,
        Purpose::Reset { account, clinic } => {
            if let Some(clinic) = clinic {
                is_of_this_clinic_alone(auth, account, clinic).await?;
            }
            reset(auth, caller, &token, account, given).await
        }
    }
}

async fn found(auth: &Auth, caller: &Caller, token: &Token, given: &Accepted) -> Answer {
    let founding = links::Founding::check(given, auth.clock.now())?;
    let email = Email::parse(&given.email).ok_or(Problem::NoEmail)?;
    let hash = new_password(auth, given, &email, &given.name).await?;
    let account = rows::new_id();
    if rows::by_email(&auth.store, &email).await?.is_some() {
        return Err(Problem::Taken.into());
    }
    used(auth, token).await?;
    let who = founding.who;
    auth.founder.found(who.clinic, who.staff, founding.events).await?;
    if !rows::create(&auth.store, account, &email, Some(&hash), auth.clock.now()).await? {
        return Err(Problem::Taken.into());
    }
    rows::join(&auth.store, account, who, auth.clock.now()).await?;
    enter_as(auth, caller, account, who, "/board").await
}

async fn join(auth: &Auth, caller: &Caller, token: &Token, who: Membership, given: &Accepted) -> Answer {
    let email = Email::parse(&given.email).ok_or(Problem::NoEmail)?;
    let name = name_of(auth, who).await?;
    if name.is_empty() {
        return Err(Problem::Gone.into());
    }
    if let Some(known) = rows::by_email(&auth.store, &email).await? {
        // Somebody of another clinic: the password that they have proves it.
        let guesses = Guesses::count(auth, caller, email.as_str(), Some(&known)).await?;
        let typed = Password::typed(&given.password);
        if !auth.hasher.verify(&typed, known.password.clone()).await? {
            return Err(Problem::NoMatch.into());
        }
        guesses.were_right(auth).await?;
        return joined(auth, caller, token, known.id, who, known.factor_secret.is_some()).await;
    }
    let hash = new_password(auth, given, &email, &name).await?;
    let account = rows::new_id();
    if !rows::create(&auth.store, account, &email, Some(&hash), auth.clock.now()).await? {
        return Err(Problem::Taken.into());
    }
    joined(auth, caller, token, account, who, false).await
}

async fn joined(
    auth: &Auth,
    caller: &Caller,
    token: &Token,
    account: AccountId,
    who: Membership,
    second_factor: bool,
) -> Answer {
    used(auth, token).await?;
    if !rows::join(&auth.store, account, who, auth.clock.now()).await? {
        return Err(Problem::Taken.into());
    }
    enter_or_ask(auth, caller, account, who, second_factor).await
}

async fn reset(auth: &Auth, caller: &Caller, token: &Token, of: AccountId, given: &Accepted) -> Answer {
    let account = rows::by_id(&auth.store, of).await?.ok_or(Problem::Gone)?;
    let who = *rows::memberships(&auth.store, of).await?.first().ok_or(Problem::NoClinic)?;
    let new = agreed(&given.password, &given.again)?;
    let name = name_of(auth, who).await?;
    new.check(&account.email, &name, account.factor_secret.is_some()).map_err(problem)?;
    let hash = auth.hasher.hash(&new).await?;
    used(auth, token).await?;
    rows::set_password(&auth.store, of, Some(&hash), auth.clock.now()).await?;
    auth.sessions.end_others(of, None).await?;
    enter_or_ask(auth, caller, of, who, account.factor_secret.is_some()).await
}

/// Signs in, unless the second factor has to be asked for first.
async fn enter_or_ask(
    auth: &Auth,
    caller: &Caller,
    account: AccountId,
    who: Membership,
    second_factor: bool,
) -> Answer {
    if !second_factor {
        return enter_as(auth, caller, account, who, "/board").await;
    }
    let half = devices::half_sign_in(&auth.store, account, auth.clock.now()).await?;
    Ok(Go::to("/sign-in").with(Cookie::Pending.set(half.reveal(), auth.config.https())))
}

async fn new_password(auth: &Auth, given: &Accepted, email: &Email, name: &str) -> Result<String, No> {
    let new = agreed(&given.password, &given.again)?;
    new.check(email, name, false).map_err(problem)?;
    Ok(auth.hasher.hash(&new).await?)
}

async fn used(auth: &Auth, token: &Token) -> Result<(), No> {
    if invitations::use_up(&auth.store, token, auth.clock.now()).await? {
        return Ok(());
    }
    Err(Problem::Gone.into())
}
