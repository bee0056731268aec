//! Links that the server itself hands out: to the first administrator, to one who forgot the password.

use super::invite::Accepted;
use super::{Auth, Config};
use crate::accounts::email::Email;
use crate::accounts::factor_rows;
use crate::accounts::invitations::{self, Purpose};
use crate::accounts::rows::{self, Membership};
use crate::accounts::secret::Token;
use crate::guard::origin::Origin;
use crate::store::{Look, StoreError, log_look};
use crate::zone;
use app::door::Problem;
use chrono::Datelike;
use domain::access::{Role, SiteScope};
use domain::calendar::BusinessDays;
use domain::clinic::{Clinic, Event, Kind, Site, Staff};
use domain::ids::{ClinicId, SiteId, StaffId};
use domain::kinds::{Instant, Name};
use domain::workflow::Workflow;
use http::HeaderMap;
use http::header::HOST;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Years of clock changes that a new site is given.
const ZONE_YEARS: i32 = 30;

/// A link for the first administrator, as long as nobody can sign in: to found the clinic, or, where one was seeded or
/// imported, to be its first director. The path alone; `None` once there is somebody.
pub async fn first_admin_link(auth: &Auth) -> Result<Option<String>, StoreError> {
    if rows::is_anybody(&auth.store, None).await? {
        return Ok(None);
    }
    let clinics = auth.clinics.all().await?;
    let live = clinics.iter().filter(|clinic| clinic.kind == Kind::Live);
    let first =
        live.filter_map(|clinic| administrator(clinic).map(|staff| Membership { clinic: clinic.id, staff }));
    let purpose = first.map(Purpose::Join).next().unwrap_or(Purpose::Found);
    link(auth, purpose).await.map(Some)
}

/// Why no link was made, as a sentence for the terminal.
#[derive(Debug, thiserror::Error)]
pub enum NoLink {
    /// No account has this address.
    #[error(
        "No account has this e-mail. Nothing was changed. Check the spelling; `caseboard user list` shows all."
    )]
    NoAccount,
    /// Everybody who administers has an account.
    #[error(
        "Everybody who may administer this clinic can sign in already. Reset a password instead, or let one of them invite."
    )]
    NobodyLeft,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A link for an administrator: the first of all, or a director of the clinic without an account yet.
pub async fn create_admin(auth: &Auth) -> Result<String, NoLink> {
    if let Some(link) = first_admin_link(auth).await? {
        return Ok(link);
    }
    for clinic in auth.clinics.all().await? {
        for staff in clinic.staff.values().filter(|staff| staff.left.is_none() && administers(staff)) {
            let who = Membership { clinic: clinic.id, staff: staff.id };
            if rows::of_staff(&auth.store, who).await?.is_none() {
                let by = StaffId(Uuid::nil());
                log(auth, who.clinic, by, INVITATION, from_the_command_line(who.staff)).await?;
                return Ok(link(auth, Purpose::Join(who)).await?);
            }
        }
    }
    Err(NoLink::NobodyLeft)
}

/// A link with which somebody chooses another password. `drop_factor`: the second factor and its recovery codes are lost
/// too, and go at once; with them the old password, which may be one that is too short to be the only factor.
pub async fn reset_password(auth: &Auth, email: &str, drop_factor: bool) -> Result<String, NoLink> {
    let email = Email::parse(email).ok_or(NoLink::NoAccount)?;
    let account = rows::by_email(&auth.store, &email).await?.ok_or(NoLink::NoAccount)?;
    for who in rows::memberships(&auth.store, account.id).await? {
        log(auth, who.clinic, StaffId(Uuid::nil()), RESET, from_the_command_line(who.staff)).await?;
    }
    if drop_factor {
        rows::set_password(&auth.store, account.id, None, auth.clock.now()).await?;
        factor_rows::remove(&auth.store, account.id).await?;
    }
    auth.sessions.end_others(account.id, None).await?;
    Ok(link(auth, Purpose::Reset { account: account.id, clinic: None }).await?)
}

/// What the access log says of a link to become somebody on staff.
pub(super) const INVITATION: &str = "invitation";
/// What the access log says of a link to choose another password.
pub(super) const RESET: &str = "reset link";

/// Notes who made a link, and for whom: whoever holds it comes in.
pub(super) async fn log(
    auth: &Auth,
    clinic: ClinicId,
    by: StaffId,
    what: &'static str,
    for_whom: String,
) -> Result<(), StoreError> {
    let (at, reason) = (auth.clock.now(), Some(for_whom));
    let mut tx = auth.store.write().await?;
    log_look(&mut tx, &Look { clinic, at, staff: by, case: None, what, reason }).await?;
    tx.commit().await
}

fn from_the_command_line(staff: StaffId) -> String {
    format!("from the command line, for {staff}")
}

async fn link(auth: &Auth, purpose: Purpose) -> Result<String, StoreError> {
    let (token, _) = invitations::make(&auth.store, purpose, auth.clock.now()).await?;
    let base = auth.config.public.as_ref().map_or("", Origin::as_str);
    Ok(format!("{base}/invite/{}", token.reveal()))
}

/// The whole address of a link, as the browser that asks would write it.
pub(super) fn address(config: &Config, headers: &HeaderMap, token: &Token) -> String {
    let host = || headers.get(HOST).and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    let base =
        config.public.as_ref().map(|public| public.as_str().to_owned()).or_else(host).unwrap_or_default();
    format!("{base}/invite/{}", token.reveal())
}

fn administrator(clinic: &Clinic) -> Option<StaffId> {
    clinic.staff.values().find(|staff| staff.left.is_none() && administers(staff)).map(|staff| staff.id)
}

fn administers(staff: &Staff) -> bool {
    staff.roles.contains(&Role::Director) || staff.roles.contains(&Role::SysAdmin)
}

/// A clinic about to begin.
pub(super) struct Founding {
    pub(super) who: Membership,
    pub(super) events: Vec<Event>,
}

impl Founding {
    /// Reads the form: names that are names, a zone that exists.
    pub(super) fn check(given: &Accepted, now: Instant) -> Result<Founding, Problem> {
        let name = Name::parse(&given.name).map_err(|_| Problem::NoName)?;
        let clinic = Name::parse(&given.clinic).map_err(|_| Problem::NoClinicName)?;
        let place = Name::parse(&given.site).map_err(|_| Problem::NoSiteName)?;
        let year = now.year();
        let zone = zone::offsets(&given.zone, year - 5, year + ZONE_YEARS).ok_or(Problem::NoZone)?;
        let who = Membership { clinic: ClinicId(Uuid::now_v7()), staff: StaffId(Uuid::now_v7()) };
        let site = Site { id: SiteId(Uuid::now_v7()), name: place, zone, business: BusinessDays::default() };
        let staff = Staff {
            id: who.staff,
            name,
            roles: BTreeSet::from([Role::Director, Role::SysAdmin]),
            disciplines: Vec::new(),
            sites: SiteScope::All,
            left: None,
        };
        let workflow = Box::new(Workflow::default_2026());
        let events = vec![
            Event::Founded { name: clinic, kind: Kind::Live },
            Event::SiteSet { site },
            Event::Hired { staff },
            Event::Published { workflow },
        ];
        Ok(Founding { who, events })
    }
}
