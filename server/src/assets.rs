//! What a browser downloads besides pages: WASM, script, styles, icons. Built by `.ci/site`, compressed beforehand.

use crate::problem;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;

/// Names of the built files, relative to `/pkg/`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Manifest {
    /// The glue between browser and WASM.
    pub js: String,
    /// The WASM.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The files of each chunk of code that is loaded later, by its name.
    #[serde(default)]
    pub chunks: BTreeMap<String, Vec<String>>,
}

/// The built files in their folder.
#[derive(Clone, Debug)]
pub struct Site {
    dir: PathBuf,
    manifest: Manifest,
    keeps: Keeps,
}

/// How long a browser may keep a file under `/pkg/` without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Keeps {
    /// For ever: another content has another name.
    Named,
    /// Not at all: the next build has the same names.
    Unnamed,
}

impl Manifest {
    /// As cargo-leptos names them.
    fn plain() -> Manifest {
        Manifest {
            js: "app.js".into(),
            wasm: "app.wasm".into(),
            css: "app.css".into(),
            chunks: BTreeMap::new(),
        }
    }
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
    /// Reads the manifest of a folder; without one, looks in `target/site` and beside the program. What cargo-leptos built
    /// has no manifest, and names that are always the same.
    pub fn open(dir: Option<&Path>) -> Result<Site, SiteError> {
        let dir = dir.map_or_else(found, Path::to_owned);
        let path = dir.join("pkg/manifest.json");
        let Ok(text) = std::fs::read(&path) else {
            return Site::unnamed(dir).ok_or(SiteError::Missing(path));
        };
        let manifest = serde_json::from_slice(&text).map_err(|_| SiteError::Unreadable(path))?;
        Ok(Site { dir, manifest, keeps: Keeps::Named })
    }

    fn unnamed(dir: PathBuf) -> Option<Site> {
        let manifest = Manifest::plain();
        let built = [&manifest.js, &manifest.wasm, &manifest.css];
        let whole = built.iter().all(|name| dir.join("pkg").join(name).is_file());
        whole.then_some(Site { dir, manifest, keeps: Keeps::Unnamed })
    }

    /// A site without files, for tests that never run a browser.
    pub fn without_files() -> Site {
        Site { dir: PathBuf::from("/nonexistent"), manifest: Manifest::plain(), keeps: Keeps::Named }
    }

    /// The names.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Built files under `/pkg/`, cached for ever where their names allow it; those of `public/` at the root, looked at again after an hour.
    /// What is nothing of that gets the page that says so.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let files = |dir: PathBuf| {
            ServeDir::new(dir).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
        };
        let missing = || tower::service_fn(async |_| Ok(problem::nothing_here()));
        let how = match self.keeps {
            Keeps::Named => "public, max-age=31536000, immutable",
            Keeps::Unnamed => "no-cache",
        };
        let pkg = Router::new()
            .fallback_service(files(self.dir.join("pkg")).fallback(missing()))
            .layer(from_fn(async move |request, next| keep(request, next, how).await));
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::StatusCode;
    use tower::ServiceExt;

    fn folder() -> PathBuf {
        let dir = std::env::temp_dir().join(format!("s_{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(dir.join("pkg")).unwrap();
        dir
    }

    async fn kept(site: &Site, path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let answer = site.routes::<()>().oneshot(request).await.unwrap();
        let how = answer.headers().get(CACHE_CONTROL).map_or("", |how| how.to_str().unwrap());
        (answer.status(), how.to_owned())
    }

    #[tokio::test]
    async fn a_build_without_a_manifest_is_served_by_its_plain_names_and_never_kept() {
        let dir = folder();
        for name in ["app.js", "app.wasm"] {
            std::fs::write(dir.join("pkg").join(name), "x").unwrap();
        }
        assert!(matches!(Site::open(Some(&dir)), Err(SiteError::Missing(_))), "half a build is none");
        std::fs::write(dir.join("pkg/app.css"), "x").unwrap();
        let site = Site::open(Some(&dir)).unwrap();
        assert_eq!(*site.manifest(), Manifest::plain());
        assert_eq!(kept(&site, "/pkg/app.wasm").await, (StatusCode::OK, "no-cache".into()));
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[tokio::test]
    async fn a_manifest_counts_before_plain_names_and_its_files_are_kept_for_ever() {
        let dir = folder();
        for name in ["app.js", "app.wasm", "app.css", "app.1.js"] {
            std::fs::write(dir.join("pkg").join(name), "x").unwrap();
        }
        let text = r#"{"js":"app.1.js","wasm":"app.1.wasm","css":"app.1.css"}"#;
        std::fs::write(dir.join("pkg/manifest.json"), text).unwrap();
        let site = Site::open(Some(&dir)).unwrap();
        assert_eq!(site.manifest().js, "app.1.js");
        let (status, how) = kept(&site, "/pkg/app.1.js").await;
        assert!(status == StatusCode::OK && how.contains("immutable"), "{how}");
        std::fs::write(dir.join("pkg/manifest.json"), "{").unwrap();
        assert!(matches!(Site::open(Some(&dir)), Err(SiteError::Unreadable(_))));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
