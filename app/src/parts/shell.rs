//! Top bar, navigation and corner around a page.

use super::avatar::Avatar;
use super::icon::Icon;
use crate::api::Me;
use crate::place::use_place;
use crate::prelude::*;
use domain::access::{Area, Right, Viewer};
use leptos::ev::SubmitEvent;

/// The bar with the product, the search box and the corner. Without a script the box posts what is typed: an address would
/// name a patient in histories and logs.
#[component]
pub fn TopBar(
    me: Me,
    search: NodeRef<leptos::html::Input>,
    on_search: Callback<String>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(search) = search.get_untracked() {
            on_search.run(search.value());
            search.set_value("");
        }
    };
    view! {
        <header class="shell__top">
            <a class="shell__brand" href="/board">
                <Logo/>
                <span class="shell__name">"Caseboard"</span>
                <span class="shell__clinic clip">{me.clinic.to_string()}</span>
            </a>
            <form class="search-box" role="search" method="post" action="/search" on:submit=submit>
                <Icon name="search"/>
                <input
                    class="search-box__input"
                    type="search"
                    name="q"
                    aria-label="Find a patient"
                    placeholder="Find a patient, guardian or number"
                    autocomplete="off"
                    maxlength="200"
                    node_ref=search
                />
                <kbd aria-hidden="true">"/"</kbd>
            </form>
            <div class="shell__corner">{children()}<PersonMenu me/></div>
        </header>
    }
}

/// The product's mark.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="shell__logo" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="currentColor"></rect>
            <g fill="var(--color-on-accent)">
                <rect x="8" y="9" width="4.5" height="14" rx="1.6" opacity=".7"></rect>
                <rect x="14" y="9" width="4.5" height="8" rx="1.6"></rect>
                <rect x="20" y="9" width="4.5" height="11" rx="1.6" opacity=".85"></rect>
            </g>
        </svg>
    }
}

/// Account, colours and the way out.
#[component]
fn PersonMenu(me: Me) -> impl IntoView {
    let name = me.name.to_string();
    let label = [&me.name.initials(), ", ", &name, ": account and sign-out"].concat();
    // A phone has room for four pages at its foot.
    let others: Vec<AnyView> = [AUTHORIZATIONS, IMPORT, PEOPLE, JOURNAL]
        .into_iter()
        .filter(|page| is_for(page, &me.viewer))
        .map(in_menu)
        .collect();
    let roles: Vec<&str> = me.viewer.roles.iter().map(|role| role.title()).collect();
    view! {
        <button class="shell__person" type="button" popovertarget="me" aria-label=label>
            <Avatar name=Some(name.clone()) me=true bare=true/>
        </button>
        <div class="menu" id="me" popover="auto">
            <div class="menu__who">
                <Avatar name=Some(name.clone()) me=true bare=true large=true/>
                <div>
                    <strong dir="auto">{name}</strong>
                    <p>{roles.join(", ")}</p>
                </div>
            </div>
            {others}
            <a class="menu__item" href="/account">
                <Icon name="account"/>
                <span class="menu__label">"Account and sessions"</span>
            </a>
            <Colours/>
            <hr class="menu__line"/>
            <form method="post" action="/session/end" on:submit=move |_| crate::sync::browser::forget_all()>
                <button class="menu__item" type="submit">
                    <Icon name="sign-out"/>
                    <span class="menu__label">"Sign out"</span>
                </button>
            </form>
        </div>
    }
}

fn in_menu(page: Page) -> AnyView {
    view! {
        <a class="menu__item phone-only" href=page.href>
            <Icon name=page.icon/>
            <span class="menu__label">{page.title}</span>
        </a>
    }
    .into_any()
}

/// As the browser keeps them, and as people read them; each follows the one before.
const THEMES: [(Option<&str>, &str); 3] =
    [(None, "as the system"), (Some("light"), "light"), (Some("dark"), "dark")];

/// Light, dark, or as the system says; this browser remembers.
#[component]
fn Colours() -> impl IntoView {
    use crate::sync::browser;
    let theme = RwSignal::new(0_usize);
    Effect::new(move |_| {
        let wish = browser::preference("theme");
        theme.set(THEMES.iter().position(|(code, _)| *code == wish.as_deref()).unwrap_or(0));
    });
    Effect::new(move |_| browser::set_theme(THEMES[theme.get()].0));
    let next = move |_| {
        let next = (theme.get_untracked() + 1) % THEMES.len();
        browser::prefer("theme", THEMES[next].0);
        theme.set(next);
    };
    view! {
        <button class="menu__item" type="button" on:click=next>
            <Icon name="system"/>
            <span class="menu__label">"Colours"</span>
            <span class="menu__note">{move || THEMES[theme.get()].1.to_owned()}</span>
        </button>
    }
}

