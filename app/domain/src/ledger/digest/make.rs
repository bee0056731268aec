//! A digest from a ledger.

use super::{Digest, DigestLine, Flag};
use crate::authorization::balance::{Drawn, LineBalance, Uncovered};
use crate::authorization::forecast::{self, KEPT_PERCENT, forecast, planned};
use crate::authorization::{Authorization, AuthorizationStatus};
use crate::calendar::Span;
use crate::clinic::Clinic;
use crate::coverage::conflicts::{Conflict, conflicts};
use crate::coverage::force::{in_force, payers_on, stretches};
use crate::coverage::kx::{KxAmounts, kx};
use crate::coverage::verify::next_check;
use crate::kinds::Date;
use crate::ledger::{Ledger, reckon};
use crate::payer::rules::{Asked, Turn, file_by, files_claims, needs_authorization, visits_before};
use crate::service::Services;
use crate::visit::{Outcome, Visit};
use std::cmp::Reverse;

/// Lines that a digest holds at most; a case has two or three.
const LINES_MAX: usize = 12;
/// A line that ended longer ago than this, in days, and that nobody renewed is the past.
const ENDED_DAYS: i64 = 60;

/// A ledger in short, as of a clinic-local day.
pub fn digest(ledger: &Ledger, clinic: &Clinic, today: Date) -> Digest {
    let drawn = reckon(ledger, clinic, &Services::standard());
    let asked_for: Vec<&Uncovered> =
        drawn.uncovered.iter().filter(|uncovered| is_needed(ledger, clinic, uncovered)).collect();
    let percents =
        kx(ledger, &KxAmounts::standard(), today).into_iter().filter_map(|used| used.percent().ok());
    Digest {
        payers: payers_on(ledger, today).ordered.iter().map(|policy| policy.payer).collect(),
        flags: flags(ledger, &asked_for, today),
        verify_by: in_force(ledger, today)
            .into_iter()
            .filter_map(|policy| next_check(ledger, policy, today))
            .map(|check| check.due)
            .min(),
        lines: lines(ledger, &drawn, today),
        uncovered: asked_for.iter().map(|uncovered| uncovered.amount).fold(0, u32::saturating_add),
        file_by: unbilled(ledger)
            .filter_map(|visit| Some((file_visit_by(ledger, clinic, visit)?, visit.on)))
            .min(),
        kx_percent: percents.max().map(|percent| u16::try_from(percent).unwrap_or(u16::MAX)),
    }
}

/// Whether the payer of that day wants an authorization for what nothing covers. Where its rules are not known it does:
/// what is not asked for is forgotten.
pub fn is_needed(ledger: &Ledger, clinic: &Clinic, uncovered: &Uncovered) -> bool {
    let payers = payers_on(ledger, uncovered.on);
    let policy = uncovered.policy.and_then(|id| ledger.policy(id)).or(payers.ordered.first().copied());
    let Some(policy) = policy else { return false };
    let rules = clinic.payer(policy.payer).and_then(|payer| payer.rules_on(uncovered.on));
    rules.is_none_or(|rules| {
        let visits_before = visits_before(&ledger.visits, uncovered.discipline, uncovered.on);
        let asked = Asked { discipline: uncovered.discipline, code: uncovered.code, visits_before };
        needs_authorization(rules, &policy.needs, asked).required
    })
}

fn flags(ledger: &Ledger, asked_for: &[&Uncovered], today: Date) -> Vec<Flag> {
    let reaches = |days: Span| days.until().is_none_or(|until| today < until);
    let mut flags: Vec<Flag> = conflicts(ledger)
        .into_iter()
        .filter_map(|conflict| match conflict {
            // Delivered visits are billed wrongly long after the days have passed.
            Conflict::Unordered { days, arrived, .. } if 0 < arrived || reaches(days) => {
                Some(Flag::Unordered(days.from()))
            }
            Conflict::Unconfirmed { days } if reaches(days) => Some(Flag::Unconfirmed(days.from())),
            Conflict::Twice { days, .. } if reaches(days) => Some(Flag::Contradiction(days.from())),
            _ => None,
        })
        .collect();
    let uncovered = stretches(ledger)
        .into_iter()
        .find(|stretch| reaches(stretch.days) && !stretch.payers.is_covered())
        .map(|stretch| Flag::NotCovered(stretch.days.from()));
    flags.extend(uncovered);
    flags.extend(asked_for.iter().map(|uncovered| uncovered.on).min().map(Flag::NotAuthorized));
    flags.sort_unstable();
    flags.dedup();
    flags
}

