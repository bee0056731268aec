//! Documents.

use super::Ground;
use crate::pages::fields::empty;
use crate::prelude::*;

/// The part.
pub(super) fn body(_ground: Ground<'_>) -> AnyView {
    empty("journal", "Nothing here yet", "This part of the record is empty.")
}