struct Page {
    href: &'static str,
    icon: &'static str,
    title: &'static str,
}

const BOARD: Page = Page { href: "/board", icon: "board", title: "Board" };
const TODAY: Page = Page { href: "/today", icon: "today", title: "Today" };
const AUTHORIZATIONS: Page = Page { href: "/authorizations", icon: "runs-out", title: "Authorizations" };
const WORK: Page = Page { href: "/work", icon: "edit", title: "To sign" };
const BILLING: Page = Page { href: "/billing", icon: "sheet", title: "Billing" };
const WAITLIST: Page = Page { href: "/waitlist", icon: "waiting", title: "Waitlist" };
const SEARCH: Page = Page { href: "/search", icon: "search", title: "Search" };
const PEOPLE: Page = Page { href: "/people", icon: "people", title: "People" };
const IMPORT: Page = Page { href: "/import", icon: "import", title: "Import" };
const JOURNAL: Page = Page { href: "/journal", icon: "journal", title: "Journal" };
const ACCOUNT: Page = Page { href: "/account", icon: "account", title: "Account" };

/// Whether somebody may open it.
fn is_for(page: &Page, viewer: &Viewer) -> bool {
    match page.href {
        "/people" => viewer.may_anywhere(Area::Users, Right::Read),
        "/journal" => viewer.may_anywhere(Area::AuditLog, Right::Read),
        "/import" => viewer.may_import(),
        "/authorizations" => viewer.may_anywhere(Area::Authorizations, Right::Read),
        "/waitlist" => viewer.may_anywhere(Area::Board, Right::Read),
        "/billing" => viewer.may_anywhere(Area::Money, Right::Read),
        _ => true,
    }
}

/// Whether the address is that page; the board is also the first one.
fn is_current(page: &Page, path: &str) -> bool {
    path == page.href
        || (page.href == "/board" && path == "/")
        || (page.href == "/import" && path.starts_with("/import/"))
        || (page.href == "/authorizations" && path.starts_with("/payers"))
}

/// The pages that the person may open, at the side; `due` counts their own late and due work.
#[component]
pub fn SideNav(me: Me, due: Memo<usize>) -> impl IntoView {
    let place = use_place();
    let links: Vec<AnyView> =
        [BOARD, TODAY, WORK, WAITLIST, AUTHORIZATIONS, BILLING, IMPORT, PEOPLE, JOURNAL, ACCOUNT]
            .into_iter()
            .filter(|page| is_for(page, &me.viewer))
            .map(|page| {
                let count = (page.href == "/today").then(|| due_count(due));
                let last = (page.href == "/account").then_some("");
                let (href, icon, title) = (page.href, page.icon, page.title);
                let current = move || place.with_path(|path| is_current(&page, path)).then_some("page");
                view! {
                    <a class="shell__link" href=href aria-current=current data-last=last>
                        <Icon name=icon/>
                        <span>{title}</span>
                        {count}
                    </a>
                }
            })
            .collect();
    view! { <nav class="shell__side" aria-label="Pages">{links}</nav> }
}

fn due_count(due: Memo<usize>) -> AnyView {
    let words = move |due: usize| {
        let due = due.to_string();
        view! {
            <span class="count" data-tone="bad">{due}<span class="visually-hidden">" due or late"</span></span>
        }
    };
    view! { {move || Some(due.get()).filter(|due| 0 < *due).map(words)} }
}

/// The pages that a thumb reaches.
#[component]
pub fn BottomNav() -> impl IntoView {
    let place = use_place();
    let tabs: Vec<AnyView> = [TODAY, BOARD, SEARCH, ACCOUNT]
        .into_iter()
        .map(|page| {
            let (href, icon, title) = (page.href, page.icon, page.title);
            let current = move || place.with_path(|path| is_current(&page, path)).then_some("page");
            view! { <a class="shell__tab" href=href aria-current=current><Icon name=icon/>{title}</a> }
        })
        .collect();
    view! { <nav class="shell__bottom" aria-label="Main pages">{tabs}</nav> }
}
