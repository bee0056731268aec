//! Two people changed the same field: both texts, to choose from.

use super::file::File;
use crate::error::ServerError;
use crate::parts::sheet::{Form, Sheet};
use crate::parts::words;
use crate::prelude::*;
use domain::case::{Case, Command, PatientCommand, Seen};
use domain::clinic::Clinic;
use domain::ids::StaffId;
use domain::kinds::{Date, Discipline};
use domain::refusal::Refusal;

/// A field that changed while somebody typed into it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Clash {
    field: &'static str,
    theirs: String,
    mine: String,
    by: StaffId,
    /// The same wish, with knowledge of what stands there now.
    again: Command,
}

impl Clash {
    /// Whether a failure is one.
    pub(super) fn is(error: &ServerError) -> bool {
        matches!(error, ServerError::Refused(Refusal::ChangedMeanwhile { .. }))
    }

    /// Both texts of a refused command.
    pub(super) fn of(command: &Command, error: &ServerError, now: &Case, clinic: &Clinic) -> Option<Clash> {
        let ServerError::Refused(Refusal::ChangedMeanwhile { now: said, by, .. }) = error else {
            return None;
        };
        let who = |staff: Option<StaffId>| staff.map_or("nobody".to_owned(), |staff| clinic.name_of(staff));
        let day = |day: Option<Date>| day.map_or("no date".to_owned(), words::date);
        let text = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
        let marks = |all: &[Discipline]| all.iter().map(|one| one.mark()).collect::<Vec<_>>().join(", ");
        let patient = &now.patient;
        let (field, theirs, mine, again) = match command.clone() {
            Command::Own(seen) => {
                ("owner", who(now.owner), who(seen.to), Command::Own(knowing(now.owner, seen)))
            }
            Command::Cover(seen) => {
                ("covering person", who(now.cover), who(seen.to), Command::Cover(knowing(now.cover, seen)))
            }
            Command::Disciplines(seen) => (
                "disciplines",
                marks(&now.disciplines),
                marks(&seen.to),
                Command::Disciplines(knowing(now.disciplines.clone(), seen)),
            ),
            Command::Facts(seen) => (
                "facts about coverage and risk",
                said.clone(),
                "the facts as you set them".to_owned(),
                Command::Facts(Seen { seen: now.facts.clone(), to: now.facts.with(&seen.seen, &seen.to) }),
            ),
            Command::Contact { to, .. } => {
                let seen = now.contacts.iter().find(|contact| contact.id == to.id)?.clone();
                let line = |contact: &domain::case::Contact| {
                    let phone = contact.phone.as_ref().map_or(String::new(), |phone| format!(", {phone}"));
                    format!("{}{phone}", contact.name)
                };
                ("contact", line(&seen), line(&to), Command::Contact { to, seen: Some(seen) })
            }
            Command::Patient(PatientCommand::Name(seen)) => (
                "name",
                patient.name.to_string(),
                seen.to.to_string(),
                Command::Patient(PatientCommand::Name(knowing(patient.name.clone(), seen))),
            ),
            Command::Patient(PatientCommand::Born(seen)) => (
                "birth date",
                day(patient.born),
                day(seen.to),
                Command::Patient(PatientCommand::Born(knowing(patient.born, seen))),
            ),
            Command::Patient(PatientCommand::Phone(seen)) => (
                "phone",
                text(patient.phone.as_ref().map(ToString::to_string)),
                text(seen.to.as_ref().map(ToString::to_string)),
                Command::Patient(PatientCommand::Phone(knowing(patient.phone.clone(), seen))),
            ),
            Command::Patient(PatientCommand::Language(seen)) => (
                "language",
                text(patient.language.as_ref().map(ToString::to_string)),
                text(seen.to.as_ref().map(ToString::to_string)),
                Command::Patient(PatientCommand::Language(knowing(patient.language.clone(), seen))),
            ),
            _ => return None,
        };
        Some(Clash { field, theirs, mine, by: *by, again })
    }
}

fn knowing<T>(now: T, seen: Seen<T>) -> Seen<T> {
    Seen { seen: now, to: seen.to }
}

/// Asks about the first clash, if there is one.
#[component]
pub fn Clashes(file: File) -> impl IntoView {
    let first = Memo::new(move |_| file.clashes.with(|clashes| clashes.first().cloned()));
    move || first.get().map(|clash| view! { <Choose file clash/> })
}

#[component]
fn Choose(file: File, clash: Clash) -> impl IntoView {
    let form = Form::new();
    let next = move || {
        file.clashes.update(|clashes| {
            if !clashes.is_empty() {
                clashes.remove(0);
            }
        });
    };
    let who = file.name(clash.by);
    let again = clash.again.clone();
    let lead =
        [&who, " changed the ", clash.field, " while you did. Nothing is lost: choose what stands."].concat();
    view! {
        <Sheet
            title=["Which ", clash.field, "?"].concat()
            form
            on_submit=|()| ()
            on_close=move |()| next()
        >
            <p>{lead}</p>
            <dl class="facts">
                <div><dt>{["As ", &who, " wrote it"].concat()}</dt><dd dir="auto">{clash.theirs}</dd></div>
                <div><dt>"As you wrote it"</dt><dd dir="auto">{clash.mine}</dd></div>
            </dl>
            <div class="row">
                <button class="button" type="button" on:click=move |_| form.done.set(true)>"Keep theirs"</button>
                <button
                    class="button button--primary"
                    type="button"
                    on:click=move |_| {
                        form.done.set(true);
                        file.act(again.clone());
                    }
                >
                    "Use mine"
                </button>
            </div>
        </Sheet>
    }
}
