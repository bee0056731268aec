//! The real program, started and killed like one.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};

/// Bytes of complaints that are kept.
const HEARD_MAX_BYTES: usize = 64 * 1024;

/// A running `caseboard serve`; killed when dropped.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

/// The program: from `CASEBOARD_BIN`, or beside the tests.
fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("CASEBOARD_BIN") {
        return path.into();
    }
    let tests = std::env::current_exe().expect("a test is a program");
    tests.ancestors().nth(2).expect("target/debug/deps lies deep enough").join("caseboard")
}

/// A site with a manifest and nothing else. Put in place in one step: other tests may be reading it.
fn site() -> PathBuf {
    let dir = std::env::temp_dir().join("caseboard-test-site");
    std::fs::create_dir_all(dir.join("pkg")).expect("a temporary folder can be made");
    let manifest = dir.join("pkg/manifest.json");
    let new = manifest.with_extension(uuid::Uuid::now_v7().to_string());
    std::fs::write(&new, r#"{"js":"a.js","wasm":"a.wasm","css":"a.css"}"#)
        .and_then(|()| std::fs::rename(&new, &manifest))
        .expect("a temporary file can be written");
    dir
}

/// Everything that is said, up to a length.
async fn hear(complaints: ChildStderr) -> String {
    let (mut lines, mut heard) = (BufReader::new(complaints).lines(), String::new());
    while let Ok(Some(line)) = lines.next_line().await {
        if heard.len() < HEARD_MAX_BYTES {
            heard.extend([&line, "\n"]);
        }
    }
    heard
}

/// The program with a database and some words, not yet started.
pub fn command(database: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(words).env("CASEBOARD_DATABASE", database).env("CASEBOARD_DATA", std::env::temp_dir());
    command.kill_on_drop(true).stdin(Stdio::null());
    command
}

/// Runs a subcommand on a database.
pub async fn run(database: &str, words: &[&str]) -> Output {
    command(database, words).output().await.expect("the program can be started")
}

/// The journal's chain, and views that equal a rebuild.
pub async fn verified(database: &str) {
    let checked = run(database, &["verify"]).await;
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// The time that a program has kept a core busy, to a hundredth of a second; nothing where the system does not tell.
pub fn busy(id: u32) -> Option<Duration> {
    let line = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // After the name, which may have any letter in it: the 12th and 13th field, in hundredths.
    let mut fields = line.rsplit(')').next()?.split_whitespace().skip(11);
    let mut hundredths = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (hundredths()? + hundredths()?)))
}

impl Process {
    /// Starts it on a database, and waits until it is ready.
    pub async fn serve(database: &str) -> Result<Process, String> {
        let mut command = command(database, &["serve", "--port", "0", "--site"]);
        let mut child = command
            .arg(site())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", program().display()))?;
        let out = child.stdout.take().expect("its words are heard");
        // Heard all along: a program whose complaints nobody reads would wait for ever to make the next.
        let complaints = tokio::spawn(hear(child.stderr.take().expect("its complaints are heard")));
        let mut lines = BufReader::new(out).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(address) = line.split("http://").nth(1) {
                let address = address.trim().parse().map_err(|_| format!("no address in: {line}"))?;
                // What it says later is of no interest, but must not fill the pipe.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Process { child, address });
            }
        }
        child.wait().await.map_err(|error| error.to_string())?;
        complaints.await.map_err(|error| error.to_string()).and_then(Err)
    }

    /// What it has in memory, its share of what it shares included, in KiB; nothing where the system does not tell.
    pub fn memory_kib(&self) -> Option<u32> {
        let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()?)).ok()?;
        let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// The time that it has kept a core busy; nothing where the system does not tell.
    pub fn busy(&self) -> Option<Duration> {
        busy(self.child.id()?)
    }

    /// As when the power goes: no goodbye, no last write.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// As the system asks.
    pub async fn stop(mut self) -> std::process::ExitStatus {
        let id = self.child.id().expect("it runs").to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await.expect("it can be asked");
        assert!(asked.success());
        self.child.wait().await.expect("it ends")
    }
}
