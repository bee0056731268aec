//! One case from its referral to where it stands, lived through the ordinary rules.

use super::books::{Books, Deed, monday};
use super::care::{Treats, ward};
use super::cover::Family;
use super::payers::Insurers;
use super::plan::{self, Outline};
use super::staff::People;
use super::stories::Told;
use super::{Moment, Recipe, SeedError, command_id, names, opening_hour, rank_at, uuid_at, years_before};
use chrono::{Days, TimeDelta};
use domain::access::Role;
use domain::case::{self, Case, Command, Contact, Context, Identifier, Meta, NewCase, Patient, Relation};
use domain::clinic::{Clinic, Site};
use domain::ids::{CaseId, CommentId, ContactId, SeriesId, StaffId};
use domain::journal::{Body, Seq};
use domain::kinds::{Date, Discipline, Instant, Lane, Line, Prose, Via};
use domain::ledger::Ledger;
use domain::money::Cents;
use domain::task::Task;
use domain::workflow::{Exit, PayerClass, TaskTemplate, Workflow};
use rand::Rng;
use rand::rngs::StdRng;

/// A case that has lived.
pub(super) struct Lived {
    pub(super) case: Case,
    pub(super) ledger: Ledger,
    pub(super) moments: Vec<Moment>,
}

pub(super) struct Life<'a> {
    pub(super) clinic: &'a Clinic,
    people: &'a People,
    insurers: &'a Insurers,
    pub(super) outline: &'a Outline,
    pub(super) site: &'a Site,
    pub(super) as_of: Date,
    pub(super) rng: &'a mut StdRng,
    pub(super) id: CaseId,
    pub(super) case: Option<Case>,
    /// Nothing happens twice at one instant of a case.
    pub(super) last: Option<Instant>,
    pub(super) moments: Vec<Moment>,
    pub(super) books: Books,
    /// A closed case of a large clinic: who paid and what was granted is kept, visits are not.
    pub(super) thin: bool,
    /// Days after which somebody says what came of visits.
    pub(super) week_days: u64,
}

/// What the ledger proves by itself; a person finishes it only where it does not.
const OF_LEDGER: [&str; 10] =
    ["IN-04", "IN-05", "IN-06", "IN-12", "PL-07", "PL-08", "AC-01", "AC-05", "AC-07", "RV-05"];

/// Lives one life.
pub(super) fn live(
    clinic: &Clinic,
    people: &People,
    insurers: &Insurers,
    outline: &Outline,
    recipe: &Recipe,
    rng: &mut StdRng,
) -> Result<Lived, SeedError> {
    let site = clinic.site(outline.site).ok_or_else(|| SeedError::Rule("site".into()))?;
    let large = plan::LARGE <= recipe.cases;
    let stays = match outline.story {
        Some(story) => story.stays(),
        None => stays(outline, large, rng),
    };
    let total: u32 = stays.iter().map(|(_, days)| days).sum();
    let began = recipe.as_of - Days::new(total.into());
    let began = if total == 0 { began } else { site.business.add(began, 0).min(recipe.as_of) };
    let id = CaseId(uuid_at(opening_hour(&site.zone, began), rng));
    let mut life = Life {
        clinic,
        people,
        insurers,
        outline,
        site,
        as_of: recipe.as_of,
        rng,
        id,
        case: None,
        last: None,
        moments: vec![],
        books: Books::new(began),
        thin: large && outline.lane == Lane::Closed,
        week_days: if large { 14 } else { 7 },
    };
    life.open(began)?;
    life.open_books(began, &stays);
    let mut entered = began;
    for (n, (lane, days)) in stays.iter().enumerate() {
        let until = (entered + Days::new((*days).into())).min(recipe.as_of);
        match stays.get(n + 1) {
            Some((next, _)) => {
                let override_here = life.outline.debt && n + 2 == stays.len();
                life.work_through(*lane, entered, until, override_here)?;
                life.go(*lane, *next, until, override_here)?;
            }
            None => life.stand(*lane, entered)?,
        }
        entered = until;
    }
    life.catch_up(recipe.as_of)?;
    life.mark()?;
    let case = life.case.ok_or_else(|| SeedError::Rule("no case".into()))?;
    Ok(Lived { case, ledger: life.books.ledger, moments: life.moments })
}

