//! Tabs, filters and the way from page to page: links and a form, so that an address says all that is on.

use super::asked::{Asked, code};
use crate::ledger::facts::FailingFacts;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::ids::StaffId;
use domain::kinds::Discipline;
use domain::ledger::worklist::Kind;
use std::collections::BTreeSet;

/// Days that the filter offers.
const WITHIN: [u16; 5] = [7, 14, 30, 60, 90];

/// The lists, each with how many rows it has.
pub(super) fn tabs(asked: &Asked, counts: &[(Kind, usize)]) -> AnyView {
    let tabs = counts.iter().map(|(kind, count)| {
        let href = Asked { kind: *kind, page: 1, ..*asked }.address();
        let current = if *kind == asked.kind { "true" } else { "false" };
        view! {
            <a class="tabs__tab" href=href aria-current=current>
                {kind.title()}" "<span class="count">{count.to_string()}</span>
            </a>
        }
    });
    view! { <nav class="tabs" aria-label="Lists">{tabs.collect::<Vec<_>>()}</nav> }
}

/// The filters.
pub(super) fn form(facts: &FailingFacts, asked: &Asked) -> AnyView {
    let wish = asked.wish;
    let disciplines = Discipline::ALL.map(|one| (code(one), one.title().to_owned())).to_vec();
    let payers = facts.clinic.payers.iter().map(|one| (one.id.to_string(), one.name.to_string()));
    let payers = facts.viewer.may_anywhere(Area::Coverage, Right::Read).then(|| by_name(payers.collect()));
    let sites = facts.clinic.sites.iter().map(|one| (one.id.to_string(), one.name.to_string()));
    let sites = Some(sites.collect::<Vec<_>>()).filter(|sites| 1 < sites.len());
    let within = WITHIN.map(|days| (days.to_string(), format!("Within {days}\u{a0}days"))).to_vec();
    let text = |id: Option<String>| id.unwrap_or_default();
    let clear = asked.is_narrowed().then(|| {
        view! { <a class="button button--quiet" href=asked.cleared().address()>"Clear"</a> }
    });
    view! {
        <form class="failing__filters" method="get" action="/authorizations" data-now="">
            <input type="hidden" name="kind" value=asked.kind.code()/>
            {pick("discipline", "Discipline", disciplines, &text(wish.discipline.map(code)))}
            {payers.map(|payers| pick("payer", "Payer", payers, &text(wish.payer.map(|id| id.to_string()))))}
            {sites.map(|sites| pick("site", "Site", sites, &text(wish.site.map(|id| id.to_string()))))}
            {pick("owner", "Owner", owners(facts), &asked.owner())}
            {pick("within", "Fails", within, &text(wish.within.map(|days| days.to_string())))}
            <button class="button" type="submit">"Show"</button>
            {clear}
        </form>
    }
}

/// Whoever owns a case that is listed.
fn owners(facts: &FailingFacts) -> Vec<(String, String)> {
    let me = facts.viewer.staff;
    let owners: BTreeSet<StaffId> =
        facts.cases.iter().filter_map(|case| case.owner).filter(|owner| *owner != me).collect();
    let others = owners.into_iter().map(|owner| (owner.to_string(), facts.clinic.name_of(owner)));
    let mut all = vec![("me".to_owned(), "Me".to_owned()), ("nobody".to_owned(), "Nobody".to_owned())];
    all.extend(by_name(others.collect()));
    all
}

fn by_name(mut all: Vec<(String, String)>) -> Vec<(String, String)> {
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    all
}

fn pick(name: &'static str, label: &'static str, options: Vec<(String, String)>, chosen: &str) -> AnyView {
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    let id = ["filter-", name].concat();
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select class="input" id=id name=name>
                <option value="">"All"</option>
                {options.collect::<Vec<_>>()}
            </select>
        </label>
    }
}

/// From page to page, where there is more than one.
pub(super) fn pager(asked: &Asked, rows: usize, size: usize) -> Option<AnyView> {
    let pages = rows.div_ceil(size);
    if pages <= 1 {
        return None;
    }
    let page = asked.page.min(pages + 1);
    let to = |page: usize| Asked { page, ..*asked }.address();
    let earlier = (1 < page).then(|| view! { <a class="button" href=to(page - 1) rel="prev">"Earlier"</a> });
    let later = (page < pages).then(|| view! { <a class="button" href=to(page + 1) rel="next">"Later"</a> });
    let words = format!("Page {} of {pages}, {}", page.min(pages), words::count(rows, "row", "rows"));
    Some(
        view! { <nav class="pager" aria-label="Pages"><span>{words}</span><span class="row">{earlier}{later}</span></nav> },
    )
}
