//! `caseboard verify` and `caseboard rebuild`.

use super::{Failure, say};
use crate::store::Store;
use crate::verify::{self, Report};
use app::parts::words::count;

/// After so many entries the person at the terminal hears how far it is.
const TELL_EVERY: u64 = 100_000;

/// Checks, and says what is wrong.
pub(super) async fn verify(store: &Store) -> Result<(), Failure> {
    let report = verify::verify(store, progress("entries read")).await.map_err(Failure::new)?;
    let letters = usize::try_from(report.letters).unwrap_or(usize::MAX);
    say(format!("{} rows of the access log, {}.", report.looks, count(letters, "letter", "letters")));
    tell(&report, "Everything is as it was written")
}

/// Makes the views anew.
pub(super) async fn rebuild(store: &Store) -> Result<(), Failure> {
    let report = verify::rebuild(store, progress("entries read")).await.map_err(Failure::new)?;
    tell(&report, "The views are made anew")
}

pub(super) fn progress(what: &str) -> impl FnMut(u64) + Send {
    let (mut read, mut told) = (0, 0);
    move |more| {
        read += more;
        if told + TELL_EVERY <= read {
            told = read;
            say(format!("{read} {what}"));
        }
    }
}

fn tell(report: &Report, fine: &str) -> Result<(), Failure> {
    let Report { clinics, entries, cases, .. } = report;
    let many = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    say(format!(
        "{}, {}, {}.",
        count(*clinics, "clinic", "clinics"),
        count(many(*entries), "entry", "entries"),
        count(many(*cases), "case", "cases")
    ));
    if report.is_sound() {
        say(format!("{fine}."));
        return Ok(());
    }
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    Err(Failure::new(problems.join("\n")))
}
