//! Booking one visit, correcting one, taking one out again.

use super::Book;
use super::list::{what, when};
use crate::pages::fields::{Kind, hidden, input, select, word};
use crate::pages::ledger::coverage::controls::{Filled, finish, seen};
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::coverage::force::payers_on;
use domain::kinds::{Date, Discipline};
use domain::ledger::unit_rule;
use domain::service::units::{Worked, explain};
use domain::service::{Code, Minutes, Services};
use domain::visit::enter::SERVICES_MAX;
use domain::visit::{Outcome, Service, Visit};

/// The form for a new visit.
pub(super) fn book(book: &Book<'_>) -> AnyView {
    let filled = Filled::of(book.ground, "book");
    let begins = Begins { on: Some(book.ground.facts.today), ..Begins::default() };
    view! {
        <form class="section stack" data-framed="" method="post" action=book.ground.post("visits-book")>
            <div class="section__head"><h2>"Book a visit"</h2></div>
            {hidden("command", filled.command(book.ground).to_string())}
            <div class="fields">{head(book, filled, &begins)}</div>
            {services(filled, &[])}
            {units(book, filled, None)}
            {more()}
            {over(book, filled)}
            {finish(book.ground, "Book it")}
        </form>
    }
}

/// What the first fields begin with.
#[derive(Default)]
pub(super) struct Begins {
    pub(super) on: Option<Date>,
    pub(super) at: Option<u16>,
    pub(super) discipline: Option<Discipline>,
    pub(super) staff: Option<domain::ids::StaffId>,
}

/// Day, start, discipline, person.
fn head(book: &Book<'_>, filled: Filled<'_>, begins: &Begins) -> AnyView {
    let on = begins.on.map_or(String::new(), |on| on.to_string());
    view! {
        {input(Kind::Day, "on", "Date of service", filled.or("on", on), "")}
        {who(book, filled, begins)}
    }
}

/// Start, discipline, person.
pub(super) fn who(book: &Book<'_>, filled: Filled<'_>, begins: &Begins) -> AnyView {
    let facts = book.ground.facts;
    let at = begins.at.map_or(String::new(), |at| format!("{:02}:{:02}", at / 60, at % 60));
    let all: &[Discipline] = &facts.case.disciplines;
    let disciplines = all.iter().map(|one| (word(one), one.title().to_owned())).collect();
    let discipline = begins.discipline.or(all.first().copied()).map(word).unwrap_or_default();
    let mut people: Vec<(String, String)> = facts
        .clinic
        .staff
        .values()
        .filter(|staff| Some(staff.id) == begins.staff || (staff.left.is_none() && treats(staff, all)))
        .map(|staff| (staff.id.to_string(), staff.name.to_string()))
        .collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    people.insert(0, (String::new(), "Not said".to_owned()));
    let staff = begins.staff.map_or(String::new(), |staff| staff.to_string());
    view! {
        {input(Kind::Time, "at", "Start", filled.or("at", at), "Blank: some time that day.")}
        {select("discipline", "Discipline", disciplines, &filled.or("discipline", discipline))}
        {select("staff", "With", people, &filled.or("staff", staff))}
    }
}

fn treats(staff: &domain::clinic::Staff, disciplines: &[Discipline]) -> bool {
    staff.disciplines.iter().any(|one| disciplines.contains(one))
}

