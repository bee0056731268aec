//! Everything of a clinic, taken away: whole, of one moment, checked by its own hashes, and nobody else's.

use domain::case::{self, Case, Command as Does, Contact, Meta, Relation};
use domain::ids::{CaseId, ClinicId, ContactId};
use domain::journal::{Body, Seq};
use domain::kinds::{Lane, Line, Name, Rank};
use domain::ledger::{self, Ledger};
use serde::Deserialize;
use serde_json::value::RawValue;
use server::chain::{START, body_hash, head_hash};
use server::export::{Folder, Manifest, write};
use server::found::{append_history, begin_history};
use server::seed::{Recipe, Seeded, grow};
use server::store::EntryRow;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::time::Duration;
use tests::process::{Process, command};
use tests::submissions::{about, comment, open};
use tests::{Client, Fresh, PEOPLE, Staffed, TestOffice, on_both};
use uuid::Uuid;

/// What a spreadsheet would run.
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\")";

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// One line of the journal, as anybody may read it.
#[derive(Deserialize)]
struct Told {
    clinic: ClinicId,
    seq: i64,
    at_us: i64,
    by: String,
    command: String,
    case: Option<String>,
    body: Box<RawValue>,
    body_hash: String,
    prev: String,
    hash: String,
}

/// Every file is as the manifest says, and the manifest names every file.
pub(crate) fn checked(files: &Files) -> Manifest {
    let manifest: Manifest = serde_json::from_slice(&files["manifest.json"]).expect("a manifest");
    assert_eq!(manifest.files.len() + 1, files.len());
    for file in &manifest.files {
        let bytes = &files[&file.name];
        let sha256 =
            Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(file.sha256, sha256, "{}", file.name);
        assert_eq!(file.bytes, bytes.len() as u64, "{}", file.name);
        let rows = match file.name.strip_suffix(".csv") {
            Some(table) => rows(files, table).len(),
            None if file.name.starts_with("documents/") => 0,
            None => bytes.split(|byte| *byte == b'\n').count() - 1,
        };
        assert_eq!(file.rows, rows as u64, "{}", file.name);
    }
    manifest
}

/// A table, each row by its column.
pub(crate) fn rows(files: &Files, table: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = &files[&format!("{table}.csv")];
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.expect("every row has its cells")).collect()
}

/// What the journal tells of cases and their ledgers.
#[derive(Default)]
struct Replayed {
    cases: BTreeMap<CaseId, Case>,
    ledgers: BTreeMap<CaseId, Ledger>,
}

/// What the journal tells, after checking its chain up to the head of the manifest.
fn replayed(files: &Files, manifest: &Manifest) -> Replayed {
    let text = std::str::from_utf8(&files["journal.jsonl"]).expect("UTF-8");
    let (mut prev, mut told_of) = (START.to_owned(), Replayed::default());
    for (seq, line) in (1..).zip(text.lines()) {
        let told: Told = serde_json::from_str(line).expect("an entry");
        assert_eq!((told.seq, told.clinic), (seq, manifest.clinic));
        assert_eq!(told.body_hash, body_hash(told.body.get()));
        assert_eq!(told.prev, prev);
        let row = EntryRow {
            seq: told.seq,
            at: told.at_us,
            by_staff: told.by,
            command: told.command,
            case_id: told.case,
            body: told.body.get().to_owned(),
            body_hash: told.body_hash,
            prev: told.prev,
            hash: told.hash.clone(),
        };
        assert_eq!(told.hash, head_hash(told.clinic, &row));
        prev = told.hash;
        let entry = row.entry(told.clinic).expect("it can be read");
        let meta = Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
        if let Body::Case { case: id, events, ledger, .. } = &entry.body {
            let mut case = told_of.cases.remove(id);
            case::apply(&mut case, *id, events, meta);
            told_of.cases.extend(case.map(|case| (*id, case)));
            ledger::apply(told_of.ledgers.entry(*id).or_default(), ledger);
        }
    }
    assert_eq!(prev, manifest.head, "the journal replays to the same head");
    assert_eq!(manifest.seq, Seq(text.lines().count() as u64));
    told_of
}

