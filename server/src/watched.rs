//! A desk that remembers what went wrong, so that a page which could not be filled does not claim to be fine.

use app::api::{Chart, Desk, History, Hit, Me, Person, Receipt, Search, SessionLine, Who};
use app::error::ServerError;
use app::import::facts::{Draft, Importer, Listed, Look};
use app::ledger::facts::{Books, CoverageFacts, FailingFacts, PayersFacts};
use app::record::facts::{LicencesFacts, RecordFacts, WorkFacts};
use app::record::leaving::LeavingFacts;
use app::record::money::MoneyFacts;
use app::record::waitlist::WaitlistFacts;
use domain::board::Board;
use domain::case::Case;
use domain::gate::Gate;
use domain::ids::{CaseId, PayerId};
use domain::journal::{Seq, Submission};
use domain::kinds::Lane;
use std::sync::{Arc, Mutex, PoisonError};

/// Around another desk, its imports and its books, for one page.
pub(crate) struct Watched {
    desk: Arc<dyn Desk>,
    imports: Arc<dyn Importer>,
    books: Arc<dyn Books>,
    error: Mutex<Option<ServerError>>,
}

impl Watched {
    /// Around those.
    pub(crate) fn new(desk: Arc<dyn Desk>, imports: Arc<dyn Importer>, books: Arc<dyn Books>) -> Watched {
        Watched { desk, imports, books, error: Mutex::new(None) }
    }

    /// The first thing that went wrong.
    pub(crate) fn error(&self) -> Option<ServerError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        self.note(self.desk.submit(who, submission).await)
    }

    async fn me(&self, who: &Who) -> Result<Me, ServerError> {
        self.note(self.desk.me(who).await)
    }

    async fn board(&self, who: &Who) -> Result<Board, ServerError> {
        self.note(self.desk.board(who).await)
    }

    async fn card(&self, who: &Who, case: CaseId) -> Result<Arc<Case>, ServerError> {
        self.note(self.desk.card(who, case).await)
    }

    async fn chart(&self, who: &Who, case: CaseId) -> Result<Chart, ServerError> {
        self.note(self.desk.chart(who, case).await)
    }

    async fn gate(&self, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError> {
        self.note(self.desk.gate(who, case, to).await)
    }

    async fn history(
        &self,
        who: &Who,
        case: Option<CaseId>,
        before: Option<Seq>,
    ) -> Result<History, ServerError> {
        self.note(self.desk.history(who, case, before).await)
    }

    async fn emergencies(&self, who: &Who) -> Result<History, ServerError> {
        self.note(self.desk.emergencies(who).await)
    }

    async fn search(&self, who: &Who, search: Search) -> Result<Vec<Hit>, ServerError> {
        self.note(self.desk.search(who, search).await)
    }

    async fn people(&self, who: &Who) -> Result<Vec<Person>, ServerError> {
        self.note(self.desk.people(who).await)
    }

    async fn sessions(&self, who: &Who) -> Result<Vec<SessionLine>, ServerError> {
        self.note(self.desk.sessions(who).await)
    }
}

#[async_trait::async_trait]
impl Importer for Watched {
    async fn list(&self, who: &Who) -> Result<Vec<Listed>, ServerError> {
        self.note(self.imports.list(who).await)
    }

    async fn draft(&self, who: &Who, id: &str, look: Look) -> Result<Draft, ServerError> {
        self.note(self.imports.draft(who, id, look).await)
    }
}

#[async_trait::async_trait]
impl Books for Watched {
    async fn coverage(&self, who: &Who, case: CaseId, query: &str) -> Result<CoverageFacts, ServerError> {
        self.note(self.books.coverage(who, case, query).await)
    }

    async fn failing(&self, who: &Who) -> Result<FailingFacts, ServerError> {
        self.note(self.books.failing(who).await)
    }

    async fn record(&self, who: &Who, case: CaseId, query: &str) -> Result<RecordFacts, ServerError> {
        self.note(self.books.record(who, case, query).await)
    }

    async fn licences(&self, who: &Who) -> Result<LicencesFacts, ServerError> {
        self.note(self.books.licences(who).await)
    }

    async fn leaving(&self, who: &Who, query: &str) -> Result<LeavingFacts, ServerError> {
        self.note(self.books.leaving(who, query).await)
    }

    async fn money(&self, who: &Who, query: &str) -> Result<MoneyFacts, ServerError> {
        self.note(self.books.money(who, query).await)
    }

    async fn waitlist(&self, who: &Who, query: &str) -> Result<WaitlistFacts, ServerError> {
        self.note(self.books.waitlist(who, query).await)
    }

    async fn work(&self, who: &Who) -> Result<WorkFacts, ServerError> {
        self.note(self.books.work(who).await)
    }

    async fn payers(
        &self,
        who: &Who,
        payer: Option<PayerId>,
        preview: bool,
    ) -> Result<PayersFacts, ServerError> {
        self.note(self.books.payers(who, payer, preview).await)
    }
}
