//! Opening the cases of an import, and taking them back, while others go on working.

use super::drafts::{self, Progress, Row, Stage};
use super::{Imports, Inner};
use crate::desk::Voided;
use crate::store::{Fault, Store, StoreError};
use app::api::{Desk, Who};
use app::error::ServerError;
use domain::case;
use domain::ids::{AccountId, BatchId, CaseId, CommandId, SessionId};
use domain::import::{Draft, Place, new_case};
use domain::journal::{Command, Submission};
use domain::kinds::{Lane, Rank};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Weak;
use std::time::Duration;
use uuid::Uuid;

/// Cases submitted together: enough to share commits, few enough that a colleague's move gets its turn between two.
const GROUP: usize = 64;
/// Sentences kept about rows that were refused, and cases kept after an undo; more are no list to work through.
const KEPT_MAX: usize = 1_000;
/// How long a step is waited for before the page shows that it goes on by itself.
const BRIEF: Duration = Duration::from_millis(300);
/// How often a busy database is asked again, and how long it is waited for each time.
const TRIES: u32 = 30;
const PAUSE: Duration = Duration::from_secs(1);
/// A running import that gave no sign of life for so long has lost its server.
const SILENCE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
/// Files that nobody has worked with for so long are forgotten.
const FILES_KEPT: chrono::TimeDelta = chrono::TimeDelta::days(14);
/// How often silent imports are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Runs a task in the background, and waits a little in case it is done at once.
pub(super) async fn briefly(task: impl Future<Output = ()> + Send + 'static) {
    let running = tokio::spawn(task);
    // Too slow is no error: the page asks how far it is.
    let _ = tokio::time::timeout(BRIEF, running).await;
}