/// What the files say of cases is what their own journal says.
fn of_one_moment(files: &Files, manifest: &Manifest) {
    let Replayed { cases, ledgers } = replayed(files, manifest);
    of_ledgers(files, &ledgers);
    let told = rows(files, "cases");
    assert_eq!(told.len(), cases.len());
    for row in told {
        let case = &cases[&row["case"].parse().expect("an id")];
        assert_eq!(row["lane"], case.lane.code());
        assert_eq!(row["last_entry"], case.touched.seq.0.to_string());
    }
    let open: usize = cases.values().map(|case| case.tasks.len()).sum();
    assert_eq!(rows(files, "tasks").len(), open);
}

/// Every policy, order, verification, authorization, line and visit that the journal tells of stands in its table, once.
fn of_ledgers(files: &Files, ledgers: &BTreeMap<CaseId, Ledger>) {
    let told = |table: &str, columns: [&str; 2]| {
        let rows = rows(files, table).into_iter();
        rows.map(|row| columns.map(|column| row[column].clone())).collect::<BTreeSet<_>>()
    };
    let of = |pairs: Vec<(CaseId, String)>| {
        pairs.into_iter().map(|(case, text)| [case.to_string(), text]).collect::<BTreeSet<_>>()
    };
    let all = |each: &dyn Fn(&Ledger) -> Vec<String>| {
        let pairs =
            ledgers.iter().flat_map(|(case, ledger)| each(ledger).into_iter().map(|text| (*case, text)));
        of(pairs.collect())
    };
    let policies = all(&|ledger| ledger.policies.iter().map(|one| one.id.to_string()).collect());
    assert_eq!(told("policies", ["case", "policy"]), policies);
    let visits = all(&|ledger| ledger.visits.iter().map(|one| one.id.to_string()).collect());
    assert_eq!(told("visits", ["case", "visit"]), visits);
    let granted = all(&|ledger| ledger.authorizations.iter().map(|one| one.id.to_string()).collect());
    assert_eq!(told("authorizations", ["case", "authorization"]), granted);
    let count = |each: &dyn Fn(&Ledger) -> usize| ledgers.values().map(each).sum::<usize>();
    let lines = count(&|ledger| ledger.authorizations.iter().map(|one| one.lines.len()).sum());
    assert_eq!(rows(files, "authorization_lines").len(), lines);
    assert_eq!(rows(files, "verifications").len(), count(&|ledger| ledger.verifications.len()));
    let places = count(&|ledger| ledger.orders.iter().map(|one| one.policies.len()).sum());
    assert_eq!(rows(files, "payer_orders").len(), places);
    for row in rows(files, "visits") {
        let (case, id) = (row["case"].parse().expect("an id"), row["visit"].parse().expect("an id"));
        let visit = ledgers[&case].visit(id).expect("the journal has it");
        assert_eq!(row["on"], visit.on.to_string());
        let word = serde_json::to_value(visit.outcome).expect("a word");
        assert_eq!(Some(row["outcome"].as_str()), word.as_str());
        assert_eq!(row["billed_on"], visit.billed_on.map(|day| day.to_string()).unwrap_or_default());
    }
    for row in rows(files, "authorization_lines") {
        let number = |column: &str| row[column].parse::<u32>().unwrap_or(0);
        let sum = number("used") + number("reserved") + number("left");
        assert_eq!(sum, number("granted"), "what is granted is used, reserved or left: {row:?}");
    }
}

/// Every file of a folder, and of folders in it.
pub(crate) fn in_folder(dir: &Path) -> Files {
    let mut files = Files::new();
    for entry in std::fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().into_string().expect("a plain name");
        if entry.path().is_dir() {
            let inner = in_folder(&entry.path()).into_iter();
            files.extend(inner.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, std::fs::read(entry.path()).expect("it can be read"));
        }
    }
    files
}

pub(crate) fn unpacked(zip: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip file");
    let mut files = Files::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it unpacks");
        files.insert(name, bytes);
    }
    files
}

pub(crate) async fn into_folder(office: &TestOffice, clinic: ClinicId) -> Files {
    let dir = tempfile::tempdir().expect("a folder");
    let mut folder = Folder::new(dir.path()).expect("it is empty");
    let mut tx = office.office.store().snapshot().await.expect("a moment");
    let at = office.clock.now();
    let manifest = write(&mut tx, clinic, at, &mut folder, &mut |_| {}).await.expect("it is written");
    let files = in_folder(dir.path());
    assert_eq!(checked(&files), manifest);
    files
}

