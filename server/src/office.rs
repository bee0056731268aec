//! What a running server holds; every request gets a share of it.

use crate::assets::Site;
use app::api::Desk;
use std::sync::Arc;

/// Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// Decides, records and reads.
    pub desk: Arc<dyn Desk>,
    /// What a browser downloads besides pages.
    pub site: Arc<Site>,
}
