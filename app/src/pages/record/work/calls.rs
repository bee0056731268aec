//! Calls to families after a discharge, for those who make them.

use super::{ROWS, today_of};
use crate::parts::words;
use crate::prelude::*;
use crate::record::facts::WorkFacts;
use domain::access::{Area, Right};
use domain::case::Case;
use domain::kinds::Date;
use domain::record::Open;

/// How many days ahead a call is shown.
const AHEAD: i64 = 7;

pub(super) fn list(facts: &WorkFacts) -> Option<AnyView> {
    let mut rows: Vec<(Date, &Case, u16)> = Vec::new();
    for (id, open) in &facts.open {
        let Some(case) = facts.cases.get(id) else { continue };
        // Cases with an owner are called by the owner; what nobody owns any more, by whoever keeps the board.
        let keeps = facts.viewer.may(Area::Board, Right::Write, &case.scope(&case.people()), facts.now);
        if case.owner != Some(facts.viewer.staff) && !(keeps && case.owner.is_none()) {
            continue;
        }
        let today = today_of(facts, case);
        rows.extend(open.iter().filter_map(|open| match open {
            Open::Call { after, due } if (*due - today).num_days() <= AHEAD => Some((*due, &**case, *after)),
            _ => None,
        }));
    }
    rows.sort_by_key(|(due, case, _)| (*due, case.number));
    let count = rows.len().to_string();
    let shown: Vec<AnyView> = rows.iter().take(ROWS).map(|row| one(facts, row)).collect();
    (!shown.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Calls after a discharge" " " <span class="count">{count}</span></h2></div>
                <ul class="notes">{shown}</ul>
            </section>
        }
        .into_any()
    })
}

fn one(facts: &WorkFacts, (due, case, after): &(Date, &Case, u16)) -> AnyView {
    let (state, said) = words::due(*due, today_of(facts, case));
    let name = case.patient.name.to_string();
    let about = [&words::days(u32::from(*after)), " after the discharge"].concat();
    let href = format!("/cases/{}/record?part=discharge&do=call&id={after}", case.id);
    let label = ["Call: ", &name, ", ", &about].concat();
    view! {
        <li class="notes__one">
            <span class="notes__when"><span class="due" data-due=state>{said}</span></span>
            <span class="notes__what"><strong dir="auto">{name}</strong>" "<span class="muted">{about}</span></span>
            <span class="row"></span>
            <a class="button button--small" href=href aria-label=label>"Call"</a>
        </li>
    }
    .into_any()
}
