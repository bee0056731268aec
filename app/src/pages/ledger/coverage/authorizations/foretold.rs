//! How long a line lasts, and when its renewal has to be begun; both as sums that can be read.

use super::Desk;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::balance::LineBalance;
use domain::authorization::forecast::{self, Forecast, KEPT_PERCENT, forecast, planned};
use domain::authorization::renewal::{PREP_DAYS, Pace, Renewal, StartBy, start_by, successor};
use domain::authorization::{Authorization, Term};
use domain::calendar::Span;
use domain::kinds::Date;

/// What is foretold of a line; nothing of one that is not granted, or is over.
pub(super) fn of(desk: &Desk<'_>, authorization: &Authorization, line: &LineBalance) -> Option<Forecast> {
    let facts = desk.ground.facts;
    let over = authorization.last_day().is_some_and(|last| last < facts.today);
    if !desk.is_today() || !authorization.is_granted() || over || line.granted == 0 {
        return None;
    }
    let planned = planned(&desk.drawn, line, authorization, &facts.ledger.visits);
    Some(forecast(&forecast::Input {
        today: facts.today,
        measure: line.measure,
        left: line.granted.saturating_sub(line.used),
        period: Span::new(authorization.period.from(), line.ends).unwrap_or(authorization.period),
        planned: &planned,
        kept_percent: KEPT_PERCENT,
    }))
}

/// A line's forecast: the sentence, the range, and the sum. `ends` is the first day on which nothing is drawn any more.
pub(super) fn show(foretold: &Forecast, ends: Option<Date>) -> AnyView {
    let in_time = foretold.runs_out.is_some_and(|out| ends.is_none_or(|ends| out < ends));
    // Nothing left is no run-out to come, and one after the end is no run-out of this line.
    let range = range(foretold).filter(|_| in_time && 1 < foretold.sum.len());
    let sentence = [&foretold.sentence, range.unwrap_or_default().as_str(), "."].concat();
    view! {
        <p>{sentence}</p>
        {sum("How this comes about", &foretold.sum)}
    }
}

fn range(foretold: &Forecast) -> Option<String> {
    let day = |day| words::date(day);
    Some(match (foretold.runs_out?, foretold.earliest, foretold.latest) {
        (out, Some(first), Some(last)) if first < last => {
            [": about ", &day(out), ", between ", &day(first), " and ", &day(last)].concat()
        }
        (out, Some(first), None) if first < out => {
            [": about ", &day(out), ", not before ", &day(first)].concat()
        }
        (out, ..) => [": ", &day(out)].concat(),
    })
}

/// Steps of a sum, behind one line.
fn sum(title: &'static str, terms: &[Term]) -> Option<AnyView> {
    if terms.is_empty() {
        return None;
    }
    let rows = terms.iter().map(|term| {
        view! { <tr><td>{term.words.clone()}</td><td class="number nowrap">{term.on.map(words::date)}</td></tr> }
    });
    let rows = rows.collect::<Vec<_>>();
    Some(view! {
        <details class="more">
            <summary>{title}</summary>
            <table class="table sum">
                <thead class="visually-hidden"><tr><th scope="col">"Step"</th><th scope="col">"Day"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    })
}

/// When the renewal has to be begun; nothing where something takes its place already, or nothing is foretold.
pub(super) fn start(desk: &Desk<'_>, authorization: &Authorization, lines: &[Forecast]) -> Option<StartBy> {
    let all = &desk.ground.facts.ledger.authorizations;
    if lines.is_empty() || successor(all, authorization).is_some() {
        return None;
    }
    start_by(&Renewal {
        ends: authorization.period.until(),
        runs_out: lines.iter().filter_map(|line| line.runs_out).min(),
        pace: desk.pace(authorization.policy),
        renew_before_days: desk.rules(authorization.policy)?.renew_before_days,
        prep_days: PREP_DAYS,
        calendar: &desk.business,
    })
}

/// The same in words, or what takes its place.
pub(super) fn renewal(
    desk: &Desk<'_>,
    authorization: &Authorization,
    start: Option<&StartBy>,
    lines: &[Forecast],
) -> Option<AnyView> {
    let facts = desk.ground.facts;
    let Some(start) = start else {
        let next = successor(&facts.ledger.authorizations, authorization).filter(|_| !lines.is_empty())?;
        let state = next.status.title().to_lowercase();
        let words = ["Goes on from ", &words::date(next.period.from()), ": ", &state, "."].concat();
        return Some(view! { <p class="muted">{words}</p> });
    };
    let late = if start.on < facts.today { ", which is past" } else { "" };
    let sentence =
        ["Renewal: begin by ", &words::date(start.on), late, ", send by ", &words::date(start.send_on), "."];
    let took = took(desk.pace(authorization.policy));
    Some(view! {
        <p><strong>{sentence.concat()}</strong>" "<span class="muted">{took}</span></p>
        {sum("How the day comes about", &start.sum)}
    })
}

fn took(pace: Pace) -> String {
    match pace.count {
        0 => format!(
            "Fewer than five decisions of this payer are known; by its rules it takes {}\u{a0}d.",
            pace.median
        ),
        count => format!(
            "This payer decides in {}\u{a0}d (median), 9 of 10 within {}\u{a0}d, from {count} decisions.",
            pace.median, pace.p90
        ),
    }
}
