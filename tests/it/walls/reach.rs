//! Every route, every role, every way in which a case can stand to a person.

use super::Tally;
use super::grounds::{Ground, Stands, grounds};
use super::table::{Row, answer, is_about_a_case, routes, row};
use domain::access::{Area, Part, Right, Role, Viewer, permission};
use domain::case::Command as Does;
use domain::ids::CaseId;
use domain::kinds::{Instant, Lane, Rank};
use serde_json::json;
use tests::submissions::about;
use tests::{PEOPLE, TestOffice, on_both};
use uuid::Uuid;

pub(super) const CELLS: usize = 2_600;

/// The status that the table asks for; nothing where the route is the same for all.
fn expected(row: &Row, viewer: &Viewer, ground: &Ground, now: Instant) -> Option<u16> {
    match row {
        Row::Page(rule) | Row::Asks(_, rule) => Some(rule(viewer, ground, now)),
        Row::Socket => Some(101),
        Row::Open | Row::Door => None,
    }
}

/// Whether this is the journal, and of somebody who audits with everything in it: it tells of all cases of the clinic.
fn audits(path: &str, viewer: &Viewer) -> bool {
    let whole = |role: &Role| permission(*role, Area::AuditLog).part(Right::Read) == Part::Whole;
    path == "/journal" && viewer.roles.iter().any(whole)
}

async fn one_person(office: &TestOffice, name: &str, grounds: &[Ground], tally: &mut Tally) {
    let (client, viewer, now) = (office.as_person(name).await, office.a.viewer(name), office.clock.now());
    for path in routes(office) {
        let Some(row) = row(&path) else { continue };
        let about_a_case = is_about_a_case(&path);
        for ground in grounds.iter().take(if about_a_case { grounds.len() } else { 1 }) {
            let (got, text) = answer(&client, &path, &row, ground).await;
            let what = format!("{name} {path} {:?}", ground.stands);
            match expected(&row, &viewer, ground, now) {
                Some(wanted) => tally.cell(&what, got, wanted),
                None if 500 <= got => tally.faults.push(format!("{what}: {got}")),
                None => {}
            }
            // Whatever the page is about, it names nobody whom this person may not see.
            let hidden = grounds.iter().filter(|ground| !ground.shows(&viewer, now));
            let hidden = hidden.filter(|ground| !audits(&path, &viewer) || ground.stands == Stands::Theirs);
            let named: Vec<Stands> =
                hidden.filter(|ground| text.contains(&ground.patient)).map(|ground| ground.stands).collect();
            tally.cell(format!("{what}, strangers who are named"), named, vec![]);
        }
    }
}

#[tokio::test]
async fn every_role_gets_from_every_route_what_the_table_says() {
    on_both(async |office| {
        let grounds = grounds(&office).await;
        let mut tally = Tally::default();
        for (name, ..) in PEOPLE {
            one_person(&office, name, &grounds, &mut tally).await;
        }
        tally.end("routes and people who are signed in", CELLS);
    })
    .await;
}

#[tokio::test]
async fn ids_of_another_clinic_are_as_ids_of_nobody() {
    on_both(async |office| {
        let mut grounds = grounds(&office).await;
        let nobodys = grounds.pop().unwrap();
        let theirs = grounds.pop().unwrap();
        for (name, ..) in PEOPLE {
            let client = office.as_person(name).await;
            for path in routes(&office) {
                let Some(row) = row(&path) else { continue };
                if !is_about_a_case(&path) {
                    continue;
                }
                let (one, other) = (
                    answer(&client, &path, &row, &theirs).await,
                    answer(&client, &path, &row, &nobodys).await,
                );
                // A page says its address, and has a nonce of its own.
                let alike = if path.starts_with("/api/") { one == other } else { one.0 == other.0 };
                assert!(alike, "{name} {path}: {one:?}, {other:?}");
            }
            for does in [
                Does::Rank { lane: Lane::Intake, rank: Rank::between(None, None) },
                Does::Own(domain::case::Seen { seen: None, to: Some(office.b.id("ana")) }),
                Does::StopWaiting,
            ] {
                let to_theirs = client.submit(&about(theirs.case, does.clone())).await.unwrap_err();
                let to_nothing = client.submit(&about(CaseId(Uuid::now_v7()), does)).await.unwrap_err();
                assert_eq!(to_theirs, to_nothing, "{name}");
                assert_eq!(to_theirs.status, 404, "{name}");
            }
        }
        let ana = office.as_person("ana").await;
        let search = json!({"search": {"text": theirs.patient, "closed": true}});
        let found: Vec<app::api::Hit> = ana.call("search", &search).await.unwrap();
        assert!(found.is_empty(), "a search crosses the wall: {found:?}");
    })
    .await;
}
