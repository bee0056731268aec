//! What comes to an end: by date, by amount, too early or unused.

use super::{Alert, Input, Level, Rule, days_until, is_granted};
use crate::authorization::balance::LineBalance;
use crate::authorization::forecast::{Forecast, forecast, planned};
use crate::authorization::renewal::{Renewal, start_by};
use crate::authorization::sum::days;
use crate::authorization::{Authorization, AuthorizationStatus};
use crate::calendar::said;
use crate::kinds::Date;
use crate::payer::PayerRules;

/// A run-out so many days before the end is early (convention).
const EARLY_DAYS: i64 = 7;
/// Less than so much of the grant is under-use, for which payers cut the next one (convention).
const USE_PERCENT: u64 = 80;
/// A use that began so few days ago says nothing yet (convention).
const YOUNG_DAYS: i64 = 28;

/// Alerts of one that is granted and has not ended.
pub(super) fn of(input: &Input<'_>, authorization: &Authorization, all: &mut Vec<Alert>) {
    let last = authorization.period.until().and_then(|until| until.pred_opt());
    if last.is_some_and(|last| last < input.today) {
        return;
    }
    let renewed = is_renewed(input, authorization);
    let rules = (input.rules)(authorization.policy);
    let lines: Vec<&LineBalance> = input
        .drawn
        .lines
        .iter()
        .filter(|line| line.authorization == authorization.id && 0 < line.granted)
        .collect();
    let foretold: Vec<Forecast> = lines.iter().map(|line| foretell(input, authorization, line)).collect();
    if let (Some(last), Some(rules), false) = (last, rules, renewed) {
        all.extend(soon(input, authorization, rules, last));
    }
    if let (Some(rules), false) = (rules, renewed || is_asked_for(input, authorization)) {
        let runs_out = foretold.iter().filter_map(|forecast| forecast.runs_out).min();
        all.extend(renewal(input, authorization, rules, runs_out));
    }
    for (line, forecast) in lines.into_iter().zip(&foretold) {
        let about = About { input, authorization, line };
        all.extend(rules.and_then(|rules| about.mostly_used(rules, renewed)));
        if let Some(last) = last.filter(|_| line.used < line.granted) {
            all.extend(forecast.runs_out.filter(|_| !renewed).and_then(|out| about.early(out, last)));
            all.extend(about.under_use(forecast, last));
        }
    }
}

/// Another one of the same policy is good for the day after.
fn is_renewed(input: &Input<'_>, authorization: &Authorization) -> bool {
    let Some(after) = authorization.period.until() else { return false };
    input.authorizations.iter().any(|other| {
        other.id != authorization.id
            && other.discipline == authorization.discipline
            && other.policy == authorization.policy
            && is_granted(other)
            && other.period.contains(after)
    })
}

/// A renewal is under way: its request is being prepared, sent or appealed.
fn is_asked_for(input: &Input<'_>, authorization: &Authorization) -> bool {
    let later = |other: &Authorization| {
        other.discipline == authorization.discipline
            && authorization.period.until().is_some_and(|after| other.period.contains(after))
    };
    let asked = |other: &Authorization| {
        matches!(
            other.status,
            AuthorizationStatus::Requested
                | AuthorizationStatus::Pended { .. }
                | AuthorizationStatus::Appealed { .. }
        )
    };
    (input.begun)(authorization.id)
        || input.authorizations.iter().any(|other| {
            other.id != authorization.id
                && (other.follows == Some(authorization.id) || later(other))
                && asked(other)
        })
}

fn foretell(input: &Input<'_>, authorization: &Authorization, line: &LineBalance) -> Forecast {
    let planned = planned(input.drawn, line, authorization, input.visits);
    forecast(&crate::authorization::forecast::Input {
        today: input.today,
        measure: line.measure,
        left: line.granted.saturating_sub(line.used),
        period: authorization.period,
        planned: &planned,
        kept_percent: input.kept_percent,
    })
}