/// The lanes that it passed, each with the days it stayed; the last is where it stands.
fn stays(outline: &Outline, large: bool, rng: &mut StdRng) -> Vec<(Lane, u32)> {
    let waits_long = outline.disciplines.first() == Some(&domain::kinds::Discipline::Aba);
    let intake = if waits_long { rng.random_range(25..50) } else { rng.random_range(7..24) };
    let mut all = vec![
        (Lane::Intake, intake),
        (Lane::Planning, rng.random_range(5..15)),
        (Lane::Active, rng.random_range(45..120)),
        (Lane::Review, rng.random_range(4..12)),
    ];
    // Most cases come back from review at least once.
    if rng.random_ratio(40, 100) && (outline.lane == Lane::Active || Lane::Review < outline.lane) {
        all.extend([(Lane::Active, rng.random_range(28..70)), (Lane::Review, rng.random_range(4..12))]);
    }
    all.extend([(Lane::Transition, rng.random_range(5..14)), (Lane::Closed, 0)]);
    let last = all.iter().rposition(|(lane, _)| *lane == outline.lane).unwrap_or(0);
    all.truncate(last + 1);
    all[last].1 = outline.days_in_lane;
    if !large {
        // A small clinic looks back on seven months.
        let over = all.iter().map(|(_, days)| days).sum::<u32>().saturating_sub(HISTORY_DAYS);
        if let Some(active) = all[..last].iter_mut().find(|(lane, _)| *lane == Lane::Active) {
            active.1 = active.1.saturating_sub(over).max(28);
        }
    }
    all
}

/// No case of a small clinic is much older, but for those with a story.
const HISTORY_DAYS: u32 = 215;