fn lines(ledger: &Ledger, drawn: &Drawn, today: Date) -> Vec<DigestLine> {
    let mut lines: Vec<DigestLine> =
        drawn.lines.iter().filter_map(|balance| line(ledger, drawn, balance, today)).collect();
    lines.sort_by_key(|line| (line.renewed, line.fails_on(), line.authorization, line.line));
    lines.truncate(LINES_MAX);
    lines
}

fn line(ledger: &Ledger, drawn: &Drawn, balance: &LineBalance, today: Date) -> Option<DigestLine> {
    let authorization = ledger.authorization(balance.authorization)?;
    let until = balance.ends?;
    let renewed = is_renewed(ledger, authorization, until);
    let over = (today - until).num_days();
    if !authorization.is_granted() || ENDED_DAYS < over || (0 <= over && renewed) {
        return None;
    }
    let planned = planned(drawn, balance, authorization, &ledger.visits);
    let foretold = forecast(&forecast::Input {
        today,
        measure: balance.measure,
        left: balance.granted.saturating_sub(balance.used),
        period: Span::new(authorization.period.from(), Some(until)).unwrap_or(authorization.period),
        planned: &planned,
        kept_percent: KEPT_PERCENT,
    });
    Some(DigestLine {
        authorization: balance.authorization,
        line: u8::try_from(balance.line).ok()?,
        discipline: authorization.discipline,
        payer: Some(ledger.policy(authorization.policy)?.payer),
        measure: balance.measure,
        granted: balance.granted,
        used: balance.used,
        reserved: balance.reserved,
        until,
        runs_out: foretold.runs_out.filter(|out| *out < until),
        renewed,
    })
}

/// Whether the next authorization of the discipline was at least sent.
fn is_renewed(ledger: &Ledger, authorization: &Authorization, until: Date) -> bool {
    use AuthorizationStatus as S;
    let goes_on = |other: &&Authorization| {
        other.id != authorization.id
            && other.discipline == authorization.discipline
            && other.period.until().is_none_or(|other| until < other)
            && matches!(
                other.status,
                S::Requested | S::Pended { .. } | S::Approved | S::PartlyApproved | S::Appealed { .. }
            )
    };
    ledger.authorizations.iter().any(|other| goes_on(&other))
}

fn unbilled(ledger: &Ledger) -> impl Iterator<Item = &Visit> {
    ledger.visits.iter().filter(|visit| visit.outcome == Outcome::Arrived && visit.billed_on.is_none())
}

/// The last day on which a claim for a visit may reach who pays first; nothing where no claim is filed.
pub fn file_visit_by(ledger: &Ledger, clinic: &Clinic, visit: &Visit) -> Option<Date> {
    let payers = payers_on(ledger, visit.on);
    let policy = payers.ordered.first()?;
    let payer = clinic.payer(policy.payer).filter(|payer| files_claims(payer.class))?;
    Some(file_by(payer.rules_on(visit.on)?, policy.filing_days, visit.on, Turn::Primary))
}

/// The order in which lists show cases: those first that fail first, and last those of which nothing fails.
pub fn urgency(digest: &Digest) -> (Reverse<bool>, Date) {
    let fails = digest.lines.iter().filter(|line| !line.renewed).map(DigestLine::fails_on).min();
    (Reverse(0 < digest.uncovered), fails.unwrap_or(Date::MAX))
}
