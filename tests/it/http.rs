//! Pages, files and bad input, over HTTP.

use app::error::ServerError;
use domain::board::Board;
use domain::kinds::{Lane, Rank};
use domain::refusal::Refusal;
use serde_json::json;
use tests::submissions::{comment, move_to, open};
use tests::{TestOffice, fields, on_both};

#[tokio::test]
async fn a_page_comes_whole_with_a_nonce_that_its_policy_names() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let (_, opens) = open("Theodore Vidal", office.a.sites[0], None);
    ana.must(&opens).await;
    let page = ana.get("/board").await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
    let html = page.text().await.unwrap();
    let nonce = html.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a nonce");
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
    assert_eq!(
        html.matches("<script").count(),
        html.matches("<script type=\"module\" nonce=").count() + html.matches("<script nonce=").count()
    );
    assert!(html.contains("<html lang=\"en\""));
    let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    assert_eq!(title, Some("Board · Caseboard"), "a title names the page, and no patient");
    assert!(html.contains("Theodore"), "the first paint has the cards");
    assert!(!html.contains("style=\""), "the policy forbids styles in markup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_whole_however_late_its_answer_comes() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
    ana.must(&opens).await;
    let case = format!("/cases/{case}");
    let panel = case.replace("/cases/", "/board?case=");
    // Whether an answer is there at once or comes later, and on which thread, is chance; each is drawn in its own way.
    for round in 0..20 {
        for (path, has) in [
            (case.as_str(), "id=\"case-name\""),
            (panel.as_str(), "id=\"case-name\""),
            ("/search", "Whom do you look for?"),
            ("/account", "Sessions"),
            ("/people", "Vidal"),
            ("/journal", "Theodore Vidal"),
        ] {
            let page = ana.get(path).await;
            assert_eq!(page.status(), 200, "{path}, round {round}");
            let html = page.text().await.unwrap();
            assert!(html.contains(has), "{path}, round {round}");
        }
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_sign_in_and_back() {
    let office = TestOffice::new().await;
    let nobody = office.as_nobody();
    let page = nobody.get("/board?owner=x").await;
    assert_eq!(page.status(), 302);
    assert_eq!(page.headers()["location"], "/sign-in?next=/board%3Fowner%3Dx");
    assert_eq!(nobody.get("/sign-in").await.status(), 200);
    let said = nobody.call::<Board>("board", &json!({})).await.unwrap_err();
    assert_eq!((said.status.as_u16(), said.error), (401, Some(ServerError::SignedOut)));
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    for path in ["/nothing", "/pkg/nothing.js", "/cases", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"] {
        let answer = ana.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.text().await.unwrap().contains("Nothing is lost"), "{path}");
    }
    let said = ana.call::<()>("nothing", &json!({})).await.unwrap_err();
    assert_eq!((said.status.as_u16(), said.error), (404, Some(ServerError::NotFound)));
    let wrong = ana.request("DELETE", "/board").send().await.unwrap();
    assert_eq!(wrong.status(), 405);
}

#[tokio::test]
async fn more_than_a_request_may_bring_is_refused_and_nothing_changes() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let before = ana.board().await.seq;
    let big = "x".repeat(300 * 1024);
    let answer = ana.request("POST", "/api/submit").json(&json!({ "submission": big })).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert!(fields::<ServerError>(&answer.bytes().await.unwrap()).is_ok());
    assert_eq!(ana.board().await.seq, before);
}

/// The submission of a new case as text, with a word replaced.
async fn with(office: &TestOffice, from: &str, to: &str) -> (u16, Option<ServerError>) {
    let ana = office.as_person("ana").await;
    let (_, opens) = open("Theodore Vidal", office.a.sites[0], None);
    let text = serde_json::to_string(&json!({ "submission": opens })).unwrap();
    assert!(text.contains(from), "{text}");
    let body = text.replace(from, to);
    let request = ana.request("POST", "/api/submit").header("content-type", "application/json").body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, fields(&answer.bytes().await.unwrap()).ok())
}

