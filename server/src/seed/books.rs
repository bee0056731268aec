//! The ledger of a synthetic case: covered, verified, authorized, booked, delivered and billed through the ordinary rules, in
//! the order of the days on which it comes up.

use super::care::{self, Ward};
use super::cover::Cover;
use super::life::Life;
use super::{Moment, SeedError, command_id, names, opening_hour, uuid_at};
use chrono::{Datelike, Days};
use domain::access::Role;
use domain::authorization::{Authorization, AuthorizationStatus, RequestKind};
use domain::calendar::Span;
use domain::case::{Context, Meta, decide_on_ledger};
use domain::coverage::{Answer, Channel};
use domain::ids::{AuthorizationId, PolicyId, StaffId, VisitId};
use domain::journal::{Body, Seq};
use domain::kinds::{Date, Lane, Line};
use domain::ledger::{self, Asked, Command, CoverageChange, Ledger, Put};
use domain::refusal::Refusal;
use domain::service::Services;
use domain::visit::{Outcome, Visit};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;

/// Weeks that are booked at once.
const BOOKED_DAYS: Days = Days::new(28);

/// Work on the ledger that comes up on a day.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// The family's cards are entered.
    Cover,
    /// What the order of payers depends on is entered.
    Circumstances,
    /// Each policy is verified, and again next month.
    Verify,
    /// The evaluation is booked.
    BookEvaluation,
    /// An authorization is asked for.
    Request(usize),
    /// One for the evaluation.
    RequestAssessment(usize),
    /// The payer decides.
    Decide(usize, AuthorizationId),
    /// The payer decides as is written here.
    Script(Box<Authorization>),
    /// The next four weeks are booked.
    Book,
    /// What came of the last days' visits, and what is billed.
    Week,
}

/// Everything beside the case itself.
#[derive(Clone, Debug)]
pub(super) struct Books {
    pub(super) ledger: Ledger,
    agenda: BTreeMap<(Date, u32), Deed>,
    count: u32,
    pub(super) cover: Cover,
    pub(super) wards: Vec<Ward>,
    /// Of a thousand visits so many are kept; nothing: all.
    pub(super) kept: Option<u32>,
    pub(super) evaluation: Date,
    /// Treatment: from the first day until the first on which there is none.
    pub(super) care: Option<(Date, Date)>,
    /// Booked up to here.
    pub(super) horizon: Date,
    /// Each visit's claim goes out after three days.
    pub(super) prompt: bool,
    /// The visit of this day is forgotten.
    pub(super) unbilled: Option<Date>,
    /// Care goes on beyond what is authorized.
    pub(super) beyond: bool,
    bills: BTreeMap<VisitId, Date>,
}

impl Books {
    pub(super) fn new(evaluation: Date) -> Books {
        Books {
            ledger: Ledger::default(),
            agenda: BTreeMap::new(),
            count: 0,
            cover: Cover::default(),
            wards: vec![],
            kept: Some(840),
            evaluation,
            care: None,
            horizon: evaluation,
            prompt: false,
            unbilled: None,
            beyond: false,
            bills: BTreeMap::new(),
        }
    }

    /// Something comes up on a day.
    pub(super) fn on(&mut self, day: Date, deed: Deed) {
        self.count += 1;
        self.agenda.insert((day, self.count), deed);
    }

    /// One authorization that is still to be written down follows another.
    pub(super) fn follows(&mut self, next: AuthorizationId, last: AuthorizationId) {
        for deed in self.agenda.values_mut() {
            if let Deed::Script(authorization) = deed
                && authorization.id == next
            {
                authorization.follows = Some(last);
                authorization.kind = RequestKind::Renewal;
            }
        }
    }

    fn due(&mut self, until: Date) -> Option<(Date, Deed)> {
        let key = self.agenda.first_key_value().map(|(key, _)| *key).filter(|(day, _)| *day <= until)?;
        self.agenda.remove(&key).map(|deed| (key.0, deed))
    }
}

