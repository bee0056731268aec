//! What follows for the case and its ledger when something was written in its record.

use crate::case::ledger::Course;
use crate::record::{Event, Record};
use crate::refusal::Refusal;

#[expect(clippy::unnecessary_wraps, reason = "areas that follow refuse")]
/// Works out everything that follows.
pub(super) fn after(_course: &mut Course<'_>, _before: &Record, _events: &[Event]) -> Result<(), Refusal> {
    Ok(())
}
