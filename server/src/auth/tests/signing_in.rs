//! Who gets in, who does not, and who has to wait.

use super::story::{Browser, GRACE, PASSWORD, Story};
use crate::auth::Config;
use crate::guard::origin::Origin;
use crate::store::testing::{Fresh, on_both};
use chrono::TimeDelta;
use domain::clinic::Kind;
use http::StatusCode;
use http::header::{CACHE_CONTROL, RETRY_AFTER};
use serde_json::json;

#[tokio::test]
async fn the_right_password_opens_the_board_on_both_databases() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        let browser = story.grace_signed_in().await;
        assert_eq!(story.look(&browser).await, StatusCode::OK);
        assert_eq!(story.look(&Browser::default()).await, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_form_without_any_script_is_sent_on() {
    let story = Story::new().await;
    let mut browser = Browser { wants_pages: true, ..Browser::default() };
    let wrong = story.sign_in(&mut browser, GRACE, "violet otter 18").await;
    assert_eq!((wrong.status, wrong.to().as_str()), (StatusCode::SEE_OTHER, "/sign-in?problem=no_match"));
    let body = json!({ "email": " Grace@Example.ORG ", "password": PASSWORD, "next": "/cases/1?tab=team" });
    let right = story.post(&mut browser, "/session", body).await;
    assert_eq!((right.status, right.to().as_str()), (StatusCode::SEE_OTHER, "/cases/1?tab=team"));
    assert_eq!(right.headers[CACHE_CONTROL], "no-store");
    let elsewhere = json!({ "email": GRACE, "password": PASSWORD, "next": "//evil.example" });
    assert_eq!(story.post(&mut browser, "/session", elsewhere).await.to(), "/board");
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer() {
    let story = Story::new().await;
    let (mut one, mut two) = (Browser::default(), Browser::default());
    for round in 0..6 {
        let known = story.sign_in(&mut one, GRACE, "wrong wrong wrong").await;
        let unknown = story.sign_in(&mut two, "nobody@example.org", "wrong wrong wrong").await;
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text), "round {round}");
        let expected = if round < 5 { StatusCode::FORBIDDEN } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(known.status, expected, "round {round}: {}", known.text);
        assert_eq!(known.headers.get(RETRY_AFTER), unknown.headers.get(RETRY_AFTER));
        assert!(one.cookies.is_empty() && two.cookies.is_empty(), "no cookie tells more");
    }
}

#[tokio::test]
async fn guessing_is_slowed_and_the_right_person_gets_in_from_a_known_browser() {
    let story = Story::new().await;
    let mut known = story.grace_signed_in().await;
    story.post(&mut known, "/session/end", json!({})).await;
    let mut guesser = Browser::default();
    for _ in 0..5 {
        assert_eq!(story.sign_in(&mut guesser, GRACE, "guess guess guess").await.problem(), "no_match");
    }
    let slowed = story.sign_in(&mut guesser, GRACE, PASSWORD).await;
    assert_eq!((slowed.status, slowed.problem().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many"));
    assert_eq!(slowed.headers[RETRY_AFTER], "60");
    assert_eq!(story.sign_in(&mut known, GRACE, PASSWORD).await.status, StatusCode::OK, "her own browser");
    story.wind(TimeDelta::seconds(60));
    let mut fresh = Browser::default();
    assert_eq!(story.sign_in(&mut fresh, GRACE, PASSWORD).await.status, StatusCode::OK, "after waiting");
}

#[tokio::test]
async fn many_tries_at_once_are_many_tries() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        let tries = (0..30)
            .map(async |_| story.sign_in(&mut Browser::default(), GRACE, "guess guess guess").await.status);
        let answers = futures::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|status| **status == StatusCode::FORBIDDEN).count();
        assert!(looked_at <= 5, "{looked_at} guesses were looked at: {answers:?}");
    })
    .await;
}

#[tokio::test]
async fn who_tries_one_name_after_the_other_leaves_no_row_for_each() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        for n in 0..120 {
            let email = format!("somebody-{n}@example.org");
            story.sign_in(&mut Browser::default(), &email, "guess guess guess").await;
        }
        let sql = "select count(*) from tries";
        let rows: i64 =
            crate::store::on!(&story.auth.store, |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap();
        assert!(rows <= 41, "{rows} rows for one address");
    })
    .await;
}

#[tokio::test]
async fn one_who_waits_does_not_make_the_whole_office_wait() {
    let story = Story::new().await;
    for _ in 0..60 {
        story.sign_in(&mut Browser::default(), "nobody@example.org", "guess guess guess").await;
    }
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await.to(), "/board");
}

#[tokio::test]
async fn cookies_have_every_flag() {
    let public = Origin::parse("http://board.test");
    let story = Story::with(Config { public, ..Config::default() }, Kind::Live, Fresh::sqlite()).await;
    let reply = story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await;
    for line in reply.cookie_lines() {
        assert!(
            line.contains("; HttpOnly") && line.contains("; SameSite=Lax") && line.contains("; Path=/"),
            "{line}"
        );
        assert!(!line.contains("Domain") && !line.contains("Secure"), "{line}");
    }
    let value = reply
        .cookie_lines()
        .iter()
        .find_map(|line| line.strip_prefix("caseboard=").map(|rest| rest.split(';').next().unwrap().len()));
    assert_eq!(value.map(|digits| digits * 4), Some(256), "bits of a session");
}

#[tokio::test]
async fn the_database_knows_no_secret_of_a_cookie() {
    let story = Story::new().await;
    let browser = story.grace_signed_in().await;
    let secret = browser.session().unwrap().clone();
    let rows: i64 = crate::store::on!(&story.auth.store, |db| sqlx::query_scalar(
        "select count(*) from session where digest = $1 or id = $1"
    )
    .bind(&secret)
    .fetch_one(db)
    .await)
    .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn the_demo_opens_with_one_press_and_only_in_demo_mode() {
    let config = Config { demo: true, ..Config::default() };
    let demo = Story::with(config.clone(), Kind::Practice, Fresh::sqlite()).await;
    let mut browser = Browser::default();
    let press = json!({ "staff": demo.noor });
    assert_eq!(demo.post(&mut browser, "/demo/session", press.clone()).await.to(), "/board");
    assert_eq!(demo.look(&browser).await, StatusCode::OK);
    let live = Story::with(config, Kind::Live, Fresh::sqlite()).await;
    let press = json!({ "staff": live.noor });
    assert_eq!(live.post(&mut Browser::default(), "/demo/session", press.clone()).await.problem(), "gone");
    let earnest = Story::with(Config::default(), Kind::Practice, Fresh::sqlite()).await;
    let press = json!({ "staff": earnest.noor });
    assert_eq!(earnest.post(&mut Browser::default(), "/demo/session", press).await.problem(), "gone");
}
