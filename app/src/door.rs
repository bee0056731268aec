//! The doors: what the pages for signing in, invitations and accounts ask of the server. Changes are plain form posts,
//! which the server handles itself; this is what they answer, and what the pages show.

use crate::api::Who;
use crate::error::ServerError;
use crate::wire::{Answer, Question};
use domain::ids::{ClinicId, StaffId};
use domain::kinds::{Instant, Name};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use std::sync::Arc;

/// Colour schemes that somebody may choose.
pub const THEMES: [&str; 3] = ["system", "light", "dark"];
/// Densities that somebody may choose.
pub const DENSITIES: [&str; 3] = ["compact", "normal", "roomy"];

/// What a form at a door met. An address carries it as its code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Address or password is not right; which, nobody says.
    NoMatch,
    /// Too many tries.
    TooMany,
    /// The account is nobody in any clinic now.
    NoClinic,
    /// The code of the app, or the recovery code, is not right or was used.
    WrongCode,
    /// The present password is not right.
    WrongPassword,
    /// The step took too long.
    Stale,
    /// Two passwords differ.
    Differ,
    /// The password is too short.
    Short,
    /// Without the second factor the password is too short.
    ShortAlone,
    /// The password is too long.
    Long,
    /// The password is among those tried first.
    Common,
    /// The password contains the address or the name.
    Personal,
    /// Not an e-mail address.
    NoEmail,
    /// No name.
    NoName,
    /// No name for the clinic.
    NoClinicName,
    /// No name for the site.
    NoSiteName,
    /// No such time zone.
    NoZone,
    /// Somebody was quicker.
    Taken,
    /// The person belongs to another clinic as well.
    Elsewhere,
    /// The link or the thing is not there any more.
    Gone,
    /// The session ended.
    SignedOut,
    /// The session is locked.
    Locked,
    /// The roles do not allow it.
    Forbidden,
    /// The form makes no sense.
    Unreadable,
    /// The server cannot, right now.
    Busy,
}

impl Problem {
    const ALL: [Problem; 25] = [
        Problem::NoMatch,
        Problem::TooMany,
        Problem::NoClinic,
        Problem::WrongCode,
        Problem::WrongPassword,
        Problem::Stale,
        Problem::Differ,
        Problem::Short,
        Problem::ShortAlone,
        Problem::Long,
        Problem::Common,
        Problem::Personal,
        Problem::NoEmail,
        Problem::NoName,
        Problem::NoClinicName,
        Problem::NoSiteName,
        Problem::NoZone,
        Problem::Taken,
        Problem::Elsewhere,
        Problem::Gone,
        Problem::SignedOut,
        Problem::Locked,
        Problem::Forbidden,
        Problem::Unreadable,
        Problem::Busy,
    ];

