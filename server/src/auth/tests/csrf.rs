//! A4: every changing route of the doors, however another site tries to reach it.

use super::story::{Browser, Story};
use axum::body::Body;
use axum::extract::Request;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, ORIGIN, UPGRADE};
use http::{Method, StatusCode};

const CHANGES: [&str; 18] = [
    "/session",
    "/session/factor",
    "/session/end",
    "/sign-out",
    "/session/lock",
    "/session/unlock",
    "/session/here",
    "/session/clinic",
    "/sessions/0/end",
    "/sessions/end-others",
    "/account/password",
    "/account/look",
    "/account/factor",
    "/account/factor/confirm",
    "/account/factor/remove",
    "/invites",
    "/invite/0",
    "/demo/session",
];

const FORM: &str = "application/x-www-form-urlencoded";
const BODY: &str = "theme=dark&density=compact&_method=POST";

fn request(method: Method, path: &str, browser: &Browser, pairs: &[(&str, &str)]) -> Request {
    let mut request =
        Request::builder().method(method).uri(path).header(HOST, "board.test").header(COOKIE, browser.line());
    for (name, value) in pairs {
        request = request.header(*name, *value);
    }
    request.body(Body::from(BODY)).unwrap()
}

#[tokio::test]
async fn no_other_site_changes_anything() {
    let story = Story::new().await;
    let browser = story.grace_signed_in().await;
    let ours = (ORIGIN.as_str(), "http://board.test");
    let form = (CONTENT_TYPE.as_str(), FORM);
    let kinds = [form, (CONTENT_TYPE.as_str(), "text/plain"), (CONTENT_TYPE.as_str(), "application/json")];
    for path in CHANGES {
        for kind in kinds {
            let cases: [Vec<(&str, &str)>; 6] = [
                vec![kind],
                vec![kind, (ORIGIN.as_str(), "http://evil.example")],
                vec![kind, (ORIGIN.as_str(), "null")],
                vec![kind, (ORIGIN.as_str(), "https://board.test.evil.example")],
                vec![kind, ours, ("sec-fetch-site", "cross-site")],
                vec![kind, ("sec-fetch-site", "same-site")],
            ];
            for case in cases {
                let reply = story.send(request(Method::POST, path, &browser, &case)).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} {case:?}");
            }
        }
        let plain = [ours, (CONTENT_TYPE.as_str(), "text/plain")];
        assert_eq!(
            story.send(request(Method::POST, path, &browser, &plain)).await.status,
            StatusCode::FORBIDDEN
        );
        for tricks in [vec![], vec![("x-http-method-override", "POST"), form]] {
            let reply = story.send(request(Method::GET, path, &browser, &tricks)).await;
            assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "GET {path}");
        }
        let cross = story.send(request(Method::PUT, path, &browser, &[form])).await;
        assert_eq!(cross.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(story.look(&browser).await, StatusCode::OK, "no effect");
    let same = [form, ours];
    assert_eq!(
        story.send(request(Method::POST, "/session/end", &browser, &same)).await.status,
        StatusCode::OK
    );
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED, "our own page may");
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_to_refuse() {
    let story = Story::new().await;
    let browser = Browser::default();
    let first = story.send(request(Method::GET, "/probe", &browser, &[])).await;
    let second = story.send(request(Method::POST, "/session", &browser, &[])).await;
    for reply in [&first, &second] {
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.headers["referrer-policy"], "same-origin");
        assert_eq!(reply.headers["cache-control"], "no-store");
    }
    assert_ne!(
        first.headers[CONTENT_SECURITY_POLICY], second.headers[CONTENT_SECURITY_POLICY],
        "a nonce each"
    );
}

#[tokio::test]
async fn another_site_opens_no_socket() {
    let story = Story::new().await;
    let browser = story.grace_signed_in().await;
    let upgrade = (UPGRADE.as_str(), "websocket");
    for pairs in [
        vec![upgrade],
        vec![upgrade, (ORIGIN.as_str(), "http://evil.example")],
        vec![upgrade, (ORIGIN.as_str(), "null")],
    ] {
        let reply = story.send(request(Method::GET, "/probe", &browser, &pairs)).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{pairs:?}");
    }
    let ours = [upgrade, (ORIGIN.as_str(), "http://board.test")];
    assert_eq!(story.send(request(Method::GET, "/probe", &browser, &ours)).await.status, StatusCode::OK);
}
