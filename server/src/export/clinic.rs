//! The clinic itself: its sites and its people.

use super::pack::{Rows, Table};
use crate::export::cases::{time, word};
use domain::access::SiteScope;
use domain::clinic::Clinic;

/// Tables of the clinic.
pub(super) const TABLES: &[Table<Clinic>] = &[
    Table { name: "sites", columns: "site name zone open_days holidays", rows: sites },
    Table { name: "staff", columns: "staff name roles disciplines all_sites sites left_at", rows: staff },
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
