//! The import of a spreadsheet. Its pages are made on the server, markup and all, so that a browser carries neither the
//! readers of dates, names and words nor the forms that ask about them; it shows what comes and asks again while cases
//! are being opened. What is chosen goes back as plain form posts.

#[cfg(feature = "ssr")]
pub mod facts;

use crate::error::ServerError;
use crate::wire::{Answer, Question};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page of the import.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Its markup.
    pub html: String,
    /// What a screen reader is told when it comes.
    pub say: String,
    /// Something is going on: ask again in a moment.
    pub wait: bool,
}

/// One import, or without an id the page on which files are chosen. `query` is what follows `?` in the address.
#[server(prefix = "/api", endpoint = "import", input = Question, output = Answer)]
pub async fn show_import(id: Option<String>, query: String) -> Result<Shown, ServerError> {
    let who = crate::api::who()?;
    let absent = || ServerError::Broken { ticket: "no importer".into() };
    let importer = use_context::<std::sync::Arc<dyn facts::Importer>>().ok_or_else(absent)?;
    match id {
        None => Ok(crate::pages::import::markup::list(&importer.list(&who).await?)),
        Some(id) => {
            let look = facts::Look::of(&query);
            Ok(crate::pages::import::markup::draft(&importer.draft(&who, &id, look).await?))
        }
    }
}