    /// As an address carries it.
    pub fn code(self) -> &'static str {
        match self {
            Problem::NoMatch => "no_match",
            Problem::TooMany => "too_many",
            Problem::NoClinic => "no_clinic",
            Problem::WrongCode => "wrong_code",
            Problem::WrongPassword => "wrong_password",
            Problem::Stale => "stale",
            Problem::Differ => "differ",
            Problem::Short => "short",
            Problem::ShortAlone => "short_alone",
            Problem::Long => "long",
            Problem::Common => "common",
            Problem::Personal => "personal",
            Problem::NoEmail => "no_email",
            Problem::NoName => "no_name",
            Problem::NoClinicName => "no_clinic_name",
            Problem::NoSiteName => "no_site_name",
            Problem::NoZone => "no_zone",
            Problem::Taken => "taken",
            Problem::Elsewhere => "elsewhere",
            Problem::Gone => "gone",
            Problem::SignedOut => "signed_out",
            Problem::Locked => "locked",
            Problem::Forbidden => "forbidden",
            Problem::Unreadable => "unreadable",
            Problem::Busy => "busy",
        }
    }

    /// From an address.
    pub fn from_code(code: &str) -> Option<Problem> {
        Problem::ALL.into_iter().find(|problem| problem.code() == code)
    }

    /// What happened in a few words, and what to do next.
    pub fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Problem::NoMatch => (
                "That did not match.",
                "Check the address and the password; after five tries there is a pause.",
            ),
            Problem::TooMany => ("Too many tries.", "Nothing is lost; wait a little, then try again."),
            Problem::NoClinic => (
                "You are not on the staff of a clinic now.",
                "Ask an administrator of your clinic for a new invitation.",
            ),
            Problem::WrongCode => (
                "That code is not right, or was used already.",
                "Type the one that the app shows now, or a recovery code that you have not used.",
            ),
            Problem::WrongPassword => {
                ("That is not your present password.", "Nothing was changed; type it again.")
            }
            Problem::Stale => ("That took too long.", "Nothing was changed; begin again."),
            Problem::Differ => {
                ("The two passwords differ.", "Nothing is saved yet; type the new password again.")
            }
            Problem::Short => (
                "That password is too short.",
                "Use 15 characters or more, for example a sentence; with a second factor, 8 are enough.",
            ),
            Problem::ShortAlone => (
                "Without the second factor this password is too short.",
                "Choose one of 15 characters or more first.",
            ),
            Problem::Long => ("That password is too long.", "1,000 characters are the limit."),
            Problem::Common => (
                "That password is among the first that are tried.",
                "Choose one that nobody else would think of.",
            ),
            Problem::Personal => (
                "That password contains your name, your address or the name of this program.",
                "Choose one without them.",
            ),
            Problem::NoEmail => ("That is no e-mail address.", "Write it as name@example.org."),
            Problem::NoName => {
                ("Your name is missing, or cannot be shown.", "Type it as colleagues should see it.")
            }
            Problem::NoClinicName => {
                ("The name of the clinic is missing, or cannot be shown.", "Type it as people know it.")
            }
            Problem::NoSiteName => (
                "The name of the site is missing, or cannot be shown.",
                "One word is enough, for example Main.",
            ),
            Problem::NoZone => {
                ("Nobody knows that time zone.", "Choose one from the list, for example America/New_York.")
            }
            Problem::Taken => (
                "There is an account for this already.",
                "Sign in with it, or ask who invited you for a new link.",
            ),
            Problem::Elsewhere => (
                "This person has an account in another clinic too.",
                "Only the person, or whoever runs this server, can change its password.",
            ),
            Problem::Gone => {
                ("That is not there any more.", "A link works once, and for seven days; ask for a new one.")
            }
            Problem::SignedOut => {
                ("You are signed out.", "Sign in again; what you typed on the board is kept on this device.")
            }
            Problem::Locked => (
                "This page is locked after a pause.",
                "What you typed is kept; enter your password to go on.",
            ),
            Problem::Forbidden => {
                ("Your role does not include this.", "Nothing was changed; ask a director.")
            }
            Problem::Unreadable => ("The form could not be read.", "Nothing was changed; send it again."),
            Problem::Busy => {
                ("The server cannot do that right now.", "Nothing was changed; try again in a moment.")
            }
        }
    }
}

/// A problem, and how long to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trouble {
    /// What.
    pub problem: Problem,
    /// Seconds until the next try is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_seconds: Option<u32>,
}

/// A form was taken; the page goes there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Onward {
    /// A path of ours.
    pub to: String,
}

/// What becomes of a form that a script has posted.
pub type Reply = Result<Onward, Trouble>;

/// An invitation to hand over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InviteLink {
    /// The whole address; works once.
    pub link: String,
    /// Until then.
    pub until: Instant,
}

/// What the sign-in page begins with.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Opening {
    /// Whom one may be with one press; nobody outside demo mode.
    pub demo: Vec<DemoPerson>,
    /// The password was right, the second factor is asked for.
    pub half_signed_in: bool,
    /// The session is locked; the name of its person.
    pub locked: Option<String>,
}

/// Somebody of a demo clinic.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoPerson {
    /// Who.
    pub staff: StaffId,
    /// Name.
    pub name: Name,
    /// Roles in words.
    pub title: String,
    /// Where.
    pub clinic: Name,
}

