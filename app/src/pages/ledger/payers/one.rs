//! One payer: its rules by the day from which they count, and the examples that prove them.

use super::asked::Asked;
use super::{examples, forms, publish, rules};
use crate::drawn::{Shown, finished};
use crate::ledger::facts::PayersFacts;
use crate::pages::fields::all_hidden;
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::authorization::renewal::Pace;
use domain::clinic::may_set_payers;
use domain::ids::PayerId;
use domain::kinds::Discipline;
use domain::payer::{Payer, PayerRules};

/// What the parts of the page are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) facts: &'a PayersFacts,
    pub(super) asked: &'a Asked,
    /// The payer as this person sees it: with their own draft, if they have one.
    pub(super) payer: &'a Payer,
    pub(super) may: bool,
}

impl Ground<'_> {
    /// The page without a form.
    pub(super) fn page(&self) -> String {
        ["/payers/", &self.payer.id.to_string()].concat()
    }

    /// The page with a form.
    pub(super) fn with(&self, form: &str) -> String {
        [&self.page(), "?do=", form].concat()
    }

    /// What each of its forms carries.
    pub(super) fn carried(&self) -> [(&'static str, String); 2] {
        [("payer", self.payer.id.to_string()), ("command", self.facts.fresh.to_string())]
    }

    pub(super) fn is_open(&self, form: &str) -> bool {
        self.may && self.asked.is_open(form)
    }
}

/// The page of one payer.
pub fn one(facts: &PayersFacts, id: PayerId, query: &str) -> Shown {
    let asked = Asked::of(query);
    let published = facts.clinic.payer(id);
    let draft = facts.draft.as_ref();
    let Some(payer) = draft.map(|draft| &draft.to).or(published) else {
        return missing();
    };
    let ground = Ground { facts, asked: &asked, payer, may: may_set_payers(&facts.viewer) };
    let name = payer.name.to_string();
    let pace = facts.paces.get(&id).map(|of| ["Decides ", &pace(*of), "."].concat());
    let rename =
        ground.may.then(|| view! { <a class="button" href=ground.with("name")>"Name and group"</a> });
    let stale = draft.is_some_and(|draft| published != Some(&draft.seen));
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/authorizations">"Authorizations"</a><span aria-hidden="true">"/"</span>
            <a href="/payers">"Payers"</a><span aria-hidden="true">"/"</span><span dir="auto">{name.clone()}</span>
        </nav>
        <header class="page__head">
            <h1 tabindex="-1" dir="auto">{name.clone()}</h1>
            {rename}
            <p class="page__lead">{payer.class.title()}". "{pace}</p>
        </header>
        <div class="stack">
            {draft.map(|_| banner(ground, stale))}
            {draft.filter(|_| ground.is_open("publish") && !stale).map(|draft| publish::section(ground, draft))}
            {ground.is_open("name").then(|| forms::name(ground))}
            {ground.is_open("period").then(|| forms::period(ground))}
            {rules::all(ground)}
            {examples::section(ground)}
        </div>
    };
    finished(view, name, false)
}

fn missing() -> Shown {
    let view = view! {
        <header class="page__head"><h1 tabindex="-1">"No such payer"</h1></header>
        <section class="empty">
            <Icon name="help"/>
            <p>"Nobody has entered a payer with this address."</p>
            <a class="button" href="/payers">"All payers"</a>
        </section>
    };
    finished(view, "No such payer".to_owned(), false)
}

/// What is written and does not count yet.
fn banner(ground: Ground<'_>, stale: bool) -> AnyView {
    let (tone, words) = if stale {
        (
            "bad",
            "Somebody published other rules of this payer after you began. What you wrote cannot be published any more: throw it away, and begin with the new rules.",
        )
    } else {
        ("warn", "This is your draft. Cases go by the rules that are published until you publish it.")
    };
    let publish = (!stale && !ground.asked.is_open("publish"))
        .then(|| view! { <a class="button button--primary" href=ground.with("publish")>"See what changes, and publish"</a> });
    let carried = all_hidden(&ground.carried());
    view! {
        <div class="banner" data-tone=tone>
            <Icon name="edit"/>
            <p class="banner__text">{words}</p>
            {publish}
            <form method="post" action="/payers/discard">
                {carried}
                <button class="button" type="submit">"Throw the draft away"</button>
            </form>
        </div>
    }
}

/// How quickly a payer decides, in words.
pub(super) fn pace(pace: Pace) -> String {
    match pace {
        Pace { count: 0, p90: 0, .. } => "at once by its rules".to_owned(),
        Pace { count: 0, p90, .. } => {
            format!("within {p90}\u{a0}d by its rules; fewer than 5 decisions are known")
        }
        Pace { count, median, p90 } => {
            format!("half within {median}\u{a0}d, 9 of 10 within {p90}\u{a0}d ({count} decisions)")
        }
    }
}

/// Who needs an authorization first, in short.
pub(super) fn asks_first(rules: &PayerRules) -> String {
    let asks = |one: &Discipline| rules.authorization.iter().any(|need| need.discipline == *one);
    let marks: Vec<&str> = Discipline::ALL.iter().filter(|one| asks(one)).map(|one| one.mark()).collect();
    if marks.is_empty() { "nobody".to_owned() } else { marks.join(", ") }
}
