//! Supervision of assistants and technicians: contacts, and their share of a month.

use crate::ids::StaffId;
use crate::kinds::Date;
use crate::service::Minutes;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// Of the direct time of a behaviour technician so many percent are supervised each month. Source: BACB, RBT Handbook.
pub const RBT_PERCENT: u32 = 5;
/// And so often. Source: BACB, RBT Handbook.
pub const RBT_CONTACTS: usize = 2;

/// How somebody supervised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// In the room, or by video while it happened.
    Direct,
    /// Afterwards.
    General,
}

impl Way {
    /// Both.
    pub const ALL: [Way; 2] = [Way::Direct, Way::General];

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            Way::Direct => "Direct, while treating",
            Way::General => "General, afterwards",
        }
    }
}

/// One contact of supervision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// The clinic-local day.
    pub on: Date,
    /// Who supervised.
    pub by: StaffId,
    /// Who was supervised.
    pub of: StaffId,
    /// For how long.
    pub minutes: Minutes,
    /// How.
    pub way: Way,
}

/// A month of somebody who has to be supervised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Month {
    /// Minutes with patients.
    pub direct: u32,
    /// Minutes supervised.
    pub supervised: u32,
    /// Contacts.
    pub contacts: usize,
}

/// How a month stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Enough.
    Met,
    /// Not enough yet, with half of the month or more to go.
    Early,
    /// Not enough, and half of the month is over.
    Behind,
    /// Not enough, and the month is over.
    Missed,
}

impl Month {
    /// Adds up the month of a day: direct sessions as day and minutes, and contacts.
    pub fn of(day: Date, sessions: impl Iterator<Item = (Date, u32)>, contacts: &[&Contact]) -> Month {
        let same = |on: Date| (on.year(), on.month()) == (day.year(), day.month());
        let held: Vec<_> = contacts.iter().filter(|contact| same(contact.on)).collect();
        Month {
            direct: sessions.filter(|(on, _)| same(*on)).map(|(_, minutes)| minutes).sum(),
            supervised: held.iter().map(|contact| u32::from(contact.minutes.get())).sum(),
            contacts: held.len(),
        }
    }

    /// How it stands on a day; of another month than `of`, it is over.
    pub fn standing(&self, of: Date, today: Date) -> Standing {
        let enough = self.direct * RBT_PERCENT <= self.supervised * 100 && RBT_CONTACTS <= self.contacts;
        match () {
            () if enough || self.direct == 0 => Standing::Met,
            () if (of.year(), of.month()) < (today.year(), today.month()) => Standing::Missed,
            () if 15 < today.day() => Standing::Behind,
            () => Standing::Early,
        }
    }

    /// "42 of 900 minutes supervised, 4.6 %, in 1 contact; 5 % and 2 contacts are asked for."
    pub fn sentence(&self) -> String {
        let tenths = (self.supervised * 1_000).checked_div(self.direct).unwrap_or(0);
        let contacts = if self.contacts == 1 { "contact" } else { "contacts" };
        format!(
            "{} of {} minutes supervised, {}.{} %, in {} {contacts}; {RBT_PERCENT} % and {RBT_CONTACTS} contacts are asked for.",
            self.supervised,
            self.direct,
            tenths / 10,
            tenths % 10,
            self.contacts,
        )
    }
}
