//! How a session begins, rests and ends.

use super::story::{Browser, GRACE, PASSWORD, Story};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::json;

const NEW: &str = "copper heron 42 sings";

#[tokio::test]
async fn signing_in_never_keeps_an_id_that_was_there_before() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    let before = browser.clone();
    story.sign_in(&mut browser, GRACE, PASSWORD).await;
    assert_ne!(browser.session(), before.session());
    assert_eq!(story.look(&browser).await, StatusCode::OK);
    assert_eq!(story.look(&before).await, StatusCode::UNAUTHORIZED, "the old one is over");
    let mut planted = Browser::default();
    planted.cookies.insert("caseboard".into(), "a".repeat(64));
    story.sign_in(&mut planted, GRACE, PASSWORD).await;
    assert_ne!(planted.session(), Some(&"a".repeat(64)));
}

#[tokio::test]
async fn a_stolen_cookie_is_worth_nothing_after_sign_out() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    let (stolen, mut ended) = (browser.clone(), story.auth.sessions.ended());
    let reply = story.post(&mut browser, "/session/end", json!({})).await;
    assert_eq!(reply.to(), "/sign-in?done=signed_out");
    assert_eq!(browser.session(), None);
    assert_eq!(story.look(&stolen).await, StatusCode::UNAUTHORIZED);
    assert!(ended.try_recv().is_ok(), "open sockets hear of it at once");
}

#[tokio::test]
async fn a_quarter_of_an_hour_locks_and_the_password_unlocks() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    story.wind(TimeDelta::minutes(14));
    assert_eq!(story.look(&browser).await, StatusCode::OK, "looking is use");
    story.wind(TimeDelta::minutes(14));
    assert_eq!(story.look(&browser).await, StatusCode::OK);
    story.wind(TimeDelta::minutes(15));
    assert_eq!(story.look(&browser).await, StatusCode::LOCKED);
    story.wind(TimeDelta::minutes(-10));
    assert_eq!(story.look(&browser).await, StatusCode::LOCKED, "no clock opens it again");
    let wrong = story.post(&mut browser, "/session/unlock", json!({ "password": "wrong" })).await;
    assert_eq!(wrong.problem(), "wrong_password");
    assert_eq!(story.look(&browser).await, StatusCode::LOCKED);
    let right = story.post(&mut browser, "/session/unlock", json!({ "password": PASSWORD })).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.text);
    assert_eq!(story.look(&browser).await, StatusCode::OK);
}

#[tokio::test]
async fn nothing_but_unlocking_works_while_it_is_locked() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    story.post(&mut browser, "/session/lock", json!({})).await;
    assert_eq!(story.look(&browser).await, StatusCode::LOCKED);
    for (path, body) in [
        ("/account/password", json!({ "password": PASSWORD, "new": NEW, "again": NEW })),
        ("/account/factor", json!({ "password": PASSWORD })),
        ("/sessions/end-others", json!({})),
        ("/invites", json!({ "staff": story.noor })),
        ("/session/here", json!({})),
    ] {
        let reply = story.post(&mut browser, path, body).await;
        assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::LOCKED, "locked"), "{path}");
    }
}

