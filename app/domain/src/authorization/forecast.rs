//! When a line runs out, and what expires unused: from the visits that are planned and how many of them this case keeps.
//!
//! Each planned visit counts with the part that this case keeps. After the last booking the plan of the 28 days before it
//! is repeated: replayed on generated cases that missed the day by half a day to a day less than a mean over 56 days, or
//! than the pace of use, because it falls on the weekdays of the case and is not slowed down by chance or by one illness.
//! The range is the one in which four of five run-outs are expected. Whole numbers only, in thousandths.

mod plan;

#[cfg(test)]
mod tests;

pub use plan::{Planned, State, planned};

use super::Measure;
use super::sum::{Term, days};
use crate::calendar::Span;
use crate::kinds::Date;
use chrono::Days;

/// Visits kept of a hundred, for a clinic that has no numbers of its own: the clinic's convention.
pub const KEPT_PERCENT: u32 = 84;
/// What the clinic's rate weighs beside a case's own visits: as much as so many of them. A convention.
const WEIGHT: u32 = 8;
/// Attendance changes: only visits of so many days say what is kept. A convention.
const RECENT_DAYS: u64 = 84;
/// The plan that is taken to go on.
const PATTERN_DAYS: u64 = 28;
/// Nothing is foretold beyond so many days.
const HORIZON_DAYS: u64 = 1_096;
/// The square of the 1.28 deviations that leave a tenth on either side, in hundredths.
const FOUR_OF_FIVE: u128 = 164;

/// What a forecast is made of.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The clinic-local day.
    pub today: Date,
    /// What the line counts.
    pub measure: Measure,
    /// Granted and not yet used; what is booked is still in it.
    pub left: u32,
    /// Dates of service on which the line may be drawn.
    pub period: Span,
    /// Visits that fit the line, past and to come, in any order.
    pub planned: &'a [Planned],
    /// Of a hundred planned visits so many are kept in the whole clinic.
    pub kept_percent: u32,
}

/// How a line will end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forecast {
    /// The day of the visit that takes the last of it, whether or not the line ends before; nothing: none is in sight.
    pub runs_out: Option<Date>,
    /// It may be as early as this.
    pub earliest: Option<Date>,
    /// Or as late as this; nothing: later than anybody can say.
    pub latest: Option<Date>,
    /// Left on the day on which the line ends; 0 where it has no end.
    pub unused_at_end: u32,
    /// The arithmetic.
    pub sum: Vec<Term>,
    /// What comes of it, in a sentence; the dates stand beside it.
    pub sentence: String,
}

/// How much of what is planned this case keeps, in thousandths.
#[derive(Clone, Copy)]
struct Kept {
    rate: u32,
    came: u32,
    all: u32,
}

impl Kept {
    fn of(input: &Input<'_>) -> Kept {
        let since = back(input.today, RECENT_DAYS);
        let recent = || input.planned.iter().filter(|visit| since <= visit.on && visit.on <= input.today);
        let came = count(recent().filter(|visit| visit.state == State::Came));
        let all = came + count(recent().filter(|visit| visit.state == State::Missed));
        let clinic = input.kept_percent.min(100) * 10;
        Kept { rate: (came * 1_000 + clinic * WEIGHT) / (all + WEIGHT), came, all }
    }
}

fn count<'a>(visits: impl Iterator<Item = &'a Planned>) -> u32 {
    u32::try_from(visits.count()).unwrap_or(u32::MAX)
}

fn back(day: Date, days: u64) -> Date {
    day.checked_sub_days(Days::new(days)).unwrap_or(Date::MIN)
}

fn ahead(day: Date, days: u64) -> Date {
    day.checked_add_days(Days::new(days)).unwrap_or(Date::MAX)
}

/// When the line runs out, how sure that is, and what is left at its end.
pub fn forecast(input: &Input<'_>) -> Forecast {
    let kept = Kept::of(input);
    let last = last_booked(input);
    let pattern = Pattern::of(input, last);
    let booked = booked(input);
    let walk = Walk::over(input, kept, booked.iter().copied().chain(pattern.going_on(input, last)));
    let unused_at_end =
        if input.period.until().is_some() { whole(left_after(input, walk.until_end)) } else { 0 };
    let runs_out = if input.left == 0 { Some(input.today) } else { walk.runs_out };
    Forecast {
        runs_out,
        earliest: walk.earliest.min(runs_out).or(runs_out),
        latest: walk.latest.max(runs_out.filter(|_| input.left == 0)),
        unused_at_end,
        sum: sum(input, kept, &booked, &pattern, runs_out),
        sentence: sentence(input, runs_out, unused_at_end),
    }
}

