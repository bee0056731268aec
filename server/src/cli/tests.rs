//! Chores as somebody types them.

use super::{Cli, Failure, obey};
use crate::accounts::email::Email;
use crate::accounts::rows;
use crate::clock::Clock;
use crate::store::Store;
use clap::{CommandFactory, Parser};
use domain::ids::AccountId;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A new folder, gone at the end of its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("caseboard-chores-{}", Uuid::now_v7().simple()));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.0.join("caseboard.db").display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a chore on a data folder.
async fn chore(data: &Path, words: &[&str]) -> Result<(), String> {
    let data = data.to_str().unwrap();
    let cli = Cli::try_parse_from(["caseboard"].iter().chain(words).chain(&["--data", data]));
    let cli = cli.map_err(|error| error.to_string())?;
    obey(&cli.settings, cli.command).await.map_err(|Failure(sentence)| sentence)
}

fn help(words: &[&str]) -> String {
    let asked = Cli::try_parse_from(["caseboard"].iter().chain(words).chain(&["--help"]));
    asked.err().map(|help| help.to_string()).unwrap()
}

fn write(dir: &Folder, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A folder with a small clinic in it.
async fn clinic() -> Folder {
    let dir = Folder::new();
    chore(dir.path(), &["seed", "--cases", "3"]).await.unwrap();
    dir
}

#[tokio::test]
async fn a_chore_that_looks_for_a_database_begins_none_and_says_where_it_looked() {
    let dir = Folder::new();
    let out = dir.path().join("out").to_str().unwrap().to_owned();
    let sheet = write(&dir, "list.csv", "Name,DOB,Svc\nAna Li,2015-01-02,OT\n");
    let chores: &[&[&str]] = &[
        &["verify"],
        &["rebuild"],
        &["backup", &out],
        &["export", "--to", &out],
        &["import", &sheet],
        &["import", "--dry-run", &sheet],
        &["user", "list"],
        &["user", "admin"],
        &["user", "reset", "ana@example.org"],
    ];
    let missing = dir.path().join("caseboard.db");
    for words in chores {
        let refused = chore(dir.path(), words).await.unwrap_err();
        assert!(refused.contains(&format!("There is no database at {}.", missing.display())), "{refused}");
        assert!(refused.contains("Say with --data"), "{refused}");
    }
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["list.csv"]);
    // Beside a demo clinic it is most likely that one which is meant.
    chore(&dir.path().join("demo"), &["seed", "--cases", "1"]).await.unwrap();
    let refused = chore(dir.path(), &["verify"]).await.unwrap_err();
    assert!(refused.contains(&format!("say --data {}", dir.path().join("demo").display())), "{refused}");
    chore(&dir.path().join("demo"), &["verify"]).await.unwrap();
}

#[tokio::test]
async fn a_slip_in_the_name_of_a_backup_leaves_nothing_behind() {
    let dir = Folder::new();
    let data = dir.path().join("new");
    let missing = dir.path().join("missing.backup").to_str().unwrap().to_owned();
    let refused = chore(&data, &["restore", &missing]).await.unwrap_err();
    assert!(refused.contains("missing.backup cannot be read"), "{refused}");
    assert!(!data.exists());
}

#[tokio::test]
async fn a_backup_that_is_there_already_is_left_as_it_is() {
    let dir = clinic().await;
    let kept = write(&dir, "kept.backup", "kept");
    let refused = chore(dir.path(), &["backup", &kept]).await.unwrap_err();
    assert!(refused.contains("is there already and was left as it is. Choose another name"), "{refused}");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "kept");
}

#[tokio::test]
async fn rows_to_fix_are_for_their_owner_only_and_overwrite_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let dir = clinic().await;
    let sheet = write(&dir, "list.csv", "Name,DOB,Svc\nAna Li,2/30/2015,OT\n");
    let fixes = dir.path().join("fixes.csv");
    let words =
        ["import", &sheet, "--dry-run", "--by", &director(&dir).await, "--fixes", fixes.to_str().unwrap()];
    chore(dir.path(), &words).await.unwrap();
    assert_eq!(std::fs::metadata(&fixes).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&fixes).unwrap();
    let refused = chore(dir.path(), &words).await.unwrap_err();
    assert!(refused.contains("is there already and was left as it is. Nothing was imported."), "{refused}");
    assert_eq!(std::fs::read(&fixes).unwrap(), before);
}

