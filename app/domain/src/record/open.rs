//! What is open in a record: what work lists of the whole clinic are made of.

use super::Record;
use crate::bill::denial::Reason;
use crate::bill::{Denial, Resolution};
use crate::coverage::force::payers_on;
use crate::ids::{CommandId, HandoffId, PayerId, StaffId};
use crate::kinds::Date;
use crate::ledger::Ledger;
use crate::money::Cents;
use crate::note::clocks::{Clock, clocks};
use crate::visit::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that waits for somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// A note.
    Note(Clock),
    /// A handoff that its receiver has not answered.
    Handoff {
        /// Which.
        handoff: HandoffId,
        /// Who has the case still.
        from: StaffId,
        /// Who is to answer.
        to: StaffId,
        /// Visits pass from this clinic-local day.
        due: Date,
    },
    /// Delivered sessions without a claim.
    Unbilled {
        /// Released, and not gone yet; else nobody has released them.
        released: bool,
        /// How many.
        count: u32,
        /// The first date of service among them.
        first: Date,
        /// Who pays first on that day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payer: Option<PayerId>,
        /// Days to file, where the policy says otherwise than the payer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u16>,
    },
    /// A denial without an end.
    Denied {
        /// Which.
        denial: CommandId,
        /// The day of the payer's answer.
        on: Date,
        /// What was refused.
        amount: Cents,
        /// The payer's reasons.
        codes: Vec<Reason>,
        /// An appeal went out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        appealed: bool,
    },
    /// A call after the discharge.
    Call {
        /// Days after the discharge.
        after: u16,
        /// The clinic-local day by which it is due.
        due: Date,
    },
}

impl Open {
    /// The last clinic-local day on which it is in time; of money, the day from which its clock runs.
    pub fn due(&self) -> Date {
        match self {
            Open::Note(clock) => clock.due,
            Open::Handoff { due, .. } | Open::Call { due, .. } => *due,
            Open::Unbilled { first: day, .. } | Open::Denied { on: day, .. } => *day,
        }
    }
}

/// What is open. Follows from the two alone, so that a row says the same whenever it is made; days that pass change what is
/// late, and not what is open.
pub fn open(ledger: &Ledger, record: &Record) -> Vec<Open> {
    let notes = clocks(&record.notes, &ledger.visits).into_iter().map(Open::Note);
    let handed = record.handoffs.open().map(|handoff| Open::Handoff {
        handoff: handoff.what.id,
        from: handoff.what.from,
        to: handoff.what.to,
        due: handoff.what.effective,
    });
    let left = record.ending.follow_ups.iter().filter(|call| !call.is_done());
    let calls = left.map(|call| Open::Call { after: call.after, due: call.due });
    notes.chain(handed).chain(calls).chain(unbilled(ledger, record)).chain(denied(record)).collect()
}

/// Whether they are released, who pays first, and the days to file where the policy says so.
type Group = (bool, Option<PayerId>, Option<u16>);

/// By whether they are released, and by who pays: for each the filing clock of the earliest runs out first.
fn unbilled(ledger: &Ledger, record: &Record) -> Vec<Open> {
    let mut groups: BTreeMap<Group, (u32, Date)> = BTreeMap::new();
    for visit in
        ledger.visits.iter().filter(|visit| visit.outcome == Outcome::Arrived && visit.billed_on.is_none())
    {
        let release = record.charges.release(visit.id);
        if release.is_some_and(|release| !release.exports.is_empty()) {
            continue;
        }
        let payers = payers_on(ledger, visit.on);
        let first = payers.ordered.first();
        let key = (
            release.is_some(),
            first.map(|policy| policy.payer),
            first.and_then(|policy| policy.filing_days),
        );
        let group = groups.entry(key).or_insert((0, visit.on));
        *group = (group.0 + 1, group.1.min(visit.on));
    }
    let open =
        |((released, payer, days), (count, first))| Open::Unbilled { released, count, first, payer, days };
    groups.into_iter().map(open).collect()
}

fn denied(record: &Record) -> Vec<Open> {
    let open = |denial: &Denial| match denial.resolved.map(|resolved| resolved.how) {
        None | Some(Resolution::Appealed) => Some(Open::Denied {
            denial: denial.id,
            on: denial.on,
            amount: denial.amount,
            codes: denial.codes.clone(),
            appealed: denial.resolved.is_some(),
        }),
        Some(_) => None,
    };
    record.charges.denials.iter().filter_map(open).collect()
}
