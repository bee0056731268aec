//! A real clinic's sheet, from the reader to the board and back: the piles are the ones that the generator promised, each
//! row becomes one case however often the import is interrupted, and nobody else gets near it.

use app::drawn::Shown;
use app::error::ServerError;
use chrono::{NaiveDate, TimeDelta};
use domain::import::dates::DateOrder;
use domain::import::{Context, Counts, Mapping, Sheet, sort};
use reqwest::Response;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use server::import::Imports;
use server::import::drafts::{self, Owner, Stage};
use server::import::read::{Limits, read};
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;
use tests::messy::{ASKED_COLUMN, Expected, HEADERS, caseload};
use tests::submissions::comment;
use tests::{Client, TestOffice, morning, on_both};
use uuid::Uuid;

fn as_of() -> NaiveDate {
    "2026-03-10".parse().unwrap()
}

fn mapping(sheet: &Sheet, as_of: NaiveDate, order: Option<DateOrder>) -> Mapping {
    let mut mapping = Mapping::proposed(sheet, as_of);
    mapping.orders.extend(order.map(|order| (ASKED_COLUMN, order)));
    assert_eq!(mapping.problems(sheet), Vec::<String>::new());
    mapping
}

fn piles(sheet: &Sheet, order: Option<DateOrder>) -> Expected {
    let context = Context { as_of: as_of(), staff: vec![], sites: vec![] };
    let counts = sort(sheet, &mapping(sheet, as_of(), order), &context, &[]).counts();
    let Counts { rows, ready, to_fix, duplicates } = counts;
    let [rows, ready, to_fix, duplicates] = [rows, ready, to_fix, duplicates].map(|count| count as usize);
    Expected { rows, ready, to_fix, duplicates }
}

fn check(seed: u64, rows: usize) {
    let messy = caseload(seed, rows, as_of());
    let text = read(&messy.csv(), None, &Limits::default()).unwrap();
    let (before, after) = messy.expected();
    assert_eq!(text.headers, HEADERS);
    assert_eq!(piles(&text, None), before, "seed {seed}");
    assert_eq!(piles(&text, Some(DateOrder::MonthFirst)), after, "seed {seed}");
    let book = read(&messy.xlsx().unwrap(), None, &Limits::default()).unwrap();
    let (before, after) = messy.expected_of_workbook();
    assert_eq!(piles(&book, None), before, "seed {seed}, workbook");
    assert_eq!(piles(&book, Some(DateOrder::MonthFirst)), after, "seed {seed}, workbook");
}

#[test]
fn five_hundred_messy_rows_are_sorted_as_they_must_be() {
    check(1, 500);
    let (before, after) = caseload(1, 500, as_of()).expected();
    assert_eq!(after.ready + after.to_fix + after.duplicates, 500);
    assert!(before.ready < after.ready && 30 < after.to_fix && 15 < after.duplicates);
}

#[test]
fn other_messes_are_sorted_too() {
    for seed in 2..12 {
        check(seed, 120);
    }
}

/// Sends a file as a page does without a script.
async fn send(client: &Client, name: &str, bytes: Vec<u8>, after: Option<&str>) -> Response {
    let mut form = Form::new();
    if let Some(after) = after {
        form = form.text("after", after.to_owned());
    }
    let form = form.part("file", Part::bytes(bytes).file_name(name.to_owned()));
    client.request("POST", "/import/file").multipart(form).send().await.unwrap()
}

fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// Sends a file that is taken; gives the id of its import.
async fn upload(client: &Client, bytes: Vec<u8>, after: Option<&str>) -> String {
    let to = location(&send(client, "caseload.csv", bytes, after).await);
    to.strip_prefix("/import/").unwrap().to_owned()
}

async fn post(client: &Client, id: &str, step: &str, fields: &[(&str, &str)]) -> Response {
    client.request("POST", &format!("/import/{id}/{step}")).form(fields).send().await.unwrap()
}

async fn shown(client: &Client, id: &str, query: &str) -> Shown {
    client.call("drawn", &json!({"path": format!("/import/{id}"), "query": query})).await.unwrap()
}