#[tokio::test]
async fn a_status_that_the_file_does_not_have_is_refused_like_a_column() {
    let dir = clinic().await;
    let sheet = write(&dir, "list.csv", "Name,DOB,Svc,Status\nAna Li,2015-01-02,OT,tx going\n");
    let by = director(&dir).await;
    let wish = |status: &'static str| ["import", "--dry-run", "--status", status].map(str::to_owned);
    for (status, refusal) in [
        ("nonsense=active", Some("The file has no status “nonsense”.")),
        ("tx going=nowhere", Some("“nowhere” is not known.")),
        ("TX  going=active", None),
        ("=planning", None),
    ] {
        let mut words: Vec<String> = wish(status).into();
        words.extend([sheet.clone(), "--by".to_owned(), by.clone()]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let told = chore(dir.path(), &words).await.err();
        assert_eq!(told.is_some(), refusal.is_some(), "{status}: {told:?}");
        assert!(refusal.is_none_or(|refusal| told.unwrap().contains(refusal)), "{status}");
    }
}

/// Somebody who may import.
async fn director(dir: &Folder) -> String {
    let store = Store::open_beside(&dir.url()).await.unwrap();
    let all = crate::accounts::clinics::Clinics::new(store.clone()).all().await.unwrap();
    let able = all[0].staff.values().find(|staff| staff.left.is_none() && staff.viewer().may_import());
    able.unwrap().name.to_string()
}

#[tokio::test]
async fn the_list_of_users_names_everybody_who_can_sign_in() {
    let dir = clinic().await;
    let store = Store::open(&dir.url()).await.unwrap();
    assert!(super::user::lines(&store).await.unwrap()[0].contains("Nobody has an account yet."));
    let (account, now) = (AccountId(Uuid::now_v7()), Clock::Real.now());
    let email = Email::parse("ana@example.org").unwrap();
    rows::create(&store, account, &email, None, now).await.unwrap();
    let all = crate::accounts::clinics::Clinics::new(store.clone()).all().await.unwrap();
    let staff = all[0].staff.values().next().unwrap();
    let place = rows::Membership { clinic: all[0].id, staff: staff.id };
    rows::join(&store, account, place, now).await.unwrap();
    let lines = super::user::lines(&store).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with(&format!("ana@example.org  {}, ", staff.name)), "{lines:?}");
    assert!(lines[0].ends_with(&format!(" at {}", all[0].name)), "{lines:?}");
}

#[tokio::test]
async fn the_same_number_grows_the_same_journal() {
    async fn hashes() -> Vec<String> {
        const SQL: &str = "select hash from entry order by clinic, seq";
        let dir = Folder::new();
        chore(dir.path(), &["seed", "--cases", "5", "--as-of", "2026-03-10"]).await.unwrap();
        let store = Store::open_beside(&dir.url()).await.unwrap();
        crate::on!(&store, |db| sqlx::query_scalar(SQL).fetch_all(db).await).unwrap()
    }
    let one = hashes().await;
    assert!(5 < one.len());
    assert_eq!(one, hashes().await);
}

#[test]
fn the_help_says_what_each_chore_is_about_and_nothing_else() {
    let import = help(&["import"]);
    for code in
        ["start_of_care", "lane_since", "ignore", "intake-waiting", "active-hold", "slashes=month-first"]
    {
        assert!(import.contains(code), "{code}: {import}");
    }
    for chore in ["import", "verify", "rebuild", "backup", "restore", "export", "seed"] {
        let help = help(&[chore]);
        for option in ["--listen", "--port", "--public-url", "--forwarded"] {
            assert!(!help.contains(option), "{chore} {option}");
        }
    }
    assert!(help(&["serve"]).contains("--forwarded"));
    assert!(help(&["user", "reset"]).contains("end their sessions"));
    assert!(help(&["user"]).contains("list"));
    Cli::command().debug_assert();
}

#[tokio::test]
async fn a_postgres_that_is_away_is_named_by_its_place() {
    // A port on which nobody listens: taken, and given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://ana:secret@127.0.0.1:{port}/clinic");
    let refused = Store::open_beside(&url).await.unwrap_err().to_string();
    assert!(refused.starts_with(&format!("Nobody answers at 127.0.0.1:{port}")), "{refused}");
    assert!(!refused.contains("secret"), "{refused}");
}
