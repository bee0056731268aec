//! A balance as a bar, and in words that say the same.

use crate::prelude::*;
use domain::authorization::Measure;
use domain::authorization::balance::LineBalance;

/// Width of the whole bar, in its own units.
const WHOLE: u64 = 1_000;

/// "14 of 24 visits used, 6 booked, 4 left".
pub(super) fn words(balance: &LineBalance) -> String {
    let number = |amount: u32| plain(balance.measure, amount);
    let whole = balance.measure.words(balance.granted);
    let mut words = [&number(balance.used), " of ", &whole, " used"].concat();
    if 0 < balance.reserved {
        words.push_str(&[", ", &number(balance.reserved), " booked"].concat());
    }
    words.push_str(&[", ", &number(balance.left()), " left"].concat());
    if 0 < balance.estimated {
        let part = number(balance.estimated);
        words.push_str(&[" (", &part, " of it estimated: the time of some visits is not known)"].concat());
    }
    words
}

/// An amount as people type it, without its unit: `12`, `6.25`, `480.00`.
pub(super) fn typed(measure: Measure, amount: u32) -> String {
    plain(measure, amount).replace(['$', ','], "")
}

fn plain(measure: Measure, amount: u32) -> String {
    measure.words(amount).split(' ').next().unwrap_or_default().to_owned()
}

/// The bar: used is solid, booked is striped, left is empty. Drawn as a picture, so that it prints.
pub(super) fn show(balance: &LineBalance) -> AnyView {
    let share = |amount: u32| u64::from(amount) * WHOLE / u64::from(balance.granted.max(1));
    let used = share(balance.used).min(WHOLE);
    let booked = share(balance.reserved).min(WHOLE - used);
    let stripes: Vec<String> = (used..used + booked).step_by(12).map(|at| format!("M{at} 0v12")).collect();
    let stripes = stripes.concat();
    let svg = format!(
        "<svg viewBox=\"0 0 {WHOLE} 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"balance__used\" d=\"M0 0h{used}v12H0z\"/><path class=\"balance__booked\" d=\"{stripes}\"/></svg>"
    );
    let state = if balance.left() == 0 { "out" } else { "left" };
    view! { <div class="balance" data-state=state inner_html=svg></div> }
}
