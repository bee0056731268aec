//! Who may see and do what. Default deny: what the [`matrix`] does not grant, nobody has.
//!
//! A right on a case reaches as far as its scope. **Own**: the viewer is on the case's team (owner, cover or member),
//! wherever the site. **Site**: the case belongs to one of the viewer's sites. **All**: every case of the clinic.
//! Somebody with several roles has the rights of each.
//!
//! A restricted chart (a member of staff, a public person) is open to its team and to scope All, which the director and
//! compliance have; a site scope does not reach it. Break-glass opens a case that is not one's own for reading, as if
//! one were on its team, until the grant ends; writing needs a place on the team.
//!
//! Moving a card is writing to the board. Front desk, scheduling, authorization and billing see the board of their
//! sites and finish its office tasks, but move no card: what a stage means for care is not theirs to declare.

mod matrix;
mod role;
#[cfg(test)]
mod tests;

pub use matrix::{Area, Part, Permission, Right, Scope, permission, permissions_table, scope};
pub use role::Role;

use crate::ids::{SiteId, StaffId};
use crate::kinds::{Discipline, Instant};
use crate::workflow::TaskKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How long a break-glass grant lasts, in hours.
pub const BREAK_GLASS_HOURS: i64 = 4;

/// At which sites somebody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteScope {
    /// At every site, also at those opened later.
    All,
    /// At these only.
    Some(BTreeSet<SiteId>),
}

impl SiteScope {
    /// Whether that site is among them.
    pub fn contains(&self, site: SiteId) -> bool {
        match self {
            SiteScope::All => true,
            SiteScope::Some(sites) => sites.contains(&site),
        }
    }

    /// Whether the other reaches at least as far.
    pub fn is_within(&self, other: &SiteScope) -> bool {
        match (self, other) {
            (_, SiteScope::All) => true,
            (SiteScope::All, SiteScope::Some(_)) => false,
            (SiteScope::Some(sites), SiteScope::Some(wider)) => sites.is_subset(wider),
        }
    }
}

/// The person who looks or asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// As whom.
    pub staff: StaffId,
    /// What the person is here.
    pub roles: BTreeSet<Role>,
    /// Where the person works.
    pub sites: SiteScope,
    /// What the person is licensed for.
    pub disciplines: Vec<Discipline>,
}

/// What access needs to know of a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseScope<'a> {
    /// Where the case is.
    pub site: SiteId,
    /// Owner, cover and members.
    pub team: &'a [StaffId],
    /// Break-glass, also those that have ended.
    pub grants: &'a [Grant],
    /// Hidden from everybody but its team, the director and compliance.
    pub restricted: bool,
}

/// One opened glass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// For whom.
    pub staff: StaffId,
    /// First instant at which it no longer holds.
    pub until: Instant,
}

impl Viewer {
    /// Whether the person may do that with this case. True may still mean a part only: see [`Viewer::part`].
    /// Psychotherapy notes are never reached this way, but by their author, through [`Viewer::may_as_author`].
    pub fn may(&self, area: Area, right: Right, case: &CaseScope<'_>, now: Instant) -> bool {
        self.granting(area, right, case, now).any(|part| part != Part::Author)
    }

    /// Whether the person may do that with some case, or where no case is concerned: for clinic-wide pages and buttons.
    pub fn may_anywhere(&self, area: Area, right: Right) -> bool {
        self.roles.iter().any(|role| scope(*role, area, right).is_some())
    }

    /// How much of the area the person may have of this case: the whole if any role grants it, else the part of the
    /// first role that grants one; `None` is nothing at all. Whoever sends data cuts it to this.
    pub fn part(&self, area: Area, right: Right, case: &CaseScope<'_>, now: Instant) -> Option<Part> {
        self.granting(area, right, case, now).filter(|part| *part != Part::Author).min()
    }

    /// As [`Viewer::may`], for what belongs to its author alone: psychotherapy notes.
    pub fn may_as_author(
        &self,
        area: Area,
        right: Right,
        author: StaffId,
        case: &CaseScope<'_>,
        now: Instant,
    ) -> bool {
        self.granting(area, right, case, now).any(|part| part != Part::Author || author == self.staff)
    }

    /// Whether the person may finish, assign or comment a task of this case. Office roles have the office tasks of
    /// their sites; assistants have the tasks that are theirs.
    pub fn may_task(&self, kind: TaskKind, mine: bool, case: &CaseScope<'_>, now: Instant) -> bool {
        self.granting(Area::Tasks, Right::Write, case, now).any(|part| match part {
            Part::AdminTasks => kind == TaskKind::Admin,
            Part::OwnTasks => mine,
            _ => true,
        })
    }

    /// Whether the person may move the card.
    pub fn may_move(&self, case: &CaseScope<'_>, now: Instant) -> bool {
        self.may(Area::Board, Right::Write, case, now)
    }

    /// Whether the person works on this case in that role: on its team, or because the role sees all cases of a site.
    pub fn serves(&self, role: Role, case: &CaseScope<'_>, now: Instant) -> bool {
        let unopened = CaseScope { grants: &[], ..*case };
        self.roles.contains(&role) && self.reaches(role, Area::Board, Right::Read, &unopened, now)
    }

    /// Whether the person may bring in a spreadsheet and take it back: whoever places every case of a site on its board.
    pub fn may_import(&self) -> bool {
        let reach = |role: &Role| scope(*role, Area::Board, Right::Write);
        self.roles.iter().filter_map(reach).any(|reach| Scope::Site <= reach)
    }

    /// Whether the person may let a case through a gate that says no, or waive a required task, with a reason.
    pub fn may_override_gate(&self, case: &CaseScope<'_>, now: Instant) -> bool {
        self.roles
            .iter()
            .filter(|role| matches!(role, Role::ClinicalLead | Role::Director))
            .any(|role| self.reaches(*role, Area::Board, Right::Write, case, now))
    }

    /// Whether the person may take a copy of everything in the clinic away.
    pub fn may_export_clinic(&self) -> bool {
        self.roles.iter().any(|role| scope(*role, Area::Export, Right::Read) == Some(Scope::All))
    }

    /// Whether the person reads what everybody in the clinic did.
    pub fn may_audit(&self) -> bool {
        self.roles.iter().any(|role| scope(*role, Area::AuditLog, Right::Read) == Some(Scope::All))
    }

    /// Whether the person may open a case that is not their own, with a typed reason: anybody who treats or leads those
    /// who treat.
    pub fn may_break_glass(&self) -> bool {
        self.roles.iter().any(|role| role.is_clinical())
    }

    /// What each role that reaches the case grants.
    fn granting<'v>(
        &'v self,
        area: Area,
        right: Right,
        case: &'v CaseScope<'_>,
        now: Instant,
    ) -> impl Iterator<Item = Part> + 'v {
        self.roles
            .iter()
            .filter(move |role| self.reaches(**role, area, right, case, now))
            .map(move |role| permission(*role, area).part(right))
    }

    fn reaches(&self, role: Role, area: Area, right: Right, case: &CaseScope<'_>, now: Instant) -> bool {
        let Some(scope) = scope(role, area, right) else { return false };
        let on_site = Scope::Site <= scope && !case.restricted && self.sites.contains(case.site);
        let read_through_glass = right == Right::Read && role.is_clinical() && self.holds_grant(case, now);
        scope == Scope::All || on_site || case.team.contains(&self.staff) || read_through_glass
    }

    fn holds_grant(&self, case: &CaseScope<'_>, now: Instant) -> bool {
        case.grants.iter().any(|grant| grant.staff == self.staff && now < grant.until)
    }
}
