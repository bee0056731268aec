//! Signing in: address and password, the second factor, the way back into a locked page, and the people of the demo.

use crate::asked::answered;
use crate::door::{DemoPerson, Opening, load_opening};
use crate::later::nothing;
use crate::parts::avatar::Avatar;
use crate::parts::door_form::{DoorForm, WrongBefore};
use crate::parts::icon::Icon;
use crate::parts::shell::Logo;
use crate::place::use_place;
use crate::prelude::*;

/// The page.
#[component]
pub fn SignIn() -> impl IntoView {
    answered(
        || (),
        |()| load_opening(),
        nothing,
        |opening| {
            let opening = opening.unwrap_or_default();
            let demo = !opening.demo.is_empty();
            view! {
                {demo.then(|| view! {
                    <aside class="shell__ribbon" aria-label="Demo">
                        <strong>"SYNTHETIC"</strong>" demo data: nobody here is a real person"
                    </aside>
                })}
                <main class="door" id="main">
                    <Brand/>
                    <Step opening/>
                </main>
            }
        },
    )
}

/// The product, above a card at the door.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <p class="door__brand">
            <Logo/>
            "Caseboard"
        </p>
    }
}

#[component]
fn Step(opening: Opening) -> impl IntoView {
    if let Some(name) = opening.locked {
        view! { <Unlock name/> }
    } else if opening.half_signed_in {
        view! { <SecondStep/> }
    } else if opening.demo.is_empty() {
        view! { <Password/> }
    } else {
        view! { <DemoPeople people=opening.demo/> }
    }
}

/// The page to go on to, as the address carries it; the server checks it.
fn next() -> impl Fn() -> String + Copy {
    let place = use_place();
    move || place.asks("next").unwrap_or_default()
}

#[component]
fn Done() -> impl IntoView {
    let place = use_place();
    let signed_out = move || place.asks("done").as_deref() == Some("signed_out");
    move || {
        signed_out().then(|| view! {
            <div class="banner" data-tone="good" role="status">
                <Icon name="done"/>
                <p class="banner__text"><strong>"You are signed out."</strong>" This session is over everywhere."</p>
            </div>
        })
    }
}

#[component]
fn Password() -> impl IntoView {
    let next = next();
    view! {
        <DoorForm action="/session" class="door__card">
            <h1 tabindex="-1">"Sign in"</h1>
            <Done/>
            <WrongBefore/>
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label class="field__label" for="email">"E-mail"</label>
                <input class="input" id="email" name="email" type="email" autocomplete="username" required autofocus/>
            </div>
            <PasswordField/>
            <button class="button button--primary button--wide" type="submit">"Sign in"</button>
        </DoorForm>
        <p class="door__foot">"No account, or no way in? An administrator of your clinic can send you a link."</p>
    }
}

#[component]
fn PasswordField() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="password">"Password"</label>
            <input class="input" id="password" name="password" type="password" autocomplete="current-password" required/>
        </div>
    }
}

#[component]
fn SecondStep() -> impl IntoView {
    let next = next();
    view! {
        <DoorForm action="/session/factor" class="door__card">
            <h1 tabindex="-1">"Second step"</h1>
            <WrongBefore/>
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label class="field__label" for="code">"Code of your authenticator app"</label>
                <input class="input door__code" id="code" name="code" autocomplete="one-time-code" maxlength="24"
                    aria-describedby="code-hint" required autofocus/>
                <p class="field__hint" id="code-hint">
                    "Six digits, a new one every 30 seconds; or one of your recovery codes."
                </p>
            </div>
            <button class="button button--primary button--wide" type="submit">"Continue"</button>
        </DoorForm>
        <form method="post" action="/session/end">
            <button class="button button--link" type="submit">"Begin again as somebody else"</button>
        </form>
    }
}

#[component]
fn Unlock(name: String) -> impl IntoView {
    let next = next();
    let label = format!("Password of {name}");
    view! {
        <DoorForm action="/session/unlock" class="door__card">
            <h1 tabindex="-1">"Locked after a pause"</h1>
            <WrongBefore/>
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label class="field__label" for="password" dir="auto">{label}</label>
                <input class="input" id="password" name="password" type="password" autocomplete="current-password" autofocus/>
            </div>
            <button class="button button--primary button--wide" type="submit"><Icon name="lock"/>"Unlock"</button>
        </DoorForm>
        <form method="post" action="/session/end">
            <button class="button button--link" type="submit">"I am somebody else: sign out"</button>
        </form>
    }
}

#[component]
fn DemoPeople(people: Vec<DemoPerson>) -> impl IntoView {
    view! {
        <section class="door__card">
            <h1 tabindex="-1">"Sign in to the demo clinic as…"</h1>
            <Done/>
            <WrongBefore/>
            <p class="muted">
                "One press, no password. Try two people in two windows: each sees what their role may see."
            </p>
            <ul class="demo-people" role="list">
                {people.into_iter().map(|person| view! { <Demo person/> }).collect_view()}
            </ul>
        </section>
        <p class="door__foot">"Everybody and everything here is invented."</p>
    }
}

#[component]
fn Demo(person: DemoPerson) -> impl IntoView {
    let name = person.name.to_string();
    view! {
        <li>
            <form method="post" action="/demo/session">
                <input type="hidden" name="staff" value=person.staff.to_string()/>
                <button class="demo-people__person" type="submit">
                    <Avatar name=Some(name.clone()) bare=true large=true/>
                    <span class="person__text"><strong dir="auto">{name}</strong><span>{person.title}</span></span>
                </button>
            </form>
        </li>
    }
}
