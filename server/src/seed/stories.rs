//! Cases of the demonstration clinic in which something is wrong, with numbers that stay and answers that are documented in
//! `docs/stories.md`. Days count from the day after the as-of day: that on which people look.

use super::books::{Books, Deed, span};
use super::care::{On, Ward, line};
use super::cover::{Cover, parent, plain};
use super::payers::Insurers;
use super::plan::Outline;
use super::{SeedError, opening_hour, staff::People, uuid_at};
use chrono::{Datelike, Days};
use domain::authorization::{Authorization, AuthorizationStatus, Measure, RequestKind};
use domain::calendar::{BusinessDays, Span, ZoneOffsets};
use domain::coverage::kx::{KxAmounts, KxGroup};
use domain::coverage::{
    BenefitLimit, Circumstances, Kinship, LimitAmount, LimitYear, Need, Parents, PlanKind, Policy, Subscriber,
};
use domain::ids::{AuthorizationId, PolicyId};
use domain::kinds::{Date, Discipline, Lane, Line};
use domain::money::Cents;
use domain::workflow::{Facts, PayerClass};
use rand::rngs::StdRng;

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Story {
    /// A second coverage that nobody entered.
    UnseenSecondary,
    /// An authorization that ends in three weeks, and no packet.
    EndsSoon,
    /// An authorization that was used up four visits ago.
    UsedUp,
    /// Divorced parents, and a decree that names one of them.
    Decree,
    /// A visit that nobody billed.
    Unbilled,
    /// A patient of Medicare near the yearly amount.
    NearThreshold,
}

impl Story {
    /// All of them, the case that was opened first in front.
    pub const ALL: [Story; 6] = [
        Story::UnseenSecondary,
        Story::EndsSoon,
        Story::UsedUp,
        Story::Decree,
        Story::Unbilled,
        Story::NearThreshold,
    ];

    /// The number of its case.
    pub fn number(self) -> u32 {
        1_001 + self as u32
    }

    /// As the documentation names it.
    pub fn code(self) -> &'static str {
        match self {
            Story::UnseenSecondary => "P1",
            Story::EndsSoon => "P2",
            Story::UsedUp => "P3",
            Story::Decree => "P14",
            Story::Unbilled => "P16",
            Story::NearThreshold => "P19",
        }
    }

    fn discipline(self) -> Discipline {
        match self {
            Story::UnseenSecondary | Story::Decree => Discipline::Slp,
            Story::EndsSoon => Discipline::Aba,
            Story::UsedUp | Story::NearThreshold => Discipline::Pt,
            Story::Unbilled => Discipline::Ot,
        }
    }

    fn payer(self) -> PayerClass {
        match self {
            Story::Unbilled => PayerClass::Medicaid,
            Story::NearThreshold => PayerClass::Medicare,
            _ => PayerClass::Commercial,
        }
    }

    fn authorized(self) -> bool {
        matches!(self, Story::EndsSoon | Story::UsedUp)
    }

    /// Days since it was opened, and since treatment began. All other cases are younger.
    fn days(self) -> (u32, u32) {
        match self {
            Story::UnseenSecondary => (275, 205),
            Story::EndsSoon => (268, 163),
            Story::UsedUp => (261, 215),
            Story::Decree => (254, 150),
            Story::Unbilled => (247, 165),
            Story::NearThreshold => (240, 190),
        }
    }

    /// How long it stayed where.
    pub(super) fn stays(self) -> Vec<(Lane, u32)> {
        let (all, active) = self.days();
        let intake = (all - active) * 2 / 3;
        vec![(Lane::Intake, intake), (Lane::Planning, all - active - intake), (Lane::Active, active)]
    }

    /// Who it is about, in the place of somebody in active care.
    pub(super) fn outline(self, outline: &mut Outline, people: &People) {
        let discipline = self.discipline();
        if let Some(owner) = people.clinicians(discipline, outline.site).first() {
            outline.owner = *owner;
        }
        outline.story = Some(self);
        outline.disciplines = vec![discipline];
        outline.age = match self {
            Story::NearThreshold => 72,
            Story::UsedUp => 11,
            _ => 6,
        };
        outline.days_in_lane = self.days().1;
        outline.authorized = if self.authorized() { vec![discipline] } else { vec![] };
        outline.facts = Facts {
            payer: Some(self.payer()),
            coverage_count: Some(if self == Story::Decree { 2 } else { 1 }),
            auth_required: Some(self.authorized()),
            supervised: discipline == Discipline::Aba,
            ..Facts::default()
        };
    }
}

/// The day from which the family of [`Story::UnseenSecondary`] has a second coverage: the last 1 July, or, where that is too
/// near or too far for ten visits since, a day as long ago as 1 July is in November.
pub fn second_coverage_from(as_of: Date) -> Date {
    let (today, year) = (as_of + Days::new(1), as_of.year());
    let july = |year| Date::from_ymd_opt(year, 7, 1);
    let fits = |day: &Date| (100..=165).contains(&(today - *day).num_days());
    [july(year), july(year - 1)].into_iter().flatten().find(fits).unwrap_or(today - Days::new(145))
}

