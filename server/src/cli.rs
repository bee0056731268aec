//! The command line: one program, one subcommand for each chore.

mod check;
mod demo;
mod export;
mod import;
mod seed;
mod serve;
#[cfg(test)]
mod tests;
mod user;

use crate::assets::Site;
use crate::auth::Config;
use crate::backup;
use crate::clock::Clock;
use crate::config::{Serving, Settings};
use crate::office::Office;
use crate::store::Store;
use crate::store::open::sqlite_path;
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
    #[command(after_long_help = import::codes())]
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

/// Where the pages are, and where the server is found.
#[derive(Args, Debug)]
struct Pages {
    #[command(flatten)]
    serving: Serving,
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
    obey(&cli.settings, cli.command).await
}

async fn obey(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(pages) => serve::run(settings, &pages).await,
        Command::Demo(pages) => demo::run(settings, &pages).await,
        Command::Import(import) => import::run(settings, import).await,
        Command::Verify => {
            let store = Store::open_beside(&existing(settings)?).await.map_err(Failure::new)?;
            check::verify(&store).await
        }
        Command::Rebuild => check::rebuild(&existing_store(settings).await?).await,
        Command::Backup { file } => {
            backup::backup(&existing(settings)?, &file, check::progress("rows written"))
                .await
                .map_err(Failure::new)?;
            say(format!("The database is copied to {}.", file.display()));
            Ok(())
        }
        Command::Restore { file } => {
            // Looked at first: a slip in its name makes no folder.
            std::fs::File::open(&file).map_err(|error| {
                Failure::new(format!("{} cannot be read: {error}. Nothing was changed.", file.display()))
            })?;
            make_folder(&settings.data_dir())?;
            let written = backup::restore(&file, &database(settings), check::progress("rows written")).await;
            written.map_err(Failure::new)?;
            say("The copy is in place. Check it with `caseboard verify`.");
            Ok(())
        }
        Command::Export(export) => export::run(&existing(settings)?, export).await,
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

/// The address of the database of the settings, which must be there: a chore that looks for something must not begin an
/// empty database, and one that finds none says where it looked.
fn existing(settings: &Settings) -> Result<String, Failure> {
    let url = database(settings);
    let Some(path) = sqlite_path(&url).filter(|path| !path.exists()) else { return Ok(url) };
    let demo = settings.demo_dir();
    let there = settings.database.is_none() && demo.join("caseboard.db").exists();
    let hint = if there {
        format!("The demo clinic is in {0}: say --data {0}.", demo.display())
    } else {
        "Say with --data in which folder it is.".to_owned()
    };
    Err(Failure::new(format!("There is no database at {}. Nothing was done. {hint}", path.display())))
}

/// The database of the settings, which must be there.
async fn existing_store(settings: &Settings) -> Result<Store, Failure> {
    Store::open(&existing(settings)?).await.map_err(Failure::new)
}

/// The database of the settings; begun where there is none.
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
fn office(store: Store, config: Config, site: Site) -> Office {
    Office::open(store, Clock::Real, config, site)
}

/// How sign-in works for a server that is found there.
fn config(serving: &Serving, demo: bool) -> Config {
    Config { public: serving.address.public_url.clone(), forwarded: serving.forwarded.clone(), demo }
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
