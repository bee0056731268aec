//! The one writer of a clinic on this server: takes whatever waits, and commits it as one group.
//!
//! One commit for a group is what makes durable commits quick; one writer is what makes the group. Other servers have a
//! writer of their own, and queue for the counter row.

mod memory;

use super::plan::{BatchUndo, Ledgers, No, Outcome, Plan, Records, State, about, repeated};
use super::room::Room;
use crate::clock::Clock;
use crate::flaw::{self, Flaw};
use crate::session;
use crate::store::{
    Counters, Store, StoreError, Tx, case_docs, case_docs_now, clinic_row, json, ledgers, lock_counters,
    records, save_doc, seen, upsert_ledgers, upsert_records, write_at_once, write_group,
};
use app::api::{Receipt, Who};
use app::error::ServerError;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, ClinicId, CommandId};
use domain::journal::{Body, Command, Seq, Submission};
use memory::Memory;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Submissions that wait before new ones are told that the server is busy.
const WAITING: usize = 1024;
/// Submissions in one commit.
const GROUP: usize = 64;

/// What a job is answered.
pub(super) type Answer = Result<Receipt, ServerError>;

/// A submission that waits for its turn.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) who: Who,
    pub(super) submission: Submission,
    /// The batch whose undo this is, if it is one.
    pub(super) undo: Option<BatchUndo>,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// Starts the writer of a clinic; it ends when nobody can send it anything any more.
pub(super) fn start(store: Store, clock: Clock, room: Arc<Room>) -> mpsc::Sender<Job> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let memory = Arc::new(Mutex::new(Memory::of(room.seq())));
    let writer = Writer { store, clock, room, memory };
    tokio::spawn(run(writer, receiver));
    sender
}

#[derive(Clone)]
struct Writer {
    store: Store,
    clock: Clock,
    room: Arc<Room>,
    memory: Arc<Mutex<Memory>>,
}

async fn run(writer: Writer, mut jobs: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP);
    while 0 < jobs.recv_many(&mut group, GROUP).await {
        let (writer, group) = (writer.clone(), std::mem::take(&mut group));
        // In a task of its own, so that a fault in one group is not the end of the writer. Its jobs hear nothing, which
        // they take for a fault of ours.
        if tokio::spawn(async move { writer.take(group).await }).await.is_err() {
            tracing::error!("a group of submissions broke down; nothing of it was saved");
        }
    }
}

impl Writer {
    async fn take(&self, group: Vec<Job>) {
        let mut done = self.commit(&group, Care::Hopeful).await;
        if done.as_ref().is_err_and(StoreError::is_repeat) {
            done = self.commit(&group, Care::Wary).await;
        }
        match done {
            Ok(answers) => {
                for (job, answer) in group.into_iter().zip(answers) {
                    reply(job, answer);
                }
            }
            Err(error) if error.is_passing() || group.len() == 1 => {
                let answer = error.for_page("saving");
                for job in group {
                    reply(job, Err(answer.clone()));
                }
            }
            // One of them cannot be saved: the others need not suffer.
            Err(error) => {
                tracing::error!(%error, "a group could not be saved; its submissions are tried one by one");
                for job in group {
                    let answer = self.commit(std::slice::from_ref(&job), Care::Wary).await;
                    let answer =
                        answer.map_or_else(|error| Err(error.for_page("saving")), |mut one| one.remove(0));
                    reply(job, answer);
                }
            }
        }
    }

    /// Decides the group and commits what was accepted, as one. An error means that nothing of it was saved, or that nobody
    /// knows: sending it again is safe either way.
    async fn commit(&self, group: &[Job], care: Care) -> Result<Vec<Answer>, StoreError> {
        let mut memory = self.memory.lock().await;
        if let Care::Hopeful = care
            && let Some(answers) = self.at_once(group, &mut memory).await?
        {
            return Ok(answers);
        }
        let mut tx = self.store.write().await?;
        let Some(counters) = lock_counters(&mut tx, self.room.id).await? else {
            return Ok(group.iter().map(|_| Err(ServerError::NotFound)).collect());
        };
        let base = counters.seq;
        memory.begin(base);
        let (mut cases, unknown) = memory.take(group.iter().filter_map(|job| about(&job.submission)));
        if !unknown.is_empty() {
            read_into(&mut cases, &case_docs(&mut tx, self.room.id, &unknown).await?)?;
        }
        let (ledgers, records) = read_beside(&mut tx, self.room.id, group).await?;
        let clinic = self.clinic(&mut tx, &counters).await?;
        let known = match care {
            Care::Hopeful => HashMap::new(),
            Care::Wary => seen(&mut tx, self.room.id, &commands(group)).await?,
        };
        let mut plan = Plan::new(clinic, cases, (ledgers, records), known, counters, self.clock.now());
        let mut answers = Vec::with_capacity(group.len());
        for job in group {
            answers.push(match plan.take(&job.who, &job.submission, job.undo) {
                Ok(receipt) => Ok(receipt),
                Err(No::Refused(refused)) => self.unless_repeated(&mut tx, job, refused).await?,
                Err(No::Broken(error)) => return Err(error),
            });
        }
        let (state, outcome) = plan.outcome()?;
        let Some(outcome) = outcome else {
            memory.keep(base, state);
            return Ok(answers);
        };
        self.write(tx, &outcome).await?;
        memory.keep(outcome.counters.seq, state);
        if memory.is_alone() || matches!(self.store, Store::Sqlite(_)) {
            memory.trust(outcome.counters.clone());
        }
        drop(memory);
        self.told(base, outcome).await;
        Ok(answers)
    }

