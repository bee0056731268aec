//! A clinic in memory, so that pages have something to show until the store's desk stands here.

use crate::clock::Clock;
use app::api::{Chart, Desk, History, HistoryLine, Hit, Me, Person, Receipt, Search, SessionLine, Who};
use app::error::ServerError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::access::{Role, SiteScope};
use domain::board::Board;
use domain::calendar::{BusinessDays, ZoneOffsets};
use domain::case::{self, Case, Context, Meta, NewCase, Patient};
use domain::clinic::{Clinic, Kind, Site, Staff};
use domain::gate::Gate;
use domain::ids::{AccountId, CaseId, ClinicId, CommandId, SessionId, SiteId, StaffId};
use domain::journal::{Command, Seq, Submission};
use domain::kinds::{Discipline, Lane, Name, Rank};
use domain::refusal::Refusal;
use domain::workflow::{Facts, Workflow};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

pub(crate) struct SampleDesk {
    clock: Clock,
    state: Mutex<Sample>,
}

struct Sample {
    clinic: Arc<Clinic>,
    cases: BTreeMap<CaseId, Case>,
    lines: Vec<(CaseId, HistoryLine)>,
    seen: BTreeMap<CommandId, Seq>,
    seq: u64,
}

const PEOPLE: [(&str, Role); 5] = [
    ("Ana Abel", Role::Director),
    ("Grace Lind", Role::Coordinator),
    ("Mara Arlen", Role::Therapist),
    ("Owen Marsh", Role::Therapist),
    ("Priya Kaur", Role::ClinicalLead),
];
const FIRST: [&str; 12] =
    ["Theodore", "Mila", "Noor", "Jonas", "Amara", "Felix", "Ines", "Ravi", "Lotte", "Hugo", "Zoe", "Emil"];
const LAST: [&str; 7] = ["Vidal", "Okafor", "Lindqvist", "Tan", "Moreau", "Haddad", "Brandt"];

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap_or_else(|_| unreachable!("the samples are names"))
}

pub(crate) async fn everybody_is_the_director(
    State(_): State<crate::office::Office>,
    mut request: Request,
    next: Next,
) -> Response {
    let staff = staff(0);
    request.extensions_mut().insert(Who {
        account: AccountId(id(1)),
        session: SessionId(id(2)),
        clinic: ClinicId(id(3)),
        viewer: staff.viewer(),
    });
    next.run(request).await
}

fn staff(n: usize) -> Staff {
    Staff {
        id: StaffId(id(100 + n as u128)),
        name: name(PEOPLE[n].0),
        roles: BTreeSet::from([PEOPLE[n].1]),
        disciplines: vec![Discipline::ALL[n]],
        sites: SiteScope::All,
        left: None,
    }
}

impl SampleDesk {
    pub(crate) fn new() -> SampleDesk {
        let mut clinic = Clinic::empty(ClinicId(id(3)), name("Maple Street Therapy"), Kind::Practice);
        clinic.sites.push(Site {
            id: SiteId(id(4)),
            name: name("North"),
            zone: crate::zone::offsets("America/New_York", 2020, 2040).unwrap_or_else(ZoneOffsets::utc),
            business: BusinessDays::default(),
        });
        for n in 0..PEOPLE.len() {
            clinic.staff.insert(staff(n).id, staff(n));
        }
        clinic.workflows.push(Workflow::default_2026());
        let clock = Clock::Real;
        let mut sample = Sample {
            clinic: Arc::new(clinic),
            cases: BTreeMap::new(),
            lines: vec![],
            seen: BTreeMap::new(),
            seq: 0,
        };
        let mut rank = None;
        for n in 0..60_usize {
            let next = Rank::between(rank.as_ref(), None);
            sample.open(n, next.clone(), &clock);
            rank = Some(next);
        }
        SampleDesk { clock, state: Mutex::new(sample) }
    }

    fn lock(&self) -> MutexGuard<'_, Sample> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sample {
    fn open(&mut self, n: usize, rank: Rank, clock: &Clock) {
        let now = clock.now();
        let today = now.date_naive() - chrono::TimeDelta::days(2);
        let lanes = Lane::OPEN;
        let new = NewCase {
            patient: Patient {
                name: name(&format!("{} {}", FIRST[n % 12], LAST[n % 7])),
                born: chrono::NaiveDate::from_ymd_opt(2012 + i32::try_from(n % 9).unwrap_or(0), 3, 4),
                phone: None,
                language: None,
            },
            disciplines: vec![Discipline::ALL[n % 5]],
            site: SiteId(id(4)),
            rank,
            referred_on: Some(today - chrono::TimeDelta::days(i64::try_from(n % 17).unwrap_or(0))),
            owner: Some(StaffId(id(100 + (n % 5) as u128))),
            contacts: vec![],
            identifiers: vec![],
            facts: Facts::default(),
            lane: Some(lanes[n * n % lanes.len()]),
            entered_on: Some(today - chrono::TimeDelta::days(i64::try_from(n % 11).unwrap_or(0))),
            waiting: (n % 9 == 2).then_some(case::WaitReason::AwaitingFamily),
            notes: vec![],
            batch: None,
        };
        let who = staff(0).viewer();
        let submission = Submission {
            id: CommandId(Uuid::now_v7()),
            command: Command::Case {
                case: CaseId(id(1000 + n as u128)),
                does: case::Command::Open(Box::new(new)),
            },
        };
        if let Err(refusal) = self.submit(&who, submission, clock) {
            tracing::error!(?refusal, "a sample was refused");
        }
    }

