//! A person in two letters.

use crate::prelude::*;

/// Initials of a person, or a question mark for nobody. `bare` where the name stands beside it.
#[component]
pub fn Avatar(
    /// Name; nothing means that nobody is named.
    #[prop(into)]
    name: Option<String>,
    /// It is the reader.
    #[prop(optional)]
    me: bool,
    /// The name stands beside it.
    #[prop(optional)]
    bare: bool,
    /// In a menu or a banner.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let letters = name.as_deref().map_or_else(|| "?".to_owned(), initials);
    let label = name.clone().unwrap_or_else(|| "No owner".to_owned());
    view! {
        <span
            class="avatar"
            role=(!bare).then_some("img")
            aria-label=(!bare).then_some(label)
            aria-hidden=bare.then_some("true")
            data-me=me.then_some("")
            data-nobody=name.is_none().then_some("")
            data-size=large.then_some("large")
        >
            {letters}
        </span>
    }
}

fn initials(name: &str) -> String {
    domain::kinds::Name::parse(name).map_or_else(|_| "?".to_owned(), |name| name.initials())
}
