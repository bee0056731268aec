//! The payer's letter on an authorization: it comes back byte for byte to whoever may read it, nothing else passes for one,
//! and it is in the export, in the backup and under the eyes of `verify`.

use crate::authorizations::{Covered, covered_at, fresh};
use crate::export::{checked, into_folder, rows, unpacked};
use domain::authorization::letter::{ContentHash, File, FileKind, FileName};
use domain::ids::{AuthorizationId, CommandId};
use domain::journal::{Command, Submission};
use domain::ledger::Command as Does;
use reqwest::Response;
use reqwest::multipart::{Form, Part};
use server::backup::{backup, restore};
use server::chain::content_hash;
use server::store::Store;
use server::verify::{Problem, verify};
use tests::{Client, Fresh, TestOffice, on_both};
use uuid::Uuid;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// With bytes that no text has.
fn pdf(words: &str) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n{words}\n").into_bytes();
    bytes.extend(0..=255);
    bytes.extend(b"\ntrailer\n%%EOF\n");
    bytes
}

/// An authorization, and the specialist who keeps it.
struct Granted {
    at: Covered,
    abe: Client,
    id: String,
}

impl Granted {
    async fn new(office: TestOffice) -> Granted {
        let at = covered_at(office).await;
        let abe = at.office.as_person("abe").await;
        let id = at.grant(&abe).await;
        Granted { at, abe, id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/cases/{}/coverage/{rest}", self.at.case)
    }

    fn letter(&self, bytes: &[u8]) -> String {
        self.path(&format!("letters/{}", content_hash(bytes)))
    }

    async fn upload_as(&self, who: &Client, name: &str, mime: &str, bytes: Vec<u8>) -> Response {
        let part = Part::bytes(bytes).file_name(name.to_owned()).mime_str(mime).unwrap();
        let form = Form::new().text("command", fresh()).text("id", self.id.clone()).part("file", part);
        let request = who.request("POST", &self.path("letters-add")).header("accept", "text/plain");
        request.multipart(form).send().await.unwrap()
    }

    async fn upload(&self, name: &str, bytes: Vec<u8>) -> Response {
        self.upload_as(&self.abe, name, "application/pdf", bytes).await
    }

    async fn attach(&self, name: &str, bytes: &[u8]) {
        let response = self.upload(name, bytes.to_vec()).await;
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    }

    async fn take_away(&self, who: &Client, bytes: &[u8]) -> Response {
        let (command, hash) = (fresh(), content_hash(bytes).to_string());
        let fields =
            [("command", &*command), ("id", &self.id), ("file", &hash), ("reason", "another patient's")];
        self.at.post(who, "letters-remove", &fields).await
    }

    /// What the history says of letters to somebody.
    async fn told(&self, who: &Client) -> Vec<String> {
        let lines = who.chart(self.at.case).await.unwrap().history.lines;
        let words = lines.into_iter().flat_map(|line| line.words);
        words.filter(|words| words.contains("letter")).collect()
    }

    async fn looks(&self, what: &str) -> i64 {
        const SQL: &str = "select count(*) from look where what = $1 and case_id = $2";
        let store = self.at.office.office.store();
        let case = self.at.case.to_string();
        server::on!(store, |db| sqlx::query_scalar(SQL).bind(what).bind(case).fetch_one(db).await).unwrap()
    }
}

async fn kept(store: &Store) -> i64 {
    server::on!(store, |db| sqlx::query_scalar("select count(*) from document").fetch_one(db).await).unwrap()
}

async fn words(response: Response, status: u16) -> String {
    let got = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(got, status, "{text}");
    text
}

#[tokio::test]
async fn a_letter_comes_back_byte_for_byte_and_may_do_nothing() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let bytes = pdf("It is granted.");
        let to = words(granted.upload("C:\\Scans\\Bescheid für Zoë.pdf", bytes.clone()).await, 200).await;
        assert_eq!(to, granted.path(&format!("?part=authorizations&id={}", granted.id)).replace("/?", "?"));
        let page = granted.abe.get(&to).await.text().await.unwrap();
        let link = granted.letter(&bytes);
        assert!(page.contains(&link) && page.contains("Bescheid für Zoë.pdf"), "{page}");
        assert!(page.contains("abe Example") && page.contains("rel=\"noopener\""), "{page}");
        // A browser that packs what it is sent gets the same.
        let request = granted.abe.request("GET", &link).header("accept-encoding", "br, gzip");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let headers = answer.headers().clone();
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, no-store"),
            (
                "content-disposition",
                "inline; filename=\"letter.pdf\"; filename*=UTF-8''Bescheid%20f%C3%BCr%20Zo%C3%AB.pdf",
            ),
        ] {
            assert_eq!(headers[name], value);
        }
        let policies: Vec<_> = headers.get_all("content-security-policy").iter().collect();
        assert_eq!(policies, [crate::letters::POLICY]);
        assert!(!headers.contains_key("content-encoding"));
        assert_eq!(answer.bytes().await.unwrap(), bytes);
        assert_eq!(granted.looks("letter").await, 1);
        assert_eq!(granted.told(&granted.abe).await.len(), 1);
        // Without a script the form leads to the same page.
        let form = Form::new()
            .text("command", fresh())
            .text("id", granted.id.clone())
            .part("file", Part::bytes(PNG).file_name("page.jpg"));
        let plain =
            granted.abe.request("POST", &granted.path("letters-add")).multipart(form).send().await.unwrap();
        assert_eq!((plain.status().as_u16(), plain.headers()["location"].to_str().unwrap()), (303, &*to));
        let picture = granted.abe.get(&granted.letter(PNG)).await;
        assert_eq!(picture.headers()["content-type"], "image/png", "by its bytes, not by its name");
        assert!(picture.headers()["content-disposition"].to_str().unwrap().ends_with("''page.jpg.png"));
    })
    .await;
}

