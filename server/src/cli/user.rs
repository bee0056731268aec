//! `caseboard user`: links for people who cannot sign in yet, or any more.

use super::{Failure, say};
use crate::assets::Site;
use crate::auth::links;
use crate::config::Settings;
use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub(super) enum User {
    /// Print a one-time link for an administrator who has no account yet.
    Admin,
    /// Print a one-time link with which somebody chooses another password. Ends their sessions.
    Reset {
        /// E-mail of the account.
        email: String,
        /// The second factor is lost too: remove it, and its recovery codes.
        #[arg(long)]
        without_factor: bool,
    },
}

/// Makes the link.
pub(super) async fn run(settings: &Settings, user: User) -> Result<(), Failure> {
    let store = super::store(settings).await?;
    let office = super::office(settings, store, Site::without_files(), false);
    let link = match user {
        User::Admin => links::create_admin(&office.auth).await,
        User::Reset { email, without_factor } => {
            links::reset_password(&office.auth, &email, without_factor).await
        }
    };
    let link = link.map_err(Failure::new)?;
    let base =
        if settings.public_url.is_some() { String::new() } else { format!("http://{}", settings.address()) };
    say(format!("{base}{link}"));
    office.store().close().await;
    Ok(())
}