/// Waits until nothing is going on any more.
async fn settled(client: &Client, id: &str) -> String {
    for _ in 0..600 {
        let shown = shown(client, id, "").await;
        if !shown.wait {
            return shown.html;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}

fn says_piles(html: &str, expected: Expected) {
    for (count, title) in
        [(expected.ready, "Ready"), (expected.to_fix, "To fix"), (expected.duplicates, "Possible duplicates")]
    {
        assert!(html.contains(&format!("<strong>{count}</strong>{title}")), "{title} {count} in {html}");
    }
    let Expected { rows, ready, to_fix, duplicates } = expected;
    assert_eq!(ready + to_fix + duplicates, rows);
    assert!(html.contains(&format!("{ready} + {to_fix} + {duplicates} = {rows} row")));
}

/// From the file to the check, with the question about dates answered.
async fn to_the_check(client: &Client, bytes: Vec<u8>) -> String {
    let id = upload(client, bytes, None).await;
    assert_eq!(location(&post(client, &id, "columns", &[]).await), format!("/import/{id}?step=words"));
    let order = format!("d{ASKED_COLUMN}");
    let to = location(&post(client, &id, "words", &[(&order, "month_first")]).await);
    assert_eq!(to, format!("/import/{id}?step=check"));
    id
}

#[tokio::test]
async fn a_messy_spreadsheet_becomes_a_board_and_is_taken_back() {
    on_both(async |office| {
        let today = morning().date_naive();
        let messy = caseload(1, 500, today);
        let (before, after) = messy.expected();
        let ben = office.as_person("ben").await;
        let id = upload(&ben, messy.csv(), None).await;
        let page = ben.get(&format!("/import/{id}")).await;
        assert_eq!(page.status(), 200);
        let html = page.text().await.unwrap();
        assert!(html.contains("What “D.O.B.” becomes") && html.contains("The first ten rows"), "{html}");
        // Nothing said yet: rows that depend on an answer are to fix, and the page says that something is open.
        let html = shown(&ben, &id, "step=check").await.html;
        says_piles(&html, before);
        assert!(html.contains("question"), "{html}");
        let id = to_the_check(&ben, messy.csv()).await;
        says_piles(&shown(&ben, &id, "step=check").await.html, after);
        let fixes = ben.get(&format!("/import/{id}/fixes.csv")).await;
        assert!(fixes.headers()["content-disposition"].to_str().unwrap().contains("rows-to-fix.csv"));
        let fixes = fixes.bytes().await.unwrap().to_vec();
        assert_eq!(read(&fixes, None, &Limits::default()).unwrap().rows.len(), after.to_fix);

        post(&ben, &id, "run", &[]).await;
        let done = settled(&ben, &id).await;
        assert!(done.contains(&format!("Done: {} cases are on the board", after.ready)), "{done}");
        // The board has each ready row once, with the age that its old date gives it.
        let sheet = read(&messy.csv(), None, &Limits::default()).unwrap();
        let context = Context { as_of: today, staff: vec![], sites: vec![] };
        let sorted = sort(&sheet, &mapping(&sheet, today, Some(DateOrder::MonthFirst)), &context, &[]);
        let board = ben.board().await;
        let ages: BTreeMap<&str, NaiveDate> =
            board.cards.iter().map(|card| (card.patient.name.as_str(), card.entered_on)).collect();
        let open: Vec<_> =
            sorted.ready().filter(|(_, draft)| draft.standing.lane != domain::kinds::Lane::Closed).collect();
        assert_eq!((board.cards.len(), ages.len()), (open.len(), open.len()));
        for (line, draft) in open {
            assert_eq!(ages.get(draft.name.as_str()), draft.lane_since.as_ref(), "row {line}");
        }
        let formula = board.cards.iter().filter(|card| card.patient.name.as_str().starts_with('=')).count();
        assert_eq!(formula, 0);

        // A second run, by the same form or by a server that begins again, opens nothing twice.
        post(&ben, &id, "run", &[]).await;
        let draft: Uuid = id.parse().unwrap();
        let store = office.office.store();
        assert!(
            drafts::advance(store, draft, Stage::Done, Stage::Running, None, office.clock.now())
                .await
                .unwrap()
        );
        office.clock.wind(TimeDelta::minutes(5));
        let _second = Imports::start(office.office.desk.clone());
        settled(&ben, &id).await;
        assert_eq!(ben.board().await.cards.len(), board.cards.len());

        // What somebody has worked on stays when the rest is taken back.
        let kept = &board.cards[7];
        ben.must(&comment(kept.id, "called the family")).await;
        post(&ben, &id, "undo", &[]).await;
        let undone = settled(&ben, &id).await;
        assert!(undone.contains("1 case stays") && undone.contains(&kept.id.to_string()), "{undone}");
        let left: Vec<_> = ben.board().await.cards.iter().map(|card| card.id).collect();
        assert_eq!(left, [kept.id]);
    })
    .await;
}

#[tokio::test]
async fn corrected_rows_come_back_with_the_choices_that_were_made() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let rows = "Name,DOB,Service,Status,Since\n\
                Bo Chen,2/30/2019,OT,purple,3/4/2026\n\
                Ana Li,3/14/2019,OT,purple,5/6/2026\n\
                Ana Li,2019-03-14,OT,purple,5/6/2026\n";
    let id = upload(&ana, rows.into(), None).await;
    post(&ana, &id, "columns", &[]).await;
    let words = shown(&ana, &id, "step=words").await.html;
    assert!(words.contains("please answer") && words.contains("unknown"), "{words}");
    post(&ana, &id, "words", &[("d4", "month_first"), ("w3-0", "active")]).await;
    let expected = Expected { rows: 3, ready: 1, to_fix: 1, duplicates: 1 };
    says_piles(&shown(&ana, &id, "step=check&pile=fix").await.html, expected);
    let fixes = ana.get(&format!("/import/{id}/fixes.csv")).await.text().await.unwrap();
    let again = upload(&ana, fixes.replace("2/30/2019", "2/28/2019").into_bytes(), Some(&id)).await;
    let expected = Expected { rows: 1, ready: 1, to_fix: 0, duplicates: 0 };
    says_piles(&shown(&ana, &again, "step=check").await.html, expected);
    // The possible duplicate is taken after all.
    post(&ana, &id, "twins", &[("shown", "4"), ("take", "4")]).await;
    let expected = Expected { rows: 3, ready: 2, to_fix: 1, duplicates: 0 };
    says_piles(&shown(&ana, &id, "step=check&pile=twins").await.html, expected);
    for id in [&id, &again] {
        post(&ana, id, "run", &[]).await;
        settled(&ana, id).await;
    }
    let names: Vec<String> =
        ana.board().await.cards.iter().map(|card| card.patient.name.to_string()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    // The same file once more: everybody is here already.
    let third = upload(&ana, rows.into(), Some(&id)).await;
    let html = shown(&ana, &third, "step=check&pile=twins").await.html;
    says_piles(&html, Expected { rows: 3, ready: 0, to_fix: 1, duplicates: 2 });
    assert!(html.contains("A case of the clinic: same name and birth date"), "{html}");
    assert_eq!(location(&post(&ana, &third, "discard", &[]).await), "/import");
    assert_eq!(ana.get(&format!("/import/{third}")).await.status(), 404);
}

#[tokio::test]
async fn dots_and_slashes_of_one_column_are_asked_about_apart_and_each_row_says_since_when() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let rows = "Name,DOB,Service,Status,Referral Date,Start of care\n\
                Bo Chen,07.03.2011,OT,Active,2025-12-01,2026-01-25\n\
                Ana Li,2/9/14,OT,Review,2025-11-02,\n\
                Eve Roe,2014-09-30,OT,Active,,\n";
    let id = upload(&ana, rows.into(), None).await;
    post(&ana, &id, "columns", &[]).await;
    let words = shown(&ana, &id, "step=words").await.html;
    for question in
        ["How are dates with dots written in “DOB”?", "How are dates with slashes written in “DOB”?"]
    {
        assert!(words.contains(question), "{words}");
    }
    post(&ana, &id, "words", &[("d1-dots", "day_first"), ("d1-slashes", "month_first")]).await;
    let html = shown(&ana, &id, "step=check").await.html.replace('\u{a0}', " ");
    says_piles(&html, Expected { rows: 3, ready: 3, to_fix: 0, duplicates: 0 });
    for words in [
        "7 Mar 2011",
        "9 Feb 2014",
        "25 Jan 2026, Start of care",
        "2 Nov 2025, Referral Date",
        "today: no date in the row",
        "Days in lane count from “Referral Date” in 1 row, from “Start of care” in 1 row. 1 row has no date, so days in \
         lane begin today.",
    ] {
        assert!(html.contains(words), "{words} in {html}");
    }
    post(&ana, &id, "run", &[]).await;
    let done = settled(&ana, &id).await;
    assert!(done.contains("Days in lane count from “Referral Date” in 1 row"), "{done}");
    let entered: BTreeMap<String, String> = ana
        .board()
        .await
        .cards
        .iter()
        .map(|card| (card.patient.name.to_string(), card.entered_on.to_string()))
        .collect();
    assert_eq!(entered["Bo Chen"], "2026-01-25");
    assert_eq!(entered["Ana Li"], "2025-11-02");
}

#[tokio::test]
async fn an_import_goes_on_after_its_server_is_gone() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let today = morning().date_naive();
        let id = to_the_check(&ben, caseload(3, 100, today).csv()).await;
        let (draft, store) = (id.parse::<Uuid>().unwrap(), office.office.store());
        // As a server leaves it that is gone a moment after it has begun.
        let ready = caseload(3, 100, today).expected().1.ready;
        let total = u32::try_from(ready).ok();
        assert!(
            drafts::advance(store, draft, Stage::Open, Stage::Running, total, office.clock.now())
                .await
                .unwrap()
        );
        assert!(shown(&ben, &id, "").await.wait);
        office.clock.wind(TimeDelta::minutes(2));
        let _next = Imports::start(office.office.desk.clone());
        let html = settled(&ben, &id).await;
        assert!(html.contains(&format!("Done: {ready} cases are on the board")), "{html}");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_in_words() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("[Content_Types].xml", 10), ("xl/worksheets/sheet1.xml", 24 * 1024 * 1024)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; bytes]).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    let many: String = (0..50_001).fold("Name,Svc\n".to_owned(), |all, row| all + &format!("A {row},OT\n"));
    for (bytes, status, words) in [
        (vec![b'a'; 50 * 1024 * 1024], 413, "larger than 20 MiB"),
        (bomb, 413, "unpacks to far more"),
        (b"%PDF-1.7".to_vec(), 422, "A PDF cannot be read"),
        (b"PK\x03\x04 not really".to_vec(), 422, "damaged"),
        (Vec::new(), 422, "empty"),
        (many.into_bytes(), 422, "more than 50000 rows"),
    ] {
        let answer = send(&ana, "x.csv", bytes, None).await;
        assert_eq!(answer.status(), status, "{words}");
        let html = answer.text().await.unwrap();
        assert!(html.contains(words) && html.contains("Nothing was imported"), "{html}");
    }
    let none =
        ana.request("POST", "/import/file").multipart(Form::new().text("x", "y")).send().await.unwrap();
    assert_eq!(none.status(), 400);
    // Broken letters are taken, and the row says so.
    let id =
        upload(&ana, b"Name,Svc,City\nBo Chen,OT,caf\xe9 \xc3\xa9\nAna Li,OT,Rome\n".to_vec(), None).await;
    let html = shown(&ana, &id, "step=check&pile=fix").await.html;
    says_piles(&html, Expected { rows: 2, ready: 1, to_fix: 1, duplicates: 0 });
    assert!(html.contains("damaged"), "{html}");
}

