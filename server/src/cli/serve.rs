//! `caseboard serve`.

use super::{Failure, Pages, say};
use crate::assets::Site;
use crate::auth::links;
use crate::config::{Address, Settings};
use crate::office::Office;
use crate::{listen, router};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long the database may take to close.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Serves until the system says stop.
pub(super) async fn run(settings: &Settings, pages: &Pages) -> Result<(), Failure> {
    let site = Site::open(pages.site.as_deref()).map_err(Failure::new)?;
    let store = super::store(settings).await?;
    let office = super::office(store, super::config(&pages.serving, false), site);
    let (listener, address) = bind(&pages.serving.address).await?;
    say(format!("Caseboard is ready at {address}"));
    if let Some(link) = links::first_admin_link(&office.auth).await.map_err(Failure::new)? {
        let base = if pages.serving.address.public_url.is_some() { "" } else { &address };
        say(format!("Nobody can sign in yet. The first administrator begins here, once: {base}{link}"));
    }
    until_stopped(office, listener).await;
    Ok(())
}

/// Serves, and leaves nothing half-done.
pub(super) async fn until_stopped(office: Office, listener: TcpListener) {
    listen::serve(listener, router::router(office.clone()), told_to_stop()).await;
    // What is acknowledged is on the disk already; a database that does not let go must not keep the program.
    let _ = tokio::time::timeout(LAST_WORDS, office.store().close()).await;
}

/// Takes the address; gives it as browsers write it.
pub(super) async fn bind(address: &Address) -> Result<(TcpListener, String), Failure> {
    let wanted = address.socket();
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        Failure::new(format!(
            "Nothing can listen on {wanted}: {error}. Choose another port with --port, or stop the other program."
        ))
    })?;
    let address = listener.local_addr().map_err(Failure::new)?;
    Ok((listener, format!("http://{address}")))
}

/// Done when the terminal or the system asks the server to end.
async fn told_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    say("Stopping: open requests may finish, new ones are not taken.");
}
