//! What people hold, as the clinic keeps it.

use super::{Clinic, Event};
use crate::ids::StaffId;
use crate::licence::{CREDENTIALS_MAX, Licences};
use crate::refusal::{Field, Refusal};

/// Sets what somebody on the staff holds, or held: notes of the past are judged by it.
pub(super) fn set(
    clinic: &Clinic,
    staff: StaffId,
    seen: &Licences,
    to: &Licences,
) -> Result<Vec<Event>, Refusal> {
    let known = clinic.staff.get(&staff).ok_or(Refusal::NoSuchStaff)?;
    let now = clinic.licences_of(staff);
    if now == to {
        return Ok(vec![]);
    }
    if now != seen {
        let now = format!("{} licences of {}", now.credentials.len(), known.name);
        return Err(Refusal::RecordChanged { field: Field::Licence, now });
    }
    if CREDENTIALS_MAX < to.credentials.len().max(to.enrolments.len()).max(to.languages.len()) {
        return Err(Refusal::TooMany { field: Field::Licence, max: CREDENTIALS_MAX });
    }
    if let Some(payer) = to.enrolments.iter().find(|one| clinic.payer(one.payer).is_none()) {
        let words =
            format!("The clinic has no payer {}; nothing was saved. Choose one of its payers.", payer.payer);
        return Err(Refusal::problem(Field::Licence, &words));
    }
    Ok(vec![Event::LicencesSet { staff, to: Box::new(to.clone()) }])
}
