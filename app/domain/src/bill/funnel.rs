//! From a booking to the money: how many sessions of a period came how far, and which stopped where.

use crate::calendar::Span;
use crate::ids::VisitId;
use crate::kinds::Date;
use crate::money::Cents;

/// How far a session came. The later, the farther.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// It is in the calendar.
    Scheduled,
    /// The patient came.
    Arrived,
    /// There is a note.
    Documented,
    /// The note has every signature that it needs.
    Signed,
    /// Its charge left the clinic.
    Exported,
    /// Somebody paid.
    Paid,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Step; 6] =
        [Step::Scheduled, Step::Arrived, Step::Documented, Step::Signed, Step::Exported, Step::Paid];
}

/// One session. Each fact stands by itself, as a claim may be paid that nobody documented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that stand by themselves")]
pub struct Row {
    /// Which.
    pub visit: VisitId,
    /// Date of service.
    pub on: Date,
    /// The patient came.
    pub arrived: bool,
    /// There is a note.
    pub documented: bool,
    /// It is signed.
    pub signed: bool,
    /// Its charge left.
    pub exported: bool,
    /// It is paid.
    pub paid: bool,
    /// Its charge.
    pub amount: Cents,
}

impl Row {
    /// The last step before the first that is missing.
    pub fn reached(&self) -> Step {
        let facts = [self.arrived, self.documented, self.signed, self.exported, self.paid];
        let steps = Step::ALL.into_iter().skip(1).zip(facts);
        steps.take_while(|(_, is)| *is).last().map_or(Step::Scheduled, |(step, _)| step)
    }
}

/// One step of a funnel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Level {
    /// Which.
    pub step: Step,
    /// Sessions that came so far.
    pub count: usize,
    /// Their charges, in cents.
    pub cents: u64,
    /// Those that came so far and no farther.
    pub stopped: Vec<VisitId>,
}

/// The funnel of dates of service.
pub fn funnel(rows: &[Row], period: Span) -> Vec<Level> {
    let rows: Vec<(&Row, Step)> =
        rows.iter().filter(|row| period.contains(row.on)).map(|row| (row, row.reached())).collect();
    let level = |step: Step| {
        let here = || rows.iter().filter(move |(_, reached)| step <= *reached);
        Level {
            step,
            count: here().count(),
            cents: here().map(|(row, _)| u64::from(row.amount.0)).sum(),
            stopped: here().filter(|(_, reached)| *reached == step).map(|(row, _)| row.visit).collect(),
        }
    };
    Step::ALL.into_iter().map(level).collect()
}
