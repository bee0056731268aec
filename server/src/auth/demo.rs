//! One press signs in as anybody of a practice clinic; only in demo mode.

use super::Auth;
use super::answer::{Answer, give};
use super::input::{Caller, Input};
use super::sign_in::enter_as;
use crate::accounts::email::Email;
use crate::accounts::rows::{self, Membership};
use crate::store::StoreError;
use app::door::{DemoPerson, Problem};
use axum::extract::State;
use axum::response::Response;
use domain::access::Role;
use domain::clinic::Kind;
use domain::ids::{AccountId, StaffId};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct As {
    staff: StaffId,
}

/// `POST /demo/session`
pub(super) async fn begin(State(auth): State<Auth>, caller: Caller, Input(given): Input<As>) -> Response {
    let answer = begin_as(&auth, &caller, given.staff).await;
    give(&caller.headers, "/sign-in", answer)
}

async fn begin_as(auth: &Auth, caller: &Caller, staff: StaffId) -> Answer {
    if !auth.config.demo {
        return Err(Problem::Gone.into());
    }
    for clinic in auth.clinics.all().await? {
        if clinic.kind == Kind::Practice && clinic.active(staff).is_some() {
            let who = Membership { clinic: clinic.id, staff };
            let account = account(auth, who).await?;
            return enter_as(auth, caller, account, who, "/board").await;
        }
    }
    Err(Problem::Gone.into())
}

/// The account of a practice person, made at the first press. It has no password, so nobody signs in with one.
async fn account(auth: &Auth, who: Membership) -> Result<AccountId, StoreError> {
    if let Some(account) = rows::of_staff(&auth.store, who).await? {
        return Ok(account);
    }
    let (account, now) = (rows::new_id(), auth.clock.now());
    if let Some(email) = Email::parse(&format!("demo-{}@example.org", who.staff)) {
        rows::create(&auth.store, account, &email, None, now).await?;
    }
    if rows::join(&auth.store, account, who, now).await? {
        return Ok(account);
    }
    // Two presses at once: the other one was quicker.
    Ok(rows::of_staff(&auth.store, who).await?.unwrap_or(account))
}

/// Whom one may be; nobody outside demo mode.
pub(super) async fn people(auth: &Auth) -> Result<Vec<DemoPerson>, StoreError> {
    let mut people = Vec::new();
    if !auth.config.demo {
        return Ok(people);
    }
    for clinic in auth.clinics.all().await? {
        if clinic.kind != Kind::Practice {
            continue;
        }
        for staff in clinic.staff.values().filter(|staff| staff.left.is_none()) {
            let titles: Vec<&str> = staff.roles.iter().map(|role: &Role| role.title()).collect();
            people.push(DemoPerson {
                staff: staff.id,
                name: staff.name.clone(),
                title: titles.join(", "),
                clinic: clinic.name.clone(),
            });
        }
    }
    Ok(people)
}
