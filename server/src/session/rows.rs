//! Sessions in the database.

use super::state::Times;
use super::{Look, Origin};
use crate::accounts::rows::Membership;
use crate::accounts::secret::Token;
use crate::store::{Store, StoreError, Tx, id, instant, micros, on, on_tx, on_write};
use app::api::SessionLine;
use domain::ids::{AccountId, ClinicId, SessionId, StaffId};
use domain::kinds::Instant;

/// A session with what a request needs beside it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: SessionId,
    pub(super) account: AccountId,
    pub(super) who: Membership,
    pub(super) times: Times,
    pub(super) look: Look,
    /// Place in the clinic's journal at which the clinic changed last.
    pub(super) doc_seq: i64,
}

/// Which sessions end.
pub(super) enum Which {
    One(SessionId),
    Own(AccountId, SessionId),
    Others(AccountId, Option<SessionId>),
    Staff(Membership),
}

pub(super) async fn insert(
    store: &Store,
    session: SessionId,
    token: &Token,
    account: AccountId,
    who: Membership,
    from: &Origin,
    times: Times,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into session \
        (id, digest, account, clinic, staff, began_at, seen_at, until_at, device, address) \
        values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(session.to_string())
        .bind(token.digest())
        .bind(account.to_string())
        .bind(who.clinic.to_string())
        .bind(who.staff.to_string())
        .bind(micros(times.seen_at))
        .bind(micros(times.until))
        .bind(&from.device)
        .bind(&from.address)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

type FoundRow = (String, String, String, String, i64, i64, Option<i64>, Option<i64>, String, String, i64);

pub(super) async fn find(store: &Store, digest: &str) -> Result<Option<Row>, StoreError> {
    const SQL: &str = "select session.id, session.account, session.clinic, session.staff, session.seen_at, \
        session.until_at, session.locked_at, session.ended_at, account.theme, account.density, clinic.doc_seq \
        from session join account on account.id = session.account join clinic on clinic.id = session.clinic \
        where session.digest = $1";
    let row: Option<FoundRow> = match store {
        Store::Sqlite(sqlite) => sqlx::query_as(SQL).bind(digest).fetch_optional(&sqlite.read).await?,
        Store::Postgres(pool, kept) => {
            let mut lent = kept.lend(pool).await?;
            let row = sqlx::query_as(SQL).bind(digest).fetch_optional(lent.conn()).await?;
            lent.keep(pool);
            row
        }
    };
    row.map(read).transpose()
}

fn read(row: FoundRow) -> Result<Row, StoreError> {
    let (session, account, clinic, staff, seen, until, locked, ended, theme, density, doc_seq) = row;
    Ok(Row {
        id: id(&session)?,
        account: id(&account)?,
        who: Membership { clinic: id(&clinic)?, staff: id(&staff)? },
        times: read_times((seen, until, locked, ended))?,
        look: Look { theme, density },
        doc_seq,
    })
}

fn read_times(
    (seen, until, locked, ended): (i64, i64, Option<i64>, Option<i64>),
) -> Result<Times, StoreError> {
    Ok(Times {
        seen_at: instant(seen)?,
        until: instant(until)?,
        locked_at: locked.map(instant).transpose()?,
        ended_at: ended.map(instant).transpose()?,
    })
}

pub(super) async fn times(store: &Store, session: SessionId) -> Result<Option<Times>, StoreError> {
    const SQL: &str = "select seen_at, until_at, locked_at, ended_at from session where id = $1";
    let row = on!(store, |db| sqlx::query_as(SQL).bind(session.to_string()).fetch_optional(db).await)?;
    row.map(read_times).transpose()
}

pub(super) async fn set_times(store: &Store, session: SessionId, times: Times) -> Result<(), StoreError> {
    const SQL: &str = "update session set seen_at = $2, until_at = $3, locked_at = null \
                       where id = $1 and ended_at is null";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(session.to_string())
        .bind(micros(times.seen_at))
        .bind(micros(times.until))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub(super) async fn note_use(store: &Store, session: SessionId, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "update session set seen_at = $2 where id = $1 and seen_at < $2 and locked_at is null";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(session.to_string())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub(super) async fn lock(store: &Store, session: SessionId, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "update session set locked_at = $2 where id = $1 and locked_at is null";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(session.to_string())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends those that are not over; returns which.
pub(super) async fn end(store: &Store, which: Which, now: Instant) -> Result<Vec<SessionId>, StoreError> {
    const ONE: &str =
        "update session set ended_at = $1 where ended_at is null and id = $2 and $3 = $3 returning id";
    const OWN: &str =
        "update session set ended_at = $1 where ended_at is null and account = $2 and id = $3 returning id";
    const OTHERS: &str =
        "update session set ended_at = $1 where ended_at is null and account = $2 and id <> $3 returning id";
    const STAFF: &str =
        "update session set ended_at = $1 where ended_at is null and clinic = $2 and staff = $3 returning id";
    let (sql, first, second) = match which {
        Which::One(session) => (ONE, session.to_string(), String::new()),
        Which::Own(account, session) => (OWN, account.to_string(), session.to_string()),
        Which::Others(account, keep) => {
            (OTHERS, account.to_string(), keep.map_or_else(String::new, |keep| keep.to_string()))
        }
        Which::Staff(who) => (STAFF, who.clinic.to_string(), who.staff.to_string()),
    };
    let rows: Vec<String> = on_write!(store, |db| sqlx::query_scalar(sql)
        .bind(micros(now))
        .bind(&first)
        .bind(&second)
        .fetch_all(db)
        .await)?;
    rows.iter().map(|row| id(row)).collect()
}

/// Ends all of a person on staff, with the rest of the transaction.
pub(super) async fn end_of_staff(
    tx: &mut Tx,
    clinic: ClinicId,
    staff: StaffId,
    now: Instant,
) -> Result<(), StoreError> {
    const SQL: &str =
        "update session set ended_at = $1 where ended_at is null and clinic = $2 and staff = $3";
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(micros(now))
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Those that ended or locked since.
pub(super) async fn ended_since(store: &Store, since: Instant) -> Result<Vec<SessionId>, StoreError> {
    const SQL: &str = "select id from session where $1 <= ended_at or $1 <= locked_at";
    let rows: Vec<String> = on!(store, |db| sqlx::query_scalar(SQL).bind(micros(since)).fetch_all(db).await)?;
    rows.iter().map(|row| id(row)).collect()
}

pub(super) async fn of_account(
    store: &Store,
    account: AccountId,
    now: Instant,
) -> Result<Vec<SessionLine>, StoreError> {
    const SQL: &str = "select id, device, address, began_at, seen_at from session \
                       where account = $1 and ended_at is null and $2 < until_at order by seen_at desc, id";
    let rows: Vec<(String, String, String, i64, i64)> =
        on!(store, |db| sqlx::query_as(SQL).bind(account.to_string()).bind(micros(now)).fetch_all(db).await)?;
    rows.into_iter()
        .map(|(session, device, address, since, last_seen)| {
            Ok(SessionLine {
                id: id(&session)?,
                device,
                address,
                since: instant(since)?,
                last_seen: instant(last_seen)?,
                current: false,
            })
        })
        .collect()
}

/// Takes away those that were over before.
pub(super) async fn sweep(store: &Store, before: Instant) -> Result<(), StoreError> {
    const SQL: &str = "delete from session where until_at < $1";
    on_write!(store, |db| sqlx::query(SQL).bind(micros(before)).execute(db).await.map(|_| ()))?;
    Ok(())
}
