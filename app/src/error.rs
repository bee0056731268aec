//! What can go wrong between a page and the server, as the browser meets it.

use crate::later::Unloaded;
use domain::refusal::Refusal;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A failed request. The browser matches on it; [`ServerError::sentence`] is for the person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerError {
    /// A rule said no; nothing was changed.
    Refused(Refusal),
    /// The session has ended.
    SignedOut,
    /// The session is locked after a pause; the password opens it again.
    Locked,
    /// The person's roles do not allow this page.
    Forbidden,
    /// There is no such thing, or not for this person.
    NotFound,
    /// The server could not be reached; nobody knows whether it arrived. Sending it again is safe.
    Offline,
    /// The server is there, but cannot write now: its disk is full, or its database busy. Sending it again is safe.
    Busy,
    /// The server answered as another build than this page does; what became of the question, only a new page can tell.
    Newer,
    /// A fault of ours. The ticket finds it in the server's log.
    Broken {
        /// Number in the log.
        ticket: String,
    },
    /// The code that would have asked the server could not be fetched; nothing was sent. It stands last, since it never
    /// travels: whoever reads counts only the kinds that do.
    #[serde(skip)]
    Unloaded,
}

impl ServerError {
    /// One sentence: what happened, what is safe, what to do next.
    pub fn sentence(&self, name: impl Fn(domain::ids::StaffId) -> String) -> String {
        match self {
            ServerError::Refused(refusal) => refusal.sentence(name),
            ServerError::SignedOut => "You are signed out. What you typed is kept on this device; sign in to go on.".into(),
            ServerError::Locked => "The page is locked after a pause. What you typed is kept; enter your password to go on.".into(),
            ServerError::Forbidden => "Your role does not include this page. Nothing was changed; ask a director if you need it.".into(),
            ServerError::NotFound => "There is no such page or case among those you may open. Check the address, or search for it.".into(),
            ServerError::Offline => "The server cannot be reached. Your change is kept on this device and is sent when the connection is back.".into(),
            ServerError::Busy => "The server cannot save right now. Your change is kept on this device and is tried again.".into(),
            ServerError::Newer => "Caseboard was renewed while this page was open, so its answer could not be read. Reload the page: what you did last is there, or can be done again.".into(),
            ServerError::Unloaded => Unloaded.to_string(),
            ServerError::Broken { ticket } => format!("Something went wrong on our side and nothing was saved. Try again; if it stays, give your administrator the number {ticket}."),
        }
    }

    /// Whether the same submission should be sent again by itself.
    pub fn is_passing(&self) -> bool {
        matches!(self, ServerError::Offline | ServerError::Busy)
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        ServerError::Refused(refusal)
    }
}

impl From<Unloaded> for ServerError {
    fn from(_: Unloaded) -> Self {
        ServerError::Unloaded
    }
}

impl FromServerFnError for ServerError {
    type Encoder = crate::wire::Fields;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => ServerError::Offline,
            // The server reads questions, a browser reads answers.
            ServerFnErrorErr::Deserialization(_) if cfg!(not(feature = "ssr")) => ServerError::Newer,
            // The kind of fault is enough here: its text may quote what was sent.
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Args(_) => {
                ServerError::Broken { ticket: "unreadable".into() }
            }
            _ => ServerError::Broken { ticket: "transport".into() },
        }
    }
}
