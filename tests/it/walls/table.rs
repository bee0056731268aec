//! The table of routes. They are read from the router itself: a new one has no row here, and fails until it has one.

use super::grounds::Ground;
use domain::access::{Area, Part, Right, Scope, Viewer, scope};
use domain::kinds::Instant;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::submissions::comment;
use tests::{Client, TestOffice};

/// The status that somebody gets.
type Rule = fn(&Viewer, &Ground, Instant) -> u16;

/// What a route is, and whom it lets in.
pub(super) enum Row {
    /// The same for everybody, signed in or not; nothing of a clinic is in it.
    Open,
    /// A page.
    Page(Rule),
    /// A server function: its words, and what it answers.
    Asks(fn(&Ground) -> Value, Rule),
    /// A form post at a door: checked where the doors are tested; here, that a stranger gets nothing by looking.
    Door,
    /// The socket.
    Socket,
}

pub(super) fn row(path: &str) -> Option<Row> {
    let anybody: Rule = |_, _, _| 200;
    let nothing = |_: &Ground| json!({});
    let people: Rule = |viewer, _, _| allowed(viewer.may_anywhere(Area::Users, Right::Read));
    let shows: Rule = |viewer, ground, now| ground.status(viewer, now);
    Some(match path {
        "/api/opening" | "/api/invitation" | "/api/look" | "/sign-in" | "/invite/{token}" | "/health"
        | "/style.css" | "/api/{*unknown}" | "/pkg/{*rest}" => Row::Open,
        "/" | "/board" | "/today" | "/search" | "/account" | "/work" => Row::Page(anybody),
        "/import" => Row::Page(|viewer, _, _| allowed(viewer.may_import())),
        "/import/{id}" | "/import/{id}/fixes.csv" => Row::Page(nobodys_import),
        "/api/drawn" => Row::Asks(
            |ground| json!({"path": format!("/cases/{}/coverage", ground.case), "query": ""}),
            ledger,
        ),
        "/cases/{id}/coverage" => Row::Page(ledger),
        "/cases/{id}/record" => Row::Page(record),
        "/cases/{id}/record/documents/{hash}" => Row::Page(nobodys_document),
        "/cases/{id}/coverage/letters/{hash}" => Row::Page(nobodys_letter),
        "/authorizations" => {
            Row::Page(|viewer, _, _| allowed(viewer.may_anywhere(Area::Authorizations, Right::Read)))
        }
        // No payer has the id of a case: whoever reads payers is told so on the page.
        "/payers" | "/payers/{id}" => {
            Row::Page(|viewer, _, _| allowed(viewer.may_anywhere(Area::Coverage, Right::Read)))
        }
        "/cases/{id}/record/{step}"
        | "/cases/{id}/record/document-add"
        | "/cases/{id}/coverage/{step}"
        | "/cases/{id}/coverage/coverage-271"
        | "/cases/{id}/coverage/visits-file"
        | "/cases/{id}/coverage/letters-add"
        | "/import/file"
        | "/import/{id}/{step}"
        | "/billing/export"
        | "/waitlist/{step}"
        | "/people/leaving/{step}" => Row::Door,
        "/cases/{id}" => Row::Page(shows),
        "/export.zip" => Row::Page(|viewer, _, _| allowed(everywhere(viewer, Area::Export))),
        "/people" | "/people/licences" => Row::Page(people),
        "/waitlist" => Row::Page(|viewer, _, _| allowed(viewer.may_anywhere(Area::Board, Right::Read))),
        "/billing" => Row::Page(|viewer, _, _| allowed(viewer.may_anywhere(Area::Money, Right::Read))),
        // No file has that id: nobody is told whether there is one of others.
        "/billing/files/{id}" => Row::Page(|_, _, _| 404),
        "/people/leaving" => {
            Row::Page(|viewer, _, _| allowed(viewer.may_anywhere(Area::Users, Right::Approve)))
        }
        "/journal" => Row::Page(|viewer, _, _| allowed(everywhere(viewer, Area::AuditLog))),
        "/api/emergencies" => Row::Asks(nothing, |viewer, _, _| allowed(everywhere(viewer, Area::AuditLog))),
        "/api/me" | "/api/board" | "/api/sessions" | "/api/account" => Row::Asks(nothing, anybody),
        "/api/search" => Row::Asks(|ground| json!({"search": {"text": ground.patient}}), anybody),
        "/api/card" | "/api/chart" => Row::Asks(|ground| json!({"case": ground.case}), shows),
        "/api/gate" => Row::Asks(|ground| json!({"case": ground.case, "to": "planning"}), shows),
        "/api/history" => Row::Asks(|ground| json!({"case": ground.case, "before": null}), shows),
        "/api/people" => Row::Asks(nothing, people),
        "/api/submit" => Row::Asks(
            |ground| json!({"submission": comment(ground.case, "hello")}),
            |viewer, ground, now| match ground.status(viewer, now) {
                200 => allowed(viewer.may(Area::Messages, Right::Write, &ground.scope(), now)),
                _ if ground.concerns(viewer, now) => 409,
                other => other,
            },
        ),
        "/live" => Row::Socket,
        _ if path.starts_with("/session") || path.starts_with("/account/") => Row::Door,
        "/sign-out" | "/invites" | "/demo/session" => Row::Door,
        _ => return None,
    })
}

