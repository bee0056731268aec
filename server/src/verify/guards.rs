//! Whether the database still refuses to change what was written.

use super::Problem;
use crate::on_tx;
use crate::store::{StoreError, Tx};

/// Table and trigger, of SQLite.
const SQLITE: [(&str, &str); 5] = [
    ("entry", "entry_is_never_changed"),
    ("entry", "entry_is_never_deleted"),
    ("look", "look_is_never_changed"),
    ("look", "look_is_never_deleted"),
    ("look_chain", "look_chain_is_never_deleted"),
];

/// Table and trigger, of PostgreSQL.
const POSTGRES: [(&str, &str); 7] = [
    ("entry", "entry_is_never_changed"),
    ("entry", "entry_is_never_emptied"),
    ("look", "look_is_never_changed"),
    ("look", "look_is_never_deleted"),
    ("look", "look_is_never_emptied"),
    ("look_chain", "look_chain_is_never_deleted"),
    ("look_chain", "look_chain_is_never_emptied"),
];

/// Every guard that is not there, is switched off, or lets everything pass.
pub(super) async fn missing_guards(tx: &mut Tx) -> Result<Vec<Problem>, StoreError> {
    let (sql, wanted): (&str, &[(&str, &str)]) = match tx {
        Tx::Sqlite(..) => (
            "select tbl_name, name from sqlite_master where type = 'trigger' and sql like '%raise(abort%'",
            &SQLITE,
        ),
        Tx::Postgres(_) => (
            "select c.relname::text, t.tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid \
             join pg_proc p on p.oid = t.tgfoid where c.relnamespace = current_schema()::regnamespace \
             and t.tgenabled in ('O', 'A') and p.prosrc like '%raise exception%'",
            &POSTGRES,
        ),
    };
    let there: Vec<(String, String)> = on_tx!(tx, |db| sqlx::query_as(sql).fetch_all(db).await)?;
    let is_there = |wanted: &(&str, &str)| there.iter().any(|(table, name)| (&**table, &**name) == *wanted);
    let missing = wanted.iter().filter(|wanted| !is_there(wanted));
    Ok(missing.map(|(table, guard)| Problem::Unguarded { table, guard }).collect())
}
