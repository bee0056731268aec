//! What to know about a case at a glance, in at most three words each.

use super::icon::Icon;
use super::words;
use crate::prelude::*;
use domain::authorization::Measure;
use domain::case::Case;
use domain::kinds::Date;
use domain::ledger::{Pressing, pressing};
use domain::workflow::Workflow;

/// A mark with an icon and words; its tone is never the only sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// `data-tone`.
    pub tone: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Words.
    pub text: String,
}

/// The most pressing three.
pub fn chips(case: &Case, workflow: Option<&Workflow>, today: Date) -> Vec<Chip> {
    let mut chips: Vec<Chip> = [
        debt(case, workflow, today),
        ledger(case, today),
        hold(case),
        waiting(case, today),
        late_start(case),
    ]
    .into_iter()
    .flatten()
    .collect();
    chips.truncate(3);
    chips
}

fn since(day: Date, today: Date) -> String {
    words::days(u32::try_from((today - day).num_days()).unwrap_or(0))
}

fn debt(case: &Case, workflow: Option<&Workflow>, today: Date) -> Option<Chip> {
    let oldest = case.debts.iter().min_by_key(|debt| debt.since)?;
    let what = match case.debts.len() {
        1 => workflow
            .and_then(|workflow| workflow.task(oldest.task.code()))
            .map_or_else(|| oldest.task.to_string(), |template| template.title.clone()),
        many => [&many.to_string(), "\u{a0}debts"].concat(),
    };
    let text = ["owes ", &what, " · ", &since(oldest.since, today)].concat();
    Some(Chip { tone: "bad", icon: "debt", text })
}

/// Who pays, and what is authorized: the one thing that fails first.
fn ledger(case: &Case, today: Date) -> Option<Chip> {
    use Pressing as P;
    let pressing = pressing(case.digest.as_deref()?, today)?;
    let on = |words: &str, day: Date| [words, &words::short_date(day)].concat();
    let text = match pressing {
        P::NotCovered(day) if day <= today => on("not covered since ", day),
        P::NotCovered(day) => on("not covered from ", day),
        P::NotAuthorized(day) => on("no auth from ", day),
        P::Ended(day) => on("auth ended ", day),
        P::Ends(day) => on("auth ends ", day),
        P::RunsOut(day) => on("runs out ~", day),
        P::FileBy(day) => on("file claim by ", day),
        P::Unordered => "two payers, no order".to_owned(),
        P::Contradiction => "policies disagree".to_owned(),
        P::Unconfirmed => "order unconfirmed".to_owned(),
        P::Left(left, measure) => {
            let unit = match measure {
                Measure::Visits => "\u{a0}visit",
                Measure::Sessions => "\u{a0}session",
                _ => "\u{a0}unit",
            };
            [left.to_string().as_str(), unit, if left == 1 { " left" } else { "s left" }].concat()
        }
    };
    let tone = if pressing.is_bad(today) { "bad" } else { "warn" };
    Some(Chip { tone, icon: "runs-out", text })
}

fn hold(case: &Case) -> Option<Chip> {
    let hold = case.hold.as_ref()?;
    let text = ["on hold until ", &words::short_date(hold.wake_on)].concat();
    Some(Chip { tone: "info", icon: "hold", text })
}

fn waiting(case: &Case, today: Date) -> Option<Chip> {
    let waiting = case.waiting.as_ref()?;
    let text = [waiting.reason.title(), " · ", &since(waiting.since, today)].concat();
    Some(Chip { tone: "warn", icon: "waiting", text })
}

fn late_start(case: &Case) -> Option<Chip> {
    let started_late = case.open_tasks().any(|task| task.late_start);
    started_late.then(|| Chip { tone: "warn", icon: "late", text: "late start".to_owned() })
}

/// The row of them; nothing at all when there are none.
pub fn row(chips: Vec<Chip>, class: &'static str) -> Option<AnyView> {
    if chips.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = chips
        .into_iter()
        .map(|chip| {
            view! {
                <li class="chip" data-tone=chip.tone>
                    <Icon name=chip.icon/>
                    <span class="chip__text">{chip.text}</span>
                </li>
            }
        })
        .collect();
    Some(view! { <ul class=class role="list">{items}</ul> })
}
