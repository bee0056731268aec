//! What a decision about a record stands on.

use crate::access::{Area, Part, Right};
use crate::authorization::letter::ContentHash;
use crate::case::{Case, Context};
use crate::ids::StaffId;
use crate::kinds::Date;
use crate::ledger::Ledger;
use crate::refusal::Refusal;

/// The case and its ledger as they are, who asks, and when.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The clinic, the person, the server's clock.
    pub cx: Context<'a>,
    /// The case.
    pub case: &'a Case,
    /// Its ledger: visits, policies, authorizations.
    pub ledger: &'a Ledger,
    /// The clinic-local day at the case's site.
    pub today: Date,
    /// SHA-256 of bytes: what a signature binds to.
    pub seal: fn(&[u8]) -> ContentHash,
}

impl<'a> Ground<'a> {
    /// A ground for this case.
    pub fn new(
        cx: Context<'a>,
        case: &'a Case,
        ledger: &'a Ledger,
        seal: fn(&[u8]) -> ContentHash,
    ) -> Ground<'a> {
        Ground { cx, case, ledger, today: cx.clinic.today(case.site, cx.now), seal }
    }

    /// Who asks.
    pub fn me(&self) -> StaffId {
        self.cx.viewer.staff
    }

    /// Refuses unless the person may do this on this case, in whole or in part.
    pub fn may(&self, area: Area, right: Right) -> Result<(), Refusal> {
        self.part(area, right).map(|_| ())
    }

    /// How much of the area the person may have of this case.
    pub fn part(&self, area: Area, right: Right) -> Result<Part, Refusal> {
        let people = self.case.people();
        self.cx.viewer.part(area, right, &self.case.scope(&people), self.cx.now).ok_or(Refusal::NotAllowed)
    }
}
