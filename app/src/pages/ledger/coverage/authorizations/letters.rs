//! The payer's letters on an authorization: the files, and the forms that attach one and take one away.

use super::Desk;
use crate::pages::fields::{Kind, hidden, input};
use crate::pages::ledger::asked::Asked;
use crate::pages::ledger::coverage::controls::{command, finish, open};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::Authorization;
use domain::authorization::letter::{FileKind, LETTERS_MAX, Letter};
use domain::ids::AuthorizationId;

/// Files that the form offers; the server goes by what their bytes are.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";

/// The list with its forms; nothing for whoever reads balances alone, and where there is nothing to see or do.
pub(super) fn show(desk: &Desk<'_>, one: &Authorization) -> Option<AnyView> {
    let letters: Vec<&Letter> = desk.ground.facts.ledger.letters_on(one.id).collect();
    if !desk.whole || (letters.is_empty() && !desk.attaches) {
        return None;
    }
    let count = letters.len();
    let list = (0 < count).then(|| {
        let rows = letters.iter().map(|letter| row(desk, letter)).collect::<Vec<_>>();
        view! { <ul class="letters">{rows}</ul> }
    });
    let title = (0 < count).then(|| view! { <h3>"Letters"</h3> });
    let add = desk
        .attaches
        .then(|| if is_open(desk, "letter", one.id) { add(desk, one) } else { start(desk, one, count) });
    Some(view! { <div class="stack">{title}{list}{add}</div> })
}

/// Whether the address speaks of an authorization, or of a letter on it.
pub(super) fn is_about(asked: &Asked, id: AuthorizationId) -> bool {
    asked.id.as_deref().is_some_and(|about| about.starts_with(&id.to_string()))
}

fn is_open(desk: &Desk<'_>, form: &str, id: AuthorizationId) -> bool {
    desk.ground.asked.is_open(form) && is_about(desk.ground.asked, id)
}

/// By what the address names a letter: the same file may be on two authorizations.
fn key(letter: &Letter) -> String {
    [&letter.authorization.to_string(), ".", &letter.file.hash.to_string()].concat()
}

fn row(desk: &Desk<'_>, letter: &Letter) -> AnyView {
    let (ground, file) = (desk.ground, &letter.file);
    let icon = match file.kind {
        FileKind::Pdf => "sheet",
        FileKind::Png | FileKind::Jpeg => "show",
    };
    let href = ground.post(&["letters/", &file.hash.to_string()].concat());
    let facts =
        [file.in_words(), words::date(letter.added_on), ground.facts.clinic.name_of(letter.by)].join(" · ");
    let asked = ground.asked;
    let open = asked.is_open("letter-away") && asked.id.as_deref() == Some(&*key(letter));
    let away = (desk.attaches && !open).then(|| {
        let href = asked.with_form(Some("letter-away"), Some(&key(letter)));
        let label = ["Take away ", file.name.as_str()].concat();
        view! { <a class="button button--small button--quiet" href=href aria-label=label>"Take away"</a> }
    });
    let form = (desk.attaches && open).then(|| take_away(desk, letter));
    view! {
        <li class="letter">
            <Icon name=icon/>
            <span class="letter__name">
                <a href=href target="_blank" rel="noopener" dir="auto">
                    {file.name.to_string()}<span class="visually-hidden">", opens in a new tab"</span>
                </a>
            </span>
            <span class="muted">{facts}</span>
            {away}
            {form}
        </li>
    }
}

fn start(desk: &Desk<'_>, one: &Authorization, count: usize) -> AnyView {
    if LETTERS_MAX <= count {
        let words =
            ["There are ", &LETTERS_MAX.to_string(), " letters, which is as many as an authorization holds."];
        return view! { <p class="muted">{words.concat()}</p> };
    }
    let open = open(desk.ground, "plus", "Attach a letter", "letter", Some(&one.id.to_string()));
    view! { <div class="row">{open}</div> }
}

fn add(desk: &Desk<'_>, one: &Authorization) -> AnyView {
    let ground = desk.ground;
    view! {
        <form class="stack" method="post" enctype="multipart/form-data" action=ground.post("letters-add")>
            {command(ground)}
            {hidden("id", one.id.to_string())}
            <div class="field">
                <label class="field__label" for="f-file">"Letter"</label>
                <input class="input" id="f-file" type="file" name="file" accept=ACCEPT required aria-describedby="f-file-hint"/>
                <span class="field__hint" id="f-file-hint">"A PDF, or a picture in PNG or JPEG, up to 10\u{a0}MB. Whoever reads all of this authorization can open it."</span>
            </div>
            {finish(ground, "Attach it")}
        </form>
    }
}

fn take_away(desk: &Desk<'_>, letter: &Letter) -> AnyView {
    let ground = desk.ground;
    view! {
        <form class="stack letter__form" method="post" action=ground.post("letters-remove")>
            {command(ground)}
            {hidden("id", letter.authorization.to_string())}
            {hidden("file", letter.file.hash.to_string())}
            {input(Kind::Text, "reason", "Why", String::new(), "The history keeps it, with the name of the file.")}
            {finish(ground, "Take it away")}
        </form>
    }
}
