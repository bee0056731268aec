//! The cases of somebody who leaves: what lies on them, who is proposed, and what waits.

use crate::pages::fields::{chip, choices, empty, hidden};
use crate::parts::words;
use crate::prelude::*;
use crate::record::leaving::{Chosen, LeavingFacts, Lying};

pub(super) fn list(facts: &LeavingFacts, chosen: &Chosen) -> AnyView {
    if chosen.rows.is_empty() && chosen.hidden == 0 {
        let name = facts.clinic.name_of(chosen.staff);
        let words = [&name, " has no case, no task, no visit to come and no note to write."].concat();
        return empty("check", "Nothing is left", &words);
    }
    let count = chosen.rows.len() + chosen.hidden;
    let open = chosen.rows.iter().filter(|lying| can_send(lying)).count();
    let rows: Vec<AnyView> = chosen.rows.iter().map(|lying| row(facts, lying)).collect();
    let hidden_rows = (0 < chosen.hidden).then(|| {
        let more = words::count(
            chosen.hidden,
            "further case that you do not see",
            "further cases that you do not see",
        );
        view! { <p class="muted">{[&more, "."].concat()}</p> }
    });
    let send = (0 < open).then(|| {
        let words = ["Send ", &words::count(open, "handoff", "handoffs")].concat();
        view! {
            <div class="row" data-push="">
                <span class="muted">"Each stays with the sender until its receiver has read it back."</span>
                <button class="button button--primary" type="submit">{words}</button>
            </div>
        }
    });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"What is left" " " <span class="count">{count.to_string()}</span></h2></div>
            <form class="stack" method="post" action="/people/leaving/send">
                {hidden("staff", chosen.staff)}
                <ul class="departure__cases">{rows}</ul>
                {hidden_rows}
                {send}
            </form>
        </section>
    }
    .into_any()
}

/// Something passes by a handoff, none waits, and somebody could take it.
fn can_send(lying: &Lying) -> bool {
    !lying.row.left.passes_nothing() && lying.waits.is_none() && !lying.choice.fit.is_empty()
}

fn row(facts: &LeavingFacts, lying: &Lying) -> AnyView {
    let row = &lying.row;
    let name = lying.name.as_ref().map(ToString::to_string).unwrap_or_default();
    let number = ["#", &row.number.to_string()].concat();
    let href = ["/cases/", &row.case.to_string(), "/record?part=handoffs"].concat();
    let how = match lying.waits {
        Some((to, from)) => {
            let words = ["Waits for ", &facts.clinic.name_of(to), ", from ", &words::date(from)];
            chip("plain", "due", words.concat())
        }
        None if row.left.passes_nothing() => chip("warn", "warn", "Only the leaver can do this".to_owned()),
        None if lying.choice.fit.is_empty() => chip("bad", "warn", "Nobody fits".to_owned()),
        None => receiver(facts, lying, &name),
    };
    let reason = (lying.waits.is_none() && !row.left.passes_nothing()).then(|| {
        let heavy = lying.choice.heavy.then(|| chip("warn", "warn", "Nearly full"));
        view! { <p class="departure__why muted" dir="auto">{lying.choice.reason.clone()}" "{heavy}</p> }
    });
    view! {
        <li class="departure__case">
            <span class="departure__who"><a href=href dir="auto">{name}</a>" "<span class="muted">{number}</span></span>
            <span class="departure__left">{row.left.in_words()}</span>
            {how}
            {reason}
        </li>
    }
    .into_any()
}

fn receiver(facts: &LeavingFacts, lying: &Lying, name: &str) -> AnyView {
    let case = lying.row.case.to_string();
    let field = ["to-", &case].concat();
    let fit = lying.choice.fit.iter().map(|to| (to.to_string(), facts.clinic.name_of(*to)));
    let options = [(String::new(), "Not now".to_owned())].into_iter().chain(fit).collect();
    let to = lying.choice.to.map(|to| to.to_string()).unwrap_or_default();
    let label = ["Receiver of ", name].concat();
    view! {
        <span class="departure__to">
            <select class="input" name=field aria-label=label>{choices(options, &to)}</select>
            <input type="hidden" name=["command-", &case].concat() value=lying.command.to_string()/>
            <input type="hidden" name=["handoff-", &case].concat() value=lying.handoff.to_string()/>
        </span>
    }
    .into_any()
}
