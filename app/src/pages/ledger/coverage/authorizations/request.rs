//! Entering a request, or correcting what was entered.

use super::Desk;
use super::lines::{self, Begins};
use crate::pages::fields::{Kind, hidden, input, select, word};
use crate::pages::ledger::coverage::controls::{Filled, finish, seen};
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::authorization::{Authorization, AuthorizationStatus, RequestKind};
use domain::coverage::force::payers_on;
use domain::ids::PolicyId;
use domain::kinds::{Date, Discipline};

/// The form for a new request: the first, or one that goes on from another.
pub(super) fn new(desk: &Desk<'_>) -> AnyView {
    let ground = desk.ground;
    let before = ground.asked.id.as_deref().and_then(|id| id.parse().ok());
    let before = before.and_then(|id| ground.facts.ledger.authorization(id));
    let (kind, title) = match (ground.asked.form.as_deref(), before) {
        (Some("extend"), Some(_)) => (RequestKind::Extension, "Ask for an extension"),
        (Some("renew"), Some(_)) => (RequestKind::Renewal, "Ask for a renewal"),
        _ => (RequestKind::Initial, "Enter a request"),
    };
    let filled = Filled::of(ground, "request");
    let begins = Header { title, kind, before, one: None };
    form(desk, filled, &begins)
}

/// The form that corrects one.
pub(super) fn correct(desk: &Desk<'_>, one: &Authorization) -> AnyView {
    let begins = Header { title: "Correct what was entered", kind: one.kind, before: None, one: Some(one) };
    form(desk, Filled::of(desk.ground, "correct"), &begins)
}

/// What the form begins with.
struct Header<'a> {
    title: &'static str,
    kind: RequestKind,
    /// What the new one goes on from.
    before: Option<&'a Authorization>,
    /// What is corrected.
    one: Option<&'a Authorization>,
}

impl Header<'_> {
    fn model(&self) -> Option<&Authorization> {
        self.one.or(self.before)
    }

    fn days(&self, desk: &Desk<'_>) -> (String, String) {
        let say = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        match (self.one, self.before) {
            (Some(one), _) => {
                (one.period.from().to_string(), say(one.period.until().and_then(|until| until.pred_opt())))
            }
            // As long as the one before, from the day on which that ends.
            (None, Some(before)) => {
                let from = before.period.until();
                let last = from.map(|from| from + (from - before.period.from()) - chrono::TimeDelta::days(1));
                (say(from), say(last))
            }
            (None, None) => (desk.ground.facts.today.to_string(), String::new()),
        }
    }
}

fn form(desk: &Desk<'_>, filled: Filled<'_>, begins: &Header<'_>) -> AnyView {
    let ground = desk.ground;
    let (from, last) = begins.days(desk);
    let model = begins.model();
    let policy =
        model.map(|model| model.policy).or_else(|| payers_on(&ground.facts.ledger, ground.day).primary());
    let discipline = model.map(|model| model.discipline).or(ground.facts.case.disciplines.first().copied());
    let step = if begins.one.is_some() { "authorization-correct" } else { "authorization-request" };
    let decided = begins.one.is_some_and(|one| one.decided_on.is_some() || one.is_granted());
    let lines = lines::Form {
        filled,
        model: model.map_or(&[][..], |model| model.lines.as_slice()),
        begins: match (begins.one, begins.before) {
            (Some(_), _) => Begins::AsIs,
            _ => Begins::AsGranted,
        },
        granted: decided,
    };
    let one = begins.one.map(|one| view! { {hidden("id", one.id.to_string())}{seen(one)} });
    let follows = begins.before.map(|before| before.id.to_string()).unwrap_or_default();
    let follows = filled.or("follows", follows);
    let follows = (!follows.is_empty()).then(|| hidden("follows", follows));
    let sent = begins.one.is_none().then(|| {
        let hint = "Leave it blank while the request is being prepared.";
        input(Kind::Day, "requested_on", "Sent on", filled.or("requested_on", String::new()), hint)
    });
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post(step)>
            <div class="section__head"><h2>{begins.title}</h2></div>
            {hidden("command", filled.command(ground).to_string())}
            {one}
            {follows}
            <div class="fields">
                {select("policy", "Policy", policies(desk), &filled.or("policy", policy.map(|id| id.to_string()).unwrap_or_default()))}
                {select("discipline", "Discipline", disciplines(desk), &filled.or("discipline", discipline.map(word).unwrap_or_default()))}
                {select("kind", "Kind", kinds(), &filled.or("kind", word(begins.kind)))}
                {input(Kind::Day, "from", "First day", filled.or("from", from), "")}
                {input(Kind::Day, "last", "Last day", filled.or("last", last), "")}
                {sent}
                {begins.one.map(|one| dates(one, filled))}
            </div>
            {lines.show()}
            <div class="row">
                <button class="button button--small" type="submit" name="more" value="1"><Icon name="plus"/>"One more line"</button>
            </div>
            {finish(ground, if begins.one.is_some() { "Save the correction" } else { "Save the request" })}
        </form>
    }
}

/// What an authorization that was sent, or decided, has besides.
fn dates(one: &Authorization, filled: Filled<'_>) -> AnyView {
    let say = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    let text = |line: &Option<domain::kinds::Line>| line.as_ref().map_or(String::new(), ToString::to_string);
    let is_draft = one.status == AuthorizationStatus::Draft;
    let decided = one.decided_on.is_some() || one.is_granted();
    view! {
        {input(Kind::Text, "number", "Number", filled.or("number", text(&one.number)), "")}
        {(!is_draft).then(|| input(Kind::Day, "requested_on", "Sent on", filled.or("requested_on", say(one.requested_on)), ""))}
        {decided.then(|| input(Kind::Day, "decided_on", "Decided on", filled.or("decided_on", say(one.decided_on)), ""))}
        {input(Kind::Text, "letter", "Letter", filled.or("letter", text(&one.letter)), "Where it is kept: a reference, a folder.")}
    }
}

/// The policies of the case, as choices.
fn policies(desk: &Desk<'_>) -> Vec<(String, String)> {
    let policies = desk.ground.facts.ledger.policies.iter();
    let words = |id: PolicyId, days: String| [&desk.ground.policy(id), ", ", &days].concat();
    policies.map(|policy| (policy.id.to_string(), words(policy.id, policy.period.in_words()))).collect()
}

fn disciplines(desk: &Desk<'_>) -> Vec<(String, String)> {
    let all: &[Discipline] = &desk.ground.facts.case.disciplines;
    all.iter().map(|one| (word(one), one.title().to_owned())).collect()
}

fn kinds() -> Vec<(String, String)> {
    RequestKind::ALL.iter().map(|kind| (word(kind), kind.title().to_owned())).collect()
}
