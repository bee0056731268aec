//! All payers.

use super::asked::Asked;
use super::one::{asks_first, pace};
use crate::drawn::{Shown, finished};
use crate::ledger::facts::PayersFacts;
use crate::pages::fields::{Kind, all_hidden, buttons, input, options, select};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use chrono::Datelike;
use domain::clinic::may_set_payers;
use domain::coverage::PlanKind;
use domain::kinds::Date;
use domain::payer::Payer;
use domain::workflow::PayerClass;

/// The page of all payers.
pub fn list(facts: &PayersFacts, query: &str) -> Shown {
    let asked = Asked::of(query);
    let may = may_set_payers(&facts.viewer);
    let adds = may && asked.is_open("add");
    let count = words::count(facts.clinic.payers.len(), "payer", "payers");
    let button = (may && !adds).then(|| {
        view! { <a class="button button--primary" href="/payers?do=add"><Icon name="plus"/>"Add a payer"</a> }
    });
    let who = if may {
        "What somebody changes counts once it is published."
    } else {
        "Whoever keeps authorizations, and a director, may change them."
    };
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/authorizations">"Authorizations"</a><span aria-hidden="true">"/"</span><span>"Payers"</span>
        </nav>
        <header class="page__head">
            <h1 tabindex="-1">"Payers"</h1>
            {button}
            <p class="page__lead">{count.clone()}", and the rules by which each pays. "{who}</p>
        </header>
        <div class="stack">
            {adds.then(|| add(facts))}
            {if facts.clinic.payers.is_empty() { nothing(may) } else { table(facts) }}
        </div>
    };
    finished(view, count, false)
}

fn nothing(may: bool) -> AnyView {
    let words = if may {
        "Add whoever pays: an insurer, a programme, the family. Each begins with the usual rules of its kind of plan."
    } else {
        "Ask whoever keeps authorizations to add whoever pays."
    };
    view! {
        <section class="empty"><Icon name="runs-out"/><h2>"Nobody pays yet"</h2><p>{words}</p></section>
    }
}

fn table(facts: &PayersFacts) -> AnyView {
    let mut payers: Vec<&Payer> = facts.clinic.payers.iter().collect();
    payers.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    let rows = payers.into_iter().map(|payer| {
        let href = ["/payers/", &payer.id.to_string()].concat();
        let rules = payer.rules_on(facts.today);
        let draft = facts.drafts.contains(&payer.id).then(|| {
            view! { <span class="chip" data-tone="warn"><Icon name="edit"/><span class="chip__text">"your draft"</span></span> }
        });
        let since = rules.map_or_else(|| "none count today".to_owned(), |rules| words::date(rules.period.from()));
        let first = rules.map(asks_first).unwrap_or_default();
        // Who asks for no authorization has nothing to decide.
        let nothing = rules.is_some_and(|rules| rules.authorization.is_empty());
        let decides = if nothing { None } else { facts.paces.get(&payer.id).map(|of| pace(*of)) };
        let filing = rules.map(|rules| words::days(u32::from(rules.filing_days)));
        view! {
            <tr>
                <th scope="row"><a href=href dir="auto">{payer.name.to_string()}</a>" "{draft}</th>
                <td data-label="Group">{payer.class.title()}</td>
                <td data-label="Rules since">{since}</td>
                <td data-label="Authorization first">{first}</td>
                <td data-label="To file">{filing}</td>
                <td data-label="Decides">{decides}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table" data-stack="">
                <thead><tr>
                    <th scope="col">"Payer"</th>
                    <th scope="col">"Group"</th>
                    <th scope="col">"Rules since"</th>
                    <th scope="col">"Authorization first"</th>
                    <th scope="col">"To file"</th>
                    <th scope="col">"Decides"</th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}

fn add(facts: &PayersFacts) -> AnyView {
    let carried = all_hidden(&[("command", facts.fresh.to_string())]);
    let plans = options(PlanKind::ALL, domain::coverage::PlanKind::title);
    let classes = options(PayerClass::ALL, domain::workflow::PayerClass::title);
    view! {
        <section class="section" data-framed="" aria-label="Add a payer">
            <div class="section__head"><h2>"Add a payer"</h2></div>
            <p class="section__lead">
                "It begins with the usual rules of its kind of plan. Compare them with its contract, and change what differs."
            </p>
            <form class="stack" method="post" action="/payers/add">
                {carried}
                <div class="fields">
                    {input(Kind::Text, "name", "Name", String::new(), "")}
                    {select("plan", "Kind of plan", plans, "")}
                    {select("class", "Group, which decides on a case’s tasks", classes, "")}
                    {input(Kind::Day, "from", "Rules from", first_of_year(facts.today), "The first date of service that they are for.")}
                </div>
                {buttons("/payers".to_owned(), "Add")}
            </form>
        </section>
    }
}

/// Most contracts begin with a year.
fn first_of_year(today: Date) -> String {
    format!("{}-01-01", today.year())
}
