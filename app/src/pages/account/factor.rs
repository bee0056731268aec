//! The second factor: off, being set up, on.

use super::PasswordNow;
use crate::door::{AccountPage, FactorSetup};
use crate::parts::door_form::DoorForm;
use crate::parts::icon::Icon;
use crate::prelude::*;

/// The section of the account page.
#[component]
pub fn SecondFactor(account: AccountPage) -> impl IntoView {
    let body = match account.setup {
        Some(setup) => view! { <Setup setup/> },
        None if account.second_factor => view! { <On left=account.recovery_left/> },
        None if account.has_password => view! { <Off/> },
        None => view! { <p class="section__lead">"Off: it needs a password first."</p> },
    };
    view! {
        <section class="section" data-framed="" id="factor" aria-label="Second factor">
            <div class="section__head"><h2>"Second factor"</h2></div>
            {body}
        </section>
    }
}

#[component]
fn Off() -> impl IntoView {
    view! {
        <p class="section__lead">"Off. With an authenticator app, a stolen password is not enough."</p>
        <DoorForm action="/account/factor" class="stack">
            <PasswordNow id="factor-password"/>
            <div class="row"><button class="button" type="submit"><Icon name="mobile"/>"Set up"</button></div>
        </DoorForm>
    }
}

#[component]
fn On(left: u32) -> impl IntoView {
    let codes = match left {
        0 => "No recovery code is left; set it up again to get ten.".to_owned(),
        1 => "One recovery code is left.".to_owned(),
        left => format!("{left} recovery codes are left."),
    };
    view! {
        <p class="section__lead">"On: signing in asks for a code of your app. "{codes}</p>
        <DoorForm action="/account/factor" class="stack">
            <PasswordNow id="factor-password"/>
            <div class="row">
                <button class="button" type="submit"><Icon name="refresh"/>"Set up again"</button>
                <button class="button button--danger" type="submit" formaction="/account/factor/remove">"Turn off"</button>
            </div>
        </DoorForm>
    }
}

#[component]
fn Setup(setup: FactorSetup) -> impl IntoView {
    let codes = setup.codes.into_iter().map(|code| view! { <li>{code}</li> });
    view! {
        <p class="section__lead">
            "First: add this key to your authenticator app, "
            <a href=setup.uri rel="external">"by opening it there"</a>
            " or by typing it."
        </p>
        <p><code>{setup.typed}</code></p>
        <p class="section__lead">
            "Second: keep these recovery codes where your phone is not. Each opens the door once; they are not shown again."
        </p>
        <ul class="account__codes" role="list">{codes.collect_view()}</ul>
        <DoorForm action="/account/factor/confirm" class="stack">
            <div class="field">
                <label class="field__label" for="factor-code">"Third: the code that the app shows now"</label>
                <input class="input door__code" id="factor-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required/>
            </div>
            <div class="row"><button class="button button--primary" type="submit">"Turn it on"</button></div>
        </DoorForm>
    }
}
