//! What a page may ask of the server: the [`Desk`], and one server function for each of its verbs.
//!
//! `app` never names `server`. A server function finds who asks and the desk in the request's context, and calls it.

use crate::error::ServerError;
use crate::wire::{Answer, Question};
use domain::access::Viewer;
use domain::board::Board;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::gate::Gate;
use domain::ids::{AccountId, CaseId, ClinicId, CommentId, SessionId, StaffId};
use domain::journal::{Seq, Submission};
use domain::kinds::{Date, Instant, Lane, Name};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who asks, as the session says. Made by the server for each request; never sent to a browser.
#[derive(Clone, PartialEq, Debug)]
pub struct Who {
    /// The account.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// The clinic in which the session works.
    pub clinic: ClinicId,
    /// The person and their rights there.
    pub viewer: Viewer,
}

/// In the context of a request whose session is locked after a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Locked;

/// In the context of a page that is being rendered: why it turned out to have nothing for this person.
#[cfg(feature = "ssr")]
#[derive(Clone, Default, Debug)]
pub struct Verdict(Arc<std::sync::Mutex<Option<ServerError>>>);

#[cfg(feature = "ssr")]
impl Verdict {
    /// The page says so; what was said first stands.
    pub fn say(&self, error: &ServerError) {
        let mut said = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        said.get_or_insert_with(|| error.clone());
    }

    /// What a page said.
    pub fn said(&self) -> Option<ServerError> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Gives the page that is being rendered the status of this error; in a browser there is none to give.
pub(crate) fn say_why(error: &ServerError) {
    #[cfg(feature = "ssr")]
    if let Some(verdict) = use_context::<Verdict>() {
        verdict.say(error);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// The signed-in person, for the frame of every page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub viewer: Viewer,
    /// Name as colleagues see it.
    pub name: Name,
    /// E-mail of the account.
    pub email: String,
    /// The clinic's name.
    pub clinic: Name,
    /// Synthetic people only; the pages say so.
    pub practice: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Minutes without a hand after which the page locks.
    pub idle_minutes: u16,
}

/// The server took a submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The entry that contains it; a repeat gets the first one.
    pub seq: Seq,
}

/// A case with its history, as this person may see it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chart {
    /// The record, finished tasks and contacts included.
    pub case: Arc<Case>,
    /// The clinic: names, sites, workflow.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
    /// Comments and imported notes, oldest first; empty where the person may not read them.
    pub comments: Vec<Comment>,
    /// The newest part of its history.
    pub history: History,
}

/// Something that somebody said about a case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Comment {
    /// Id; nothing for a note that came with an import.
    pub id: Option<CommentId>,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// Text.
    pub text: String,
    /// Who is named.
    pub mentions: Vec<StaffId>,
}

/// A page of history, newest first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct History {
    /// Lines.
    pub lines: Vec<HistoryLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<Seq>,
}

/// One entry in plain words.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Entry.
    pub seq: Seq,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: StaffId,
    /// Their name then.
    pub name: String,
    /// The case, with number and patient, on a page that shows many.
    pub case: Option<(CaseId, u32, String)>,
    /// What happened; one phrase for each event.
    pub words: Vec<String>,
    /// By which hand it was moved, if it was.
    pub via: Option<domain::kinds::Via>,
}

/// A case that a search found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hit {
    /// Id.
    pub case: CaseId,
    /// Number.
    pub number: u32,
    /// Patient.
    pub name: Name,
    /// Birthday.
    pub born: Option<Date>,
    /// Lane.
    pub lane: Lane,
    /// What matched, when it was not the name: "guardian Rosa Vidal", "member id DEMO-1042".
    pub because: Option<String>,
}

/// What to look for.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Search {
    /// Words of a name, a guardian's name, a number or an identifier.
    #[serde(default)]
    pub text: String,
    /// Birthday, for duplicates.
    #[serde(default)]
    pub born: Option<Date>,
    /// Phone as typed, for duplicates.
    #[serde(default)]
    pub phone: Option<String>,
    /// Closed cases too.
    #[serde(default)]
    pub closed: bool,
}

/// Somebody on the staff, with the state of their account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub staff: domain::clinic::Staff,
    /// E-mail of the account, once there is one.
    pub email: Option<String>,
    /// An invitation is open until then.
    pub invited_until: Option<Instant>,
    /// Last sign-in.
    pub last_seen: Option<Instant>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
}

/// What an open page tells the server over the socket on which news comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// The case that is open here, or none: `{"look":"…"}`, `{"look":null}`.
    Look(Option<CaseId>),
}

/// A signed-in session.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SessionLine {
    /// Id.
    pub id: SessionId,
    /// Browser and system, in words.
    pub device: String,
    /// Address it came from.
    pub address: String,
    /// Since when.
    pub since: Instant,
    /// Last used.
    pub last_seen: Instant,
    /// The one that asks.
    pub current: bool,
}

