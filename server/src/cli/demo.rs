//! `caseboard demo`.

use super::Failure;
use crate::config::Settings;
use std::path::Path;

/// Serves a demo clinic until the system says stop.
pub(super) async fn run(settings: &Settings, site: Option<&Path>) -> Result<(), Failure> {
    super::serve::run(settings, site).await
}
