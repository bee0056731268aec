//! Entering an authorization: what is refused at the door, and which status may follow which.

#[cfg(test)]
mod tests;

use super::{Authorization, AuthorizationLine, AuthorizationStatus, Measure};
use crate::calendar::{Span, said};
use crate::ids::PolicyId;
use crate::kinds::{Date, Discipline};
use crate::service::{Code, Services};
use chrono::Months;

/// Lines of one authorization at most.
pub const LINES_MAX: usize = 40;
/// Codes, modifiers or people of one line at most.
pub const LISTED_MAX: usize = 100;
/// The longest authorization, in years.
pub const YEARS_MAX: u32 = 3;

/// Why an authorization cannot be kept as it was entered. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationProblem {
    /// Nothing is asked for.
    #[error("An authorization needs at least one line. Please say what is asked for, and how much.")]
    NoLine,
    /// More lines than anybody grants.
    #[error("An authorization has at most {LINES_MAX} lines. Please check the number, or enter it as two.")]
    TooManyLines,
    /// A line with an endless list.
    #[error(
        "Line {line} lists more than {LISTED_MAX} codes, modifiers or people. Leave the list empty if it is for all."
    )]
    TooManyListed {
        /// From 1.
        line: usize,
    },
    /// Nothing is granted, though it is called approved.
    #[error(
        "Line {line} is approved, but grants nothing. Please enter what was granted, or choose \"Partly approved\" or \"Denied\"."
    )]
    GrantsNothing {
        /// From 1.
        line: usize,
    },
    /// No line of a partial approval grants anything.
    #[error(
        "It is partly approved, but no line grants anything. Please enter what was granted, or choose \"Denied\"."
    )]
    NothingGranted,
    /// A line asks for nothing, and nothing is granted.
    #[error("Line {line} asks for nothing. Please enter how much is asked for.")]
    AsksNothing {
        /// From 1.
        line: usize,
    },
    /// A ceiling that nothing can reach, or under which nothing can be done.
    #[error(
        "The ceiling of line {line} is {cap}, its total {total}. Please enter a ceiling from 1 to the total."
    )]
    CapOutOfRange {
        /// From 1.
        line: usize,
        /// The ceiling, in the line's measure.
        cap: u32,
        /// The total, in the line's measure.
        total: u32,
    },
    /// The dates hold no day.
    #[error(
        "It begins and ends on {}, so it is good for no day. Please enter the first day after it as its end.", said(*.0)
    )]
    EmptyPeriod(Date),
    /// Longer than anybody grants.
    #[error("From {} until {} is more than {YEARS_MAX} years. Please check the dates.", said(*from), said(*until))]
    TooLong {
        /// First day.
        from: Date,
        /// First day after it.
        until: Date,
    },
    /// No such policy on this case.
    #[error("The policy is not on this case. Please choose one of its policies, or add the policy first.")]
    NoSuchPolicy,
    /// The case has no such discipline.
    #[error("{} is not among the disciplines of this case. Please choose one of them, or add it to the case first.", .0.title())]
    NoSuchDiscipline(Discipline),
    /// The answer is older than the question.
    #[error(
        "It was decided on {decided}, before it was requested on {requested}. Please correct one of the two dates."
    )]
    DecidedBeforeRequested {
        /// The clinic-local day of the request.
        requested: Date,
        /// The clinic-local day of the decision.
        decided: Date,
    },
    /// Approved without a number.
    #[error(
        "An approved authorization needs the payer's number: claims carry it. Please enter it from the letter."
    )]
    NumberNeeded,
    /// In no list.
    #[error("{0} is not among the clinic's services. Please correct the code, or add it to the list.")]
    UnknownCode(Code),
    /// Somebody else's work.
    #[error("{code} is not a service of {}. Please correct the code or the discipline.", discipline.title())]
    OtherDiscipline {
        /// The code.
        code: Code,
        /// The authorization's.
        discipline: Discipline,
    },
    /// At another time.
    #[error("{0} is in force on no day of these dates. Please choose the code that is.")]
    NotInForce(Code),
    /// It follows itself.
    #[error("An authorization cannot follow itself. Please choose the one before it, or none.")]
    FollowsItself,
}

