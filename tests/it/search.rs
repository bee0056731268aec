//! Looking for somebody: what is typed is posted, and stands in no address and no header.

use reqwest::Response;
use tests::submissions::open;
use tests::{Client, TestOffice, on_both};

/// The form of the search page, as a browser without a script sends it.
async fn look_for(client: &Client, form: &str) -> Response {
    let request =
        client.request("POST", "/search").header("content-type", "application/x-www-form-urlencoded");
    request.header("accept", "text/html").body(form.to_owned()).send().await.unwrap()
}

fn headers_name(answer: &Response, name: &str) -> bool {
    answer.headers().values().any(|value| String::from_utf8_lossy(value.as_bytes()).contains(name))
}

#[tokio::test]
async fn a_posted_search_is_answered_with_the_page_to_whoever_may_see_the_case() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ana.must(&opens).await;
        let page = look_for(&ana, "q=theodore").await;
        assert_eq!(page.status(), 200);
        assert!(!headers_name(&page, "heodore"));
        let html = page.text().await.unwrap();
        assert!(html.contains("<mark>Theodore"), "found");
        assert!(html.contains(&format!("href=\"/cases/{case}\"")));
        assert!(html.contains("method=\"post\""), "and the form posts again");
        let nobody = look_for(&ana, "q=zzzz%20%3Cscript%3E&closed=1").await.text().await.unwrap();
        assert!(nobody.contains("Nobody found") && !nobody.contains("zzzz <script>"));

        let stranger = office.as_person_of(&office.b, "ana").await;
        let page = look_for(&stranger, "q=theodore").await.text().await.unwrap();
        assert!(page.contains("Nobody found") && !page.contains("<mark>"), "another clinic");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_names_somebody_is_not_searched_and_not_kept() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    let (_, opens) = open("Theodore Vidal", office.a.sites[0], None);
    ana.must(&opens).await;
    for client in [&ana, &office.as_nobody()] {
        let answer = client.get("/search?q=Theodore&closed=1").await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], "/search");
        assert!(!headers_name(&answer, "Theodore"));
        assert!(!answer.text().await.unwrap().contains("Theodore"));
    }
    let page = ana.get("/search").await.text().await.unwrap();
    assert!(page.contains("Whom do you look for?"));
}

#[tokio::test]
async fn who_is_not_at_work_is_sent_to_sign_in_without_what_was_typed() {
    let office = TestOffice::new().await;
    let answer = look_for(&office.as_nobody(), "q=Theodore").await;
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], "/sign-in?next=/search");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_or_comes_from_elsewhere_is_refused() {
    let office = TestOffice::new().await;
    let ana = office.as_person("ana").await;
    assert_eq!(look_for(&ana, "closed=%FF&q=a&q=b").await.status(), 400);
    let long = format!("q={}", "x".repeat(100_000));
    assert_eq!(look_for(&ana, &long).await.status(), 200, "a pasted text is cut");
    let foreign = ana.request("POST", "/search").header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.body("q=Theodore").send().await.unwrap().status(), 403);
}
