//! Cases that stand to the people of a clinic in every way that access knows, each with something in every field.

use domain::access::{Area, BREAK_GLASS_HOURS, CaseScope, Grant, Right, Viewer};
use domain::authorization::{Authorization, AuthorizationLine, AuthorizationStatus, Measure, RequestKind};
use domain::calendar::Span;
use domain::case::{
    Command as Does, Contact, Identifier, NewCase, Patient, PatientCommand, Relation, Seen, Step,
};
use domain::coverage::{CobRule, CostSharing, Kinship, PlanKind, Policy, Subscriber};
use domain::ids::{
    AccountId, AuthorizationId, CaseId, CommandId, ContactId, PayerId, PolicyId, SessionId, SiteId, StaffId,
};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Discipline, Instant, Lane, Line, Name, Phone, Prose, Rank, Via};
use domain::ledger::{self, CoverageChange, OrderWish, Put};
use domain::payer::{Payer, PayerRules};
use domain::task::TaskId;
use domain::workflow::{Facts, PayerClass};
use tests::submissions::{about, comment};
use tests::{Staffed, TestOffice};
use uuid::Uuid;

/// How a case stands to the people of clinic A.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stands {
    /// At the first site, owned by the therapist there, with the assistant on its team.
    Team,
    /// At the first site, nobody's.
    Site,
    /// At the second site, owned by the therapist there.
    Elsewhere,
    /// As the first, restricted to its team.
    Restricted,
    /// At the second site; therapist and assistant of the first have broken the glass.
    Glass,
    /// The same, longer ago than a grant lasts.
    GlassOver,
    /// As the first, closed.
    Closed,
    /// As the first, opened in error.
    Void,
    /// In another clinic.
    Theirs,
    /// An id that nobody has.
    Nobodys,
}

impl Stands {
    pub(super) const ALL: [Stands; 10] = [
        // First, as the clock is wound afterwards.
        Stands::GlassOver,
        Stands::Team,
        Stands::Site,
        Stands::Elsewhere,
        Stands::Restricted,
        Stands::Glass,
        Stands::Closed,
        Stands::Void,
        Stands::Theirs,
        Stands::Nobodys,
    ];

    /// Which site, who owns it.
    pub(super) fn place(self) -> (usize, Option<&'static str>) {
        match self {
            Stands::Site => (0, None),
            Stands::Elsewhere => (1, Some("dev")),
            Stands::Glass | Stands::GlassOver => (1, None),
            _ => (0, Some("clara")),
        }
    }

    /// Who breaks the glass.
    pub(super) fn breakers(self) -> &'static [&'static str] {
        if matches!(self, Stands::Glass | Stands::GlassOver) { &["clara", "asa"] } else { &[] }
    }
}

/// A case in question, and what the test knows of it.
pub(super) struct Ground {
    pub(super) stands: Stands,
    pub(super) case: CaseId,
    /// A name that nobody else has.
    pub(super) patient: String,
    site: SiteId,
    team: Vec<StaffId>,
    grants: Vec<Grant>,
}

impl Ground {
    /// What access is to know of it.
    pub(super) fn scope(&self) -> CaseScope<'_> {
        let restricted = self.stands == Stands::Restricted;
        CaseScope { site: self.site, team: &self.team, grants: &self.grants, restricted }
    }

    /// Whether somebody of clinic A is to see that it exists.
    pub(super) fn shows(&self, viewer: &Viewer, now: Instant) -> bool {
        self.stands != Stands::Void && self.concerns(viewer, now)
    }

    /// The same for a case that was opened in error: nobody sees it, and whoever would is told that it is closed.
    pub(super) fn concerns(&self, viewer: &Viewer, now: Instant) -> bool {
        let is_there = !matches!(self.stands, Stands::Theirs | Stands::Nobodys);
        is_there && viewer.may(Area::Board, Right::Read, &self.scope(), now)
    }

    /// The same for its chart, as a status.
    pub(super) fn status(&self, viewer: &Viewer, now: Instant) -> u16 {
        if self.shows(viewer, now) { 200 } else { 404 }
    }
}

pub(super) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What stands in each field; nothing else in the tests says the same.
pub(super) const PHONE: &str = "(555) 555-0111";
pub(super) const LANGUAGE: &str = "Canarian whistling";
pub(super) const CONTACT: &str = "Rosalind Wrenfield";
pub(super) const CONTACT_PHONE: &str = "(555) 555-0122";
pub(super) const EMAIL: &str = "rosalind@example.org";
pub(super) const CUSTODY: &str = "lives with the aunt in term time";
pub(super) const IDENTIFIER: &str = "MEMBER-77-4411";
pub(super) const NOTE: &str = "noted in the old spreadsheet";
pub(super) const COMMENT: &str = "said beside the swing";
pub(super) const FINDING: &str = "startles at the fire drill";
pub(super) const STEP: &str = "call the school nurse back";
pub(super) const LATER_CONTACT: &str = "Perpetua Oakmoor";
pub(super) const MISSPELT: &str = "Misspelt";
pub(super) const CLOSED_FOR: &str = "all goals were met";

