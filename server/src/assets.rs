//! What a browser downloads besides pages: WASM, script, styles, icons. Built by `.ci/site`, compressed beforehand.

use crate::problem;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;

/// Names of the built files, with a hash of their content in them, relative to `/pkg/`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Manifest {
    /// The glue between browser and WASM.
    pub js: String,
    /// The WASM.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// The built files in their folder.
#[derive(Clone, Debug)]
pub struct Site {
    dir: PathBuf,
    manifest: Manifest,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Never built, or elsewhere.
    #[error("There is no {0}. Build the pages with `make site`, or name their folder with --site.")]
    Missing(PathBuf),
    /// Not as `.ci/site` writes it.
    #[error("{0} cannot be read as a manifest. Build the pages again with `make site`.")]
    Unreadable(PathBuf),
}

impl Site {
    /// Reads the manifest of a folder; without one, looks in `target/site` and beside the program.
    pub fn open(dir: Option<&Path>) -> Result<Site, SiteError> {
        let dir = dir.map_or_else(found, Path::to_owned);
        let path = dir.join("pkg/manifest.json");
        let text = std::fs::read(&path).map_err(|_| SiteError::Missing(path.clone()))?;
        let manifest = serde_json::from_slice(&text).map_err(|_| SiteError::Unreadable(path))?;
        Ok(Site { dir, manifest })
    }

    /// A site without files, for tests that never run a browser.
    pub fn without_files() -> Site {
        let manifest = Manifest { js: "app.js".into(), wasm: "app.wasm".into(), css: "app.css".into() };
        Site { dir: PathBuf::from("/nonexistent"), manifest }
    }

    /// The names.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Built files under `/pkg/`, cached for ever; those of `public/` at the root, looked at again after an hour.
    /// What is nothing of that gets the page that says so.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let files = |dir: PathBuf| {
            ServeDir::new(dir).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
        };
        let missing = || tower::service_fn(async |_| Ok(problem::nothing_here()));
        let pkg = Router::new().fallback_service(files(self.dir.join("pkg")).fallback(missing())).layer(
            from_fn(async |request, next| keep(request, next, "public, max-age=31536000, immutable").await),
        );
        let public = Router::new()
            .fallback_service(files(self.dir.clone()).fallback(missing()))
            .layer(from_fn(async |request, next| keep(request, next, "public, max-age=3600").await));
        Router::new().nest("/pkg", pkg).fallback_service(public)
    }
}

async fn keep(request: Request, next: Next, how: &'static str) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == http::StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(how));
    }
    response
}

fn found() -> PathBuf {
    let here = PathBuf::from("target/site");
    let beside = std::env::current_exe().ok().and_then(|exe| {
        let folder = exe.parent()?;
        [folder.join("site"), folder.parent()?.join("site")].into_iter().find(|dir| dir.is_dir())
    });
    if here.is_dir() { here } else { beside.unwrap_or(here) }
}
