//! What the page about charges and denials of all cases knows.

use domain::access::Viewer;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CommandId, ExportId};
use domain::kinds::{Date, Instant};
use domain::record::Open;
use std::sync::Arc;

/// Sessions without a claim, and denials without an end.
#[derive(Clone, PartialEq, Debug)]
pub struct MoneyFacts {
    /// Cases of which something is open, by number.
    pub rows: Vec<Pending>,
    /// A file that somebody asks for.
    pub file: Option<FileFacts>,
    /// This person may let charges go.
    pub may_write: bool,
    /// The file that a form would make.
    pub fresh: ExportId,
    /// The clinic.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
}

/// A case of which money is open.
#[derive(Clone, PartialEq, Debug)]
pub struct Pending {
    /// The case, as the person may know it.
    pub case: Arc<Case>,
    /// What is open: [`Open::Unbilled`] and [`Open::Denied`] alone.
    pub open: Vec<Open>,
    /// For a form that lets its charges go.
    pub command: CommandId,
}

/// A file in which charges left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileFacts {
    /// Which.
    pub id: ExportId,
    /// Sessions in it.
    pub sessions: usize,
    /// The clinic-local day on which it was made.
    pub on: Option<Date>,
}
