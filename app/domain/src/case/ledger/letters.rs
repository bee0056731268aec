//! The payer's letter: attached to an authorization, taken away again.

use super::Course;
use crate::access::{Area, Right};
use crate::authorization::letter::{ContentHash, File, Letter, LetterProblem, check};
use crate::ids::AuthorizationId;
use crate::kinds::Line;
use crate::ledger;
use crate::refusal::{Field, Refusal};

fn problem(problem: &LetterProblem) -> Refusal {
    Refusal::problem(Field::Authorization, problem)
}

/// Attaches a file whose bytes are kept already.
pub(super) fn attach(course: &mut Course<'_>, of: AuthorizationId, file: &File) -> Result<(), Refusal> {
    course.may(Area::Authorizations, Right::Write)?;
    if course.ledger.authorization(of).is_none() {
        return Err(Refusal::Missing { field: Field::Authorization });
    }
    check(&course.ledger.letters, of, file).map_err(|refused| problem(&refused))?;
    let by = course.cx.viewer.staff;
    let letter = Letter { authorization: of, file: file.clone(), added_on: course.today, by };
    course.tell(ledger::Event::LetterAttached(Box::new(letter)));
    Ok(())
}

/// Takes a file off an authorization. The journal goes on telling of it, and its bytes stay.
pub(super) fn take_away(
    course: &mut Course<'_>,
    of: AuthorizationId,
    file: ContentHash,
    reason: &Line,
) -> Result<(), Refusal> {
    course.may(Area::Authorizations, Right::Write)?;
    let is_it = |letter: &&Letter| letter.authorization == of && letter.file.hash == file;
    let letter = course.ledger.letters.iter().find(is_it).cloned();
    let letter = Box::new(letter.ok_or_else(|| problem(&LetterProblem::NotThere))?);
    course.tell(ledger::Event::LetterTakenAway { letter, reason: reason.clone() });
    Ok(())
}
