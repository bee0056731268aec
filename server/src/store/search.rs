//! The one query whose shape depends on what was asked.

use super::{StoreError, Tx, number};
use crate::on_tx;
use domain::ids::ClinicId;

/// What a search asks the database. Everything is folded. A case is wanted when it has all words, or the birthday, or the
/// phone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Words of a name, a guardian's name, a number or an identifier.
    pub words: Vec<String>,
    /// Birthday, as `2019-03-07`.
    pub born: Option<String>,
    /// Digits of a phone.
    pub phone: Option<String>,
    /// Closed cases too.
    pub closed: bool,
}

impl Wanted {
    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.born.is_none() && self.phone.is_none()
    }
}

/// Documents of cases that may be wanted, the likeliest first; voided ones never.
pub async fn search_docs(
    tx: &mut Tx,
    clinic: ClinicId,
    wanted: &Wanted,
    skip: u64,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let name = wanted.words.join(" ");
    Ok(on_tx!(tx, |db: Db| {
        let mut query = sqlx::QueryBuilder::<Db>::new("select doc from case_row where clinic = ");
        query.push_bind(clinic.to_string()).push(" and not void");
        if !wanted.closed {
            query.push(" and open");
        }
        query.push(" and (1 = 0");
        if !wanted.words.is_empty() {
            query.push(" or (1 = 1");
            for word in &wanted.words {
                query.push(" and search like ").push_bind(contains(word)).push(" escape '\\'");
            }
            query.push(")");
        }
        if let Some(born) = &wanted.born {
            query.push(" or born = ").push_bind(born);
        }
        if let Some(phone) = &wanted.phone {
            query.push(" or search like ").push_bind(contains(phone)).push(" escape '\\'");
        }
        query.push(") order by case when name_folded = ").push_bind(&name);
        query.push(" then 0 when name_folded like ").push_bind(format!("{}%", escaped(&name)));
        query.push(" escape '\\' then 1 else 2 end, open desc, number desc limit ");
        query.push_bind(number(limit as u64)).push(" offset ").push_bind(number(skip));
        query.build_query_scalar().fetch_all(db).await
    })?)
}

fn contains(text: &str) -> String {
    format!("%{}%", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
