//! What dates, status words and names of the file mean.

use super::{choice, to};
use crate::import::facts::{DateColumn, STANDINGS, Word, Words};
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::import::dates::DateOrder;
use domain::kinds::Discipline;

pub(super) fn body(id: &str, step: &Words) -> AnyView {
    let back = ["/import/", id, "?step=columns"].concat();
    let lanes = STANDINGS.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned()));
    let lanes = std::iter::once((String::new(), "Choose a lane".to_owned())).chain(lanes).collect();
    let or = |first: &str, names: &[(String, String)]| -> Vec<(String, String)> {
        std::iter::once((String::new(), first.to_owned())).chain(names.iter().cloned()).collect()
    };
    view! {
        <form class="stack" method="post" action=to(id, "words")>
            {dates(&step.dates)}
            {table("Old status words", "Each stands for a lane here; the word itself is kept as a note.", "Stands for", &step.statuses, lanes, true)}
            {table("Therapists", "Who owns the case. A name that nobody here has is kept as a note.", "Is", &step.owners, or("Nobody here: keep as note", &step.staff_names), false)}
            {table("Sites", "Where the case is.", "Is", &step.sites, or("The clinic’s first site", &step.site_names), false)}
            {discipline(step)}
            <div class="import__bar">
                <a class="button" href=back>"Back"</a>
                <button class="button button--primary" type="submit">"Check the rows"</button>
            </div>
        </form>
    }
}

fn dates(columns: &[DateColumn]) -> Vec<AnyView> {
    let (asked, clear): (Vec<_>, Vec<_>) = columns.iter().partition(|column| column.asks);
    let mut views: Vec<AnyView> = asked.into_iter().map(question).collect();
    if !clear.is_empty() {
        views.push(understood(&clear));
    }
    views
}

/// Dates that can be read two ways.
fn question(date: &DateColumn) -> AnyView {
    let name = date.field.clone();
    let open = date.order.is_none();
    let choose = |order: DateOrder, code: &'static str, title: &'static str, only: u32, at: usize| {
        let mut reads: Vec<String> =
            date.examples.iter().map(|example| format!("{} is {}", example[0], example[at])).collect();
        reads.dedup();
        let only = if 0 < only { format!(" · {only} can only be read so") } else { String::new() };
        view! {
            <label class="choice">
                <input type="radio" name=name.clone() value=code checked=date.order == Some(order)/>
                <span><strong>{title}</strong>" "<span class="muted">{reads.join(" · ")}{only}</span></span>
            </label>
        }
    };
    let lead = format!(
        "{} of {} dates can be read in two ways.{}",
        date.ambiguous,
        date.filled,
        if 0 < date.month_first {
            " Others show the one order, and others the other."
        } else {
            " Nothing in the column says which is meant."
        }
    );
    let need = open.then(|| view! {
        <span class="chip" data-tone="warn"><Icon name="help"/><span class="chip__text">"please answer"</span></span>
    });
    let title = match date.style {
        Some(style) => format!("How are dates {style} written in “{}”?", date.header),
        None => format!("How are dates written in “{}”?", date.header),
    };
    view! {
        <fieldset class="section" data-framed="">
            <legend class="visually-hidden">{title.clone()}</legend>
            <div class="section__head"><h2>{title}</h2>{need}</div>
            <p class="section__lead">{lead}{unreadable(date)}</p>
            <div class="import__choices">
                {choose(DateOrder::MonthFirst, "month_first", "Month first", date.month_first, 1)}
                {choose(DateOrder::DayFirst, "day_first", "Day first", date.day_first, 2)}
            </div>
        </fieldset>
    }
}

fn unreadable(date: &DateColumn) -> Option<String> {
    (0 < date.unreadable)
        .then(|| format!(" {} cannot be read and will be among the rows to fix.", date.unreadable))
}

/// Columns whose dates say themselves how they are meant.
fn understood(columns: &[&DateColumn]) -> AnyView {
    let rows = columns.iter().map(|date| {
        let examples = date.examples.iter().map(|example| format!("{} is {}", example[0], example[1]));
        let wrong = (0 < date.unreadable).then(|| format!("{} to fix", date.unreadable));
        view! {
            <tr>
                <th scope="row"><span dir="auto">{date.header.clone()}</span></th>
                <td data-label="Dates" class="number">{date.filled}</td>
                <td data-label="Read as"><span>{examples.collect::<Vec<_>>().join(" · ")}</span></td>
                <td data-label="Not read">{wrong}</td>
            </tr>
        }
    });
    view! {
        <section class="section" aria-label="Dates that are clear">
            <div class="section__head"><h2>"Dates that are clear"</h2></div>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"Column"</th>
                        <th scope="col" class="number">"Dates"</th>
                        <th scope="col">"Read as"</th>
                        <th scope="col">"Not read"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The words of one column with what each means. `needed`: a word without a meaning leaves its rows to fix.
fn table(
    title: &'static str,
    lead: &'static str,
    verb: &'static str,
    words: &[Word],
    options: Vec<(String, String)>,
    needed: bool,
) -> Option<AnyView> {
    if words.is_empty() {
        return None;
    }
    let rows = words.iter().map(|word| {
        let shown = if word.word.is_empty() { "(empty)".to_owned() } else { word.word.clone() };
        let label = format!("{verb} “{shown}”");
        let open = needed && word.means.is_empty();
        let need = open.then(|| view! {
            <span class="chip" data-tone="warn"><Icon name="help"/><span class="chip__text">"unknown"</span></span>
        });
        view! {
            <tr>
                <th scope="row"><span dir="auto">{shown}</span>" "{need}</th>
                <td data-label="Rows" class="number">{word.rows}</td>
                <td data-label=verb>{choice(word.field.clone(), label, options.clone(), &word.means)}</td>
            </tr>
        }
    });
    let section = view! {
        <section class="section" aria-label=title>
            <div class="section__head"><h2>{title}</h2></div>
            <p class="section__lead">{lead}</p>
            <div class="table-frame">
                <table class="table import__words" data-stack="">
                    <thead><tr>
                        <th scope="col">"In the file"</th>
                        <th scope="col" class="number">"Rows"</th>
                        <th scope="col">{verb}</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    };
    Some(section.into_any())
}

fn discipline(step: &Words) -> Option<AnyView> {
    if step.without_discipline == 0 && step.blank_discipline.is_empty() {
        return None;
    }
    let known =
        Discipline::ALL.map(|discipline| (discipline.mark().to_owned(), discipline.title().to_owned()));
    let options =
        std::iter::once((String::new(), "None: leave them to fix".to_owned())).chain(known).collect();
    let select = choice(
        "discipline".to_owned(),
        "Discipline of rows that name none".to_owned(),
        options,
        step.blank_discipline,
    );
    let lead = format!("{} rows name no discipline.", step.without_discipline);
    let section = view! {
        <section class="section" data-framed="" aria-label="Rows without a discipline">
            <div class="section__head"><h2>"Rows without a discipline"</h2></div>
            <p class="section__lead">{lead}" If they are all the same, choose it here."</p>
            <div class="import__one">{select}</div>
        </section>
    };
    Some(section.into_any())
}
