//! Medicare's yearly amounts for outpatient therapy (Social Security Act §1833(g)): above the first each line of a claim
//! carries the modifier KX, above the second a claim may be reviewed. Physical and speech therapy share one, occupational
//! therapy has its own. The amounts are data, year by year.

#[cfg(test)]
mod tests;

use super::limits::{allowed, arrived, elsewhere, limit_year, percent, without_amount};
use super::{LimitAmount, LimitYear, PlanKind, Policy};
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use crate::money::Cents;
use crate::visit::Visit;
use chrono::Datelike;

const STANDARD: &str = include_str!("../../data/kx-2026-11.tsv");

/// Percent of the amount from which somebody is warned (clinic convention).
const WARN_PERCENT: u32 = 85;

/// Disciplines that share an amount.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KxGroup {
    /// Physical and speech therapy together.
    PtAndSlp,
    /// Occupational therapy.
    Ot,
}

impl KxGroup {
    /// Both.
    pub const ALL: [KxGroup; 2] = [KxGroup::PtAndSlp, KxGroup::Ot];

    /// Whose work counts.
    pub fn disciplines(self) -> &'static [Discipline] {
        match self {
            KxGroup::PtAndSlp => &[Discipline::Pt, Discipline::Slp],
            KxGroup::Ot => &[Discipline::Ot],
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            KxGroup::PtAndSlp => "Physical and speech therapy",
            KxGroup::Ot => "Occupational therapy",
        }
    }

    fn parse(text: &str) -> Option<KxGroup> {
        match text {
            "pt slp" => Some(KxGroup::PtAndSlp),
            "ot" => Some(KxGroup::Ot),
            _ => None,
        }
    }
}

/// One year's amounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KxRow {
    /// Calendar year.
    pub year: i32,
    /// Whose.
    pub group: KxGroup,
    /// Above it: the modifier.
    pub threshold: Cents,
    /// Above it: a review is possible.
    pub review: Cents,
    /// Who says so.
    pub source: String,
}

/// A line that is no row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Line {line} of the list of therapy amounts cannot be read: {text}. Please correct it; the others are good."
)]
pub struct NotARow {
    line: usize,
    text: String,
}

/// The amounts of all years that are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KxAmounts(Vec<KxRow>);

impl KxAmounts {
    /// Those that the program brings.
    pub fn standard() -> KxAmounts {
        KxAmounts::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines of five fields with tabs between them; `data/kx-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<KxAmounts, NotARow> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
        let read = |(at, line)| row(line).ok_or(NotARow { line: at + 1, text: line.to_owned() });
        lines.map(read).collect::<Result<_, _>>().map(KxAmounts)
    }

    /// A year's amounts.
    pub fn of(&self, year: i32, group: KxGroup) -> Result<&KxRow, AmountNotKnown> {
        self.0.iter().find(|row| row.year == year && row.group == group).ok_or(AmountNotKnown { year })
    }
}

fn row(line: &str) -> Option<KxRow> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [year, group, threshold, review, source] = fields[..] else { return None };
    Some(KxRow {
        year: year.parse().ok()?,
        group: KxGroup::parse(group)?,
        threshold: Cents::parse(threshold).ok()?,
        review: Cents::parse(review).ok()?,
        source: source.to_owned(),
    })
}

/// Medicare's amount for a year is not in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Medicare's therapy amount for {year} is not known here. What was used is counted; please add the amount once it is published."
)]
pub struct AmountNotKnown {
    /// Calendar year.
    pub year: i32,
}

/// Where a patient stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KxUse {
    /// Whose work.
    pub group: KxGroup,
    /// Calendar year.
    pub year: i32,
    /// Allowed here, and elsewhere as far as a limit of the policy says so.
    pub used: Cents,
    /// Visits here whose allowed amount is not known.
    pub unknown: u32,
    /// The year's two amounts: for the modifier, and for a review.
    pub amounts: Result<(Cents, Cents), AmountNotKnown>,
}

impl KxUse {
    /// Of the amount, in whole percent rounded down.
    pub fn percent(&self) -> Result<u32, AmountNotKnown> {
        self.amounts.map(|(threshold, _)| percent(self.used.0, threshold.0))
    }

    /// Whether somebody should be warned.
    pub fn is_near(&self) -> bool {
        self.percent().is_ok_and(|percent| WARN_PERCENT <= percent)
    }

    /// Whether lines carry the modifier.
    pub fn needs_modifier(&self) -> bool {
        self.amounts.is_ok_and(|(threshold, _)| threshold < self.used)
    }

    /// Whether a review is possible.
    pub fn may_be_reviewed(&self) -> bool {
        self.amounts.is_ok_and(|(_, review)| review < self.used)
    }
}

/// Where a patient stands in the calendar year of a day, up to and including it; nothing where Medicare Part B is not in
/// force on that day. All that Part B covers counts, whoever delivered it: what other clinics used is entered as used
/// elsewhere at a limit in money of the policy.
pub fn kx(ledger: &Ledger, amounts: &KxAmounts, day: Date) -> Vec<KxUse> {
    let is_part_b = |policy: &&Policy| policy.plan == PlanKind::MedicareB;
    let part_b: Vec<&Policy> = ledger.policies.iter().filter(is_part_b).collect();
    if !part_b.iter().any(|policy| policy.period.contains(day)) {
        return Vec::new();
    }
    KxGroup::ALL.into_iter().map(|group| kx_use(ledger, &part_b, amounts, group, day)).collect()
}

fn kx_use(ledger: &Ledger, part_b: &[&Policy], amounts: &KxAmounts, group: KxGroup, day: Date) -> KxUse {
    let year = limit_year(LimitYear::Calendar, day);
    let came: Vec<&Visit> = arrived(ledger, year, day, group.disciplines())
        .filter(|visit| part_b.iter().any(|policy| policy.period.contains(visit.on)))
        .collect();
    let others = part_b.iter().filter(|policy| policy.period.contains(day)).flat_map(|policy| {
        let of_group = policy.limits.iter().filter(|limit| {
            matches!(limit.amount, LimitAmount::Money(_))
                && limit.disciplines.iter().any(|discipline| group.disciplines().contains(discipline))
        });
        of_group.map(|limit| elsewhere(ledger, policy, limit, year))
    });
    let used = others.fold(allowed(&came), u32::saturating_add);
    KxUse {
        group,
        year: day.year(),
        used: Cents(used),
        unknown: without_amount(&came),
        amounts: amounts.of(day.year(), group).map(|row| (row.threshold, row.review)),
    }
}
