//! What people hold that lets them treat and sign: licences with their days, payers that list them, languages.

use crate::drawn::{Shown, finished};
use crate::pages::fields::{
    Kind as Typing, buttons, chip, hidden, input, options, or_none, select, shown, word,
};
use crate::parts::words;
use crate::place::asks;
use crate::prelude::*;
use crate::record::facts::LicencesFacts;
use domain::clinic::Staff;
use domain::kinds::Date;
use domain::licence::{Credential, Kind, ending};

/// Rows of the form beyond those that are filled.
const MORE: usize = 2;
/// What ends within so many days is marked.
const SOON_DAYS: u16 = 60;

/// The page.
pub fn draw(facts: &LicencesFacts, query: &str) -> Shown {
    let asked = asks(query.trim_start_matches('?'), "id");
    let staff: Vec<&Staff> = {
        let mut staff: Vec<&Staff> =
            facts.clinic.staff.values().filter(|staff| staff.left.is_none()).collect();
        staff.sort_by(|a, b| a.name.cmp(&b.name));
        staff
    };
    let rows: Vec<AnyView> = staff
        .iter()
        .map(|staff| {
            let open = facts.may_write && asked.as_deref() == Some(&*staff.id.to_string());
            if open { form(facts, staff) } else { row(facts, staff) }
        })
        .collect();
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/people">"People"</a><span aria-hidden="true">"/"</span><span>"Licences"</span>
        </nav>
        <header class="page__head">
            <h1 tabindex="-1">"Licences"</h1>
            <p class="page__lead">"Nobody signs a note without a licence of its discipline that holds on the day of the session."</p>
        </header>
        <ul class="notes licences">{rows}</ul>
    };
    finished(view, "Licences of the staff".to_owned(), false)
}

fn row(facts: &LicencesFacts, staff: &Staff) -> AnyView {
    let licences = facts.clinic.licences_of(staff.id);
    let soon = ending(licences, facts.today, SOON_DAYS);
    let held = licences.credentials.iter().map(|one| {
        let last = one.held.until().and_then(|until| until.pred_opt());
        let until = last.map_or_else(String::new, |last| [" until ", &words::date(last)].concat());
        let said = [one.kind.mark(), " ", one.number.as_str(), &until].concat();
        let (tone, icon) = match one.held.contains(facts.today) {
            false => ("bad", "late"),
            true if soon.contains(&one) => ("warn", "due"),
            true => ("plain", "check"),
        };
        chip(tone, icon, said)
    });
    let held: Vec<AnyView> = held.collect();
    let clinical = staff.roles.iter().any(|role| role.is_clinical());
    let none = (held.is_empty() && clinical).then(|| chip("warn", "warn", "No licence on file"));
    let change = facts.may_write.then(|| {
        let label = ["Change the licences of ", staff.name.as_str()].concat();
        let href = ["/people/licences?id=", &staff.id.to_string()].concat();
        view! { <a class="button button--small button--quiet" href=href aria-label=label>"Change"</a> }
    });
    let roles: Vec<&str> = staff.roles.iter().map(|role| role.title()).collect();
    view! {
        <li class="notes__one">
            <strong class="notes__when" dir="auto">{staff.name.to_string()}</strong>
            <span class="notes__what muted">{roles.join(", ")}</span>
            <span class="row">{held}{none}</span>
            {change}
        </li>
    }
    .into_any()
}

fn form(facts: &LicencesFacts, staff: &Staff) -> AnyView {
    let licences = facts.clinic.licences_of(staff.id);
    let count = licences.credentials.len() + MORE;
    let rows = (0..count).map(|at| credential(at, licences.credentials.get(at)));
    let payers = facts.clinic.payers.iter().map(|payer| {
        let on =
            licences.enrolments.iter().any(|one| one.payer == payer.id && one.held.contains(facts.today));
        crate::pages::fields::tick("payer", payer.id.to_string(), payer.name.to_string(), on)
    });
    let languages: Vec<&str> = licences.languages.iter().map(domain::kinds::Line::as_str).collect();
    view! {
        <li class="notes__one licences__open">
            <form class="stack" method="post" action="/people/licences">
                <h2 dir="auto">{staff.name.to_string()}</h2>
                {hidden("command", facts.fresh)}
                {hidden("staff", staff.id)}
                {shown("seen", licences)}
                {rows.collect::<Vec<_>>()}
                <fieldset class="questions"><legend>"On the list of"</legend><div class="row">{payers.collect::<Vec<_>>()}</div></fieldset>
                {input(Typing::Text, "languages", "Languages", languages.join(", "), "Beside English, with commas.")}
                {buttons("/people/licences".to_owned(), "Save")}
            </form>
        </li>
    }
    .into_any()
}

fn credential(at: usize, one: Option<&Credential>) -> AnyView {
    let name = |field: &str| [field, "-", &at.to_string()].concat();
    let kinds = or_none("None", options(Kind::ALL.iter().copied(), Kind::title));
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let last = one.and_then(|one| one.held.until()).and_then(|until| until.pred_opt());
    view! {
        <div class="fields licences__one">
            {select(name("kind"), "Licence", kinds, &one.map(|one| word(one.kind)).unwrap_or_default())}
            {input(Typing::Text, name("number"), "Number", one.map(|one| one.number.to_string()).unwrap_or_default(), "")}
            {input(Typing::Day, name("from"), "From", day(one.map(|one| one.held.from())), "")}
            {input(Typing::Day, name("last"), "Last day", day(last), "")}
        </div>
    }
    .into_any()
}