/// What the server does for a page. Implemented by `server::desk`; every method checks rights itself.
#[async_trait::async_trait]
pub trait Desk: Send + Sync {
    /// Decides and records a submission. A repeat returns the first receipt.
    async fn submit(&self, who: &Who, submission: Submission) -> Result<Receipt, ServerError>;
    /// The person who asks.
    async fn me(&self, who: &Who) -> Result<Me, ServerError>;
    /// The board, as this person may see it, with the entry at which it was read.
    async fn board(&self, who: &Who) -> Result<Board, ServerError>;
    /// One card.
    async fn card(&self, who: &Who, case: CaseId) -> Result<Arc<Case>, ServerError>;
    /// One case with comments and history. The look is logged.
    async fn chart(&self, who: &Who, case: CaseId) -> Result<Chart, ServerError>;
    /// The gate before a lane, done items included.
    async fn gate(&self, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError>;
    /// History of a case, or of the whole clinic for those who may read its audit log.
    async fn history(
        &self,
        who: &Who,
        case: Option<CaseId>,
        before: Option<Seq>,
    ) -> Result<History, ServerError>;
    /// Charts that somebody opened in an emergency in the last days, newest first, for those who read the audit log.
    async fn emergencies(&self, who: &Who) -> Result<History, ServerError>;
    /// Cases that this person may open, best first, at most 20.
    async fn search(&self, who: &Who, search: Search) -> Result<Vec<Hit>, ServerError>;
    /// The staff, with the state of their accounts.
    async fn people(&self, who: &Who) -> Result<Vec<Person>, ServerError>;
    /// The person's own sessions.
    async fn sessions(&self, who: &Who) -> Result<Vec<SessionLine>, ServerError>;
}

/// Who asks, if somebody signed in is at work.
#[cfg(feature = "ssr")]
pub(crate) fn who() -> Result<Who, ServerError> {
    let absent =
        || if use_context::<Locked>().is_some() { ServerError::Locked } else { ServerError::SignedOut };
    use_context::<Who>().ok_or_else(absent)
}

#[cfg(feature = "ssr")]
fn context() -> Result<(Who, Arc<dyn Desk>), ServerError> {
    let who = who()?;
    let desk =
        use_context::<Arc<dyn Desk>>().ok_or_else(|| ServerError::Broken { ticket: "no desk".into() })?;
    Ok((who, desk))
}

/// See [`Desk::submit`].
#[server(prefix = "/api", endpoint = "submit", input = Question, output = Answer)]
pub async fn submit(submission: Submission) -> Result<Receipt, ServerError> {
    let (who, desk) = context()?;
    desk.submit(&who, submission).await
}

/// See [`Desk::me`].
#[server(prefix = "/api", endpoint = "me", input = Question, output = Answer)]
pub async fn who_am_i() -> Result<Me, ServerError> {
    let (who, desk) = context()?;
    desk.me(&who).await
}

/// See [`Desk::board`].
#[server(prefix = "/api", endpoint = "board", input = Question, output = Answer)]
pub async fn load_board() -> Result<Board, ServerError> {
    let (who, desk) = context()?;
    desk.board(&who).await
}

/// See [`Desk::card`].
#[server(prefix = "/api", endpoint = "card", input = Question, output = Answer)]
pub async fn load_card(case: CaseId) -> Result<Arc<Case>, ServerError> {
    let (who, desk) = context()?;
    desk.card(&who, case).await
}

/// See [`Desk::chart`].
#[server(prefix = "/api", endpoint = "chart", input = Question, output = Answer)]
pub async fn load_chart(case: CaseId) -> Result<Chart, ServerError> {
    let (who, desk) = context()?;
    desk.chart(&who, case).await
}

/// See [`Desk::gate`].
#[server(prefix = "/api", endpoint = "gate", input = Question, output = Answer)]
pub async fn load_gate(case: CaseId, to: Lane) -> Result<Gate, ServerError> {
    let (who, desk) = context()?;
    desk.gate(&who, case, to).await
}

/// See [`Desk::history`].
#[server(prefix = "/api", endpoint = "history", input = Question, output = Answer)]
pub async fn load_history(case: Option<CaseId>, before: Option<Seq>) -> Result<History, ServerError> {
    let (who, desk) = context()?;
    desk.history(&who, case, before).await
}

/// See [`Desk::emergencies`].
#[server(prefix = "/api", endpoint = "emergencies", input = Question, output = Answer)]
pub async fn load_emergencies() -> Result<History, ServerError> {
    let (who, desk) = context()?;
    desk.emergencies(&who).await
}

/// See [`Desk::search`].
#[server(prefix = "/api", endpoint = "search", input = Question, output = Answer)]
pub async fn find_cases(search: Search) -> Result<Vec<Hit>, ServerError> {
    let (who, desk) = context()?;
    desk.search(&who, search).await
}

/// See [`Desk::people`].
#[server(prefix = "/api", endpoint = "people", input = Question, output = Answer)]
pub async fn load_people() -> Result<Vec<Person>, ServerError> {
    let (who, desk) = context()?;
    desk.people(&who).await
}

/// See [`Desk::sessions`].
#[server(prefix = "/api", endpoint = "sessions", input = Question, output = Answer)]
pub async fn load_sessions() -> Result<Vec<SessionLine>, ServerError> {
    let (who, desk) = context()?;
    desk.sessions(&who).await
}
