//! What is known about the patient and the case, and the forms that change it.

use super::button;
use super::file::{Asking, File};
use crate::parts::field::{Kind, SelectField, TextField, Tick, Typed, day};
use crate::parts::section::Section;
use crate::parts::sheet::{Form, Sheet};
use crate::parts::words;
use crate::prelude::*;
use domain::case::{Case, Command, PatientCommand, Seen};
use domain::clinic::Clinic;
use domain::kinds::{Discipline, Lane, Line, Name, Phone};
use domain::ledger::Digest;
use domain::workflow::{Facts, PayerClass};

/// The section.
#[component]
pub fn About(file: File) -> impl IntoView {
    let lines = move || file.case.with(|case| lines(case, &file.clinic()));
    let open = move || file.case.with(|case| case.lane != Lane::Closed);
    let edits = Memo::new(move |_| open() && file.rights.with(|rights| rights.patient || rights.board));
    let covers = Memo::new(move |_| open() && file.rights.with(|rights| rights.coverage || rights.risk));
    let action = view! {
        {move || edits.get().then(|| button::small(file, Asking::About, "edit", "Edit"))}
        {move || covers.get().then(|| button::small(file, Asking::Facts, "edit", "Coverage"))}
    };
    view! {
        <Section title="About" tab="people" framed=file.full action>
            <dl class="facts">
                {move || lines().into_iter().map(|(what, words)| view! {
                    <div><dt>{what}</dt><dd dir="auto">{words}</dd></div>
                }).collect::<Vec<_>>()}
            </dl>
            {move || file.rights.with(|rights| rights.ledger).then(|| view! {
                <a class="button" href=["/cases/", &file.id.to_string(), "/coverage"].concat()>
                    "Coverage and authorizations"
                </a>
            })}
            {move || file.rights.with(|rights| rights.record).then(|| view! {
                <a class="button" href=["/cases/", &file.id.to_string(), "/record"].concat()>
                    "Plan, notes and progress"
                </a>
            })}
        </Section>
    }
}

fn lines(case: &Case, clinic: &Clinic) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut add = |what: &str, words: Option<String>| {
        if let Some(words) = words {
            lines.push((what.to_owned(), words));
        }
    };
    add("Referred", case.anchors.referral.map(words::date));
    add("Evaluated", case.anchors.evaluation_done.map(words::date));
    add("Plan signed", case.anchors.plan_signed.map(words::date));
    add("First visit", case.anchors.first_treatment.map(words::date));
    add("Site", clinic.site(case.site).map(|site| site.name.to_string()));
    add("Phone", case.patient.phone.as_ref().map(ToString::to_string));
    add("Language", case.patient.language.as_ref().map(ToString::to_string));
    add("Payer", case.facts.payer.map(|payer| payer.title().to_owned()));
    add("Authorization", case.facts.auth_required.map(|needed| said(needed, "needed", "not needed")));
    add(
        "Certification",
        case.facts.certification_required.map(|needed| said(needed, "needed", "not needed")),
    );
    add("Risk", case.facts.risk.then(|| "a safety flag is set".to_owned()));
    for identifier in &case.identifiers {
        add(identifier.label.as_str(), Some(identifier.value.to_string()));
    }
    add("Workflow", Some(["version ", &case.workflow].concat()));
    lines
}

fn said(yes: bool, then: &str, otherwise: &str) -> String {
    if yes { then.to_owned() } else { otherwise.to_owned() }
}

/// Changes the patient's fields and the disciplines, each by itself, so that different fields never collide.
#[component]
pub fn AboutForm(file: File) -> impl IntoView {
    let form = Form::new();
    let case = file.case.get_untracked();
    let patient = case.patient.clone();
    let rights = file.rights.get_untracked();
    let name = Typed::new(patient.name.to_string());
    let born = Typed::new(patient.born.map(|born| born.to_string()).unwrap_or_default());
    let phone = Typed::new(patient.phone.as_ref().map(ToString::to_string).unwrap_or_default());
    let language = Typed::new(patient.language.as_ref().map(ToString::to_string).unwrap_or_default());
    let disciplines: Vec<(Discipline, RwSignal<bool>)> =
        Discipline::ALL.map(|one| (one, RwSignal::new(case.disciplines.contains(&one)))).into();
    let ticks: Vec<AnyView> =
        disciplines.iter().map(|(one, on)| view! { <Tick label=one.title() on=*on/> }).collect();
    let seen = case.disciplines.clone();
    let send = move |()| {
        let (name, born) = (name.read(Name::parse), born.read_optional(day));
        let (phone, language) = (phone.read_optional(Phone::parse), language.read_optional(Line::parse));
        let (Some(name), Some(born), Some(phone), Some(language)) = (name, born, phone, language) else {
            return;
        };
        let mut commands = Vec::new();
        if name != patient.name {
            commands.push(PatientCommand::Name(Seen { seen: patient.name.clone(), to: name }));
        }
        if born != patient.born {
            commands.push(PatientCommand::Born(Seen { seen: patient.born, to: born }));
        }
        if phone != patient.phone {
            commands.push(PatientCommand::Phone(Seen { seen: patient.phone.clone(), to: phone }));
        }
        if language != patient.language {
            commands.push(PatientCommand::Language(Seen { seen: patient.language.clone(), to: language }));
        }
        let mut commands: Vec<Command> = commands.into_iter().map(Command::Patient).collect();
        let to = chosen(&seen, &disciplines);
        if to != seen {
            commands.push(Command::Disciplines(Seen { seen: seen.clone(), to }));
        }
        file.send_and_wait(form, commands);
    };
    view! {
        <Sheet title="About the patient" submit="Save" form on_submit=send on_close=move |()| file.asking.set(None)>
            <div class="fields">
                {rights.patient.then(|| view! {
                    <TextField id="about-name" label="Name" need="required" typed=name whole=true/>
                    <TextField id="about-born" label="Birth date" kind=Kind::Day typed=born/>
                    <TextField id="about-phone" label="Phone" kind=Kind::Phone typed=phone/>
                    <TextField id="about-language" label="Language at home" typed=language/>
                })}
                {rights.board.then(|| view! {
                    <fieldset class="field" data-whole="">
                        <legend class="field__label">"Disciplines"</legend>
                        <div class="choices">{ticks}</div>
                    </fieldset>
                })}
            </div>
        </Sheet>
    }
}