impl Life<'_> {
    /// During the clinic's hours of a day, after whatever happened last, and not after the as-of morning.
    pub(super) fn moment(&mut self, day: Date) -> Instant {
        let day = day.min(self.as_of);
        let latest = opening_hour(&self.site.zone, self.as_of);
        let at = opening_hour(&self.site.zone, day) + TimeDelta::minutes(self.rng.random_range(-40..470));
        let floor = self.last.map_or(at, |last| last + TimeDelta::seconds(self.rng.random_range(20..90)));
        let at = if day == self.as_of { at.min(latest) } else { at };
        at.max(floor)
    }

    fn act(&mut self, day: Date, by: StaffId, does: Command) -> Result<(), SeedError> {
        self.catch_up(day)?;
        let at = self.moment(day);
        self.act_at(at, by, does)
    }

    fn act_at(&mut self, at: Instant, by: StaffId, does: Command) -> Result<(), SeedError> {
        let viewer = self
            .clinic
            .staff
            .get(&by)
            .map(domain::clinic::Staff::viewer)
            .ok_or_else(|| SeedError::Rule("staff".into()))?;
        let command = command_id(at, self.rng);
        let cx = Context { clinic: self.clinic, viewer: &viewer, now: at, command, next_number: 0 };
        let events = case::decide(self.case.as_ref(), self.id, &does, cx)
            .map_err(|refusal| SeedError::Rule(format!("{does:?} by {:?}: {refusal:?}", viewer.roles)))?;
        if events.is_empty() {
            return Ok(());
        }
        case::apply(
            &mut self.case,
            self.id,
            &events,
            Meta { seq: Seq(self.moments.len() as u64 + 1), at, by, command },
        );
        self.last = Some(at);
        self.moments.push(Moment { at, by, command, body: Body::of_case(self.id, events) });
        Ok(())
    }

    pub(super) fn who(&mut self, role: Role) -> StaffId {
        let all = self.people.with(role, self.outline.site);
        if all.is_empty() { self.people.director } else { names::pick(self.rng, &all) }
    }

    fn workflow(&self) -> Option<&Workflow> {
        self.clinic.workflow(&self.case.as_ref()?.workflow)
    }

    fn open(&mut self, day: Date) -> Result<(), SeedError> {
        let at = self.moment(day);
        let (first, last) = names::person(self.rng);
        let name = names::name(first, last).ok_or(SeedError::Names)?;
        let born = years_before(day, self.outline.age) - Days::new(self.rng.random_range(0..360));
        let child = self.outline.age < 18;
        let phone = if child { None } else { names::phone(self.rng) };
        let contacts = if child { vec![self.guardian(at, last)?] } else { vec![] };
        let coordinator = self.who(Role::Coordinator);
        let language = self.rng.random_ratio(9, 100).then(|| Line::parse("Spanish").ok()).flatten();
        let member = format!("DEMO-{}", self.rng.random_range(100_000..999_999));
        self.covered_by(day, last, &member)?;
        let identifier = |label, value: &str| {
            Some(Identifier { label: Line::parse(label).ok()?, value: Line::parse(value).ok()? })
        };
        let new = NewCase {
            patient: Patient { name, born: Some(born), phone, language },
            disciplines: self.outline.disciplines.clone(),
            site: self.outline.site,
            rank: rank_at(at),
            referred_on: None,
            owner: Some(self.outline.owner),
            contacts,
            identifiers: identifier("Member id", &member).into_iter().collect(),
            facts: self.outline.facts.clone(),
            lane: None,
            entered_on: None,
            waiting: None,
            notes: vec![],
            pause: None,
            steps: vec![],
            batch: None,
        };
        self.act_at(at, coordinator, Command::Open(Box::new(new)))
    }

    /// What the family will show.
    fn covered_by(&mut self, began: Date, surname: &str, member: &str) -> Result<(), SeedError> {
        self.books.cover = if let Some(told) = self.told(began, surname, member) {
            told.cover(self.rng)?
        } else {
            let (outline, insurers) = (self.outline, self.insurers);
            Family { outline, insurers, began, surname, member }.cover(self.rng)?
        };
        Ok(())
    }

    fn told<'b>(&self, began: Date, surname: &'b str, member: &'b str) -> Option<Told<'b>>
    where
        Self: 'b,
    {
        let (insurers, business, as_of) = (self.insurers, &self.site.business, self.as_of);
        self.outline.story.map(|story| Told { story, insurers, business, as_of, began, surname, member })
    }

    /// What will come up on the ledger, and when.
    fn open_books(&mut self, began: Date, stays: &[(Lane, u32)]) {
        let mut day = began;
        let mut entries = vec![];
        for (lane, days) in stays {
            entries.push((*lane, day));
            day = (day + Days::new((*days).into())).min(self.as_of);
        }
        let entered = |wanted: Lane| entries.iter().find(|(lane, _)| *lane == wanted).map(|(_, day)| *day);
        self.wards(began);
        let assessed = self.outline.authorized.contains(&Discipline::Aba);
        let intake = match stays {
            [(_, days), _, ..] => *days,
            _ if assessed => self.rng.random_range(28..45),
            _ => self.rng.random_range(10..24),
        };
        let business = &self.site.business;
        let evaluation = business.add(began + Days::new((intake * 7 / 10).max(4).into()), 0);
        self.books.evaluation = evaluation;
        let on = |days: u16| business.add(began, days);
        self.books.on(on(1), Deed::Circumstances);
        self.books.on(on(1), Deed::Cover);
        self.books.on(on(2), Deed::Verify);
        if let Some(planning) = entered(Lane::Planning) {
            let asked = business.add(planning, 1);
            let wards = self.books.wards.iter().enumerate();
            let authorized: Vec<usize> = wards.filter(|(_, ward)| ward.authorized).map(|(n, _)| n).collect();
            if self.outline.story.is_none() {
                for ward in authorized {
                    self.books.on(asked, Deed::Request(ward));
                }
            }
        }
        if self.thin {
            return;
        }
        if assessed && self.books.wards.first().is_some_and(|ward| ward.discipline == Discipline::Aba) {
            self.books.on(on(3), Deed::RequestAssessment(0));
        }
        let booked = if assessed { on(9) } else { on(2) };
        self.books.on(booked.min(evaluation - Days::new(1)), Deed::BookEvaluation);
        if let Some(active) = entered(Lane::Active) {
            let until = match entered(Lane::Closed) {
                Some(closed) => closed,
                None if entered(Lane::Transition).is_some() => self.as_of + Days::new(14),
                None => self.as_of + Days::new(75),
            };
            self.books.care = Some((active, until));
            self.books.horizon = monday(active);
            self.books.on(active, Deed::Book);
            self.books.on(active + Days::new(self.week_days), Deed::Week);
        }
        if let Some(told) = self.told(began, "", "") {
            told.plant(&mut self.books, self.rng);
        }
    }

    fn wards(&mut self, began: Date) {
        let at = opening_hour(&self.site.zone, began);
        let technicians = self.people.with(Role::Assistant, self.outline.site);
        for (place, discipline) in (0..).zip(self.outline.disciplines.clone()) {
            let others = self.people.clinicians(discipline, self.outline.site);
            let owner = if place == 0 { Some(self.outline.owner) } else { others.first().copied() };
            let technician =
                if technicians.is_empty() { owner } else { Some(names::pick(self.rng, &technicians)) };
            let series = std::array::from_fn(|_| SeriesId(uuid_at(at, self.rng)));
            let treats = Treats { owner, technician, series, place };
            let authorized = self.outline.authorized.contains(&discipline);
            let mut ward = ward(discipline, authorized, &treats, self.rng);
            if self.outline.facts.payer == Some(PayerClass::Medicare) {
                ward.allowed = Some(Cents(self.rng.random_range(38..58) * 100));
            }
            self.books.wards.push(ward);
        }
        // A habit of the family: half of them come to 84 of a hundred visits or more.
        let spread = self.rng.random_range(0..120) + self.rng.random_range(0..120);
        self.books.kept = Some(720 + spread);
    }

    fn guardian(&mut self, at: Instant, last: &str) -> Result<Contact, SeedError> {
        let (first, _) = names::person(self.rng);
        let custody = self
            .rng
            .random_ratio(7, 100)
            .then(|| Line::parse("Decree on file: both parents consent, mother receives records.").ok())
            .flatten();
        Ok(Contact {
            id: ContactId(uuid_at(at, self.rng)),
            name: names::name(first, last).ok_or(SeedError::Names)?,
            relation: Relation::Guardian,
            phone: names::phone(self.rng),
            email: Line::parse(&format!("{}@example.org", first.to_lowercase())).ok(),
            may_call: true,
            may_receive: custody.is_none(),
            custody,
        })
    }

    /// Finishes what the lane asks for while the case is in it; before an override one thing stays undone.
    fn work_through(
        &mut self,
        lane: Lane,
        from: Date,
        until: Date,
        leave_one: bool,
    ) -> Result<(), SeedError> {
        let mut left = usize::from(leave_one);
        for (day, task) in self.in_order_of_days(lane, from, until) {
            let of_ledger = OF_LEDGER.contains(&task.id.code());
            let required = self.template(&task).is_some_and(|template| template.exit == Exit::Required);
            let evaluation = matches!(task.id.code(), "IN-13" | "PL-01");
            if required && 0 < left && !evaluation && !of_ledger && self.rng.random_ratio(1, 3) {
                left -= 1;
                continue;
            }
            if required || self.rng.random_ratio(93, 100) {
                self.finish(&task, day)?;
            }
        }
        if lane == Lane::Active {
            self.keep_up(until)?;
        }
        Ok(())
    }

    /// A lane's work, each with the day on which it is done; what the ledger proves comes last.
    fn in_order_of_days(&mut self, lane: Lane, from: Date, until: Date) -> Vec<(Date, Task)> {
        let mut all = vec![];
        for task in self.due_work(lane) {
            let day = match task.id.code() {
                "IN-13" => self.books.evaluation.clamp(from, until.max(from)),
                code if OF_LEDGER.contains(&code) => until,
                _ => self.day_for(&task, from, until),
            };
            all.push((day, task));
        }
        all.sort_by_key(|(day, _)| *day);
        all
    }

    /// Where it stands now: what is due is mostly done, some is late, some is done early.
    fn stand(&mut self, lane: Lane, entered: Date) -> Result<(), SeedError> {
        if lane == Lane::Closed {
            return Ok(());
        }
        let today = self.as_of;
        let yesterday = today - Days::new(1);
        let diligent = self.rng.random_ratio(80, 100);
        for task in self.due_work(lane) {
            if OF_LEDGER.contains(&task.id.code()) {
                continue;
            }
            let passed = match task.id.code() {
                "IN-13" => self.books.evaluation < today,
                "IN-14" => self.books.evaluation < yesterday && task.due.is_some_and(|due| due < today),
                _ => task.due.is_some_and(|due| due < today),
            };
            let chance = if task.id.code() == "IN-13" {
                if passed { 100 } else { 0 }
            } else if passed && diligent {
                100
            } else if passed {
                80
            } else {
                22
            };
            if entered < today && self.rng.random_ratio(chance, 100) {
                let day = self.day_for(&task, entered, yesterday.max(entered));
                self.finish(&task, day)?;
            }
        }
        if lane == Lane::Active && diligent { self.keep_up(yesterday) } else { Ok(()) }
    }

    /// Recurring work that came due before a day.
    fn keep_up(&mut self, until: Date) -> Result<(), SeedError> {
        for _ in 0..60 {
            let next = self.case.as_ref().and_then(|case| {
                let recurs =
                    |task: &&Task| self.template(task).is_some_and(|template| template.recurrence.is_some());
                case.open_tasks()
                    .filter(recurs)
                    .filter(|task| !OF_LEDGER.contains(&task.id.code()))
                    .find(|task| task.due.is_some_and(|due| due <= until))
                    .cloned()
            });
            let Some(task) = next else { return Ok(()) };
            let day = task.due.unwrap_or(until);
            self.finish(&task, day)?;
        }
        Ok(())
    }

    fn due_work(&self, lane: Lane) -> Vec<Task> {
        let (Some(case), Some(workflow)) = (&self.case, self.workflow()) else { return vec![] };
        let mut work: Vec<Task> =
            case.open_tasks().filter(|task| task.lane(workflow) == lane).cloned().collect();
        work.sort_by(|a, b| (a.due.is_none(), a.due, &a.id).cmp(&(b.due.is_none(), b.due, &b.id)));
        work
    }

    fn template(&self, task: &Task) -> Option<&TaskTemplate> {
        self.workflow()?.task(task.id.code())
    }

    /// A day near the due day, within the stay.
    fn day_for(&mut self, task: &Task, from: Date, until: Date) -> Date {
        let due = task.due.unwrap_or(until);
        let late = self.rng.random_range(0..8) / 6;
        let early = self.rng.random_range(0..3);
        let day = (due + Days::new(late)).checked_sub_days(Days::new(early)).unwrap_or(due);
        self.site.business.add(day.clamp(from, until.max(from)), 0).min(self.as_of)
    }

    fn finish(&mut self, task: &Task, day: Date) -> Result<(), SeedError> {
        self.catch_up(day)?;
        let open =
            self.case.as_ref().and_then(|case| case.task(&task.id)).is_some_and(|task| task.status.is_open());
        if !open {
            return Ok(());
        }
        let role = self.template(task).map_or(Role::Coordinator, |template| template.role);
        let by = if role == Role::Therapist { self.outline.owner } else { self.who(role) };
        self.act(day, by, Command::Complete { task: task.id.clone(), on: None, note: None })
    }

    fn go(&mut self, from: Lane, to: Lane, day: Date, over: bool) -> Result<(), SeedError> {
        self.catch_up(day)?;
        let at = self.moment(day);
        let by = if over { self.who(Role::ClinicalLead) } else { self.who(Role::Coordinator) };
        let reason = match (over, to) {
            (true, _) => Some("Family starts school next week; the paper follows."),
            (_, Lane::Closed) => Some(names::pick(
                self.rng,
                &["goals met", "goals met", "goals met", "patient choice", "moved", "nonattendance"],
            )),
            _ if to < from => Some("Continue with updated goals."),
            _ => None,
        };
        let via = names::pick(self.rng, &[Via::Drag, Via::Drag, Via::Menu, Via::Keys]);
        let reason = reason.and_then(|text| Line::parse(text).ok());
        self.act_at(at, by, Command::Move { from, to, rank: rank_at(at), via, reason, over })
    }

    /// Flags, holds and a word now and then.
    fn mark(&mut self) -> Result<(), SeedError> {
        if self.outline.lane == Lane::Closed {
            return Ok(());
        }
        let back = self.rng.random_range(1..7).min(self.outline.days_in_lane);
        let day = self.as_of - Days::new(back.into());
        let by = self.who(Role::Coordinator);
        if let Some(reason) = self.outline.waiting {
            self.act(day, by, Command::Wait { reason, note: None })?;
        }
        if self.outline.hold {
            let wake_on = self.as_of + Days::new(self.rng.random_range(3..25));
            let reason =
                Line::parse("Surgery; therapy resumes after clearance.").map_err(|_| SeedError::Names)?;
            self.act(day, by, Command::Hold { reason, wake_on })?;
        }
        if self.rng.random_ratio(22, 100) {
            let text = names::pick(self.rng, COMMENTS);
            let text = Prose::parse(text).map_err(|_| SeedError::Names)?;
            let id = CommentId(uuid_at(opening_hour(&self.site.zone, day), self.rng));
            self.act(day, self.outline.owner, Command::Comment { id, text, mentions: vec![] })?;
        }
        Ok(())
    }
}

const COMMENTS: &[&str] = &[
    "Prefers afternoons; the bus from school arrives at three.",
    "Bring the picture cards, they work well.",
    "Grandmother comes along on Thursdays and may watch.",
    "Asked for the home programme on paper.",
    "Parking is a problem in the morning, please allow ten minutes.",
    "New glasses since last week; repeat the visual task.",
];