pub(super) fn contact() -> Contact {
    Contact {
        id: ContactId(Uuid::from_u128(1)),
        name: Name::parse(CONTACT).unwrap(),
        relation: Relation::Guardian,
        phone: Phone::parse(CONTACT_PHONE).ok(),
        email: Some(line(EMAIL)),
        may_call: true,
        may_receive: true,
        custody: Some(line(CUSTODY)),
    }
}

pub(super) fn facts() -> Facts {
    Facts {
        payer: Some(PayerClass::Commercial),
        coverage_count: Some(2),
        auth_required: Some(true),
        certification_required: Some(true),
        high_deductible: true,
        risk: true,
        ..Facts::default()
    }
}

/// A case with something in every field.
pub(super) fn full(name: &str, site: SiteId, owner: Option<StaffId>) -> NewCase {
    NewCase {
        patient: Patient {
            name: Name::parse(name).unwrap(),
            born: Some(day("2019-05-04")),
            phone: Phone::parse(PHONE).ok(),
            language: Some(line(LANGUAGE)),
        },
        disciplines: vec![Discipline::Slp],
        site,
        rank: Rank::between(None, None),
        referred_on: None,
        owner,
        contacts: vec![contact()],
        identifiers: vec![Identifier { label: line("Member id"), value: line(IDENTIFIER) }],
        facts: facts(),
        lane: None,
        entered_on: None,
        waiting: Some(domain::case::WaitReason::AwaitingFamily),
        pause: None,
        steps: vec![Step { task: TaskId::try_from("T-1".to_owned()).unwrap(), title: line(STEP), due: None }],
        notes: vec![Prose::parse(NOTE).unwrap()],
        batch: None,
    }
}

/// Somebody at the desk itself: for what comes before the question.
pub(super) async fn by(office: &TestOffice, clinic: &Staffed, name: &str, all: Vec<Submission>) {
    let (account, session) = (AccountId(Uuid::nil()), SessionId(Uuid::nil()));
    let who = app::api::Who { account, session, clinic: clinic.clinic, viewer: clinic.viewer(name) };
    for (answer, asked) in office.office.desk.submit_many(&who, all.clone()).await.iter().zip(&all) {
        assert!(answer.is_ok(), "{name} {asked:?}: {answer:?}");
    }
}

pub(super) fn break_glass(case: CaseId) -> Submission {
    about(case, Does::BreakGlass { reason: line("a seizure in the waiting room") })
}

pub(super) fn close(case: CaseId) -> Submission {
    let (from, to, rank) = (Lane::Intake, Lane::Closed, Rank::between(None, None));
    about(case, Does::Move { from, to, rank, via: Via::Menu, reason: Some(line(CLOSED_FOR)), over: true })
}

/// One case for each way to stand.
pub(super) async fn grounds(office: &TestOffice) -> Vec<Ground> {
    let mut grounds = Vec::new();
    for stands in Stands::ALL {
        grounds.push(ground(office, stands).await);
        if stands == Stands::GlassOver {
            office.clock.wind(chrono::Duration::hours(BREAK_GLASS_HOURS));
        }
    }
    grounds
}

/// A case that stands so.
pub(super) async fn ground(office: &TestOffice, stands: Stands) -> Ground {
    let clinic = if stands == Stands::Theirs { &office.b } else { &office.a };
    let (site, owner) = stands.place();
    let (site, owner) = (clinic.sites[site], owner.map(|owner| clinic.id(owner)));
    let (case, patient) = (CaseId(Uuid::now_v7()), format!("Canary {}", Uuid::now_v7().simple()));
    let mut team: Vec<StaffId> = owner.into_iter().collect();
    if stands != Stands::Nobodys {
        let (wrong, right) = (format!("{MISSPELT} {patient}"), Name::parse(&patient).unwrap());
        let opens = about(case, Does::Open(Box::new(full(&wrong, site, owner))));
        let name = Seen { seen: Name::parse(&wrong).unwrap(), to: right };
        let later =
            Contact { id: ContactId(Uuid::now_v7()), name: Name::parse(LATER_CONTACT).unwrap(), ..contact() };
        let mut all = vec![
            opens,
            comment(case, COMMENT),
            about(case, Does::Contact { to: later, seen: None }),
            about(case, Does::Patient(PatientCommand::Name(name))),
        ];
        if owner == Some(clinic.id("clara")) {
            all.push(about(case, Does::Join(clinic.id("asa"))));
            team.push(clinic.id("asa"));
        }
        by(office, clinic, "ben", all).await;
        insure(office, clinic, case).await;
        let task = TaskId::try_from("IN-11".to_owned()).unwrap();
        let finding = Does::Complete { task, on: None, note: Some(line(FINDING)) };
        by(office, clinic, "lea", vec![about(case, finding)]).await;
        stand(office, clinic, stands, &[case]).await;
    }
    let until = office.clock.now() + chrono::Duration::hours(BREAK_GLASS_HOURS);
    let grants = stands.breakers().iter().map(|name| Grant { staff: clinic.id(name), until }).collect();
    Ground { stands, case, patient, site, team, grants }
}

