//! Policies, the order in which they pay, and how often somebody asked.

use super::Ground;
use crate::parts::words;
use crate::prelude::*;

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let rows = ground.facts.ledger.policies.iter().map(|policy| {
        let days = policy.period.in_words();
        view! { <tr><th scope="row" dir="auto">{ground.payer(policy.payer)}</th><td>{days}</td></tr> }
    });
    let count = words::count(ground.facts.ledger.policies.len(), "policy", "policies");
    view! { <p>{count}</p><table class="table"><tbody>{rows.collect::<Vec<_>>()}</tbody></table> }
}
