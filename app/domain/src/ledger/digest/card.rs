//! What of a digest is on a card: no more than its one line of words is made from.

use super::{Digest, DigestLine};
use crate::ids::AuthorizationId;
use uuid::Uuid;

impl Digest {
    /// The part that a card says something of; nothing where there is nothing to say. Of lines only the one that fails
    /// first, by what is left of it: a board has thousands of cards, and a list of its own for the rest.
    pub fn on_card(&self) -> Option<Digest> {
        let first = self.lines.iter().filter(|line| !line.renewed).min_by_key(|line| line.fails_on());
        let line = |line: &DigestLine| DigestLine {
            authorization: AuthorizationId(Uuid::nil()),
            line: 0,
            payer: None,
            granted: line.left(),
            used: 0,
            reserved: 0,
            ..line.clone()
        };
        let card = Digest {
            flags: self.flags.clone(),
            lines: first.map(line).into_iter().collect(),
            file_by: self.file_by,
            ..Digest::default()
        };
        (card != Digest::default()).then_some(card)
    }
}
