//! One case from its referral to where it stands, lived through the ordinary rules.

use super::plan::Outline;
use super::staff::People;
use super::{Moment, Recipe, SeedError, command_id, names, opening_hour, rank_at, uuid_at, years_before};
use chrono::{Days, TimeDelta};
use domain::access::Role;
use domain::case::{self, Case, Command, Contact, Context, Identifier, Meta, NewCase, Patient, Relation};
use domain::clinic::{Clinic, Site};
use domain::ids::{CaseId, CommentId, ContactId, StaffId};
use domain::journal::{Body, Seq};
use domain::kinds::{Date, Instant, Lane, Line, Prose, Via};
use domain::task::Task;
use domain::workflow::{Exit, TaskTemplate, Workflow};
use rand::Rng;
use rand::rngs::StdRng;

/// A case that has lived.
pub(super) struct Lived {
    pub(super) case: Case,
    pub(super) moments: Vec<Moment>,
}

struct Life<'a> {
    clinic: &'a Clinic,
    people: &'a People,
    outline: &'a Outline,
    site: &'a Site,
    as_of: Date,
    rng: &'a mut StdRng,
    id: CaseId,
    case: Option<Case>,
    /// Nothing happens twice at one instant of a case.
    last: Option<Instant>,
    moments: Vec<Moment>,
}

/// Lives one life.
pub(super) fn live(
    clinic: &Clinic,
    people: &People,
    outline: &Outline,
    recipe: &Recipe,
    rng: &mut StdRng,
) -> Result<Lived, SeedError> {
    let site = clinic.site(outline.site).ok_or_else(|| SeedError::Rule("site".into()))?;
    let stays = stays(outline, rng);
    let total: u32 = stays.iter().map(|(_, days)| days).sum();
    let began = recipe.as_of - Days::new(total.into());
    let began = if total == 0 { began } else { site.business.add(began, 0).min(recipe.as_of) };
    let id = CaseId(uuid_at(opening_hour(&site.zone, began), rng));
    let mut life = Life {
        clinic,
        people,
        outline,
        site,
        as_of: recipe.as_of,
        rng,
        id,
        case: None,
        last: None,
        moments: vec![],
    };
    life.open(began)?;
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
    life.mark()?;
    let case = life.case.ok_or_else(|| SeedError::Rule("no case".into()))?;
    Ok(Lived { case, moments: life.moments })
}

/// The lanes that it passed, each with the days it stayed; the last is where it stands.
fn stays(outline: &Outline, rng: &mut StdRng) -> Vec<(Lane, u32)> {
    let waits_long = outline.disciplines.first() == Some(&domain::kinds::Discipline::Aba);
    let intake = if waits_long { rng.random_range(25..50) } else { rng.random_range(7..24) };
    let mut all = vec![
        (Lane::Intake, intake),
        (Lane::Planning, rng.random_range(5..15)),
        (Lane::Active, rng.random_range(28..120)),
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
    all
}

impl Life<'_> {
    /// During the clinic's hours of a day, after whatever happened last, and not after the as-of morning.
    fn moment(&mut self, day: Date) -> Instant {
        let day = day.min(self.as_of);
        let latest = opening_hour(&self.site.zone, self.as_of);
        let at = opening_hour(&self.site.zone, day) + TimeDelta::minutes(self.rng.random_range(-40..470));
        let floor = self.last.map_or(at, |last| last + TimeDelta::seconds(self.rng.random_range(20..90)));
        let at = if day == self.as_of { at.min(latest) } else { at };
        at.max(floor)
    }

    fn act(&mut self, day: Date, by: StaffId, does: Command) -> Result<(), SeedError> {
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

    fn who(&mut self, role: Role) -> StaffId {
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
        for task in self.due_work(lane) {
            let required = self.template(&task).is_some_and(|template| template.exit == Exit::Required);
            let evaluation = matches!(task.id.code(), "IN-13" | "PL-01");
            if required && 0 < left && !evaluation && self.rng.random_ratio(1, 3) {
                left -= 1;
                continue;
            }
            if required || self.rng.random_ratio(93, 100) {
                let day = self.day_for(&task, from, until);
                self.finish(&task, day)?;
            }
        }
        if lane == Lane::Active {
            self.keep_up(until)?;
        }
        Ok(())
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
            let passed = task.due.is_some_and(|due| due < today);
            let chance = if passed && diligent {
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