/// Those that stay keep their order; the first is the primary one.
fn chosen(seen: &[Discipline], ticked: &[(Discipline, RwSignal<bool>)]) -> Vec<Discipline> {
    let on = |one: &Discipline| ticked.iter().any(|(other, on)| other == one && on.get_untracked());
    let new = Discipline::ALL.into_iter().filter(|one| !seen.contains(one));
    seen.iter().copied().chain(new).filter(|one| on(one)).collect()
}

/// Changes the facts that decide which tasks a case brings.
#[component]
pub fn FactsForm(file: File) -> impl IntoView {
    let form = Form::new();
    let seen = file.case.with_untracked(|case| case.facts.clone());
    let rights = file.rights.get_untracked();
    // Once policies are entered they say who pays, and whether it wants an authorization.
    let told = file.case.with_untracked(|case| case.digest.as_deref().is_some_and(Digest::tells_of_coverage));
    let payer = RwSignal::new(seen.payer.map(|payer| payer.title().to_owned()).unwrap_or_default());
    let payers = std::iter::once((String::new(), "Not known yet".to_owned()))
        .chain(PayerClass::ALL.map(|one| (one.title().to_owned(), one.title().to_owned())))
        .collect();
    let (auth, certified) = (answer(seen.auth_required), answer(seen.certification_required));
    let (risk, deductible) = (RwSignal::new(seen.risk), RwSignal::new(seen.high_deductible));
    let supervised = RwSignal::new(seen.supervised);
    let send = move |()| {
        let to = Facts {
            payer: PayerClass::ALL.into_iter().find(|one| payer.with_untracked(|title| title == one.title())),
            auth_required: answered(auth),
            certification_required: answered(certified),
            risk: risk.get_untracked(),
            high_deductible: deductible.get_untracked(),
            supervised: supervised.get_untracked(),
            ..seen.clone()
        };
        let same = to == seen;
        let commands = if same { vec![] } else { vec![Command::Facts(Seen { seen: seen.clone(), to })] };
        file.send_and_wait(form, commands);
    };
    view! {
        <Sheet title="Coverage and risk" submit="Save" form on_submit=send on_close=move |()| file.asking.set(None)>
            <p class="section__lead">"These facts decide which tasks the case brings."</p>
            <div class="fields">
                {(rights.coverage && !told).then(|| view! {
                    <SelectField id="facts-payer" label="Who pays first" value=payer options=payers/>
                    <SelectField id="facts-auth" label="Authorization needed" value=auth options=answers()/>
                })}
                {rights.coverage.then(|| view! {
                    <SelectField id="facts-cert" label="Certification needed" value=certified options=answers()/>
                })}
                <fieldset class="field" data-whole="">
                    <legend class="field__label">"Also"</legend>
                    <div class="choices">
                        {rights.risk.then(|| view! { <Tick label="Safety or risk flag" on=risk/> })}
                        {rights.coverage.then(|| view! { <Tick label="High deductible" on=deductible/> })}
                        {rights.board.then(|| view! { <Tick label="Care is supervised" on=supervised/> })}
                    </div>
                </fieldset>
            </div>
        </Sheet>
    }
}

fn answers() -> Vec<(String, String)> {
    [("", "Not known yet"), ("yes", "Yes"), ("no", "No")]
        .map(|(code, words)| (code.to_owned(), words.to_owned()))
        .into()
}

fn answer(known: Option<bool>) -> RwSignal<String> {
    RwSignal::new(match known {
        None => String::new(),
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
    })
}

fn answered(answer: RwSignal<String>) -> Option<bool> {
    answer.with_untracked(|answer| match answer.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    })
}
