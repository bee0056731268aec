//! Who takes which case, and why.

use super::{Candidate, Row};
use crate::ids::{CaseId, StaffId};

/// From this share of what somebody can carry on, a choice is marked; percent.
pub const WARN_PERCENT: u32 = 90;
/// Beyond this share nobody is proposed; percent.
pub const STOP_PERCENT: u32 = 110;

/// How much work a case is, in hundredths of a weekly hour: planned weekly hours, and a quarter for each discipline beyond the
/// first, and a half each for high risk, for a case younger than 30 days, and for an open renewal or audit.
/// Source: clinic convention.
pub fn weight(weekly_minutes: u32, disciplines: usize, risk: bool, is_new: bool, renewal: bool) -> u32 {
    let hours = weekly_minutes.saturating_mul(100) / 60;
    let others = u32::try_from(disciplines.saturating_sub(1)).unwrap_or(0).saturating_mul(25);
    let halves = 50 * (u32::from(risk) + u32::from(is_new) + u32::from(renewal));
    hours.saturating_add(others).saturating_add(halves)
}

/// What is proposed for a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The case.
    pub case: CaseId,
    /// To whom; nobody fits.
    pub to: Option<StaffId>,
    /// Why this person, or why nobody.
    pub reason: String,
    /// With it, the person carries nine tenths of what they can or more.
    pub heavy: bool,
    /// All who fit, the best first.
    pub fit: Vec<StaffId>,
}

/// What is proposed, in the order of the rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proposal {
    /// One for each case.
    pub choices: Vec<Choice>,
}

/// Proposes somebody for each case of a leaver. Must be: active, of the discipline, at the site, and within what they can
/// carry. Better is, in this order: known to the payer, speaks the family's language, below nine tenths of their load, knows
/// the patient, carries less. The heaviest cases choose first. The same input gives the same proposal, in whatever order
/// candidates come.
pub fn propose(rows: &[Row], candidates: &[Candidate]) -> Proposal {
    let mut candidates: Vec<Candidate> = candidates.to_vec();
    candidates.sort_by_key(|candidate| candidate.staff);
    let mut heaviest: Vec<(usize, &Row)> = rows.iter().enumerate().collect();
    heaviest.sort_by_key(|(_, row)| (u32::MAX - row.weight, row.number, row.case));
    let mut choices: Vec<(usize, Choice)> = Vec::new();
    for (at, row) in heaviest {
        let choice = choose(row, &candidates);
        let taken = candidates.iter_mut().filter(|candidate| Some(candidate.staff) == choice.to);
        taken.for_each(|candidate| candidate.load = candidate.load.saturating_add(row.weight));
        choices.push((at, choice));
    }
    choices.sort_by_key(|(at, _)| *at);
    Proposal { choices: choices.into_iter().map(|(_, choice)| choice).collect() }
}

fn choose(row: &Row, candidates: &[Candidate]) -> Choice {
    let mut fit: Vec<&Candidate> =
        candidates.iter().filter(|candidate| unfit(row, candidate).is_none()).collect();
    fit.sort_by_key(|candidate| rank(row, candidate));
    let best = fit.first().copied();
    Choice {
        case: row.case,
        to: best.map(|best| best.staff),
        reason: best.map_or_else(|| nobody(row, candidates), |best| because(row, best)),
        heavy: best.is_some_and(|best| !within(row, best, WARN_PERCENT, true)),
        fit: fit.iter().map(|candidate| candidate.staff).collect(),
    }
}

fn rank(row: &Row, who: &Candidate) -> (u8, bool, bool, bool, u32, StaffId) {
    let known = match (&row.payer, &who.enrolled) {
        (None, _) => 0,
        (Some(payer), Some(enrolled)) => 2 * u8::from(!enrolled.contains(payer)),
        (Some(_), None) => 1,
    };
    let heavy = !within(row, who, WARN_PERCENT, true);
    (known, !speaks(row, who), heavy, !row.team.contains(&who.staff), who.load, who.staff)
}

