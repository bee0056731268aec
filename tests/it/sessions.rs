//! Who loses a right is signed out by the change itself, whoever serves them and whether or not a board is open.

use domain::access::Role;
use domain::board::Board;
use domain::clinic;
use domain::ids::CommandId;
use domain::journal::{Command, Seq, Submission};
use domain::kinds::Line;
use serde_json::json;
use std::time::Duration;
use tests::{Client, TestOffice, on_both};

fn about_staff(does: clinic::Command) -> Submission {
    Submission { id: CommandId(uuid::Uuid::now_v7()), command: Command::Clinic(does) }
}

/// Clara is at the front desk from now on.
fn other_role(office: &TestOffice) -> Submission {
    let seen = Box::new(office.a.staff("clara"));
    let to = Box::new(domain::clinic::Staff { roles: [Role::FrontDesk].into(), ..office.a.staff("clara") });
    about_staff(clinic::Command::Change { seen, to })
}

fn leaves(office: &TestOffice) -> Submission {
    let reason = Line::parse("moved away").unwrap();
    about_staff(clinic::Command::Leave { staff: office.a.id("clara"), reason })
}

async fn status(client: &Client) -> u16 {
    match client.call::<Board>("board", &json!({})).await {
        Ok(_) => 200,
        Err(said) => said.status.as_u16(),
    }
}

#[tokio::test]
async fn another_role_ends_the_session_of_who_has_no_board_open() {
    on_both(async |office| {
        let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
        assert_eq!(status(&clara).await, 200);
        ana.must(&other_role(&office)).await;
        assert_eq!(status(&clara).await, 401, "the old cookie is worth nothing");
        let again = office.as_person("clara").await;
        assert_eq!(status(&again).await, 200, "a new sign-in has the new rights");
        assert_eq!(again.board().await.viewer.roles, [Role::FrontDesk].into());
        assert_eq!(status(&ana).await, 200, "nobody else is signed out");
    })
    .await;
}

#[tokio::test]
async fn who_leaves_and_comes_back_signs_in_again() {
    on_both(async |office| {
        let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
        assert_eq!(status(&clara).await, 200);
        ana.must(&leaves(&office)).await;
        ana.must(&about_staff(clinic::Command::Return(office.a.id("clara")))).await;
        assert_eq!(status(&clara).await, 401);
    })
    .await;
}

#[tokio::test]
async fn another_name_alone_ends_nothing() {
    on_both(async |office| {
        let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
        let seen = Box::new(office.a.staff("clara"));
        let name = domain::kinds::Name::parse("Clara Sample").unwrap();
        let to = Box::new(domain::clinic::Staff { name, ..office.a.staff("clara") });
        ana.must(&about_staff(clinic::Command::Change { seen, to })).await;
        assert_eq!(status(&clara).await, 200);
    })
    .await;
}

#[tokio::test]
async fn another_role_closes_the_open_boards_of_that_person_alone() {
    on_both(async |office| {
        let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
        let (mut anas, mut claras) = (ana.socket(Seq(0)).await.unwrap(), clara.socket(Seq(0)).await.unwrap());
        anas.until_live().await;
        claras.until_live().await;
        ana.must(&other_role(&office)).await;
        assert!(claras.ends_within(Duration::from_secs(2)).await);
        assert!(!anas.ends_within(Duration::from_millis(300)).await);
    })
    .await;
}

#[tokio::test]
async fn a_right_that_is_lost_at_one_server_ends_the_session_at_the_other() {
    let Some(fresh) = tests::Fresh::postgres().await else { return };
    let one = TestOffice::on(fresh, server::clock::Clock::wound(tests::morning())).await;
    let two = one.beside().await;
    let (ana, clara) = (one.as_person("ana").await, one.as_person("clara").await.at(two.address));
    let mut socket = clara.socket(Seq(0)).await.unwrap();
    socket.until_live().await;
    ana.must(&other_role(&one)).await;
    assert_eq!(status(&clara).await, 401);
    assert!(socket.ends_within(Duration::from_secs(4)).await);
}
