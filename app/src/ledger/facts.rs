//! What the pages about ledgers are made from. Only on the server: what a browser gets is their markup.

use crate::api::Who;
use crate::error::ServerError;
use crate::record::facts::{LicencesFacts, RecordFacts, WorkFacts};
use crate::record::leaving::LeavingFacts;
use crate::record::money::MoneyFacts;
use crate::record::waitlist::WaitlistFacts;
use domain::access::Viewer;
use domain::authorization::renewal::Pace;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, CommandId, PayerId};
use domain::kinds::{Date, Instant};
use domain::ledger::Ledger;
use domain::payer::Payer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long each payer took for past decisions.
pub type Paces = BTreeMap<PayerId, Pace>;

/// A case's ledger, with everything that its page reads.
#[derive(Clone, PartialEq, Debug)]
pub struct CoverageFacts {
    /// The chart, as this person may see it.
    pub case: Arc<Case>,
    /// The clinic with its payers.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
    /// The clinic-local day at the case's site.
    pub today: Date,
    /// The ledger; empty where there is none.
    pub ledger: Ledger,
    /// How quickly payers decide.
    pub paces: Paces,
    /// The case as it was at the end of the day that the lens is on, if it is on one: lane, team and tasks.
    pub then: Option<Arc<Case>>,
    /// For forms: each page has ids of its own, so that a form that is sent twice does one thing.
    pub fresh: CommandId,
    /// What this person typed into a form and has not saved, if the address names it.
    pub typed: Option<Arc<Typed>>,
}

/// What somebody typed into a form of a case's page and has not saved: the server shows what would come of it first.
#[derive(Clone, PartialEq, Debug)]
pub struct Typed {
    /// The command of the form.
    pub id: CommandId,
    /// Its fields, in order.
    pub fields: Vec<(String, String)>,
}

impl Typed {
    /// What stands in a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// The open cases with what boards know of their ledgers.
#[derive(Clone, PartialEq, Debug)]
pub struct FailingFacts {
    /// Cards of open cases that this person may see, each with its digest, if the person may read it.
    pub cases: Vec<Arc<Case>>,
    /// The clinic with its payers.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
    /// How quickly payers decide.
    pub paces: Paces,
}

/// Payers, and what this person is writing about one of them.
#[derive(Clone, PartialEq, Debug)]
pub struct PayersFacts {
    /// The clinic with its payers.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The day at the first site.
    pub today: Date,
    /// How quickly payers decide.
    pub paces: Paces,
    /// Payers of whom this person has a draft.
    pub drafts: Vec<PayerId>,
    /// This person's draft of the payer that was asked for.
    pub draft: Option<Draft>,
    /// For forms.
    pub fresh: CommandId,
}

/// A payer as somebody would publish it.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The payer as it was when the draft was begun.
    pub seen: Payer,
    /// As it would be.
    pub to: Payer,
    /// Which version of the draft this is: what is published is what was looked at.
    pub version: i64,
    /// What publishing it would change; nothing unless that was asked for.
    pub preview: Option<Preview>,
}

/// What publishing rules would change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Preview {
    /// Open cases whose result changes, and that this person sees: each with its number and what changes.
    pub affected: Vec<(CaseId, u32, Vec<String>)>,
    /// How many more there are whose coverage this person does not see.
    pub elsewhere: usize,
}

/// What the server keeps about ledgers and records. Every method checks rights itself.
#[async_trait::async_trait]
pub trait Books: Send + Sync {
    /// The ledger of a case. `query` is what follows `?` in the page's address; the look is logged.
    async fn coverage(&self, who: &Who, case: CaseId, query: &str) -> Result<CoverageFacts, ServerError>;
    /// Open cases with what boards know of their ledgers.
    async fn failing(&self, who: &Who) -> Result<FailingFacts, ServerError>;
    /// The record of a case. `query` is what follows `?` in the page's address; the look is logged.
    async fn record(&self, who: &Who, case: CaseId, query: &str) -> Result<RecordFacts, ServerError>;
    /// What people hold that lets them treat and sign.
    async fn licences(&self, who: &Who) -> Result<LicencesFacts, ServerError>;
    /// Who leaves, and what lies on them. `query` is what follows `?` in the page's address.
    async fn leaving(&self, who: &Who, query: &str) -> Result<LeavingFacts, ServerError>;
    /// Sessions without a claim and denials without an end. `query` is what follows `?` in the page's address.
    async fn money(&self, who: &Who, query: &str) -> Result<MoneyFacts, ServerError>;
    /// Who waits for a place. `query` is what follows `?` in the page's address.
    async fn waitlist(&self, who: &Who, query: &str) -> Result<WaitlistFacts, ServerError>;
    /// What is open in the records of all cases that this person sees.
    async fn work(&self, who: &Who) -> Result<WorkFacts, ServerError>;
    /// Payers, with this person's draft of one of them. `preview`: and with what publishing it would change.
    async fn payers(
        &self,
        who: &Who,
        payer: Option<PayerId>,
        preview: bool,
    ) -> Result<PayersFacts, ServerError>;
}
