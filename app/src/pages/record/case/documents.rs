//! Documents: what is filed, how long it holds, and the forms that file, label and take away.

use super::Ground;
use super::controls::{command, finish, open};
use crate::pages::fields::{Kind as Typing, banner, chip, empty, hidden, input, options, select, word};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use crate::record::facts::Purpose;
use domain::access::{Area, Right};
use domain::authorization::letter::FileKind;
use domain::document::{Filed, Kind, Sensitivity, Sight, expiring, sight};
use domain::ids::DocumentId;

/// Files that the form offers; the server goes by what their bytes are.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";
/// What ends within so many days is said above the list.
const SOON_DAYS: u16 = 60;

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let documents = &ground.facts.record.documents;
    let rows: Vec<AnyView> = documents.files.iter().rev().map(|filed| row(ground, filed)).collect();
    let files = [Area::ClinicalPlan, Area::Demographics, Area::Board]
        .into_iter()
        .any(|area| ground.may(area, Right::Write));
    let add = files.then(|| {
        if ground.asked.is_open("document") {
            add(ground)
        } else {
            let open = open(ground, "plus", "File a document", "document", None);
            view! { <div class="row">{open}</div> }
        }
    });
    let soon = expiring(documents, ground.facts.today, SOON_DAYS).into_iter().map(|filed| {
        let words = [filed.what.kind.title(), " holds until ", &last_day(filed), "."].concat();
        banner("warn", "late", words)
    });
    let list = if rows.is_empty() {
        empty(
            "sheet",
            "No documents yet",
            "Referrals, consents and reports are kept here, each with its day and how long it holds.",
        )
    } else {
        view! { <ul class="documents" aria-label="Documents, newest first">{rows}</ul> }
    };
    view! { {soon.collect::<Vec<_>>()} {add} {list} }.into_any()
}

fn last_day(filed: &Filed) -> String {
    let last = filed.what.expires.and_then(|expires| expires.pred_opt());
    last.map_or_else(String::new, words::date)
}

fn row(ground: Ground<'_>, filed: &Filed) -> AnyView {
    let facts = ground.facts;
    let people = facts.case.people();
    let sight = sight(filed, &facts.viewer, &facts.case.scope(&people), facts.now);
    let what = &filed.what;
    let icon = match what.file.kind {
        FileKind::Pdf => "sheet",
        FileKind::Png | FileKind::Jpeg => "show",
    };
    let ended = what.expires.is_some_and(|expires| expires <= facts.today);
    let holds = what.expires.map(|_| {
        let words =
            if ended { ["Held until ", &last_day(filed)] } else { ["Holds until ", &last_day(filed)] };
        chip(if ended { "bad" } else { "plain" }, if ended { "late" } else { "due" }, words.concat())
    });
    let label = what.sensitivity.is_hidden().then(|| chip("warn", "hide", what.sensitivity.title()));
    let about = [words::date(what.on), what.file.in_words(), facts.clinic.name_of(filed.by)].join(" · ");
    let id = what.id.to_string();
    let asked = ground.asked;
    let about_this = asked.id.as_deref() == Some(&*id);
    let form = match asked.form.as_deref().filter(|_| about_this) {
        Some("label") => Some(relabel(ground, what.id, what.sensitivity)),
        Some("remove") => Some(remove(ground, what.id)),
        _ => None,
    };
    let change = (form.is_none() && ground.may(Area::Board, Right::Write)).then(|| {
        let to = |form| asked.with_form(Some(form), Some(&id));
        view! {
            <span class="row documents__does">
                <a class="button button--small button--quiet" href=to("label")>"Label"</a>
                <a class="button button--small button--quiet" href=to("remove")>"Take away"</a>
            </span>
        }
    });
    view! {
        <li class="documents__one">
            <Icon name=icon/>
            <div class="documents__text">
                <strong>{what.kind.title()}</strong>
                {name(ground, filed, sight)}
                <span class="muted" dir="auto">{about}</span>
            </div>
            <span class="row">{holds}{label}</span>
            {change}
            {form}
        </li>
    }
    .into_any()
}

/// The link that opens it: at once, or with the purpose for which somebody opens what is sensitive.
fn name(ground: Ground<'_>, filed: &Filed, sight: Sight) -> AnyView {
    let href = ground.post(&["documents/", &filed.what.file.hash.to_string()].concat());
    if sight == Sight::Open {
        return view! {
            <a href=href target="_blank" rel="noopener" dir="auto">
                {filed.what.file.name.to_string()}<span class="visually-hidden">", opens in a new tab"</span>
            </a>
        }
        .into_any();
    }
    let purposes = Purpose::ALL.map(|purpose| {
        let href = [&href, "?reason=", &word(purpose)].concat();
        view! { <li><a href=href target="_blank" rel="noopener">{purpose.title()}</a></li> }
    });
    view! {
        <details>
            <summary>"Hidden. Open it with a purpose; compliance reads it"</summary>
            <ul class="lines">{purposes.into_iter().collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}

fn labels() -> Vec<(String, String)> {
    options(Sensitivity::ALL, Sensitivity::title)
}

fn add(ground: Ground<'_>) -> AnyView {
    let today = ground.facts.today.to_string();
    view! {
        <form class="stack section" method="post" enctype="multipart/form-data" action=ground.post("document-add")>
            <h2>"File a document"</h2>
            {command(ground)}
            {hidden("id", DocumentId(ground.facts.fresh.0).to_string())}
            <div class="field">
                <label class="field__label" for="f-file">"File"</label>
                <input class="input" id="f-file" type="file" name="file" accept=ACCEPT required aria-describedby="f-file-hint"/>
                <span class="field__hint" id="f-file-hint">"A PDF, or a picture in PNG or JPEG, up to 10\u{a0}MB."</span>
            </div>
            <div class="fields">
                {select("kind", "What it is", options(Kind::ALL.iter().copied(), Kind::title), "")}
                {input(Typing::Day, "on", "Day of the document", today, "")}
                {input(Typing::Day, "last", "Holds until", String::new(), "Empty where no end is known.")}
                {select("sensitivity", "Sensitivity", labels(), "normal")}
            </div>
            {finish(ground, "File it")}
        </form>
    }
    .into_any()
}

fn relabel(ground: Ground<'_>, id: DocumentId, now: Sensitivity) -> AnyView {
    view! {
        <form class="stack documents__form" method="post" action=ground.post("document-label")>
            {command(ground)}
            {hidden("id", id)}
            {hidden("was", word(now))}
            {select("to", "Sensitivity", labels(), &word(now))}
            {input(Typing::Text, "reason", "Why", String::new(), "")}
            {finish(ground, "Change the label")}
        </form>
    }
    .into_any()
}

fn remove(ground: Ground<'_>, id: DocumentId) -> AnyView {
    view! {
        <form class="stack documents__form" method="post" action=ground.post("document-remove")>
            {command(ground)}
            {hidden("id", id)}
            {input(Typing::Text, "reason", "Why", String::new(), "The file stays in the history.")}
            {finish(ground, "Take it away")}
        </form>
    }
    .into_any()
}