    fn submit(
        &mut self,
        viewer: &domain::access::Viewer,
        submission: Submission,
        clock: &Clock,
    ) -> Result<Receipt, Refusal> {
        if let Some(seq) = self.seen.get(&submission.id) {
            return Ok(Receipt { seq: *seq });
        }
        let Command::Case { case: id, does } = &submission.command else { return Err(Refusal::NotAllowed) };
        let clinic = Arc::clone(&self.clinic);
        let now = clock.now();
        let next_number = 1001 + u32::try_from(self.cases.len()).unwrap_or(0);
        let cx = Context { clinic: &clinic, viewer, now, command: submission.id, next_number };
        let mut case = self.cases.get(id).cloned();
        let events = case::decide(case.as_ref(), *id, does, cx)?;
        self.seq += 1;
        let seq = Seq(self.seq);
        case::apply(&mut case, *id, &events, Meta { seq, at: now, by: viewer.staff, command: submission.id });
        let words = events.iter().map(|event| case::describe(event, &clinic, case.as_ref())).collect();
        let line = HistoryLine {
            seq,
            at: now,
            by: viewer.staff,
            name: clinic.name_of(viewer.staff),
            case: case.as_ref().map(|case| (case.id, case.number, case.patient.name.to_string())),
            words,
            via: None,
        };
        self.lines.push((*id, line));
        self.seen.insert(submission.id, seq);
        self.cases.extend(case.map(|case| (case.id, case)));
        Ok(Receipt { seq })
    }

    fn case(&self, id: CaseId) -> Result<&Case, ServerError> {
        self.cases.get(&id).ok_or(ServerError::NotFound)
    }
}

#[async_trait::async_trait]
impl Desk for SampleDesk {
    async fn submit(&self, who: &Who, submission: Submission) -> Result<Receipt, ServerError> {
        Ok(self.lock().submit(&who.viewer, submission, &self.clock)?)
    }

    async fn me(&self, who: &Who) -> Result<Me, ServerError> {
        let state = self.lock();
        Ok(Me {
            viewer: who.viewer.clone(),
            name: name(&state.clinic.name_of(who.viewer.staff)),
            email: "ana@example.org".into(),
            clinic: state.clinic.name.clone(),
            practice: true,
            second_factor: false,
            idle_minutes: 15,
        })
    }

    async fn board(&self, who: &Who) -> Result<Board, ServerError> {
        let state = self.lock();
        let cards = state.cases.values().filter(|case| case.lane != Lane::Closed && !case.void);
        Ok(Board {
            clinic: Arc::clone(&state.clinic),
            viewer: who.viewer.clone(),
            seq: Seq(state.seq),
            now: self.clock.now(),
            cards: cards.map(|case| Arc::new(case.card())).collect(),
        })
    }

    async fn card(&self, _: &Who, case: CaseId) -> Result<Arc<Case>, ServerError> {
        Ok(Arc::new(self.lock().case(case)?.card()))
    }

    async fn chart(&self, who: &Who, case: CaseId) -> Result<Chart, ServerError> {
        let history = self.history(who, Some(case), None).await?;
        let state = self.lock();
        let now = self.clock.now();
        Ok(Chart {
            case: Arc::new(state.case(case)?.chart(&who.viewer, now)),
            clinic: Arc::clone(&state.clinic),
            viewer: who.viewer.clone(),
            now,
            comments: vec![],
            history,
        })
    }

    async fn gate(&self, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError> {
        let state = self.lock();
        let case = state.case(case)?;
        let workflow = state.clinic.workflow(&case.workflow).ok_or(ServerError::NotFound)?;
        let people = case.people();
        let may = who.viewer.may_override_gate(&case.scope(&people), self.clock.now());
        Ok(Gate { may_override: may, ..domain::gate::gate(workflow, case, to) })
    }

    async fn history(&self, _: &Who, case: Option<CaseId>, _: Option<Seq>) -> Result<History, ServerError> {
        let state = self.lock();
        let lines = state.lines.iter().rev().filter(|(id, _)| case.is_none_or(|case| case == *id));
        Ok(History { lines: lines.map(|(_, line)| line.clone()).take(50).collect(), next: None })
    }

    async fn search(&self, _: &Who, search: Search) -> Result<Vec<Hit>, ServerError> {
        let text = search.text.to_lowercase();
        let state = self.lock();
        let found = state
            .cases
            .values()
            .filter(|case| !text.is_empty() && case.patient.name.to_string().to_lowercase().contains(&text));
        Ok(found
            .take(20)
            .map(|case| Hit {
                case: case.id,
                number: case.number,
                name: case.patient.name.clone(),
                born: case.patient.born,
                lane: case.lane,
                because: None,
            })
            .collect())
    }

    async fn people(&self, _: &Who) -> Result<Vec<Person>, ServerError> {
        let state = self.lock();
        Ok(state
            .clinic
            .staff
            .values()
            .map(|staff| Person {
                staff: staff.clone(),
                email: None,
                invited_until: None,
                last_seen: None,
                second_factor: false,
            })
            .collect())
    }

    async fn sessions(&self, _: &Who) -> Result<Vec<SessionLine>, ServerError> {
        Ok(vec![])
    }
}
