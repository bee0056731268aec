//! Taking back a batch as one: what nobody has touched is voided, what somebody has worked on stays and is reported.

use super::LocalDesk;
use super::plan::BatchUndo;
use crate::store::{Fault, StoreError, batch_rows, json};
use app::api::Who;
use app::error::ServerError;
use domain::case::{Case, Command as CaseCommand};
use domain::ids::{BatchId, CaseId, CommandId};
use domain::journal::{Command, Submission};
use domain::kinds::Line;
use futures::{StreamExt, stream};
use uuid::Uuid;

/// Cases asked for together, so that a colleague's move does not wait behind all of a large batch.
const GROUP: usize = 64;

/// What became of a batch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Voided {
    /// Voided now, or by an undo before.
    pub voided: Vec<CaseId>,
    /// Left as they are, with their numbers: somebody has worked on them since, or they may not be voided by this person.
    pub kept: Vec<(CaseId, u32)>,
}

pub(super) async fn void(desk: &LocalDesk, who: &Who, batch: BatchId) -> Result<Voided, ServerError> {
    let reason = Line::parse("The batch was taken back").map_err(|_| ServerError::NotFound)?;
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        let rows = batch_rows(&mut tx, who.clinic, batch).await?;
        rows.iter().map(|(doc, entries)| Ok((json::<Case>(doc)?, *entries))).collect()
    };
    let cases: Result<Vec<(Case, i64)>, StoreError> = read.await;
    let cases = cases.fault("reading a batch")?;
    if cases.is_empty() {
        return Err(ServerError::NotFound);
    }
    let jobs = cases.into_iter().map(async |(case, entries)| {
        let key = (case.id, case.number);
        if case.void {
            return Ok((key, true));
        }
        if entries != 1 {
            return Ok((key, false));
        }
        let undo = BatchUndo { batch, opened: case.touched.seq };
        let does = CaseCommand::Void { reason: reason.clone() };
        let submission =
            Submission { id: CommandId(Uuid::now_v7()), command: Command::Case { case: case.id, does } };
        match desk.ask(who, submission, Some(undo)).await {
            Ok(_) => Ok((key, true)),
            Err(ServerError::Refused(_)) => Ok((key, false)),
            Err(error) => Err(error),
        }
    });
    let mut done = Voided::default();
    let mut answers = stream::iter(jobs).buffered(GROUP);
    while let Some(answer) = answers.next().await {
        match answer? {
            ((case, _), true) => done.voided.push(case),
            (kept, false) => done.kept.push(kept),
        }
    }
    Ok(done)
}
