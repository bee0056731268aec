//! All parts of an open case, in the panel and on the page.

use super::banner::Banner;
use super::comments::Comments;
use super::contacts::Contacts;
use super::facts::About;
use super::file::File;
use super::flags::Alerts;
use super::tasks::Tasks;
use super::team::Team;
use super::timeline::Timeline;
use crate::later::{above, code};
use crate::place::use_place;
use crate::prelude::*;
use std::sync::Arc;

/// In the panel: one column.
#[component]
pub fn Narrow(file: File) -> impl IntoView {
    view! {
        <Banner file/>
        <Alerts file/>
        <Tasks file/>
        <Comments file/>
        <Contacts file/>
        <Team file/>
        <About file/>
        <Timeline file/>
        <Forms file/>
    }
}

/// On the page: two columns, and tabs on a phone.
#[component]
pub fn Wide(file: File) -> impl IntoView {
    let place = use_place();
    let tab = Memo::new(move |_| {
        let asked = place.asks("tab").unwrap_or_default();
        TABS.into_iter().map(|(tab, _)| tab).find(|tab| *tab == asked).unwrap_or("tasks")
    });
    let count = move |tab: &str| match tab {
        "tasks" => file.case.with(|case| case.open_tasks().count()),
        "talk" => file.chart.with(|chart| chart.comments.len()),
        _ => 0,
    };
    let tabs: Vec<AnyView> = TABS
        .into_iter()
        .map(|(code, title)| {
            view! {
                <a
                    class="tabs__tab"
                    href=["?tab=", code].concat()
                    aria-current=move || if tab.get() == code { "true" } else { "false" }
                >
                    {title}
                    {move || Some(count(code)).filter(|count| *count != 0).map(|count| view! {
                        " "<span class="count">{count}</span>
                    })}
                </a>
            }
        })
        .collect();
    let number = move || file.case.with(|case| ["Case ", &case.number.to_string()].concat());
    view! {
        <article class="page case" data-tab=tab>
            <nav class="crumbs" aria-label="Where">
                <a href="/board">"Board"</a><span aria-hidden="true">"/"</span><span>{number}</span>
            </nav>
            <Banner file/>
            <Alerts file/>
            <nav class="tabs case__tabs" aria-label="Parts of the case">{tabs}</nav>
            <div class="case__columns">
                <div><Tasks file/><Comments file/><Timeline file/></div>
                <div><About file/><Team file/><Contacts file/></div>
            </div>
        </article>
        <Forms file/>
    }
}

const TABS: [(&str, &str); 4] =
    [("tasks", "Tasks"), ("people", "People"), ("talk", "Comments"), ("history", "History")];

/// The form that is open, and what two people changed at once.
#[component]
fn Forms(file: File) -> impl IntoView {
    let wanted =
        Signal::derive(move || file.asking.with(Option::is_some) || !file.clashes.with(Vec::is_empty));
    above(wanted, Arc::new(move || code::change(file)), None)
}
