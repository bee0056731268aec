//! A small map from cases.

use domain::ids::CaseId;

/// What is known about some cases, as a list in the order of their ids. A tree of each further kind of value would add 4 kB
/// to the browser's program, and these are not many.
#[derive(Clone, Debug)]
pub(crate) struct ByCase<T>(Vec<(CaseId, T)>);

impl<T> Default for ByCase<T> {
    fn default() -> Self {
        ByCase(Vec::new())
    }
}

impl<T> ByCase<T> {
    fn find(&self, id: CaseId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |(id, _)| *id)
    }

    /// Of one case.
    pub(crate) fn get(&self, id: CaseId) -> Option<&T> {
        self.find(id).ok().map(|at| &self.0[at].1)
    }

    /// In the place of what was known before.
    pub(crate) fn set(&mut self, id: CaseId, value: T) {
        match self.find(id) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (id, value)),
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[(CaseId, T)] {
        &self.0
    }
}
