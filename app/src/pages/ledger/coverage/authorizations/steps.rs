//! What can be done with an authorization: the buttons that its status allows, and the form that is open.

use super::lines::typed;
use super::{Desk, request};
use crate::pages::fields::{Kind, hidden, input, select};
use crate::pages::ledger::coverage::controls::{Filled, finish, open, seen};
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::enter::next;
use domain::authorization::{Authorization, AuthorizationStatus as S};
use domain::kinds::Line;

/// The buttons, or the form that is open; nothing for whoever may not write.
pub(super) fn show(desk: &Desk<'_>, one: &Authorization) -> Option<AnyView> {
    if !desk.writes {
        return None;
    }
    let asked = desk.ground.asked;
    let typed = |form: &str| Filled::of(desk.ground, form).text("id") == Some(&one.id.to_string());
    let mine = asked.id.as_deref() == Some(&one.id.to_string());
    match asked.form.as_deref().filter(|form| mine || typed(form)) {
        Some("send") => Some(simple(desk, one, "authorization-send", "Mark as sent", sent(desk))),
        Some("pend") => Some(simple(desk, one, "authorization-pend", "Save", pended(desk))),
        Some("decide") => Some(decide(desk, one)),
        Some("appeal") => Some(simple(desk, one, "authorization-appeal", "Save the appeal", appealed(desk))),
        Some("cancel") => Some(simple(desk, one, "authorization-cancel", "Cancel it", reason())),
        Some("correct") => Some(request::correct(desk, one)),
        _ => Some(buttons(desk, one)),
    }
}

fn buttons(desk: &Desk<'_>, one: &Authorization) -> AnyView {
    let (today, id) = (desk.ground.facts.today, one.id.to_string());
    let may = |wish: S| next(&one.status, wish).is_ok();
    let because = || Line::parse("-").ok();
    let open = |icon, words, form| open(desk.ground, icon, words, form, Some(&id));
    let undecided = matches!(one.status, S::Requested | S::Pended { .. } | S::Appealed { .. });
    let cancel = because().is_some_and(|reason| may(S::Cancelled { reason }));
    view! {
        <div class="row grants__steps">
            {may(S::Requested).then(|| open("send", "Mark as sent", "send")).filter(|_| one.status == S::Draft)}
            {undecided.then(|| open("check", "Record the decision", "decide"))}
            {may(S::Pended { since: today, asks: None }).then(|| open("waiting", "Pended", "pend")).filter(|_| undecided)}
            {may(S::Appealed { since: today }).then(|| open("flag", "Appeal", "appeal")).filter(|_| !undecided)}
            {one.is_granted().then(|| open("refresh", "Renew", "renew"))}
            {one.is_granted().then(|| open("forward", "Extend", "extend"))}
            {(!matches!(one.status, S::Cancelled { .. })).then(|| open("edit", "Correct", "correct"))}
            {cancel.then(|| open("close", "Cancel", "cancel"))}
        </div>
    }
}

/// A form of a few fields.
fn simple(desk: &Desk<'_>, one: &Authorization, step: &str, send: &str, fields: AnyView) -> AnyView {
    let ground = desk.ground;
    view! {
        <form class="stack grants__steps" method="post" action=ground.post(step)>
            {hidden("command", ground.facts.fresh.to_string())}
            {hidden("id", one.id.to_string())}
            {seen(one)}
            <div class="fields">{fields}</div>
            {finish(ground, send)}
        </form>
    }
}

fn sent(desk: &Desk<'_>) -> AnyView {
    input(Kind::Day, "requested_on", "Sent on", desk.ground.facts.today.to_string(), "")
}

fn pended(desk: &Desk<'_>) -> AnyView {
    view! {
        {input(Kind::Day, "since", "Pended since", desk.ground.facts.today.to_string(), "")}
        {input(Kind::Text, "asks", "What the payer asks for", String::new(), "")}
    }
}

fn appealed(desk: &Desk<'_>) -> AnyView {
    input(Kind::Day, "since", "Appealed on", desk.ground.facts.today.to_string(), "")
}

fn reason() -> AnyView {
    input(Kind::Text, "reason", "Why", String::new(), "")
}

/// What the payer decided, line by line.
fn decide(desk: &Desk<'_>, one: &Authorization) -> AnyView {
    let today = desk.ground.facts.today;
    let text = |line: &Option<Line>| line.as_ref().map_or(String::new(), ToString::to_string);
    let granted = one.lines.iter().enumerate().map(|(at, line)| {
        let asked = [&line.measure.words(line.requested), " asked for"].concat();
        let label = match one.lines.len() {
            1 => "Granted".to_owned(),
            _ => ["Granted, line ", &(at + 1).to_string()].concat(),
        };
        let begins = typed(line.measure, line.granted.unwrap_or(line.requested));
        input(Kind::Text, format!("granted-{at}"), &label, begins, &asked)
    });
    let granted = granted.collect::<Vec<_>>();
    let last =
        one.period.until().and_then(|until| until.pred_opt()).map_or(String::new(), |last| last.to_string());
    let answers = vec![
        ("approved".to_owned(), "Approved as asked".to_owned()),
        ("partly".to_owned(), "Approved in part".to_owned()),
        ("denied".to_owned(), "Denied".to_owned()),
    ];
    let sent = one.requested_on.map(|on| ["Sent on ", &words::date(on)].concat()).unwrap_or_default();
    let fields = view! {
        {select("answer", "Decision", answers, "approved")}
        {input(Kind::Text, "number", "Number", text(&one.number), "The payer's; claims carry it.")}
        {input(Kind::Day, "decided_on", "Decided on", today.to_string(), &sent)}
        {input(Kind::Day, "from", "First day", one.period.from().to_string(), "")}
        {input(Kind::Day, "last", "Last day", last, "")}
        {granted}
        {input(Kind::Text, "letter", "Letter", text(&one.letter), "Where it is kept: a reference, a folder.")}
        {input(Kind::Text, "reason", "Why, if denied", String::new(), "")}
    };
    simple(desk, one, "authorization-decide", "Record the decision", fields)
}
