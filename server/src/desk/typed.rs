//! What people have typed and not saved yet: a form whose consequences they look at first, a file that was read. In memory
//! only, for nobody but the person who typed it: what is lost in a restart is typed again, and what was never saved is
//! nowhere to be found later.

use app::ledger::facts::Typed;
use domain::ids::{CaseId, ClinicId, CommandId, StaffId};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Forms of one person; the oldest goes first.
const OF_ONE_MAX: usize = 8;
/// Letters of all forms together; the oldest goes first.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Whose, and about which case.
pub(crate) type Owner = (ClinicId, StaffId, CaseId);

/// All of them, the oldest first.
#[derive(Default)]
pub(crate) struct TypedForms(Mutex<VecDeque<(Owner, Arc<Typed>)>>);

impl TypedForms {
    /// Keeps a form, in place of what was kept under its id.
    pub(crate) fn keep(&self, owner: Owner, typed: Typed) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(whose, one)| *whose != owner || one.id != typed.id);
        kept.push_back((owner, Arc::new(typed)));
        let mine = |(whose, _): &(Owner, Arc<Typed>)| (whose.0, whose.1) == (owner.0, owner.1);
        if OF_ONE_MAX < kept.iter().filter(|one| mine(one)).count()
            && let Some(oldest) = kept.iter().position(mine)
        {
            kept.remove(oldest);
        }
        let mut bytes: usize = kept.iter().map(|(_, typed)| size(typed)).sum();
        while BYTES_MAX < bytes
            && let Some((_, oldest)) = kept.pop_front()
        {
            bytes -= size(&oldest);
        }
    }

    /// What its owner typed.
    pub(crate) fn find(&self, owner: Owner, id: CommandId) -> Option<Arc<Typed>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(whose, one)| *whose == owner && one.id == id).map(|(_, one)| Arc::clone(one))
    }
}

fn size(typed: &Typed) -> usize {
    typed.fields.iter().map(|(name, value)| name.len() + value.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn typed(n: u128, letters: usize) -> Typed {
        Typed { id: CommandId(Uuid::from_u128(n)), fields: vec![(String::new(), "x".repeat(letters))] }
    }

    fn owner(n: u128) -> Owner {
        let id = Uuid::from_u128;
        (ClinicId(id(1)), StaffId(id(n)), CaseId(id(3)))
    }

    #[test]
    fn only_who_typed_it_finds_it_again() {
        let forms = TypedForms::default();
        forms.keep(owner(1), typed(7, 2));
        assert!(forms.find(owner(1), CommandId(Uuid::from_u128(7))).is_some());
        assert!(forms.find(owner(2), CommandId(Uuid::from_u128(7))).is_none());
        assert!(forms.find(owner(1), CommandId(Uuid::from_u128(8))).is_none());
    }

    #[test]
    fn the_oldest_is_forgotten_where_there_are_too_many_or_they_are_too_large() {
        let forms = TypedForms::default();
        let is_kept = |who, n| forms.find(owner(who), CommandId(Uuid::from_u128(n))).is_some();
        for n in 0..=8 {
            forms.keep(owner(1), typed(n, 1));
        }
        assert!(!is_kept(1, 0) && is_kept(1, 1) && is_kept(1, 8));
        forms.keep(owner(2), typed(50, BYTES_MAX));
        assert!(!is_kept(1, 8) && is_kept(2, 50));
    }
}
