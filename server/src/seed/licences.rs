//! What the people of a synthetic clinic hold.

use super::staff::People;
use chrono::Months;
use domain::access::Role;
use domain::calendar::Span;
use domain::clinic::{Event, Staff};
use domain::kinds::{Date, Discipline, Line};
use domain::licence::{Credential, Enrolment, Kind, Licences};
use domain::payer::Payer;

/// Everybody who treats or leads is licensed for each of their disciplines from long before the clinic was founded; every
/// seventh licence ends within two months of `as_of`, as licences do.
pub(super) fn set(people: &People, payers: &[Payer], founded: Date, as_of: Date) -> Vec<Event> {
    let mut count = 0_u32;
    let mut events = Vec::new();
    for staff in people.all.iter().filter(|staff| staff.roles.iter().any(|role| role.is_clinical())) {
        let mut credentials = Vec::new();
        for discipline in &staff.disciplines {
            count += 1;
            let from = founded.checked_sub_months(Months::new(12 + count % 40)).unwrap_or(founded);
            let months = if count % 7 == 3 { 2 } else { 10 + count % 14 };
            let until = as_of.checked_add_months(Months::new(months));
            let number = Line::parse(&format!("DEMO-{:05}", 20_000 + count * 37));
            if let (Ok(held), Ok(number)) = (Span::new(from, until), number) {
                credentials.push(Credential { kind: kind(staff, *discipline), number, held });
            }
        }
        let enrolments =
            payers.iter().map(|payer| Enrolment { payer: payer.id, held: Span::since(founded) }).collect();
        let languages =
            if count.is_multiple_of(3) { Line::parse("Spanish").into_iter().collect() } else { vec![] };
        let to = Licences { credentials, enrolments, languages };
        events.push(Event::LicencesSet { staff: staff.id, to: Box::new(to) });
    }
    events
}

fn kind(staff: &Staff, discipline: Discipline) -> Kind {
    let assists = staff.roles.contains(&Role::Assistant);
    match (discipline, assists) {
        (Discipline::Slp, false) => Kind::Slp,
        (Discipline::Slp, true) => Kind::SlpAssistant,
        (Discipline::Ot, false) => Kind::Ot,
        (Discipline::Ot, true) => Kind::OtAssistant,
        (Discipline::Pt, false) => Kind::Pt,
        (Discipline::Pt, true) => Kind::PtAssistant,
        (Discipline::Aba, false) => Kind::Bcba,
        (Discipline::Aba, true) => Kind::Rbt,
        (Discipline::Mh, false) => Kind::Lcsw,
        (Discipline::Mh, true) => Kind::MhAssociate,
    }
}
