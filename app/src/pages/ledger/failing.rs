//! What fails first: the authorizations of all cases, and what else of their coverage somebody has to see to.

mod asked;
mod filters;
mod rows;

use crate::drawn::{Shown, finished};
use crate::ledger::facts::FailingFacts;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use asked::Asked;
use domain::access::{Area, Right};
use domain::ids::SiteId;
use domain::kinds::Date;
use domain::ledger::worklist::{self, Kind};
use std::collections::BTreeMap;

/// Rows on one page.
const PAGE: usize = 50;

/// The page.
pub fn draw(facts: &FailingFacts, query: &str) -> Shown {
    let coverage = facts.viewer.may_anywhere(Area::Coverage, Right::Read);
    let asked = Asked::of(query, facts.viewer.staff, coverage);
    // Each site has its day; a zone is asked once.
    let days: BTreeMap<SiteId, Date> =
        facts.clinic.sites.iter().map(|site| (site.id, site.zone.day_of(facts.now))).collect();
    let today = |site: SiteId| days.get(&site).copied().unwrap_or_else(|| facts.now.date_naive());
    let lists = asked.kinds().map(|kind| (kind, worklist::rows(&facts.cases, kind, &asked.wish, &today)));
    let lists: Vec<(Kind, Vec<worklist::Row<'_>>)> = lists.collect();
    let counts: Vec<(Kind, usize)> = lists.iter().map(|(kind, rows)| (*kind, rows.len())).collect();
    let shown = lists.iter().find(|(kind, _)| *kind == asked.kind).map_or(&[][..], |(_, rows)| rows);
    let say = lead(&asked, shown.len());
    let from = (asked.page - 1).saturating_mul(PAGE).min(shown.len());
    let page = &shown[from..shown.len().min(from + PAGE)];
    let body = if page.is_empty() { nothing(facts, &asked) } else { rows::table(facts, &asked, page) };
    let payers = coverage.then(|| view! { <a class="button" href="/payers">"Payers and their rules"</a> });
    let view = view! {
        <header class="page__head">
            <h1 tabindex="-1">"What fails first"</h1>
            {payers}
            <p class="page__lead">{say.clone()}</p>
        </header>
        <div class="stack">
            {filters::tabs(&asked, &counts)}
            {filters::form(facts, &asked)}
            {body}
            {filters::pager(&asked, shown.len(), PAGE)}
        </div>
    };
    finished(view, say, false)
}

/// How many, in a sentence.
fn lead(asked: &Asked, count: usize) -> String {
    let what = match asked.kind {
        Kind::Authorizations => {
            words::count(count, "line of an authorization", "lines of authorizations")
                + ", those that fail first come first"
        }
        Kind::Coverage => words::count(count, "case", "cases") + " whose coverage somebody has to look at",
        Kind::Verification => words::count(count, "case", "cases") + " to verify within 30\u{a0}days",
        Kind::Filing => words::count(count, "case", "cases") + " with a delivered visit that is not billed",
    };
    let within = asked.wish.within.map_or(String::new(), |days| format!(", within {days}\u{a0}days"));
    let narrowed = if asked.is_narrowed() { " Filters are on." } else { "" };
    [&what, &within, ".", narrowed].concat()
}

/// Nothing to show, and why.
fn nothing(facts: &FailingFacts, asked: &Asked) -> AnyView {
    let known = facts.cases.iter().any(|case| case.digest.is_some());
    let (title, words) = match (asked.is_narrowed() || 1 < asked.page, known) {
        (true, _) => ("Nothing matches these filters", "Take one away to see more."),
        (false, false) => (
            "Nothing is entered yet",
            "Open a case, choose “Coverage and authorizations”, and enter its policies and authorizations there.",
        ),
        (false, true) => ("Nothing to see to", "No open case has anything of this kind."),
    };
    let clear = asked.is_narrowed().then(|| {
        view! { <a class="button" href=asked.cleared().address()>"Clear the filters"</a> }
    });
    view! {
        <section class="empty">
            <Icon name="runs-out"/>
            <h2>{title}</h2>
            <p>{words}</p>
            {clear}
        </section>
    }
}
