//! Reads the form with which somebody records that a payer was asked.

use super::Ground;
use app::error::ServerError;
use domain::ledger::{Asked, Command};

/// A check by hand.
pub(super) async fn record(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let asked = Asked {
        policy: form.id("policy")?,
        on: form.day("asked_on", "Asked on")?,
        channel: form.need("How", form.choice("channel")?)?,
        reference: form.line("reference", "Reference number")?,
        spoke_to: form.line("spoke_to", "Spoken to")?,
        answer: form.need("The answer", form.choice("answer")?)?,
        other_payer: form.is_on("other_payer"),
        kept: vec![],
    };
    ground.submit(Command::Verify(Box::new(asked))).await
}