fn soon(input: &Input<'_>, authorization: &Authorization, rules: &PayerRules, last: Date) -> Option<Alert> {
    let left = days_until(input.today, last);
    let reached = rules.warn_days.iter().filter(|warn| left <= i64::from(**warn)).min()?;
    let level = match reached {
        0..=7 => Level::Critical,
        first if rules.warn_days.iter().max() == Some(first) => Level::Info,
        _ => Level::Warning,
    };
    let why = format!("Its last day is {}, {} from {}.", said(last), days(left), said(input.today));
    Some(alert(authorization, None, (Rule::EndsSoon, level), vec![last, input.today], why))
}

fn renewal(
    input: &Input<'_>,
    authorization: &Authorization,
    rules: &PayerRules,
    runs_out: Option<Date>,
) -> Option<Alert> {
    let start = start_by(&Renewal {
        ends: authorization.period.until(),
        runs_out,
        pace: (input.pace)(authorization.policy),
        renew_before_days: rules.renew_before_days,
        prep_days: input.prep_days,
        calendar: input.calendar,
    })
    .filter(|start| start.on <= input.today)?;
    let level = if start.send_on <= input.today { Level::Critical } else { Level::Warning };
    let why = format!(
        "No renewal packet is begun. It had to be begun by {} and must be sent by {}; today is {}.",
        said(start.on),
        said(start.send_on),
        said(input.today)
    );
    let dates = vec![start.on, start.send_on, input.today];
    Some(alert(authorization, None, (Rule::RenewalDue, level), dates, why))
}

struct About<'a, 'b> {
    input: &'a Input<'b>,
    authorization: &'a Authorization,
    line: &'a LineBalance,
}

impl About<'_, '_> {
    fn alert(&self, what: (Rule, Level), dates: Vec<Date>, why: String) -> Alert {
        alert(self.authorization, Some(self.line.line), what, dates, why)
    }

    fn mostly_used(&self, rules: &PayerRules, renewed: bool) -> Option<Alert> {
        let (used, granted) = (self.line.used, self.line.granted);
        let percent = u64::from(used) * 100 / u64::from(granted.max(1));
        let reached = *rules.warn_percent.iter().filter(|warn| u64::from(**warn) <= percent).max()?;
        let level = match reached {
            _ if renewed => Level::Info,
            100.. => Level::Critical,
            first if rules.warn_percent.iter().min() == Some(&first) => Level::Info,
            _ => Level::Warning,
        };
        let last = self.input.drawn.draws.iter().filter(|draw| {
            draw.authorization == self.line.authorization && draw.line == self.line.line && !draw.reserved
        });
        let last = last.map(|draw| draw.on).max()?;
        let why = format!(
            "{} of {} are used ({percent} %), the last on {}.",
            self.line.measure.number(used),
            self.line.measure.words(granted),
            said(last)
        );
        Some(self.alert((Rule::MostlyUsed, level), vec![last], why))
    }

    fn early(&self, out: Date, last: Date) -> Option<Alert> {
        let early = days_until(out, last);
        let why = format!(
            "At this pace it runs out on {}, {} before its last day, {}.",
            said(out),
            days(early),
            said(last)
        );
        (EARLY_DAYS < early).then(|| self.alert((Rule::RunsOutEarly, Level::Warning), vec![out, last], why))
    }

    fn under_use(&self, forecast: &Forecast, last: Date) -> Option<Alert> {
        let granted = self.line.granted;
        let used = granted.saturating_sub(forecast.unused_at_end);
        let began = self.authorization.period.from();
        if days_until(began, self.input.today) < YOUNG_DAYS
            || u64::from(granted) * USE_PERCENT <= u64::from(used) * 100
        {
            return None;
        }
        let words = |amount| self.line.measure.words(amount);
        let why = format!(
            "At this pace {} of {} will be used by its last day, {}: {} expire.",
            self.line.measure.number(used),
            self.line.measure.words(granted),
            said(last),
            words(forecast.unused_at_end)
        );
        Some(self.alert((Rule::UnderUse, Level::Warning), vec![last], why))
    }
}

fn alert(
    authorization: &Authorization,
    line: Option<usize>,
    (rule, level): (Rule, Level),
    dates: Vec<Date>,
    why: String,
) -> Alert {
    Alert {
        rule,
        level,
        discipline: authorization.discipline,
        authorization: Some(authorization.id),
        line,
        dates,
        why,
    }
}