/// A case with something in every table.
async fn full_case(client: &Client, clinic: &Staffed, name: &str) -> CaseId {
    let (case, opens) = open(name, clinic.sites[0], Some(clinic.id("clara")));
    client.must(&opens).await;
    client.must(&comment(case, FORMULA)).await;
    let line = |text: &str| Line::parse(text).expect("a line");
    let contact = Contact {
        id: ContactId(Uuid::now_v7()),
        name: Name::parse("Rosa Vidal").expect("a name"),
        relation: Relation::Guardian,
        phone: None,
        email: Some(line("rosa@example.org")),
        may_call: true,
        may_receive: false,
        custody: Some(line("-school pick-up only by the mother")),
    };
    client.must(&about(case, Does::Contact { to: contact, seen: None })).await;
    case
}

#[tokio::test]
async fn an_export_has_everything_of_its_clinic_and_nothing_of_another() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let ben = office.as_person("ben").await;
        let case = full_case(&ben, &office.a, "=Theodore Vidal").await;
        let theirs = office.as_person_of(&office.b, "ben").await;
        full_case(&theirs, &office.b, "Canary Island").await;
        ana.chart(case).await.expect("ana may");

        let folder = into_folder(&office, office.a.clinic).await;
        let answer = ana.get("/export.zip").await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/zip");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let zip = unpacked(answer.bytes().await.expect("all of it").to_vec());
        let manifest = checked(&zip);
        assert_eq!(manifest.clinic, office.a.clinic);
        for files in [&folder, &zip] {
            of_one_moment(files, &checked(files));
            assert_eq!(rows(files, "patients")[0]["name"], "'=Theodore Vidal");
            assert_eq!(rows(files, "comments")[0]["text"], format!("'{FORMULA}"));
            assert_eq!(rows(files, "contacts")[0]["custody"], "'-school pick-up only by the mother");
            assert_eq!(rows(files, "care_team")[0]["name"], "clara Example");
            assert_eq!(rows(files, "staff").len(), PEOPLE.len());
            assert_eq!(rows(files, "sites").len(), 2);
            assert_eq!(rows(files, "accounts").len(), 2);
            for (name, bytes) in files {
                let text = String::from_utf8_lossy(bytes);
                for foreign in
                    ["Canary", "Harbour", &office.b.clinic.to_string(), &office.b.id("ana").to_string()]
                {
                    assert!(!text.contains(foreign), "{name} crosses the wall: {foreign}");
                }
                for secret in
                    ["argon2", "digest", ana.cookie().and_then(|c| c.split('=').nth(1)).expect("a token")]
                {
                    assert!(!text.contains(secret), "{name} has a secret: {secret}");
                }
            }
        }
        let log = rows(&zip, "access_log");
        let wanted = |what: &str| {
            log.iter().filter(|look| look["what"] == what && look["name"] == "ana Example").count()
        };
        assert_eq!(
            (wanted("chart"), wanted("export")),
            (1, 1),
            "the download itself is in the log that it has"
        );
    })
    .await;
}

#[tokio::test]
async fn who_may_not_take_a_copy_gets_none_and_leaves_no_trace_of_one() {
    on_both(async |office| {
        let exports = async || {
            const SQL: &str = "select count(*) from look where what = 'export'";
            let store = office.office.store();
            server::on!(store, |db| sqlx::query_scalar::<_, i64>(SQL).fetch_one(db).await).expect("a count")
        };
        for (name, ..) in PEOPLE {
            let may = office.a.viewer(name).may_export_clinic();
            let before = exports().await;
            let answer = office.as_person(name).await.get("/export.zip").await;
            assert_eq!(answer.status(), if may { 200 } else { 403 }, "{name}");
            let bytes = answer.bytes().await.expect("all of it");
            assert_eq!(bytes.starts_with(b"PK"), may, "{name}");
            assert_eq!(exports().await - before, i64::from(may), "{name}");
        }
        let elsewhere = office.as_person("ana").await.request("GET", "/export.zip");
        let answer = elsewhere.header("sec-fetch-site", "cross-site").send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "a link on another site starts no download");
    })
    .await;
}

#[tokio::test]
async fn a_folder_with_something_in_it_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("thesis.txt"), "mine").expect("it is written");
    let refused = Folder::new(dir.path()).expect_err("it is not empty");
    assert!(refused.to_string().contains("is not empty. Nothing was written."), "{refused}");
    assert_eq!(in_folder(dir.path()).len(), 1);
}