#[tokio::test]
async fn absurd_dates_and_names_get_a_clear_no() {
    let office = TestOffice::new().await;
    for (born, status) in [("1875-01-01", 422), ("2099-01-01", 422), ("2026-02-30", 400), ("soon", 400)] {
        let (got, error) = with(&office, "2019-05-04", born).await;
        assert_eq!(got, status, "{born}: {error:?}");
        assert!(error.is_some(), "{born}");
    }
    for (name, status) in [
        ("李小龍", 200),
        ("مُحَمَّد بن عَبْدُ ٱللَّٰه", 200),
        ("O’Brien-Łukasiewicz 🙂", 200),
        ("", 400),
        ("   ", 400),
        ("a\\u0000b", 400),
        (&"x".repeat(10_000), 400),
    ] {
        let (got, error) = with(&office, "Theodore Vidal", name).await;
        assert_eq!(got, status, "{name}: {error:?}");
    }
}

#[tokio::test]
async fn what_is_no_submission_is_refused_without_a_fault() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let deep = format!("{{\"submission\":{}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let bodies: [&[u8]; 7] =
        [b"", b"{", b"null", b"[]", b"\xff\xfe\xfd", b"{\"submission\":{\"id\":1}}", deep.as_bytes()];
    for body in bodies {
        let request = ana.request("POST", "/api/submit").header("content-type", "application/json");
        let answer = request.body(body.to_vec()).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{:?}", &body[..body.len().min(40)]);
    }
}

#[tokio::test]
async fn repeats_happen_once_and_stale_screens_are_told() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Mila Tan", office.a.sites[0], None);
        let first = ana.must(&opens).await;
        assert_eq!(ana.must(&opens).await, first, "the same submission has the same receipt");
        let there = move_to(case, Lane::Intake, Lane::Planning, Rank::between(None, None));
        let there = match there.command {
            domain::journal::Command::Case {
                case,
                does: domain::case::Command::Move { from, to, rank, via, reason, .. },
            } => tests::submissions::about(
                case,
                domain::case::Command::Move { from, to, rank, via, reason, over: true },
            ),
            _ => unreachable!(),
        };
        ana.must(&there).await;
        let stale = move_to(case, Lane::Intake, Lane::Active, Rank::between(None, None));
        let said = ana.submit(&stale).await.unwrap_err();
        assert_eq!(said.status, 409);
        let moved = matches!(
            said.error,
            Some(ServerError::Refused(Refusal::MovedMeanwhile { now: Lane::Planning, .. }))
        );
        assert!(moved, "{:?}", said.error);
        assert_eq!(ana.must(&there).await.0, first.0 + 1, "even a late repeat has its receipt");
    })
    .await;
}

#[tokio::test]
async fn answers_are_compressed_where_the_browser_can_read_them() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let page = ana.request("GET", "/board").header("accept-encoding", "gzip, br").send().await.unwrap();
    assert_eq!(page.headers()["content-encoding"], "br");
}

#[tokio::test]
async fn a_comment_of_any_script_comes_back_as_it_was_written() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, opens) = open("Noor Haddad", office.a.sites[0], None);
        ben.must(&opens).await;
        let text = "=HYPERLINK(\"x\") <script>alert(1)</script> ﷽ 👩‍👩‍👧";
        ben.must(&comment(case, text)).await;
        assert_eq!(ben.chart(case).await.unwrap().comments[0].text, text);
        let html = ben.get(&format!("/cases/{case}")).await.text().await.unwrap();
        assert!(!html.contains("<script>alert(1)"), "what people type is never markup");
    })
    .await;
}

#[tokio::test]
async fn a_case_or_a_link_that_cannot_be_is_not_found() {
    let office = TestOffice::new().await;
    let (ana, nobody) = (office.as_person("ana").await, office.as_nobody());
    for path in ["/cases/zzz".to_owned(), format!("/cases/{}", uuid::Uuid::nil())] {
        assert_eq!(ana.get(&path).await.status(), 404, "{path}");
    }
    for path in ["/invite/zz".to_owned(), format!("/invite/{}", "0".repeat(64))] {
        assert_eq!(nobody.get(&path).await.status(), 404, "{path}");
    }
}