/// Thousandths that are left after so many were used.
fn left_after(input: &Input<'_>, used: u64) -> u64 {
    (u64::from(input.left) * 1_000).saturating_sub(used)
}

fn whole(thousandths: u64) -> u32 {
    u32::try_from((thousandths + 500) / 1_000).unwrap_or(u32::MAX)
}

fn last_booked(input: &Input<'_>) -> Date {
    let to_come = |visit: &&Planned| matches!(visit.state, State::ToCome | State::Elsewhere);
    let last = input.planned.iter().filter(to_come).map(|visit| visit.on).max();
    last.unwrap_or(Date::MIN).max(back(input.today, 1))
}

/// What is booked and draws from this line; a visit of which nobody has said what came of it counts as of today.
fn booked(input: &Input<'_>) -> Vec<(Date, u32)> {
    let to_come = |visit: &&Planned| visit.state == State::ToCome && input.period.contains(visit.on);
    let mut all: Vec<(Date, u32)> =
        input.planned.iter().filter(to_come).map(|visit| (visit.on.max(input.today), visit.amount)).collect();
    all.sort_unstable();
    all
}

/// The planned visits of some days, which are taken to go on.
struct Pattern {
    /// 28, or fewer whole weeks where the case is younger.
    days: u64,
    /// The day within them, from 1, and the amount.
    visits: Vec<(u64, u32)>,
}

impl Pattern {
    /// Up to the last booking, or, where a single late booking would make a plan of nothing, up to yesterday.
    fn of(input: &Input<'_>, last: Date) -> Pattern {
        let (booked, past) = (Pattern::until(input, last), Pattern::until(input, back(input.today, 1)));
        let dense = |one: &Pattern, other: &Pattern| one.visits.len() as u64 * other.days;
        if dense(&booked, &past) < dense(&past, &booked) { past } else { booked }
    }

    fn until(input: &Input<'_>, end: Date) -> Pattern {
        let first = input.planned.iter().map(|visit| visit.on).min().unwrap_or(end);
        let lived = u64::try_from((end - first).num_days() + 1).unwrap_or(0);
        let days = (lived.div_ceil(7) * 7).clamp(7, PATTERN_DAYS);
        let since = back(end, days);
        let inside = input.planned.iter().filter(|visit| since < visit.on && visit.on <= end);
        let day = |on: Date| u64::try_from((on - since).num_days()).unwrap_or(0);
        let mut visits: Vec<(u64, u32)> = inside.map(|visit| (day(visit.on), visit.amount)).collect();
        visits.sort_unstable();
        Pattern { days, visits }
    }

    /// Again and again, after the last booking.
    fn going_on(&self, input: &Input<'_>, last: Date) -> impl Iterator<Item = (Date, u32)> {
        let (end, from) = (ahead(input.today, HORIZON_DAYS), input.period.from());
        let rounds = (0..).map(|round| round * self.days).take_while(|days| *days <= HORIZON_DAYS);
        rounds
            .flat_map(move |days| {
                self.visits.iter().map(move |(day, amount)| (ahead(last, days + day), *amount))
            })
            .filter(move |(on, _)| from <= *on && *on <= end)
    }
}

/// What the visits in a row come to.
#[derive(Default)]
struct Walk {
    runs_out: Option<Date>,
    earliest: Option<Date>,
    latest: Option<Date>,
    /// Thousandths used before the line ends.
    until_end: u64,
}

