//! A page that cannot be shown, in words and with a way on. Drawn by `style/pages/problem.css, style/parts/empty.css and skeleton.css`.

use super::icon::Icon;
use crate::prelude::*;

/// What happened, what is safe, what to do next; buttons are the children.
#[component]
pub fn Problem(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] words: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="problem" role="alert">
            <Icon name=icon/>
            <h1 tabindex="-1">{title}</h1>
            <p>{words}</p>
            <div class="row">{children()}</div>
        </div>
    }
}

/// A page that the person's roles do not include; its answer says so in its status too.
#[component]
pub fn NotForYou(title: &'static str, words: &'static str) -> impl IntoView {
    crate::api::say_why(&crate::error::ServerError::Forbidden);
    view! {
        <Problem icon="lock" title words>
            <a class="button button--primary" href="/board">"To the board"</a>
        </Problem>
    }
}

/// Nothing here yet, and why.
#[component]
pub fn Empty(icon: &'static str, #[prop(into)] title: String, #[prop(into)] words: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <h2>{title}</h2>
            <p>{words}</p>
        </div>
    }
}

/// Something is being read.
#[component]
pub fn Loading(#[prop(into)] words: String) -> impl IntoView {
    view! {
        <div class="stack" aria-busy="true">
            <p class="visually-hidden" role="status">{words}</p>
            <span class="skeleton" data-shape="row"></span>
            <span class="skeleton" data-shape="row"></span>
            <span class="skeleton" data-shape="short"></span>
        </div>
    }
}
