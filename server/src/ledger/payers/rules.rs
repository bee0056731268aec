//! The form of a set of rules.

use crate::posted::Posted;
use app::error::ServerError;
use domain::calendar::Span;
use domain::kinds::{Discipline, Line};
use domain::payer::{AuthorizationNeed, PayerRules};
use domain::service::Code;
use std::str::FromStr;

/// Needs that a form has room for.
const NEEDS: usize = 60;

/// Reads all fields of the rules.
pub(super) fn read(form: &Posted) -> Result<PayerRules, ServerError> {
    let from = form.need("First day", form.day("from", "First day")?)?;
    let last = form.day("last", "Last day")?;
    let until = last.and_then(|last| last.succ_opt());
    let number = |name: &str, label: &str| form.need(label, form.number::<u16>(name, label)?);
    Ok(PayerRules {
        period: Span::new(from, until).map_err(|problem| form.no("Last day", &problem.to_string()))?,
        source: form.need("Source", form.line("source", "Source")?)?,
        authorization: needs(form)?,
        referral: form.all("referral").filter_map(discipline).collect(),
        units: form.need("Units", form.choice("units")?)?,
        filing_days: number("filing_days", "Days to file a claim")?,
        secondary_filing_days: number("secondary_filing_days", "Days to file a secondary claim")?,
        decision_days: number("decision_days", "Days for a decision")?,
        renew_before_days: number("renew_before_days", "Days ahead for a renewal")?,
        warn_days: list(form, "warn_days", "Days of warning")?,
        warn_percent: list(form, "warn_percent", "Percentages of warning")?,
        retro_days: form.number("retro_days", "Days back")?,
        documents: lines(form, "documents", "Documents")?,
        note_hours: number("note_hours", "Hours for a note")?,
        cosign_hours: form.number("cosign_hours", "Hours for a second signature")?,
        beyond: form.need("Booking beyond", form.choice("beyond")?)?,
    })
}

fn needs(form: &Posted) -> Result<Vec<AuthorizationNeed>, ServerError> {
    let mut needs = Vec::new();
    for at in 0..NEEDS {
        let name = |part: &str| format!("need-{at}-{part}");
        let Some(discipline) = form.choice::<Discipline>(&name("discipline"))? else { continue };
        needs.push(AuthorizationNeed {
            discipline,
            codes: codes(form, &name("codes"), "Only these codes")?,
            except: codes(form, &name("except"), "Not these codes")?,
            after_visits: form.number(&name("after"), "Visits that need none")?,
        });
    }
    Ok(needs)
}

fn discipline(word: &str) -> Option<Discipline> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Codes, apart by commas or spaces.
pub(super) fn codes(form: &Posted, name: &str, label: &str) -> Result<Vec<Code>, ServerError> {
    let read = |word: &str| Code::parse(word).map_err(|problem| form.no(label, &problem.to_string()));
    words(form, name).map(read).collect()
}

/// Numbers, apart by commas or spaces.
fn list<T: FromStr>(form: &Posted, name: &str, label: &str) -> Result<Vec<T>, ServerError> {
    let no = |word: &str| form.no(label, &format!("“{word}” is not a whole number that is possible here."));
    words(form, name).map(|word| word.parse().map_err(|_| no(word))).collect()
}

fn words<'a>(form: &'a Posted, name: &str) -> impl Iterator<Item = &'a str> {
    let text = form.text(name).unwrap_or_default();
    text.split(|apart: char| apart == ',' || apart.is_whitespace()).filter(|word| !word.is_empty())
}

/// One thing on each line.
fn lines(form: &Posted, name: &str, label: &str) -> Result<Vec<Line>, ServerError> {
    let read = |text: &str| Line::parse(text).map_err(|problem| form.no(label, &problem.to_string()));
    let text = form.text(name).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}
