//! The one writer of a clinic on this server: takes whatever waits, and commits it as one group.
//!
//! One commit for a group is what makes durable commits quick; one writer is what makes the group. Other servers have a
//! writer of their own, and queue for the counter row.

use super::plan::{BatchUndo, No, Outcome, Plan};
use super::room::Room;
use crate::clock::Clock;
use crate::store::{
    Counters, Store, StoreError, Tx, case_docs, clinic_row, insert_entries, json, lock_counters,
    save_counters, save_doc, seen, upsert_cases,
};
use app::api::{Receipt, Who};
use app::error::ServerError;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::CaseId;
use domain::journal::{Command, Seq, Submission};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

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
    tokio::spawn(run(Writer { store, clock, room }, receiver));
    sender
}

#[derive(Clone)]
struct Writer {
    store: Store,
    clock: Clock,
    room: Arc<Room>,
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
        match self.commit(&group).await {
            Ok(answers) => group.into_iter().zip(answers).for_each(|(job, answer)| reply(job, answer)),
            Err(error) if error.is_passing() || group.len() == 1 => {
                let answer = error.for_page("saving");
                group.into_iter().for_each(|job| reply(job, Err(answer.clone())));
            }
            // One of them cannot be saved: the others need not suffer.
            Err(error) => {
                tracing::error!(%error, "a group could not be saved; its submissions are tried one by one");
                for job in group {
                    let answer = self.commit(std::slice::from_ref(&job)).await;
                    let answer =
                        answer.map_or_else(|error| Err(error.for_page("saving")), |mut one| one.remove(0));
                    reply(job, answer);
                }
            }
        }
    }

    /// Decides the group and commits what was accepted, as one. An error means that nothing of it was saved, or that nobody
    /// knows: sending it again is safe either way.
    async fn commit(&self, group: &[Job]) -> Result<Vec<Answer>, StoreError> {
        let mut tx = self.store.write().await?;
        let Some(counters) = lock_counters(&mut tx, self.room.id).await? else {
            return Ok(group.iter().map(|_| Err(ServerError::NotFound)).collect());
        };
        let base = counters.seq;
        let mut plan = self.ground(&mut tx, group, counters).await?;
        let mut answers = Vec::with_capacity(group.len());
        for job in group {
            answers.push(match plan.take(&job.who, &job.submission, job.undo) {
                Ok(receipt) => Ok(receipt),
                Err(No::Refused(refused)) => Err(refused),
                Err(No::Broken(error)) => return Err(error),
            });
        }
        let Some(outcome) = plan.outcome()? else { return Ok(answers) };
        self.write(tx, &outcome).await?;
        self.told(base, outcome).await;
        Ok(answers)
    }

    /// What the group's rules read.
    async fn ground(&self, tx: &mut Tx, group: &[Job], counters: Counters) -> Result<Plan, StoreError> {
        let commands: Vec<_> = group.iter().map(|job| job.submission.id).collect();
        let seen = seen(tx, self.room.id, &commands).await?;
        let cases = self.cases(tx, group).await?;
        let clinic = self.clinic(tx, &counters).await?;
        Ok(Plan::new(clinic, cases, seen, counters, self.clock.now()))
    }

    async fn cases(&self, tx: &mut Tx, group: &[Job]) -> Result<HashMap<CaseId, Case>, StoreError> {
        let mut ids: Vec<CaseId> = group.iter().filter_map(|job| about(&job.submission)).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let docs = case_docs(tx, self.room.id, &ids).await?;
        docs.iter().map(|doc| json::<Case>(doc).map(|case| (case.id, case))).collect()
    }

    async fn clinic(&self, tx: &mut Tx, counters: &Counters) -> Result<Arc<Clinic>, StoreError> {
        if self.room.clinic_seq() == counters.doc_seq {
            return Ok(self.room.clinic());
        }
        let row = clinic_row(tx, self.room.id).await?;
        row.map_or_else(|| Err(sqlx::Error::RowNotFound.into()), |row| row.clinic().map(Arc::new))
    }

    async fn write(&self, mut tx: Tx, outcome: &Outcome) -> Result<(), StoreError> {
        insert_entries(&mut tx, self.room.id, &outcome.rows).await?;
        upsert_cases(&mut tx, self.room.id, &outcome.cases).await?;
        save_counters(&mut tx, self.room.id, &outcome.counters).await?;
        if let Some(clinic) = &outcome.clinic {
            save_doc(&mut tx, clinic, outcome.counters.doc_seq).await?;
        }
        crate::news::tell_servers(&mut tx, self.room.id, outcome.counters.seq).await?;
        tx.commit().await
    }

    /// It is on the disk; what remains cannot undo that, so a failure here is only logged.
    async fn told(&self, base: Seq, outcome: Outcome) {
        if let Err(error) = self.room.advance(&self.store, base, outcome.told).await {
            tracing::warn!(%error, "the board lags behind the journal until it is read again");
        }
    }
}

fn about(submission: &Submission) -> Option<CaseId> {
    match &submission.command {
        Command::Case { case, .. } => Some(*case),
        Command::Clinic(_) => None,
    }
}

fn reply(job: Job, answer: Answer) {
    // Who asked may have gone; what was decided stands.
    let _ = job.answer.send(answer);
}
