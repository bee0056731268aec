//! A disk that is full, a database that somebody else holds, a database that is gone: the real program says so, writes
//! nothing by halves, goes on serving, and is well again by itself.

use app::error::ServerError;
use domain::ids::CaseId;
use domain::journal::Submission;
use server::clock::Clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tests::process::{Process, command};
use tests::submissions::{comment, open};
use tests::{Client, Fresh, POSTGRES_VARIABLE, Said, Staffed};
use tokio::process::Command;

/// How long a server may take until it is well again.
const WELL_AGAIN: Duration = Duration::from_secs(30);

/// A running server with a case, and ben, who works on it.
struct Scene {
    url: String,
    server: Process,
    ben: Client,
    case: CaseId,
}

impl Scene {
    async fn on(url: String) -> Scene {
        let office = tests::open(&url, &Clock::Real).await;
        let clinic = Staffed::found(&office, "Maple Street Therapy").await;
        let token = clinic.sign_in(&office, "ben").await;
        office.store().close().await;
        let server = Process::serve(&url).await.expect("it starts");
        let ben = Client::new(server.address, Some(token));
        let (case, opens) = open("Theodore Vidal", clinic.sites[0], None);
        ben.must(&opens).await;
        Scene { url, server, ben, case }
    }

    /// Writing is refused: the typed word for scripts, a page with a sentence for people, and a time to come back.
    async fn cannot_write(&self) -> Submission {
        let says = comment(self.case, &"said in trouble ".repeat(500));
        let said = self.ben.submit(&says).await.expect_err("it cannot be saved");
        assert_eq!(
            said,
            Said { status: http::StatusCode::SERVICE_UNAVAILABLE, error: Some(ServerError::Busy) }
        );
        // To read a chart is to write into the access log, and without that nothing is shown.
        let page = self.ben.get(&format!("/cases/{}", self.case)).await;
        assert_eq!(page.status(), 503);
        let html = page.text().await.expect("a page");
        assert!(html.contains("right now"), "a sentence says what is wrong: {html}");
        let chart = self.ben.chart(self.case).await.expect_err("what cannot be logged is not shown");
        assert_eq!(chart.error, Some(ServerError::Busy));
        says
    }

    async fn still_serves(&self) {
        assert_eq!(self.ben.get("/health").await.status(), 200);
        assert_eq!(self.ben.get("/sign-in").await.status(), 200);
    }

    /// The same submission is taken, once, and the database is sound.
    async fn recovers(self, refused: Submission) {
        let began = Instant::now();
        let seq = loop {
            match self.ben.submit(&refused).await {
                Ok(receipt) => break receipt.seq,
                Err(said) => assert!(said.status == 503 && began.elapsed() < WELL_AGAIN, "{said:?}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        assert_eq!(self.ben.must(&refused).await, seq, "nothing was written by halves, and nothing twice");
        assert_eq!(self.ben.chart(self.case).await.expect("ben may").comments.len(), 1);
        assert!(self.server.stop().await.success());
        let checked = command(&self.url, &["verify"]).output().await.expect("it runs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

/// A small disk of its own; taken away when dropped.
struct Disk(PathBuf);

impl Disk {
    /// Nothing where the system does not let us have one.
    async fn new() -> Option<Disk> {
        let dir = std::env::temp_dir().join(format!("disk_{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&dir).expect("a folder");
        let disk = Disk(dir);
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"])
            .arg(&disk.0)
            .output()
            .await;
        mounted.is_ok_and(|done| done.status.success()).then_some(disk)
    }

    /// Not a byte is left.
    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.0.join("filler")).expect("a file");
        for size in [64 * 1024, 4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).expect("it is there");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_survived_by_the_real_program() {
    let Some(disk) = Disk::new().await else {
        println!("Skipped: a small disk can be mounted by root only.");
        return;
    };
    let scene = Scene::on(format!("sqlite://{}", disk.0.join("caseboard.db").display())).await;
    disk.fill();
    let refused = scene.cannot_write().await;
    scene.still_serves().await;
    assert_eq!(scene.ben.get("/board").await.status(), 200, "reading goes on");
    let (done, said) = exported(&scene.url, &disk.0.join("copy")).await;
    assert!(!done && said.contains("export") && !said.contains("panicked"), "{said}");
    assert!(!disk.0.join("copy/manifest.json").exists(), "no half export looks like a whole one");
    disk.make_room();
    scene.recovers(refused).await;
}

async fn exported(url: &str, to: &Path) -> (bool, String) {
    let to = to.display().to_string();
    let done = command(url, &["export", "--to", &to]).output().await.expect("it runs");
    (done.status.success(), String::from_utf8_lossy(&done.stderr).trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_program_holds_is_said_and_survived() {
    let fresh = Fresh::sqlite();
    let scene = Scene::on(fresh.url.clone()).await;
    let path = fresh.url.trim_start_matches("sqlite://");
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.expect("it opens");
    sqlx::query("begin immediate").execute(&mut other).await.expect("the writer's seat is free");
    let refused = scene.cannot_write().await;
    scene.still_serves().await;
    assert_eq!(scene.ben.get("/board").await.status(), 200, "reading goes on");
    sqlx::query("rollback").execute(&mut other).await.expect("it lets go");
    other.close().await.expect("it goes");
    scene.recovers(refused).await;
}

/// A PostgreSQL of one test, that may be stopped and started.
struct Cluster(PathBuf);

impl Cluster {
    async fn run(&self, words: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/postgres");
        let done = Command::new(script).args(words).output().await.expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    fn dir(&self) -> &str {
        self.0.to_str().expect("a plain path")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/postgres");
        let _ = std::process::Command::new(script).args(["remove", self.dir()]).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_server_that_goes_is_said_and_survived() {
    if std::env::var_os(POSTGRES_VARIABLE).is_none_or(|url| url.is_empty()) {
        println!("Skipped: there is no PostgreSQL here.");
        return;
    }
    let id = uuid::Uuid::now_v7().simple().to_string();
    let cluster = Cluster(Path::new("/tmp").join(format!("caseboard-pg.{}", &id[20..])));
    let url = cluster.run(&["start", cluster.dir()]).await;
    let scene = Scene::on(url).await;
    cluster.run(&["stop", cluster.dir(), "immediate"]).await;
    let says = comment(scene.case, "said in trouble");
    let said = scene.ben.submit(&says).await.expect_err("there is no database");
    assert_eq!(said, Said { status: http::StatusCode::SERVICE_UNAVAILABLE, error: Some(ServerError::Busy) });
    let page = scene.ben.get("/board").await;
    assert_eq!(page.status(), 503);
    assert_eq!(page.headers()["retry-after"], "2");
    let html = page.text().await.expect("a page");
    assert!(html.contains("Try again in a moment") && !html.contains("Theodore"), "{html}");
    assert_eq!(scene.ben.get("/health").await.status(), 200, "the server itself is well");
    cluster.run(&["start", cluster.dir()]).await;
    scene.recovers(says).await;
}