const POLICY: &str = "sandbox; default-src 'none'";

#[tokio::test]
async fn what_is_no_letter_is_refused_in_a_sentence_and_nothing_is_attached() {
    let granted = Granted::new(TestOffice::new().await).await;
    let html = b"<!doctype html><script>alert(1)</script>%PDF-1.7 %%EOF".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let mut large = JPEG.to_vec();
    large.resize(10 * 1024 * 1024 + 1, 7);
    let mut huge = JPEG.to_vec();
    huge.resize(30 * 1024 * 1024, 7);
    for (name, mime, bytes, says) in [
        ("letter.pdf", "application/pdf", html, "neither a PDF nor a picture"),
        ("letter.png", "image/png", svg, "neither a PDF nor a picture"),
        ("letter.pdf", "application/pdf", b"%PDF-1.7\nhalf".to_vec(), "breaks off before its end"),
        ("letter.pdf", "application/pdf", b"tail\n%%EOF".to_vec(), "neither a PDF nor a picture"),
        ("letter.pdf", "application/pdf", vec![], "nothing in this file"),
        ("letter.jpg", "image/jpeg", large, "larger than 10\u{a0}MB"),
        ("letter.jpg", "image/jpeg", huge, "larger than 10\u{a0}MB"),
    ] {
        let said = words(granted.upload_as(&granted.abe, name, mime, bytes).await, 409).await;
        assert!(said.contains(says), "{says}: {said}");
    }
    assert_eq!(kept(granted.at.office.office.store()).await, 0, "nothing of it is kept");
    let mut most = JPEG.to_vec();
    most.resize(10 * 1024 * 1024, 7);
    granted.attach("photo.jpg", &most).await;
    assert_eq!(granted.abe.get(&granted.letter(&most)).await.bytes().await.unwrap(), most);
    let said = words(granted.upload("other name.jpg", most).await, 409).await;
    assert!(said.contains("This very file") && said.contains("photo.jpg"), "{said}");
    for n in 0..9 {
        granted.attach("page.pdf", &pdf(&n.to_string())).await;
    }
    let said = words(granted.upload("more.pdf", pdf("more")).await, 409).await;
    assert!(said.starts_with("There are 10 letters"), "{said}");
}