impl Walk {
    fn over(input: &Input<'_>, kept: Kept, visits: impl Iterator<Item = (Date, u32)>) -> Walk {
        let mut walk = Walk::default();
        let (mut all, mut squares) = (0_u64, 0_u128);
        let ends = input.period.until();
        for (on, amount) in visits {
            all += u64::from(amount);
            squares += u128::from(amount) * u128::from(amount);
            let used = all * u64::from(kept.rate);
            if ends.is_none_or(|ends| on < ends) {
                walk.until_end = used;
            }
            // The last visit is reached when most of it is expected: a whole visit either comes or does not.
            let target = left_after(input, u64::from(amount) * 667);
            let spread = Spread { used, target, variance: variance(kept, all, squares) };
            walk.earliest = walk.earliest.or(spread.may_have_reached().then_some(on));
            walk.runs_out = walk.runs_out.or((target <= used).then_some(on));
            walk.latest = walk.latest.or(spread.has_surely_reached().then_some(on));
            if walk.latest.is_some() && ends.is_none_or(|ends| ends <= on) {
                break;
            }
        }
        walk
    }
}

struct Spread {
    used: u64,
    target: u64,
    variance: u128,
}

impl Spread {
    fn is_far(&self) -> bool {
        let distance = u128::from(self.used.abs_diff(self.target));
        FOUR_OF_FIVE * self.variance < distance * distance * 100
    }

    fn may_have_reached(&self) -> bool {
        self.target <= self.used || !self.is_far()
    }

    fn has_surely_reached(&self) -> bool {
        self.target <= self.used && self.is_far()
    }
}

/// In thousandths squared: each visit comes or does not, and the rate itself is only as sure as there were visits.
fn variance(kept: Kept, all: u64, squares: u128) -> u128 {
    let one = u128::from(kept.rate) * u128::from(1_000_u32.saturating_sub(kept.rate));
    one * squares + one * u128::from(all) * u128::from(all) / u128::from(kept.all + WEIGHT + 1)
}

fn sum(
    input: &Input<'_>,
    kept: Kept,
    booked: &[(Date, u32)],
    pattern: &Pattern,
    runs_out: Option<Date>,
) -> Vec<Term> {
    let words = |amount: u64| input.measure.words(u32::try_from(amount).unwrap_or(u32::MAX));
    let percent = (kept.rate + 5) / 10;
    let mut sum = vec![Term::said(format!("{} left", words(input.left.into())))];
    if input.left == 0 || (booked.is_empty() && pattern.visits.is_empty()) {
        return sum;
    }
    let own = format!("{} of {} planned visits kept in the last {RECENT_DAYS} days", kept.came, kept.all);
    let clinic = format!("the clinic's {} % counted as {WEIGHT} more", input.kept_percent);
    sum.push(Term::said(format!("{own}, {clinic}: {percent} %")));
    let all: u64 = booked.iter().map(|(_, amount)| u64::from(*amount)).sum();
    let expected = all * u64::from(kept.rate);
    if let Some((until, _)) = booked.last() {
        let expected = words(whole(expected).into());
        let words = format!("− {expected} expected: {} booked × {percent} %, the last booked on", words(all));
        sum.push(Term::on(words, *until));
    }
    let rest = whole(left_after(input, expected));
    let in_plan: u64 = pattern.visits.iter().map(|(_, amount)| u64::from(*amount)).sum();
    let goes_on = booked.last().zip(runs_out).is_none_or(|((last, _), out)| *last < out);
    if goes_on && 0 < rest && 0 < in_plan {
        let then = if booked.is_empty() { String::new() } else { format!("= {} then; ", words(rest.into())) };
        let plan = format!("{} planned in {} × {percent} %", words(in_plan), days(pattern.days));
        let pace = words(whole(in_plan * u64::from(kept.rate)).into());
        sum.push(Term::said(format!("{then}{plan} = {pace} every {}", days(pattern.days))));
    }
    sum.extend(runs_out.map(|on| Term::on("the last is used on", on)));
    sum
}

fn sentence(input: &Input<'_>, runs_out: Option<Date>, unused: u32) -> String {
    let unused_words = || format!("{} will expire unused", input.measure.words(unused));
    match (runs_out, input.period.until()) {
        _ if input.left == 0 => "Nothing is left".into(),
        (Some(out), Some(ends)) if out < ends => {
            let early = (ends - out).num_days() - 1;
            if early == 0 { "Runs out as it ends".into() } else { format!("Runs out {} early", days(early)) }
        }
        (_, Some(_)) if 0 < unused => unused_words(),
        (Some(_), Some(_)) => "Lasts until it ends".into(),
        (Some(_), None) => "Runs out".into(),
        (None, _) => "No run-out in sight".into(),
    }
}
