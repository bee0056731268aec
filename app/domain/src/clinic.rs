//! A clinic: the wall, its sites, its people and its workflow. Small, changed seldom, held whole in memory.

mod describe;
mod leaving;
mod licences;

use describe::titles;

pub use describe::describe;
pub use leaving::Leaving;

use crate::access::{Area, Right, Role, SiteScope, Viewer, scope};
use crate::calendar::{BusinessDays, ZoneOffsets};
use crate::ids::{ClinicId, PayerId, SiteId, StaffId};
use crate::kinds::{Date, Discipline, Instant, Line, Name};
use crate::licence::Licences;
use crate::payer::Payer;
use crate::refusal::{Field, Refusal};
use crate::service::Services;
use crate::workflow::Workflow;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Payers of one clinic at most.
const PAYERS_MAX: usize = 300;

/// A live clinic, or a practice board where nothing can break.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Real work.
    Live,
    /// Synthetic people, for practice and demonstration.
    Practice,
}

/// A place of the clinic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Site {
    /// Id.
    pub id: SiteId,
    /// Name.
    pub name: Name,
    /// Time zone; days begin and end by it.
    pub zone: ZoneOffsets,
    /// Business days.
    pub business: BusinessDays,
}

/// Somebody on the staff.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Staff {
    /// Id.
    pub id: StaffId,
    /// Name.
    pub name: Name,
    /// Roles; at least one while on staff.
    pub roles: BTreeSet<Role>,
    /// Disciplines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Discipline>,
    /// Sites whose cases the person works with.
    pub sites: SiteScope,
    /// Left: rights ended at once, history stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Instant>,
}

impl Staff {
    /// The person as access rules see them.
    pub fn viewer(&self) -> Viewer {
        let roles = if self.left.is_some() { BTreeSet::new() } else { self.roles.clone() };
        Viewer { staff: self.id, roles, sites: self.sites.clone(), disciplines: self.disciplines.clone() }
    }
}

/// The clinic as rules know it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clinic {
    /// Id.
    pub id: ClinicId,
    /// Name.
    pub name: Name,
    /// Live or practice.
    pub kind: Kind,
    /// Sites, in the order in which they were added.
    pub sites: Vec<Site>,
    /// Staff, those who left included.
    pub staff: BTreeMap<StaffId, Staff>,
    /// Workflow versions, in the order in which they were published.
    pub workflows: Vec<Workflow>,
    /// Whoever pays, in the order in which they were added. They stay on the server: no board reads their rules, and no
    /// browser carries their reader. [`Document`] has them.
    #[serde(skip)]
    pub payers: Vec<Payer>,
    /// What people hold that lets them treat and sign. On the server alone, as payers are.
    #[serde(skip)]
    pub licences: BTreeMap<StaffId, Licences>,
    /// Who is to leave. On the server alone.
    #[serde(skip)]
    pub leaving: BTreeMap<StaffId, Leaving>,
}

impl Clinic {
    /// What a browser needs of it: the rules of the workflow without the texts that say where each comes from, and no
    /// payers, whose pages are drawn by the server.
    #[must_use]
    pub fn for_browsers(&self) -> Clinic {
        let mut clinic = self.clone();
        for workflow in &mut clinic.workflows {
            workflow.source.clear();
            workflow.tasks.iter_mut().for_each(|task| task.source.clear());
        }
        clinic.payers.clear();
        clinic.licences.clear();
        clinic.leaving.clear();
        clinic
    }

    /// A clinic to which nothing has happened yet.
    pub fn empty(id: ClinicId, name: Name, kind: Kind) -> Clinic {
        Clinic {
            id,
            name,
            kind,
            sites: Vec::new(),
            staff: BTreeMap::new(),
            workflows: Vec::new(),
            payers: Vec::new(),
            licences: BTreeMap::new(),
            leaving: BTreeMap::new(),
        }
    }

    /// A site by id.
    pub fn site(&self, id: SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }

    /// What somebody holds; nothing where nothing was entered.
    pub fn licences_of(&self, staff: StaffId) -> &Licences {
        static NONE: Licences =
            Licences { credentials: Vec::new(), enrolments: Vec::new(), languages: Vec::new() };
        self.licences.get(&staff).unwrap_or(&NONE)
    }

