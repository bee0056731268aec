//! What the team says about a case. A draft is kept on this device until it is sent.

use super::file::File;
use super::mention;
use crate::api::Comment;
use crate::parts::avatar::Avatar;
use crate::parts::icon::Icon;
use crate::parts::rows::each;
use crate::parts::section::Section;
use crate::parts::when::When;
use crate::prelude::*;
use crate::sync::{Toast, Tone, browser};
use domain::case::Command;
use domain::ids::CommentId;
use domain::kinds::Prose;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Textarea;

/// The section.
#[component]
pub fn Comments(file: File) -> impl IntoView {
    let rights = file.rights;
    let count = Signal::derive(move || file.chart.with(|chart| chart.comments.len().to_string()));
    let keyed =
        move || file.chart.with(|chart| chart.comments.iter().cloned().enumerate().rev().collect::<Vec<_>>());
    let list = move || {
        if rights.get().listen {
            view! {
                <ol role="list">
                    {each(keyed, |(at, _)| at.to_string(), move |(_, comment)| one(file, comment))}
                </ol>
            }
        } else {
            view! { <p class="muted">"Your role does not include the comments of this case."</p> }
        }
    };
    let talks = Memo::new(move |_| rights.get().talk);
    view! {
        <Section title="Comments" tab="talk" framed=file.full count>
            {move || talks.get().then(|| view! { <Write file/> })}
            {list}
        </Section>
    }
}

fn one(file: File, comment: Comment) -> AnyView {
    let clinic = file.sync.clinic().get_untracked();
    let site = file.case.with_untracked(|case| case.site);
    let when = When::at(&clinic, Some(site), comment.at);
    let (words, code) = (when.words(), when.code);
    let name = clinic.name_of(comment.by);
    let imported = comment.id.is_none().then(|| view! { <span class="muted">"came with the import"</span> });
    let mine = comment.by == file.me();
    let names: Vec<String> = comment.mentions.iter().map(|staff| clinic.name_of(*staff)).collect();
    let text: Vec<AnyView> = mention::split(&comment.text, &names)
        .into_iter()
        .map(|(text, named)| {
            if named {
                view! { <span class="comment__mention">{text}</span> }
            } else {
                text.into_any()
            }
        })
        .collect();
    view! {
        <li class="comment">
            <Avatar name=Some(name.clone()) me=mine bare=true/>
            <div class="comment__head">
                <strong dir="auto">{name}</strong>
                <time datetime=code>{words}</time>
                {imported}
            </div>
            <p class="comment__text" dir="auto">{text}</p>
        </li>
    }
}

/// The box. `@` offers names; Ctrl+Enter sends.
#[component]
fn Write(file: File) -> impl IntoView {
    let key = StoredValue::new(["comment-", &file.id.to_string()].concat());
    let draft = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let field = NodeRef::<Textarea>::new();
    let picker = mention::Picker::new(file, field, draft);
    Effect::new(move |_| {
        if let Some(kept) = key.with_value(|key| browser::recall(key)) {
            draft.set(kept);
        }
    });
    let typed = move |text: String| {
        key.with_value(|key| browser::keep(key, Some(text.as_str()).filter(|text| !text.is_empty())));
        draft.set(text);
    };
    let send = move || {
        let text = draft.get_untracked();
        let parsed = match Prose::parse(&text) {
            Ok(parsed) => parsed,
            Err(why) => return problem.set(Some(why.to_string())),
        };
        problem.set(None);
        typed(String::new());
        let mentions = file.sync.clinic().with_untracked(|clinic| mention::named(&text, clinic));
        let command = Command::Comment { id: CommentId(browser::new_id()), text: parsed, mentions };
        file.sync.submit_then(file.id, command, move |result| {
            let Err(error) = result else { return };
            let why = file.sync.sentence(&error);
            // Nothing typed is lost: the text is back in the box, or kept for when it is opened again.
            key.try_with_value(|key| browser::keep(key, Some(&text)));
            if draft.try_get_untracked().is_some() {
                draft.set(text);
                problem.set(Some(why));
            } else {
                file.sync.toast(Toast { text: why, undo: None, tone: Tone::Bad });
            }
        });
    };
    let on_keydown = move |event: KeyboardEvent| {
        if picker.pressed(&event) {
            return event.prevent_default();
        }
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <form class="comment-box" method="post" on:submit=submit>
            <label class="visually-hidden" for="say">"Comment"</label>
            <textarea
                class="input"
                id="say"
                rows="2"
                dir="auto"
                placeholder="Write to the team; @ mentions a person"
                node_ref=field
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-autocomplete="list"
                aria-controls="mentions"
                aria-activedescendant=move || picker.active_id()
                prop:value=draft
                on:input=move |event| {
                    typed(event_target_value(&event));
                    picker.look();
                }
                on:keydown=on_keydown
                on:blur=move |_| picker.close_soon()
            ></textarea>
            {move || problem.get().map(|why| view! {
                <p class="field__error" role="alert"><Icon name="warn"/><span>{why}</span></p>
            })}
            {picker.view()}
            <div class="comment-box__foot">
                <small>
                    {move || {
                        if draft.with(String::is_empty) { "Ctrl Enter sends" } else { "Draft kept on this device" }
                    }}
                </small>
                <button class="button button--primary button--small" type="submit"><Icon name="send"/>"Send"</button>
            </div>
        </form>
    }
}
