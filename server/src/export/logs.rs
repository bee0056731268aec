//! Accounts without their secrets, where they were signed in, and who looked at what.

use super::ExportError;
use super::cases::time;
use super::pack::{Pack, Rows};
use crate::store::{
    AccountLine, LookLine, SessionRow, StoreError, Tx, account_page, instant, look_page, session_page,
};
use domain::clinic::Clinic;

/// Rows read at once.
const PAGE: usize = 500;

const ACCOUNTS: &str = "staff name email second_factor created_at member_since signed_in_at";
const SESSIONS: &str = "session staff name began_at seen_at ended_at device address";
const LOOKS: &str = "look at staff name case what reason";

pub(super) async fn write(tx: &mut Tx, clinic: &Clinic, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    accounts(tx, clinic, pack).await?;
    sessions(tx, clinic, pack).await?;
    looks(tx, clinic, pack).await
}

async fn accounts(tx: &mut Tx, clinic: &Clinic, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    pack.table("accounts", ACCOUNTS).await?;
    let mut after = String::new();
    loop {
        let page = account_page(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.staff);
        let mut rows = Rows::default();
        for AccountLine { staff, email, second_factor, created_at, since, signed_in_at } in &page {
            let factor = if *second_factor { "yes" } else { "no" };
            let (created, since) = (stored(Some(*created_at))?, stored(Some(*since))?);
            rows.add([staff, &name(clinic, staff), email, factor, &created, &since, &stored(*signed_in_at)?]);
        }
        pack.rows(rows).await?;
    }
}

async fn sessions(tx: &mut Tx, clinic: &Clinic, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    pack.table("sessions", SESSIONS).await?;
    let mut after = String::new();
    loop {
        let page = session_page(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        let mut rows = Rows::default();
        for SessionRow { id, staff, began_at, seen_at, ended_at, device, address } in &page {
            let (began, seen, ended) =
                (stored(Some(*began_at))?, stored(Some(*seen_at))?, stored(*ended_at)?);
            rows.add([id, staff, &name(clinic, staff), &began, &seen, &ended, device, address]);
        }
        pack.rows(rows).await?;
    }
}

async fn looks(tx: &mut Tx, clinic: &Clinic, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    pack.table("access_log", LOOKS).await?;
    let mut after = String::new();
    loop {
        let page = look_page(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        let mut rows = Rows::default();
        for LookLine { id, at, staff, case, what, reason } in &page {
            let (case, reason) = (case.as_deref().unwrap_or(""), reason.as_deref().unwrap_or(""));
            rows.add([id, &stored(Some(*at))?, staff, &name(clinic, staff), case, what, reason]);
        }
        pack.rows(rows).await?;
    }
}

fn stored(micros: Option<i64>) -> Result<String, StoreError> {
    Ok(micros.map(instant).transpose()?.map(time).unwrap_or_default())
}

/// Nothing for an export from the command line, which is nobody on staff.
fn name(clinic: &Clinic, staff: &str) -> String {
    let known = staff.parse().ok().and_then(|staff| clinic.staff.get(&staff));
    known.map(|staff| staff.name.to_string()).unwrap_or_default()
}
