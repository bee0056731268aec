//! The person's own account: look, password, second factor, sessions.

pub mod factor;
pub mod sessions;

use crate::api::{SessionLine, load_sessions};
use crate::asked::answered;
use crate::door::{AccountPage, DENSITIES, Look, OtherClinic, THEMES, load_account, load_look};
use crate::error::ServerError;
use crate::parts::door_form::{DoorForm, WrongBefore};
use crate::parts::icon::Icon;
use crate::parts::problem::Loading;
use crate::place::use_place;
use crate::prelude::*;
use factor::SecondFactor;
use futures::join;
use sessions::Sessions;

/// The page.
#[component]
pub fn Account() -> impl IntoView {
    let load = |()| async {
        let (account, lines, look) = join!(load_account(), load_sessions(), load_look());
        Ok::<_, ServerError>((account?, lines?, look?))
    };
    let waiting = || view! { <Loading words="Reading your account"/> };
    let draw = |loaded: Result<(AccountPage, Vec<SessionLine>, Look), ServerError>| match loaded {
        Ok((account, lines, look)) => view! {
            <LookSection look/>
            <Password account=account.clone()/>
            <SecondFactor account=account.clone()/>
            <Sessions lines/>
            <Clinics others=account.other_clinics/>
        },
        Err(error) => {
            let sentence = error.sentence(|_| "Somebody".to_owned());
            view! { <p class="bad" role="alert">{sentence}</p> }
        }
    };
    view! {
        <div class="page account">
            <header class="page__head"><h1 tabindex="-1">"Account"</h1></header>
            <Done/>
            <WrongBefore/>
            {answered(|| (), load, waiting, draw)}
        </div>
    }
}

#[component]
fn Done() -> impl IntoView {
    let place = use_place();
    move || {
        let words = match place.asks("done")?.as_str() {
            "password" => "Your password is changed. Every other session has ended.",
            "look" => "Every page looks like that now, wherever you sign in.",
            "session" => "That session has ended.",
            "sessions" => "Every other session has ended.",
            "factor" => "The second factor is on. Every other session has ended.",
            "no_factor" => "The second factor is off. Every other session has ended.",
            _ => return None,
        };
        Some(view! {
            <div class="banner" data-tone="good" role="status">
                <Icon name="done"/>
                <p class="banner__text">{words}</p>
            </div>
        })
    }
}

#[component]
fn LookSection(look: Look) -> impl IntoView {
    let titled = |value: &'static str| match value {
        "system" => "As the system",
        "light" => "Light",
        "dark" => "Dark",
        "compact" => "Compact",
        "roomy" => "Roomy",
        _ => "Normal",
    };
    let choices = move |name: &'static str, values: [&'static str; 3], chosen: String| {
        values.map(|value| {
            let checked = value == chosen;
            view! {
                <label class="choice">
                    <input type="radio" name=name value=value checked=checked/>
                    {titled(value)}
                </label>
            }
        })
    };
    view! {
        <section class="section" data-framed="" aria-label="Look">
            <div class="section__head"><h2>"Look"</h2></div>
            <DoorForm action="/account/look" class="stack">
                <div class="fields">
                    <fieldset class="field">
                        <legend class="field__label">"Colours"</legend>
                        <div class="choices">{choices("theme", THEMES, look.theme)}</div>
                    </fieldset>
                    <fieldset class="field">
                        <legend class="field__label">"Density"</legend>
                        <div class="choices">{choices("density", DENSITIES, look.density)}</div>
                    </fieldset>
                </div>
                <div class="row"><button class="button" type="submit">"Use this look"</button></div>
            </DoorForm>
        </section>
    }
}

#[component]
fn Password(account: AccountPage) -> impl IntoView {
    let email = account.email;
    let body = if account.has_password {
        view! {
            <DoorForm action="/account/password" class="stack">
                <input type="hidden" name="email" autocomplete="username" value=email/>
                <PasswordNow id="password-now"/>
                <div class="fields">
                    <div class="field">
                        <label class="field__label" for="password-new">"New password"</label>
                        <input class="input" id="password-new" name="new" type="password" autocomplete="new-password"
                            aria-describedby="password-new-hint" required/>
                        <p class="field__hint" id="password-new-hint">
                            "15 characters or more, or 8 with a second factor."
                        </p>
                    </div>
                    <div class="field">
                        <label class="field__label" for="password-again">"Once more"</label>
                        <input class="input" id="password-again" name="again" type="password" autocomplete="new-password" required/>
                    </div>
                </div>
                <div class="row">
                    <button class="button button--primary" type="submit">"Change the password"</button>
                </div>
            </DoorForm>
        }
    } else {
        view! { <p class="section__lead">"People of the demo clinic have none: one press signs in."</p> }
    };
    view! {
        <section class="section" data-framed="" aria-label="Password">
            <div class="section__head"><h2>"Password"</h2></div>
            {body}
        </section>
    }
}

/// The present password, asked for before anything about the account changes.
#[component]
pub fn PasswordNow(id: &'static str) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>"Present password"</label>
            <input class="input" id=id name="password" type="password" autocomplete="current-password" required/>
        </div>
    }
}

#[component]
fn Clinics(others: Vec<OtherClinic>) -> impl IntoView {
    if others.is_empty() {
        return ().into_any();
    }
    let lines = others.into_iter().map(|other| {
        view! {
            <li class="person">
                <div class="person__text"><strong dir="auto">{other.name.to_string()}</strong></div>
                <form method="post" action="/session/clinic">
                    <input type="hidden" name="clinic" value=other.clinic.to_string()/>
                    <button class="button button--small" type="submit">"Go there"</button>
                </form>
            </li>
        }
    });
    view! {
        <section class="section" data-framed="" aria-label="Other clinics">
            <div class="section__head"><h2>"Other clinics"</h2></div>
            <ul role="list">{lines.collect_view()}</ul>
        </section>
    }
}
