//! Days and times as a calendar writes them.

use super::Problem;
use super::lines::Property;
use crate::calendar::ZoneOffsets;
use crate::kinds::Date;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// A day, and a minute of it where there is one, at the site.
pub(super) type Local = (Date, Option<u16>);

/// By which clock times are read.
pub(super) struct Clock<'a> {
    /// The site's.
    pub(super) site: &'a ZoneOffsets,
    /// Whose clock times without a zone are by, where the calendar says so.
    pub(super) bare: Option<String>,
}

/// A day or a time, as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stamp {
    /// All day.
    Day(Date),
    /// By the site's clock.
    Local(NaiveDateTime),
    /// By that of Greenwich.
    Utc(NaiveDateTime),
}

impl Stamp {
    /// By its own clock.
    pub(super) fn naive(self) -> NaiveDateTime {
        match self {
            Stamp::Day(day) => day.and_time(NaiveTime::MIN),
            Stamp::Local(at) | Stamp::Utc(at) => at,
        }
    }

    /// Another time by the same clock.
    pub(super) fn with(self, at: NaiveDateTime) -> Stamp {
        match self {
            Stamp::Day(_) => Stamp::Day(at.date()),
            Stamp::Local(_) => Stamp::Local(at),
            Stamp::Utc(_) => Stamp::Utc(at),
        }
    }
}

impl Clock<'_> {
    /// The day, and the minute, at the site.
    pub(super) fn local(&self, stamp: Stamp) -> Local {
        let at = self.wall(stamp);
        match stamp {
            Stamp::Day(day) => (day, None),
            _ => (at.date(), u16::try_from(at.hour() * 60 + at.minute()).ok()),
        }
    }

    /// What the clock on the site's wall shows.
    pub(super) fn wall(&self, stamp: Stamp) -> NaiveDateTime {
        match stamp {
            Stamp::Utc(at) => self.site.local(at.and_utc()),
            other => other.naive(),
        }
    }

    /// The one day or time of a property.
    pub(super) fn stamp(&self, property: &Property) -> Result<Stamp, Problem> {
        self.read(property.value.trim(), property.parameter("TZID"))
    }

    /// All days or times of a property.
    pub(super) fn stamps(&self, property: &Property) -> Result<Vec<Stamp>, Problem> {
        let zone = property.parameter("TZID");
        property.value.split(',').map(|text| self.read(text.trim(), zone)).collect()
    }

    /// `20261123`, `20261123T141500`, `20261123T191500Z`.
    pub(super) fn read(&self, text: &str, zone: Option<&str>) -> Result<Stamp, Problem> {
        let no = || Problem::NotADate(text.chars().take(40).collect());
        let bytes = text.as_bytes();
        let all = |from: usize, to: usize| {
            bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
        };
        if !all(0, 8) {
            return Err(no());
        }
        let number = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(u32::MAX);
        let year = i32::try_from(number(0, 4)).map_err(|_| no())?;
        let day = Date::from_ymd_opt(year, number(4, 6), number(6, 8)).ok_or_else(no)?;
        if text.len() == 8 {
            return Ok(Stamp::Day(day));
        }
        if bytes[8] != b'T' || !all(9, 15) {
            return Err(no());
        }
        // Calendars may write the second that is put in once in some years.
        let time =
            NaiveTime::from_hms_opt(number(9, 11), number(11, 13), number(13, 15).min(59)).ok_or_else(no)?;
        let at = day.and_time(time);
        match &bytes[15..] {
            b"Z" => Ok(Stamp::Utc(at)),
            b"" => match zone.or(self.bare.as_deref()) {
                Some(zone) if zone.trim_start_matches('/') != self.site.name => {
                    Err(Problem::OtherZone(zone.chars().take(60).collect()))
                }
                _ => Ok(Stamp::Local(at)),
            },
            _ => Err(no()),
        }
    }
}

/// `PT45M`, `P1DT2H`, `P1W`; forward only.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let mut rest = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let mut all = TimeDelta::zero();
    let mut in_day = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            (in_day, rest) = (true, after);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=6).contains(end))?;
        let count: i64 = rest[..end].parse().ok()?;
        let seconds = match (rest.as_bytes()[end], in_day) {
            (b'W', false) => 7 * 86_400,
            (b'D', false) => 86_400,
            (b'H', true) => 3_600,
            (b'M', true) => 60,
            (b'S', true) => 1,
            _ => return None,
        };
        all += TimeDelta::seconds(count * seconds);
        rest = &rest[end + 1..];
    }
    Some(all)
}