/// What a one-time link is for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Invitation {
    /// To found the first clinic and be its director.
    Found,
    /// To become somebody on staff.
    Join {
        /// Of which clinic.
        clinic: Name,
        /// Name as the clinic knows it.
        name: Name,
        /// Roles in words.
        title: String,
    },
    /// To choose another password.
    Reset,
}

/// What the account page shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountPage {
    /// Address.
    pub email: String,
    /// Whether there is a password; demo people have none.
    pub has_password: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Recovery codes that are not used yet.
    pub recovery_left: u32,
    /// A second factor that is being set up.
    pub setup: Option<FactorSetup>,
    /// Other clinics in which this account is somebody.
    pub other_clinics: Vec<OtherClinic>,
}

/// A second factor that is being set up; shown to its person only, until it is confirmed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FactorSetup {
    /// Secret, to type into the app.
    pub typed: String,
    /// The same as a link that an app opens.
    pub uri: String,
    /// Recovery codes, to keep.
    pub codes: Vec<String>,
}

/// Another clinic to go to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OtherClinic {
    /// Which.
    pub clinic: ClinicId,
    /// Name.
    pub name: Name,
}

/// How the pages look for this account. In the context of each request of somebody at work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Look {
    /// One of [`THEMES`].
    pub theme: String,
    /// One of [`DENSITIES`].
    pub density: String,
}

impl Default for Look {
    fn default() -> Look {
        Look { theme: "system".to_owned(), density: "normal".to_owned() }
    }
}

/// Somebody before the door, as their cookies say. In the context of each request; never sent to a browser.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Visitor {
    /// See [`Opening::half_signed_in`].
    pub half_signed_in: bool,
    /// See [`Opening::locked`].
    pub locked: Option<String>,
}

/// What the server does for the pages at the doors. Implemented by `server::auth`.
#[async_trait::async_trait]
pub trait Door: Send + Sync {
    /// Whom one may be with one press; nobody outside demo mode.
    async fn demo_people(&self) -> Result<Vec<DemoPerson>, ServerError>;
    /// What a one-time link is for.
    async fn invitation(&self, token: &str) -> Result<Invitation, ServerError>;
    /// The person's own account.
    async fn account(&self, who: &Who) -> Result<AccountPage, ServerError>;
}

#[cfg(feature = "ssr")]
fn door() -> Result<Arc<dyn Door>, ServerError> {
    use_context::<Arc<dyn Door>>().ok_or_else(|| ServerError::Broken { ticket: "no door".into() })
}

/// What the sign-in page begins with.
#[server(prefix = "/api", endpoint = "opening", input = Question, output = Answer)]
pub async fn load_opening() -> Result<Opening, ServerError> {
    let visitor = use_context::<Visitor>().unwrap_or_default();
    let demo = door()?.demo_people().await?;
    Ok(Opening { demo, half_signed_in: visitor.half_signed_in, locked: visitor.locked })
}

/// See [`Door::invitation`].
#[server(prefix = "/api", endpoint = "invitation", input = Question, output = Answer)]
pub async fn load_invitation(token: String) -> Result<Invitation, ServerError> {
    door()?.invitation(&token).await
}

/// See [`Door::account`].
#[server(prefix = "/api", endpoint = "account", input = Question, output = Answer)]
pub async fn load_account() -> Result<AccountPage, ServerError> {
    let who = crate::api::who()?;
    door()?.account(&who).await
}

/// How the pages look for whoever asks.
#[server(prefix = "/api", endpoint = "look", input = Question, output = Answer)]
pub async fn load_look() -> Result<Look, ServerError> {
    std::future::ready(Ok(use_context::<Look>().unwrap_or_default())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_found_by_the_code_that_its_address_carries() {
        for problem in Problem::ALL {
            assert_eq!(Problem::from_code(problem.code()), Some(problem));
            let json = serde_json::to_string(&problem).unwrap();
            assert_eq!(json, format!("\"{}\"", problem.code()));
        }
        assert_eq!(Problem::from_code("<script>"), None);
    }
}
