//! All SQL about the view of ledgers. The document is the truth of a row; the column beside it is derived here.

use super::{StoreError, Tx, id, json, json_list, number, to_json};
use crate::on_tx;
use domain::ids::{CaseId, ClinicId, PayerId};
use domain::kinds::Date;
use domain::ledger::Ledger;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A ledger as it lies in the table.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct LedgerRow {
    /// The case's id.
    pub id: String,
    /// JSON of [`Decision`]s.
    pub decisions: String,
    /// JSON of [`Ledger`].
    pub doc: String,
}

/// How long a payer took for one decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub payer: PayerId,
    /// The day on which it was asked for.
    pub requested_on: Date,
    /// The day of the decision.
    pub decided_on: Date,
}

impl LedgerRow {
    /// The row of a ledger. The same ledger always gives the same bytes.
    pub fn of(case: CaseId, ledger: &Ledger) -> Result<LedgerRow, StoreError> {
        let decision = |authorization: &domain::authorization::Authorization| {
            Some(Decision {
                payer: ledger.policy(authorization.policy)?.payer,
                requested_on: authorization.requested_on?,
                decided_on: authorization.decided_on?,
            })
        };
        let decisions: Vec<Decision> = ledger.authorizations.iter().filter_map(decision).collect();
        Ok(LedgerRow { id: case.to_string(), decisions: to_json(&decisions)?, doc: to_json(ledger)? })
    }
}

/// Rows in one statement: well below what either database takes as parameters.
const ROWS: usize = 500;

/// Saves ledgers as they now are; no case may be named twice.
pub async fn upsert_ledgers<'a>(
    tx: &mut Tx,
    clinic: ClinicId,
    ledgers: impl Iterator<Item = (CaseId, &'a Ledger)>,
) -> Result<(), StoreError> {
    let rows: Vec<LedgerRow> =
        ledgers.map(|(case, ledger)| LedgerRow::of(case, ledger)).collect::<Result<_, _>>()?;
    let clinic = clinic.to_string();
    for rows in rows.chunks(ROWS) {
        on_tx!(&mut *tx, |db: Db| {
            let mut insert =
                sqlx::QueryBuilder::<Db>::new("insert into ledger_row (clinic, id, decisions, doc) ");
            insert.push_values(rows, |mut values, row| {
                values.push_bind(&clinic).push_bind(&row.id).push_bind(&row.decisions).push_bind(&row.doc);
            });
            insert.push(
                " on conflict (clinic, id) do update set decisions = excluded.decisions, doc = excluded.doc",
            );
            insert.build().execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Throws the view of a clinic's ledgers away.
pub async fn delete_ledgers(tx: &mut Tx, clinic: ClinicId) -> Result<(), StoreError> {
    on_tx!(tx, |db| sqlx::query("delete from ledger_row where clinic = $1")
        .bind(clinic.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The ledgers of these cases, in no order; cases without one are left out.
pub async fn ledgers(
    tx: &mut Tx,
    clinic: ClinicId,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, Ledger)>, StoreError> {
    let sql = tx.sql(
        "select id, decisions, doc from ledger_row where clinic = $1 and id in (select value from json_each($2))",
        "select id, decisions, doc from ledger_row \
         where clinic = $1 and id = any (select json_array_elements_text($2::json))",
    );
    let (clinic, cases) = (clinic.to_string(), json_list(cases));
    let rows: Vec<LedgerRow> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic).bind(cases).fetch_all(db).await)?;
    rows.iter().map(|row| Ok((id(&row.id)?, json(&row.doc)?))).collect()
}

/// A page of the view as it is stored, by case, after one.
pub async fn ledger_rows(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<LedgerRow>, StoreError> {
    const SQL: &str = "select id, decisions, doc from ledger_row where clinic = $1 and id > $2 \
                       order by id limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}

/// Every decision of every payer of the clinic, in no order.
pub async fn decisions(tx: &mut Tx, clinic: ClinicId) -> Result<Vec<Decision>, StoreError> {
    const SQL: &str = "select decisions from ledger_row where clinic = $1 and decisions <> '[]'";
    let lists: Vec<String> =
        on_tx!(tx, |db| sqlx::query_scalar(SQL).bind(clinic.to_string()).fetch_all(db).await)?;
    let mut all = Vec::new();
    for list in lists {
        all.append(&mut json::<Vec<Decision>>(&list)?);
    }
    Ok(all)
}
