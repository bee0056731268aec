//! `caseboard demo`.

use super::{Failure, Pages, say, seed, serve};
use crate::assets::Site;
use crate::config::Settings;
use crate::seed::{Recipe, latest_day};

/// Serves a demo clinic until the system says stop.
pub(super) async fn run(settings: &Settings, pages: &Pages) -> Result<(), Failure> {
    let site = Site::open(pages.site.as_deref()).map_err(Failure::new)?;
    let store = super::store_in(settings, &settings.demo_dir()).await?;
    let office = super::office(store, super::config(&pages.serving, true), site);
    if office.auth.clinics.all().await.map_err(Failure::new)?.is_empty() {
        let recipe = Recipe::demo(latest_day(office.clock.now()));
        let recipe =
            recipe.ok_or_else(|| Failure::new("The demo clinic has no name; nothing was written."))?;
        seed::plant(office.store(), &recipe).await?;
    }
    let (listener, address) = serve::bind(&pages.serving.address).await?;
    say(format!("Caseboard is ready at {address}"));
    say(
        "To sign in, open that address and press the name of whoever you want to be. Everybody in it is synthetic.",
    );
    serve::until_stopped(office, listener).await;
    Ok(())
}
