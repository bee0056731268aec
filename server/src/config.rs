//! The settings, each with its default and its reason; all can be left alone.

use crate::guard::origin::Origin;
use clap::Args;
use http::HeaderName;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// As written on the command line or in the environment.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Folder with everything that must be kept: database, uploads. One folder to back up.
    /// Default: the user's data folder; for the demo clinic, ./data.
    #[arg(long, global = true, value_name = "DIR", env = "CASEBOARD_DATA")]
    pub data: Option<PathBuf>,

    /// Database: `sqlite:///path/to/file` or `postgres://user:password@host/name`. Default: a file in the data folder.
    #[arg(long, global = true, value_name = "URL", env = "CASEBOARD_DATABASE", hide_env_values = true)]
    pub database: Option<String>,

    /// How much to log: error, warn, info, debug; "json" in front for one JSON object a line, as in json,info.
    #[arg(long, global = true, value_name = "LEVEL", env = "CASEBOARD_LOG", default_value = "warn")]
    pub log: Log,
}

/// Where a server is found: for the chores that serve, or print the address of one.
#[derive(Args, Clone, Debug)]
pub struct Address {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS", env = "CASEBOARD_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Another port on the same address; 0 takes any that is free.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,

    /// Address by which browsers reach the server, such as <https://board.example.org>. With https, cookies are
    /// marked secure; requests from any other origin are refused.
    #[arg(long, value_name = "URL", env = "CASEBOARD_PUBLIC_URL", value_parser = origin)]
    pub public_url: Option<Origin>,
}

impl Address {
    /// Where to listen.
    pub fn socket(&self) -> SocketAddr {
        let mut address = self.listen;
        if let Some(port) = self.port {
            address.set_port(port);
        }
        address
    }
}

/// How a server is reached.
#[derive(Args, Clone, Debug)]
pub struct Serving {
    /// Where it listens, and what browsers call it.
    #[command(flatten)]
    pub address: Address,

    /// Header in which a proxy in front of the server writes from which address it was asked, such as x-forwarded-for.
    /// Only with such a proxy: without one, anybody could write there what they like.
    #[arg(long, value_name = "HEADER", env = "CASEBOARD_FORWARDED")]
    pub forwarded: Option<HeaderName>,
}

impl Settings {
    /// The data folder of a clinic's own server.
    pub fn data_dir(&self) -> PathBuf {
        self.data.clone().or_else(users_data_folder).unwrap_or_else(|| PathBuf::from("data"))
    }

    /// The data folder of the demo clinic: never the one with real people.
    pub fn demo_dir(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("data")).join("demo")
    }

    /// The database, by default in that folder.
    pub fn database_in(&self, dir: &Path) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite://{}", dir.join("caseboard.db").display()))
    }
}

fn origin(text: &str) -> Result<Origin, &'static str> {
    Origin::parse(text).ok_or("write it as https://board.example.org, without a path")
}

fn users_data_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(target_os = "macos") {
        set("HOME")?.join("Library/Application Support")
    } else if cfg!(windows) {
        set("APPDATA")?
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))?
    };
    Some(base.join("caseboard"))
}

/// How much is logged, and in which shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Log {
    /// As `tracing` filters read it.
    pub filter: String,
    /// One JSON object a line.
    pub json: bool,
}

impl FromStr for Log {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (json, filter) = match text.strip_prefix("json") {
            Some(rest) => (true, rest.trim_start_matches(',')),
            None => (false, text),
        };
        let filter = if filter.is_empty() { "info" } else { filter };
        // A word that is no level would be taken for the name of a module, and nothing would be logged.
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        let is_level = |word: &str| levels.iter().any(|level| word.eq_ignore_ascii_case(level));
        let unknown =
            filter.split(',').find(|part| !part.contains(['=', '[', ']']) && !is_level(part.trim()));
        if let Some(word) = unknown {
            return Err(format!("“{word}” is not a level: write {}", levels.join(", ")));
        }
        tracing_subscriber::EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
        Ok(Log { filter: filter.to_owned(), json })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_scheme_host_and_port() {
        assert!(origin("https://board.example.org/").is_ok_and(|origin| origin.is_https()));
        for bad in ["board.example.org", "ftp://x", "https://x/board", "https://"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_log_setting_names_level_and_shape() {
        let log: Log = "json,debug".parse().unwrap();
        assert_eq!(log, Log { filter: "debug".into(), json: true });
        assert_eq!("json".parse::<Log>().unwrap().filter, "info");
        assert!("a=b=c".parse::<Log>().is_err());
        assert!("warn,server::store=debug".parse::<Log>().is_ok());
    }

    #[test]
    fn a_word_that_is_no_level_is_refused_in_words() {
        for word in ["loud", "json,loud", "warn,loud"] {
            let refused = word.parse::<Log>().unwrap_err();
            assert!(refused.contains("“loud” is not a level: write off, error, warn"), "{refused}");
        }
    }
}
