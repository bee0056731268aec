//! A clinic at work, as this server has it in memory: the clinic, the cards on its board, and who wants to hear of changes.
//!
//! Memory follows the journal, one entry after the other. The writer hands over what it has just committed; whatever
//! somebody else wrote is read from the table, so that several servers on one database tell the same story.

use crate::news::{Happening, Moment};
use crate::store::{
    EntryRow, Store, StoreError, Tx, case_docs, clinic_row, entries_after, is_open, json, open_docs,
};
use domain::case::{Case, Event};
use domain::clinic::{self, Clinic};
use domain::ids::{CaseId, ClinicId};
use domain::journal::{Body, Entry, Seq};
use domain::ledger::Digest;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::{Mutex, broadcast};

/// Happenings that a slow listener may lag behind before it has to catch up by itself.
const LISTENERS_LAG: usize = 1024;
/// Entries that are read from the table at once.
const CHUNK: usize = 500;

/// A clinic in memory.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) id: ClinicId,
    view: RwLock<View>,
    /// Held while memory moves on, so that entries are told in order and once.
    tail: Mutex<()>,
    news: broadcast::Sender<Arc<Happening>>,
}

#[derive(Debug)]
struct View {
    seq: Seq,
    clinic: Arc<Clinic>,
    clinic_seq: Seq,
    /// Cards on the board, uncut.
    cards: BTreeMap<CaseId, Arc<Case>>,
    /// Digests of open cases, of which a card has no more than it says.
    digests: HashMap<CaseId, Arc<Digest>>,
}

/// An entry with the cards of its case afterwards, as the writer hands it over.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) entry: Arc<Entry>,
    pub(super) after: Option<Arc<Case>>,
}

impl Room {
    /// Reads a clinic into memory; nothing when there is none with this id.
    pub(super) async fn load(store: &Store, id: ClinicId) -> Result<Option<Room>, StoreError> {
        let mut tx = store.snapshot().await?;
        let Some(row) = clinic_row(&mut tx, id).await? else { return Ok(None) };
        let docs = open_docs(&mut tx, id).await?;
        drop(tx);
        let (mut cards, mut digests) = (BTreeMap::new(), HashMap::new());
        for doc in &docs {
            let mut case: Case = json(doc)?;
            cards.insert(case.id, Arc::new(case.card()));
            digests.extend(case.digest.take().map(|digest| (case.id, Arc::from(digest))));
        }
        let view = View {
            seq: row.counters.seq,
            clinic: Arc::new(row.clinic()?),
            clinic_seq: row.counters.doc_seq,
            cards,
            digests,
        };
        let (news, _) = broadcast::channel(LISTENERS_LAG);
        Ok(Some(Room { id, view: RwLock::new(view), tail: Mutex::new(()), news }))
    }