/// The day of service of the visit that [`Story::Unbilled`] is about: 148 days ago, or the day before where that one is open
/// and this is not. Either has used 82 percent of 180 days.
pub fn unbilled_day(as_of: Date, business: &BusinessDays) -> Date {
    let day = as_of + Days::new(1) - Days::new(148);
    let before = day - Days::new(1);
    if !business.is_open(day) && business.is_open(before) { before } else { day }
}

/// What a story is told with.
pub(super) struct Told<'a> {
    pub(super) story: Story,
    pub(super) insurers: &'a Insurers,
    pub(super) business: &'a BusinessDays,
    pub(super) as_of: Date,
    pub(super) began: Date,
    pub(super) surname: &'a str,
    pub(super) member: &'a str,
}

impl Told<'_> {
    fn ago(&self, days: u64) -> Date {
        self.as_of + Days::new(1) - Days::new(days)
    }

    fn open(&self, day: Date) -> Date {
        self.business.add(day, 0)
    }

    /// Each week, so many times, the last one two days ago.
    fn weekly(&self, times: u64) -> Vec<Date> {
        let mut days: Vec<Date> = (0..times).map(|week| self.open(self.ago(9 + 7 * week))).collect();
        days.sort_unstable();
        days
    }

    /// The policies that were entered.
    pub(super) fn cover(&self, rng: &mut StdRng) -> Result<Cover, SeedError> {
        let plan = match self.story {
            Story::Unbilled => PlanKind::MedicaidFfs,
            Story::NearThreshold => PlanKind::MedicareB,
            Story::UsedUp => PlanKind::CommercialEpo,
            _ => PlanKind::CommercialPpo,
        };
        let own = Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None };
        let subscriber = if plan.is_private() { self.parent("Elena", 1986, 3, 3)? } else { own };
        let mut first = self.policy(plan, subscriber, self.member, rng)?;
        if !self.story.authorized() && self.story != Story::NearThreshold {
            let discipline = self.story.discipline();
            first.needs = vec![Need { discipline, authorization: Some(false), referral: None }];
        }
        let mut cover = Cover { policies: vec![first], ..Cover::default() };
        if self.story == Story::Decree {
            // By birthdays the father's plan would come first.
            cover.policies[0].subscriber = self.parent("Marcus", 1985, 2, 11)?;
            let mother = self.parent("Elena", 1987, 9, 30)?;
            let second = self.policy(PlanKind::CommercialEpo, mother, "DEMO-714203", rng)?;
            cover.circumstances =
                Circumstances { parents: Some(Parents::DecreeFor(second.id)), ..Circumstances::default() };
            cover.evidence = Line::parse("Court decree on file: the mother provides health coverage").ok();
            cover.policies.push(second);
        }
        Ok(cover)
    }

    fn parent(&self, first: &str, year: i32, month: u32, day: u32) -> Result<Subscriber, SeedError> {
        let born = Date::from_ymd_opt(year, month, day).ok_or(SeedError::Names)?;
        parent(&format!("{first} {}", self.surname), born).ok_or(SeedError::Names)
    }

    fn policy(
        &self,
        plan: PlanKind,
        subscriber: Subscriber,
        member: &str,
        rng: &mut StdRng,
    ) -> Result<Policy, SeedError> {
        let payer = self.insurers.of(plan).ok_or(SeedError::Names)?;
        let id = PolicyId(uuid_at(opening_hour(&ZoneOffsets::utc(), self.began), rng));
        let from = Date::from_ymd_opt(self.began.year(), 1, 1).unwrap_or(self.began);
        let mut policy = plain(id, payer, plan, subscriber, Span::since(from));
        policy.member = Some(Line::parse(member).map_err(|_| SeedError::Names)?);
        policy.in_network = Some(true);
        Ok(policy)
    }

    /// What Medicare said was used at another clinic this year: with the visits here it is 86 percent of the amount.
    fn elsewhere(&self, evaluation: Date) -> BenefitLimit {
        let today = self.ago(0);
        let amounts = KxAmounts::standard();
        let known = |year: &i32| amounts.of(*year, KxGroup::PtAndSlp).is_ok();
        let year = (2023..=today.year()).rev().find(known).unwrap_or(2026);
        let threshold = amounts.of(year, KxGroup::PtAndSlp).map_or(0, |row| row.threshold.0);
        let here =
            self.days().into_iter().chain([evaluation]).filter(|day| day.year() == today.year()).count();
        let here = u32::try_from(here).unwrap_or(0) * ALLOWED.0;
        BenefitLimit {
            disciplines: vec![Discipline::Pt, Discipline::Slp],
            amount: LimitAmount::Money(Cents(threshold)),
            year: LimitYear::Calendar,
            used_elsewhere: (threshold / 1_000 * 865).saturating_sub(here),
            hard: false,
        }
    }

    /// The days of treatment; nothing where the series goes on.
    fn days(&self) -> Vec<Date> {
        match self.story {
            Story::UnseenSecondary => {
                let from = second_coverage_from(self.as_of);
                let (first, last) = (from + Days::new(2), self.ago(12));
                let step = u64::try_from((last - first).num_days()).unwrap_or(0);
                let since = (0..10).map(|n| first + Days::new(step * n / 9));
                let before = [30, 20, 10].map(|days| from - Days::new(days));
                before.into_iter().chain(since).map(|day| self.open(day)).collect()
            }
            Story::EndsSoon => vec![],
            Story::UsedUp => self.weekly(30),
            Story::Decree => self.weekly(18),
            Story::Unbilled => {
                let day = unbilled_day(self.as_of, self.business);
                let mut days = self.weekly(20);
                days.push(day);
                days.sort_unstable();
                days.dedup();
                days
            }
            Story::NearThreshold => self.weekly(24),
        }
    }

    /// What is different from other cases.
    pub(super) fn plant(&self, books: &mut Books, rng: &mut StdRng) {
        books.kept = None;
        books.prompt = true;
        books.beyond = self.story == Story::UsedUp;
        books.unbilled = (self.story == Story::Unbilled).then(|| unbilled_day(self.as_of, self.business));
        let Some(ward) = books.wards.first_mut() else { return };
        // Nobody asks in time.
        ward.renew_days = -1_000;
        if self.story == Story::NearThreshold {
            ward.allowed = Some(ALLOWED);
            let evaluation = books.evaluation;
            let first = books.cover.policies.iter_mut().take(1);
            first.for_each(|policy| policy.limits = vec![self.elsewhere(evaluation)]);
        }
        let days = self.days();
        if let (Some(rhythm), false) = (ward.rhythms.first_mut(), days.is_empty()) {
            rhythm.days = On::Days(days.clone());
        }
        let ward = ward.clone();
        let Some(policy) = books.cover.policies.first().map(|policy| policy.id) else { return };
        match self.story {
            Story::EndsSoon => {
                let lines =
                    vec![line(&["97153"], Measure::Units, 1_560), line(&["97155"], Measure::Units, 120)];
                let asked = [self.ago(172), self.ago(165)].map(|day| self.open(day));
                let period = span(self.ago(160), 182);
                self.script(books, &ward, policy, asked, period, lines, rng);
            }
            Story::UsedUp => {
                let visits = |amount| vec![line(&[], Measure::Visits, amount)];
                let (first, second) = (days[0], days[14]);
                let until = self.ago(0) + Days::new(21);
                let of = |from: Date, until: Date| Span::new(from, Some(until)).unwrap_or(Span::since(from));
                let early = [first - Days::new(12), first - Days::new(5)].map(|day| self.open(day));
                let one = self.script(books, &ward, policy, early, of(first, second), visits(14), rng);
                let asked = [days[12] + Days::new(1), days[13] + Days::new(1)].map(|day| self.open(day));
                let two = self.script(books, &ward, policy, asked, of(second, until), visits(12), rng);
                books.follows(two, one);
            }
            _ => {}
        }
    }

    /// An authorization asked for and granted on these days.
    #[expect(clippy::too_many_arguments, reason = "one line of a story each")]
    fn script(
        &self,
        books: &mut Books,
        ward: &Ward,
        policy: PolicyId,
        [asked, decided]: [Date; 2],
        period: Span,
        lines: Vec<domain::authorization::AuthorizationLine>,
        rng: &mut StdRng,
    ) -> AuthorizationId {
        let id = AuthorizationId(uuid_at(opening_hour(&ZoneOffsets::utc(), asked), rng));
        let request = Authorization {
            id,
            number: None,
            policy,
            discipline: ward.discipline,
            kind: RequestKind::Initial,
            status: AuthorizationStatus::Requested,
            period,
            requested_on: Some(asked),
            decided_on: None,
            requested_by: None,
            follows: None,
            lines,
            letter: None,
        };
        let mut granted = request.clone();
        granted.status = AuthorizationStatus::Approved;
        granted.number = Line::parse(&format!("DEMO-A{}{:02}", self.story.number(), asked.month())).ok();
        granted.decided_on = Some(decided);
        granted.lines.iter_mut().for_each(|line| line.granted = Some(line.requested));
        books.on(asked, Deed::Script(Box::new(request)));
        books.on(decided, Deed::Script(Box::new(granted)));
        id
    }
}

/// What Medicare allows for each visit of its story.
const ALLOWED: Cents = Cents(6_400);
