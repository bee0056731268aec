//! What no authorization covers, and what has to be answered before a balance is exact.

use super::Desk;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::balance::{Question, Uncovered};
use domain::ledger::is_needed;

/// Both lists, as far as there is something in them.
pub(super) fn show(desk: &Desk<'_>) -> AnyView {
    let facts = desk.ground.facts;
    let uncovered: Vec<&Uncovered> =
        desk.drawn.uncovered.iter().filter(|one| is_needed(&facts.ledger, &facts.clinic, one)).collect();
    view! {
        {(!uncovered.is_empty()).then(|| table(&uncovered))}
        {(!desk.drawn.questions.is_empty()).then(|| questions(&desk.drawn.questions))}
    }
}

fn table(uncovered: &[&Uncovered]) -> AnyView {
    let rows = uncovered.iter().map(|one| {
        let what = one.code.map_or_else(|| "code not known".to_owned(), |code| code.to_string());
        let what = [one.discipline.mark(), " ", &what, ", ", &one.measure.words(one.amount)].concat();
        let about = if one.estimated { " (estimated)" } else { "" };
        let state = if one.planned { "booked" } else { "delivered" };
        view! {
            <tr>
                <th scope="row" class="nowrap">{words::date(one.on)}</th>
                <td data-label="Service">{what}{about}</td>
                <td data-label="State">{state}</td>
                <td data-label="Why"><span class="table__why"><Icon name="warn"/>{one.why.title()}</span></td>
                <td data-label="What to do">{one.why.remedy()}</td>
            </tr>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let title = words::count(uncovered.len(), "service that nothing covers", "services that nothing covers");
    view! {
        <section class="section" aria-label="Not covered">
            <div class="section__head"><h2>{title}</h2></div>
            <div class="table-frame" role="region" aria-label="Services that nothing covers" tabindex="0">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"Day"</th><th scope="col">"Service"</th><th scope="col">"State"</th>
                        <th scope="col">"Why"</th><th scope="col">"What to do"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn questions(questions: &[Question]) -> AnyView {
    let items = questions.iter().map(|one| {
        view! { <li><strong>{words::date(one.on)}</strong>": "{one.ask.to_string()}</li> }
    });
    let items = items.collect::<Vec<_>>();
    view! {
        <section class="section" aria-label="Open questions">
            <div class="section__head"><h2>"To answer, before a balance is exact"</h2></div>
            <ul>{items}</ul>
        </section>
    }
}
