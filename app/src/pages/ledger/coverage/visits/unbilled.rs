//! Visits whose claim has to be filed soon, or should have been.

use super::Book;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::coverage::filing::{FilingAlert, filing_alert, filing_used_percent};
use domain::ledger::file_visit_by;
use domain::visit::{Outcome, Visit};

/// How a claim stands that nobody has filed; nothing where there is time, or no claim.
pub(super) fn alert(book: &Book<'_>, visit: &Visit) -> Option<(FilingAlert, String)> {
    if visit.outcome != Outcome::Arrived || visit.billed_on.is_some() {
        return None;
    }
    let facts = book.ground.facts;
    let by = file_visit_by(&facts.ledger, &facts.clinic, visit)?;
    let days = u16::try_from((by - visit.on).num_days()).ok()?;
    let alert = filing_alert(visit.on, days, facts.today);
    let percent = filing_used_percent(visit.on, days, facts.today);
    let claim = ["The visit of ", &words::date(visit.on), " is not billed. "].concat();
    let by = words::date(by);
    let words = match alert {
        FilingAlert::Early => return None,
        FilingAlert::Lost => [&claim, "The last day to file was ", &by, "."].concat(),
        _ => format!("{claim}File by {by}: {percent}\u{a0}% of the time to file has passed."),
    };
    Some((alert, words))
}

/// The most pressing first; for who may know who pays.
pub(super) fn show(book: &Book<'_>) -> Option<AnyView> {
    if !book.ground.may(Area::Coverage, Right::Read) {
        return None;
    }
    let mut all: Vec<_> = book
        .ground
        .facts
        .ledger
        .visits
        .iter()
        .filter_map(|visit| Some((alert(book, visit)?, visit.on)))
        .collect();
    all.sort_by_key(|((alert, _), on)| (std::cmp::Reverse(*alert), *on));
    let lines = all.into_iter().map(|((alert, words), _)| {
        let (tone, icon) = match alert {
            FilingAlert::Lost | FilingAlert::Critical => ("bad", "late"),
            FilingAlert::Late => ("warn", "warn"),
            FilingAlert::Half | FilingAlert::Early => ("info", "info"),
        };
        view! { <li class="banner" data-tone=tone><Icon name=icon/><p class="banner__text">{words}</p></li> }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| view! { <ul class="stack alerts" role="list" aria-label="To file">{lines}</ul> })
}
