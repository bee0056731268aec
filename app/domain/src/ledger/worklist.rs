//! The work lists of all open cases: what fails first, of whichever kind. Counts on tabs are the lengths of these lists.

use super::{Digest, DigestLine, Flag};
use crate::case::Case;
use crate::ids::{PayerId, SiteId, StaffId};
use crate::kinds::{Date, Discipline};
use chrono::Days;
use std::sync::Arc;

/// Somebody asks a payer again so many days before it has to be done.
const VERIFY_DAYS: u64 = 30;

/// What a list is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// What is authorized, by the day on which it fails; before all of it what is not authorized and has to be.
    #[default]
    Authorizations,
    /// Days that nobody covers, orders that nobody decided or confirmed, policies that contradict each other.
    Coverage,
    /// Policies that have to be verified again.
    Verification,
    /// Delivered visits whose claim nobody has filed.
    Filing,
}

impl Kind {
    /// All of them, in the order of the tabs.
    pub const ALL: [Kind; 4] = [Kind::Authorizations, Kind::Coverage, Kind::Verification, Kind::Filing];

    /// As an address names it.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Authorizations => "authorizations",
            Kind::Coverage => "coverage",
            Kind::Verification => "verification",
            Kind::Filing => "filing",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Authorizations => "Authorizations",
            Kind::Coverage => "Coverage",
            Kind::Verification => "To verify",
            Kind::Filing => "To file",
        }
    }
}

/// Whose cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Those that nobody owns.
    Nobodys,
    /// Somebody's.
    Of(StaffId),
}

/// Which rows are wanted; nothing: all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wish {
    /// Of this discipline.
    pub discipline: Option<Discipline>,
    /// Of this payer.
    pub payer: Option<PayerId>,
    /// At this site.
    pub site: Option<SiteId>,
    /// By owner.
    pub owner: Option<Whose>,
    /// Failing within so many days.
    pub within: Option<u16>,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About<'a> {
    /// So much was delivered or booked without the authorization that it needs.
    Missing(u32),
    /// One line of an authorization.
    Line(&'a DigestLine),
    /// A flag of its coverage: the first to look at.
    Coverage(Flag),
    /// A verification.
    Verify,
    /// The claim for the visit of this day.
    File(Date),
}

/// One row of a list.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Whose.
    pub case: &'a Case,
    /// All that lists know of it.
    pub digest: &'a Digest,
    /// What it is about.
    pub about: About<'a>,
    /// The day on which it fails.
    pub on: Date,
    /// The clinic-local day at the case's site.
    pub today: Date,
}

impl Row<'_> {
    /// Whole days until it fails; below 0 it has failed.
    pub fn days_left(&self) -> i64 {
        (self.on - self.today).num_days()
    }

    fn is_wanted(&self, wish: &Wish) -> bool {
        let (discipline, payer) = match self.about {
            About::Line(line) => (
                wish.discipline.is_none_or(|one| one == line.discipline),
                wish.payer.is_none_or(|one| Some(one) == line.payer),
            ),
            _ => (
                wish.discipline.is_none_or(|one| self.case.disciplines.contains(&one)),
                wish.payer.is_none_or(|one| self.digest.payers.contains(&one)),
            ),
        };
        let within = wish.within.is_none_or(|days| self.days_left() <= i64::from(days));
        let site = wish.site.is_none_or(|site| site == self.case.site);
        let owner = wish.owner.is_none_or(|whose| match whose {
            Whose::Nobodys => self.case.owner.is_none(),
            Whose::Of(staff) => self.case.owner == Some(staff),
        });
        discipline && payer && within && site && owner
    }

    /// What is not authorized comes first, what is renewed last, and between them what fails first.
    fn rank(&self) -> (u8, Date, u32) {
        let class = match self.about {
            About::Missing(_) => 0,
            About::Line(line) if line.renewed => 2,
            _ => 1,
        };
        (class, self.on, self.case.number)
    }
}

/// The rows of a list, those that fail first come first. `today` is the clinic-local day at a site.
pub fn rows<'a>(
    cases: &'a [Arc<Case>],
    kind: Kind,
    wish: &Wish,
    today: &impl Fn(SiteId) -> Date,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for case in cases {
        let Some(digest) = case.digest.as_deref() else { continue };
        let row = |about, on| Row { case, digest, about, on, today: today(case.site) };
        of_case(kind, digest, today(case.site), |about, on| {
            rows.extend(Some(row(about, on)).filter(|row| row.is_wanted(wish)));
        });
    }
    rows.sort_by_cached_key(Row::rank);
    rows
}

fn of_case<'a>(kind: Kind, digest: &'a Digest, today: Date, mut tell: impl FnMut(About<'a>, Date)) {
    match kind {
        Kind::Authorizations => {
            let missing = digest.flags.iter().find_map(|flag| match flag {
                Flag::NotAuthorized(day) => Some(*day),
                _ => None,
            });
            if let Some(day) = missing {
                tell(About::Missing(digest.uncovered), day);
            }
            digest.lines.iter().for_each(|line| tell(About::Line(line), line.fails_on()));
        }
        Kind::Coverage => {
            let flags = digest.flags.iter().copied().filter(|flag| flag.is_about_coverage());
            if let Some(flag) = flags.min_by_key(|flag| (flag.day(), *flag)) {
                tell(About::Coverage(flag), flag.day());
            }
        }
        Kind::Verification => {
            let soon = today.checked_add_days(Days::new(VERIFY_DAYS)).unwrap_or(Date::MAX);
            if let Some(by) = digest.verify_by.filter(|by| *by <= soon) {
                tell(About::Verify, by);
            }
        }
        Kind::Filing => {
            if let Some((by, served)) = digest.file_by {
                tell(About::File(served), by);
            }
        }
    }
}