fn speaks(row: &Row, who: &Candidate) -> bool {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    row.language
        .as_ref()
        .is_none_or(|wanted| who.languages.iter().any(|spoken| same(spoken.as_str(), wanted.as_str())))
}

/// Whether the load with this case stays below that share of what the person can carry, or at it.
fn within(row: &Row, who: &Candidate, percent: u32, below: bool) -> bool {
    let Some(capacity) = who.capacity else { return true };
    let with = (u64::from(who.load) + u64::from(row.weight)) * 100;
    let most = u64::from(capacity) * u64::from(percent);
    if below { with < most } else { with <= most }
}

/// Why somebody cannot take a case; nothing: they can.
pub fn unfit(row: &Row, who: &Candidate) -> Option<Unfit> {
    if !who.active {
        Some(Unfit::Inactive)
    } else if !row.disciplines.iter().all(|discipline| who.disciplines.contains(discipline)) {
        Some(Unfit::Discipline)
    } else if !who.sites.contains(row.site) {
        Some(Unfit::Site)
    } else if !within(row, who, STOP_PERCENT, false) {
        Some(Unfit::Full)
    } else {
        None
    }
}

/// Why somebody cannot take a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// Does not work here, does not treat, or leaves as well.
    Inactive,
    /// Of another discipline.
    Discipline,
    /// At other sites.
    Site,
    /// Would carry more than 110 percent.
    Full,
}

/// "Ana Lopez treats in SLP at this site, is known to the payer, and would carry 74 % of a full load."
fn because(row: &Row, who: &Candidate) -> String {
    let mut parts = Vec::new();
    if row.disciplines.is_empty() {
        parts.push("works at this site".to_owned());
    } else {
        parts.push(format!("treats in {} at this site", marks(row)));
    }
    match (&row.payer, &who.enrolled) {
        (Some(payer), Some(enrolled)) if enrolled.contains(payer) => {
            parts.push("is known to the payer".to_owned());
        }
        (Some(_), Some(_)) => parts.push("has to be enrolled with the payer first".to_owned()),
        _ => {}
    }
    if let Some(language) = &row.language {
        let speaks = if speaks(row, who) { "speaks" } else { "is not known to speak" };
        parts.push(format!("{speaks} {language}"));
    }
    if row.team.contains(&who.staff) {
        parts.push("knows the patient".to_owned());
    }
    if let Some(capacity) = who.capacity.filter(|capacity| 0 < *capacity) {
        let with = (u64::from(who.load) + u64::from(row.weight)) * 100 / u64::from(capacity);
        parts.push(format!("would carry {with}\u{a0}% of a full load"));
    } else {
        let with = who.load.saturating_add(row.weight);
        parts.push(format!("would carry {}.{:02} hours a week", with / 100, with % 100));
    }
    let last = parts.pop().unwrap_or_default();
    let all = if parts.is_empty() { last } else { format!("{}, and {last}", parts.join(", ")) };
    format!("{} {all}.", who.name)
}

fn marks(row: &Row) -> String {
    let marks: Vec<&str> = row.disciplines.iter().map(|discipline| discipline.mark()).collect();
    marks.join(" and ")
}

/// Why nobody fits, with how far each of them got.
fn nobody(row: &Row, candidates: &[Candidate]) -> String {
    let count =
        |wanted: Unfit| candidates.iter().filter(|candidate| unfit(row, candidate) == Some(wanted)).count();
    let (site, full) = (count(Unfit::Site), count(Unfit::Full));
    let treats =
        if row.disciplines.is_empty() { String::new() } else { format!(" who treats in {}", marks(row)) };
    match (full, site) {
        (0, 0) => format!("Nobody else works here{treats}: hire somebody, or refer the patient on."),
        (0, n) => format!("Nobody{treats} works at this site; {n} at other sites: ask one of them to come."),
        (n, _) => format!(
            "Everybody{treats} at this site would carry more than {STOP_PERCENT}\u{a0}% of a full load ({n} asked): free somebody first."
        ),
    }
}
