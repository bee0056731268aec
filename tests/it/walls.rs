//! Who may reach what: every route of the router, every role, signed in, signed out, of this clinic and of another.
//!
//! The routes are read from the router itself. A new route has no row here, and fails the test until it has one.

use app::api::Hit;
use domain::access::{Area, Right, Scope, Viewer, scope};
use domain::case::Command as Does;
use domain::ids::CaseId;
use domain::kinds::{Lane, Rank};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::submissions::{about, comment, open};
use tests::{Client, PEOPLE, Staffed, TestOffice, on_both};
use uuid::Uuid;

/// What a route is, and whom it lets in.
enum Row {
    /// The same for everybody, signed in or not; nothing of a clinic is in it.
    Open,
    /// A page for whoever is signed in and passes; everybody else of the staff gets what the second one says.
    Page(fn(&Viewer, &Ground) -> u16),
    /// A server function: its words, and what it answers.
    Asks(fn(&Ground) -> Value, fn(&Viewer, &Ground) -> u16),
    /// A form post at a door: checked where the doors are tested; here, that a stranger gets nothing by looking.
    Door,
    /// The socket.
    Socket,
}

/// The case in question.
struct Ground {
    case: CaseId,
    /// A name that nobody else has, and strangers must not read.
    patient: String,
    /// Whether it belongs to the clinic of who asks.
    ours: bool,
    seen_by: BTreeSet<domain::ids::StaffId>,
}

impl Ground {
    fn shows(&self, viewer: &Viewer) -> u16 {
        if self.ours && self.seen_by.contains(&viewer.staff) { 200 } else { 404 }
    }
}

fn row(path: &str) -> Option<Row> {
    let anybody = |_: &Viewer, _: &Ground| 200;
    let nothing = |_: &Ground| json!({});
    Some(match path {
        "/api/opening" | "/api/invitation" | "/api/look" | "/sign-in" | "/invite/{token}" | "/health"
        | "/style.css" | "/api/{*unknown}" | "/pkg/{*rest}" => Row::Open,
        "/" | "/board" | "/today" | "/search" | "/account" => Row::Page(anybody),
        "/import" => Row::Page(|viewer, _| if viewer.may_import() { 200 } else { 403 }),
        "/import/{id}" | "/import/{id}/fixes.csv" => Row::Page(nobodys_import),
        "/api/import" => Row::Asks(|ground| json!({"id": ground.case, "query": ""}), nobodys_import),
        "/import/file" | "/import/{id}/{step}" => Row::Door,
        "/cases/{id}" => Row::Page(|viewer, ground| ground.shows(viewer)),
        "/export.zip" => Row::Page(|viewer, _| if exports(viewer) { 200 } else { 403 }),
        "/people" => Row::Page(|viewer, _| if may(viewer, Area::Users) { 200 } else { 403 }),
        "/journal" => Row::Page(|viewer, _| if audits(viewer) { 200 } else { 403 }),
        "/api/emergencies" => Row::Asks(nothing, |viewer, _| if audits(viewer) { 200 } else { 403 }),
        "/api/me" | "/api/board" | "/api/sessions" | "/api/account" => Row::Asks(nothing, anybody),
        "/api/search" => Row::Asks(|_| json!({"search": {"text": "a"}}), anybody),
        "/api/card" | "/api/chart" => Row::Asks(|ground| json!({"case": ground.case}), |v, g| g.shows(v)),
        "/api/gate" => Row::Asks(|ground| json!({"case": ground.case, "to": "planning"}), |v, g| g.shows(v)),
        "/api/history" => Row::Asks(|ground| json!({"case": ground.case, "before": null}), |v, g| g.shows(v)),
        "/api/people" => Row::Asks(nothing, |viewer, _| if may(viewer, Area::Users) { 200 } else { 403 }),
        "/api/submit" => Row::Asks(
            |ground| json!({"submission": comment(ground.case, "hello")}),
            |viewer, ground| match ground.shows(viewer) {
                200 if viewer.may_anywhere(Area::Messages, Right::Write) => 200,
                200 => 403,
                other => other,
            },
        ),
        "/live" => Row::Socket,
        _ if path.starts_with("/session") || path.starts_with("/account/") => Row::Door,
        "/sign-out" | "/invites" | "/demo/session" => Row::Door,
        _ => return None,
    })
}

