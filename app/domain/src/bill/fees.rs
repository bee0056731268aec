//! What the clinic charges for a unit of a code, by date of service.

use crate::calendar::Span;
use crate::kinds::Date;
use crate::money::Cents;
use crate::service::Code;
use serde::{Deserialize, Serialize};

/// One fee.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fee {
    /// What is done.
    pub code: Code,
    /// Dates of service.
    pub period: Span,
    /// For one unit.
    pub each: Cents,
}

/// A clinic's fees.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fees(pub Vec<Fee>);

/// Why a line has no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFee {
    /// Not in the schedule.
    #[error("There is no fee for {code} on {on}. Please add it to the fee schedule.")]
    Unknown {
        /// The code.
        code: Code,
        /// Date of service.
        on: Date,
    },
    /// More than can be written down.
    #[error("{units} units of {code} come to more than an amount can be. Please correct the units.")]
    TooMuch {
        /// The code.
        code: Code,
        /// Units.
        units: u16,
    },
}

impl Fees {
    /// What units of a code come to. Of two fees for one day the one that began last counts.
    pub fn amount(&self, code: Code, on: Date, units: u16) -> Result<Cents, NoFee> {
        let known = self.0.iter().filter(|fee| fee.code == code && fee.period.contains(on));
        let fee = known.max_by_key(|fee| fee.period.from()).ok_or(NoFee::Unknown { code, on })?;
        let amount = fee.each.0.checked_mul(units.into());
        amount.map(Cents).ok_or(NoFee::TooMuch { code, units })
    }
}
