//! What is used, booked and left of an amount, as a bar and in words. Drawn by `bar.css`.

use crate::prelude::*;
use domain::authorization::Measure;

/// A bar over so much granted; all of it is drawn as if it had failed when more is taken than there is.
pub(super) fn bar(granted: u32, used: u32, reserved: u32) -> AnyView {
    let width = |part: u32| (u64::from(part) * 1_000 / u64::from(granted.max(1))).min(1_000);
    let (used_width, taken) = (width(used), width(used.saturating_add(reserved)));
    let tone = (granted < used.saturating_add(reserved)).then_some("bad");
    view! {
        <svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true" data-tone=tone>
            <rect width=used_width.to_string() height="8"></rect>
            <rect x=used_width.to_string() width=(taken - used_width).to_string() height="8"></rect>
        </svg>
    }
}

/// "14 of 24 visits used, 4 booked, 6 left".
pub(super) fn in_words(measure: Measure, granted: u32, used: u32, reserved: u32) -> String {
    let taken = used.saturating_add(reserved);
    let number = |amount: u32| {
        let words = measure.words(amount);
        words.split_once(' ').map_or(words.clone(), |(number, _)| number.to_owned())
    };
    let rest = if granted < taken {
        format!("{} more than granted", number(taken - granted))
    } else {
        format!("{} left", number(granted - taken))
    };
    let granted = measure.words(granted).replace(' ', "\u{a0}");
    format!("{} of {granted} used, {} booked, {rest}", number(used), number(reserved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_and_so_is_what_was_never_there() {
        let said = |granted, used, reserved| {
            in_words(Measure::Visits, granted, used, reserved).replace('\u{a0}', " ")
        };
        assert_eq!(said(24, 14, 4), "14 of 24 visits used, 4 booked, 6 left");
        assert_eq!(said(24, 22, 4), "22 of 24 visits used, 4 booked, 2 more than granted");
        let hours = in_words(Measure::Hours, 100, 25, 0).replace('\u{a0}', " ");
        assert_eq!(hours, "6.25 of 25 hours used, 0 booked, 18.75 left");
    }
}
