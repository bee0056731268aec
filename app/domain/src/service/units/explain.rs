//! The arithmetic in words.

use super::{Line, Open, Part, QUARTER, Timing, units};
use std::fmt::Write as _;

pub(super) fn sentences(parts: &[Part], open: Option<&Open>) -> Vec<String> {
    let pool: Vec<&Part> = parts.iter().filter(|part| part.pooled).collect();
    let pooled = (!pool.is_empty()).then(|| together(&pool, open));
    pooled.into_iter().chain(parts.iter().filter(|part| !part.pooled).map(by_itself)).collect()
}

/// 47 min pooled → 3 units: 97110 2, 97112 1.
fn together(pool: &[&Part], open: Option<&Open>) -> String {
    let minutes = pool.iter().map(|part| part.work.minutes).sum();
    let all = units(minutes, QUARTER);
    let lines: Vec<Line> = pool.iter().flat_map(|part| part.lines.iter().copied()).collect();
    let mut text = format!("{minutes} min pooled → {}: {}", counted(all), shared(&lines));
    if let Some(Open { units, among }) = open {
        let codes: Vec<String> = among.iter().map(ToString::to_string).collect();
        let codes = codes.join(" or ");
        // Writing to a text cannot fail.
        let _ = write!(text, "; {} more for {codes}, as the therapist chooses", counted(*units));
    }
    text + "."
}

/// 97110: 24 min → 2 units.
fn by_itself(part: &Part) -> String {
    let (code, minutes) = (part.work.code, part.work.minutes);
    let all = counted(part.lines.iter().map(|line| line.units).sum());
    match (part.work.timing, &part.lines[..]) {
        (Timing::Once { .. }, [line]) if 0 < line.units => format!("{code}: {all}, whatever its length."),
        (_, [line]) if line.code == code => format!("{code}: {minutes} min → {all}."),
        (_, [line]) => format!("{code}: {minutes} min → {all} of {}, which fits that time.", line.code),
        (_, lines) => format!("{code}: {minutes} min → {all}: {}.", shared(lines)),
    }
}

fn shared(lines: &[Line]) -> String {
    let parts: Vec<String> = lines.iter().map(|line| format!("{} {}", line.code, line.units)).collect();
    parts.join(", ")
}

fn counted(units: u16) -> String {
    if units == 1 { "1 unit".to_owned() } else { format!("{units} units") }
}
