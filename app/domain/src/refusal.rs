//! Why not: data, so that a page can offer the repair, and a sentence for the person.

use crate::gate::Gate;
use crate::ids::StaffId;
use crate::kinds::{Date, Instant, Lane, TextProblem};
use crate::task::TaskId;
use serde::{Deserialize, Serialize};

/// A field of a form, for a message beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A patient's or person's name.
    Name,
    /// Birthday.
    Born,
    /// Disciplines.
    Disciplines,
    /// Referral day.
    ReferredOn,
    /// Lane entry day.
    EnteredOn,
    /// Wake date of a hold.
    WakeOn,
    /// Day on which something was done.
    DoneOn,
    /// Due day.
    Due,
    /// Reason.
    Reason,
    /// Contact.
    Contact,
    /// Owner.
    Owner,
    /// Covering person.
    Cover,
    /// Phone.
    Phone,
    /// Language.
    Language,
    /// Facts about coverage and risk.
    Facts,
    /// E-mail.
    Email,
    /// Roles.
    Roles,
    /// Time zone.
    Zone,
    /// Too many of something in one command.
    Count,
    /// Sites.
    Sites,
    /// Business days.
    Business,
    /// Who pays.
    Payer,
    /// A policy.
    Coverage,
    /// The order in which policies pay.
    PayerOrder,
    /// A prior authorization.
    Authorization,
    /// A visit.
    Visit,
    /// A plan of care.
    Plan,
    /// A goal.
    Goal,
    /// A diagnosis.
    Diagnosis,
    /// A score of an outcome measure.
    Score,
    /// A note on a session.
    Note,
    /// Somebody's name under something.
    Signature,
    /// A licence, certificate or enrolment.
    Licence,
    /// A handoff or a case conference.
    Handoff,
    /// How a case ends, and what follows.
    Ending,
    /// A charge, a claim or a denial.
    Charge,
    /// A document.
    Document,
    /// That somebody leaves.
    Departure,
}

/// Why a command was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The person's roles do not allow it.
    NotAllowed,
    /// No such case for this person; the same whether it does not exist or may not be seen.
    NoSuchCase,
    /// No such task on this case.
    NoSuchTask {
        /// Which.
        task: TaskId,
    },
    /// The task is already done, waived or cancelled.
    TaskNotOpen {
        /// Which.
        task: TaskId,
    },
    /// The task is open already.
    TaskOpen {
        /// Which.
        task: TaskId,
    },
    /// No such person on the clinic's staff, or they have left.
    NoSuchStaff,
    /// No such site.
    NoSuchSite,
    /// No such contact.
    NoSuchContact,
    /// Something with this id exists already.
    Exists,
    /// The lane cannot be left yet.
    Gate(Box<Gate>),
    /// Somebody moved it since the screen was drawn.
    MovedMeanwhile {
        /// Where it is.
        now: Lane,
        /// Who.
        by: StaffId,
        /// When.
        at: Instant,
    },
    /// The field has another value than the screen showed.
    ChangedMeanwhile {
        /// Which.
        field: Field,
        /// What it says now.
        now: String,
        /// Who.
        by: StaffId,
        /// When.
        at: Instant,
    },
    /// The move cannot be taken back: somebody acted since.
    ActedSince {
        /// Who.
        by: StaffId,
        /// When.
        at: Instant,
    },
    /// There is nothing to take back.
    NothingToUndo,
    /// A reason is needed.
    ReasonNeeded,
    /// It is there already.
    SameLane,
    /// Closed cases do not change; a re-admission opens a new one.
    Closed,
    /// A text or number is not acceptable.
    Text {
        /// Where.
        field: Field,
        /// Why.
        problem: TextProblem,
    },
    /// A date is not possible here.
    Date {
        /// Where.
        field: Field,
        /// Earliest acceptable.
        from: Date,
        /// Latest acceptable.
        to: Date,
    },
    /// Something is needed here.
    Missing {
        /// Where.
        field: Field,
    },
    /// More than a command may carry.
    TooMany {
        /// Where.
        field: Field,
        /// The limit.
        max: usize,
    },
    /// Not paused.
    NotOnHold,
    /// Nobody would be left who may give rights.
    LastAdministrator,
    /// Not enough to know what to do with the clinic yet.
    NotSetUp,
    /// The command's id is that of another command.
    IdTaken,
    /// Rights to patients' records are given by a director.
    NeedsDirector,
    /// A record of the clinic says something else than the screen showed.
    RecordChanged {
        /// Which field.
        field: Field,
        /// What it says now.
        now: String,
    },
    /// Something about coverage, an authorization, a visit or a payer's rules that cannot be.
    Problem {
        /// Where.
        field: Field,
        /// A sentence that names the place and the repair.
        problem: String,
    },
    /// Beyond what is covered, where the clinic chose that nothing is booked unnoticed.
    NotCovered {
        /// What is missing, for which day, and what to do.
        problem: String,
    },
    /// A workflow that people could not work by.
    Workflow {
        /// A sentence that names the place and the repair.
        problem: String,
    },
    /// Days in a lane count from its entry, which nobody sets.
    LaneEntryStays,
    /// The reason says too little for whoever has to judge by it.
    ReasonTooShort {
        /// Characters at least.
        min: usize,
    },
}

