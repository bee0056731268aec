//! Whether what is on the screen is true this second, in words. Styled by live.css.

use crate::sync::Link;
use leptos::prelude::*;

/// Live, reconnecting or offline; with what waits to be sent.
#[component]
pub fn LiveMark(link: Signal<Link>, unsent: Signal<usize>) -> impl IntoView {
    let state = move || match link.get() {
        Link::Live => "live",
        Link::Reconnecting => "reconnecting",
        Link::Offline => "offline",
    };
    let words = move || match (link.get(), unsent.get()) {
        (Link::Live, _) => "Live".to_owned(),
        (Link::Reconnecting, 0) => "Reconnecting".to_owned(),
        (Link::Reconnecting, waiting) => format!("Reconnecting · {waiting} unsent"),
        (Link::Offline, 0) => "Offline".to_owned(),
        (Link::Offline, waiting) => format!("Offline · {waiting} unsent"),
    };
    view! { <span class="live" role="status" data-state=state><span class="live__dot"></span>{words}</span> }
        .into_any()
}

/// People who are here now, the reader not among them.
#[component]
pub fn Here(names: Signal<Vec<String>>) -> impl IntoView {
    let more = move || names.get().len().saturating_sub(4);
    view! {
        <ul class="avatars" role="list" aria-label="On this board now" hidden=move || names.get().is_empty()>
            <For each=move || names.get().into_iter().take(4) key=Clone::clone let:name>
                <Person name/>
            </For>
            {move || (0 < more()).then(|| view! {
                <li>
                    <span class="avatar" role="img" aria-label=format!("{} more", more()) data-more="">
                        {format!("+{}", more())}
                    </span>
                </li>
            })}
        </ul>
    }
    .into_any()
}

#[component]
fn Person(name: String) -> impl IntoView {
    view! { <li title=name.clone()><super::avatar::Avatar name=Some(name.clone())/></li> }.into_any()
}