    /// Decides the group on what memory holds, and writes it in one journey to the database instead of six. Should another
    /// server have gone on meanwhile, the first place of the group is taken, which is an error as for a repeat, and nothing
    /// was written. Nothing is returned, and nothing was done, for what needs a second look: a refusal is only ever answered
    /// on what a transaction has read.
    async fn at_once(&self, group: &[Job], memory: &mut Memory) -> Result<Option<Vec<Answer>>, StoreError> {
        // Ledgers and records are read in a transaction, and written there.
        let about_cases = group.iter().all(|job| matches!(job.submission.command, Command::Case { .. }));
        // Distrusted until it has gone well: after a failure nobody knows where the journal ends.
        let Some(counters) = memory.distrust() else { return Ok(None) };
        if !about_cases || counters.doc_seq != self.room.clinic_seq() || flaw::has(Flaw::Ack) {
            return Ok(None);
        }
        let base = counters.seq;
        let (mut cases, unknown) = memory.take(group.iter().filter_map(|job| about(&job.submission)));
        if !unknown.is_empty() {
            read_into(&mut cases, &case_docs_now(&self.store, self.room.id, &unknown).await?)?;
        }
        let mut plan = Plan::new(
            self.room.clinic(),
            cases,
            Default::default(),
            HashMap::new(),
            counters,
            self.clock.now(),
        );
        let mut answers = Vec::with_capacity(group.len());
        for job in group {
            match plan.take(&job.who, &job.submission, job.undo) {
                Ok(receipt) => answers.push(Ok(receipt)),
                Err(No::Refused(_)) => return Ok(None),
                Err(No::Broken(error)) => return Err(error),
            }
        }
        let (state, Some(outcome)) = plan.outcome()? else { return Ok(None) };
        let Outcome { rows, cases, same_keys, counters, .. } = &outcome;
        write_at_once(&self.store, self.room.id, rows, cases, *same_keys, counters).await?;
        memory.keep(counters.seq, state);
        memory.trust(counters.clone());
        self.told(base, outcome).await;
        Ok(Some(answers))
    }

    /// A repeat may be refused for what the first has done; it is answered as the first was.
    async fn unless_repeated(
        &self,
        tx: &mut Tx,
        job: &Job,
        refused: ServerError,
    ) -> Result<Answer, StoreError> {
        let first = seen(tx, self.room.id, &[job.submission.id]).await?;
        let again = first.get(&job.submission.id).map(|first| repeated(*first, &job.who, &job.submission));
        Ok(again.map_or(Err(refused), |again| again.map_err(ServerError::from)))
    }

    async fn clinic(&self, tx: &mut Tx, counters: &Counters) -> Result<Arc<Clinic>, StoreError> {
        if self.room.clinic_seq() == counters.doc_seq {
            return Ok(self.room.clinic());
        }
        let row = clinic_row(tx, self.room.id).await?;
        row.map_or_else(|| Err(sqlx::Error::RowNotFound.into()), |row| row.clinic().map(Arc::new))
    }

    async fn write(&self, mut tx: Tx, outcome: &Outcome) -> Result<(), StoreError> {
        let Outcome { rows, cases, counters, .. } = outcome;
        write_group(&mut tx, self.room.id, rows, cases, counters).await?;
        let ledgers = outcome.ledgers.iter().map(|(case, ledger)| (*case, ledger));
        upsert_ledgers(&mut tx, self.room.id, ledgers).await?;
        upsert_records(&mut tx, self.room.id, &outcome.records).await?;
        if let Some(clinic) = &outcome.clinic {
            save_doc(&mut tx, clinic, outcome.counters.doc_seq).await?;
            for told in &outcome.told {
                if let Body::Clinic(events) = &told.entry.body {
                    session::end_by(&mut tx, self.room.id, events, told.entry.at).await?;
                }
            }
        }
        if flaw::has(Flaw::Ack) {
            broken::promise(tx);
            return Ok(());
        }
        tx.commit().await
    }

    /// It is on the disk; what remains cannot undo that, so a failure here is only logged.
    async fn told(&self, base: Seq, outcome: Outcome) {
        if let Err(error) = self.room.advance(&self.store, base, outcome.told).await {
            tracing::warn!(%error, "the board lags behind the journal until it is read again");
        }
    }
}

/// Whether repeats are looked for before deciding. Almost nothing is a repeat, and one that is accepted twice meets the
/// journal's own key, and then everything is done again with care.
#[derive(Clone, Copy)]
enum Care {
    Hopeful,
    Wary,
}

fn commands(group: &[Job]) -> Vec<CommandId> {
    group.iter().map(|job| job.submission.id).collect()
}

/// A fault on purpose: the answer comes before the commit.
mod broken {
    use super::Tx;

    pub(super) fn promise(tx: Tx) {
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            tx.commit().await
        });
    }
}

/// The ledgers and records that the group is decided on; empty ones where a case has none.
async fn read_beside(tx: &mut Tx, clinic: ClinicId, group: &[Job]) -> Result<(Ledgers, Records), StoreError> {
    let asks = group
        .iter()
        .filter(|job| matches!(job.submission.command, Command::Ledger { .. } | Command::Record { .. }));
    let mut ids: Vec<CaseId> = asks.filter_map(|job| about(&job.submission)).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Default::default());
    }
    let mut known: Ledgers = ledgers(tx, clinic, &ids).await?.into_iter().collect();
    let mut written: Records = records(tx, clinic, &ids).await?.into_iter().collect();
    for id in ids {
        known.entry(id).or_default();
        written.entry(id).or_default();
    }
    Ok((known, written))
}

fn read_into(cases: &mut State, docs: &[String]) -> Result<(), StoreError> {
    for doc in docs {
        let case: Case = json(doc)?;
        cases.insert(case.id, case);
    }
    Ok(())
}

fn reply(job: Job, answer: Answer) {
    // Who asked may have gone; what was decided stands.
    let _ = job.answer.send(answer);
}