/// Looks for imports whose server is gone and goes on with them; forgets old files. Ends with the server.
pub(super) async fn look_after(imports: Weak<Inner>) {
    let mut silence = first_silence(&imports);
    loop {
        let Some(inner) = imports.upgrade() else { return };
        let imports_now = Imports { inner };
        if let Err(error) = imports_now.pick_up(silence).await {
            tracing::warn!(%error, "imports cannot be looked after now; it is tried again");
        }
        drop(imports_now);
        silence = SILENCE;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// A SQLite file has one server, so at its start every import that runs is an orphan.
fn first_silence(imports: &Weak<Inner>) -> chrono::TimeDelta {
    let alone = imports.upgrade().is_some_and(|inner| matches!(inner.desk.store(), Store::Sqlite(_)));
    if alone { chrono::TimeDelta::zero() } else { SILENCE }
}

/// Opens the cases of an import that has begun, or takes them back. What passes (a full disk, a database that is away)
/// leaves it as it is, to be picked up later; anything else ends it with a sentence.
pub(super) async fn go_on(imports: Imports, row: Row) {
    let (done, end) = match row.stage {
        Stage::Undoing => (imports.take_back(&row).await, Stage::Undone),
        _ => (imports.open(&row).await, Stage::Done),
    };
    let ended = match done {
        Ok(()) => imports.end(&row, end).await,
        Err(error) if error.is_passing() => {
            tracing::warn!(import = %row.id, "an import waits for the database; it is gone on with later");
            return;
        }
        Err(error) => {
            tracing::error!(?error, import = %row.id, "an import was stopped");
            // An undo that was stopped can be asked for again.
            imports.stop(&row, Stage::Done, &error).await
        }
    };
    if let Err(error) = ended {
        tracing::warn!(%error, import = %row.id, "the end of an import could not be noted; it is gone on with later");
    }
}

impl Imports {
    async fn pick_up(&self, silence: chrono::TimeDelta) -> Result<(), StoreError> {
        let now = self.now();
        drafts::forget(self.store(), now - FILES_KEPT).await?;
        for row in drafts::silent(self.store(), now - silence).await? {
            if drafts::take_over(self.store(), &row, now).await? {
                tokio::spawn(go_on(self.clone(), row));
            }
        }
        Ok(())
    }

    async fn end(&self, row: &Row, end: Stage) -> Result<(), StoreError> {
        drafts::advance(self.store(), row.id, row.stage, end, None, self.now()).await.map(|_| ())
    }

    async fn stop(&self, row: &Row, end: Stage, error: &ServerError) -> Result<(), StoreError> {
        let now = self.now();
        let mut progress = drafts::one(self.store(), row.id, row.owner)
            .await?
            .map_or_else(|| row.progress.clone(), |row| row.progress);
        progress.refused.insert(0, (0, error.sentence(|_| "Somebody".to_owned())));
        drafts::progress(self.store(), row.id, &progress, now).await?;
        self.end(row, end).await
    }

    /// The session may have ended meanwhile; the rights are those of now.
    async fn who(&self, row: &Row) -> Result<Who, ServerError> {
        let viewer = self.allowed(row.owner).await?;
        let (account, session) = (AccountId(Uuid::nil()), SessionId(Uuid::nil()));
        Ok(Who { account, session, clinic: row.owner.clinic, viewer })
    }

    async fn open(&self, row: &Row) -> Result<(), ServerError> {
        let who = self.who(row).await?;
        let work = self.work(row.clone(), &who.viewer).await?;
        let sorted = self.sorted(&work, &who.viewer).await?;
        let place = Place { site: work.site, today: work.context.as_of, batch: row.batch };
        let ready: Vec<(u32, &Draft)> = sorted.ready().collect();
        let mut ranks = self.last_ranks(&who).await?;
        let mut progress = Progress::default();
        for group in ready.chunks(GROUP) {
            let submissions: Vec<Submission> = group
                .iter()
                .map(|(line, draft)| {
                    let rank = Rank::between(ranks.get(&draft.standing.lane), None);
                    ranks.insert(draft.standing.lane, rank.clone());
                    submission(*line, draft, place, rank)
                })
                .collect();
            progress.refused.extend(self.submit(&who, group, submissions).await?);
            progress.refused.truncate(KEPT_MAX);
            progress.done += u32::try_from(group.len()).unwrap_or(u32::MAX);
            // After an interruption it goes through what is open already, and the bar must not run backwards.
            if row.progress.done <= progress.done {
                let noted = drafts::progress(self.store(), row.id, &progress, self.now()).await;
                noted.fault("noting how far an import is")?;
            }
        }
        Ok(())
    }

    /// Where each lane ends, so that imported cases stand below what is there.
    async fn last_ranks(&self, who: &Who) -> Result<BTreeMap<Lane, Rank>, ServerError> {
        let board = self.inner.desk.board(who).await?;
        let mut last: BTreeMap<Lane, Rank> = BTreeMap::new();
        for card in &board.cards {
            if last.get(&card.lane).is_none_or(|rank| *rank < card.rank) {
                last.insert(card.lane, card.rank.clone());
            }
        }
        Ok(last)
    }

    /// Submits a group until the database takes all of it; a repeat opens nothing twice.
    async fn submit(
        &self,
        who: &Who,
        group: &[(u32, &Draft)],
        submissions: Vec<Submission>,
    ) -> Result<Vec<(u32, String)>, ServerError> {
        for _ in 0..TRIES {
            let answers = self.inner.desk.submit_many(who, submissions.clone()).await;
            if answers.iter().any(|answer| matches!(answer, Err(error) if error.is_passing())) {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let refused = answers.into_iter().zip(group).filter_map(|(answer, (line, _))| {
                answer.err().map(|error| (*line, error.sentence(|_| "Somebody".to_owned())))
            });
            return Ok(refused.collect());
        }
        Err(ServerError::Busy)
    }

    async fn take_back(&self, row: &Row) -> Result<(), ServerError> {
        let who = self.who(row).await?;
        let mut tries = 0;
        let voided = loop {
            match self.inner.desk.void_batch(&who, row.batch).await {
                Err(error) if error.is_passing() && tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                // Nothing was opened, so nothing is left to take back.
                Err(ServerError::NotFound) => break Voided::default(),
                answer => break answer?,
            }
        };
        let kept = voided.kept.into_iter().take(KEPT_MAX).collect();
        let progress = Progress { kept, ..row.progress.clone() };
        let noted = drafts::progress(self.store(), row.id, &progress, self.now()).await;
        noted.fault("noting an undo")
    }
}

fn submission(line: u32, draft: &Draft, place: Place, rank: Rank) -> Submission {
    let mut part = 0;
    let new = new_case(draft, line, place, rank, || {
        part += 1;
        derived(place.batch, line, "part", part)
    });
    let case = CaseId(derived(place.batch, line, "case", 0));
    Submission {
        id: CommandId(derived(place.batch, line, "command", 0)),
        command: Command::Case { case, does: case::Command::Open(Box::new(new)) },
    }
}

/// An id that follows from its batch, so that an import which goes on after an interruption says the same again.
fn derived(batch: BatchId, line: u32, what: &str, part: u32) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(batch.0.as_bytes());
    hash.update(line.to_be_bytes());
    hash.update(what.as_bytes());
    hash.update(part.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
