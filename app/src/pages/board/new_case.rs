//! Quick add on the board: the draft that survives a reload, the search for duplicates, the command.

use super::Table;
use crate::api::{self, Hit, Search};
use crate::error::ServerError;
use crate::parts::quick_add::{Draft, Problem, QuickAdd, date};
use crate::prelude::*;
use crate::sync::{Toast, Tone, browser};
use domain::case::Command;
use domain::ids::{CaseId, ContactId, SiteId};
use domain::kinds::{Lane, Rank};
use domain::refusal::{Field, Refusal};

const KEPT: &str = "draft.new_case";
/// Typing rests so long before duplicates are looked for, in milliseconds.
const REST_MS: i32 = 250;

/// The form with everything behind it.
#[component]
pub fn NewCaseForm(table: Table) -> impl IntoView {
    let draft = RwSignal::new(Draft::default());
    let problems = RwSignal::new(Vec::<Problem>::new());
    let same = RwSignal::new(Vec::<Hit>::new());
    Effect::new(move |_| {
        if let Some(kept) = browser::recall(KEPT) {
            draft.set(Draft::recalled(&kept));
        }
    });
    Effect::new(move |loaded: Option<()>| {
        draft.with(|draft| {
            if loaded.is_some() {
                let text = (!draft.is_blank()).then(|| draft.kept());
                browser::keep(KEPT, text.as_deref());
            }
        });
    });
    look_for_the_same(draft, same);
    let sites = sites(table);
    let on_save = move |()| save(table, draft, problems, sites);
    let on_open_case = move |case: CaseId| {
        table.adding.set(false);
        draft.set(Draft::default());
        table.open_case(case);
    };
    view! { <QuickAdd open=table.adding draft sites problems same on_save on_open_case/> }
}

/// The sites at which the person may open a case.
fn sites(table: Table) -> Signal<Vec<(SiteId, String)>> {
    let (clinic, viewer) = (table.sync.clinic(), table.sync.viewer());
    Memo::new(move |_| {
        viewer.with(|viewer| {
            clinic.with(|clinic| {
                let mine = clinic.sites.iter().filter(|site| viewer.sites.contains(site.id));
                mine.map(|site| (site.id, site.name.to_string())).collect()
            })
        })
    })
    .into()
}

/// Looks for the same person while the name is typed, when typing rests.
fn look_for_the_same(draft: RwSignal<Draft>, same: RwSignal<Vec<Hit>>) {
    let wanted = Memo::new(move |_| {
        draft.with(|draft| {
            let name = draft.name.trim().to_owned();
            let born = date(draft.born.trim()).ok();
            let phone = Some(draft.phone.trim().to_owned()).filter(|phone| 7 <= phone.len());
            let enough = 3 <= name.chars().count() || born.is_some() || phone.is_some();
            enough.then_some(Search { text: name, born, phone, closed: true })
        })
    });
    Effect::new(move |_| {
        let Some(search) = wanted.get() else { return same.set(vec![]) };
        browser::after(REST_MS, move || {
            if wanted.try_get_untracked().flatten().as_ref() != Some(&search) {
                return;
            }
            browser::spawn(async move {
                let found = api::find_cases(search.clone()).await.unwrap_or_default();
                if wanted.try_get_untracked().flatten() == Some(search) {
                    same.try_set(found.into_iter().take(3).collect());
                }
            });
        });
    });
}

fn save(
    table: Table,
    draft: RwSignal<Draft>,
    problems: RwSignal<Vec<Problem>>,
    sites: Signal<Vec<(SiteId, String)>>,
) {
    let typed = draft.get_untracked();
    let Some(site) = typed.site.or(sites.with_untracked(|sites| sites.first().map(|(id, _)| *id))) else {
        return problems.set(vec![("name", "This clinic has no site yet. Add a site first.".to_owned())]);
    };
    let first = table.sync.lane(Lane::Intake).with_untracked(|ids| ids.first().copied());
    let rank = Rank::between(None, first.and_then(|id| table.case_now(id)).as_ref().map(|case| &case.rank));
    let new = match typed.check(site, ContactId(browser::new_id()), rank) {
        Ok(new) => new,
        Err(found) => return problems.set(found),
    };
    problems.set(vec![]);
    let name = new.patient.name.to_string();
    let sync = table.sync;
    // The next case is often of the same kind.
    draft.set(Draft { disciplines: typed.disciplines.clone(), site: typed.site, ..Draft::default() });
    sync.submit_then(CaseId(browser::new_id()), Command::Open(Box::new(new)), move |result| match result {
        Ok(_) => sync.toast(Toast { text: format!("{name} is in Intake."), undo: None, tone: Tone::Good }),
        Err(error) => {
            problems.try_set(vec![(field_of(&error), sync.sentence(&error))]);
            // What was typed comes back, unless the next one is being typed already.
            draft.try_update(|draft| {
                if draft.is_blank() {
                    *draft = typed;
                }
            });
        }
    });
}

/// Beside which field an error belongs.
fn field_of(error: &ServerError) -> &'static str {
    let ServerError::Refused(
        Refusal::Missing { field } | Refusal::Date { field, .. } | Refusal::Text { field, .. },
    ) = error
    else {
        return "name";
    };
    match field {
        Field::Born => "born",
        Field::Phone => "phone",
        Field::Disciplines => "disciplines",
        Field::Contact => "guardian",
        _ => "name",
    }
}
