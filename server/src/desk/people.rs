//! Who asks, and who else works here. The clinic knows the staff; accounts know who can sign in.

use super::LocalDesk;
use crate::store::{Fault, StoreError};
use app::api::{Me, Person, SessionLine, Who};
use app::error::ServerError;
use domain::access::{Area, Right};
use domain::clinic::Kind;
use domain::ids::{ClinicId, StaffId};
use domain::kinds::Instant;
use std::collections::BTreeMap;

/// What the frame of a page says about an account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountFacts {
    /// E-mail.
    pub email: String,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Minutes without a hand after which the page locks.
    pub idle_minutes: u16,
}

/// What the people page says about somebody's account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PersonFacts {
    /// E-mail, once there is an account.
    pub email: Option<String>,
    /// An invitation is open until then.
    pub invited_until: Option<Instant>,
    /// Last sign-in.
    pub last_seen: Option<Instant>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
}

/// What the desk asks of accounts.
#[async_trait::async_trait]
pub trait AccountsView: Send + Sync {
    /// The account that asks.
    async fn account(&self, who: &Who) -> Result<AccountFacts, StoreError>;
    /// The accounts of a clinic's staff.
    async fn people(&self, clinic: ClinicId) -> Result<BTreeMap<StaffId, PersonFacts>, StoreError>;
    /// The sessions of the account that asks, newest first.
    async fn sessions(&self, who: &Who) -> Result<Vec<SessionLine>, StoreError>;
}

/// No accounts at all, for tests of the desk alone.
#[derive(Clone, Copy, Debug)]
pub struct NoAccounts;

#[async_trait::async_trait]
impl AccountsView for NoAccounts {
    async fn account(&self, _: &Who) -> Result<AccountFacts, StoreError> {
        Ok(AccountFacts { idle_minutes: 15, ..AccountFacts::default() })
    }

    async fn people(&self, _: ClinicId) -> Result<BTreeMap<StaffId, PersonFacts>, StoreError> {
        Ok(BTreeMap::new())
    }

    async fn sessions(&self, _: &Who) -> Result<Vec<SessionLine>, StoreError> {
        Ok(Vec::new())
    }
}

pub(super) async fn me(desk: &LocalDesk, who: &Who) -> Result<Me, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let clinic = room.clinic();
    let staff = clinic.active(viewer.staff).ok_or(ServerError::Forbidden)?;
    let account = desk.inner.accounts.account(who).await.fault("reading the account")?;
    Ok(Me {
        name: staff.name.clone(),
        email: account.email,
        clinic: clinic.name.clone(),
        practice: clinic.kind == Kind::Practice,
        second_factor: account.second_factor,
        idle_minutes: account.idle_minutes,
        viewer,
    })
}

pub(super) async fn people(desk: &LocalDesk, who: &Who) -> Result<Vec<Person>, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    if !viewer.may_anywhere(Area::Users, Right::Read) {
        return Err(ServerError::Forbidden);
    }
    let clinic = room.clinic();
    let mut accounts = desk.inner.accounts.people(who.clinic).await.fault("reading accounts")?;
    let mut people: Vec<Person> = clinic
        .staff
        .values()
        .map(|staff| {
            let PersonFacts { email, invited_until, last_seen, second_factor } =
                accounts.remove(&staff.id).unwrap_or_default();
            Person { staff: staff.clone(), email, invited_until, last_seen, second_factor }
        })
        .collect();
    people.sort_by(|a, b| {
        (a.staff.left.is_some(), &a.staff.name).cmp(&(b.staff.left.is_some(), &b.staff.name))
    });
    Ok(people)
}
