//! A small clinic with named people, a clock that tests wind, and a server that is a vector.

use crate::access::{Role, SiteScope, Viewer};
use crate::calendar::{BusinessDays, ZoneOffsets};
use crate::case::{self, Case, Context, Meta, NewCase, Patient};
use crate::clinic::{Clinic, Kind, Site, Staff};
use crate::ids::{CaseId, ClinicId, CommandId, SiteId, StaffId};
use crate::journal::{Body, Command, Entry, Seq, Submission};
use crate::kinds::{Discipline, Instant, Lane, Line, Name, Rank, Via};
use crate::refusal::Refusal;
use crate::task::TaskId;
use crate::workflow::{Facts, Workflow};
use chrono::{TimeDelta, TimeZone, Utc};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(super) const ANA: u128 = 1;
pub(super) const BEN: u128 = 2;
pub(super) const CLARA: u128 = 3;
pub(super) const FAY: u128 = 4;
const SITE: SiteId = SiteId(Uuid::from_u128(100));

pub(super) fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

pub(super) fn case_id(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(1_000 + n))
}

pub(super) fn line(text: &str) -> Line {
    Line::parse(text).expect("a test's own line")
}

/// What the server answers: the entry's place, or why not.
pub(super) type Answer = Result<Seq, Refusal>;

/// Clinic, cases and journal, as one process would hold them.
#[derive(Clone)]
pub(super) struct Office {
    pub(super) clinic: Clinic,
    pub(super) cases: BTreeMap<CaseId, Case>,
    pub(super) journal: Vec<Entry>,
    pub(super) now: Instant,
    seen: BTreeMap<CommandId, Seq>,
    commands: u128,
}

impl Office {
    pub(super) fn new() -> Office {
        let person = |n, name: &str, role| Staff {
            id: staff(n),
            name: Name::parse(name).expect("a name"),
            roles: BTreeSet::from([role]),
            disciplines: vec![],
            sites: SiteScope::All,
            left: None,
        };
        let people = [
            person(ANA, "Ana Director", Role::Director),
            person(BEN, "Ben Coordinator", Role::Coordinator),
            person(CLARA, "Clara Therapist", Role::Therapist),
            person(FAY, "Fay Frontdesk", Role::FrontDesk),
        ];
        let clinic = Clinic {
            sites: vec![Site {
                id: SITE,
                name: Name::parse("North").expect("a name"),
                zone: ZoneOffsets::utc(),
                business: BusinessDays::default(),
            }],
            staff: people.into_iter().map(|person| (person.id, person)).collect(),
            workflows: vec![Workflow::default_2026()],
            ..Clinic::empty(ClinicId(Uuid::from_u128(9)), Name::parse("Maple").expect("a name"), Kind::Live)
        };
        // A Monday, so that business days are easy to count.
        let now = Utc.with_ymd_and_hms(2026, 6, 1, 15, 0, 0).single().expect("a time");
        Office { clinic, cases: BTreeMap::new(), journal: vec![], now, seen: BTreeMap::new(), commands: 0 }
    }

    pub(super) fn viewer(&self, who: u128) -> Viewer {
        self.clinic.staff[&staff(who)].viewer()
    }

    pub(super) fn days_pass(&mut self, days: i64) {
        self.now += TimeDelta::days(days);
    }

    pub(super) fn next_command(&mut self) -> CommandId {
        self.commands += 1;
        CommandId(Uuid::from_u128(50_000 + self.commands))
    }

    /// A submission with a fresh id.
    pub(super) fn wish(&mut self, case: u128, does: case::Command) -> Submission {
        Submission { id: self.next_command(), command: Command::Case { case: case_id(case), does } }
    }

    pub(super) fn ask(&mut self, who: u128, case: u128, does: case::Command) -> Answer {
        let wish = self.wish(case, does);
        self.submit(who, &wish)
    }

    /// What a server does, without its disk.
    pub(super) fn submit(&mut self, who: u128, submission: &Submission) -> Answer {
        if let Some(seq) = self.seen.get(&submission.id) {
            return Ok(*seq);
        }
        let Command::Case { case: id, does } = &submission.command else {
            panic!("these tests ask about cases")
        };
        let viewer = self.viewer(who);
        let next_number = u32::try_from(self.cases.len()).expect("a small clinic") + 1;
        let cx = Context {
            clinic: &self.clinic,
            viewer: &viewer,
            now: self.now,
            command: submission.id,
            next_number,
        };
        let events = case::decide(self.cases.get(id), *id, does, cx)?;
        let seq = Seq(self.journal.len() as u64 + 1);
        let meta = Meta { seq, at: self.now, by: viewer.staff, command: submission.id };
        let mut case = self.cases.remove(id);
        case::apply(&mut case, *id, &events, meta);
        self.cases.extend(case.map(|case| (*id, case)));
        self.journal.push(Entry {
            clinic: self.clinic.id,
            seq,
            at: self.now,
            by: viewer.staff,
            command: submission.id,
            body: Body::of_case(*id, events),
        });
        self.seen.insert(submission.id, seq);
        Ok(seq)
    }

