//! What of a record a person may read.

use super::Record;
use crate::access::{Area, Part, Right, Viewer};
use crate::case::Case;
use crate::document::visible;
use crate::kinds::Instant;
use std::mem::take;

/// The record as this person may read it. Words of notes are no part of it.
pub fn cut(record: &Record, case: &Case, viewer: &Viewer, now: Instant) -> Record {
    let people = case.people();
    let part = |area| viewer.part(area, Right::Read, &case.scope(&people), now);
    let mut cut = record.clone();
    if matches!(part(Area::ClinicalPlan), None | Some(Part::Summary)) {
        take(&mut cut.care);
        take(&mut cut.ending);
    }
    let scope = case.scope(&people);
    cut.documents.files =
        visible(&record.documents, viewer, &scope, now).into_iter().map(|(filed, _)| filed.clone()).collect();
    if part(Area::Outcomes).is_none() {
        take(&mut cut.outcomes);
    }
    if part(Area::SessionNotes).is_none() {
        // Who writes under somebody else reads their own notes, and no others.
        let writes = viewer.may(Area::SessionNotes, Right::Write, &case.scope(&people), now);
        cut.notes.notes.retain(|note| writes && note.signed.by == viewer.staff);
        cut.notes.supervision.clear();
    }
    if part(Area::Money).is_none() {
        take(&mut cut.charges);
    }
    if part(Area::Messages).is_none() {
        take(&mut cut.handoffs);
    }
    cut
}
