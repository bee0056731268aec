//! Whether the access log is as it was written.

use super::Problem;
use crate::chain;
use crate::flaw::{self, Flaw};
use crate::store::{LookChain, LookRow, StoreError, Tx, count_looks, look_chain, looks_after};
use domain::ids::ClinicId;

/// How many looks a clinic has, and the first thing that is wrong with them.
pub(super) async fn looks_differ(
    tx: &mut Tx,
    clinic: ClinicId,
) -> Result<(u64, Option<Problem>), StoreError> {
    let count = count_looks(tx, clinic).await?;
    let Some(end) = look_chain(tx, clinic, false).await? else {
        return Ok((count, Some(Problem::NoLookChain { clinic })));
    };
    let mut at = LookChain { seq: 0, head: chain::START.to_owned() };
    loop {
        let rows = looks_after(tx, clinic, at.seq).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            match next(&at, clinic, row) {
                Ok(end) => at = end,
                Err(problem) => return Ok((count, Some(problem))),
            }
        }
    }
    let counter = end.seq;
    let problem = if at.seq < counter {
        Some(Problem::LooksCutShort { clinic, last: at.seq, counter })
    } else if at != end {
        let how = "the log was written to end otherwise";
        Some(Problem::LookChanged { clinic, seq: at.seq, how })
    } else if count != at.seq {
        Some(Problem::LooksBeside { clinic, count: count.abs_diff(at.seq) })
    } else {
        None
    };
    Ok((count, problem))
}

fn next(end: &LookChain, clinic: ClinicId, row: &LookRow) -> Result<LookChain, Problem> {
    let seq = end.seq + 1;
    if row.seq != i64::try_from(seq).ok() {
        return Err(Problem::LookMissing { clinic, seq });
    }
    let head = row.hash.clone().unwrap_or_default();
    if head != chain::look_hash(&end.head, clinic, seq, row) && !flaw::has(Flaw::Chain) {
        let how = "it does not have its hash, or does not follow the row before it";
        return Err(Problem::LookChanged { clinic, seq, how });
    }
    Ok(LookChain { seq, head })
}