#[tokio::test]
async fn who_may_not_read_all_of_an_authorization_gets_no_letter() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let (bytes, office) = (pdf("It is granted."), &granted.at.office);
        granted.attach("decision.pdf", &bytes).await;
        let link = granted.letter(&bytes);
        let status = async |who: &Client, link: &str| who.get(link).await.status().as_u16();
        // Clara treats the patient and reads balances alone; dev works elsewhere.
        for (name, wanted) in [("abe", 200), ("ben", 200), ("clara", 403), ("dev", 404), ("gus", 404)] {
            assert_eq!(status(&office.as_person(name).await, &link).await, wanted, "{name}");
        }
        let theirs = office.as_person_of(&office.b, "abe").await;
        assert_eq!(status(&theirs, &link).await, 404);
        let stranger = office.as_nobody().get(&link).await;
        assert_eq!(stranger.status(), 302, "to the door");
        let clara = office.as_person("clara").await;
        assert!(!granted.at.page(&clara, "part=authorizations").await.contains("decision.pdf"));
        assert!(granted.told(&clara).await.is_empty(), "the history tells her of no letter");
        // Of no case of theirs, of another case of ours, and of nothing.
        let (other, open) = tests::submissions::open("Ole Vidal", office.a.sites[0], None);
        office.as_person("ben").await.must(&open).await;
        let elsewhere = format!("/cases/{other}/coverage/letters/{}", content_hash(&bytes));
        for link in [elsewhere, granted.letter(b"nothing"), granted.path("letters/..%2f")] {
            assert_eq!(status(&granted.abe, &link).await, 404, "{link}");
        }
        // Only who writes authorizations attaches and takes away.
        for name in ["ben", "clara", "fay", "bill"] {
            let who = office.as_person(name).await;
            let answer = granted.upload_as(&who, "mine.pdf", "application/pdf", pdf(name)).await;
            assert_eq!(answer.status(), 403, "{name}");
            assert_eq!(granted.take_away(&who, &bytes).await.status(), 403, "{name}");
        }
        assert_eq!(granted.upload_as(&theirs, "mine.pdf", "application/pdf", pdf("b")).await.status(), 404);
        assert_eq!(kept(office.office.store()).await, 1);
        assert_eq!(granted.looks("letter").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_command_without_its_file_is_refused() {
    let granted = Granted::new(TestOffice::new().await).await;
    let bytes = pdf("never sent");
    let length = u32::try_from(bytes.len()).unwrap();
    let file = File {
        hash: content_hash(&bytes),
        kind: FileKind::Pdf,
        name: FileName::of("decision.pdf"),
        bytes: length,
    };
    let attach = |file: &File| Submission {
        id: CommandId(Uuid::now_v7()),
        command: Command::Ledger {
            case: granted.at.case,
            does: Does::Attach {
                authorization: AuthorizationId(granted.id.parse().unwrap()),
                file: file.clone(),
            },
        },
    };
    assert_eq!(granted.abe.submit(&attach(&file)).await.unwrap_err().status, 409);
    granted.attach("decision.pdf", &bytes).await;
    assert_eq!(granted.take_away(&granted.abe, &bytes).await.status(), 303);
    for lies in [File { kind: FileKind::Png, ..file.clone() }, File { bytes: length + 1, ..file.clone() }] {
        assert_eq!(granted.abe.submit(&attach(&lies)).await.unwrap_err().status, 409);
    }
    granted.abe.must(&attach(&file)).await;
    assert_eq!(granted.abe.get(&granted.letter(&bytes)).await.status(), 200);
}

#[tokio::test]
async fn a_letter_that_is_taken_away_stays_in_the_history() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let bytes = pdf("of another patient");
        granted.attach("decision.pdf", &bytes).await;
        let blank =
            [("command", &*fresh()), ("id", &granted.id), ("file", &content_hash(&bytes).to_string())];
        assert_eq!(granted.at.post(&granted.abe, "letters-remove", &blank).await.status(), 409, "why?");
        assert_eq!(granted.take_away(&granted.abe, &bytes).await.status(), 303);
        assert_eq!(granted.abe.get(&granted.letter(&bytes)).await.status(), 404);
        assert!(!granted.at.page(&granted.abe, "part=authorizations").await.contains("decision.pdf"));
        let told = granted.told(&granted.abe).await;
        assert_eq!(told[0], "took the letter \"decision.pdf\" off an authorization: another patient's");
        assert!(told[1].starts_with("attached the letter \"decision.pdf\" (PDF, "), "{told:?}");
        let again = words(granted.take_away(&granted.abe, &bytes).await, 409).await;
        assert!(again.contains("not on the authorization any more"), "{again}");
        let store = granted.at.office.office.store();
        assert_eq!(kept(store).await, 1);
        assert!(verify(store, |_| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn an_export_has_the_letters_and_the_table_that_lists_them() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let (bytes, gone) = (pdf("It is granted."), pdf("gone"));
        for bytes in [&bytes, &gone] {
            granted.attach("decision.pdf", bytes).await;
        }
        granted.attach("photo", JPEG).await;
        assert_eq!(granted.take_away(&granted.abe, &gone).await.status(), 303);
        let office = &granted.at.office;
        let folder = into_folder(office, office.a.clinic).await;
        let zip = office.as_person("ana").await.get("/export.zip").await.bytes().await.unwrap();
        let zip = unpacked(zip.to_vec());
        checked(&zip);
        for files in [&folder, &zip] {
            let table = rows(files, "letters");
            assert_eq!(table.len(), 2);
            for (row, bytes) in table.iter().zip([&*bytes, JPEG]) {
                assert_eq!(
                    (&row["authorization"], &row["by_name"]),
                    (&granted.id, &"abe Example".to_owned())
                );
                assert_eq!(row["sha256"], content_hash(bytes).to_string());
                assert_eq!(files[&row["file"]], bytes);
            }
            let names: Vec<_> = files.keys().filter(|name| name.starts_with("documents/")).collect();
            assert_eq!(names.len(), 2, "{names:?}");
            assert_eq!(table[0]["file"], format!("documents/{}.pdf", content_hash(&bytes)));
        }
        assert!(rows(&into_folder(office, office.b.clinic).await, "letters").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_was_lost_or_changed_is_found() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let (store, clinic) = (granted.at.office.office.store(), granted.at.office.a.clinic);
        let (first, second) = (pdf("first"), pdf("second"));
        granted.attach("first.pdf", &first).await;
        granted.attach("second.pdf", &second).await;
        assert_eq!(verify(store, |_| {}).await.unwrap().letters, 2);
        let run = async |sql: &'static str, bytes: &[u8]| {
            let hash = content_hash(bytes).to_string();
            server::on_write!(store, |db| sqlx::query(sql).bind(hash).execute(db).await.map(|_| ())).unwrap();
        };
        let swap =
            "update document set bytes = (select bytes from document where hash <> $1) where hash = $1";
        run(swap, &first).await;
        run("delete from document where hash = $1", &second).await;
        let mut wanted: Vec<(ContentHash, Problem)> = [
            Problem::LetterChanged { clinic, hash: content_hash(&first) },
            Problem::LetterMissing { clinic, hash: content_hash(&second) },
        ]
        .into_iter()
        .zip([&first, &second])
        .map(|(problem, bytes)| (content_hash(bytes), problem))
        .collect();
        wanted.sort_by_key(|(hash, _)| *hash);
        let wanted: Vec<Problem> = wanted.into_iter().map(|(_, problem)| problem).collect();
        assert_eq!(verify(store, |_| {}).await.unwrap().problems, wanted);
        for bytes in [&first, &second] {
            let status = granted.abe.get(&granted.letter(bytes)).await.status();
            assert_eq!(status, 500, "a ticket, and no other file");
        }
        let folder = into_folder(&granted.at.office, clinic).await;
        assert_eq!(rows(&folder, "letters").len(), 2, "the rest of a clinic does not stay behind");
        // Who still has the file puts it back.
        words(granted.upload("second.pdf", second.clone()).await, 409).await;
        assert_eq!(granted.abe.get(&granted.letter(&second)).await.bytes().await.unwrap(), second);
    })
    .await;
}

#[tokio::test]
async fn a_backup_has_the_letters_too() {
    on_both(async |office| {
        let granted = Granted::new(office).await;
        let mut large = JPEG.to_vec();
        large.resize(9 * 1024 * 1024, 7);
        let all = [pdf("one"), PNG.to_vec(), large, pdf("two")];
        for bytes in &all {
            granted.attach("letter", bytes).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clinic.backup");
        backup(&granted.at.office.url, &file, |_| {}).await.unwrap();
        let sqlite = granted.at.office.office.store().kind() == "SQLite";
        let other = if sqlite { Fresh::sqlite() } else { Fresh::postgres().await.unwrap() };
        restore(&file, &other.url, |_| {}).await.unwrap();
        let restored = Store::open(&other.url).await.unwrap();
        let report = verify(&restored, |_| {}).await.unwrap();
        assert_eq!((report.is_sound(), report.letters), (true, 4), "{:?}", report.problems);
        restored.close().await;
    })
    .await;
}
