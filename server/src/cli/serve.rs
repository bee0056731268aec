//! `caseboard serve`.

use super::{Failure, say};
use crate::assets::Site;
use crate::config::Settings;
use crate::office::Office;
use crate::{listen, router, sample};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serves until the system says stop.
pub(super) async fn run(settings: &Settings, site: Option<&Path>) -> Result<(), Failure> {
    let site = Arc::new(Site::open(site).map_err(Failure::new)?);
    let office = Office { desk: Arc::new(sample::SampleDesk::new()), site };
    let (listener, address) = bind(settings).await?;
    say(format!("Caseboard is ready at http://{address}"));
    listen::serve(listener, router::router(office), told_to_stop()).await;
    Ok(())
}

/// Takes the address.
pub(super) async fn bind(settings: &Settings) -> Result<(TcpListener, SocketAddr), Failure> {
    let wanted = settings.address();
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        Failure::new(format!(
            "Nothing can listen on {wanted}: {error}. Choose another port with --port, or stop the other program."
        ))
    })?;
    let address = listener.local_addr().map_err(Failure::new)?;
    Ok((listener, address))
}

/// Done when the terminal or the system asks the server to end.
pub(super) async fn told_to_stop() {
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(_) => return std::future::pending().await,
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    say("Stopping: open requests may finish, new ones are not taken.");
}
