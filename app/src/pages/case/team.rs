//! Who looks after the case: one owner, who covers, and the rest of the care team.

use super::button;
use super::file::{Asking, File};
use super::task_forms::staff_options;
use crate::parts::avatar::Avatar;
use crate::parts::field::SelectField;
use crate::parts::icon::Icon;
use crate::parts::rows::each;
use crate::parts::section::Section;
use crate::parts::sheet::{Form, Sheet};
use crate::prelude::*;
use domain::case::{Case, Command, Seen};
use domain::ids::StaffId;
use domain::kinds::Lane;

/// The section.
#[component]
pub fn Team(file: File) -> impl IntoView {
    let people = move || file.case.with(order);
    let changes =
        Memo::new(move |_| file.rights.get().board && file.case.with(|case| case.lane != Lane::Closed));
    let change =
        view! { {move || changes.get().then(|| button::small(file, Asking::Team, "edit", "Change"))} };
    let count = Signal::derive(move || people().len().to_string());
    view! {
        <Section title="Team" tab="people" framed=file.full count action=change>
            <ul role="list">
                {each(
                    people,
                    |(staff, part)| [&staff.to_string(), *part].concat(),
                    move |(staff, part)| person(file, staff, part, changes),
                )}
            </ul>
            {move || people().is_empty().then(|| view! {
                <p class="muted">"Nobody looks after this case yet. Name an owner."</p>
            })}
        </Section>
    }
}

type Part = &'static str;

fn order(case: &std::sync::Arc<Case>) -> Vec<(StaffId, Part)> {
    let owner = case.owner.map(|owner| (owner, "owner of the case"));
    let cover = case.cover.map(|cover| (cover, "covers for the owner"));
    let rest = case.team.iter().filter(|staff| Some(**staff) != case.owner && Some(**staff) != case.cover);
    owner.into_iter().chain(cover).chain(rest.map(|staff| (*staff, ""))).collect()
}

fn person(file: File, staff: StaffId, part: Part, changes: Memo<bool>) -> AnyView {
    let clinic = file.sync.clinic().get_untracked();
    let name = clinic.name_of(staff);
    let mut words: Vec<String> = clinic.staff.get(&staff).map_or_else(Vec::new, |staff| {
        staff.roles.iter().map(|role| role.title().to_ascii_lowercase()).collect()
    });
    if !part.is_empty() {
        words.push(part.to_owned());
    }
    if clinic.active(staff).is_none() {
        words.push("has left".to_owned());
    }
    let mine = staff == file.me();
    let label = ["Take ", &name, " off the team"].concat();
    view! {
        <li class="person">
            <Avatar name=Some(name.clone()) me=mine bare=true/>
            <div class="person__text"><strong dir="auto">{name}</strong><span>{words.join(", ")}</span></div>
            {move || (part.is_empty() && changes.get()).then(|| view! {
                <button
                    class="button button--quiet button--icon"
                    type="button"
                    aria-label=label.clone()
                    on:click=move |_| file.act(Command::Leave(staff))
                >
                    <Icon name="close"/>
                </button>
            })}
        </li>
    }
}

/// Names the owner and the covering person, and adds somebody.
#[component]
pub fn TeamForm(file: File) -> impl IntoView {
    let form = Form::new();
    let (owner, cover) = file.case.with_untracked(|case| (case.owner, case.cover));
    let value =
        |staff: Option<StaffId>| RwSignal::new(staff.map(|staff| staff.to_string()).unwrap_or_default());
    let (owns, covers, joins) = (value(owner), value(cover), value(None));
    let chosen = |value: RwSignal<String>| value.with_untracked(|text| text.parse::<StaffId>().ok());
    let send = move |()| {
        form.done.set(true);
        if chosen(owns) != owner {
            file.act(Command::Own(Seen { seen: owner, to: chosen(owns) }));
        }
        if chosen(covers) != cover {
            file.act(Command::Cover(Seen { seen: cover, to: chosen(covers) }));
        }
        if let Some(staff) = chosen(joins) {
            file.act(Command::Join(staff));
        }
    };
    view! {
        <Sheet title="The care team" submit="Save" form on_submit=send on_close=move |()| file.asking.set(None)>
            <SelectField id="team-owner" label="Owner" value=owns options=staff_options(file, "Nobody")/>
            <SelectField id="team-cover" label="Covered by" value=covers options=staff_options(file, "Nobody")/>
            <SelectField id="team-join" label="Add to the team" value=joins options=staff_options(file, "Nobody")/>
        </Sheet>
    }
}
