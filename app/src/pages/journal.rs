//! Everything that happened in the clinic, newest first, for those who watch over it.

use crate::api::{self, History, HistoryLine};
use crate::asked::answered;
use crate::error::ServerError;
use crate::parts::history::sentence;
use crate::parts::icon::Icon;
use crate::parts::problem::{Empty, Loading, NotForYou};
use crate::parts::rows::each;
use crate::parts::when::When;
use crate::parts::words;
use crate::prelude::*;
use crate::sync::{Sync, browser, use_sync};
use domain::access::{Area, Right};
use domain::journal::Seq;

/// The page.
#[component]
pub fn Journal() -> impl IntoView {
    let sync = use_sync();
    let viewer = sync.me().viewer;
    if !viewer.may_anywhere(Area::AuditLog, Right::Read) {
        return view! {
            <NotForYou
                title="The journal is not for your role"
                words="It shows what everybody did. Directors and compliance read it; a case’s own history is on its page."
            />
        };
    }
    let exports = viewer.may_export_clinic();
    let waiting = || view! { <Loading words="Reading the journal"/> };
    let draw = move |first: Result<History, ServerError>| match first {
        Ok(page) if page.lines.is_empty() => {
            let words = "The first thing that somebody does will stand here.";
            view! { <Empty icon="journal" title="Nothing happened yet" words/> }
        }
        Ok(page) => view! { <Lines sync page/> },
        Err(error) => problem(sync.sentence(&error)),
    };
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">"Journal"</h1>
                {exports.then(|| view! {
                    <a class="button" href="/export.zip" rel="external"><Icon name="download"/>"Download everything"</a>
                })}
                <p class="page__lead">
                    "Everything that happened in this clinic, newest first. Nothing here can be changed; a correction is a new entry."
                </p>
            </header>
            {answered(|| (), |()| api::load_history(None, None), waiting, draw)}
        </div>
    }
}

fn problem(sentence: String) -> AnyView {
    view! {
        <div class="banner" role="alert" data-tone="bad">
            <Icon name="warn"/>
            <p class="banner__text">{sentence}</p>
        </div>
    }
}

#[component]
fn Lines(sync: Sync, page: History) -> impl IntoView {
    let next = RwSignal::new(page.next);
    let lines = RwSignal::new(page.lines);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let older = move |before: Seq| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        browser::spawn(async move {
            let page = api::load_history(None, Some(before)).await;
            busy.try_set(false);
            match page {
                Ok(page) => {
                    next.try_set(page.next);
                    lines.try_update(|lines| lines.extend(page.lines));
                }
                Err(error) => {
                    trouble.try_set(Some(sync.sentence(&error)));
                }
            }
        });
    };
    view! {
        <div class="table-frame" role="region" aria-label="Entries" tabindex="0">
            <table class="table" data-stack="">
                <thead>
                    <tr>
                        <th scope="col" class="number">"No."</th>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Case"</th>
                        <th scope="col">"What"</th>
                    </tr>
                </thead>
                <tbody>
                    {each(move || lines.get(), |line| line.seq.0.to_string(), move |line| entry(sync, &line))}
                </tbody>
            </table>
        </div>
        {move || trouble.get().map(problem)}
        <nav class="pager" aria-label="Pages of the journal">
            <span role="status">{move || lines.with(|lines| ["The newest ", &words::count(lines.len(), "entry", "entries")].concat())}</span>
            {move || next.get().map(|before| view! {
                <button
                    class="button"
                    type="button"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=move |_| older(before)
                >
                    "Older"
                </button>
            })}
        </nav>
    }
}

fn entry(sync: Sync, line: &HistoryLine) -> AnyView {
    let clinic = sync.clinic().get_untracked();
    let when = When::at(&clinic, None, line.at);
    let (words, code) = (when.words(), when.code);
    let case = line.case.clone().map(|(id, number, name)| {
        let href = ["/cases/", &id.to_string()].concat();
        view! { <a href=href dir="auto">{[&number.to_string(), " ", &name].concat()}</a> }
    });
    view! {
        <tr>
            <td class="number muted" data-label="No.">{line.seq.0}</td>
            <td class="nowrap" data-label="Time"><time datetime=code>{words}</time></td>
            <td data-label="Who"><span dir="auto">{line.name.clone()}</span></td>
            <td data-label="Case">{case}</td>
            <th scope="row"><span dir="auto">{sentence(line)}</span></th>
        </tr>
    }
}
