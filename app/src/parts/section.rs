//! A named part of a case: its heading, a count, an action and what it holds. Drawn by `section.css`.

use crate::prelude::*;

/// A section. On the page of a case it is framed and one of the phone's tabs; in the panel it is plain.
#[component]
pub fn Section(
    title: &'static str,
    /// The tab that shows it on a phone.
    tab: &'static str,
    /// On the page of its own.
    framed: bool,
    #[prop(optional, into)] count: Option<Signal<String>>,
    #[prop(optional)] action: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let heading = if framed {
        view! { <h2>{title}</h2> }
    } else {
        view! { <h3>{title}</h3> }
    };
    let count = count.map(|count| {
        let shown = move |count: String| view! { <span class="count">{count}</span> };
        view! { {move || Some(count.get()).filter(|count| !count.is_empty()).map(shown)} }
    });
    view! {
        <section class="section" data-tab=tab data-framed=framed.then_some("") aria-label=title>
            <div class="section__head">{heading}{count}{action}</div>
            {children()}
        </section>
    }
}
