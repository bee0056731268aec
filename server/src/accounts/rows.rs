//! Accounts in the database.

use super::email::Email;
use crate::store::{Store, StoreError, id, in_tx, instant, micros, on, on_write};
use domain::ids::{AccountId, ClinicId, StaffId};
use domain::kinds::Instant;
use uuid::Uuid;

/// An account as sign-in needs it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// Address.
    pub email: Email,
    /// Hash of the password, if one was chosen.
    pub password: Option<String>,
    /// Secret of the second factor, if one is set up.
    pub factor_secret: Option<Vec<u8>>,
    /// The last step whose code was used.
    pub factor_step: Option<i64>,
}

/// Whom an account is in a clinic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The clinic.
    pub clinic: ClinicId,
    /// The person on its staff.
    pub staff: StaffId,
}

/// The account of somebody on staff, or the invitation that waits for them; for the list of people.
#[derive(Clone, Debug)]
pub struct PersonAccount {
    /// Who.
    pub staff: StaffId,
    /// Address, once there is an account.
    pub email: Option<String>,
    /// Last sign-in.
    pub last_seen: Option<Instant>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// An invitation is open until then.
    pub invited_until: Option<Instant>,
}

type Row = (String, String, Option<String>, Option<Vec<u8>>, Option<i64>);

fn account((row, email, password, factor_secret, factor_step): Row) -> Result<Account, StoreError> {
    let email = Email::parse(&email)
        .ok_or_else(|| StoreError::Unreadable { what: "address", reason: "not an address".into() })?;
    Ok(Account { id: id(&row)?, email, password, factor_secret, factor_step })
}