    /// A payer by id.
    pub fn payer(&self, id: PayerId) -> Option<&Payer> {
        self.payers.iter().find(|payer| payer.id == id)
    }

    /// The clinic-local day at a site; UTC for a site that is not known.
    pub fn today(&self, site: SiteId, now: Instant) -> Date {
        self.site(site).map_or_else(|| now.date_naive(), |site| site.zone.day_of(now))
    }

    /// Somebody who works here now.
    pub fn active(&self, id: StaffId) -> Option<&Staff> {
        self.staff.get(&id).filter(|staff| staff.left.is_none())
    }

    /// A name for a sentence.
    pub fn name_of(&self, id: StaffId) -> String {
        self.staff.get(&id).map_or_else(|| "Somebody".to_owned(), |staff| staff.name.to_string())
    }

    fn sites_in_words(&self, sites: &SiteScope) -> String {
        match sites {
            SiteScope::All => "all sites".to_owned(),
            SiteScope::Some(sites) => {
                let names = sites.iter().filter_map(|id| self.site(*id)).map(|site| site.name.as_str());
                names.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// The workflow of a version.
    pub fn workflow(&self, version: &str) -> Option<&Workflow> {
        self.workflows.iter().rfind(|workflow| workflow.version == version)
    }

    /// The workflow that a case begun on this day follows.
    pub fn workflow_on(&self, day: Date) -> Option<&Workflow> {
        self.workflows
            .iter()
            .filter(|workflow| workflow.valid_from <= day)
            .max_by_key(|workflow| workflow.valid_from)
    }
}

/// A clinic as it is kept, with what stays on the server.
#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    clinic: &'a Clinic,
    #[serde(skip_serializing_if = "<[Payer]>::is_empty")]
    payers: &'a [Payer],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    licences: &'a BTreeMap<StaffId, Licences>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    leaving: &'a BTreeMap<StaffId, Leaving>,
}

/// The same, read.
#[derive(Deserialize)]
struct Kept {
    #[serde(flatten)]
    clinic: Clinic,
    #[serde(default)]
    payers: Vec<Payer>,
    #[serde(default)]
    licences: BTreeMap<StaffId, Licences>,
    #[serde(default)]
    leaving: BTreeMap<StaffId, Leaving>,
}

impl<'a> From<&'a Clinic> for Document<'a> {
    fn from(clinic: &'a Clinic) -> Document<'a> {
        Document { clinic, payers: &clinic.payers, licences: &clinic.licences, leaving: &clinic.leaving }
    }
}

/// Reads a [`Document`].
pub fn read_document<'de, D: serde::Deserializer<'de>>(document: D) -> Result<Clinic, D::Error> {
    let kept = Kept::deserialize(document)?;
    Ok(Clinic { payers: kept.payers, licences: kept.licences, leaving: kept.leaving, ..kept.clinic })
}

/// What somebody wants of the clinic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Another name.
    Rename(Name),
    /// A new site, or another name, zone or calendar for one.
    SetSite {
        /// As the screen showed it; nothing for a new one.
        seen: Option<Box<Site>>,
        /// As it shall be.
        to: Box<Site>,
    },
    /// Somebody new on the staff.
    Hire(Staff),
    /// Other name, roles, disciplines or sites.
    Change {
        /// As the screen showed the person.
        seen: Box<Staff>,
        /// As it shall be.
        to: Box<Staff>,
    },
    /// Somebody leaves; every right ends at once.
    Leave {
        /// Who.
        staff: StaffId,
        /// Why.
        reason: Line,
    },
    /// Somebody is back.
    Return(StaffId),
    /// A new workflow version; running cases keep theirs.
    Publish(Box<Workflow>),
    /// A new payer, or other rules of one.
    SetPayer {
        /// As the screen showed it; nothing for a new one.
        #[serde(default)]
        seen: Option<Box<Payer>>,
        /// As it shall be.
        to: Box<Payer>,
    },
    /// What somebody holds that lets them treat and sign.
    SetLicences {
        /// Who.
        staff: StaffId,
        /// As the screen showed it.
        seen: Box<Licences>,
        /// As it shall be.
        to: Box<Licences>,
    },
    /// Somebody is to leave, at the end of a day.
    SetLeaving {
        /// Who.
        staff: StaffId,
        /// As the screen showed it.
        #[serde(default)]
        seen: Option<Leaving>,
        /// The last clinic-local day, and who takes what nobody has accepted by then; nothing: they stay.
        to: Option<(Date, StaffId)>,
    },
}

/// What happened to the clinic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It began.
    Founded {
        /// Name.
        name: Name,
        /// Kind.
        kind: Kind,
    },
    /// Renamed.
    Renamed {
        /// Before.
        from: Name,
        /// After.
        to: Name,
    },
    /// A site came or changed.
    SiteSet {
        /// Site.
        site: Site,
    },
    /// Somebody joined.
    Hired {
        /// Who.
        staff: Staff,
    },
    /// Somebody has other rights.
    Changed {
        /// Before.
        from: Staff,
        /// After.
        to: Staff,
    },
    /// Somebody left.
    Left {
        /// Who.
        staff: StaffId,
        /// Why.
        reason: Line,
    },
    /// Somebody is back.
    Returned {
        /// Who.
        staff: StaffId,
    },
    /// A workflow version.
    Published {
        /// The workflow.
        workflow: Box<Workflow>,
    },
    /// A payer came, or has other rules.
    PayerSet {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Box<Payer>>,
        /// After.
        to: Box<Payer>,
    },
    /// What somebody holds.
    LicencesSet {
        /// Who.
        staff: StaffId,
        /// After.
        to: Box<Licences>,
    },
    /// Somebody is to leave, or stays.
    LeavingSet {
        /// Who.
        staff: StaffId,
        /// What is arranged; nothing: they stay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Leaving>,
    },
}

