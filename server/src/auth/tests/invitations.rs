//! One-time links: the first administrator, a colleague, a forgotten password.

use super::story::{Browser, GRACE, PASSWORD, Story};
use crate::accounts::rows::{self, Membership};
use crate::auth::Config;
use crate::auth::links;
use crate::store::testing::{Fresh, on_both};
use app::door::InviteLink;
use app::wire;
use chrono::TimeDelta;
use domain::access::{Role, SiteScope};
use domain::clinic::{Clinic, Kind, Staff};
use domain::ids::{AccountId, ClinicId, StaffId};
use domain::kinds::Name;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

const NEW: &str = "copper heron 42 sings";

/// An invitation by Grace; the path of its link.
pub(super) async fn invite(story: &Story, grace: &mut Browser, staff: StaffId) -> String {
    let reply = story.post(grace, "/invites", json!({ "staff": staff })).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let link = wire::read::<InviteLink>(&reply.text).unwrap().link;
    link.strip_prefix("http://board.test").unwrap().to_owned()
}

fn accepted(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password, "again": password })
}

#[tokio::test]
async fn a_colleague_comes_in_by_a_link_that_works_once() {
    let story = Story::new().await;
    let link = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
    let mut noor = Browser::default();
    for (body, problem) in [
        (accepted("noor", NEW), "no_email"),
        (accepted("noor@example.org", "short"), "short"),
        (accepted("noor@example.org", "noor haddad is great"), "personal"),
        (json!({ "email": "noor@example.org", "password": NEW, "again": "other" }), "differ"),
    ] {
        assert_eq!(story.post(&mut noor, &link, body).await.problem(), problem);
    }
    assert_eq!(story.post(&mut noor, &link, accepted("noor@example.org", NEW)).await.to(), "/board");
    assert_eq!(story.look(&noor).await, StatusCode::OK);
    let again = story.post(&mut Browser::default(), &link, accepted("eve@example.org", NEW)).await;
    assert_eq!(again.problem(), "gone");
    assert_eq!(
        story.post(&mut noor, "/invites", json!({ "staff": story.grace })).await.problem(),
        "forbidden"
    );
}

#[tokio::test]
async fn a_link_ends_after_a_week_or_with_the_next_one() {
    let story = Story::new().await;
    let first = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
    let second = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
    let body = accepted("noor@example.org", NEW);
    assert_eq!(story.post(&mut Browser::default(), &first, body.clone()).await.problem(), "gone");
    story.wind(TimeDelta::days(7));
    assert_eq!(story.post(&mut Browser::default(), &second, body.clone()).await.problem(), "gone");
    let guessed = format!("/invite/{}", "0".repeat(64));
    assert_eq!(story.post(&mut Browser::default(), &guessed, body.clone()).await.problem(), "gone");
    assert_eq!(story.post(&mut Browser::default(), "/invite/x", body).await.problem(), "gone");
}

#[tokio::test]
async fn a_link_does_not_take_over_somebody_elses_account() {
    let story = Story::new().await;
    let link = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
    let reply = story.post(&mut Browser::default(), &link, accepted(GRACE, NEW)).await;
    assert_eq!(reply.problem(), "no_match", "an address that is known needs its own password");
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await.to(), "/board");
}

