//! The clinic itself: its sites, its people, and whoever pays.

use super::pack::{Rows, Table};
use crate::export::cases::{time, word};
use domain::access::SiteScope;
use domain::clinic::Clinic;
use domain::payer::AuthorizationNeed;
use domain::service::Code;

/// Tables of the clinic.
pub(super) const TABLES: &[Table<Clinic>] = &[
    Table { name: "sites", columns: "site name zone open_days holidays", rows: sites },
    Table { name: "staff", columns: "staff name roles disciplines all_sites sites left_at", rows: staff },
    Table {
        name: "payers",
        columns: "payer name class rules_from rules_until source authorization_for referral_for unit_rule \
                  filing_days secondary_filing_days decision_days renew_before_days warn_days warn_percent \
                  retro_days documents note_hours cosign_hours beyond",
        rows: payers,
    },
];

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn sites(rows: &mut Rows, clinic: &Clinic) {
    for site in &clinic.sites {
        let open = DAYS.iter().zip(site.business.weekdays).filter(|(_, open)| *open);
        let open: Vec<&str> = open.map(|(day, _)| *day).collect();
        let holidays: Vec<String> = site.business.holidays.iter().map(ToString::to_string).collect();
        rows.add([
            &site.id.to_string(),
            site.name.as_str(),
            &site.zone.name,
            &open.join("; "),
            &holidays.join("; "),
        ]);
    }
}

fn staff(rows: &mut Rows, clinic: &Clinic) {
    for person in clinic.staff.values() {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
        let disciplines: Vec<String> = person.disciplines.iter().map(word).collect();
        let (all, sites) = match &person.sites {
            SiteScope::All => ("yes", String::new()),
            SiteScope::Some(sites) => {
                let sites: Vec<String> = sites.iter().map(ToString::to_string).collect();
                ("no", sites.join("; "))
            }
        };
        rows.add([
            &person.id.to_string(),
            person.name.as_str(),
            &roles.join("; "),
            &disciplines.join("; "),
            all,
            &sites,
            &person.left.map(time).unwrap_or_default(),
        ]);
    }
}

/// One row for each set of rules; a payer without any has one row as well.
fn payers(rows: &mut Rows, clinic: &Clinic) {
    for payer in &clinic.payers {
        let (id, class) = (payer.id.to_string(), word(&payer.class));
        if payer.rules.is_empty() {
            let mut cells = [""; 20];
            cells[..3].copy_from_slice(&[&id, payer.name.as_str(), &class]);
            rows.add(cells);
        }
        for rules in &payer.rules {
            rows.add([
                &id,
                payer.name.as_str(),
                &class,
                &rules.period.from().to_string(),
                &rules.period.until().map(|day| day.to_string()).unwrap_or_default(),
                rules.source.as_str(),
                &joined(rules.authorization.iter().map(need)),
                &joined(rules.referral.iter().map(word)),
                &word(&rules.units),
                &rules.filing_days.to_string(),
                &rules.secondary_filing_days.to_string(),
                &rules.decision_days.to_string(),
                &rules.renew_before_days.to_string(),
                &joined(rules.warn_days.iter().map(ToString::to_string)),
                &joined(rules.warn_percent.iter().map(ToString::to_string)),
                &rules.retro_days.map(|days| days.to_string()).unwrap_or_default(),
                &joined(rules.documents.iter().map(ToString::to_string)),
                &rules.note_hours.to_string(),
                &rules.cosign_hours.map(|hours| hours.to_string()).unwrap_or_default(),
                &word(&rules.beyond),
            ]);
        }
    }
}

/// `slp except 92521, beyond 12 visits`.
fn need(need: &AuthorizationNeed) -> String {
    let codes = |all: &[Code]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut text = word(&need.discipline);
    if !need.codes.is_empty() {
        text = format!("{text} {}", codes(&need.codes));
    }
    if !need.except.is_empty() {
        text = format!("{text} except {}", codes(&need.except));
    }
    match need.after_visits {
        Some(visits) => format!("{text} beyond {visits} visits"),
        None => text,
    }
}

fn joined(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("; ")
}
