//! From where somebody comes: the connection, unless a proxy of ours is said to write it down.

use super::story::{GRACE, PASSWORD, Reply, Story};
use crate::auth::Config;
use crate::store::on;
use crate::store::testing::Fresh;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use domain::clinic::Kind;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderName, StatusCode};
use serde_json::json;
use std::net::SocketAddr;

/// So many wrong passwords are looked at from one address.
const FREE: usize = 40;

async fn story(forwarded: Option<&'static str>) -> Story {
    let config = Config { forwarded: forwarded.map(HeaderName::from_static), ..Config::default() };
    Story::with(config, Kind::Live, Fresh::sqlite()).await
}

/// Somebody signs in through a connection, with these lines in the request.
async fn sign_in(story: &Story, peer: &str, lines: &[&str], email: &str, password: &str) -> Reply {
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    let mut request = Request::builder()
        .method("POST")
        .uri("/session")
        .extension(ConnectInfo(peer))
        .header(HOST, "board.test")
        .header(ORIGIN, "http://board.test")
        .header(CONTENT_TYPE, "application/json");
    for line in lines {
        request = request.header("x-forwarded-for", *line);
    }
    let body = json!({ "email": email, "password": password }).to_string();
    story.send(request.body(Body::from(body)).unwrap()).await
}

/// Guesses for many names until the address has none left.
async fn guess(story: &Story, peer: &str, lines: impl Fn(usize) -> String) {
    for n in 0..FREE {
        let line = lines(n);
        let reply =
            sign_in(story, peer, &[&line], &format!("somebody{n}@example.org"), "wrong wrong wrong").await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "guess {n}: {}", reply.text);
    }
}

async fn address_of_session(story: &Story) -> String {
    let sql = "select address from session order by began_at desc, id desc limit 1";
    on!(&story.auth.store, |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap()
}

#[tokio::test]
async fn what_anybody_can_write_is_not_believed() {
    let story = story(None).await;
    guess(&story, "198.51.100.7", |n| format!("203.0.113.{n}")).await;
    let claims = &["203.0.113.200"];
    let more = sign_in(&story, "198.51.100.7", claims, "nobody@example.org", PASSWORD).await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS, "another claim is still the same connection");
    let other = sign_in(&story, "198.51.100.8", claims, GRACE, PASSWORD).await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.text);
    assert_eq!(address_of_session(&story).await, "198.51.100.8");
}

#[tokio::test]
async fn behind_a_proxy_the_address_that_it_wrote_last_counts() {
    let story = story(Some("x-forwarded-for")).await;
    let proxy = "10.0.0.1";
    // What stands before the last address came with the request.
    guess(&story, proxy, |n| format!("192.0.2.{n}, 203.0.113.7")).await;
    let more = sign_in(&story, proxy, &["192.0.2.99", "203.0.113.7"], "nobody@example.org", PASSWORD).await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS, "in lines of their own too");
    let other = sign_in(&story, proxy, &["203.0.113.7, 203.0.113.8"], GRACE, PASSWORD).await;
    assert_eq!(
        other.status,
        StatusCode::OK,
        "a neighbour behind the same proxy does not wait: {}",
        other.text
    );
    assert_eq!(address_of_session(&story).await, "203.0.113.8");
}

#[tokio::test]
async fn a_proxy_that_writes_nothing_readable_leaves_the_connection() {
    let story = story(Some("x-forwarded-for")).await;
    for lines in [&[][..], &["unknown"], &["203.0.113.7,"], &["203.0.113.7; drop"], &["203.0.113.7:4711"]] {
        let reply = sign_in(&story, "10.0.0.1", lines, GRACE, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::OK, "{lines:?}: {}", reply.text);
        assert_eq!(address_of_session(&story).await, "10.0.0.1", "{lines:?}");
        story.wind(chrono::TimeDelta::seconds(1));
    }
}
