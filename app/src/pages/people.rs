//! The staff: who works here, as what, where, and whether they can sign in.

pub mod form;
pub mod invite;

use crate::api::{self, Person};
use crate::asked::answered;
use crate::error::ServerError;
use crate::parts::avatar::Avatar;
use crate::parts::icon::Icon;
use crate::parts::problem::{Loading, NotForYou, Problem};
use crate::parts::when::When;
use crate::parts::words;
use crate::prelude::*;
use crate::sync::{Sync, browser, use_sync};
use domain::access::{Area, Right, SiteScope};
use domain::clinic::{self, Clinic, Staff};
use domain::ids::StaffId;
use form::{LeaveForm, StaffForm};

/// A form about somebody.
#[derive(Clone, PartialEq)]
enum Asking {
    Hire,
    Change(Staff),
    Leave(StaffId, String),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Staffing {
    sync: Sync,
    people: RwSignal<Vec<Person>>,
    asking: RwSignal<Option<Asking>>,
    /// The newest invitation: whose, and the link.
    link: RwSignal<Option<(String, Result<String, String>)>>,
    manages: bool,
}

impl Staffing {
    /// Reads the list again.
    fn reload(self) {
        browser::spawn(async move {
            if let Ok(people) = api::load_people().await {
                self.people.try_set(people);
            }
        });
    }
}

/// The page.
#[component]
pub fn People() -> impl IntoView {
    let sync = use_sync();
    let viewer = sync.me().viewer;
    let may = |right| viewer.may_anywhere(Area::Users, right);
    if !may(Right::Read) && !may(Right::Write) && !may(Right::Approve) {
        return view! {
            <NotForYou
                title="The list of people is not for your role"
                words="Directors and system administrators keep it, and compliance reads it. Ask one of them, or go on from the board."
            />
        };
    }
    let arranges = may(Right::Approve);
    let manages = may(Right::Write) || arranges;
    let waiting = || view! { <Loading words="Reading the list of people"/> };
    let draw = move |first: Result<Vec<Person>, ServerError>| match first {
        Ok(people) => view! { <Listed sync people manages arranges/> },
        Err(error) => {
            let words = sync.sentence(&error);
            view! {
                <Problem icon="warn" title="The list cannot be read now" words>
                    <a class="button" href="/people" rel="external">"Try again"</a>
                </Problem>
            }
        }
    };
    view! {
        <div class="page">
            {answered(|| (), |()| api::load_people(), waiting, draw)}
        </div>
    }
}

#[component]
fn Listed(sync: Sync, people: Vec<Person>, manages: bool, arranges: bool) -> impl IntoView {
    let page = Staffing {
        sync,
        people: RwSignal::new(people),
        asking: RwSignal::new(None),
        link: RwSignal::new(None),
        manages,
    };
    let rows = move || {
        let clinic = sync.clinic().get();
        let mut people = page.people.get();
        people.sort_by_key(|person| (person.staff.left.is_some(), person.staff.name.clone()));
        people.into_iter().map(|person| row(page, &clinic, person)).collect::<Vec<_>>()
    };
    let forms = move |asking| match asking {
        Asking::Hire => view! { <StaffForm page staff=None/> },
        Asking::Change(staff) => view! { <StaffForm page staff=Some(staff)/> },
        Asking::Leave(staff, name) => view! { <LeaveForm page staff name/> },
    };
    view! {
        <header class="page__head">
            <h1 tabindex="-1">"People"</h1>
            <a class="button" href="/people/licences">"Licences"</a>
            {arranges.then(|| view! { <a class="button" href="/people/leaving">"Departures"</a> })}
            {manages.then(|| view! {
                <button
                    class="button button--primary"
                    type="button"
                    aria-haspopup="dialog"
                    on:click=move |_| page.asking.set(Some(Asking::Hire))
                >
                    <Icon name="invite"/>"Add a person"
                </button>
            })}
            <p class="page__lead">"Staff of this clinic, with role and sites. Rights follow from the role."</p>
        </header>
        <invite::Shown page/>
        <div class="table-frame" role="region" aria-label="Staff" tabindex="0">
            <table class="table" data-stack="">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Disciplines"</th>
                        <th scope="col">"Sites"</th>
                        <th scope="col" class="number">"Cases"</th>
                        <th scope="col">"Account"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {move || page.asking.get().map(forms)}
    }
}

fn row(page: Staffing, clinic: &Clinic, person: Person) -> AnyView {
    let staff = person.staff.clone();
    let name = staff.name.to_string();
    let roles: Vec<&str> = staff.roles.iter().map(|role| role.title()).collect();
    let disciplines: Vec<&str> = staff.disciplines.iter().map(|one| one.mark()).collect();
    let id = staff.id;
    let owned = move || page.sync.all().with(|all| all.iter().filter(|case| case.owner == Some(id)).count());
    let cases = move || {
        let owned = owned();
        let label = [&words::count(owned, "case", "cases"), " on the board"].concat();
        view! { <a href=["/board?owner=", &id.to_string()].concat() aria-label=label>{owned}</a> }
    };
    let (tone, icon, account) = state(clinic, &person);
    view! {
        <tr>
            <th scope="row">
                <span class="table__person">
                    <Avatar name=Some(name.clone()) bare=true/>
                    <span dir="auto">{name.clone()}</span>
                </span>
            </th>
            <td data-label="Role">{roles.join(", ")}</td>
            <td data-label="Disciplines">{(!disciplines.is_empty()).then(|| disciplines.join(", "))}</td>
            <td data-label="Sites">{sites(clinic, &staff)}</td>
            <td data-label="Cases" class="number">{cases}</td>
            <td data-label="Account">
                <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{account}</span></span>
            </td>
            <td data-label="" class="number">{page.manages.then(|| actions(page, staff, &name))}</td>
        </tr>
    }
}

fn sites(clinic: &Clinic, staff: &Staff) -> String {
    match &staff.sites {
        SiteScope::All => "all sites".to_owned(),
        SiteScope::Some(sites) => {
            let names: Vec<String> = sites
                .iter()
                .filter_map(|site| clinic.site(*site))
                .map(|site| site.name.to_string())
                .collect();
            names.join(", ")
        }
    }
}

/// Tone, icon and words for the account.
fn state(clinic: &Clinic, person: &Person) -> (&'static str, &'static str, String) {
    let day = |at| words::short_date(When::at(clinic, None, at).day);
    match (person.staff.left, &person.email, person.invited_until) {
        (Some(left), ..) => ("info", "lock", ["left on ", &day(left)].concat()),
        (None, Some(_), _) if person.second_factor => {
            ("good", "done", "signs in with a second factor".to_owned())
        }
        (None, Some(_), _) => match person.last_seen {
            Some(seen) => ("good", "done", ["last here ", &day(seen)].concat()),
            None => ("good", "done", "can sign in".to_owned()),
        },
        (None, None, Some(until)) => ("warn", "invite", ["invited until ", &day(until)].concat()),
        (None, None, None) => ("warn", "warn", "not invited".to_owned()),
    }
}

fn actions(page: Staffing, staff: Staff, name: &str) -> AnyView {
    let id = staff.id;
    let label = |verb: &str| [verb, " ", name].concat();
    if staff.left.is_some() {
        let back = move |_| {
            page.sync.submit_clinic(clinic::Command::Return(id), move |result| match result {
                Ok(_) => page.reload(),
                Err(error) => form::complain(page.sync, &error),
            });
        };
        return view! {
            <button class="button button--small" type="button" aria-label=label("Give rights back to") on:click=back>
                "Give rights back"
            </button>
        };
    }
    let whose = name.to_owned();
    let invited = name.to_owned();
    let changed = staff;
    view! {
        <span class="row">
            <button
                class="button button--small"
                type="button"
                aria-label=label("Invite")
                on:click=move |_| invite::make(page, id, invited.clone())
            >
                <Icon name="link"/>"Invite"
            </button>
            <button
                class="button button--small"
                type="button"
                aria-label=label("Change")
                aria-haspopup="dialog"
                on:click=move |_| page.asking.set(Some(Asking::Change(changed.clone())))
            >
                "Change"
            </button>
            <button
                class="button button--small button--quiet"
                type="button"
                aria-label=label("End the rights of")
                aria-haspopup="dialog"
                on:click=move |_| page.asking.set(Some(Asking::Leave(id, whose.clone())))
            >
                "End"
            </button>
        </span>
    }
}
