//! Who works in the clinics of the tests.

use chrono::Duration;
use domain::access::{Role, SiteScope, Viewer};
use domain::calendar::{BusinessDays, ZoneOffsets};
use domain::clinic::{Event, Kind, Site, Staff};
use domain::ids::{ClinicId, SiteId, StaffId};
use domain::kinds::{Discipline, Name};
use domain::workflow::Workflow;
use server::accounts::email::Email;
use server::accounts::rows::{self, Membership};
use server::office::Office;
use server::session::Origin;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Name, role, and at which of the two sites; nothing is both.
pub const PEOPLE: [(&str, Role, Option<usize>); 13] = [
    ("ana", Role::Director, None),
    ("ben", Role::Coordinator, None),
    ("clara", Role::Therapist, Some(0)),
    ("dev", Role::Therapist, Some(1)),
    ("lea", Role::ClinicalLead, None),
    ("asa", Role::Assistant, Some(0)),
    ("fay", Role::FrontDesk, Some(0)),
    ("sam", Role::Scheduler, Some(0)),
    ("abe", Role::AuthSpecialist, None),
    ("bill", Role::Billing, None),
    ("cora", Role::Compliance, None),
    ("sys", Role::SysAdmin, None),
    ("gus", Role::Guardian, Some(0)),
];

/// A clinic with everybody in it.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// The clinic.
    pub clinic: ClinicId,
    /// North and south.
    pub sites: [SiteId; 2],
    /// By name.
    pub people: BTreeMap<&'static str, StaffId>,
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

impl Staffed {
    /// Founds it.
    pub async fn found(office: &Office, title: &str) -> Staffed {
        let clinic = Staffed {
            clinic: ClinicId(Uuid::now_v7()),
            sites: [SiteId(Uuid::now_v7()), SiteId(Uuid::now_v7())],
            people: PEOPLE.iter().map(|(name, ..)| (*name, StaffId(Uuid::now_v7()))).collect(),
        };
        let mut events = vec![Event::Founded { name: name(title), kind: Kind::Live }];
        for (at, site) in clinic.sites.iter().enumerate() {
            events.push(Event::SiteSet {
                site: Site {
                    id: *site,
                    name: name(["North", "South"][at]),
                    zone: ZoneOffsets::utc(),
                    business: BusinessDays::default(),
                },
            });
        }
        events.extend(PEOPLE.iter().map(|(who, ..)| Event::Hired { staff: clinic.staff(who) }));
        events.push(Event::Published { workflow: Box::new(Workflow::default_2026()) });
        office
            .founder()
            .found(clinic.clinic, clinic.id("ana"), events)
            .await
            .expect("a clinic can be founded");
        clinic
    }

    /// Somebody's id.
    pub fn id(&self, who: &str) -> StaffId {
        *self.people.get(who).unwrap_or_else(|| panic!("nobody is called {who}"))
    }

    /// Somebody as they were hired.
    pub fn staff(&self, who: &str) -> Staff {
        let (_, role, site) =
            PEOPLE.iter().find(|(name, ..)| *name == who).unwrap_or_else(|| panic!("nobody is called {who}"));
        Staff {
            id: self.id(who),
            name: name(&format!("{who} Example")),
            roles: BTreeSet::from([*role]),
            disciplines: vec![Discipline::Slp],
            sites: site.map_or(SiteScope::All, |at| SiteScope::Some(BTreeSet::from([self.sites[at]]))),
            left: None,
        }
    }

    /// Somebody's rights.
    pub fn viewer(&self, who: &str) -> Viewer {
        self.staff(who).viewer()
    }

    /// Begins a session without a password; gives the secret of its cookie.
    pub async fn sign_in(&self, office: &Office, who: &str) -> String {
        let (auth, membership) = (&office.auth, Membership { clinic: self.clinic, staff: self.id(who) });
        let known = rows::of_staff(&auth.store, membership).await.expect("accounts can be read");
        let account = if let Some(account) = known {
            account
        } else {
            let account = rows::new_id();
            let email = Email::parse(&format!("{who}-{account}@example.org")).expect("an e-mail");
            rows::create(&auth.store, account, &email, None, auth.clock.now()).await.expect("an account");
            rows::join(&auth.store, account, membership, auth.clock.now()).await.expect("a place");
            account
        };
        let from = Origin { device: "a test".into(), address: "127.0.0.1".into() };
        let (_, token) = auth.sessions.begin(account, membership, &from).await.expect("a session");
        token.reveal().to_owned()
    }

    /// So long a session goes on without a hand.
    pub fn idle() -> Duration {
        Duration::minutes(15)
    }
}
