//! Buttons that open a form about the case.

use super::file::{Asking, File};
use crate::parts::icon::Icon;
use crate::prelude::*;

/// At the head of a section.
pub(super) fn small(file: File, asking: Asking, icon: &'static str, words: &'static str) -> AnyView {
    view! {
        <button
            class="button button--quiet button--small"
            type="button"
            aria-haspopup="dialog"
            on:click=move |_| file.ask(asking.clone())
        >
            <Icon name=icon/>{words}
        </button>
    }
}

/// With an icon alone, which the label puts into words.
pub(super) fn icon(file: File, asking: Asking, icon: &'static str, label: String) -> AnyView {
    view! {
        <button
            class="button button--quiet button--icon"
            type="button"
            aria-label=label
            aria-haspopup="dialog"
            on:click=move |_| file.ask(asking.clone())
        >
            <Icon name=icon/>
        </button>
    }
}

/// Among what can be done with the whole case.
pub(super) fn large(file: File, asking: Asking, icon: &'static str, words: &'static str) -> AnyView {
    view! {
        <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| file.ask(asking.clone())>
            <Icon name=icon/>{words}
        </button>
    }
}
