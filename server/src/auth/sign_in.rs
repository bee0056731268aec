//! Signing in: address and password, then the second factor where there is one.

use super::Auth;
use super::answer::{Answer, Go, No, give};
use super::input::{Caller, Input};
use crate::accounts::email::Email;
use crate::accounts::password::Password;
use crate::accounts::rows::{Account, Membership};
use crate::accounts::secret::{Token, digest};
use crate::accounts::throttle::Bucket;
use crate::accounts::tries::{self, Try};
use crate::accounts::{devices, factor, factor_rows, rows};
use crate::session::Seat;
use crate::session::cookie::Cookie;
use crate::store::StoreError;
use app::door::Problem;
use axum::extract::State;
use axum::response::Response;
use domain::ids::AccountId;
use serde::Deserialize;

/// The page that asks.
const PAGE: &str = "/sign-in";

#[derive(Deserialize)]
pub(super) struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /session`
pub(super) async fn begin(
    State(auth): State<Auth>,
    caller: Caller,
    Input(credentials): Input<Credentials>,
) -> Response {
    let answer = check(&auth, &caller, &credentials).await;
    give(&caller.headers, &page_with(&credentials.next), answer)
}

/// `POST /session/factor`
pub(super) async fn factor(State(auth): State<Auth>, caller: Caller, Input(code): Input<Code>) -> Response {
    let answer = check_factor(&auth, &caller, &code).await;
    give(&caller.headers, &page_with(&code.next), answer)
}

async fn check(auth: &Auth, caller: &Caller, given: &Credentials) -> Answer {
    let password = Password::typed(&given.password);
    let email = Email::parse(&given.email);
    let account = match &email {
        Some(email) => rows::by_email(&auth.store, email).await?,
        None => None,
    };
    let typed = email.as_ref().map_or(given.email.as_str(), Email::as_str);
    let guesses = Guesses::count(auth, caller, typed, account.as_ref()).await?;
    // Unknown names take the same way, and as long.
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let matches = auth.hasher.verify(&password, hash).await?;
    let Some(account) = account.filter(|_| matches) else {
        tracing::info!(address = caller.from.address, "a sign-in failed");
        return Err(Problem::NoMatch.into());
    };
    guesses.were_right(auth).await?;
    if account.factor_secret.is_some() {
        let half = devices::half_sign_in(&auth.store, account.id, auth.clock.now()).await?;
        return Ok(
            Go::to(page_with(&given.next)).with(Cookie::Pending.set(half.reveal(), auth.config.https()))
        );
    }
    enter(auth, caller, account.id, &given.next).await
}

async fn check_factor(auth: &Auth, caller: &Caller, given: &Code) -> Answer {
    let now = auth.clock.now();
    let half = caller.token(Cookie::Pending).ok_or(Problem::Stale)?;
    let of = devices::half_signed_in(&auth.store, &half, now).await?.ok_or(Problem::Stale)?;
    let account = rows::by_id(&auth.store, of).await?.ok_or(Problem::Stale)?;
    let key = format!("factor:{of}");
    if let Try::Wait { seconds } = tries::count(&auth.store, Bucket::Account, &key, now).await? {
        return Err(No::wait(seconds));
    }
    if !takes_code(auth, &account, &given.code).await? {
        tracing::info!(address = caller.from.address, "a second factor failed");
        return Err(Problem::WrongCode.into());
    }
    tries::forget(&auth.store, &key).await?;
    devices::forget_half(&auth.store, &half, now).await?;
    let go = enter(auth, caller, of, &given.next).await?;
    Ok(go.with(Cookie::Pending.clear(auth.config.https())))
}

/// Whether this is a code of the app, or a recovery code; either counts once.
pub(super) async fn takes_code(auth: &Auth, account: &Account, code: &str) -> Result<bool, StoreError> {
    let now = auth.clock.now();
    let Some(secret) = &account.factor_secret else { return Ok(false) };
    if let Some(step) = factor::step_of(secret, code, now, account.factor_step) {
        return factor_rows::take_step(&auth.store, account.id, step).await;
    }
    factor_rows::take_recovery(&auth.store, account.id, code, now).await
}

/// Begins a session in the first clinic where the account is somebody; the one that the browser had is over.
pub(super) async fn enter(auth: &Auth, caller: &Caller, of: AccountId, next: &str) -> Answer {
    let Some(who) = first_active(auth, of).await? else { return Err(Problem::NoClinic.into()) };
    enter_as(auth, caller, of, who, next).await
}

/// Begins a session as that person.
pub(super) async fn enter_as(
    auth: &Auth,
    caller: &Caller,
    of: AccountId,
    who: Membership,
    next: &str,
) -> Answer {
    let (now, https) = (auth.clock.now(), auth.config.https());
    match &caller.seat {
        Seat::Open(before, _) => auth.sessions.end(before.session).await?,
        Seat::Locked(before) => auth.sessions.end(before.session).await?,
        Seat::Nobody => {}
    }
    let (_, token) = auth.sessions.begin(of, who, &caller.from).await?;
    let device = caller.token(Cookie::Device).unwrap_or_else(Token::random);
    devices::remember(&auth.store, &device, of, now).await?;
    rows::signed_in(&auth.store, of, now).await?;
    Ok(Go::to(way(next))
        .with(Cookie::Session.set(token.reveal(), https))
        .with(Cookie::Device.set(device.reveal(), https)))
}

async fn first_active(auth: &Auth, of: AccountId) -> Result<Option<Membership>, StoreError> {
    for who in rows::memberships(&auth.store, of).await? {
        let clinic = auth.clinics.get(who.clinic).await?;
        if clinic.is_some_and(|clinic| clinic.active(who.staff).is_some()) {
            return Ok(Some(who));
        }
    }
    Ok(None)
}

/// The counts that a guess of this password adds to.
pub(super) struct Guesses {
    account: String,
    address: String,
}

impl Guesses {
    /// Counts a guess for the address, and for the account: in a browser that the account knows, for that browser instead.
    pub(super) async fn count(
        auth: &Auth,
        caller: &Caller,
        typed: &str,
        account: Option<&Account>,
    ) -> Result<Guesses, No> {
        let now = auth.clock.now();
        let mut bucket = Bucket::Account;
        let mut key = format!("account:{}", digest(typed));
        if let (Some(device), Some(account)) = (caller.token(Cookie::Device), account)
            && devices::knows(&auth.store, &device, account.id).await?
        {
            (bucket, key) = (Bucket::Device, format!("device:{}", device.digest()));
        }
        let guesses = Guesses { account: key, address: format!("address:{}", network(&caller.from.address)) };
        // The address first: who has tried too many names from one place leaves no row for the next.
        if let Try::Wait { seconds } =
            tries::count(&auth.store, Bucket::Address, &guesses.address, now).await?
        {
            return Err(No::wait(seconds));
        }
        if let Try::Wait { seconds } = tries::count(&auth.store, bucket, &guesses.account, now).await? {
            // It was not looked at: an office must not wait because one of its people does.
            tries::take_back(&auth.store, &guesses.address).await?;
            return Err(No::wait(seconds));
        }
        Ok(guesses)
    }

    /// It was no guess.
    pub(super) async fn were_right(&self, auth: &Auth) -> Result<(), StoreError> {
        tries::forget(&auth.store, &self.account).await?;
        tries::take_back(&auth.store, &self.address).await
    }
}

/// Whose address it is: with IPv6 a household has a whole /64.
fn network(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(v6) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => address.to_owned(),
    }
}

/// A page of ours to go on to; anything else becomes the board.
pub(super) fn way(next: &str) -> String {
    let path = next.starts_with('/') && !next.starts_with("//") && next.len() < 500;
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && !b"\\\"<>".contains(&b));
    if path && plain && !next.starts_with(PAGE) { next.to_owned() } else { "/board".to_owned() }
}

/// Where somebody signs in to go on to an address of ours afterwards.
pub(crate) fn page_with(next: &str) -> String {
    let next = way(next);
    if next == "/board" || next == "/" {
        return PAGE.to_owned();
    }
    let quoted: String = next
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect();
    format!("{PAGE}?next={quoted}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_to_a_page_of_ours() {
        assert_eq!(way("/cases/1?tab=team"), "/cases/1?tab=team");
        for evil in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nset-cookie: x",
            "/sign-in",
        ] {
            assert_eq!(way(evil), "/board", "{evil}");
        }
        assert_eq!(page_with("/cases/1?a=b"), "/sign-in?next=/cases/1%3Fa%3Db");
        assert_eq!(page_with("/cases/1?a=b&c=%C3%A9"), "/sign-in?next=/cases/1%3Fa%3Db%26c%3D%25C3%25A9");
        assert_eq!(page_with("//evil.example"), "/sign-in");
        assert_eq!(page_with("/"), "/sign-in");
    }

    #[test]
    fn a_household_is_one_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
    }
}
