//! A one-time link for somebody on staff: to set up their account, or to choose another password.

use super::Staffing;
use crate::door::InviteLink;
use crate::parts::icon::Icon;
use crate::prelude::*;
use crate::sync::browser;
use crate::wire;
use domain::ids::StaffId;

/// Asks for a link. The answer is shown above the list.
pub(super) fn make(page: Staffing, staff: StaffId, name: String) {
    browser::spawn(async move {
        let asked = ["{\"staff\":\"", &staff.to_string(), "\"}"].concat();
        let link = match browser::post("/invites", &asked).await {
            Some((200..=299, text)) => {
                wire::read::<InviteLink>(&text).map(|answer| answer.link).map_err(|_| {
                    "The server answered with something that is no link. Reload the page and try again."
                        .to_owned()
                })
            }
            Some((403, _)) => {
                Err("Your role does not include inviting people. Nothing was changed.".to_owned())
            }
            Some(_) => {
                Err("No link was made. If this person works in several clinics, they must reset their \
                            password themselves."
                    .to_owned())
            }
            None => Err("The server cannot be reached; no link was made. Try again in a moment.".to_owned()),
        };
        page.link.try_set(Some((name, link)));
        page.reload();
    });
}

/// The newest link, to copy and hand over.
#[component]
pub fn Shown(page: Staffing) -> impl IntoView {
    move || {
        page.link.get().map(|(name, link)| match link {
            Ok(link) => {
                let copied = link.clone();
                let lead = ["Link for ", &name, ". "].concat();
                view! {
                    <div class="banner" role="status" data-tone="good">
                        <Icon name="link"/>
                        <p class="banner__text">
                            <strong dir="auto">{lead}</strong>
                            "It works once; hand it over yourself. "
                            <code>{link}</code>
                        </p>
                        <button class="button button--small" type="button" on:click=move |_| browser::copy(&copied)>
                            <Icon name="copy"/>"Copy the link"
                        </button>
                    </div>
                }
            }
            Err(sentence) => view! {
                <div class="banner" role="alert" data-tone="bad">
                    <Icon name="warn"/>
                    <p class="banner__text">{sentence}</p>
                </div>
            },
        })
    }
}
