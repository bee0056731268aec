//! Where the account is signed in.

use crate::api::SessionLine;
use crate::parts::icon::Icon;
use crate::parts::when::When;
use crate::prelude::*;
use crate::sync::use_sync;
use domain::kinds::Instant;

/// The section of the account page.
#[component]
pub fn Sessions(lines: Vec<SessionLine>) -> impl IntoView {
    let count = lines.len();
    let others = 1 < count;
    view! {
        <section class="section" data-framed="" aria-label="Sessions">
            <div class="section__head"><h2>"Sessions"</h2><span class="count">{count}</span></div>
            <ul role="list">{lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}</ul>
            {others.then(|| view! {
                <form class="row" data-push="" method="post" action="/sessions/end-others">
                    <button class="button button--danger" type="submit">"End all others"</button>
                </form>
            })}
        </section>
    }
}

#[component]
fn Line(line: SessionLine) -> impl IntoView {
    let phone = ["iPhone", "iPad", "Android"].iter().any(|system| line.device.contains(system));
    let title = if line.current { "This browser".to_owned() } else { line.device.clone() };
    let device = line.current.then(|| [&line.device, " · "].concat());
    let action = format!("/sessions/{}/end", line.id);
    view! {
        <li class="person">
            <Icon name=if phone { "mobile" } else { "computer" }/>
            <div class="person__text">
                <strong>{title}</strong>
                <span>
                    {device}"from "{line.address}", since "<Time at=line.since/>", last seen "<Time at=line.last_seen/>
                </span>
            </div>
            {(!line.current).then(|| view! {
                <form method="post" action=action>
                    <button class="button button--small" type="submit">"End"</button>
                </form>
            })}
        </li>
    }
}

/// By the clock of the clinic's first site, as in the rest of the clinic where no site is meant.
#[component]
fn Time(at: Instant) -> impl IntoView {
    let when = use_sync().clinic().with_untracked(|clinic| When::at(clinic, None, at));
    view! { <time datetime=when.code.clone()>{when.words()}</time> }
}
