//! Pages that the server draws, markup and all, so that a browser carries neither their rules nor their forms: it shows what
//! comes, sends forms without leaving the page, and asks again when something has changed. Every form works without a script.

use crate::error::ServerError;
use crate::wire::{Answer, Question};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page as the server drew it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Its markup.
    pub html: String,
    /// What a screen reader is told when it comes.
    pub say: String,
    /// Something is going on: ask again in a moment.
    pub wait: bool,
}

/// The page at an address; `query` is what follows `?` there.
#[server(prefix = "/api", endpoint = "drawn", input = Question, output = Answer)]
pub async fn show(path: String, query: String) -> Result<Shown, ServerError> {
    at_work::show(&path, &query).await
}

#[cfg(feature = "ssr")]
pub use at_work::finished;

#[cfg(feature = "ssr")]
mod at_work {
    use super::Shown;
    use crate::api::who;
    use crate::error::ServerError;
    use crate::import::facts::{Importer, Look};
    use crate::ledger::facts::Books;
    use crate::pages::import::markup as import;
    use crate::pages::ledger as books;
    use crate::pages::record;
    use crate::place::Page;
    use leptos::prelude::*;
    use std::sync::Arc;

    /// Draws with what the request's context has at hand.
    pub(super) async fn show(path: &str, query: &str) -> Result<Shown, ServerError> {
        let who = who()?;
        let word = path.split('/').nth(2).filter(|word| !word.is_empty());
        match (Page::at(path).ok_or(ServerError::NotFound)?, word) {
            (Page::Import, None) => Ok(import::list(&at_hand::<dyn Importer>()?.list(&who).await?)),
            (Page::Import, Some(id)) => {
                Ok(import::draft(&at_hand::<dyn Importer>()?.draft(&who, id, Look::of(query)).await?))
            }
            (Page::Coverage, Some(id)) => {
                let case = id.parse().map_err(|_| ServerError::NotFound)?;
                Ok(books::coverage::draw(&at_hand::<dyn Books>()?.coverage(&who, case, query).await?, query))
            }
            (Page::Authorizations, None) => {
                Ok(books::failing::draw(&at_hand::<dyn Books>()?.failing(&who).await?, query))
            }
            (Page::Payers, None) => {
                Ok(books::payers::list(&at_hand::<dyn Books>()?.payers(&who, None, false).await?, query))
            }
            (Page::Payers, Some(id)) => {
                let payer = id.parse().map_err(|_| ServerError::NotFound)?;
                let preview = books::payers::previews(query);
                let facts = at_hand::<dyn Books>()?.payers(&who, Some(payer), preview).await?;
                Ok(books::payers::one(&facts, payer, query))
            }
            (Page::Record, Some(id)) => {
                let case = id.parse().map_err(|_| ServerError::NotFound)?;
                Ok(record::case::draw(&at_hand::<dyn Books>()?.record(&who, case, query).await?, query))
            }
            (Page::Licences, _) => {
                Ok(record::licences::draw(&at_hand::<dyn Books>()?.licences(&who).await?, query))
            }
            (Page::Leaving, _) => {
                Ok(record::leaving::draw(&at_hand::<dyn Books>()?.leaving(&who, query).await?))
            }
            (Page::Money, None) => {
                Ok(record::money::draw(&at_hand::<dyn Books>()?.money(&who, query).await?))
            }
            (Page::Waitlist, None) => {
                Ok(record::waitlist::draw(&at_hand::<dyn Books>()?.waitlist(&who, query).await?))
            }
            (Page::Work, None) => Ok(record::work::draw(&at_hand::<dyn Books>()?.work(&who).await?, query)),
            _ => Err(ServerError::NotFound),
        }
    }

    fn at_hand<T: ?Sized + Send + Sync + 'static>() -> Result<Arc<T>, ServerError>
    where
        Arc<T>: Send + Sync,
    {
        use_context::<Arc<T>>().ok_or_else(|| ServerError::Broken { ticket: "nobody draws this".into() })
    }

    /// Markup that is shown, not taken over: without the marks by which a script would take it over.
    pub fn finished(view: impl IntoView, say: String, wait: bool) -> Shown {
        Shown { html: view.to_html().replace("<!>", ""), say, wait }
    }
}
