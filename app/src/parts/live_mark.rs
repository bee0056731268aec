//! Whether what is on the screen is true this second, in words. Styled by live.css.

use crate::prelude::*;
use crate::sync::Link;

/// Live, reconnecting or offline; with what waits to be sent.
#[component]
pub fn LiveMark(link: ReadSignal<Link>, unsent: ReadSignal<usize>) -> impl IntoView {
    let state = move || match link.get() {
        Link::Live => "live",
        Link::Reconnecting => "reconnecting",
        Link::Offline => "offline",
    };
    let words = move || {
        let words = match link.get() {
            Link::Live => return "Live".to_owned(),
            Link::Reconnecting => "Reconnecting",
            Link::Offline => "Offline",
        };
        match unsent.get() {
            0 => words.to_owned(),
            waiting => [words, " · ", &waiting.to_string(), " unsent"].concat(),
        }
    };
    view! {
        <span class="live" role="status" data-state=state>
            <span class="live__dot"></span>
            {move || words()}
        </span>
    }
}

/// People who are here now, the reader not among them.
#[component]
pub fn Here(names: Memo<Vec<String>>) -> impl IntoView {
    view! {
        <ul class="avatars" role="list" aria-label="On this board now" hidden=move || names.get().is_empty()>
            {move || people(names.get()).into_any()}
        </ul>
    }
}

/// Four of them, and how many more there are.
fn people(mut names: Vec<String>) -> Vec<AnyView> {
    let more = names.len().saturating_sub(4).to_string();
    names.truncate(4);
    let mut people: Vec<AnyView> = names.into_iter().map(person).collect();
    if more != "0" {
        let (label, letters) = ([&more, " more"].concat(), ["+", &more].concat());
        people.push(
            view! { <li><span class="avatar" role="img" aria-label=label data-more="">{letters}</span></li> },
        );
    }
    people
}

fn person(name: String) -> AnyView {
    let title = name.clone();
    view! { <li title=title><super::avatar::Avatar name=Some(name)/></li> }
}
