//! The people and the places of a synthetic clinic.

use super::payers::Insurers;
use super::{Recipe, SeedError, names, opening_hour, plan, uuid_at};
use chrono::Datelike;
use domain::access::{Role, SiteScope};
use domain::calendar::{BusinessDays, ZoneOffsets};
use domain::clinic::{Event, Kind, Site, Staff};
use domain::ids::{SiteId, StaffId};
use domain::kinds::{Date, Discipline, Name};
use domain::workflow::Workflow;
use rand::rngs::StdRng;
use std::collections::BTreeSet;

const ZONE: &str = "America/New_York";
/// Cases for which one coordinator, and the like, are enough.
const CASES_PER_COORDINATOR: u32 = 850;
/// Cases for which nine clinicians are enough.
const CASES_PER_TEAM: u32 = 560;
const SITES: [&str; 4] = ["North", "Riverside", "Hillcrest", "Harbor"];

/// Everybody, by what they do.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) sites: Vec<SiteId>,
    pub(super) director: StaffId,
    pub(super) all: Vec<Staff>,
}

impl People {
    /// Who has a role at a site, the first of them first.
    pub(super) fn with(&self, role: Role, site: SiteId) -> Vec<StaffId> {
        let has = |staff: &&Staff| staff.roles.contains(&role) && staff.sites.contains(site);
        self.all.iter().filter(has).map(|staff| staff.id).collect()
    }

    /// Clinicians of a discipline at a site; of any site if this one has none.
    pub(super) fn clinicians(&self, discipline: Discipline, site: SiteId) -> Vec<StaffId> {
        let treats = |staff: &&Staff| {
            staff.roles.contains(&Role::Therapist) && staff.disciplines.contains(&discipline)
        };
        let here: Vec<StaffId> =
            self.all.iter().filter(treats).filter(|s| s.sites.contains(site)).map(|s| s.id).collect();
        if here.is_empty() { self.all.iter().filter(treats).map(|staff| staff.id).collect() } else { here }
    }
}

/// Hires as many as that many cases need; nine clinicians and an office for sixty.
pub(super) fn hire(recipe: &Recipe, rng: &mut StdRng) -> Result<People, SeedError> {
    let sites = if recipe.cases < plan::LARGE { 1 } else { SITES.len() };
    let at = opening_hour(&ZoneOffsets::utc(), plan::founding_day(recipe));
    let sites: Vec<SiteId> = (0..sites).map(|_| SiteId(uuid_at(at, rng))).collect();
    let mut hired = Hired { recipe, rng, all: Vec::new(), taken: BTreeSet::new() };
    let director = hired.add(&[Role::Director], &[], SiteScope::All)?;
    hired.add(&[Role::Compliance], &[], SiteScope::All)?;
    hired.add(&[Role::SysAdmin], &[], SiteScope::All)?;
    let offices = recipe.cases.div_ceil(CASES_PER_COORDINATOR).max(1);
    for n in 0..offices.max(u32::try_from(sites.len()).unwrap_or(1)) {
        let here = scope(&sites, n);
        hired.add(&[Role::Coordinator], &[], here.clone())?;
        hired.add(&[Role::FrontDesk, Role::Scheduler], &[], here.clone())?;
        hired.add(&[Role::ClinicalLead], &Discipline::ALL, here.clone())?;
        hired.add(&[Role::AuthSpecialist], &[], here.clone())?;
        hired.add(&[Role::Billing], &[], here)?;
    }
    for n in 0..recipe.cases.div_ceil(CASES_PER_TEAM).max(u32::try_from(sites.len()).unwrap_or(1)) {
        let here = scope(&sites, n);
        for discipline in [
            Discipline::Slp,
            Discipline::Slp,
            Discipline::Ot,
            Discipline::Ot,
            Discipline::Pt,
            Discipline::Aba,
            Discipline::Mh,
        ] {
            hired.add(&[Role::Therapist], &[discipline], here.clone())?;
        }
        for _ in 0..2 {
            hired.add(&[Role::Assistant], &[Discipline::Aba], here.clone())?;
        }
    }
    Ok(People { sites, director, all: hired.all })
}

fn scope(sites: &[SiteId], n: u32) -> SiteScope {
    if sites.len() == 1 {
        return SiteScope::All;
    }
    SiteScope::Some(BTreeSet::from([sites[n as usize % sites.len()]]))
}

struct Hired<'a> {
    recipe: &'a Recipe,
    rng: &'a mut StdRng,
    all: Vec<Staff>,
    taken: BTreeSet<String>,
}

impl Hired<'_> {
    fn add(
        &mut self,
        roles: &[Role],
        disciplines: &[Discipline],
        sites: SiteScope,
    ) -> Result<StaffId, SeedError> {
        let at = opening_hour(&ZoneOffsets::utc(), plan::founding_day(self.recipe));
        let id = StaffId(uuid_at(at, self.rng));
        let mut name = self.name()?;
        while !self.taken.insert(name.to_string()) {
            name = self.name()?;
        }
        let roles = roles.iter().copied().collect();
        self.all.push(Staff { id, name, roles, disciplines: disciplines.to_vec(), sites, left: None });
        Ok(id)
    }

    fn name(&mut self) -> Result<Name, SeedError> {
        let (first, last) = names::person(self.rng);
        names::name(first, last).ok_or(SeedError::Names)
    }
}

/// The first entries of the journal: clinic, places, people, workflow, payers.
pub(super) fn founding(
    recipe: &Recipe,
    people: &People,
    insurers: &Insurers,
) -> Result<Vec<Event>, SeedError> {
    let years = (plan::founding_day(recipe).year() - 1, recipe.as_of.year() + 3);
    let zone = crate::zone::offsets(ZONE, years.0, years.1).ok_or(SeedError::Zone(ZONE))?;
    let business = BusinessDays { holidays: holidays(years.0, years.1), ..BusinessDays::default() };
    let mut workflow = Workflow::default_2026();
    // A clinic that has worked for years began with this workflow.
    workflow.valid_from = workflow.valid_from.min(plan::founding_day(recipe));
    for task in &mut workflow.tasks {
        task.valid_from = task.valid_from.min(workflow.valid_from);
    }
    let mut events = vec![
        Event::Founded { name: recipe.name.clone(), kind: Kind::Practice },
        Event::Published { workflow: Box::new(workflow) },
    ];
    for (id, title) in people.sites.iter().zip(SITES) {
        let name = Name::parse(title).map_err(|_| SeedError::Names)?;
        events.push(Event::SiteSet {
            site: Site { id: *id, name, zone: zone.clone(), business: business.clone() },
        });
    }
    events.extend(people.all.iter().map(|staff| Event::Hired { staff: staff.clone() }));
    events.extend(insurers.all().map(|payer| Event::PayerSet { from: None, to: Box::new(payer.clone()) }));
    Ok(events)
}

/// Days on which the clinic is closed every year.
fn holidays(from: i32, to: i32) -> BTreeSet<Date> {
    let fixed = [(1, 1), (7, 4), (12, 25)];
    (from..=to)
        .flat_map(|year| {
            fixed.into_iter().filter_map(move |(month, day)| Date::from_ymd_opt(year, month, day))
        })
        .collect()
}