/// No import has the id of a case.
fn nobodys_import(viewer: &Viewer, _: &Ground) -> u16 {
    if viewer.may_import() { 404 } else { 403 }
}

fn may(viewer: &Viewer, area: Area) -> bool {
    viewer.may_anywhere(area, Right::Read)
}

fn audits(viewer: &Viewer) -> bool {
    everywhere(viewer, Area::AuditLog)
}

fn exports(viewer: &Viewer) -> bool {
    everywhere(viewer, Area::Export)
}

fn everywhere(viewer: &Viewer, area: Area) -> bool {
    viewer.roles.iter().any(|role| scope(*role, area, Right::Read) == Some(Scope::All))
}

/// Every path that the router knows, as its own description has them.
pub(crate) fn routes(office: &TestOffice) -> BTreeSet<String> {
    let text = format!("{:?}", server::router::router(office.office.clone()));
    let paths = text.split("paths: {").skip(1).flat_map(|node| {
        let node =
            node.split('}').next().unwrap_or_default().to_owned() + &node[node.find('}').unwrap_or(0)..];
        node.split("): \"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    });
    let private = |path: &String| path.starts_with('/') && !path.contains("__private__");
    paths.filter(private).collect()
}

#[tokio::test]
async fn no_route_is_without_a_row() {
    let office = TestOffice::new().await;
    let routes = routes(&office);
    assert!(20 < routes.len(), "the router's description has changed: {routes:?}");
    for (_, path) in server::router::addresses() {
        assert!(routes.contains(&path), "{path} is not read from the router's description");
    }
    let missing: Vec<&String> = routes.iter().filter(|path| row(path).is_none()).collect();
    assert!(missing.is_empty(), "these routes have no row in tests/it/walls.rs: {missing:?}");
}

fn filled(path: &str, ground: &Ground) -> String {
    path.replace("{id}", &ground.case.to_string())
        .replace("{token}", "nothing")
        .replace("{step}", "nothing")
        .replace("{*unknown}", "nothing")
        .replace("{*rest}", "nothing")
}

/// The status; and, for a page, whether the patient's name is in it.
async fn answer(client: &Client, path: &str, row: &Row, ground: &Ground) -> (u16, bool) {
    let path = filled(path, ground);
    let response = match row {
        Row::Asks(words, _) => client.request("POST", &path).json(&words(ground)).send().await.unwrap(),
        Row::Socket => {
            let status = match client.socket(domain::journal::Seq(0)).await {
                Ok(_) => 101,
                Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
                Err(error) => panic!("{path}: {error}"),
            };
            return (status, false);
        }
        _ => client.get(&path).await,
    };
    let status = response.status().as_u16();
    (status, response.text().await.unwrap_or_default().contains(&ground.patient))
}

fn expected(row: &Row, viewer: &Viewer, ground: &Ground) -> Option<u16> {
    match row {
        Row::Page(rule) | Row::Asks(_, rule) => Some(rule(viewer, ground)),
        Row::Socket => Some(101),
        Row::Open | Row::Door => None,
    }
}

/// A case at the first site of a clinic, owned by its therapist there; and who of the asking clinic sees it.
async fn ground(office: &TestOffice, asking: &Staffed, owner: &Staffed) -> Ground {
    let ana = office.as_person_of(owner, "ana").await;
    let patient = format!("Canary {}", Uuid::now_v7().simple());
    let (case, opens) = open(&patient, owner.sites[0], Some(owner.id("clara")));
    ana.must(&opens).await;
    let board = ana.board().await;
    let card = tests::card(&board, case).expect("ana sees it");
    let now = office.clock.now();
    let seen_by = PEOPLE
        .iter()
        .filter(|(name, ..)| card.shows_to(&owner.viewer(name), now))
        .map(|(name, ..)| owner.id(name))
        .collect();
    Ground { case, patient, ours: asking.clinic == owner.clinic, seen_by }
}

#[tokio::test]
async fn every_role_gets_from_every_route_what_the_table_says() {
    on_both(async |office| {
        let mut cells = 0;
        let mut faults = Vec::new();
        let all = routes(&office);
        for owner in [office.a.clone(), office.b.clone()] {
            let ground = ground(&office, &office.a, &owner).await;
            for (name, ..) in PEOPLE {
                let client = office.as_person(name).await;
                let viewer = office.a.viewer(name);
                for path in &all {
                    let Some(row) = row(path) else { continue };
                    let (got, named) = answer(&client, path, &row, &ground).await;
                    cells += 1;
                    if named && ground.shows(&viewer) != 200 {
                        faults.push(format!("{name} {path} ours={}: the patient is named", ground.ours));
                    }
                    match expected(&row, &viewer, &ground) {
                        Some(wanted) if wanted != got => {
                            faults.push(format!("{name} {path} ours={}: {got}, not {wanted}", ground.ours));
                        }
                        _ if 500 <= got => faults.push(format!("{name} {path}: {got}")),
                        _ => {}
                    }
                }
            }
        }
        println!("A1: {cells} cells of people who are signed in");
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_in_without_an_open_session() {
    on_both(async |office| {
        let ground = ground(&office, &office.a, &office.a).await;
        let ended = office.as_person("ana").await;
        ended.request("POST", "/sign-out").send().await.unwrap();
        let forged = Client::new(office.address, Some("x".repeat(43)));
        let locked = office.as_person("ben").await;
        office.clock.wind(Staffed::idle());
        let mut faults = Vec::new();
        for (what, client, api) in [
            ("nobody", &office.as_nobody(), 401),
            ("ended", &ended, 401),
            ("forged", &forged, 401),
            ("locked", &locked, 423),
        ] {
            for path in routes(&office) {
                let Some(row) = row(&path) else { continue };
                let (got, named) = answer(client, &path, &row, &ground).await;
                assert!(!named, "{what} {path}: the patient is named");
                let wanted = match row {
                    Row::Open | Row::Door => continue,
                    Row::Page(_) => 302,
                    Row::Asks(..) => api,
                    Row::Socket => 401,
                };
                if got != wanted {
                    faults.push(format!("{what} {path}: {got}, not {wanted}"));
                }
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn ids_of_another_clinic_are_as_ids_of_nobody() {
    on_both(async |office| {
        let other = ground(&office, &office.a, &office.b).await;
        let nobodys = CaseId(Uuid::now_v7());
        for (name, ..) in PEOPLE {
            let client = office.as_person(name).await;
            for (path, words) in [
                ("/api/card", json!({"case": "ID"})),
                ("/api/chart", json!({"case": "ID"})),
                ("/api/gate", json!({"case": "ID", "to": "planning"})),
                ("/api/history", json!({"case": "ID", "before": null})),
            ] {
                let mut answers = Vec::new();
                for case in [other.case, nobodys] {
                    let body = words.to_string().replace("ID", &case.to_string());
                    let request = client.request("POST", path).header("content-type", "application/json");
                    let response = request.body(body).send().await.unwrap();
                    answers.push((response.status(), response.text().await.unwrap()));
                }
                assert_eq!(answers[0], answers[1], "{name} {path}");
                assert_eq!(answers[0].0, 404, "{name} {path}");
            }
            for does in [
                Does::Rank { lane: Lane::Intake, rank: Rank::between(None, None) },
                Does::Own(domain::case::Seen { seen: None, to: Some(office.b.id("ana")) }),
                Does::StopWaiting,
            ] {
                let theirs = client.submit(&about(other.case, does.clone())).await.unwrap_err();
                let nothing = client.submit(&about(nobodys, does)).await.unwrap_err();
                assert_eq!(theirs, nothing, "{name}");
                assert_eq!(theirs.status, 404, "{name}");
            }
            let pages = [format!("/cases/{}", other.case), format!("/cases/{nobodys}")];
            let (one, two) = (client.get(&pages[0]).await.status(), client.get(&pages[1]).await.status());
            assert_eq!(one, two, "{name}");
        }
        let ana = office.as_person("ana").await;
        let (_, opens) = open("Theodore Vidal", office.b.sites[0], None);
        assert_eq!(ana.submit(&opens).await.unwrap_err().status, 404, "a site of another clinic");
        let found: Vec<Hit> = ana.call("search", &json!({"search": {"text": "Theodore"}})).await.unwrap();
        assert!(found.is_empty(), "a search crosses the wall: {found:?}");
    })
    .await;
}
