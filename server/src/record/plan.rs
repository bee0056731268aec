//! Forms about plans of care and goals.

use super::Asker;
use crate::posted::Posted;
use app::error::ServerError;

pub(super) async fn take(_asker: &Asker<'_>, _step: &str, _form: Posted) -> Result<String, ServerError> {
    Err(ServerError::NotFound)
}