/// Turns a wish into events, or says why not. Changes nothing.
pub fn decide(clinic: &Clinic, command: &Command, viewer: &Viewer) -> Result<Vec<Event>, Refusal> {
    allowed(command, viewer)?;
    match command {
        Command::Rename(to) if clinic.name == *to => Ok(vec![]),
        Command::Rename(to) => Ok(vec![Event::Renamed { from: clinic.name.clone(), to: to.clone() }]),
        Command::SetSite { seen, to } => set_site(clinic, seen.as_deref(), to),
        Command::Hire(staff) => {
            if clinic.staff.contains_key(&staff.id) {
                return Err(Refusal::Exists);
            }
            sound(clinic, staff)?;
            approved(viewer, None, staff)?;
            Ok(vec![Event::Hired { staff: Staff { left: None, ..staff.clone() } }])
        }
        Command::Change { seen, to } => change(clinic, seen, to, viewer),
        Command::Leave { staff, reason } => {
            clinic.active(*staff).ok_or(Refusal::NoSuchStaff)?;
            keep_a_director(clinic, *staff, &BTreeSet::new())?;
            Ok(vec![Event::Left { staff: *staff, reason: reason.clone() }])
        }
        Command::Return(id) => {
            let staff = clinic.staff.get(id).ok_or(Refusal::NoSuchStaff)?;
            if staff.left.is_none() {
                return Ok(vec![]);
            }
            approved(viewer, None, staff)?;
            Ok(vec![Event::Returned { staff: *id }])
        }
        Command::Publish(workflow) => {
            if clinic.workflow(&workflow.version).is_some() {
                return Err(Refusal::Exists);
            }
            workflow.check().map_err(|problem| Refusal::Workflow { problem: problem.to_string() })?;
            Ok(vec![Event::Published { workflow: workflow.clone() }])
        }
        Command::SetPayer { seen, to } => set_payer(clinic, seen.as_deref(), to),
        Command::SetLicences { staff, seen, to } => licences::set(clinic, *staff, seen, to),
        Command::SetLeaving { staff, seen, to } => leaving::set(clinic, viewer, *staff, seen.as_ref(), *to),
    }
}