impl Life<'_> {
    /// Does what has come up until a day, so that the ledger is in step with the case.
    pub(super) fn catch_up(&mut self, until: Date) -> Result<(), SeedError> {
        while let Some((day, deed)) = self.books.due(until.min(self.as_of)) {
            self.does(day, deed)?;
        }
        Ok(())
    }

    fn does(&mut self, day: Date, deed: Deed) -> Result<(), SeedError> {
        match deed {
            Deed::Cover => self.cover(day),
            Deed::Circumstances => {
                let to = self.books.cover.circumstances;
                let seen = self.books.ledger.circumstances;
                let by = self.who(Role::FrontDesk);
                self.ledger(day, by, Command::Circumstances(domain::case::Seen { seen, to })).map(drop)
            }
            Deed::Verify => self.verify(day),
            Deed::BookEvaluation => self.book_evaluation(day),
            Deed::Request(ward) => self.request(day, ward),
            Deed::RequestAssessment(ward) => self.request_assessment(day, ward),
            Deed::Decide(ward, id) => self.decided(day, ward, id),
            Deed::Script(authorization) => self.authorize(day, *authorization).map(drop),
            Deed::Book => self.book(day),
            Deed::Week => self.week(day),
        }
    }

    /// Asks the ledger's rules; whether it was done. What is not covered is not booked.
    fn ledger(&mut self, day: Date, by: StaffId, does: Command) -> Result<bool, SeedError> {
        let at = self.moment(day);
        let viewer = self
            .clinic
            .staff
            .get(&by)
            .map(domain::clinic::Staff::viewer)
            .ok_or_else(|| SeedError::Rule("staff".into()))?;
        let command = command_id(at, self.rng);
        let cx = Context { clinic: self.clinic, viewer: &viewer, now: at, command, next_number: 0 };
        let decided = match decide_on_ledger(self.case.as_ref(), &self.books.ledger, &does, cx) {
            Ok(decided) => decided,
            Err(Refusal::NotCovered { .. }) => return Ok(false),
            Err(refusal) => {
                return Err(SeedError::Rule(format!("{does:?} by {:?}: {refusal:?}", viewer.roles)));
            }
        };
        if decided.ledger.is_empty() {
            return Ok(false);
        }
        let meta = Meta { seq: Seq(self.moments.len() as u64 + 1), at, by, command };
        domain::case::apply(&mut self.case, self.id, &decided.events, meta);
        ledger::apply(&mut self.books.ledger, &decided.ledger);
        self.last = Some(at);
        let body =
            Body::Case { case: self.id, events: decided.events, ledger: decided.ledger, record: vec![] };
        self.moments.push(Moment { at, by, command, body });
        Ok(true)
    }

    fn cover(&mut self, day: Date) -> Result<(), SeedError> {
        let cover = self.books.cover.clone();
        let Some(first) = cover.policies.first() else { return Ok(()) };
        let from =
            cover.policies.iter().map(|policy| policy.period.from()).max().unwrap_or(first.period.from());
        let change = CoverageChange {
            policies: cover.policies.iter().map(|to| Put { seen: None, to: to.clone() }).collect(),
            complete: true,
            order: cover.order(from),
            tasks: vec![],
        };
        let by = self.who(Role::FrontDesk);
        self.ledger(day, by, Command::Cover(Box::new(change))).map(drop)
    }

    fn verify(&mut self, day: Date) -> Result<(), SeedError> {
        let by = self.who(Role::Billing);
        let policies: Vec<PolicyId> = self.books.cover.policies.iter().map(|policy| policy.id).collect();
        for policy in policies {
            let channel = names::pick(self.rng, &[Channel::Portal, Channel::Portal, Channel::Phone]);
            let number = self.rng.random_range(10_000..99_999);
            let asked = Asked {
                policy,
                on: None,
                channel,
                reference: Line::parse(&format!("DEMO-{number}")).ok(),
                spoke_to: None,
                answer: Answer::Active,
                other_payer: false,
                kept: vec![],
            };
            self.ledger(day, by, Command::Verify(Box::new(asked)))?;
        }
        let (year, month) =
            if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
        let next =
            Date::from_ymd_opt(year, month, self.rng.random_range(2..6)).unwrap_or(day + Days::new(30));
        let ends = self.books.care.map_or(self.as_of, |(_, until)| until);
        if next <= ends && !self.thin {
            self.books.on(self.site.business.add(next, 0), Deed::Verify);
        }
        Ok(())
    }

    fn book_evaluation(&mut self, day: Date) -> Result<(), SeedError> {
        let Some(ward) = self.books.wards.first() else { return Ok(()) };
        let Some(rhythm) = ward.rhythms.first() else { return Ok(()) };
        let on = self.books.evaluation;
        let own = care::Rhythm {
            days: care::On::Days(vec![on]),
            at: 13 * 60,
            staff: Some(self.outline.owner),
            services: vec![care::evaluation(ward.discipline)],
            ..rhythm.clone()
        };
        let visits = own.visits(ward.discipline, on, on + Days::new(1), &self.site.business);
        self.put(day, visits)?;
        self.books.on(on + Days::new(1), Deed::Week);
        Ok(())
    }

    /// Books what there is to book up to four weeks further, as far as something covers it.
    fn book(&mut self, day: Date) -> Result<(), SeedError> {
        let Some((_, until)) = self.books.care else { return Ok(()) };
        self.books.horizon = self.books.horizon + BOOKED_DAYS;
        self.fill(day)?;
        let next = self.books.horizon - Days::new(7);
        if next < until {
            self.books.on(next, Deed::Book);
        }
        Ok(())
    }

    /// Books the free places of the weeks that are open for booking.
    fn fill(&mut self, day: Date) -> Result<(), SeedError> {
        let Some((from, until)) = self.books.care else { return Ok(()) };
        let horizon = self.books.horizon.min(until);
        let mut visits = vec![];
        for ward in &self.books.wards {
            for rhythm in &ward.rhythms {
                let all =
                    rhythm.visits(ward.discipline, monday(from), self.books.horizon, &self.site.business);
                visits.extend(
                    all.into_iter().filter(|visit| day < visit.on && from <= visit.on && visit.on < horizon),
                );
            }
        }
        visits.retain(|visit| self.books.ledger.visit(visit.id).is_none());
        if !self.books.beyond {
            self.leave_uncovered(&mut visits);
        }
        self.put(day, visits)
    }

    /// Takes out what no authorization covers although one is needed.
    fn leave_uncovered(&self, visits: &mut Vec<Visit>) {
        if !self.books.wards.iter().any(|ward| ward.authorized) {
            return;
        }
        let mut then = self.books.ledger.clone();
        then.visits.extend(visits.iter().cloned());
        let drawn = ledger::reckon(&then, self.clinic, &Services::standard());
        let bare: Vec<VisitId> = drawn
            .uncovered
            .iter()
            .filter(|uncovered| ledger::is_needed(&then, self.clinic, uncovered))
            .map(|uncovered| uncovered.visit)
            .collect();
        visits.retain(|visit| !bare.contains(&visit.id));
    }

    fn put(&mut self, day: Date, visits: Vec<Visit>) -> Result<(), SeedError> {
        if visits.is_empty() {
            return Ok(());
        }
        let visits = visits.into_iter().map(|to| Put { seen: None, to }).collect();
        let by = self.who(Role::FrontDesk);
        self.ledger(day, by, Command::Visits { visits, over: None }).map(drop)
    }

    /// Says what came of the visits before a day, bills what is ready, and asks for more where little is left.
    fn week(&mut self, day: Date) -> Result<(), SeedError> {
        let mut changes = vec![];
        for seen in self.books.ledger.visits.clone() {
            let mut to = seen.clone();
            if to.outcome == Outcome::Booked && to.on < day {
                self.comes(&mut to);
            }
            if let Some(on) = self.books.bills.get(&to.id).filter(|on| **on < day) {
                to.billed_on = Some(*on);
                self.books.bills.remove(&seen.id);
            }
            if to != seen {
                changes.push(Put { seen: Some(seen), to });
            }
        }
        if !changes.is_empty() {
            let desk = self.who(Role::FrontDesk);
            // Whoever treats says so of the first treatment, because that also proves their task.
            let first = changes.iter().any(|change| change.to.outcome == Outcome::Arrived)
                && self
                    .case
                    .as_ref()
                    .is_some_and(|case| case.open_tasks().any(|task| task.id.code() == "AC-01"));
            let by = if first { self.outline.owner } else { desk };
            self.ledger(day, by, Command::Visits { visits: changes, over: None })?;
        }
        let Some((from, until)) = self.books.care else { return Ok(()) };
        if day < from {
            return Ok(());
        }
        if day < until {
            (0..self.books.wards.len()).try_for_each(|ward| self.renew(day, ward))?;
        }
        let open = day < until || !self.books.bills.is_empty();
        if open && day < self.as_of {
            self.books.on((day + Days::new(self.week_days)).min(self.as_of), Deed::Week);
        }
        Ok(())
    }

    fn comes(&mut self, visit: &mut Visit) {
        let kept = self.books.kept.map_or(1_000, |kept| {
            let dull = matches!(visit.on.month(), 7 | 12);
            if dull { kept.saturating_sub(60) } else { kept }
        });
        visit.outcome = outcome(kept, self.rng);
        if visit.outcome != Outcome::Arrived {
            return;
        }
        let ward = self.books.wards.iter().find(|ward| ward.discipline == visit.discipline);
        visit.allowed = ward.and_then(|ward| ward.allowed);
        let insured = !self.books.cover.policies.is_empty();
        let lag = if self.books.prompt { Days::new(3) } else { care::claim_days(self.rng) };
        if insured && self.books.unbilled != Some(visit.on) {
            self.books.bills.insert(visit.id, visit.on + lag);
        }
    }

    /// Asks for the next authorization in time, or nearly so.
    fn renew(&mut self, day: Date, at: usize) -> Result<(), SeedError> {
        let ward = &self.books.wards[at];
        let Some(last) = ward.last.and_then(|id| self.books.ledger.authorization(id)) else { return Ok(()) };
        if !ward.authorized || !last.is_granted() {
            return Ok(());
        }
        let drawn = ledger::reckon(&self.books.ledger, self.clinic, &Services::standard());
        let Some(line) = drawn.line(last.id, 0) else { return Ok(()) };
        let weeks = (day - last.period.from()).num_days().max(7) / 7;
        let left = i64::from(line.granted.saturating_sub(line.used));
        let pace = (i64::from(line.used) / weeks).max(1);
        let ends = last.period.until().is_some_and(|until| (until - day).num_days() <= ward.renew_days);
        if ends || left * 7 <= pace * ward.renew_days {
            self.request(day, at)?;
        }
        Ok(())
    }

    fn request(&mut self, day: Date, at: usize) -> Result<(), SeedError> {
        let ward = self.books.wards[at].clone();
        let Some(policy) = self.books.ledger.policies.first().map(|policy| policy.id) else { return Ok(()) };
        let Some(lag) = self.lag(day, ward.last.is_none()) else { return Ok(()) };
        let last = ward
            .last
            .and_then(|id| self.books.ledger.authorization(id))
            .filter(|last| last.period.until().is_some());
        let from = last.and_then(|last| last.period.until()).unwrap_or(day).max(day);
        let follows = last.filter(|last| {
            !last.lines.iter().all(|line| line.codes.len() == 1 && line.codes[0].to_string() == "97151")
        });
        let to = Authorization {
            id: AuthorizationId(uuid_at(opening_hour(&self.site.zone, day), self.rng)),
            number: None,
            policy,
            discipline: ward.discipline,
            kind: if follows.is_some() { RequestKind::Renewal } else { RequestKind::Initial },
            status: AuthorizationStatus::Requested,
            period: span(from, ward.days),
            requested_on: Some(day),
            decided_on: None,
            requested_by: None,
            follows: follows.map(|last| last.id),
            lines: ward.lines.clone(),
            letter: None,
        };
        self.ask(day, at, to, lag)
    }

    fn request_assessment(&mut self, day: Date, at: usize) -> Result<(), SeedError> {
        let Some(policy) = self.books.ledger.policies.first().map(|policy| policy.id) else { return Ok(()) };
        let to = Authorization {
            id: AuthorizationId(uuid_at(opening_hour(&self.site.zone, day), self.rng)),
            number: None,
            policy,
            discipline: self.books.wards[at].discipline,
            kind: RequestKind::Initial,
            status: AuthorizationStatus::Requested,
            period: span(day, 90),
            requested_on: Some(day),
            decided_on: None,
            requested_by: None,
            follows: None,
            lines: vec![care::line(&["97151"], domain::authorization::Measure::Units, 32)],
            letter: None,
        };
        let Some(lag) = self.lag(day, true) else { return Ok(()) };
        self.ask(day, at, to, lag.min(7))
    }

    /// Days until the payer decides; nothing where a request would leave a flag that this case is not to have.
    fn lag(&mut self, day: Date, first: bool) -> Option<u64> {
        let drawn = care::decision_days(self.rng);
        let start = self.books.care.map(|(from, _)| from).filter(|from| day < *from);
        let left = u64::try_from((start.unwrap_or(self.as_of) - day).num_days()).unwrap_or(0);
        let today = |authorization: &Authorization| {
            authorization.last_day().is_some_and(|last| day + Days::new(drawn) <= last)
        };
        let covered = self.books.ledger.authorizations.iter().any(today);
        if first || !covered { (1 < left).then(|| drawn.min(left - 1)) } else { Some(drawn) }
    }

    fn ask(&mut self, day: Date, at: usize, mut to: Authorization, lag: u64) -> Result<(), SeedError> {
        let by = self.who(Role::AuthSpecialist);
        to.requested_by = Some(by);
        let id = to.id;
        self.books.wards[at].last = Some(id);
        self.ledger(day, by, Command::Authorize(Box::new(Put { seen: None, to })))?;
        self.books.on(day + Days::new(lag), Deed::Decide(at, id));
        Ok(())
    }

    /// Mostly as asked, sometimes less, sometimes only after an appeal.
    fn decided(&mut self, day: Date, at: usize, id: AuthorizationId) -> Result<(), SeedError> {
        let Some(seen) = self.books.ledger.authorization(id).cloned() else { return Ok(()) };
        let mut to = seen.clone();
        let share = self.rng.random_range(0..100);
        let fresh = seen.status == AuthorizationStatus::Requested;
        let renewal = seen.kind == RequestKind::Renewal && day + Days::new(14) < self.as_of;
        if fresh && renewal && share < 4 {
            let asks = Line::parse("Progress with measures").ok();
            to.status = AuthorizationStatus::Pended { since: day, asks };
            self.books.on(day + Days::new(12), Deed::Decide(at, id));
            return self.authorize(day, to).map(drop);
        }
        let part = (4..14).contains(&share);
        to.status = if part { AuthorizationStatus::PartlyApproved } else { AuthorizationStatus::Approved };
        let number = self.rng.random_range(100_000..999_999);
        to.number = Line::parse(&format!("DEMO-A{number}")).ok();
        to.decided_on = Some(day);
        for line in &mut to.lines {
            line.granted = Some(if part { line.requested * 3 / 4 } else { line.requested });
        }
        // What is used up before it ends is renewed from the day of the decision.
        let used_up = seen.follows.is_some_and(|last| self.is_nearly_used(last));
        if used_up || seen.follows.is_none() {
            let length = seen.period.until().map_or(0, |until| (until - seen.period.from()).num_days());
            to.period = span(day, u64::try_from(length).unwrap_or(0));
        }
        self.authorize(day, to)?;
        self.fill(day)
    }

    fn is_nearly_used(&self, id: AuthorizationId) -> bool {
        let drawn = ledger::reckon(&self.books.ledger, self.clinic, &Services::standard());
        drawn.line(id, 0).is_some_and(|line| line.granted * 7 / 10 <= line.used)
    }

    fn authorize(&mut self, day: Date, to: Authorization) -> Result<bool, SeedError> {
        // A decision that comes after the discharge is filed away, and changes nothing.
        if self.case.as_ref().is_some_and(|case| case.lane == Lane::Closed) {
            return Ok(false);
        }
        let by = self.who(Role::AuthSpecialist);
        let seen = self.books.ledger.authorization(to.id).cloned();
        self.ledger(day, by, Command::Authorize(Box::new(Put { seen, to })))
    }
}

/// So many days, from one on.
pub(super) fn span(from: Date, days: u64) -> Span {
    Span::new(from, Some(from + Days::new(days))).unwrap_or(Span::since(from))
}

/// The Monday of a day's week.
pub(super) fn monday(day: Date) -> Date {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Of those who do not come, most say so in time.
fn outcome(kept: u32, rng: &mut StdRng) -> Outcome {
    if rng.random_range(0..1_000) < kept {
        return Outcome::Arrived;
    }
    names::pick(
        rng,
        &[
            Outcome::CancelledInTime,
            Outcome::CancelledInTime,
            Outcome::CancelledInTime,
            Outcome::CancelledLate,
            Outcome::CancelledLate,
            Outcome::NoShow,
            Outcome::NoShow,
        ],
    )
}
