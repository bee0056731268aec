//! Cases that stand to the people of a clinic in every way that access knows, each with something in every field.

use domain::access::{Area, BREAK_GLASS_HOURS, CaseScope, Grant, Right, Viewer};
use domain::case::{
    Command as Does, Contact, Identifier, NewCase, Patient, PatientCommand, Relation, Seen, Step,
};
use domain::ids::{AccountId, CaseId, ContactId, SessionId, SiteId, StaffId};
use domain::journal::Submission;
use domain::kinds::{Date, Discipline, Instant, Lane, Line, Name, Phone, Prose, Rank, Via};
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
        let task = TaskId::try_from("IN-11".to_owned()).unwrap();
        let finding = Does::Complete { task, on: None, note: Some(line(FINDING)) };
        by(office, clinic, "lea", vec![about(case, finding)]).await;
        stand(office, clinic, stands, &[case]).await;
    }
    let until = office.clock.now() + chrono::Duration::hours(BREAK_GLASS_HOURS);
    let grants = stands.breakers().iter().map(|name| Grant { staff: clinic.id(name), until }).collect();
    Ground { stands, case, patient, site, team, grants }
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
