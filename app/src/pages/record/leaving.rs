//! Who leaves, what lies on them, and who takes it. Looking changes nothing; what is sent stays with the sender until it is
//! accepted.

mod cases;

use crate::drawn::{Shown, finished};
use crate::pages::fields::{Kind, buttons, empty, hidden, input, or_none, select, shown};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::place::asks;
use crate::prelude::*;
use crate::record::leaving::{Chosen, LeavingFacts};
use domain::access::{Area, Right};
use domain::clinic::{Clinic, Leaving, Staff};
use domain::ids::StaffId;
use domain::kinds::Date;

/// What is asked of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// Who is to leave.
    pub staff: Option<StaffId>,
    /// The last clinic-local day.
    pub last_day: Option<Date>,
}

/// What is asked of the page by its address.
pub fn asked(query: &str) -> Asked {
    let value = |name| asks(query.trim_start_matches('?'), name);
    Asked {
        staff: value("id").and_then(|id| id.parse().ok()),
        last_day: value("last").and_then(|day| day.parse().ok()),
    }
}

/// The page.
pub fn draw(facts: &LeavingFacts) -> Shown {
    let clinic = &facts.clinic;
    let crumbs = match &facts.chosen {
        None => view! { <span>"Departures"</span> }.into_any(),
        Some(chosen) => view! {
            <a href="/people/leaving">"Departures"</a><span aria-hidden="true">"/"</span>
            <span dir="auto">{clinic.name_of(chosen.staff)}</span>
        }
        .into_any(),
    };
    let (title, lead) = match &facts.chosen {
        None => (
            "Departures".to_owned(),
            "Choose who leaves to see what lies on them. Looking changes nothing.".to_owned(),
        ),
        Some(chosen) => (clinic.name_of(chosen.staff), lead(facts, chosen)),
    };
    let body = match &facts.chosen {
        None => view! { {ask(facts)} {arranged(facts)} }.into_any(),
        Some(chosen) => view! {
            {plan(facts, chosen)}
            {cases::list(facts, chosen)}
            {chosen.saved.as_ref().map(|saved| end(facts, chosen, saved))}
        }
        .into_any(),
    };
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/people">"People"</a><span aria-hidden="true">"/"</span>{crumbs}
        </nav>
        <header class="page__head">
            <h1 tabindex="-1" dir="auto">{title.clone()}</h1>
            <p class="page__lead">{lead}</p>
        </header>
        <div class="stack departure">{body}</div>
    };
    finished(view, title, false)
}

fn lead(facts: &LeavingFacts, chosen: &Chosen) -> String {
    let Some(saved) = &chosen.saved else {
        let day = words::date(chosen.last_day);
        return ["If the last day were ", &day, ". Nothing is arranged yet, and nothing changes by looking."]
            .concat();
    };
    let days = (saved.last_day - facts.today).num_days();
    let when = match u32::try_from(days) {
        Ok(0) => "today".to_owned(),
        Ok(days) => ["in ", &words::days(days)].concat(),
        Err(_) => "over".to_owned(),
    };
    ["Last day ", &words::date(saved.last_day), ", ", &when, "."].concat()
}

/// Who could be asked about: everybody on the staff.
fn people(clinic: &Clinic, serves: impl Fn(&Staff) -> bool) -> Vec<(String, String)> {
    let mut people: Vec<&Staff> =
        clinic.staff.values().filter(|staff| staff.left.is_none() && serves(staff)).collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people.into_iter().map(|staff| (staff.id.to_string(), staff.name.to_string())).collect()
}

/// The dry run: an address, not a change.
fn ask(facts: &LeavingFacts) -> AnyView {
    let everybody = or_none("Choose", people(&facts.clinic, |_| true));
    view! {
        <form class="departure__ask" method="get" action="/people/leaving">
            {select("id", "Who leaves", everybody, "")}
            {input(Kind::Day, "last", "Last day", facts.today.to_string(), "")}
            <button class="button button--primary" type="submit">"Look"</button>
        </form>
    }
    .into_any()
}