/// Sets a payer whose rules make sense and whose examples come out as they say.
fn set_payer(clinic: &Clinic, seen: Option<&Payer>, to: &Payer) -> Result<Vec<Event>, Refusal> {
    let now = clinic.payer(to.id);
    match (now, seen) {
        (Some(now), _) if now == to => return Ok(vec![]),
        (Some(_), None) => return Err(Refusal::Exists),
        (None, Some(_)) => return Err(Refusal::Missing { field: Field::Payer }),
        (Some(now), Some(seen)) if now != seen => {
            return Err(Refusal::RecordChanged { field: Field::Payer, now: now.name.to_string() });
        }
        (None, None) if PAYERS_MAX <= clinic.payers.len() => {
            return Err(Refusal::TooMany { field: Field::Payer, max: PAYERS_MAX });
        }
        _ => {}
    }
    if clinic.payers.iter().any(|payer| payer.id != to.id && payer.name == to.name) {
        return Err(Refusal::Exists);
    }
    crate::payer::publish::check(to, &Services::standard())
        .map_err(|problem| Refusal::problem(Field::Payer, &problem))?;
    Ok(vec![Event::PayerSet { from: now.cloned().map(Box::new), to: Box::new(to.clone()) }])
}

fn set_site(clinic: &Clinic, seen: Option<&Site>, to: &Site) -> Result<Vec<Event>, Refusal> {
    let site = match (clinic.site(to.id), seen) {
        (None, None) => to.clone(),
        (Some(_), None) => return Err(Refusal::Exists),
        (None, Some(_)) => return Err(Refusal::NoSuchSite),
        (Some(now), Some(seen)) => Site {
            id: to.id,
            name: merged(Field::Name, &now.name, &seen.name, &to.name, Name::to_string)?,
            zone: merged(Field::Zone, &now.zone, &seen.zone, &to.zone, |zone| zone.name.clone())?,
            business: merged(Field::Business, &now.business, &seen.business, &to.business, |_| {
                "other business days".to_owned()
            })?,
        },
    };
    Ok(if clinic.site(to.id) == Some(&site) { vec![] } else { vec![Event::SiteSet { site }] })
}

fn change(clinic: &Clinic, seen: &Staff, to: &Staff, viewer: &Viewer) -> Result<Vec<Event>, Refusal> {
    let from = clinic.active(to.id).ok_or(Refusal::NoSuchStaff)?;
    let to = Staff {
        id: to.id,
        name: merged(Field::Name, &from.name, &seen.name, &to.name, Name::to_string)?,
        roles: merged(Field::Roles, &from.roles, &seen.roles, &to.roles, titles)?,
        disciplines: merged(
            Field::Disciplines,
            &from.disciplines,
            &seen.disciplines,
            &to.disciplines,
            |all| all.iter().map(|one| one.title()).collect::<Vec<_>>().join(", "),
        )?,
        sites: merged(Field::Sites, &from.sites, &seen.sites, &to.sites, |sites| {
            clinic.sites_in_words(sites)
        })?,
        left: None,
    };
    if *from == to {
        return Ok(vec![]);
    }
    sound(clinic, &to)?;
    approved(viewer, Some(from), &to)?;
    keep_a_director(clinic, to.id, &to.roles)?;
    Ok(vec![Event::Changed { from: from.clone(), to }])
}

/// What was not touched stays as it is now, whoever changed it meanwhile; what was touched must be what the screen showed.
fn merged<T: Clone + PartialEq>(
    field: Field,
    now: &T,
    seen: &T,
    to: &T,
    words: impl Fn(&T) -> String,
) -> Result<T, Refusal> {
    match (to == seen || to == now, now == seen) {
        (true, _) => Ok(now.clone()),
        (false, true) => Ok(to.clone()),
        (false, false) => Err(Refusal::RecordChanged { field, now: words(now) }),
    }
}

/// Whether somebody adds payers and publishes their rules: whoever keeps authorizations knows what payers ask for, and a
/// director answers for it.
pub fn may_set_payers(viewer: &Viewer) -> bool {
    viewer.may_anywhere(Area::Authorizations, Right::Write)
        || viewer.may_anywhere(Area::WorkflowTemplate, Right::Approve)
}