/// What an authorization is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Policies of the case.
    pub policies: &'a [PolicyId],
    /// Disciplines of the case.
    pub disciplines: &'a [Discipline],
    /// Codes.
    pub services: &'a Services,
}

/// Whether an authorization can be kept. More granted than requested is allowed, and so is another one for the same days:
/// both happen.
pub fn check(ground: &Ground<'_>, authorization: &Authorization) -> Result<(), AuthorizationProblem> {
    if !ground.policies.contains(&authorization.policy) {
        return Err(AuthorizationProblem::NoSuchPolicy);
    }
    if !ground.disciplines.contains(&authorization.discipline) {
        return Err(AuthorizationProblem::NoSuchDiscipline(authorization.discipline));
    }
    if authorization.follows == Some(authorization.id) {
        return Err(AuthorizationProblem::FollowsItself);
    }
    dates(authorization)?;
    if is_approved(&authorization.status) && authorization.number.is_none() {
        return Err(AuthorizationProblem::NumberNeeded);
    }
    match authorization.lines.len() {
        0 => return Err(AuthorizationProblem::NoLine),
        1..=LINES_MAX => {}
        _ => return Err(AuthorizationProblem::TooManyLines),
    }
    for (at, line) in authorization.lines.iter().enumerate() {
        amounts(at + 1, line, &authorization.status)?;
        line.codes.iter().try_for_each(|listed| code(ground.services, authorization, *listed))?;
    }
    let grants = |line: &AuthorizationLine| line.granted.is_some_and(|granted| 0 < granted);
    if authorization.status == AuthorizationStatus::PartlyApproved && !authorization.lines.iter().any(grants)
    {
        return Err(AuthorizationProblem::NothingGranted);
    }
    Ok(())
}

fn is_approved(status: &AuthorizationStatus) -> bool {
    matches!(status, AuthorizationStatus::Approved | AuthorizationStatus::PartlyApproved)
}

fn dates(authorization: &Authorization) -> Result<(), AuthorizationProblem> {
    let from = authorization.period.from();
    if let Some(until) = authorization.period.until() {
        if until == from {
            return Err(AuthorizationProblem::EmptyPeriod(from));
        }
        if from.checked_add_months(Months::new(YEARS_MAX * 12)).is_some_and(|latest| latest < until) {
            return Err(AuthorizationProblem::TooLong { from, until });
        }
    }
    match (authorization.requested_on, authorization.decided_on) {
        (Some(requested), Some(decided)) if decided < requested => {
            Err(AuthorizationProblem::DecidedBeforeRequested { requested, decided })
        }
        _ => Ok(()),
    }
}

fn amounts(
    line: usize,
    entered: &AuthorizationLine,
    status: &AuthorizationStatus,
) -> Result<(), AuthorizationProblem> {
    let longest = entered.codes.len().max(entered.modifiers.len()).max(entered.staff.len());
    if LISTED_MAX < longest {
        return Err(AuthorizationProblem::TooManyListed { line });
    }
    let total = entered.granted.unwrap_or(entered.requested);
    if *status == AuthorizationStatus::Approved && entered.granted.unwrap_or(0) == 0 {
        return Err(AuthorizationProblem::GrantsNothing { line });
    }
    if entered.requested == 0 && total == 0 {
        return Err(AuthorizationProblem::AsksNothing { line });
    }
    match entered.cap.filter(|_| 0 < total) {
        Some(cap) if cap.amount == 0 || total < cap.amount => {
            Err(AuthorizationProblem::CapOutOfRange { line, cap: cap.amount, total })
        }
        _ => Ok(()),
    }
}

