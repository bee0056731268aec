//! A small clinic with synthetic people, and a clock that is wound.

use crate::clock::Clock;
use crate::desk::{LocalDesk, NoAccounts};
use crate::found::{append_history, found_clinic};
use crate::store::Store;
use crate::store::testing::Fresh;
use app::api::{Desk, Receipt, Who};
use app::error::ServerError;
use chrono::{DateTime, NaiveDate};
use domain::access::{Role, SiteScope};
use domain::calendar::{BusinessDays, ZoneOffsets};
use domain::case::{Command as C, Contact, NewCase, Patient, Relation};
use domain::clinic::{self, Kind, Site, Staff};
use domain::ids::{AccountId, CaseId, ClinicId, CommandId, ContactId, SessionId, SiteId, StaffId};
use domain::journal::{Body, Command, Entry, Seq, Submission};
use domain::kinds::{Date, Discipline, Lane, Line, Name, Phone, Rank, Via};
use domain::workflow::{Facts, Workflow};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

pub(super) struct Office {
    pub(super) desk: LocalDesk,
    pub(super) clinic: ClinicId,
    pub(super) site: SiteId,
    staff: Vec<Staff>,
}

pub(super) fn clock() -> Clock {
    Clock::wound(DateTime::from_timestamp_micros(1_790_000_000_000_000).unwrap())
}

pub(super) fn day(text: &str) -> Date {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

pub(super) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

/// A desk on a store that has its clinic already, as a second server would have it.
pub(super) fn second_desk(store: Store) -> LocalDesk {
    LocalDesk::start(store, clock(), Arc::new(NoAccounts))
}

impl Office {
    pub(super) async fn open(fresh: &Fresh) -> Office {
        Office::on(fresh.open().await).await
    }

    /// Dora directs, Cleo coordinates, Tess treats, Ada assists, Fred is at the front desk of the other site, Sys keeps the
    /// accounts.
    pub(super) async fn on(store: Store) -> Office {
        let clinic = ClinicId(Uuid::now_v7());
        let (site, other_site) = (SiteId(Uuid::now_v7()), SiteId(Uuid::now_v7()));
        let here = || SiteScope::Some(BTreeSet::from([site]));
        let staff = vec![
            person("Dora", Role::Director, SiteScope::All),
            person("Cleo", Role::Coordinator, here()),
            person("Tess", Role::Therapist, here()),
            person("Ada", Role::Assistant, here()),
            person("Fred", Role::FrontDesk, SiteScope::Some(BTreeSet::from([other_site]))),
            person("Sys", Role::SysAdmin, SiteScope::All),
        ];
        let clock = clock();
        let name = Name::parse("Harbor Therapy").unwrap();
        let by = staff[0].id;
        found_clinic(&store, clinic, name, Kind::Practice, clock.now(), by).await.unwrap();
        let mut events = vec![
            clinic::Event::SiteSet { site: place(site, "North") },
            clinic::Event::SiteSet { site: place(other_site, "South") },
            clinic::Event::Published { workflow: Box::new(Workflow::default_2026()) },
        ];
        events.extend(staff.iter().map(|staff| clinic::Event::Hired { staff: staff.clone() }));
        let entry = Entry {
            clinic,
            seq: Seq(2),
            at: clock.now(),
            by,
            command: command(),
            body: Body::Clinic(events),
        };
        append_history(&store, clinic, vec![entry], |_| {}).await.unwrap();
        let desk = LocalDesk::start(store, clock, Arc::new(NoAccounts));
        Office { desk, clinic, site, staff }
    }

    pub(super) fn id(&self, name: &str) -> StaffId {
        self.staff.iter().find(|staff| staff.name.as_str() == name).unwrap().id
    }

    pub(super) fn who(&self, name: &str) -> Who {
        let staff = self.staff.iter().find(|staff| staff.name.as_str() == name).unwrap();
        Who {
            account: AccountId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            clinic: self.clinic,
            viewer: staff.viewer(),
        }
    }

    pub(super) async fn ask(&self, who: &str, case: CaseId, does: C) -> Result<Receipt, ServerError> {
        self.desk.submit(&self.who(who), submission(case, does)).await
    }

    pub(super) async fn opens(&self, name: &str) -> CaseId {
        let case = CaseId(Uuid::now_v7());
        self.ask("Cleo", case, C::Open(Box::new(self.new_case(name)))).await.unwrap();
        case
    }

    pub(super) fn new_case(&self, name: &str) -> NewCase {
        NewCase {
            patient: Patient {
                name: Name::parse(name).unwrap(),
                born: Some(day("2019-03-07")),
                phone: Some(Phone::parse("555-555-0142").unwrap()),
                language: None,
            },
            disciplines: vec![Discipline::Slp],
            site: self.site,
            rank: Rank::between(None, None),
            referred_on: None,
            owner: None,
            contacts: vec![Contact {
                id: ContactId(Uuid::now_v7()),
                name: Name::parse("Rosa Vidal").unwrap(),
                relation: Relation::Guardian,
                phone: Some(Phone::parse("555-555-0117").unwrap()),
                email: None,
                may_call: true,
                may_receive: true,
                custody: None,
            }],
            identifiers: vec![],
            facts: Facts::default(),
            lane: None,
            entered_on: None,
            waiting: None,
            notes: vec![],
            pause: None,
            steps: vec![],
            batch: None,
        }
    }

    pub(super) async fn seq(&self) -> Seq {
        self.desk.board(&self.who("Dora")).await.unwrap().seq
    }
}

pub(super) fn command() -> CommandId {
    CommandId(Uuid::now_v7())
}

pub(super) fn submission(case: CaseId, does: C) -> Submission {
    Submission { id: command(), command: Command::Case { case, does } }
}

/// Another place in the lane: always allowed to who may move.
pub(super) fn ranked(lane: Lane, after: usize) -> C {
    let mut rank = Rank::between(None, None);
    for _ in 0..after {
        rank = Rank::between(Some(&rank), None);
    }
    C::Rank { lane, rank }
}

pub(super) fn moved(from: Lane, to: Lane) -> C {
    C::Move {
        from,
        to,
        rank: Rank::between(None, None),
        via: Via::Drag,
        reason: Some(line("because it is time")),
        over: true,
    }
}

fn person(name: &str, role: Role, sites: SiteScope) -> Staff {
    Staff {
        id: StaffId(Uuid::now_v7()),
        name: Name::parse(name).unwrap(),
        roles: BTreeSet::from([role]),
        disciplines: vec![],
        sites,
        left: None,
    }
}

fn place(id: SiteId, name: &str) -> Site {
    Site { id, name: Name::parse(name).unwrap(), zone: ZoneOffsets::utc(), business: BusinessDays::default() }
}
