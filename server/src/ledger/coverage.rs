//! Forms about coverage of a case.

use crate::desk::LocalDesk;
use crate::posted::Posted;
use app::api::Who;
use app::error::ServerError;
use domain::ids::CaseId;

/// Does what a form asks for; gives the address to go on to.
#[expect(clippy::unused_async, reason = "the forms come with their pages")]
pub(super) async fn take(
    _desk: &LocalDesk,
    _who: &Who,
    _case: CaseId,
    _step: &str,
    _form: Posted,
) -> Result<String, ServerError> {
    Err(ServerError::NotFound)
}
