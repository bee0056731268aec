//! One-time links: to found a clinic, to become somebody on staff, to choose another password.

use super::rows::Membership;
use super::secret::Token;
use crate::store::{Store, StoreError, instant, micros, on, on_write, optional_id};
use chrono::TimeDelta;
use domain::ids::{AccountId, ClinicId, StaffId};
use domain::kinds::Instant;

/// Days for which a link is good.
pub const DAYS: i64 = 7;

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To found the first clinic and be its director.
    Found,
    /// To be this person.
    Join(Membership),
    /// To choose another password.
    Reset {
        /// Whose.
        account: AccountId,
        /// The clinic that made the link, and that has no say over who works elsewhere too; nothing for the server's owner.
        clinic: Option<ClinicId>,
    },
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Purpose::Found => "found",
            Purpose::Join(_) => "join",
            Purpose::Reset { .. } => "reset",
        }
    }

    fn clinic(self) -> Option<ClinicId> {
        match self {
            Purpose::Join(who) => Some(who.clinic),
            Purpose::Reset { clinic, .. } => clinic,
            Purpose::Found => None,
        }
    }

    fn staff(self) -> Option<StaffId> {
        match self {
            Purpose::Join(who) => Some(who.staff),
            _ => None,
        }
    }

    fn account(self) -> Option<AccountId> {
        match self {
            Purpose::Reset { account, .. } => Some(account),
            _ => None,
        }
    }
}

/// Makes a link; earlier ones for the same purpose end. Returns its secret, which nobody sees again, and its last instant.
pub async fn make(store: &Store, purpose: Purpose, now: Instant) -> Result<(Token, Instant), StoreError> {
    const END: &str = "update invitation set used_at = $5 where used_at is null and kind = $1 \
                       and coalesce(clinic, '') = $2 and coalesce(staff, '') = $3 and coalesce(account, '') = $4";
    const MAKE: &str = "insert into invitation (digest, kind, clinic, staff, account, at, until_at) \
                        values ($1, $2, $3, $4, $5, $6, $7)";
    let (token, until) = (Token::random(), now + TimeDelta::days(DAYS));
    let clinic = purpose.clinic().map(|clinic| clinic.to_string());
    let staff = purpose.staff().map(|staff| staff.to_string());
    let account = purpose.account().map(|account| account.to_string());
    on_write!(store, |db| sqlx::query(END)
        .bind(purpose.code())
        .bind(clinic.as_deref().unwrap_or(""))
        .bind(staff.as_deref().unwrap_or(""))
        .bind(account.as_deref().unwrap_or(""))
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    on_write!(store, |db| sqlx::query(MAKE)
        .bind(token.digest())
        .bind(purpose.code())
        .bind(&clinic)
        .bind(&staff)
        .bind(&account)
        .bind(micros(now))
        .bind(micros(until))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok((token, until))
}

/// What a link is for, unless it is used, too old or none of ours.
pub async fn look(store: &Store, token: &Token, now: Instant) -> Result<Option<Purpose>, StoreError> {
    const SQL: &str = "select kind, clinic, staff, account, until_at from invitation \
                       where digest = $1 and used_at is null";
    type Row = (String, Option<String>, Option<String>, Option<String>, i64);
    let row: Option<Row> =
        on!(store, |db| sqlx::query_as(SQL).bind(token.digest()).fetch_optional(db).await)?;
    let Some((kind, clinic, staff, account, until)) = row else { return Ok(None) };
    if instant(until)? <= now {
        return Ok(None);
    }
    let clinic: Option<ClinicId> = optional_id(clinic.as_deref())?;
    let staff: Option<StaffId> = optional_id(staff.as_deref())?;
    let account: Option<AccountId> = optional_id(account.as_deref())?;
    Ok(match (kind.as_str(), clinic, staff, account) {
        ("found", ..) => Some(Purpose::Found),
        ("join", Some(clinic), Some(staff), _) => Some(Purpose::Join(Membership { clinic, staff })),
        ("reset", clinic, _, Some(account)) => Some(Purpose::Reset { account, clinic }),
        _ => None,
    })
}

/// Uses a link up; `false` when somebody was quicker.
pub async fn use_up(store: &Store, token: &Token, now: Instant) -> Result<bool, StoreError> {
    const SQL: &str = "update invitation set used_at = $2 where digest = $1 and used_at is null";
    let used = on_write!(store, |db| sqlx::query(SQL)
        .bind(token.digest())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(used == 1)
}

/// Takes away links that nobody can use any more. The access log says for ever who made them.
pub async fn sweep(store: &Store, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "delete from invitation where until_at < $1";
    let past = micros(now - TimeDelta::days(DAYS));
    on_write!(store, |db| sqlx::query(SQL).bind(past).execute(db).await.map(|_| ()))?;
    Ok(())
}
