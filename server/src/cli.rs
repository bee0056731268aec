//! The command line: one program, one subcommand for each chore.

mod demo;
mod serve;

use crate::config::Settings;
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// Case management for therapy clinics: one live board, one journal.
#[derive(Parser, Debug)]
#[command(
    name = "caseboard",
    version,
    about,
    after_help = "Every option can also be set by the variable named beside it."
)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the clinics of this database.
    Serve {
        /// Folder with the built pages. Default: target/site, or site beside the program.
        #[arg(long, value_name = "DIR", env = "CASEBOARD_SITE")]
        site: Option<PathBuf>,
    },
    /// Serve a demo clinic of synthetic people, with sign-in by one click.
    Demo {
        /// Folder with the built pages. Default: target/site, or site beside the program.
        #[arg(long, value_name = "DIR", env = "CASEBOARD_SITE")]
        site: Option<PathBuf>,
    },
}

/// A failure that ends the program, as one sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// From a sentence, or from an error that reads as one.
    pub fn new(sentence: impl ToString) -> Failure {
        Failure(sentence.to_string())
    }
}

/// Runs the subcommand.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    log(&cli.settings.log);
    match cli.command {
        Command::Serve { site } => serve::run(&cli.settings, site.as_deref()).await,
        Command::Demo { site } => demo::run(&cli.settings, site.as_deref()).await,
    }
}

/// One line for the person at the terminal. A closed terminal is no reason to stop.
pub(crate) fn say(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref());
    let _ = out.flush();
}

fn log(log: &crate::config::Log) {
    let filter = tracing_subscriber::EnvFilter::new(&log.filter);
    let to_stderr = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if log.json {
        to_stderr.json().init()
    } else {
        to_stderr.init()
    }
    crate::trace::quiet_panics();
}
