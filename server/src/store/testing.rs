//! Fresh databases for tests. A contract test is one story told on both: `on_both(async |fresh| …)`.

use super::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;

/// Address of a PostgreSQL that may be filled with databases; without it tests run on SQLite alone.
pub const POSTGRES_VARIABLE: &str = "CASEBOARD_TEST_PG";

/// An empty database, removed when dropped (a PostgreSQL one goes with its throw-away server).
#[derive(Debug)]
pub struct Fresh {
    /// Where it is.
    pub url: String,
    folder: Option<PathBuf>,
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // Whatever stays behind lies in the machine's temporary folder.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl Fresh {
    /// A new SQLite file.
    pub fn sqlite() -> Fresh {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
        Fresh { url: format!("sqlite://{}", folder.join("caseboard.db").display()), folder: Some(folder) }
    }

    /// A new PostgreSQL database, where the environment names a server.
    pub async fn postgres() -> Option<Fresh> {
        let server = std::env::var(POSTGRES_VARIABLE).ok().filter(|url| !url.is_empty())?;
        let name = name();
        let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut conn)
            .await
            .expect("a database can be made");
        let (address, settings) = server.split_once('?').unwrap_or((&server, ""));
        let address = address.trim_end_matches('/');
        let after_scheme = address.find("://").map_or(0, |at| at + 3);
        let host = address[after_scheme..].find('/').map_or(address, |at| &address[..after_scheme + at]);
        Some(Fresh { url: format!("{host}/{name}?{settings}"), folder: None })
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("a fresh database opens")
    }
}

/// Tells a story on SQLite, and on PostgreSQL where there is one.
pub async fn on_both(story: impl AsyncFn(Fresh)) {
    story(Fresh::sqlite()).await;
    if let Some(fresh) = Fresh::postgres().await {
        story(fresh).await;
    }
}

fn name() -> String {
    format!("t_{}", uuid::Uuid::now_v7().simple())
}
