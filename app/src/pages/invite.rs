//! A one-time link: the first administrator, a new colleague, a forgotten password.

use super::sign_in::Brand;
use crate::asked::answered;
use crate::door::{Invitation, load_invitation};
use crate::later::nothing;
use crate::parts::door_form::{DoorForm, WrongBefore};
use crate::place::{Page, use_place};
use crate::prelude::*;
use domain::kinds::Name;

/// Zones that most clinics are in; any other may be typed.
const ZONES: [&str; 12] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Toronto",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Sydney",
];

/// The page.
#[component]
pub fn Invite() -> impl IntoView {
    let token = use_place().word(Page::Invite).get_untracked().unwrap_or_default();
    let action = format!("/invite/{token}");
    let draw = move |invitation| {
        let action = action.clone();
        match invitation {
            Ok(Invitation::Found) => view! { <Found action/> },
            Ok(Invitation::Join { clinic, name, title }) => {
                view! { <Join action clinic name title/> }
            }
            Ok(Invitation::Reset) => view! { <Reset action/> },
            Err(error) => {
                crate::api::say_why(&error);
                view! { <Gone/> }
            }
        }
    };
    view! {
        <main class="door" id="main">
            <Brand/>
            {answered(move || token.clone(), load_invitation, nothing, draw)}
        </main>
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <section class="door__card">
            <h1 tabindex="-1">"This link does not work any more"</h1>
            <p class="muted">
                "A link works once, and for seven days. Nothing is lost: ask whoever gave it to you for a new one, or sign in if you have used it."
            </p>
            <a class="button button--wide" rel="external" href="/sign-in">"To the sign-in page"</a>
        </section>
    }
}

#[component]
fn Found(action: String) -> impl IntoView {
    view! {
        <DoorForm action class="door__card">
            <h1 tabindex="-1">"Begin your clinic"</h1>
            <p class="muted">"You are its first administrator. Everything can be changed later."</p>
            <WrongBefore/>
            <Text id="clinic" label="Name of the clinic" complete="organization"/>
            <Text id="site" label="Name of its first site" complete="off" value="Main"/>
            <div class="field">
                <label class="field__label" for="zone">"Time zone of the site"</label>
                <input class="input" id="zone" name="zone" list="zones" value=ZONES[0] required/>
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
            </div>
            <Text id="name" label="Your name" complete="name"/>
            <Email/>
            <NewPassword/>
            <button class="button button--primary button--wide" type="submit">"Begin"</button>
        </DoorForm>
    }
}

#[component]
fn Join(action: String, clinic: Name, name: Name, title: String) -> impl IntoView {
    view! {
        <DoorForm action class="door__card">
            <h1 tabindex="-1">"Welcome to "<span dir="auto">{clinic.to_string()}</span></h1>
            <p class="muted">
                "You are invited as "<strong dir="auto">{name.to_string()}</strong>", "{title}"."
            </p>
            <WrongBefore/>
            <Email/>
            <NewPassword/>
            <p class="field__hint">
                "You work in another clinic here already? Type that account's e-mail, and its password twice."
            </p>
            <button class="button button--primary button--wide" type="submit">"Create my account"</button>
        </DoorForm>
    }
}

#[component]
fn Reset(action: String) -> impl IntoView {
    view! {
        <DoorForm action class="door__card">
            <h1 tabindex="-1">"Choose another password"</h1>
            <p class="muted">"Every session of yours ends; this browser is signed in afresh."</p>
            <WrongBefore/>
            <NewPassword/>
            <button class="button button--primary button--wide" type="submit">"Change the password"</button>
        </DoorForm>
    }
}

#[component]
fn Text(
    id: &'static str,
    label: &'static str,
    complete: &'static str,
    #[prop(optional)] value: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <input class="input" id=id name=id autocomplete=complete maxlength="200" dir="auto" value=value required/>
        </div>
    }
}

#[component]
fn Email() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="email">"Your e-mail"</label>
            <input class="input" id="email" name="email" type="email" autocomplete="username" aria-describedby="email-hint" required/>
            <p class="field__hint" id="email-hint">"You sign in with it. Nothing is sent to it."</p>
        </div>
    }
}

#[component]
fn NewPassword() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="password">"Password"</label>
            <input class="input" id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" required/>
            <p class="field__hint" id="password-hint">
                "15 characters or more; a sentence is good. With a second factor, 8 are enough."
            </p>
        </div>
        <div class="field">
            <label class="field__label" for="again">"Once more"</label>
            <input class="input" id="again" name="again" type="password" autocomplete="new-password" required/>
        </div>
    }
}
