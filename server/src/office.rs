//! What a running server holds, put together once; every request gets a share of it.

use crate::accounts::rows;
use crate::assets::Site;
use crate::auth::{Auth, Config, Founder};
use crate::clock::Clock;
use crate::desk::{AccountFacts, AccountsView, LocalDesk, PersonFacts};
use crate::export::Exports;
use crate::found::{append_history, found_clinic};
use crate::import::Imports;
use crate::live::Live;
use crate::session::state::IDLE_MINUTES;
use crate::store::{Fault, Store, StoreError};
use crate::sweep;
use app::api::{SessionLine, Who};
use app::error::ServerError;
use domain::clinic::{Event, Kind};
use domain::ids::{ClinicId, CommandId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::Name;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// Decides, records and reads.
    pub desk: LocalDesk,
    /// Knows who is signed in.
    pub auth: Auth,
    /// Tells open boards what happens.
    pub live: Live,
    /// Takes in spreadsheets.
    pub imports: Imports,
    /// What a browser downloads besides pages.
    pub site: Arc<Site>,
    /// The clock.
    pub clock: Clock,
    pub(crate) exports: Exports,
    founder: Arc<dyn Founder>,
}

impl Office {
    /// On an open store. Needs a running tokio.
    pub fn open(store: Store, clock: Clock, config: Config, site: Site) -> Office {
        let founder: Arc<dyn Founder> = Arc::new(Books { store: store.clone(), clock: clock.clone() });
        let auth = Auth::new(store.clone(), clock.clone(), config, Arc::clone(&founder));
        let desk = LocalDesk::start(store, clock.clone(), Arc::new(Accounts(auth.clone())));
        tokio::spawn(auth.sessions.clone().watch());
        tokio::spawn(sweep::keep(auth.store.clone(), clock.clone()));
        let live = Live::start(desk.clone(), auth.sessions.clone(), clock.clone());
        let imports = Imports::start(desk.clone());
        let (site, exports) = (Arc::new(site), Exports::default());
        Office { desk, auth, live, imports, site, clock, exports, founder }
    }

    /// Begins new clinics.
    pub fn founder(&self) -> &dyn Founder {
        &*self.founder
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.desk.store()
    }
}

/// Begins a clinic's journal.
struct Books {
    store: Store,
    clock: Clock,
}

#[async_trait::async_trait]
impl Founder for Books {
    async fn found(&self, clinic: ClinicId, by: StaffId, events: Vec<Event>) -> Result<(), ServerError> {
        let begun = begin(&self.store, &self.clock, clinic, by, events).await;
        begun.fault("founding a clinic")
    }
}

async fn begin(
    store: &Store,
    clock: &Clock,
    clinic: ClinicId,
    by: StaffId,
    mut events: Vec<Event>,
) -> Result<(), StoreError> {
    let (mut name, mut kind) = (Name::parse("Clinic").ok(), Kind::Live);
    events.retain(|event| match event {
        Event::Founded { name: given, kind: of } => {
            (name, kind) = (Some(given.clone()), *of);
            false
        }
        _ => true,
    });
    let (at, Some(name)) = (clock.now(), name) else { return Ok(()) };
    let first = found_clinic(store, clinic, name, kind, at, by).await?;
    let (seq, command) = (Seq(first.0 + 1), CommandId(Uuid::now_v7()));
    let entry = Entry { clinic, seq, at, by, command, body: Body::Clinic(events) };
    append_history(store, clinic, vec![entry], |_| {}).await?;
    Ok(())
}

/// What the desk's pages say about accounts.
struct Accounts(Auth);

#[async_trait::async_trait]
impl AccountsView for Accounts {
    async fn account(&self, who: &Who) -> Result<AccountFacts, StoreError> {
        let account = rows::by_id(&self.0.store, who.account).await?;
        Ok(AccountFacts {
            email: account.as_ref().map(|account| account.email.as_str().to_owned()).unwrap_or_default(),
            second_factor: account.is_some_and(|account| account.factor_secret.is_some()),
            idle_minutes: IDLE_MINUTES,
        })
    }

    async fn people(&self, clinic: ClinicId) -> Result<BTreeMap<StaffId, PersonFacts>, StoreError> {
        let people = rows::people(&self.0.store, clinic, self.0.clock.now()).await?;
        let facts = people.into_iter().map(|person| {
            let facts = PersonFacts {
                email: person.email,
                invited_until: person.invited_until,
                last_seen: person.last_seen,
                second_factor: person.second_factor,
            };
            (person.staff, facts)
        });
        Ok(facts.collect())
    }

    async fn sessions(&self, who: &Who) -> Result<Vec<SessionLine>, StoreError> {
        self.0.sessions.lines(who.account, who.session).await
    }
}
