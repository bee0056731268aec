//! A desk that remembers what went wrong, so that a page which could not be filled does not claim to be fine, and how long
//! it has been idle, so that a page which waits for nothing is found.

use app::api::{Chart, Desk, History, Hit, Me, Person, Receipt, Search, SessionLine, Who};
use app::error::ServerError;
use app::import::facts::{Draft, Importer, Listed, Look};
use domain::board::Board;
use domain::case::Case;
use domain::gate::Gate;
use domain::ids::CaseId;
use domain::journal::{Seq, Submission};
use domain::kinds::Lane;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Around another desk and its imports, for one page.
pub(crate) struct Watched {
    desk: Arc<dyn Desk>,
    imports: Arc<dyn Importer>,
    error: Mutex<Option<ServerError>>,
    asked: Mutex<Asked>,
}

/// What the page waits for.
struct Asked {
    open: usize,
    last: Instant,
}

/// One question; it is answered when this goes.
struct Question<'a>(&'a Watched);

impl Drop for Question<'_> {
    fn drop(&mut self) {
        self.0.turn(|open| open.saturating_sub(1));
    }
}

impl Watched {
    /// Around those.
    pub(crate) fn new(desk: Arc<dyn Desk>, imports: Arc<dyn Importer>) -> Watched {
        let asked = Mutex::new(Asked { open: 0, last: Instant::now() });
        Watched { desk, imports, error: Mutex::new(None), asked }
    }

    /// The first thing that went wrong.
    pub(crate) fn error(&self) -> Option<ServerError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// For how long nothing has been asked of the desk; nothing while it works on an answer.
    pub(crate) fn idle(&self) -> Option<Duration> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        (asked.open == 0).then(|| asked.last.elapsed())
    }

    fn ask(&self) -> Question<'_> {
        self.turn(|open| open + 1);
        Question(self)
    }

    fn turn(&self, change: impl FnOnce(usize) -> usize) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *asked = Asked { open: change(asked.open), last: Instant::now() };
    }

    fn note<T>(&self, answer: Result<T, ServerError>) -> Result<T, ServerError> {
        if let Err(error) = &answer {
            let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert_with(|| error.clone());
        }
        answer
    }
}

#[async_trait::async_trait]
impl Desk for Watched {
    async fn submit(&self, who: &Who, submission: Submission) -> Result<Receipt, ServerError> {
        let _question = self.ask();
        self.note(self.desk.submit(who, submission).await)
    }

    async fn me(&self, who: &Who) -> Result<Me, ServerError> {
        let _question = self.ask();
        self.note(self.desk.me(who).await)
    }

    async fn board(&self, who: &Who) -> Result<Board, ServerError> {
        let _question = self.ask();
        self.note(self.desk.board(who).await)
    }

    async fn card(&self, who: &Who, case: CaseId) -> Result<Arc<Case>, ServerError> {
        let _question = self.ask();
        self.note(self.desk.card(who, case).await)
    }

    async fn chart(&self, who: &Who, case: CaseId) -> Result<Chart, ServerError> {
        let _question = self.ask();
        self.note(self.desk.chart(who, case).await)
    }

    async fn gate(&self, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError> {
        let _question = self.ask();
        self.note(self.desk.gate(who, case, to).await)
    }

    async fn history(
        &self,
        who: &Who,
        case: Option<CaseId>,
        before: Option<Seq>,
    ) -> Result<History, ServerError> {
        let _question = self.ask();
        self.note(self.desk.history(who, case, before).await)
    }

    async fn search(&self, who: &Who, search: Search) -> Result<Vec<Hit>, ServerError> {
        let _question = self.ask();
        self.note(self.desk.search(who, search).await)
    }

    async fn people(&self, who: &Who) -> Result<Vec<Person>, ServerError> {
        let _question = self.ask();
        self.note(self.desk.people(who).await)
    }

    async fn sessions(&self, who: &Who) -> Result<Vec<SessionLine>, ServerError> {
        let _question = self.ask();
        self.note(self.desk.sessions(who).await)
    }
}

#[async_trait::async_trait]
impl Importer for Watched {
    async fn list(&self, who: &Who) -> Result<Vec<Listed>, ServerError> {
        let _question = self.ask();
        self.note(self.imports.list(who).await)
    }

    async fn draft(&self, who: &Who, id: &str, look: Look) -> Result<Draft, ServerError> {
        let _question = self.ask();
        self.note(self.imports.draft(who, id, look).await)
    }
}
