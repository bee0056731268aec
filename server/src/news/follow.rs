//! News between servers on one database: PostgreSQL's `NOTIFY` wakes, the table tells. A poll each second finds what a lost
//! notification would have told.

use crate::desk::LocalDesk;
use crate::store::{Store, StoreError, Tx};
use domain::ids::ClinicId;
use domain::journal::Seq;
use sqlx::postgres::PgListener;
use std::time::Duration;

/// On which servers tell each other.
pub(crate) const CHANNEL: &str = "caseboard_entries";
/// How long a lost notification may go unnoticed.
const POLL: Duration = Duration::from_secs(1);
/// Pause before a lost connection is tried again.
const RECONNECT: Duration = Duration::from_secs(1);

/// Says to the other servers that a clinic's journal goes to this entry, as soon as the transaction commits.
pub(crate) async fn tell_servers(tx: &mut Tx, clinic: ClinicId, seq: Seq) -> Result<(), StoreError> {
    if let Tx::Postgres(db) = tx {
        sqlx::query("select pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(payload(clinic, seq))
            .execute(&mut **db)
            .await?;
    }
    Ok(())
}

/// What they say: a clinic, and where its journal ends.
pub(crate) fn payload(clinic: ClinicId, seq: Seq) -> String {
    format!("{clinic} {}", seq.0)
}

/// Follows what other servers write, for as long as the desk is in use. Returns at once on SQLite, which has one server.
pub(crate) async fn follow(desk: std::sync::Weak<crate::desk::Inner>) {
    loop {
        let Some(pool) = postgres(&desk) else { return };
        let Ok(mut listener) = PgListener::connect_with(&pool).await else {
            drop(pool);
            tokio::time::sleep(RECONNECT).await;
            continue;
        };
        drop(pool);
        if listener.listen(CHANNEL).await.is_err() {
            tokio::time::sleep(RECONNECT).await;
            continue;
        }
        while listen(&desk, &mut listener).await {}
    }
}

fn postgres(desk: &std::sync::Weak<crate::desk::Inner>) -> Option<sqlx::PgPool> {
    match &desk.upgrade()?.store {
        Store::Postgres(pool, _) if !pool.is_closed() => Some(pool.clone()),
        _ => None,
    }
}

/// One notification or one poll. False when the connection must be made anew, or nobody is left to tell.
async fn listen(desk: &std::sync::Weak<crate::desk::Inner>, listener: &mut PgListener) -> bool {
    let heard = tokio::time::timeout(POLL, listener.try_recv()).await;
    let Some(inner) = desk.upgrade() else { return false };
    let desk = LocalDesk::from(inner);
    match heard {
        Ok(Ok(Some(notification))) => match parse(notification.payload()) {
            Some((clinic, seq)) => desk.heard(clinic, seq).await,
            None => desk.look_around().await,
        },
        Ok(Ok(None) | Err(_)) => {
            desk.look_around().await;
            return false;
        }
        Err(_) => desk.look_around().await,
    }
    true
}

fn parse(payload: &str) -> Option<(ClinicId, Seq)> {
    let (clinic, seq) = payload.split_once(' ')?;
    Some((clinic.parse().ok()?, Seq(seq.parse().ok()?)))
}
