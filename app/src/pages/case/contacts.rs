//! Guardians and others: who may be called, who may receive records, and what custody says.

use super::button;
use super::file::{Asking, File};
use super::task_forms::ReasonForm;
use crate::parts::field::{Kind, SelectField, TextField, Tick, Typed};
use crate::parts::icon::Icon;
use crate::parts::section::Section;
use crate::parts::sheet::{Form, Sheet};
use crate::prelude::*;
use crate::sync::browser;
use domain::case::{Command, Contact, Relation};
use domain::ids::ContactId;
use domain::kinds::{Lane, Line, Name, Phone};

/// The section.
#[component]
pub fn Contacts(file: File) -> impl IntoView {
    let contacts = Memo::new(move |_| file.case.with(|case| case.contacts.clone()));
    let changes =
        Memo::new(move |_| file.rights.get().patient && file.case.with(|case| case.lane != Lane::Closed));
    let add = view! { {move || changes.get().then(|| button::small(file, Asking::Contact(None), "plus", "Contact"))} };
    let count = Signal::derive(move || contacts.with(|contacts| contacts.len().to_string()));
    view! {
        <Section title="Contacts" tab="people" framed=file.full count action=add>
            <ul role="list">
                {move || contacts.get().into_iter().map(|contact| one(file, contact, changes)).collect::<Vec<_>>()}
            </ul>
            {move || contacts.with(Vec::is_empty).then(|| view! {
                <p class="muted">"No contact on file, or none that you may see."</p>
            })}
        </Section>
    }
}

fn one(file: File, contact: Contact, changes: Memo<bool>) -> AnyView {
    let id = contact.id;
    let name = contact.name.to_string();
    let label = ["More for ", &name].concat();
    let remove = ["Remove ", &name].concat();
    let change = ["Change ", &name].concat();
    let phone = contact.phone.map(|phone| {
        let href = ["tel:", phone.as_str()].concat();
        view! { <a class="button button--small" href=href><Icon name="phone"/>{phone.to_string()}</a> }
    });
    let mail = contact.email.map(|mail| {
        let href = ["mailto:", mail.as_str()].concat();
        view! { <a class="button button--small" href=href><Icon name="mail"/>{mail.to_string()}</a> }
    });
    let (call, call_words) =
        if contact.may_call { ("good", "may be called") } else { ("bad", "do not call") };
    let (records, records_icon, records_words) = if contact.may_receive {
        ("good", "done", "may receive records")
    } else {
        ("bad", "hide", "no records")
    };
    let custody = contact.custody.map(|note| {
        view! {
            <p class="contact__custody" dir="auto"><strong>"Custody: "</strong>{note.to_string()}</p>
        }
    });
    view! {
        <li class="contact">
            <div class="person__text">
                <strong dir="auto">{name}</strong>
                <span>{contact.relation.title().to_ascii_lowercase()}</span>
            </div>
            {phone}
            {mail}
            {move || changes.get().then(|| view! {
                <span class="row" role="group" aria-label=label.clone()>
                    {button::icon(file, Asking::Contact(Some(id)), "edit", change.clone())}
                    {button::icon(file, Asking::RemoveContact(id), "close", remove.clone())}
                </span>
            })}
            <ul class="chips" role="list">
                <li class="chip" data-tone=call><Icon name="phone"/><span class="chip__text">{call_words}</span></li>
                <li class="chip" data-tone=records>
                    <Icon name=records_icon/>
                    <span class="chip__text">{records_words}</span>
                </li>
            </ul>
            {custody}
        </li>
    }
}

fn code(relation: Relation) -> String {
    relation.title().to_ascii_lowercase()
}

/// Adds a contact, or changes one.
#[component]
pub fn ContactForm(file: File, id: Option<ContactId>) -> impl IntoView {
    let form = Form::new();
    let seen = file.case.with_untracked(|case| case.contacts.iter().find(|one| Some(one.id) == id).cloned());
    let text = |take: &dyn Fn(&Contact) -> Option<String>| {
        Typed::new(seen.as_ref().and_then(take).unwrap_or_default())
    };
    let name = text(&|contact| Some(contact.name.to_string()));
    let phone = text(&|contact| contact.phone.as_ref().map(ToString::to_string));
    let email = text(&|contact| contact.email.as_ref().map(ToString::to_string));
    let custody = text(&|contact| contact.custody.as_ref().map(ToString::to_string));
    let relation = RwSignal::new(code(seen.as_ref().map_or(Relation::Guardian, |contact| contact.relation)));
    let may_call = RwSignal::new(seen.as_ref().is_none_or(|contact| contact.may_call));
    let may_receive = RwSignal::new(seen.as_ref().is_some_and(|contact| contact.may_receive));
    let title =
        seen.as_ref().map_or("Add a contact".to_owned(), |seen| ["Change ", seen.name.as_str()].concat());
    let send = move |()| {
        let name = name.read(Name::parse);
        let phone = phone.read_optional(Phone::parse);
        let email = email.read_optional(mail);
        let custody = custody.read_optional(Line::parse);
        let (Some(name), Some(phone), Some(email), Some(custody)) = (name, phone, email, custody) else {
            return;
        };
        let chosen =
            Relation::ALL.into_iter().find(|one| relation.with_untracked(|text| *text == code(*one)));
        let to = Contact {
            id: id.unwrap_or_else(|| ContactId(browser::new_id())),
            name,
            relation: chosen.unwrap_or(Relation::Other),
            phone,
            email,
            may_call: may_call.get_untracked(),
            may_receive: may_receive.get_untracked(),
            custody,
        };
        file.send_and_wait(form, vec![Command::Contact { to, seen: seen.clone() }]);
    };
    let relations = Relation::ALL.map(|one| (code(one), one.title().to_owned())).into();
    view! {
        <Sheet title submit="Save" form on_submit=send on_close=move |()| file.asking.set(None)>
            <div class="fields">
                <TextField id="contact-name" label="Name" need="required" typed=name first=true whole=true/>
                <SelectField id="contact-relation" label="Who they are" value=relation options=relations/>
                <TextField id="contact-phone" label="Phone" kind=Kind::Phone typed=phone/>
                <TextField id="contact-email" label="E-mail" kind=Kind::Email typed=email/>
                <fieldset class="field" data-whole="">
                    <legend class="field__label">"What they may"</legend>
                    <div class="choices">
                        <Tick label="May be called" on=may_call/>
                        <Tick label="May receive records" on=may_receive/>
                    </div>
                </fieldset>
                <TextField
                    id="contact-custody"
                    label="Custody or consent note"
                    need="optional"
                    typed=custody
                    whole=true
                    hint="Shown wherever this contact is."
                />
            </div>
        </Sheet>
    }
}

fn mail(text: &str) -> Result<Line, String> {
    let line = Line::parse(text).map_err(|problem| problem.to_string())?;
    match line.as_str().split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !text.trim().contains(' ') => {
            Ok(line)
        }
        _ => Err("Write an e-mail address, for example name@example.org.".to_owned()),
    }
}

/// Asks why somebody is no longer a contact.
#[component]
pub fn RemoveContactForm(file: File, id: ContactId) -> impl IntoView {
    let name = file.case.with_untracked(|case| {
        case.contacts.iter().find(|contact| contact.id == id).map(|contact| contact.name.to_string())
    });
    view! {
        <ReasonForm
            file
            title=["Remove ", &name.unwrap_or_default()].concat()
            submit="Remove"
            danger=true
            hint="The history keeps the contact and this reason."
            command=move |reason| Command::RemoveContact { contact: id, reason }
        />
    }
}
