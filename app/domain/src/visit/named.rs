//! Ids of visits that follow from what they come from, so that doing a thing twice makes the same visits.

use crate::ids::{CaseId, SeriesId, VisitId};
use crate::kinds::Date;
use chrono::Datelike;
use uuid::{Builder, Uuid};

/// The visit that a series has on a day.
pub(super) fn of_series(series: SeriesId, on: Date) -> VisitId {
    VisitId(named(series.0, &on.num_days_from_ce().to_be_bytes()))
}

/// The visit of a case that an entry of another calendar stands for: importing the entry again finds it.
pub fn imported(case: CaseId, source: &str) -> VisitId {
    VisitId(named(case.0, source.as_bytes()))
}

/// FNV-1a of 128 bits, as RFC 9562 leaves to whoever makes a UUID of version 8. It keeps ids apart, and hides nothing.
fn named(space: Uuid, name: &[u8]) -> Uuid {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = space
        .as_bytes()
        .iter()
        .chain(name)
        .fold(BASIS, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME));
    Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_id_stays_the_same_from_release_to_release() {
        let day = "2026-11-23".parse().unwrap();
        let id = of_series(SeriesId(Uuid::from_u128(7)), day);
        assert_eq!(id.to_string(), "8a6131e5-7edc-80a3-9b86-010f0d4b0182");
        assert_eq!(id.0.get_version_num(), 8);
    }

    proptest! {
        #[test]
        fn series_and_days_do_not_share_ids(one in any::<u128>(), other in any::<u128>()) {
            prop_assume!(one != other);
            let first: Date = "2026-01-01".parse().unwrap();
            let days = || first.iter_days().take(400);
            let ids = [one, other].into_iter().flat_map(|series| {
                days().map(move |day| of_series(SeriesId(Uuid::from_u128(series)), day))
            });
            prop_assert_eq!(ids.collect::<BTreeSet<_>>().len(), 800);
        }
    }
}