#[tokio::test]
async fn nobody_else_gets_near_an_import() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let csv = b"Name,Svc\nCanary Vidal,OT\n".to_vec();
        let id = upload(&ana, csv.clone(), None).await;
        let theirs = office.as_person_of(&office.b, "ana").await;
        let ben = office.as_person("ben").await;
        for other in [&theirs, &ben] {
            for page in [format!("/import/{id}"), format!("/import/{id}/fixes.csv")] {
                let answer = other.get(&page).await;
                assert_eq!(answer.status(), 404, "{page}");
                assert!(!answer.text().await.unwrap().contains("Canary"));
            }
            for step in ["columns", "words", "twins", "run", "undo", "discard", "sheet"] {
                assert_eq!(post(other, &id, step, &[]).await.status(), 404, "{step}");
            }
            let asked = other
                .call::<Shown>("drawn", &json!({"path": format!("/import/{id}"), "query": ""}))
                .await
                .unwrap_err();
            assert_eq!((asked.status.as_u16(), asked.error), (404, Some(ServerError::NotFound)));
        }
        assert_eq!(post(&ana, &id, "nonsense", &[]).await.status(), 404);
        for (name, may) in [("ana", true), ("ben", true), ("lea", true)].into_iter().chain(
            ["clara", "asa", "fay", "sam", "abe", "bill", "cora", "sys", "gus"].map(|name| (name, false)),
        ) {
            let client = office.as_person(name).await;
            assert_eq!(
                send(&client, "x.csv", csv.clone(), None).await.status(),
                if may { 303 } else { 403 },
                "{name}"
            );
            let listed = client.call::<Shown>("drawn", &json!({"path": "/import", "query": ""})).await;
            assert_eq!(listed.is_ok(), may, "{name}");
        }
        let nobody = office.as_nobody();
        assert_eq!(location(&send(&nobody, "x.csv", csv.clone(), None).await), "/sign-in?next=/import");
        // A form on another site cannot send a file in somebody's name.
        let form = Form::new().part("file", Part::bytes(csv.clone()).file_name("x.csv"));
        let foreign = reqwest::Client::new()
            .post(ana.url("/import/file"))
            .header("cookie", ana.cookie().unwrap())
            .header("origin", "https://elsewhere.example.org")
            .multipart(form);
        assert_eq!(foreign.send().await.unwrap().status(), 403);
        // Whoever lost the right in the meantime cannot go on.
        let owner = Owner { clinic: office.a.clinic, staff: office.a.id("fay") };
        let upload =
            drafts::Upload { file_name: "x.csv".into(), file: csv, rows: 1, sheet: None, mapping: None };
        let lost = drafts::insert(office.office.store(), owner, upload, office.clock.now()).await.unwrap();
        let fay = office.as_person("fay").await;
        assert_eq!(post(&fay, &lost.to_string(), "run", &[]).await.status(), 403);
    })
    .await;
}