fn code(services: &Services, authorization: &Authorization, code: Code) -> Result<(), AuthorizationProblem> {
    let discipline = authorization.discipline;
    let rows = || services.all().filter(move |service| service.code == code);
    if rows().next().is_none() {
        return Err(AuthorizationProblem::UnknownCode(code));
    }
    if !rows().any(|service| service.disciplines.contains(&discipline)) {
        return Err(AuthorizationProblem::OtherDiscipline { code, discipline });
    }
    let some_day = |from: Option<Date>, until: Option<Date>| {
        Span::new(from.unwrap_or(Date::MIN), until).is_ok_and(|span| span.overlaps(&authorization.period))
    };
    if rows()
        .any(|service| service.disciplines.contains(&discipline) && some_day(service.from, service.until))
    {
        Ok(())
    } else {
        Err(AuthorizationProblem::NotInForce(code))
    }
}

/// Why a status cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStep {
    /// It stands there already.
    #[error("It is \"{0}\" already; nothing was changed.")]
    Already(&'static str),
    /// The order of things does not allow it.
    #[error("From \"{from}\" it cannot become \"{to}\"; nothing was changed. {instead}")]
    Never {
        /// Where it stands.
        from: &'static str,
        /// Where it should go.
        to: &'static str,
        /// What can be done.
        instead: &'static str,
    },
}

/// Which status may follow which. Longer dates are a new authorization that follows this one, not a status. What was void
/// may stand again, because the change of coverage that voided it can be taken back.
pub fn next(status: &AuthorizationStatus, wish: AuthorizationStatus) -> Result<AuthorizationStatus, NoStep> {
    use AuthorizationStatus as S;
    let fits = match status {
        S::Draft => matches!(wish, S::Requested | S::Cancelled { .. }),
        S::Requested | S::Pended { .. } => !matches!(wish, S::Draft | S::Appealed { .. } | S::Void { .. }),
        S::Approved => {
            matches!(wish, S::PartlyApproved | S::Appealed { .. } | S::Cancelled { .. } | S::Void { .. })
        }
        S::PartlyApproved => {
            matches!(wish, S::Approved | S::Appealed { .. } | S::Cancelled { .. } | S::Void { .. })
        }
        S::Denied { .. } => matches!(wish, S::Appealed { .. }),
        S::Appealed { .. } => !matches!(wish, S::Draft | S::Requested | S::Pended { .. }),
        S::Void { .. } => matches!(wish, S::Approved | S::PartlyApproved | S::Void { .. }),
        S::Cancelled { .. } => false,
    };
    if *status == wish
        || (status.title() == wish.title() && matches!(wish, S::Appealed { .. } | S::Requested))
    {
        Err(NoStep::Already(status.title()))
    } else if fits {
        Ok(wish)
    } else {
        let instead = match status {
            S::Draft => "Send the request first.",
            S::Denied { .. } => "Appeal it, or request it anew.",
            S::Cancelled { .. } => "Enter a new request.",
            S::Void { .. } => "Take back the change of coverage, or request it from the payer who pays now.",
            _ => "Enter a new authorization that follows this one.",
        };
        Err(NoStep::Never { from: status.title(), to: wish.title(), instead })
    }
}

/// Reads hours as people write them, into units of 15 minutes: "6.25" is 25. Nothing for signs, for parts of a quarter of
/// an hour, and for what is not a number.
pub fn hours(text: &str) -> Option<u32> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let quarters = match part {
        "0" | "00" => 0,
        "25" => 1,
        "5" | "50" => 2,
        "75" => 3,
        _ => return None,
    };
    whole.parse::<u32>().ok().filter(|_| digits)?.checked_mul(4)?.checked_add(quarters)
}

/// Reads an amount of a measure as people write it: whole numbers, hours with quarters, dollars with cents.
pub fn amount(measure: Measure, text: &str) -> Option<u32> {
    match measure {
        Measure::Hours => hours(text),
        Measure::Money => crate::money::Cents::parse(text).ok().map(|cents| cents.0),
        Measure::Visits | Measure::Units | Measure::Sessions => {
            let text = text.trim();
            text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        }
    }
}
