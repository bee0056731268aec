//! The filters in the board's head, and the sum that opens them.

use super::Table;
use super::filter::{DueIn, Filter, Flag, discipline_code, owner_code};
use crate::parts::filter::{Entry, Pick, PickList, Toggle};
use domain::case::Case;
use domain::ids::StaffId;
use domain::kinds::Discipline;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name in the address, title, and what can be chosen.
const PICKS: [(&str, &str); 5] =
    [("owner", "Owner"), ("discipline", "Discipline"), ("site", "Site"), ("flag", "Flag"), ("due", "Due")];

/// A filter with its list: name in the address, title, what can be chosen.
pub(crate) type Picks = Vec<(&'static str, &'static str, Signal<Vec<Entry>>)>;

/// The filters of this clinic; one with a single site has none for it.
pub(crate) fn picks(table: Table) -> Picks {
    let sites = table.sync.clinic().with_untracked(|clinic| clinic.sites.len());
    PICKS
        .into_iter()
        .filter(|(id, _)| *id != "site" || 1 < sites)
        .map(|(id, title)| (id, title, entries(table, id)))
        .collect()
}

/// The chips.
#[component]
pub fn Bar(table: Table, picks: Picks) -> impl IntoView {
    let me = table.sync.me().viewer.staff;
    let needs = Memo::new(move |_| {
        let filter = Filter { needs_me: true, ..Filter::default() };
        let sync = table.sync;
        table.all.with(|all| all.iter().filter(|case| filter.shows(case, me, sync.today(case.site))).count())
    });
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <Toggle
                title="Needs me today"
                on=Signal::derive(move || table.filter.with(|filter| filter.needs_me))
                count=Signal::derive(move || Some(needs.get()))
                on_toggle=move |()| table.set_filter(|filter| filter.needs_me = !filter.needs_me)
            />
            <Toggle
                title="Mine"
                on=Signal::derive(move || table.filter.with(|filter| filter.mine))
                count=Signal::derive(|| None)
                on_toggle=move |()| table.set_filter(|filter| filter.mine = !filter.mine)
            />
            {picks
                .into_iter()
                .map(|(id, title, options)| {
                    view! { <Pick id title options on_clear=move |id| clear(table, id)/> }.into_any()
                })
                .collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

/// The lists behind the chips.
#[component]
pub fn Lists(table: Table, picks: Picks) -> impl IntoView {
    picks
        .into_iter()
        .map(|(id, title, options)| {
            view! {
                <PickList
                    id
                    title
                    options
                    on_toggle=move |(id, value): (&'static str, String)| toggle(table, id, &value)
                    on_clear=move |id| clear(table, id)
                />
            }
            .into_any()
        })
        .collect::<Vec<_>>()
}

/// What can be chosen, with how many cards have it now.
fn entries(table: Table, id: &'static str) -> Signal<Vec<Entry>> {
    let (sync, all) = (table.sync, table.all);
    let clinic = sync.clinic();
    Memo::new(move |_| {
        let filter = table.filter.get();
        let clinic = clinic.get();
        all.with(|all| {
            let count = |has: &dyn Fn(&Case) -> bool| all.iter().filter(|case| has(case)).count();
            let mut entries: Vec<Entry> = match id {
                "owner" => owners(all)
                    .into_iter()
                    .map(|(owner, count)| Entry {
                        value: owner_code(owner),
                        label: owner.map_or_else(|| "Nobody".to_owned(), |owner| clinic.name_of(owner)),
                        count,
                        on: filter.owners.contains(&owner),
                    })
                    .collect(),
                "discipline" => Discipline::ALL
                    .into_iter()
                    .map(|discipline| Entry {
                        value: discipline_code(discipline),
                        label: discipline.title().to_owned(),
                        count: count(&|case| case.disciplines.contains(&discipline)),
                        on: filter.disciplines.contains(&discipline),
                    })
                    .collect(),
                "site" => clinic
                    .sites
                    .iter()
                    .map(|site| Entry {
                        value: site.id.to_string(),
                        label: site.name.to_string(),
                        count: count(&|case| case.site == site.id),
                        on: filter.sites.contains(&site.id),
                    })
                    .collect(),
                "flag" => Flag::ALL
                    .into_iter()
                    .map(|flag| Entry {
                        value: flag.code().to_owned(),
                        label: flag.title().to_owned(),
                        count: count(&|case| flag.is_on(case)),
                        on: filter.flags.contains(&flag),
                    })
                    .collect(),
                _ => DueIn::ALL
                    .into_iter()
                    .map(|due| Entry {
                        value: due.code().to_owned(),
                        label: due.title().to_owned(),
                        count: count(&|case| DueIn::of(case, sync.today(case.site)) == due),
                        on: filter.due.contains(&due),
                    })
                    .collect(),
            };
            if id == "owner" {
                entries.sort_by(|a, b| (a.value == "none", &a.label).cmp(&(b.value == "none", &b.label)));
            }
            entries
        })
    })
    .into()
}

/// Everybody who owns a card, with how many; counted in one pass, as there are many of both.
fn owners(all: &[Arc<Case>]) -> BTreeMap<Option<StaffId>, usize> {
    let mut owners = BTreeMap::new();
    for case in all {
        *owners.entry(case.owner).or_default() += 1;
    }
    owners
}

fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|other| *other == value) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(value),
    }
}

