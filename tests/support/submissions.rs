//! What people in tests ask for, in one line each.

use domain::case::{Command as Does, NewCase, Patient};
use domain::ids::{CaseId, CommandId, CommentId, SiteId, StaffId};
use domain::journal::{Command, Submission};
use domain::kinds::{Discipline, Lane, Line, Name, Prose, Rank, Via};
use domain::workflow::Facts;
use uuid::Uuid;

/// Something about a case, with a fresh id.
pub fn about(case: CaseId, does: Does) -> Submission {
    Submission { id: CommandId(Uuid::now_v7()), command: Command::Case { case, does } }
}

/// A new case; its id, and what opens it.
pub fn open(name: &str, site: SiteId, owner: Option<StaffId>) -> (CaseId, Submission) {
    open_in(name, site, owner, None)
}

/// A new case in a lane.
pub fn open_in(name: &str, site: SiteId, owner: Option<StaffId>, lane: Option<Lane>) -> (CaseId, Submission) {
    let case = CaseId(Uuid::now_v7());
    let new = NewCase {
        patient: Patient {
            name: Name::parse(name).expect("a name"),
            born: chrono::NaiveDate::from_ymd_opt(2019, 5, 4),
            phone: None,
            language: None,
        },
        disciplines: vec![Discipline::Slp],
        site,
        rank: Rank::between(None, None),
        referred_on: None,
        owner,
        contacts: vec![],
        identifiers: vec![],
        facts: Facts::default(),
        lane,
        entered_on: None,
        waiting: None,
        notes: vec![],
        pause: None,
        steps: vec![],
        batch: None,
    };
    (case, about(case, Does::Open(Box::new(new))))
}

/// To another place in the same lane or in another.
pub fn move_to(case: CaseId, from: Lane, to: Lane, rank: Rank) -> Submission {
    let reason = Line::parse("the family asked for it").ok();
    let via = Via::default();
    about(case, Does::Move { from, to, rank, via, reason, over: false })
}

/// A comment.
pub fn comment(case: CaseId, text: &str) -> Submission {
    let (id, text) = (CommentId(Uuid::now_v7()), Prose::parse(text).expect("a comment"));
    about(case, Does::Comment { id, text, mentions: vec![] })
}
