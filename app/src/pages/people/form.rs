//! Adding somebody, changing their rights, ending them.

use super::{Asking, Staffing};
use crate::error::ServerError;
use crate::parts::field::{Kind, TextField, Tick, Typed};
use crate::parts::sheet::{Form, Sheet};
use crate::prelude::*;
use crate::sync::{Sync, Toast, Tone, browser};
use domain::access::{Role, SiteScope};
use domain::clinic::{Command, Staff};
use domain::ids::{SiteId, StaffId};
use domain::kinds::{Discipline, Line, Name};

/// Says in the corner what went wrong.
pub(super) fn complain(sync: Sync, error: &ServerError) {
    sync.toast(Toast { text: sync.sentence(error), undo: None, tone: Tone::Bad });
}

fn send(page: Staffing, form: Form, command: Command) {
    form.busy.set(true);
    page.sync.submit_clinic(command, move |result| {
        form.busy.try_set(false);
        match result {
            Ok(_) => {
                form.done.try_set(true);
                page.reload();
            }
            Err(error) if form.is_open() => form.problem.set(Some(page.sync.sentence(&error))),
            Err(error) => complain(page.sync, &error),
        }
    });
}

type Ticked<T> = Vec<(T, RwSignal<bool>)>;

fn chosen<T: Copy>(ticked: &Ticked<T>) -> impl Iterator<Item = T> {
    ticked.iter().filter(|(_, on)| on.get_untracked()).map(|(one, _)| *one)
}

/// Name, roles, disciplines and sites.
#[component]
pub fn StaffForm(page: Staffing, staff: Option<Staff>) -> impl IntoView {
    let form = Form::new();
    let clinic = page.sync.clinic().get_untracked();
    let name = Typed::new(staff.as_ref().map(|staff| staff.name.to_string()).unwrap_or_default());
    let no_role = RwSignal::new(false);
    let has = |role: Role| staff.as_ref().is_some_and(|staff| staff.roles.contains(&role));
    let treats = |one: Discipline| staff.as_ref().is_some_and(|staff| staff.disciplines.contains(&one));
    let all = RwSignal::new(staff.as_ref().is_none_or(|staff| staff.sites == SiteScope::All));
    let works_at = |site: SiteId| staff.as_ref().is_some_and(|staff| staff.sites.contains(site));
    let roles: Ticked<Role> = Role::ALL
        .into_iter()
        .filter(|role| role.is_staff())
        .map(|role| (role, RwSignal::new(has(role))))
        .collect();
    let disciplines: Ticked<Discipline> =
        Discipline::ALL.into_iter().map(|one| (one, RwSignal::new(treats(one)))).collect();
    let sites: Ticked<SiteId> =
        clinic.sites.iter().map(|site| (site.id, RwSignal::new(works_at(site.id)))).collect();
    let role_ticks: Vec<AnyView> =
        roles.iter().map(|(role, on)| view! { <Tick label=role.title() on=*on/> }).collect();
    let discipline_ticks: Vec<AnyView> =
        disciplines.iter().map(|(one, on)| view! { <Tick label=one.title() on=*on/> }).collect();
    let site_ticks: StoredValue<Vec<(String, RwSignal<bool>)>> = StoredValue::new(
        sites
            .iter()
            .map(|(id, on)| (clinic.site(*id).map(|site| site.name.to_string()).unwrap_or_default(), *on))
            .collect(),
    );
    let before = staff.clone();
    let submit = move |()| {
        let parsed = name.read(Name::parse);
        let roles: std::collections::BTreeSet<Role> = chosen(&roles).collect();
        no_role.set(roles.is_empty());
        let Some(name) = parsed.filter(|_| !roles.is_empty()) else { return };
        let sites =
            if all.get_untracked() { SiteScope::All } else { SiteScope::Some(chosen(&sites).collect()) };
        let to = Staff {
            id: before.as_ref().map_or_else(|| StaffId(browser::new_id()), |staff| staff.id),
            name,
            roles,
            disciplines: chosen(&disciplines).collect(),
            sites,
            left: None,
        };
        let command = match &before {
            Some(seen) => Command::Change { seen: Box::new(seen.clone()), to: Box::new(to) },
            None => Command::Hire(to),
        };
        send(page, form, command);
    };
    let title = staff.map_or("Add a person".to_owned(), |staff| ["Change ", staff.name.as_str()].concat());
    view! {
        <Sheet title submit="Save" form on_submit=submit on_close=move |()| page.asking.set(None::<Asking>)>
            <TextField id="staff-name" label="Name" need="required" typed=name first=true/>
            <fieldset class="field">
                <legend class="field__label">"Roles "<span class="field__need">"at least one"</span></legend>
                <div class="choices">{role_ticks}</div>
                {move || no_role.get().then(|| view! {
                    <p class="field__error" role="alert">"Choose at least one role; rights follow from it."</p>
                })}
            </fieldset>
            <fieldset class="field">
                <legend class="field__label">"Disciplines"</legend>
                <div class="choices">{discipline_ticks}</div>
            </fieldset>
            <fieldset class="field">
                <legend class="field__label">"Sites"</legend>
                <div class="choices">
                    <Tick label="All sites" on=all/>
                    {move || (!all.get()).then(|| {
                        site_ticks.get_value().into_iter()
                            .map(|(label, on)| view! { <Tick label on/> })
                            .collect::<Vec<_>>()
                    })}
                </div>
            </fieldset>
        </Sheet>
    }
}

/// Ends somebody's rights; needs a reason.
#[component]
pub fn LeaveForm(page: Staffing, staff: StaffId, name: String) -> impl IntoView {
    let form = Form::new();
    let why = Typed::new("");
    let submit = move |()| {
        if let Some(reason) = why.read(Line::parse) {
            send(page, form, Command::Leave { staff, reason });
        }
    };
    let lead =
        [&name, " can no longer sign in here, from this minute on. What they did stays in the journal."]
            .concat();
    view! {
        <Sheet
            title=["End the rights of ", &name].concat()
            submit="End the rights"
            danger=true
            form
            on_submit=submit
            on_close=move |()| page.asking.set(None::<Asking>)
        >
            <p>{lead}</p>
            <TextField id="leave-why" label="Why" need="required" kind=Kind::Lines typed=why first=true/>
        </Sheet>
    }
}
