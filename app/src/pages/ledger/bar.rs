//! What is used, booked and left of an amount, as a bar and in words that say the same. Drawn by `bar.css`.

use crate::prelude::*;
use domain::authorization::Measure;
use domain::authorization::balance::LineBalance;
use domain::ledger::DigestLine;

/// Width of a whole bar, in its own units.
const WHOLE: u64 = 1_000;

/// What is taken of an amount that was granted.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    measure: Measure,
    granted: u32,
    used: u32,
    reserved: u32,
}

impl From<&LineBalance> for Taken {
    fn from(line: &LineBalance) -> Self {
        Self { measure: line.measure, granted: line.granted, used: line.used, reserved: line.reserved }
    }
}

impl From<&DigestLine> for Taken {
    fn from(line: &DigestLine) -> Self {
        Self { measure: line.measure, granted: line.granted, used: line.used, reserved: line.reserved }
    }
}

impl Taken {
    /// Used is solid, booked is striped, left is empty; as if it had failed where more is taken than there is. Drawn as a
    /// picture, so that it prints.
    pub(super) fn bar(self) -> AnyView {
        let share = |amount: u32| u64::from(amount) * WHOLE / u64::from(self.granted.max(1));
        let used = share(self.used).min(WHOLE);
        let booked = share(self.reserved).min(WHOLE - used);
        let stripes: String =
            (used..used + booked).step_by(12).map(|at| ["M", &at.to_string(), " 0v8"].concat()).collect();
        let tone = (self.granted < self.drawn()).then_some("bad");
        view! {
            <svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true" data-tone=tone>
                <rect width=used.to_string() height="8"></rect>
                <path d=stripes></path>
            </svg>
        }
    }

    /// "14 of 24 visits used, 4 booked, 6 left".
    pub(super) fn in_words(self) -> String {
        let number = |amount: u32| self.measure.number(amount);
        let whole = self.measure.words(self.granted).replace(' ', "\u{a0}");
        let mut words = [&number(self.used), " of ", &whole, " used"].concat();
        if 0 < self.reserved {
            words.push_str(&[", ", &number(self.reserved), " booked"].concat());
        }
        let rest = match self.granted.checked_sub(self.drawn()) {
            Some(left) => [", ", &number(left), " left"],
            None => [", ", &number(self.drawn() - self.granted), " more than granted"],
        };
        words.push_str(&rest.concat());
        words
    }

    fn drawn(self) -> u32 {
        self.used.saturating_add(self.reserved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_and_so_is_what_was_never_there() {
        let said = |measure, granted, used, reserved| {
            Taken { measure, granted, used, reserved }.in_words().replace('\u{a0}', " ")
        };
        assert_eq!(said(Measure::Visits, 24, 14, 4), "14 of 24 visits used, 4 booked, 6 left");
        assert_eq!(said(Measure::Visits, 24, 22, 4), "22 of 24 visits used, 4 booked, 2 more than granted");
        assert_eq!(said(Measure::Hours, 100, 25, 0), "6.25 of 25 hours used, 18.75 left");
    }
}