#[tokio::test]
async fn a_shift_of_twelve_hours_is_the_end() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    for _ in 0..71 {
        story.wind(TimeDelta::minutes(10));
        assert_eq!(story.look(&browser).await, StatusCode::OK);
    }
    story.wind(TimeDelta::minutes(10));
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED);
    story.wind(TimeDelta::hours(-6));
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED, "no clock revives it");
    let unlock = story.post(&mut browser, "/session/unlock", json!({ "password": PASSWORD })).await;
    assert_eq!(unlock.problem(), "signed_out");
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_renews_this_one() {
    let story = Story::new().await;
    let mut here = story.grace_signed_in().await;
    let there = story.grace_signed_in().await;
    let before = here.clone();
    let change =
        |password: &str, new: &str, again: &str| json!({ "password": password, "new": new, "again": again });
    for (body, problem) in [
        (change("wrong", NEW, NEW), "wrong_password"),
        (change(PASSWORD, NEW, "copper heron 42 sing"), "differ"),
        (change(PASSWORD, "short", "short"), "short"),
        (change(PASSWORD, "passwordpassword", "passwordpassword"), "common"),
        (change(PASSWORD, "grace is my first name", "grace is my first name"), "personal"),
    ] {
        assert_eq!(story.post(&mut here, "/account/password", body).await.problem(), problem);
    }
    assert_eq!(story.look(&there).await, StatusCode::OK, "nothing has changed yet");
    let done = story.post(&mut here, "/account/password", change(PASSWORD, NEW, NEW)).await;
    assert_eq!(done.to(), "/account?done=password");
    assert_eq!(story.look(&here).await, StatusCode::OK);
    assert_ne!(here.session(), before.session());
    assert_eq!(story.look(&before).await, StatusCode::UNAUTHORIZED);
    assert_eq!(story.look(&there).await, StatusCode::UNAUTHORIZED);
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await.problem(), "no_match");
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, NEW).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_session_or_all_others_can_be_ended_from_the_list() {
    let story = Story::new().await;
    let (mut here, there) = (story.grace_signed_in().await, story.grace_signed_in().await);
    let lines =
        story.auth.sessions.lines(story.account, domain::ids::SessionId(uuid::Uuid::now_v7())).await.unwrap();
    assert_eq!(lines.len(), 2);
    let gone = story.post(&mut here, &format!("/sessions/{}/end", uuid::Uuid::now_v7()), json!({})).await;
    assert_eq!(gone.problem(), "gone");
    let done = story.post(&mut here, "/sessions/end-others", json!({})).await;
    assert_eq!(done.to(), "/account?done=sessions");
    assert_eq!(story.look(&here).await, StatusCode::OK);
    assert_eq!(story.look(&there).await, StatusCode::UNAUTHORIZED);
    let lines = story.auth.sessions.lines(story.account, lines[0].id).await.unwrap();
    assert_eq!(lines.len(), 1);
    story.post(&mut here, &format!("/sessions/{}/end", lines[0].id), json!({})).await;
    assert_eq!(story.look(&here).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else() {
    let story = Story::new().await;
    let grace = story.grace_signed_in().await;
    let own = &story
        .auth
        .sessions
        .lines(story.account, domain::ids::SessionId(uuid::Uuid::now_v7()))
        .await
        .unwrap()[0];
    let mut noor = Browser::default();
    let link = super::invitations::invite(&story, &mut grace.clone(), story.noor).await;
    let body = json!({ "email": "noor@example.org", "password": NEW, "again": NEW });
    assert_eq!(story.post(&mut noor, &link, body).await.to(), "/board");
    let answer = story.post(&mut noor, &format!("/sessions/{}/end", own.id), json!({})).await;
    assert_eq!(answer.problem(), "gone");
    assert_eq!(story.look(&grace).await, StatusCode::OK);
}

#[tokio::test]
async fn leaving_the_staff_ends_the_session_at_once() {
    let story = Story::new().await;
    let browser = story.grace_signed_in().await;
    let (grace, left_at) = (story.grace, story.clock.now());
    story.change(|clinic| clinic.staff.get_mut(&grace).unwrap().left = Some(left_at)).await;
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED);
    story.change(|clinic| clinic.staff.get_mut(&grace).unwrap().left = None).await;
    assert_eq!(story.look(&browser).await, StatusCode::UNAUTHORIZED, "coming back needs a new sign-in");
    story.change(|clinic| clinic.staff.get_mut(&grace).unwrap().left = Some(left_at)).await;
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await.problem(), "no_clinic");
}

#[tokio::test]
async fn what_another_server_ends_is_heard_of_here() {
    let story = Story::new().await;
    let mut browser = story.grace_signed_in().await;
    let here = crate::session::Sessions::new(
        story.auth.store.clone(),
        story.clock.clone(),
        story.auth.clinics.clone(),
    );
    let mut ended = here.ended();
    let watch = tokio::spawn(here.watch());
    story.post(&mut browser, "/session/end", json!({})).await;
    let heard = tokio::time::timeout(std::time::Duration::from_secs(2), ended.recv()).await;
    assert!(matches!(heard, Ok(Ok(_))), "within two seconds");
    watch.abort();
}