fn arranged(facts: &LeavingFacts) -> AnyView {
    let mut leaving: Vec<(&StaffId, &Leaving)> = facts.clinic.leaving.iter().collect();
    leaving.sort_by_key(|(staff, leaving)| (leaving.last_day, **staff));
    if leaving.is_empty() {
        return empty(
            "people",
            "Nobody is leaving",
            "Who is to leave stands here from the day on which it is arranged.",
        );
    }
    let rows = leaving.into_iter().map(|(staff, leaving)| {
        let name = facts.clinic.name_of(*staff);
        let heir = facts.clinic.name_of(leaving.fallback);
        let (state, said) = words::due(leaving.last_day, facts.today);
        let href = ["/people/leaving?id=", &staff.to_string()].concat();
        let label = ["Look at what lies on ", &name].concat();
        view! {
            <li class="notes__one">
                <strong class="notes__when" dir="auto">{name}</strong>
                <span class="notes__what muted">{["Last day ", &words::date(leaving.last_day), "; then to ", &heir].concat()}</span>
                <span class="row"><span class="due" data-due=state>{said}</span></span>
                <a class="button button--small" href=href aria-label=label>"Look"</a>
            </li>
        }
        .into_any()
    });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"Who leaves"</h2></div>
            <ul class="notes">{rows.collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}

/// The form that arranges it, or changes what is arranged.
fn plan(facts: &LeavingFacts, chosen: &Chosen) -> AnyView {
    let saved = chosen.saved.as_ref();
    let serves = |staff: &Staff| {
        staff.id != chosen.staff
            && !facts.clinic.leaving.contains_key(&staff.id)
            && staff.viewer().may_anywhere(Area::Board, Right::Write)
    };
    let heirs = or_none("Choose", people(&facts.clinic, serves));
    let heir = saved.map(|saved| saved.fallback.to_string()).unwrap_or_default();
    let send = if saved.is_some() { "Change" } else { "Arrange it" };
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"The last day"</h2></div>
            <form class="stack" method="post" action="/people/leaving/plan">
                {hidden("command", facts.fresh)}
                {hidden("staff", chosen.staff)}
                {shown("seen", &chosen.saved)}
                <div class="fields">
                    {input(Kind::Day, "last", "Last day", chosen.last_day.to_string(), "Rights end with this day, on every device.")}
                    {select("fallback", "What nobody accepted goes to", heirs, &heir)}
                </div>
                {buttons("/people/leaving".to_owned(), send)}
            </form>
            {saved.map(|_| call_off(facts, chosen))}
        </section>
    }
    .into_any()
}

fn call_off(facts: &LeavingFacts, chosen: &Chosen) -> AnyView {
    view! {
        <form class="row departure__off" method="post" action="/people/leaving/off">
            {hidden("command", facts.fresh)}
            {hidden("staff", chosen.staff)}
            {shown("seen", &chosen.saved)}
            <button class="button button--small button--quiet" type="submit">"Call it off"</button>
            <span class="muted">"Handoffs that were sent stay until somebody takes them back."</span>
        </form>
    }
    .into_any()
}

/// The end, for when nobody waits for the evening.
fn end(facts: &LeavingFacts, chosen: &Chosen, saved: &Leaving) -> AnyView {
    let (name, heir) = (facts.clinic.name_of(chosen.staff), facts.clinic.name_of(saved.fallback));
    let words = [
        "It ends by itself after the last day: what nobody accepted goes to ",
        &heir,
        ", and every session of ",
        &name,
        " ends. What they wrote keeps their name.",
    ];
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"The end"</h2></div>
            <p class="muted" dir="auto">{words.concat()}</p>
            <form class="row" method="post" action="/people/leaving/close">
                {hidden("staff", chosen.staff)}
                <button class="button button--danger" type="submit"><Icon name="lock"/>"End it now"</button>
            </form>
        </section>
    }
    .into_any()
}