fn toggle(table: Table, id: &str, value: &str) {
    table.set_filter(|filter| match id {
        "owner" if value == "none" => flip(&mut filter.owners, None),
        "owner" => {
            if let Ok(owner) = value.parse() {
                flip(&mut filter.owners, Some(owner));
            }
        }
        "discipline" => {
            if let Some(discipline) = Discipline::ALL.into_iter().find(|d| discipline_code(*d) == value) {
                flip(&mut filter.disciplines, discipline);
            }
        }
        "site" => {
            if let Ok(site) = value.parse() {
                flip(&mut filter.sites, site);
            }
        }
        "flag" => {
            if let Some(flag) = Flag::ALL.into_iter().find(|flag| flag.code() == value) {
                flip(&mut filter.flags, flag);
            }
        }
        _ => {
            if let Some(due) = DueIn::ALL.into_iter().find(|due| due.code() == value) {
                flip(&mut filter.due, due);
            }
        }
    });
}

fn clear(table: Table, id: &'static str) {
    table.set_filter(|filter| match id {
        "owner" => filter.owners.clear(),
        "discipline" => filter.disciplines.clear(),
        "site" => filter.sites.clear(),
        "flag" => filter.flags.clear(),
        _ => filter.due.clear(),
    });
}

/// How many are shown, wait and owe; each opens exactly those.
#[component]
pub fn Sum(table: Table) -> impl IntoView {
    let counts = Memo::new(move |_| {
        table.all.with(|all| {
            table.passing.with(|passing| {
                let mut counts = (0, 0, 0);
                for case in all.iter().filter(|case| passing.as_ref().is_none_or(|p| p.contains(&case.id))) {
                    counts.0 += 1;
                    counts.1 += usize::from(case.waiting.is_some());
                    counts.2 += usize::from(!case.debts.is_empty());
                }
                counts
            })
        })
    });
    let with = move |flag: Flag| {
        let mut filter = table.filter.get();
        if !filter.flags.contains(&flag) {
            filter.flags.push(flag);
        }
        filter.address(None)
    };
    let words = |count: usize, words: &str| [&count.to_string(), "\u{a0}", words].concat();
    let owes = move || if counts.get().2 == 1 { "owes" } else { "owe" };
    view! {
        <p class="board__sum">
            <a href=move || table.filter.get().address(None)>{move || words(counts.get().0, "open")}</a>
            " · "
            <a href=move || with(Flag::Waiting)>{move || words(counts.get().1, "waiting")}</a>
            " · "
            <a href=move || with(Flag::Debt)>{move || words(counts.get().2, owes())}</a>
        </p>
    }
    .into_any()
}
