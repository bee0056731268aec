//! From a day, until a day.

use super::said;
use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// Days from `from` on and before `until`; open-ended without `until`. Equal ends make an empty span, which contains
/// nothing: an appointment to a team that was taken back on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Loose", into = "Loose")]
pub struct Span {
    from: Date,
    until: Option<Date>,
}

/// Why two days make no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanProblem {
    /// The end lies before the start.
    #[error("This ends on {}, before it starts on {}. Please correct one of the two dates.", said(*until), said(*from))]
    EndsBeforeStart {
        /// First day inside.
        from: Date,
        /// First day after it.
        until: Date,
    },
}

impl Span {
    /// Refuses an end before the start.
    pub fn new(from: Date, until: Option<Date>) -> Result<Self, SpanProblem> {
        match until {
            Some(until) if until < from => Err(SpanProblem::EndsBeforeStart { from, until }),
            _ => Ok(Span { from, until }),
        }
    }

    /// Without an end.
    pub fn since(from: Date) -> Self {
        Span { from, until: None }
    }

    /// First day inside.
    pub fn from(&self) -> Date {
        self.from
    }

    /// First day after it, if it ends.
    pub fn until(&self) -> Option<Date> {
        self.until
    }

    /// "from 1 Jul 2026 until 30 Jun 2027", by its first and its last day.
    pub fn in_words(&self) -> String {
        match self.until.and_then(|until| until.pred_opt()) {
            Some(last) if self.from <= last => format!("from {} until {}", said(self.from), said(last)),
            Some(_) => "on no day".to_owned(),
            None => format!("from {}", said(self.from)),
        }
    }

    /// Whether the day is inside; the end is not.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether some day is inside both.
    pub fn overlaps(&self, other: &Span) -> bool {
        let later = self.from.max(other.from);
        self.contains(later) && other.contains(later)
    }
}

/// As written in files, before anybody checked it.
#[derive(Serialize, Deserialize)]
struct Loose {
    from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

impl TryFrom<Loose> for Span {
    type Error = SpanProblem;

    fn try_from(loose: Loose) -> Result<Self, SpanProblem> {
        Span::new(loose.from, loose.until)
    }
}

impl From<Span> for Loose {
    fn from(span: Span) -> Self {
        Loose { from: span.from, until: span.until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_day_is_inside_and_the_end_is_not() {
        let leap_month = Span::new(day("2028-02-01"), Some(day("2028-03-01"))).unwrap();
        assert!(!leap_month.contains(day("2028-01-31")));
        assert!(leap_month.contains(day("2028-02-01")));
        assert!(leap_month.contains(day("2028-02-29")));
        assert!(!leap_month.contains(day("2028-03-01")));
        assert!(Span::since(day("2028-02-01")).contains(day("2099-12-31")));
    }

    #[test]
    fn neighbours_do_not_overlap_and_an_empty_span_overlaps_nothing() {
        let spring = Span::new(day("2026-01-01"), Some(day("2026-07-01"))).unwrap();
        let summer = Span::since(day("2026-07-01"));
        let nothing = Span::new(day("2026-02-01"), Some(day("2026-02-01"))).unwrap();
        assert!(!spring.overlaps(&summer) && !summer.overlaps(&spring));
        assert!(summer.overlaps(&Span::since(day("2030-01-01"))));
        assert!(!nothing.contains(day("2026-02-01")));
        assert!(!nothing.overlaps(&spring) && !spring.overlaps(&nothing));
    }

    #[test]
    fn an_end_before_the_start_is_refused_in_words_wherever_it_comes_from() {
        let refused = Span::new(day("2026-07-01"), Some(day("2026-06-30"))).unwrap_err();
        let words =
            "This ends on 30 Jun 2026, before it starts on 1 Jul 2026. Please correct one of the two dates.";
        assert_eq!(refused.to_string(), words);
        let read = serde_json::from_str::<Span>(r#"{"from":"2026-07-01","until":"2026-06-30"}"#);
        assert_eq!(read.unwrap_err().to_string(), words);
        let open: Span = serde_json::from_str(r#"{"from":"2026-07-01"}"#).unwrap();
        assert_eq!(serde_json::to_string(&open).unwrap(), r#"{"from":"2026-07-01"}"#);
    }

    proptest! {
        #[test]
        fn two_spans_overlap_exactly_when_they_share_a_day(
            a in 0_u64..12, a_len in prop::option::of(0_u64..12), b in 0_u64..12, b_len in prop::option::of(0_u64..12),
        ) {
            let at = |n: u64| day("2028-02-20") + chrono::Days::new(n);
            let a = Span::new(at(a), a_len.map(|len| at(a + len))).unwrap();
            let b = Span::new(at(b), b_len.map(|len| at(b + len))).unwrap();
            let shared = (0..30).any(|n| a.contains(at(n)) && b.contains(at(n)));
            prop_assert_eq!(a.overlaps(&b), shared);
            prop_assert_eq!(b.overlaps(&a), shared);
        }
    }
}
