//! The second factor, from set-up to the day the phone is lost.

use super::story::{Browser, GRACE, PASSWORD, Story};
use crate::accounts::{factor, factor_rows};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::json;

/// Sets a second factor up; returns its secret and recovery codes.
async fn set_up(story: &Story, browser: &mut Browser) -> (Vec<u8>, Vec<String>) {
    let begun = story.post(browser, "/account/factor", json!({ "password": PASSWORD })).await;
    assert_eq!(begun.to(), "/account?done=setup");
    let setup =
        factor_rows::setup(&story.auth.store, story.account, story.clock.now()).await.unwrap().unwrap();
    let wrong = story.post(browser, "/account/factor/confirm", json!({ "code": "000000" })).await;
    assert_eq!(wrong.problem(), "wrong_code");
    let code = factor::code_at(&setup.secret, story.clock.now()).unwrap();
    let done = story.post(browser, "/account/factor/confirm", json!({ "code": code })).await;
    assert_eq!(done.to(), "/account?done=factor", "{}", done.text);
    (setup.secret, setup.codes)
}

async fn half(story: &Story) -> Browser {
    let mut browser = Browser::default();
    let reply = story.sign_in(&mut browser, GRACE, PASSWORD).await;
    assert_eq!(reply.to(), "/sign-in", "{}", reply.text);
    assert_eq!(browser.session(), None, "half a sign-in is none");
    browser
}

#[tokio::test]
async fn with_a_second_factor_the_password_is_not_enough_and_a_code_counts_once() {
    let story = Story::new().await;
    let mut first = story.grace_signed_in().await;
    let (before, other) = (first.clone(), story.grace_signed_in().await);
    let (secret, _) = set_up(&story, &mut first).await;
    assert_ne!(first.session(), before.session(), "a new id");
    assert_eq!(story.look(&other).await, StatusCode::UNAUTHORIZED, "others end");
    let now = story.clock.now();
    let used = factor::code_at(&secret, now).unwrap();
    let mut browser = half(&story).await;
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED);
    let replay = story.post(&mut browser, "/session/factor", json!({ "code": used })).await;
    assert_eq!(replay.problem(), "wrong_code", "the code of the set-up was used");
    story.wind(TimeDelta::seconds(30));
    let code = factor::code_at(&secret, story.clock.now()).unwrap();
    let mut second = half(&story).await;
    assert_eq!(story.post(&mut browser, "/session/factor", json!({ "code": code })).await.to(), "/board");
    assert_eq!(story.look(&browser).await, StatusCode::OK);
    let replay = story.post(&mut second, "/session/factor", json!({ "code": code })).await;
    assert_eq!(replay.problem(), "wrong_code");
}

#[tokio::test]
async fn each_recovery_code_opens_once() {
    let story = Story::new().await;
    let (_, codes) = set_up(&story, &mut story.grace_signed_in().await).await;
    assert_eq!(codes.len(), 10);
    let mut browser = half(&story).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(story.post(&mut browser, "/session/factor", json!({ "code": typed })).await.to(), "/board");
    assert_eq!(factor_rows::recovery_left(&story.auth.store, story.account).await.unwrap(), 9);
    let mut again = half(&story).await;
    let reply = story.post(&mut again, "/session/factor", json!({ "code": codes[3] })).await;
    assert_eq!(reply.problem(), "wrong_code");
}

#[tokio::test]
async fn codes_cannot_be_guessed_for_long_and_half_a_sign_in_does_not_wait_for_ever() {
    let story = Story::new().await;
    let (secret, _) = set_up(&story, &mut story.grace_signed_in().await).await;
    let mut browser = half(&story).await;
    for _ in 0..5 {
        assert_eq!(
            story.post(&mut browser, "/session/factor", json!({ "code": "123456" })).await.problem(),
            "wrong_code"
        );
    }
    assert_eq!(
        story.post(&mut browser, "/session/factor", json!({ "code": "123456" })).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    story.wind(TimeDelta::minutes(5));
    let code = factor::code_at(&secret, story.clock.now()).unwrap();
    assert_eq!(story.post(&mut browser, "/session/factor", json!({ "code": code })).await.problem(), "stale");
    let mut nobody = Browser::default();
    assert_eq!(story.post(&mut nobody, "/session/factor", json!({ "code": code })).await.problem(), "stale");
}

#[tokio::test]
async fn a_short_password_keeps_its_second_factor() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    set_up(&story, &mut browser).await;
    let short = json!({ "password": PASSWORD, "new": "heron42x", "again": "heron42x" });
    assert_eq!(story.post(&mut browser, "/account/password", short).await.to(), "/account?done=password");
    let remove = |password: &str| json!({ "password": password });
    assert_eq!(
        story.post(&mut browser, "/account/factor/remove", remove("wrong")).await.problem(),
        "wrong_password"
    );
    assert_eq!(
        story.post(&mut browser, "/account/factor/remove", remove("heron42x")).await.problem(),
        "short_alone"
    );
    let long = json!({ "password": "heron42x", "new": PASSWORD, "again": PASSWORD });
    assert_eq!(story.post(&mut browser, "/account/password", long).await.to(), "/account?done=password");
    assert_eq!(
        story.post(&mut browser, "/account/factor/remove", remove(PASSWORD)).await.to(),
        "/account?done=no_factor"
    );
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await.to(), "/board");
}