/// Whether the case is named in what is asked.
pub(super) fn is_about_a_case(path: &str) -> bool {
    let functions =
        ["/api/card", "/api/chart", "/api/drawn", "/api/gate", "/api/history", "/api/submit", "/api/search"];
    path.starts_with("/cases/") || functions.contains(&path)
}

fn allowed(may: bool) -> u16 {
    if may { 200 } else { 403 }
}

/// No import has the id of a case.
fn nobodys_import(viewer: &Viewer, _: &Ground, _: Instant) -> u16 {
    if viewer.may_import() { 404 } else { 403 }
}

/// No letter has that hash: whoever may read the whole of what is authorized is told so, and nobody else hears of it.
fn nobodys_letter(viewer: &Viewer, ground: &Ground, now: Instant) -> u16 {
    match (ground.status(viewer, now), viewer.part(Area::Authorizations, Right::Read, &ground.scope(), now)) {
        (200, None | Some(Part::Balance)) => 403,
        (200, Some(_)) => 404,
        (other, _) => other,
    }
}

/// No document has that hash: whoever sees the case is told so.
fn nobodys_document(viewer: &Viewer, ground: &Ground, now: Instant) -> u16 {
    match ground.status(viewer, now) {
        200 => 404,
        other => other,
    }
}

/// Who pays for a case, or what is authorized: for who sees the case, and reads one of the two.
fn ledger(viewer: &Viewer, ground: &Ground, now: Instant) -> u16 {
    let reads = |area| viewer.may(area, Right::Read, &ground.scope(), now);
    match ground.status(viewer, now) {
        200 => allowed(reads(Area::Coverage) || reads(Area::Authorizations)),
        other => other,
    }
}

/// What was written on a case: for who sees the case, and reads some of it.
fn record(viewer: &Viewer, ground: &Ground, now: Instant) -> u16 {
    let reads = |area| viewer.may(area, Right::Read, &ground.scope(), now);
    let areas = [Area::ClinicalPlan, Area::SessionNotes, Area::Outcomes, Area::Messages, Area::Money];
    match ground.status(viewer, now) {
        200 => allowed(
            areas.into_iter().any(reads)
                || viewer.may(Area::SessionNotes, Right::Write, &ground.scope(), now),
        ),
        other => other,
    }
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
    assert!(missing.is_empty(), "these routes have no row in tests/it/walls/table.rs: {missing:?}");
}

fn filled(path: &str, ground: &Ground) -> String {
    path.replace("{id}", &ground.case.to_string())
        .replace("{token}", "nothing")
        .replace("{step}", "nothing")
        .replace("{*unknown}", "nothing")
        .replace("{*rest}", "nothing")
}

/// The status, and the text.
pub(super) async fn answer(client: &Client, path: &str, row: &Row, ground: &Ground) -> (u16, String) {
    let path = filled(path, ground);
    let response = match row {
        Row::Asks(words, _) => client.request("POST", &path).json(&words(ground)).send().await.unwrap(),
        Row::Socket => {
            let status = match client.socket(domain::journal::Seq(0)).await {
                Ok(_) => 101,
                Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
                Err(error) => panic!("{path}: {error}"),
            };
            return (status, String::new());
        }
        _ => client.get(&path).await,
    };
    (response.status().as_u16(), response.text().await.unwrap_or_default())
}
