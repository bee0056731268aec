//! The command line: one program, one subcommand for each chore.

mod check;
mod demo;
mod export;
mod import;
mod seed;
mod serve;
mod user;

use crate::assets::Site;
use crate::auth::Config;
use crate::backup;
use crate::clock::Clock;
use crate::config::Settings;
use crate::office::Office;
use crate::store::Store;
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Case management for therapy clinics: one live board, one journal.
///
/// Without any setting it listens on 127.0.0.1:3000 and keeps everything in one folder.
#[derive(Parser, Debug)]
#[command(
    name = "caseboard",
    version,
    after_help = "Each setting can also be given by the variable named beside it."
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
    ///
    /// The first start prints a link by which the first administrator founds a clinic.
    Serve(Pages),
    /// Serve a demo clinic of synthetic people, with sign-in by one click.
    ///
    /// It lives in a folder of its own and never meets the clinics of `serve`.
    Demo(Pages),
    /// Bring a spreadsheet into a clinic.
    ///
    /// Prints how the columns were understood and how many rows are ready, to fix, and possible duplicates; then opens the
    /// cases of the rows that are ready.
    Import(import::Import),
    /// Check the journal's chain of hashes, and that every view equals a rebuild. Names the first row that differs.
    ///
    /// It only reads, and may run beside a server.
    Verify,
    /// Throw the views away and make them anew from the journal.
    Rebuild,
    /// Copy the database into a file, safely while a server runs.
    Backup {
        /// The file to write; must not exist.
        file: PathBuf,
    },
    /// Fill a database without a clinic from a copy. No server may be running on it.
    Restore {
        /// A file that `backup` wrote.
        file: PathBuf,
    },
    /// Write everything of a clinic into a folder: a CSV for each table, the journal as JSON Lines, and a manifest of hashes.
    ///
    /// It may run beside a server, and everything in it is of one moment. A cell that a spreadsheet program could run
    /// as a formula has an apostrophe in front.
    Export(export::Export),
    /// Grow a synthetic clinic of any size into the database.
    Seed(seed::Seed),
    /// Links for people who cannot sign in yet, or any more.
    #[command(subcommand)]
    User(user::User),
}

/// Where the pages are.
#[derive(Args, Debug)]
struct Pages {
    /// Folder with the built pages. Default: target/site, or site beside the program.
    #[arg(long, value_name = "DIR", env = "CASEBOARD_SITE")]
    site: Option<PathBuf>,
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
    let settings = &cli.settings;
    match cli.command {
        Command::Serve(pages) => serve::run(settings, pages.site.as_deref()).await,
        Command::Demo(pages) => demo::run(settings, pages.site.as_deref()).await,
        Command::Import(import) => import::run(settings, import).await,
        Command::Verify => {
            let store = Store::open_beside(&database(settings)).await.map_err(Failure::new)?;
            check::verify(&store).await
        }
        Command::Rebuild => check::rebuild(&store(settings).await?).await,
        Command::Backup { file } => {
            backup::backup(&database(settings), &file, check::progress("rows written"))
                .await
                .map_err(Failure::new)?;
            say(format!("The database is copied to {}.", file.display()));
            Ok(())
        }
        Command::Restore { file } => {
            make_folder(&settings.data_dir())?;
            let written = backup::restore(&file, &database(settings), check::progress("rows written")).await;
            written.map_err(Failure::new)?;
            say("The copy is in place. Check it with `caseboard verify`.");
            Ok(())
        }
        Command::Export(export) => export::run(&database(settings), export).await,
        Command::Seed(seed) => seed::run(settings, seed).await,
        Command::User(user) => user::run(settings, user).await,
    }
}

/// One line for the person at the terminal. A closed terminal is no reason to stop.
pub(crate) fn say(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref());
    let _ = out.flush();
}

/// The address of the database of the settings.
fn database(settings: &Settings) -> String {
    settings.database_in(&settings.data_dir())
}

/// The database of the settings.
async fn store(settings: &Settings) -> Result<Store, Failure> {
    store_in(settings, &settings.data_dir()).await
}

/// The database of the settings, by default in that folder.
async fn store_in(settings: &Settings, dir: &Path) -> Result<Store, Failure> {
    if settings.database.is_none() {
        make_folder(dir)?;
    }
    Store::open(&settings.database_in(dir)).await.map_err(Failure::new)
}

/// Made for its owner only: the folder will hold records of patients.
fn make_folder(dir: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| {
        let dir = dir.display();
        Failure::new(format!("The folder {dir} cannot be made: {error}. Choose another with --data."))
    })
}

/// An office by the real clock.
fn office(settings: &Settings, store: Store, site: Site, demo: bool) -> Office {
    let config = Config { public: settings.public_url.clone(), forwarded: settings.forwarded.clone(), demo };
    Office::open(store, Clock::Real, config, site)
}

fn log(log: &crate::config::Log) {
    let filter = tracing_subscriber::EnvFilter::new(&log.filter);
    let to_stderr = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if log.json {
        to_stderr.json().init();
    } else {
        to_stderr.init();
    }
    crate::trace::quiet_panics();
}
