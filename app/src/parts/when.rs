//! Instants as people of a site say them: by the clock on its wall. Drawn by `timeline.css`.

use super::words;
use chrono::Timelike;
use domain::clinic::Clinic;
use domain::ids::SiteId;
use domain::kinds::{Date, Instant};

/// An instant by a site's clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    /// The clinic-local day.
    pub day: Date,
    /// "15:20".
    pub time: String,
    /// For `datetime`.
    pub code: String,
}

impl When {
    /// By the clock of a site; of the clinic's first site where none is named.
    pub fn at(clinic: &Clinic, site: Option<SiteId>, at: Instant) -> When {
        let site = site.and_then(|site| clinic.site(site)).or_else(|| clinic.sites.first());
        let local = site.map_or_else(|| at.naive_utc(), |site| site.zone.local(at));
        let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
        let time = [&two(local.hour()), ":", &two(local.minute())].concat();
        let day = local.date();
        When { day, code: [&day.to_string(), "T", &time].concat(), time }
    }

    /// "12 Nov, 15:20".
    pub fn words(&self) -> String {
        [&words::short_date(self.day), ", ", &self.time].concat()
    }

    /// "Today", "Yesterday", "12 Nov 2026".
    pub fn day_words(&self, today: Date) -> String {
        match (today - self.day).num_days() {
            0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            _ => words::date(self.day),
        }
    }
}