/// Two policies in an order that no payer has confirmed, and an authorization: what the facts of [`facts`] say, in a ledger.
async fn insure(office: &TestOffice, clinic: &Staffed, case: CaseId) {
    let [first, second] = payers(office, clinic).await;
    let (one, other) = (policy(first, "DEMO-1"), policy(second, "DEMO-2"));
    let order = OrderWish {
        from: day("2026-01-01"),
        policies: vec![one.id, other.id],
        rule: CobRule::Person,
        evidence: Some(line("the mother said so")),
        confirmed: false,
    };
    let grant = Authorization {
        id: AuthorizationId(Uuid::now_v7()),
        number: Some(line("DEMO-A1")),
        policy: one.id,
        discipline: Discipline::Slp,
        kind: RequestKind::Initial,
        status: AuthorizationStatus::Approved,
        period: Span::new(day("2026-06-01"), Some(day("2027-06-01"))).unwrap(),
        requested_on: Some(day("2026-05-01")),
        decided_on: Some(day("2026-05-11")),
        requested_by: None,
        follows: None,
        lines: vec![AuthorizationLine {
            codes: vec![],
            modifiers: vec![],
            measure: Measure::Visits,
            requested: 24,
            granted: Some(24),
            cap: None,
            staff: vec![],
        }],
        letter: None,
    };
    let policies = vec![Put { seen: None, to: one }, Put { seen: None, to: other }];
    let change = CoverageChange { policies, complete: false, order: Some(order), tasks: vec![] };
    let does = |does| Submission { id: CommandId(Uuid::now_v7()), command: Command::Ledger { case, does } };
    by(office, clinic, "ben", vec![does(ledger::Command::Cover(Box::new(change)))]).await;
    let grant = Put { seen: None, to: grant };
    by(office, clinic, "abe", vec![does(ledger::Command::Authorize(Box::new(grant)))]).await;
}

/// The clinic's two payers; they are entered once.
async fn payers(office: &TestOffice, clinic: &Staffed) -> [PayerId; 2] {
    let known = office.office.desk.clinic(clinic.clinic).await.unwrap();
    if let [first, second] = known.payers.as_slice() {
        return [first.id, second.id];
    }
    let ids = [PayerId(Uuid::now_v7()), PayerId(Uuid::now_v7())];
    for (id, name) in ids.into_iter().zip(["Canary Health", "Canary Mutual"]) {
        let rules = PayerRules::starting(PlanKind::CommercialPpo, day("2020-01-01"));
        let to = Payer { id, name: line(name), class: PayerClass::Commercial, rules, examples: vec![] };
        let set = domain::clinic::Command::SetPayer { seen: None, to: Box::new(to) };
        let set = Submission { id: CommandId(Uuid::now_v7()), command: Command::Clinic(set) };
        by(office, clinic, "abe", vec![set]).await;
    }
    ids
}

fn policy(payer: PayerId, member: &str) -> Policy {
    Policy {
        id: PolicyId(Uuid::now_v7()),
        payer,
        plan: PlanKind::CommercialPpo,
        member: Some(line(member)),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day("2026-01-01")),
        cost: CostSharing::default(),
        in_network: None,
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    }
}

/// What makes cases that were just opened stand so.
pub(super) async fn stand(office: &TestOffice, clinic: &Staffed, stands: Stands, cases: &[CaseId]) {
    let each = |what: fn(CaseId) -> Submission| cases.iter().map(|case| what(*case)).collect();
    for name in stands.breakers() {
        by(office, clinic, name, each(break_glass)).await;
    }
    match stands {
        Stands::Restricted => by(office, clinic, "lea", each(|case| about(case, Does::Restrict(true)))).await,
        Stands::Closed => by(office, clinic, "ana", each(close)).await,
        Stands::Void => {
            let void = |case| about(case, Does::Void { reason: line("opened twice") });
            by(office, clinic, "ben", each(void)).await;
        }
        _ => {}
    }
}