/// Two clinics on a database that no server has open.
async fn prepared(fresh: &Fresh) -> (Staffed, String) {
    let office = tests::open(&fresh.url, &server::clock::Clock::Real).await;
    let clinic = Staffed::found(&office, "Maple Street Therapy").await;
    Staffed::found(&office, "Harbour Clinic").await;
    let token = clinic.sign_in(&office, "ana").await;
    office.store().close().await;
    (clinic, token)
}

async fn beside_a_server(fresh: Fresh) {
    let (clinic, token) = prepared(&fresh).await;
    let server = Process::serve(&fresh.url).await.expect("it starts");
    let ana = Client::new(server.address, Some(token));
    let (case, opens) = open("Theodore Vidal", clinic.sites[0], None);
    ana.must(&opens).await;
    let (mover, id) = (ana.clone(), case);
    let moving = tokio::spawn(async move {
        let mut rank = Rank::between(None, None);
        loop {
            rank = Rank::between(Some(&rank), None);
            mover.must(&about(id, Does::Rank { lane: Lane::Intake, rank: rank.clone() })).await;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    let dir = tempfile::tempdir().expect("a folder");
    let to = dir.path().join("copy");
    let to = to.to_str().expect("a plain path");
    let run = async |words: &[&str]| {
        let done = command(&fresh.url, words).output().await.expect("it runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).trim().to_owned())
    };
    let (done, said) = run(&["export", "--to", to]).await;
    assert!(!done && said.contains("Maple Street Therapy") && said.contains("Harbour Clinic"), "{said}");
    let (done, said) = run(&["export", "--to", to, "--clinic", "Elm Street"]).await;
    assert!(!done && said.contains("There is no clinic \"Elm Street\""), "{said}");
    for again in 0..3 {
        let to = format!("{to}{again}");
        let (done, said) = run(&["export", "--to", &to, "--clinic", "Maple Street Therapy"]).await;
        assert!(done, "{said}");
        let files = in_folder(Path::new(&to));
        of_one_moment(&files, &checked(&files));
        let log = rows(&files, "access_log");
        let last = log.last().expect("the export logs itself");
        assert_eq!((last["what"].as_str(), last["reason"].as_str()), ("export", "from the command line"));
        let (done, said) = run(&["export", "--to", &to, "--clinic", "Maple Street Therapy"]).await;
        assert!(!done && said.contains("is not empty. Nothing was written."), "{said}");
        let (done, said) = run(&["verify"]).await;
        assert!(done && said.contains("Everything is as it was written"), "{said}");
    }
    assert!(!moving.is_finished(), "people went on working all the while");
    moving.abort();
    assert!(server.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_exports_and_verifies_beside_a_server_at_work() {
    beside_a_server(Fresh::sqlite()).await;
    if let Some(fresh) = Fresh::postgres().await {
        beside_a_server(fresh).await;
    }
}

/// The demonstration clinic, where ledgers have everything.
#[tokio::test]
async fn an_export_of_the_demonstration_has_what_its_journal_says_of_every_ledger() {
    let recipe = Recipe::demo("2026-11-20".parse().expect("a day")).expect("a recipe");
    let Seeded { clinic, mut entries, totals } = grow(&recipe, &mut |_| ()).expect("it grows");
    let fresh = Fresh::sqlite();
    let store = fresh.open().await;
    begin_history(&store, &clinic, entries.remove(0)).await.expect("it is founded");
    append_history(&store, clinic.id, entries, |_| ()).await.expect("it is written");
    let dir = tempfile::tempdir().expect("a folder");
    let mut folder = Folder::new(dir.path()).expect("it is empty");
    let mut tx = store.snapshot().await.expect("a moment");
    write(&mut tx, clinic.id, tests::morning(), &mut folder, &mut |_| {}).await.expect("it is written");
    drop(tx);
    let files = in_folder(dir.path());
    of_one_moment(&files, &checked(&files));
    let held = rows(&files, "visits").iter().filter(|row| row["outcome"] != "booked").count();
    assert_eq!(held, totals.sessions as usize);
    let sets: usize = clinic.payers.iter().map(|payer| payer.rules.len()).sum();
    assert_eq!(rows(&files, "payers").len(), sets);
}
