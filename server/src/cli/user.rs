//! `caseboard user`: who can sign in, and links for people who cannot yet, or not any more.

use super::{Failure, existing, existing_store, office, say};
use crate::accounts::clinics::Clinics;
use crate::accounts::rows::{self, Account, Membership};
use crate::assets::Site;
use crate::auth::{Config, links};
use crate::config::{Address, Settings};
use crate::store::{Store, StoreError};
use clap::{Args, Subcommand};
use domain::clinic::Clinic;
use std::sync::Arc;

/// What to do.
#[derive(Subcommand, Debug)]
pub(super) enum User {
    /// List who can sign in: address, name, roles, clinic.
    ///
    /// It only reads, and may run beside a server.
    List,
    /// Print a one-time link for an administrator who has no account yet.
    ///
    /// The first of all founds a clinic with it. No server may be running on a SQLite file meanwhile.
    Admin(Link),
    /// Print a one-time link with which somebody chooses another password, and end their sessions.
    ///
    /// For who has lost the password, or the second factor. The old password works until another is chosen. No server
    /// may be running on a SQLite file meanwhile.
    Reset {
        /// E-mail of the account, as `caseboard user list` shows it.
        email: String,
        /// The second factor is lost too: remove it, and its recovery codes.
        #[arg(long)]
        without_factor: bool,
        #[command(flatten)]
        link: Link,
    },
}

/// What the link begins with.
#[derive(Args, Debug)]
pub(super) struct Link {
    #[command(flatten)]
    address: Address,
}

/// Lists, or makes a link.
pub(super) async fn run(settings: &Settings, user: User) -> Result<(), Failure> {
    match user {
        User::List => list(&existing(settings)?).await,
        User::Admin(to) => {
            let office = lent(settings, &to).await?;
            let link = links::create_admin(&office.auth).await;
            tell(&to, link)?;
            office.store().close().await;
            Ok(())
        }
        User::Reset { email, without_factor, link: to } => {
            let office = lent(settings, &to).await?;
            let link = links::reset_password(&office.auth, &email, without_factor).await;
            tell(&to, link)?;
            office.store().close().await;
            Ok(())
        }
    }
}

async fn lent(settings: &Settings, to: &Link) -> Result<crate::office::Office, Failure> {
    let store = existing_store(settings).await?;
    let config = Config { public: to.address.public_url.clone(), forwarded: None, demo: false };
    Ok(office(store, config, Site::without_files()))
}

fn tell(to: &Link, link: Result<String, links::NoLink>) -> Result<(), Failure> {
    let link = link.map_err(Failure::new)?;
    let base = match to.address.public_url {
        Some(_) => String::new(),
        None => format!("http://{}", to.address.socket()),
    };
    say(format!("{base}{link}"));
    Ok(())
}

async fn list(url: &str) -> Result<(), Failure> {
    let store = Store::open_beside(url).await.map_err(Failure::new)?;
    for line in lines(&store).await.map_err(Failure::new)? {
        say(line);
    }
    store.close().await;
    Ok(())
}

/// One line for each account, by address.
pub(super) async fn lines(store: &Store) -> Result<Vec<String>, StoreError> {
    let clinics = Clinics::new(store.clone()).all().await?;
    let mut lines = Vec::new();
    for account in rows::all(store).await? {
        let places = rows::memberships(store, account.id).await?;
        lines.push(line(&account, &places, &clinics));
    }
    if lines.is_empty() {
        lines.push(
            "Nobody has an account yet. `caseboard user admin` prints a link for the first administrator."
                .to_owned(),
        );
    }
    Ok(lines)
}

fn line(account: &Account, places: &[Membership], clinics: &[Arc<Clinic>]) -> String {
    let place = |place: &Membership| {
        let clinic = clinics.iter().find(|clinic| clinic.id == place.clinic)?;
        let staff = clinic.staff.get(&place.staff)?;
        let roles: Vec<&str> = staff.roles.iter().map(|role| role.title()).collect();
        let left = if staff.left.is_some() { ", has left" } else { "" };
        Some(format!("{}, {} at {}{left}", staff.name, roles.join(" and "), clinic.name))
    };
    let mut line = account.email.as_str().to_owned();
    for words in places.iter().filter_map(place) {
        line.push_str("  ");
        line.push_str(&words);
    }
    if account.factor_secret.is_some() {
        line.push_str("  (second factor)");
    }
    line
}
