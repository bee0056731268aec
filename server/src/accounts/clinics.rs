//! The clinics as sign-in sees them: who works there now. Read again only when the clinic has changed.

use crate::store::{Store, StoreError, id, json, on};
use domain::clinic::Clinic;
use domain::ids::ClinicId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Known = Arc<Mutex<HashMap<ClinicId, (i64, Arc<Clinic>)>>>;

/// Clinics by id, each with the place in its journal at which it was read. Clones share it.
#[derive(Clone, Debug)]
pub struct Clinics {
    store: Store,
    known: Known,
}

impl Clinics {
    /// None known yet.
    pub fn new(store: Store) -> Clinics {
        Clinics { store, known: Arc::default() }
    }

    /// The clinic now.
    pub async fn get(&self, clinic: ClinicId) -> Result<Option<Arc<Clinic>>, StoreError> {
        const SQL: &str = "select doc_seq from clinic where id = $1";
        let seq: Option<i64> =
            on!(&self.store, |db| sqlx::query_scalar(SQL).bind(clinic.to_string()).fetch_optional(db).await)?;
        match seq {
            Some(seq) => self.at(clinic, seq).await,
            None => Ok(None),
        }
    }

    /// The clinic, known to have changed last at that place of its journal.
    pub async fn at(&self, clinic: ClinicId, seq: i64) -> Result<Option<Arc<Clinic>>, StoreError> {
        const SQL: &str = "select doc_seq, doc from clinic where id = $1";
        if let Some((known, doc)) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&clinic)
            && seq <= *known
        {
            return Ok(Some(Arc::clone(doc)));
        }
        let row: Option<(i64, String)> =
            on!(&self.store, |db| sqlx::query_as(SQL).bind(clinic.to_string()).fetch_optional(db).await)?;
        let Some((seq, doc)) = row else { return Ok(None) };
        let doc: Arc<Clinic> = Arc::new(json(&doc)?);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(clinic, (seq, Arc::clone(&doc)));
        Ok(Some(doc))
    }

    /// All of them, the oldest first.
    pub async fn all(&self) -> Result<Vec<Arc<Clinic>>, StoreError> {
        const SQL: &str = "select id, doc_seq from clinic order by id";
        let rows: Vec<(String, i64)> = on!(&self.store, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let mut all = Vec::with_capacity(rows.len());
        for (clinic, seq) in rows {
            all.extend(self.at(id(&clinic)?, seq).await?);
        }
        Ok(all)
    }
}