impl Refusal {
    /// Of a rule that says in a sentence what is wrong.
    pub fn problem(field: Field, problem: &dyn std::fmt::Display) -> Refusal {
        Refusal::Problem { field, problem: problem.to_string() }
    }

    /// One sentence: what happened, what is safe, what to do next.
    pub fn sentence(&self, name: impl Fn(StaffId) -> String) -> String {
        match self {
            Refusal::NotAllowed => "Your role does not allow this; nothing was changed. Ask somebody with the right, or a director to change your role.".into(),
            Refusal::NoSuchCase => "There is no such case among those you may open. Check the number, or ask its owner to add you to the care team.".into(),
            Refusal::NoSuchTask { task } => format!("Task {task} is not on this case; nothing was changed. Reload to see the tasks as they are."),
            Refusal::TaskNotOpen { task } => format!("Task {task} is already finished; nothing was changed. Reopen it first if it must be done again."),
            Refusal::TaskOpen { task } => format!("Task {task} is still open, so there is nothing to reopen."),
            Refusal::NoSuchStaff => "This person is not on the clinic's staff, or has left; nothing was changed. Choose somebody else.".into(),
            Refusal::NoSuchSite => "The clinic has no such site; nothing was changed. Choose one of its sites.".into(),
            Refusal::NoSuchContact => "This contact is no longer on the case; nothing was changed.".into(),
            Refusal::Exists => "This was added already; nothing was added twice.".into(),
            Refusal::Gate(gate) => gate.sentence(),
            Refusal::MovedMeanwhile { now, by, .. } => format!("{} moved it to {} meanwhile. It stays there; look again and move it from there.", name(*by), now.title()),
            Refusal::ChangedMeanwhile { now, by, .. } => format!("{} changed this meanwhile; it now says \"{now}\". Your text is kept: choose which of the two should stand.", name(*by)),
            Refusal::ActedSince { by, .. } => format!("{} has worked on this case since, so nothing was taken back. Change it by hand if it should be as it was.", name(*by)),
            Refusal::NothingToUndo => "There is nothing left to undo on this case; it stays as it is.".into(),
            Refusal::ReasonNeeded => "Please say why in a few words; the reason goes into the history.".into(),
            Refusal::SameLane => "It is in this lane already.".into(),
            Refusal::Closed => "This case is closed and stays as it was. Open a new case for a re-admission.".into(),
            Refusal::Text { problem, .. } => problem.to_string(),
            Refusal::Date { from, to, .. } => format!("This date is not possible here: choose a day from {from} to {to}."),
            Refusal::Missing { .. } => "This is needed; please fill it in.".into(),
            Refusal::TooMany { max, .. } => format!("That is more than {max} at once; nothing was changed. Please send fewer."),
            Refusal::NotOnHold => "This case is not on hold.".into(),
            Refusal::LastAdministrator => "Somebody must be left who may give rights; nothing was changed. Make another person director first.".into(),
            Refusal::IdTaken => "This request has the number of another one, so nothing was done. Reload the page, then do it again.".into(),
            Refusal::NeedsDirector => "Only a director gives rights to patients' records; nothing was changed. Ask a director to add them.".into(),
            Refusal::RecordChanged { now, .. } => format!("Somebody changed this meanwhile; it now says \"{now}\". Nothing was saved: open it again, and change it from there."),
            Refusal::Workflow { problem } | Refusal::Problem { problem, .. } | Refusal::NotCovered { problem } => problem.clone(),
            Refusal::ReasonTooShort { min } => format!("Please say in at least {min} characters why; nothing was opened. Whoever reads the reason must be able to judge by it."),
            Refusal::NotSetUp => "This clinic has no site yet; nothing was changed. Add a site first.".into(),
            Refusal::LaneEntryStays => "Days in a lane count from the day on which the case entered it, which stays as it is; nothing was changed. Use a hold if the clock should stop.".into(),
        }
    }
}
