//! Whether every file that the journal tells of is kept, with the bytes that it had.

use super::Problem;
use crate::chain::content_hash;
use crate::flaw::{self, Flaw};
use crate::store::{StoreError, Tx, document};
use domain::authorization::letter::ContentHash;
use domain::ids::ClinicId;

/// What is wrong with them, file by file: one that is lost says nothing about the others.
pub(super) async fn letters_differ(
    tx: &mut Tx,
    clinic: ClinicId,
    named: impl Iterator<Item = ContentHash>,
) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for hash in named {
        match document(tx, clinic, hash).await? {
            None => problems.push(Problem::LetterMissing { clinic, hash }),
            Some(bytes) if content_hash(&bytes) != hash && !flaw::has(Flaw::Chain) => {
                problems.push(Problem::LetterChanged { clinic, hash });
            }
            Some(_) => {}
        }
    }
    Ok(problems)
}