/// All accounts, by address.
pub async fn all(store: &Store) -> Result<Vec<Account>, StoreError> {
    const SQL: &str = "select id, email, password, factor_secret, factor_step from account order by email";
    let rows: Vec<Row> = on!(store, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
    rows.into_iter().map(account).collect()
}

/// The account with this address.
pub async fn by_email(store: &Store, email: &Email) -> Result<Option<Account>, StoreError> {
    const SQL: &str = "select id, email, password, factor_secret, factor_step from account where email = $1";
    let row: Option<Row> =
        on!(store, |db| sqlx::query_as(SQL).bind(email.as_str()).fetch_optional(db).await)?;
    row.map(account).transpose()
}

/// The account with this id.
pub async fn by_id(store: &Store, of: AccountId) -> Result<Option<Account>, StoreError> {
    const SQL: &str = "select id, email, password, factor_secret, factor_step from account where id = $1";
    let row: Option<Row> =
        on!(store, |db| sqlx::query_as(SQL).bind(of.to_string()).fetch_optional(db).await)?;
    row.map(account).transpose()
}

/// Makes an account; `false` when the address has one already.
pub async fn create(
    store: &Store,
    new: AccountId,
    email: &Email,
    password: Option<&str>,
    now: Instant,
) -> Result<bool, StoreError> {
    const SQL: &str = "insert into account (id, email, password, created_at) values ($1, $2, $3, $4) \
                       on conflict (email) do nothing";
    let made = on_write!(store, |db| sqlx::query(SQL)
        .bind(new.to_string())
        .bind(email.as_str())
        .bind(password)
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(made == 1)
}

/// Open links with which this account could choose another password: what they were made on no longer holds.
const END_RESETS: &str =
    "update invitation set used_at = $2 where account = $1 and kind = 'reset' and used_at is null";

/// Another password, or none at all; links to choose one end.
pub async fn set_password(
    store: &Store,
    of: AccountId,
    hash: Option<&str>,
    now: Instant,
) -> Result<(), StoreError> {
    const SQL: &str = "update account set password = $2 where id = $1";
    let of = of.to_string();
    in_tx!(store, |tx| {
        sqlx::query(SQL).bind(&of).bind(hash).execute(&mut *tx).await?;
        sqlx::query(END_RESETS).bind(&of).bind(micros(now)).execute(&mut *tx).await?;
        Ok::<(), StoreError>(())
    })
}

/// Notes a sign-in.
pub async fn signed_in(store: &Store, of: AccountId, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "update account set signed_in_at = $2 where id = $1";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(of.to_string())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// How the pages look for this account.
pub async fn set_look(store: &Store, of: AccountId, theme: &str, density: &str) -> Result<(), StoreError> {
    const SQL: &str = "update account set theme = $2, density = $3 where id = $1";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(of.to_string())
        .bind(theme)
        .bind(density)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Who the account is, clinic by clinic; the one that it joined last comes first.
pub async fn memberships(store: &Store, of: AccountId) -> Result<Vec<Membership>, StoreError> {
    const SQL: &str = "select clinic, staff from member where account = $1 order by since desc, clinic";
    let rows: Vec<(String, String)> =
        on!(store, |db| sqlx::query_as(SQL).bind(of.to_string()).fetch_all(db).await)?;
    rows.iter().map(|(clinic, staff)| Ok(Membership { clinic: id(clinic)?, staff: id(staff)? })).collect()
}

/// The account of a person on staff.
pub async fn of_staff(store: &Store, who: Membership) -> Result<Option<AccountId>, StoreError> {
    const SQL: &str = "select account from member where clinic = $1 and staff = $2";
    let row: Option<String> = on!(store, |db| sqlx::query_scalar(SQL)
        .bind(who.clinic.to_string())
        .bind(who.staff.to_string())
        .fetch_optional(db)
        .await)?;
    row.as_deref().map(id).transpose()
}

/// Makes the account that person; `false` when either is taken already. A clinic may have made a link to its password as
/// long as it was of that clinic alone: such links end.
pub async fn join(store: &Store, of: AccountId, who: Membership, now: Instant) -> Result<bool, StoreError> {
    const SQL: &str = "insert into member (clinic, staff, account, since) values ($1, $2, $3, $4) \
                       on conflict do nothing";
    let account = of.to_string();
    let made: Result<u64, StoreError> = in_tx!(store, |tx| {
        sqlx::query(END_RESETS).bind(&account).bind(micros(now)).execute(&mut *tx).await?;
        let made = sqlx::query(SQL)
            .bind(who.clinic.to_string())
            .bind(who.staff.to_string())
            .bind(&account)
            .bind(micros(now))
            .execute(&mut *tx)
            .await?;
        Ok::<u64, StoreError>(made.rows_affected())
    });
    Ok(made? == 1)
}

/// Whether anybody can sign in to that clinic, or, without one, to any.
pub async fn is_anybody(store: &Store, clinic: Option<ClinicId>) -> Result<bool, StoreError> {
    const SQL: &str = "select count(*) from member where $1 = '' or clinic = $1";
    let clinic = clinic.map_or_else(String::new, |clinic| clinic.to_string());
    let count: i64 = on!(store, |db| sqlx::query_scalar(SQL).bind(&clinic).fetch_one(db).await)?;
    Ok(0 < count)
}

/// Staff, e-mail, last seen, second factor.
type MemberRow = (String, String, Option<i64>, Option<Vec<u8>>);

/// The accounts and open invitations of a clinic's people.
pub async fn people(store: &Store, clinic: ClinicId, now: Instant) -> Result<Vec<PersonAccount>, StoreError> {
    const MEMBERS: &str = "select member.staff, account.email, account.signed_in_at, account.factor_secret \
                           from member join account on account.id = member.account where member.clinic = $1";
    const INVITED: &str = "select staff, max(until_at) from invitation \
                           where clinic = $1 and used_at is null and $2 < until_at and kind = 'join' group by staff";
    let clinic = clinic.to_string();
    let members: Vec<MemberRow> = on!(store, |db| sqlx::query_as(MEMBERS).bind(&clinic).fetch_all(db).await)?;
    let invited: Vec<(String, i64)> =
        on!(store, |db| sqlx::query_as(INVITED).bind(&clinic).bind(micros(now)).fetch_all(db).await)?;
    let members = members.iter().map(|(staff, email, seen, factor)| {
        Ok(PersonAccount {
            staff: id(staff)?,
            email: Some(email.clone()),
            last_seen: seen.map(instant).transpose()?,
            second_factor: factor.is_some(),
            invited_until: None,
        })
    });
    let invited = invited.iter().map(|(staff, until)| {
        Ok(PersonAccount {
            staff: id(staff)?,
            email: None,
            last_seen: None,
            second_factor: false,
            invited_until: Some(instant(*until)?),
        })
    });
    members.chain(invited).collect()
}

/// A new id.
pub fn new_id() -> AccountId {
    AccountId(Uuid::now_v7())
}