#[tokio::test]
async fn a_link_is_no_way_around_the_wait_of_who_guesses() {
    let story = Story::new().await;
    let link = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
    let mut guesser = Browser::default();
    for _ in 0..5 {
        let guess = story.post(&mut guesser, &link, accepted(GRACE, NEW)).await;
        assert_eq!(guess.problem(), "no_match");
    }
    let slowed = story.post(&mut guesser, &link, accepted(GRACE, PASSWORD)).await;
    assert_eq!((slowed.status, slowed.problem().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many"));
    let by_the_door = story.sign_in(&mut guesser, GRACE, PASSWORD).await;
    assert_eq!(by_the_door.status, StatusCode::TOO_MANY_REQUESTS, "one count for both ways in");
    let colleague = story.post(&mut Browser::default(), &link, accepted("noor@example.org", NEW)).await;
    assert_eq!(colleague.to(), "/board", "whoever the link is for does not wait");
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_by_link() {
    let story = Story::new().await;
    let before = story.grace_signed_in().await;
    let path = links::reset_password(&story.auth, "Grace@example.org", false).await.unwrap();
    assert_eq!(story.look(&before).await, StatusCode::UNAUTHORIZED);
    let body = json!({ "password": NEW, "again": NEW });
    assert_eq!(story.post(&mut Browser::default(), &path, body).await.to(), "/board");
    assert_eq!(story.sign_in(&mut Browser::default(), GRACE, NEW).await.to(), "/board");
    assert!(links::reset_password(&story.auth, "nobody@example.org", false).await.is_err());
}

#[tokio::test]
async fn the_first_administrator_founds_a_clinic_and_there_is_no_second_first_one() {
    let story = Story::new().await;
    assert_eq!(links::first_admin_link(&story.auth).await.unwrap(), None, "there is somebody already");
    let sql = "delete from member";
    crate::store::on_write!(&story.auth.store, |db| sqlx::query(sql).execute(db).await.map(|_| ())).unwrap();
    let (grace, left) = (story.grace, story.clock.now());
    story.change(|clinic| clinic.staff.get_mut(&grace).unwrap().left = Some(left)).await;
    let path = links::first_admin_link(&story.auth).await.unwrap().unwrap();
    let body = |zone: &str| {
        json!({ "name": "Dana Abel", "clinic": "Harbour Clinic", "site": "Main", "zone": zone,
                "email": "dana@example.org", "password": NEW, "again": NEW })
    };
    let mut dana = Browser::default();
    assert_eq!(story.post(&mut dana, &path, body("America/Gotham")).await.problem(), "no_zone");
    assert_eq!(story.post(&mut dana, &path, body("America/New_York")).await.to(), "/board");
    assert_eq!(story.look(&dana).await, StatusCode::OK);
    assert_eq!(links::first_admin_link(&story.auth).await.unwrap(), None);
    let clinics = story.auth.clinics.all().await.unwrap();
    let founded = clinics.iter().find(|clinic| clinic.name.as_str() == "Harbour Clinic").unwrap();
    assert_eq!((founded.sites.len(), founded.staff.len(), founded.workflows.len()), (1, 1, 1));
}

/// Noor with an account of her own, in Grace's clinic.
async fn noor_joins(story: &Story) -> AccountId {
    let link = invite(story, &mut story.grace_signed_in().await, story.noor).await;
    let joined = story.post(&mut Browser::default(), &link, accepted("noor@example.org", NEW)).await;
    assert_eq!(joined.to(), "/board");
    let who = Membership { clinic: story.clinic, staff: story.noor };
    rows::of_staff(&story.auth.store, who).await.unwrap().unwrap()
}

/// Another clinic on the same server, with somebody in it who has no account yet.
async fn elsewhere(story: &Story) -> Membership {
    let (clinic, staff) = (ClinicId(Uuid::now_v7()), StaffId(Uuid::now_v7()));
    let mut doc = Clinic::empty(clinic, Name::parse("Harbour Clinic").unwrap(), Kind::Live);
    doc.staff.insert(
        staff,
        Staff {
            id: staff,
            name: Name::parse("Noor Haddad").unwrap(),
            roles: [Role::Therapist].into(),
            disciplines: vec![],
            sites: SiteScope::All,
            left: None,
        },
    );
    super::story::write(&story.auth.store, &doc).await;
    Membership { clinic, staff }
}

const OTHER: &str = "silver badger 55 naps";

#[tokio::test]
async fn a_clinic_has_no_say_over_the_password_of_who_has_joined_another_meanwhile() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        let account = noor_joins(&story).await;
        let reset = invite(&story, &mut story.grace_signed_in().await, story.noor).await;
        let there = elsewhere(&story).await;
        rows::join(&story.auth.store, account, there, story.clock.now()).await.unwrap();
        let reply = story.post(&mut Browser::default(), &reset, accepted("", OTHER)).await;
        assert_eq!(reply.problem(), "gone", "joining ended it");
        let sql = "update invitation set used_at = null where kind = 'reset'";
        crate::store::on_write!(&story.auth.store, |db| sqlx::query(sql).execute(db).await.map(|_| ()))
            .unwrap();
        let reply = story.post(&mut Browser::default(), &reset, accepted("", OTHER)).await;
        assert_eq!(reply.problem(), "elsewhere", "and it is looked at once more when it is used");
        assert_eq!(story.sign_in(&mut Browser::default(), "noor@example.org", NEW).await.to(), "/board");
        let by_owner = links::reset_password(&story.auth, "noor@example.org", false).await.unwrap();
        let reply = story.post(&mut Browser::default(), &by_owner, accepted("", OTHER)).await;
        assert_eq!(reply.to(), "/board", "whoever owns the server may");
    })
    .await;
}

#[tokio::test]
async fn a_password_that_was_changed_ends_the_links_to_change_it() {
    let story = Story::new().await;
    let reset = links::reset_password(&story.auth, GRACE, false).await.unwrap();
    let mut grace = story.grace_signed_in().await;
    let change = json!({ "password": PASSWORD, "new": NEW, "again": NEW });
    assert_eq!(story.post(&mut grace, "/account/password", change).await.to(), "/account?done=password");
    let reply = story.post(&mut Browser::default(), &reset, accepted("", OTHER)).await;
    assert_eq!(reply.problem(), "gone");
}

#[tokio::test]
async fn who_lost_the_second_factor_cannot_come_in_by_the_old_password_alone() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        let reset = links::reset_password(&story.auth, GRACE, true).await.unwrap();
        let old = story.sign_in(&mut Browser::default(), GRACE, PASSWORD).await;
        assert_eq!(old.problem(), "no_match", "it may be one that is too short to be the only factor");
        assert_eq!(story.post(&mut Browser::default(), &reset, accepted("", NEW)).await.to(), "/board");
        assert_eq!(story.sign_in(&mut Browser::default(), GRACE, NEW).await.to(), "/board");
    })
    .await;
}

#[tokio::test]
async fn every_link_that_lets_somebody_in_is_in_the_access_log() {
    on_both(async |fresh: Fresh| {
        let story = Story::with(Config::default(), Kind::Live, fresh).await;
        noor_joins(&story).await;
        invite(&story, &mut story.grace_signed_in().await, story.noor).await;
        links::reset_password(&story.auth, GRACE, false).await.unwrap();
        let sql = "select staff, what, reason from look order by seq";
        let looks: Vec<(String, String, String)> =
            crate::store::on!(&story.auth.store, |db| sqlx::query_as(sql).fetch_all(db).await).unwrap();
        let (grace, nobody) = (story.grace.to_string(), Uuid::nil().to_string());
        let noor = format!("for Noor Haddad ({})", story.noor);
        let by_owner = format!("from the command line, for {}", story.grace);
        assert_eq!(
            looks,
            [
                (grace.clone(), "invitation".into(), noor.clone()),
                (grace, "reset link".into(), noor),
                (nobody, "reset link".into(), by_owner),
            ]
        );
    })
    .await;
}