    // A panic while the lock was held cannot have left a half-told entry: each is one insertion.
    fn read(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, View> {
        self.view.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clinic, as of the last entry.
    pub(super) fn clinic(&self) -> Arc<Clinic> {
        Arc::clone(&self.read().clinic)
    }

    /// The last entry that memory contains.
    pub(super) fn seq(&self) -> Seq {
        self.read().seq
    }

    /// The entry that last changed the clinic itself.
    pub(super) fn clinic_seq(&self) -> Seq {
        self.read().clinic_seq
    }

    /// A card on the board, uncut.
    pub(super) fn card(&self, id: CaseId) -> Option<Arc<Case>> {
        self.read().cards.get(&id).cloned()
    }

    /// The clinic and its cards at one moment, uncut.
    pub(super) fn board(&self) -> (Seq, Arc<Clinic>, Vec<Arc<Case>>) {
        let view = self.read();
        (view.seq, Arc::clone(&view.clinic), view.cards.values().cloned().collect())
    }

    /// The digests of open cases.
    pub(super) fn digests(&self) -> HashMap<CaseId, Arc<Digest>> {
        self.read().digests.clone()
    }

    /// As [`Room::board`], by id, for a board that last heard of `since`: one that missed nothing needs no cards but those
    /// that time may have taken from it.
    pub(super) fn moment(&self, since: Seq) -> Moment {
        let view = self.read();
        let cards = if since < view.seq { view.cards.clone() } else { granted(&view) };
        Moment { clinic: self.id, clinic_seq: view.clinic_seq, seq: view.seq, cards }
    }

    /// The cards that somebody was granted a look at, also those whose grant has ended.
    pub(super) fn granted(&self) -> BTreeMap<CaseId, Arc<Case>> {
        granted(&self.read())
    }

    /// News from now on, in order.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<Happening>> {
        self.news.subscribe()
    }

    /// Takes over what this server has just committed after entry `base`.
    pub(super) async fn advance(&self, store: &Store, base: Seq, told: Vec<Told>) -> Result<(), StoreError> {
        let tail = self.tail.lock().await;
        if self.seq() == base {
            for told in told {
                self.push(told);
            }
            return Ok(());
        }
        let done = self.read_on(store).await;
        drop(tail);
        done
    }

    /// Takes in what anybody wrote.
    pub(super) async fn catch_up(&self, store: &Store) -> Result<(), StoreError> {
        let tail = self.tail.lock().await;
        let done = self.read_on(store).await;
        drop(tail);
        done
    }

    async fn read_on(&self, store: &Store) -> Result<(), StoreError> {
        loop {
            let mut tx = store.snapshot().await?;
            let rows = entries_after(&mut tx, self.id, self.seq(), CHUNK).await?;
            let cards = cards_of(&mut tx, self.id, &rows).await?;
            drop(tx);
            let more = rows.len() == CHUNK;
            for row in rows {
                let entry = Arc::new(row.entry(self.id)?);
                let after = entry.body.case().and_then(|case| cards.get(&case).cloned());
                self.push(Told { entry, after });
            }
            if !more {
                return Ok(());
            }
        }
    }

    fn push(&self, told: Told) {
        let Told { entry, after } = told;
        let mut view = self.write();
        view.seq = entry.seq;
        let after = after.filter(|card| is_open(card));
        let mut before = None;
        match &entry.body {
            Body::Case { case, events, .. } => {
                let told = events.iter().rev().find_map(|event| match event {
                    Event::DigestSet { to } => Some(Arc::new((**to).clone())),
                    _ => None,
                });
                view.digests.extend(told.map(|digest| (*case, digest)));
                before = match &after {
                    Some(card) => view.cards.insert(*case, Arc::clone(card)),
                    None => view.cards.remove(case),
                };
            }
            Body::Clinic(events) => {
                let state = Arc::make_mut(&mut view.clinic);
                for event in events {
                    clinic::apply(state, event, entry.at);
                }
                view.clinic_seq = entry.seq;
            }
        }
        drop(view);
        // Whoever begins to listen now finds it in the view.
        if self.news.receiver_count() == 0 {
            return;
        }
        // Nobody listening any more is no error.
        let _ = self.news.send(Arc::new(Happening::new(entry, before, after)));
    }
}

fn granted(view: &View) -> BTreeMap<CaseId, Arc<Case>> {
    let granted = view.cards.iter().filter(|(_, card)| !card.grants.is_empty());
    granted.map(|(id, card)| (*id, Arc::clone(card))).collect()
}

async fn cards_of(
    tx: &mut Tx,
    clinic: ClinicId,
    rows: &[EntryRow],
) -> Result<HashMap<CaseId, Arc<Case>>, StoreError> {
    let mut cases = Vec::new();
    for row in rows {
        cases.extend(row.case()?);
    }
    cases.sort_unstable();
    cases.dedup();
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let docs = case_docs(tx, clinic, &cases).await?;
    docs.iter().map(|doc| json::<Case>(doc).map(|case| (case.id, Arc::new(case.card())))).collect()
}
