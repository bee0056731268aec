//! What happened to a case, newest first, in plain words and by the site's clock.

use super::file::File;
use crate::api::{self, HistoryLine};
use crate::parts::history::sentence;
use crate::parts::rows::each;
use crate::parts::section::Section;
use crate::parts::when::When;
use crate::prelude::*;
use crate::sync::browser;
use domain::journal::Seq;

/// The section.
#[component]
pub fn Timeline(file: File) -> impl IntoView {
    let busy = RwSignal::new(false);
    let seqs = move || file.lines.with(|lines| lines.iter().map(|line| line.seq).collect::<Vec<_>>());
    let older = move |_| {
        let Some(before) = file.more.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        browser::spawn(async move {
            let page = api::load_history(Some(file.id), Some(before)).await;
            busy.try_set(false);
            if let Ok(page) = page {
                file.more.try_set(page.next);
                file.lines.try_update(|lines| lines.extend(page.lines));
            }
        });
    };
    view! {
        <Section title="History" tab="history" framed=file.full>
            <ol class="timeline">
                {each(seqs, |seq| seq.0.to_string(), move |seq| line(file, seq))}
            </ol>
            {move || file.more.get().map(|_| view! {
                <button
                    class="button button--small"
                    type="button"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=older
                >
                    "Show earlier"
                </button>
            })}
        </Section>
    }
}

/// A line, under the day when it is the day's newest.
fn line(file: File, seq: Seq) -> AnyView {
    let Some(line) = file.lines.with_untracked(|lines| lines.iter().find(|line| line.seq == seq).cloned())
    else {
        return ().into_any();
    };
    let clinic = file.sync.clinic().get_untracked();
    let site = file.case.with_untracked(|case| case.site);
    let when = When::at(&clinic, Some(site), line.at);
    let day = when.day;
    let heads_day = Memo::new(move |_| {
        let newer = file
            .lines
            .with(|lines| lines.iter().take_while(|line| line.seq != seq).last().map(|line| line.at));
        newer.is_none_or(|newer| When::at(&clinic, Some(site), newer).day != day)
    });
    let words = when.day_words(file.sync.today(site));
    view! {
        {move || heads_day.get().then(|| view! { <li class="timeline__day">{words.clone()}</li> })}
        <li class="timeline__item" data-kind=kind(&line)>
            <time datetime=when.code>{when.time}</time>
            <p class="timeline__text" dir="auto">
                <strong>{line.name.clone()}</strong>" "{sentence(&line)}
            </p>
        </li>
    }
}

fn kind(line: &HistoryLine) -> &'static str {
    let has = |word: &str| line.words.iter().any(|words| words.starts_with(word));
    if has("moved on without") {
        "debt"
    } else if has("moved the case") || has("closed the case") {
        "move"
    } else {
        "other"
    }
}
