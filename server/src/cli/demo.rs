//! `caseboard demo`.

use super::{Failure, say, seed, serve};
use crate::assets::Site;
use crate::config::Settings;
use crate::seed::{Recipe, latest_day};
use std::path::Path;

/// Serves a demo clinic until the system says stop.
pub(super) async fn run(settings: &Settings, site: Option<&Path>) -> Result<(), Failure> {
    let site = Site::open(site).map_err(Failure::new)?;
    let store = super::store_in(settings, &settings.demo_dir()).await?;
    let office = super::office(settings, store, site, true);
    if office.auth.clinics.all().await.map_err(Failure::new)?.is_empty() {
        let recipe = Recipe::demo(latest_day(office.clock.now()));
        let recipe =
            recipe.ok_or_else(|| Failure::new("The demo clinic has no name; nothing was written."))?;
        seed::plant(office.store(), &recipe).await?;
    }
    let (listener, address) = serve::bind(settings).await?;
    say(format!("Caseboard is ready at {address}"));
    say(
        "To sign in, open that address and press the name of whoever you want to be. Everybody in it is synthetic.",
    );
    serve::until_stopped(office, listener).await;
    Ok(())
}
