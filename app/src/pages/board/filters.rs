//! The filters in the board's head, and the sum that opens them.

use super::filter::{DueIn, Flag, discipline_code, owner_code};
use super::{Table, passes};
use crate::parts::filter::{Entry, Pick, PickList, Toggle};
use crate::prelude::*;
use domain::case::Case;
use domain::ids::StaffId;
use domain::kinds::Discipline;
use std::sync::Arc;

/// Name in the address, title, and what can be chosen.
const PICKS: [(&str, &str); 5] =
    [("owner", "Owner"), ("discipline", "Discipline"), ("site", "Site"), ("flag", "Flag"), ("due", "Due")];

/// A filter with its list: name in the address, title, what can be chosen.
pub(crate) type Picks = Vec<(&'static str, &'static str, Memo<Vec<Entry>>)>;

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
    let sync = table.sync;
    let needs =
        Memo::new(move |_| table.all.with(|all| all.iter().filter(|case| 0 < sync.pressing(case)).count()));
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <Toggle
                title="Needs me today"
                on=Signal::derive(move || table.filter.with(|filter| filter.needs_me))
                count=needs
                on_toggle=move |()| table.set_filter(|filter| filter.needs_me = !filter.needs_me)
            />
            <Toggle
                title="Mine"
                on=Signal::derive(move || table.filter.with(|filter| filter.mine))
                on_toggle=move |()| table.set_filter(|filter| filter.mine = !filter.mine)
            />
            {picks
                .into_iter()
                .map(|(id, title, options)| {
                    view! { <Pick id title options on_clear=move |id| clear(table, id)/> }
                })
                .collect::<Vec<_>>()}
        </div>
    }
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
        })
        .collect::<Vec<_>>()
}

/// What can be chosen, with how many cards have it now.
fn entries(table: Table, id: &'static str) -> Memo<Vec<Entry>> {
    let (sync, all) = (table.sync, table.all);
    let clinic = sync.clinic();
    Memo::new(move |_| {
        let filter = table.filter.get();
        let clinic = clinic.get();
        all.with(|all| {
            let entry = |value: String, label: &str, on: bool, has: &dyn Fn(&Case) -> bool| Entry {
                value,
                label: label.to_owned(),
                count: all.iter().filter(|case| has(case)).count(),
                on,
            };
            match id {
                "owner" => {
                    let name = |owner: Option<StaffId>| {
                        owner.map_or_else(|| "Nobody".to_owned(), |owner| clinic.name_of(owner))
                    };
                    owners(all, name)
                        .into_iter()
                        .map(|(owner, label, count)| Entry {
                            value: owner_code(owner),
                            label,
                            count,
                            on: filter.owners.contains(&owner),
                        })
                        .collect()
                }
                "discipline" => Discipline::ALL
                    .into_iter()
                    .map(|discipline| {
                        let on = filter.disciplines.contains(&discipline);
                        let has = |case: &Case| case.disciplines.contains(&discipline);
                        entry(discipline_code(discipline), discipline.title(), on, &has)
                    })
                    .collect(),
                "site" => clinic
                    .sites
                    .iter()
                    .map(|site| {
                        let on = filter.sites.contains(&site.id);
                        entry(site.id.to_string(), site.name.as_str(), on, &|case| case.site == site.id)
                    })
                    .collect(),
                "flag" => Flag::ALL
                    .into_iter()
                    .map(|flag| {
                        let on = filter.flags.contains(&flag);
                        let has = |case: &Case| flag.is_on(case, sync.today(case.site));
                        entry(flag.code().to_owned(), flag.title(), on, &has)
                    })
                    .collect(),
                _ => DueIn::ALL
                    .into_iter()
                    .map(|due| {
                        let on = filter.due.contains(&due);
                        let has = |case: &Case| DueIn::of(case, sync.today(case.site)) == due;
                        entry(due.code().to_owned(), due.title(), on, &has)
                    })
                    .collect(),
            }
        })
    })
}

/// Everybody who owns a card by name, nobody last, with how many; counted in one pass, as there are many of both.
fn owners(
    all: &[Arc<Case>],
    name: impl Fn(Option<StaffId>) -> String,
) -> Vec<(Option<StaffId>, String, usize)> {
    let mut owners: Vec<(Option<StaffId>, String, usize)> = Vec::new();
    for case in all {
        if let Some((_, _, count)) = owners.iter_mut().find(|(owner, ..)| *owner == case.owner) {
            *count += 1;
            continue;
        }
        let label = name(case.owner);
        let place = owners.partition_point(|(owner, name, _)| {
            (owner.is_none(), name, owner) < (case.owner.is_none(), &label, &case.owner)
        });
        owners.insert(place, (case.owner, label, 1));
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
    let count = move |counts: fn(&Case) -> bool| {
        Memo::new(move |_| {
            table.all.with(|all| {
                table.passing.with(|passing| {
                    all.iter().filter(|case| passes(passing, case.id) && counts(case)).count()
                })
            })
        })
    };
    let open = count(|_| true);
    let waiting = count(|case| case.waiting.is_some());
    let owing = count(|case| !case.debts.is_empty());
    let with = move |flag: Flag| {
        let mut filter = table.filter.get();
        if !filter.flags.contains(&flag) {
            filter.flags.push(flag);
        }
        filter.address(None)
    };
    let words = |count: usize, words: &str| [&count.to_string(), "\u{a0}", words].concat();
    let owes = move || if owing.get() == 1 { "owes" } else { "owe" };
    view! {
        <p class="board__sum">
            <a href=move || table.filter.get().address(None)>{move || words(open.get(), "open")}</a>
            " · "
            <a href=move || with(Flag::Waiting)>{move || words(waiting.get(), "waiting")}</a>
            " · "
            <a href=move || with(Flag::Debt)>{move || words(owing.get(), owes())}</a>
        </p>
    }
}
