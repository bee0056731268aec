//! Rules that a new payer begins with: defaults by kind of plan, which a contract overrides. Nothing here is any real payer's.

#[cfg(test)]
mod tests;

use super::PayerRules;
use crate::calendar::Span;
use crate::coverage::PlanKind;
use crate::kinds::Date;
use serde::Deserialize;

const STANDARD: &str = include_str!("../../data/payers-2026-11.json");

/// What the file holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Standard {
    templates: Vec<Template>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    plans: Vec<PlanKind>,
    rules: Vec<PayerRules>,
}

impl PayerRules {
    /// The rules that a payer with this kind of plan begins with, one after another, for all dates of service since `from`.
    /// Days before the oldest that the program knows are judged by those.
    pub fn starting(plan: PlanKind, from: Date) -> Vec<PayerRules> {
        let standard: Standard = serde_json::from_str(STANDARD).expect("a test reads it");
        let template = standard.templates.into_iter().find(|template| template.plans.contains(&plan));
        let mut rules = template.expect("a test finds each kind of plan").rules;
        rules.retain(|rules| rules.period.until().is_none_or(|until| from < until));
        if let Some(first) = rules.first_mut() {
            first.period = Span::new(from, first.period.until()).expect("what ended before was left out");
        }
        rules
    }
}