fn allowed(command: &Command, viewer: &Viewer) -> Result<(), Refusal> {
    let may = match command {
        Command::Publish(_) => viewer.may_anywhere(Area::WorkflowTemplate, Right::Approve),
        Command::SetPayer { .. } => may_set_payers(viewer),
        _ => {
            viewer.may_anywhere(Area::Users, Right::Approve) || viewer.may_anywhere(Area::Users, Right::Write)
        }
    };
    if may { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// Who keeps the accounts sees no patient, and so gives nobody, themself least of all, what they do not have: a role that
/// sees patients, or more sites, is given by who may approve it. To take rights away needs no approval.
fn approved(viewer: &Viewer, from: Option<&Staff>, to: &Staff) -> Result<(), Refusal> {
    if viewer.may_anywhere(Area::Users, Right::Approve) {
        return Ok(());
    }
    let had = |role: &Role| from.is_some_and(|from| from.roles.contains(role));
    let sees_patients = to.roles.iter().any(|role| role.sees_patients());
    let new_role = to.roles.iter().any(|role| role.sees_patients() && !had(role));
    let more_sites = from.is_some_and(|from| !to.sites.is_within(&from.sites));
    if new_role || (sees_patients && more_sites) { Err(Refusal::NeedsDirector) } else { Ok(()) }
}

fn sound(clinic: &Clinic, staff: &Staff) -> Result<(), Refusal> {
    if !staff.roles.iter().any(|role| role.is_staff()) || staff.roles.iter().any(|role| !role.is_staff()) {
        return Err(Refusal::Missing { field: Field::Roles });
    }
    match &staff.sites {
        SiteScope::Some(sites) if sites.iter().any(|site| clinic.site(*site).is_none()) => {
            Err(Refusal::NoSuchSite)
        }
        _ => Ok(()),
    }
}

/// A clinic in which nobody may give rights could never be mended from within.
fn keep_a_director(clinic: &Clinic, changed: StaffId, roles: &BTreeSet<Role>) -> Result<(), Refusal> {
    let directs =
        |roles: &BTreeSet<Role>| roles.iter().any(|role| scope(*role, Area::Users, Right::Approve).is_some());
    let mut others = clinic.staff.values().filter(|staff| staff.left.is_none() && staff.id != changed);
    if directs(roles) || others.any(|staff| directs(&staff.roles)) {
        return Ok(());
    }
    Err(Refusal::LastAdministrator)
}

/// Copies an event into the state.
pub fn apply(clinic: &mut Clinic, event: &Event, at: Instant) {
    match event {
        Event::Founded { name, kind } => {
            clinic.name = name.clone();
            clinic.kind = *kind;
        }
        Event::Renamed { to, .. } => clinic.name = to.clone(),
        Event::SiteSet { site } => match clinic.sites.iter_mut().find(|known| known.id == site.id) {
            Some(known) => *known = site.clone(),
            None => clinic.sites.push(site.clone()),
        },
        Event::Hired { staff } | Event::Changed { to: staff, .. } => {
            clinic.staff.insert(staff.id, staff.clone());
        }
        Event::Left { staff, .. } => {
            clinic.leaving.remove(staff);
            set_left(clinic, *staff, Some(at));
        }
        Event::LeavingSet { staff, to: Some(to) } => {
            clinic.leaving.insert(*staff, to.clone());
        }
        Event::LeavingSet { staff, to: None } => {
            clinic.leaving.remove(staff);
        }
        Event::Returned { staff } => set_left(clinic, *staff, None),
        Event::Published { workflow } => clinic.workflows.push((**workflow).clone()),
        Event::LicencesSet { staff, to } => {
            clinic.licences.insert(*staff, (**to).clone());
        }
        Event::PayerSet { to, .. } => match clinic.payers.iter_mut().find(|known| known.id == to.id) {
            Some(known) => known.clone_from(to),
            None => clinic.payers.push((**to).clone()),
        },
    }
}

fn set_left(clinic: &mut Clinic, staff: StaffId, left: Option<Instant>) {
    if let Some(staff) = clinic.staff.get_mut(&staff) {
        staff.left = left;
    }
}
