//! A4: whatever address another site posts to, nothing happens.
//!
//! The addresses are read from the router itself: a new route is tried without being named here.

use http::header::CONTENT_TYPE;
use reqwest::StatusCode;
use serde_json::json;
use server::accounts::invitations::{self, Purpose};
use server::accounts::rows::Membership;
use tests::submissions::{comment, open};
use tests::{Client, TestOffice, on_both};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const PASSWORD: &str = "copper heron 42 sings";

/// How another site may try: its headers, and for which addresses they are foreign.
fn tries(client: &Client) -> Vec<Vec<(&'static str, String)>> {
    let ours = client.origin();
    let mut tries = Vec::new();
    for kind in [FORM, JSON, "text/plain"] {
        for foreign in [
            vec![],
            vec![("origin", "http://evil.example".to_owned())],
            vec![("origin", "null".to_owned())],
            vec![("origin", format!("{ours}.evil.example"))],
            vec![("origin", ours.clone()), ("sec-fetch-site", "cross-site".to_owned())],
            vec![("sec-fetch-site", "same-site".to_owned())],
        ] {
            tries.push([vec![("content-type", kind.to_owned())], foreign].concat());
        }
    }
    // Types that any form can send are no word of our own scripts, wherever they come from.
    tries.push(vec![("content-type", "text/plain".to_owned()), ("origin", ours)]);
    tries
}

async fn invitation(office: &TestOffice) -> String {
    let them = Membership { clinic: office.a.clinic, staff: office.a.id("dev") };
    let made = invitations::make(office.office.store(), Purpose::Join(them), office.clock.now()).await;
    format!("/invite/{}", made.expect("a link").0.reveal())
}

/// A request of the person's own browser, without an origin.
fn bare(client: &Client, method: &str, path: &str) -> reqwest::RequestBuilder {
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let request = http.request(method.parse().expect("a method"), client.url(path));
    match client.cookie() {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    }
}

#[tokio::test]
async fn no_address_is_changed_by_another_site() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ben.must(&opens).await;
        let before = ben.board().await.seq;
        let link = invitation(&office).await;
        let joins = json!({ "email": "dev@example.org", "password": PASSWORD, "again": PASSWORD });
        let says = json!({ "submission": comment(case, "hello") });
        let mut count = 0;
        for path in crate::walls::routes(&office) {
            let path = match path.as_str() {
                "/invite/{token}" => link.clone(),
                other => other.replace("{id}", &case.to_string()).replace("{*", "").replace('}', ""),
            };
            let body = if path == "/api/submit" { &says } else { &joins };
            for headers in tries(&ben) {
                let mut request = bare(&ben, "POST", &path);
                for (name, value) in &headers {
                    request = request.header(*name, value);
                }
                let status = request.body(body.to_string()).send().await.expect("an answer").status();
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} {headers:?}");
                count += 1;
            }
            // Looking changes nothing, whatever it calls itself.
            let sneaky = bare(&ben, "GET", &path).header("x-http-method-override", "POST");
            sneaky.header(CONTENT_TYPE, FORM).body("_method=POST").send().await.expect("an answer");
        }
        println!("A4: {count} tries of other sites");
        assert_eq!(ben.board().await.seq, before, "nothing happened, and ben is still signed in");
        let dev = Client::new(office.address, None);
        let joined = dev.request("POST", &link).json(&joins);
        assert_eq!(
            joined.send().await.expect("an answer").status(),
            200,
            "the link is still good for our own page"
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_that_nobody_made_is_gone_whoever_asks_and_whoever_they_are() {
    on_both(async |office| {
        let joins = json!({ "email": "dev@example.org", "password": PASSWORD, "again": PASSWORD });
        let (ana, nobody) = (office.as_person("ana").await, office.as_nobody());
        for path in
            [format!("/invite/{}", "x".repeat(43)), "/invite/nothing".to_owned(), "/invite/%00".to_owned()]
        {
            let mut answers = Vec::new();
            for client in [&ana, &nobody] {
                let answer = client.request("POST", &path).json(&joins).send().await.expect("an answer");
                answers.push((answer.status(), answer.text().await.expect("words")));
            }
            assert_eq!(answers[0], answers[1], "{path}");
            assert_eq!(answers[0].0, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