    /// Everything again, from the journal as it would be read from a file.
    pub(super) fn replayed(&self) -> BTreeMap<CaseId, Case> {
        let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
        for entry in &self.journal {
            let text = serde_json::to_string(entry).expect("an entry is plain data");
            let entry: Entry = serde_json::from_str(&text).expect("an entry reads back");
            let Body::Case { case: id, events, .. } = &entry.body else { continue };
            let mut case = cases.remove(id);
            let meta = Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
            case::apply(&mut case, *id, events, meta);
            cases.extend(case.map(|case| (*id, case)));
        }
        cases
    }

    /// What a server that starts again does: the cases are what the journal says.
    pub(super) fn forget_and_read_the_journal(&mut self) {
        self.cases.clear();
        for entry in &self.journal {
            let Body::Case { case: id, events, .. } = &entry.body else { continue };
            let mut case = self.cases.remove(id);
            let meta = Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
            case::apply(&mut case, *id, events, meta);
            self.cases.extend(case.map(|case| (*id, case)));
        }
    }

    pub(super) fn case(&self, n: u128) -> &Case {
        &self.cases[&case_id(n)]
    }

    pub(super) fn open_case(&mut self, n: u128) {
        let id = self.ask(BEN, n, open(&format!("Synthetic Patient {n}")));
        assert!(id.is_ok(), "{id:?}");
    }

    /// Somebody more on the staff.
    pub(super) fn hire(&mut self, n: u128, role: Role) {
        let name = Name::parse(&format!("{} {n}", role.title())).expect("a name");
        let (roles, sites) = (BTreeSet::from([role]), SiteScope::All);
        let person = Staff { id: staff(n), name, roles, disciplines: vec![], sites, left: None };
        self.clinic.staff.insert(person.id, person);
    }

    /// A case as an import opens it: where it stands, with whatever else is known of it.
    pub(super) fn import(&mut self, n: u128, lane: Lane, change: impl FnOnce(&mut NewCase)) {
        let case::Command::Open(mut new) = open(&format!("Synthetic Patient {n}")) else { unreachable!() };
        new.lane = Some(lane);
        change(&mut new);
        self.does(BEN, n, case::Command::Open(new));
    }

    /// What is expected to be allowed.
    #[track_caller]
    pub(super) fn does(&mut self, who: u128, n: u128, does: case::Command) {
        let answer = self.ask(who, n, does.clone());
        assert!(answer.is_ok(), "{does:?}: {answer:?}");
    }

    /// When a task is due.
    pub(super) fn due(&self, n: u128, id: &str) -> Option<String> {
        self.case(n).task(&task_id(id))?.due.map(|day| day.to_string())
    }

    pub(super) fn is_open(&self, n: u128, id: &str) -> bool {
        self.case(n).task(&task_id(id)).is_some_and(|task| task.status.is_open())
    }

    pub(super) fn owes(&self, n: u128, id: &str) -> bool {
        self.case(n).debts.iter().any(|debt| debt.task == task_id(id))
    }

    /// Changes facts as somebody does who sees them all.
    pub(super) fn facts(&mut self, who: u128, n: u128, change: impl FnOnce(&mut Facts)) -> Answer {
        let seen = self.case(n).facts.clone();
        let mut to = seen.clone();
        change(&mut to);
        self.ask(who, n, case::Command::Facts(case::Seen { seen, to }))
    }

    /// Finishes all required tasks of the case's lane.
    pub(super) fn finish_lane(&mut self, n: u128) {
        let case = self.case(n).clone();
        let workflow = self.clinic.workflow(&case.workflow).expect("its workflow").clone();
        let required =
            |id: &TaskId| workflow.task(id.code()).is_some_and(|t| t.exit == crate::workflow::Exit::Required);
        for task in case.open_tasks().filter(|task| required(&task.id)) {
            let done = self.ask(ANA, n, complete(task.id.as_str()));
            assert!(done.is_ok(), "{}: {done:?}", task.id);
        }
    }
}

pub(super) fn open(name: &str) -> case::Command {
    let patient =
        Patient { name: Name::parse(name).expect("a name"), born: None, phone: None, language: None };
    case::Command::Open(Box::new(NewCase {
        patient,
        disciplines: vec![Discipline::Slp],
        site: SITE,
        rank: Rank::between(None, None),
        referred_on: None,
        owner: Some(staff(CLARA)),
        contacts: vec![],
        identifiers: vec![],
        facts: crate::workflow::Facts::default(),
        lane: None,
        entered_on: None,
        waiting: None,
        notes: vec![],
        pause: None,
        steps: vec![],
        batch: None,
    }))
}

pub(super) fn complete(task: &str) -> case::Command {
    case::Command::Complete { task: task_id(task), on: None, note: None }
}

pub(super) fn task_id(text: &str) -> TaskId {
    TaskId::try_from(text.to_owned()).expect("a task id")
}

pub(super) fn go(from: Lane, to: Lane) -> case::Command {
    case::Command::Move {
        from,
        to,
        rank: Rank::between(None, None),
        via: Via::Drag,
        reason: None,
        over: false,
    }
}

pub(super) fn go_because(from: Lane, to: Lane, reason: &str, over: bool) -> case::Command {
    let reason = Some(line(reason));
    case::Command::Move { from, to, rank: Rank::between(None, None), via: Via::Menu, reason, over }
}