/// Codes with their minutes.
pub(super) fn services(filled: Filled<'_>, model: &[Service]) -> AnyView {
    let typed = filled.text("lines").and_then(|lines| lines.parse::<usize>().ok());
    let count = typed.unwrap_or(model.len()).clamp(1, SERVICES_MAX);
    let rows = (0..count).map(|at| {
        let name = |field: &str| format!("{field}-{at}");
        let service = model.get(at);
        let begins = service.map_or(String::new(), |service| service.code.to_string());
        let modifiers: Vec<String> =
            service.map(|service| service.modifiers.iter().map(ToString::to_string).collect()).unwrap_or_default();
        let minutes = service.map_or(String::new(), |service| service.minutes.get().to_string());
        let hint = if at == 0 { "Blank: not known yet." } else { "" };
        view! {
            <fieldset class="fields">
                <legend class="field__label">{format!("Service {}", at + 1)}</legend>
                {input(Kind::Text, name("code"), "Code", filled.or(&name("code"), begins), hint)}
                {input(Kind::Text, name("modifiers"), "Modifiers", filled.or(&name("modifiers"), modifiers.join(" ")), "")}
                {input(Kind::Number, name("minutes"), "Minutes", filled.or(&name("minutes"), minutes), "")}
            </fieldset>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    view! { <input type="hidden" name="lines" value=count.to_string()/> {rows} }
}

fn more() -> AnyView {
    view! {
        <div class="row">
            <button class="button button--small" type="submit" name="more" value="1"><Icon name="plus"/>"One more service"</button>
            <button class="button button--small" type="submit" name="look" value="1"><Icon name="sheet"/>"Show the units"</button>
        </div>
    }
}

/// Why something is booked beyond what is covered, for whoever may decide that.
pub(super) fn over(book: &Book<'_>, filled: Filled<'_>) -> Option<AnyView> {
    book.overrides().then(|| {
        let hint = "Only where the payer's rules refuse it.";
        input(
            Kind::Text,
            "over",
            "Reason, if it is booked beyond what is covered",
            filled.or("over", ""),
            hint,
        )
    })
}

/// How the minutes come to units, by the rule of who pays first on that day.
fn units(book: &Book<'_>, filled: Filled<'_>, visit: Option<&Visit>) -> Option<AnyView> {
    let facts = book.ground.facts;
    let (on, worked) = match visit.filter(|_| !filled.is_typed()) {
        Some(visit) => {
            let worked = visit.services.iter().map(|one| Worked { code: one.code, minutes: one.minutes });
            (visit.on, worked.collect())
        }
        None => (filled.text("on")?.parse().ok()?, typed(filled)),
    };
    if worked.is_empty() {
        return None;
    }
    let primary = payers_on(&facts.ledger, on).primary();
    let rule = primary.map(|policy| unit_rule(&facts.ledger, &facts.clinic, policy, on))?;
    let said = match explain(&Services::standard(), rule, on, &worked, &[]) {
        Ok(sentences) => sentences,
        Err(no) => vec![no.to_string()],
    };
    let said = said.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect::<Vec<_>>();
    Some(view! {
        <div><p class="field__label">"Units: "{rule.title()}</p><ul>{said}</ul></div>
    })
}

fn typed(filled: Filled<'_>) -> Vec<Worked> {
    let one = |at: usize| {
        let code = Code::parse(filled.text(&format!("code-{at}"))?).ok()?;
        let minutes = filled.text(&format!("minutes-{at}"))?.parse().ok().and_then(Minutes::new)?;
        Some(Worked { code, minutes })
    };
    (0..SERVICES_MAX).filter_map(one).collect()
}

fn about<'a>(book: &Book<'a>, filled: Filled<'a>) -> Option<&'a Visit> {
    let id = filled.text("id").or(book.ground.asked.id.as_deref())?;
    book.ground.facts.ledger.visit(id.parse().ok()?)
}

/// The form that corrects a visit.
pub(super) fn change(book: &Book<'_>) -> Option<AnyView> {
    let filled = Filled::of(book.ground, "change");
    let visit = about(book, filled)?;
    let today = book.ground.facts.today;
    let begins =
        Begins { on: Some(visit.on), at: visit.at, discipline: Some(visit.discipline), staff: visit.staff };
    let outcomes = Outcome::ALL
        .iter()
        .filter(|one| visit.on <= today || !matches!(one, Outcome::Arrived | Outcome::NoShow))
        .map(|one| (word(one), one.title().to_owned()))
        .collect();
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    let allowed = visit.allowed.map_or(String::new(), |cents| cents.to_string().replace(['$', ','], ""));
    let reason =
        if visit.billed_on.is_some() { "A claim went out, so a changed outcome needs one." } else { "" };
    let withdraw = book.ground.asked.with_form(Some("withdraw"), Some(&visit.id.to_string()));
    let withdraw = visit.billed_on.is_none().then(|| {
        view! { <a class="button button--quiet button--small" href=withdraw>"Entered in error: take it out"</a> }
    });
    Some(view! {
        <form class="section stack" data-framed="" method="post" action=book.ground.post("visits-change")>
            <div class="section__head"><h2>{["Change the visit of ", &when(visit.on)].concat()}</h2></div>
            {hidden("command", filled.command(book.ground).to_string())}
            {hidden("id", visit.id.to_string())}
            {seen(visit)}
            <div class="fields">
                {head(book, filled, &begins)}
                {select("outcome", "What came of it", outcomes, &filled.or("outcome", word(visit.outcome)))}
            </div>
            {services(filled, &visit.services)}
            {units(book, filled, Some(visit))}
            {more()}
            <div class="fields">
                {input(Kind::Day, "billed_on", "Billed on", filled.or("billed_on", day(visit.billed_on)), "")}
                {input(Kind::Text, "allowed", "Allowed by the payer, in dollars", filled.or("allowed", allowed), "")}
                {input(Kind::Text, "over", "Reason", filled.or("over", ""), reason)}
            </div>
            {finish(book.ground, "Save the change")}
            {withdraw}
        </form>
    })
}

/// The form that takes one out.
pub(super) fn withdraw(book: &Book<'_>) -> Option<AnyView> {
    let visit = about(book, Filled::of(book.ground, "withdraw"))?;
    let words = [
        "The visit of ",
        &when(visit.on),
        " (",
        &what(visit),
        ") was entered in error. The history keeps it.",
    ];
    Some(view! {
        <form class="section stack" data-framed="" method="post" action=book.ground.post("visits-withdraw")>
            <div class="section__head"><h2>"Take a visit out"</h2></div>
            <p>{words.concat()}</p>
            {hidden("command", book.ground.facts.fresh.to_string())}
            {hidden("id", visit.id.to_string())}
            {input(Kind::Text, "reason", "Why", String::new(), "")}
            {finish(book.ground, "Take it out")}
        </form>
    })
}
