//! What happened to a ledger, in plain words: the verb phrase after a person's name.

use super::{Became, Event};
use crate::access::Area;
use crate::authorization::Authorization;
use crate::calendar::said;
use crate::clinic::Clinic;
use crate::coverage::Policy;
use crate::ids::PayerId;
use crate::visit::Visit;

/// The right that it takes to read of it.
pub fn area(event: &Event) -> Area {
    match event {
        Event::AuthorizationSet(_)
        | Event::LetterAttached(_)
        | Event::LetterTakenAway { .. }
        | Event::BookedOver { .. } => Area::Authorizations,
        Event::VisitsSet(_) | Event::VisitsWithdrawn { .. } => Area::Board,
        _ => Area::Coverage,
    }
}

/// "added the coverage of Bluestem Health from 1 Jul 2026"; nothing for what only serves to take another event back.
pub fn describe(event: &Event, clinic: &Clinic) -> Option<String> {
    Some(match event {
        Event::PolicySet(became) => policy(became, clinic),
        Event::PolicyWithdrawn(policy) => {
            format!("took the coverage of {} out again", payer(clinic, policy.payer))
        }
        Event::OrderSet(became) => {
            let confirmed = if became.to.confirmed { ", confirmed by the payers" } else { "" };
            format!("set the order of payers from {}{confirmed}", said(became.to.from))
        }
        Event::OrderWithdrawn(order) => {
            format!("took the order of payers from {} out again", said(order.from))
        }
        Event::CoverageFollowed(_) => return None,
        Event::CoverageUndone { .. } => "took the last change of coverage back".to_owned(),
        Event::CircumstancesSet { .. } => "recorded what the order of payers depends on".to_owned(),
        Event::Verified(verification) => {
            let answer = verification.answer.title().to_ascii_lowercase();
            format!("asked a payer on {}: {answer}", said(verification.on))
        }
        Event::AuthorizationSet(became) => authorization(became),
        Event::LetterAttached(letter) => {
            let file = &letter.file;
            format!("attached the letter \"{}\" ({}) to an authorization", file.name, file.in_words())
        }
        Event::LetterTakenAway { letter, reason } => {
            format!("took the letter \"{}\" off an authorization: {reason}", letter.file.name)
        }
        Event::VisitsSet(visits) => visits_set(visits),
        Event::BookedOver { reason } => format!("booked beyond what is covered: {reason}"),
        Event::VisitsWithdrawn { visits, reason } => {
            format!("withdrew {}: {reason}", visits_in_words(visits.len()))
        }
    })
}

fn payer(clinic: &Clinic, id: PayerId) -> String {
    clinic.payer(id).map_or_else(|| "a payer".to_owned(), |payer| payer.name.to_string())
}

fn policy(became: &Became<Policy>, clinic: &Clinic) -> String {
    let (name, to) = (payer(clinic, became.to.payer), &became.to);
    match &became.from {
        None => format!("added the coverage of {name} {}", to.period.in_words()),
        Some(from) if from.period != to.period => {
            format!(
                "changed the coverage of {name}: {} (before: {})",
                to.period.in_words(),
                from.period.in_words()
            )
        }
        Some(_) => format!("changed the coverage of {name}"),
    }
}

fn authorization(became: &Became<Authorization>) -> String {
    let to = &became.to;
    let which = match &to.number {
        Some(number) => format!("the {} authorization {number}", to.discipline.mark()),
        None => format!("the {} authorization", to.discipline.mark()),
    };
    let status = to.status.title().to_ascii_lowercase();
    match &became.from {
        None => format!("entered {which}: {status}, {}", to.period.in_words()),
        Some(from) if from.status != to.status => format!("recorded {which} as {status}"),
        Some(_) => format!("changed {which}"),
    }
}

fn visits_in_words(count: usize) -> String {
    if count == 1 { "a visit".to_owned() } else { format!("{count} visits") }
}

fn visits_set(visits: &[Became<Visit>]) -> String {
    match visits {
        [Became { from: None, to }] => {
            format!("booked a {} visit on {}", to.discipline.mark(), said(to.on))
        }
        [Became { from: Some(from), to }] if from.outcome != to.outcome => {
            format!("recorded the visit on {} as {}", said(to.on), to.outcome.title().to_ascii_lowercase())
        }
        [Became { to, .. }] => format!("changed the visit on {}", said(to.on)),
        all if all.iter().all(|became| became.from.is_none()) => {
            format!("booked {}", visits_in_words(all.len()))
        }
        all => format!("changed {}", visits_in_words(all.len())),
    }
}
