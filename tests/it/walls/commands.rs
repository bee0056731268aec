//! Every command of every role about a case that stands to them in every way: taken, not allowed, or as if there were none.

use super::Tally;
use super::grounds::{Stands, by, close, full, line, stand};
use super::kinds::{Kind, Standing};
use app::error::ServerError;
use domain::access::{Area, CaseScope, Grant, Right, Role, SiteScope, Viewer};
use domain::case::{Command as Does, NewCase};
use domain::clinic::{self, Site, Staff};
use domain::ids::{CaseId, CommandId, StaffId};
use domain::journal::{Command, Submission};
use domain::kinds::{Instant, Lane, Name};
use domain::refusal::Refusal;
use domain::workflow::Workflow;
use futures::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use tests::submissions::about;
use tests::{Client, PEOPLE, Said, Staffed, TestOffice, on_both};
use uuid::Uuid;

/// A case that is only opened stands to nobody in a special way yet.
pub(super) const CELLS: usize = (Kind::ALL.len() * STANDS.len() - 3) * PEOPLE.len();

/// Ways to stand that make a difference to who may do what.
const STANDS: [Stands; 7] = [
    Stands::Team,
    Stands::Site,
    Stands::Elsewhere,
    Stands::Restricted,
    Stands::Glass,
    Stands::Closed,
    Stands::Theirs,
];

/// How a command was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Taken,
    NotAllowed,
    NoSuchCase,
    NoSuchSite,
    Closed,
    NeedsDirector,
    Otherwise,
}

/// One question.
struct Cell {
    kind: Kind,
    stands: Stands,
    who: &'static str,
    case: CaseId,
    /// The command that moved it last.
    last: CommandId,
    standing: Standing,
    wanted: Answer,
}

fn clinic_of(office: &TestOffice, stands: Stands) -> &Staffed {
    if stands == Stands::Theirs { &office.b } else { &office.a }
}

fn wanted(kind: Kind, stands: Stands, viewer: &Viewer, case: &CaseScope<'_>, now: Instant) -> Answer {
    let taken = |may| if may { Answer::Taken } else { Answer::NotAllowed };
    match (kind, stands) {
        (Kind::Open, Stands::Theirs) => return Answer::NoSuchSite,
        // There is no case yet to be seen.
        (Kind::Open, _) => return taken(kind.allows(viewer, case, now)),
        (_, Stands::Theirs) => return Answer::NoSuchCase,
        _ => {}
    }
    let sees = viewer.may(Area::Board, Right::Read, case, now);
    let breaks = kind == Kind::BreakGlass && kind.allows(viewer, case, now);
    if !(sees || breaks) {
        return Answer::NoSuchCase;
    }
    if stands == Stands::Closed && !kind.works_when_closed() {
        return Answer::Closed;
    }
    taken(kind.allows(viewer, case, now))
}

fn cell(office: &TestOffice, kind: Kind, stands: Stands, who: &'static str) -> Cell {
    let clinic = clinic_of(office, stands);
    let (site, owner) = stands.place();
    let (site, owner) = (clinic.sites[site], owner.map(|owner| clinic.id(owner)));
    let mut team: Vec<StaffId> = owner.into_iter().collect();
    if owner == Some(clinic.id("clara")) && kind != Kind::Open {
        team.push(clinic.id("asa"));
    }
    let until = office.clock.now() + chrono::Duration::hours(1);
    let grants: Vec<Grant> =
        stands.breakers().iter().map(|name| Grant { staff: clinic.id(name), until }).collect();
    let is_new = kind == Kind::Open;
    let scope = CaseScope {
        site,
        team: &team,
        grants: if is_new { &[] } else { &grants },
        restricted: stands == Stands::Restricted && !is_new,
    };
    let wanted = wanted(kind, stands, &office.a.viewer(who), &scope, office.clock.now());
    let standing = Standing { patient: "Canary Vidal".into(), site, owner };
    Cell { kind, stands, who, case: CaseId(Uuid::now_v7()), last: CommandId(Uuid::nil()), standing, wanted }
}

/// The cases of all cells, as they are before the question. In waves, so that each wave is a few commits.
async fn prepare(office: &TestOffice, cells: &mut [Cell]) {
    for stands in STANDS {
        let clinic = clinic_of(office, stands);
        let mut cells: Vec<&mut Cell> =
            cells.iter_mut().filter(|cell| cell.stands == stands && cell.kind != Kind::Open).collect();
        let opens = cells.iter().map(|cell| {
            let Standing { patient, site, owner } = &cell.standing;
            let new = NewCase { lane: cell.kind.lane(), ..full(patient, *site, *owner) };
            about(cell.case, Does::Open(Box::new(new)))
        });
        by(office, clinic, "ben", opens.collect()).await;
        if stands.place().1 == Some("clara") {
            let joins = cells.iter().map(|cell| about(cell.case, Does::Join(clinic.id("asa"))));
            by(office, clinic, "ben", joins.collect()).await;
        }
        if stands != Stands::Closed {
            let cases: Vec<CaseId> = cells.iter().map(|cell| cell.case).collect();
            stand(office, clinic, stands, &cases).await;
        }
        let mut before = Vec::new();
        for cell in &mut cells {
            if let Some(submission) = cell.kind.before(cell.case, clinic.id(cell.who)) {
                cell.last = submission.id;
                before.push(submission);
            }
        }
        by(office, clinic, "ana", before).await;
        let closes: Vec<Submission> = cells.iter().map(|cell| closes(cell)).collect();
        if stands == Stands::Closed {
            for (cell, close) in cells.iter_mut().zip(&closes) {
                cell.last = close.id;
            }
            by(office, clinic, "ana", closes).await;
        }
    }
}

/// From wherever the case is.
fn closes(cell: &Cell) -> Submission {
    let mut submission = close(cell.case);
    if let Command::Case { does: Does::Move { from, .. }, .. } = &mut submission.command {
        *from = match cell.kind {
            Kind::Undo | Kind::MoveBack => Lane::Planning,
            _ => Lane::Intake,
        };
    }
    submission
}

/// Sends it, and once more where no answer came: that is safe, and a busy machine must not look like an open wall.
async fn ask(client: &Client, submission: &Submission) -> Answer {
    let mut answer = client.submit(submission).await;
    if let Err(Said { error: Some(ServerError::Offline | ServerError::Busy), .. }) = answer {
        answer = client.submit(submission).await;
    }
    match answer {
        Ok(_) => Answer::Taken,
        Err(said) => match said.error {
            Some(ServerError::Refused(Refusal::NotAllowed)) => Answer::NotAllowed,
            Some(ServerError::Refused(Refusal::NoSuchCase)) => Answer::NoSuchCase,
            Some(ServerError::Refused(Refusal::NoSuchSite)) => Answer::NoSuchSite,
            Some(ServerError::Refused(Refusal::Closed)) => Answer::Closed,
            Some(ServerError::Refused(Refusal::NeedsDirector)) => Answer::NeedsDirector,
            other => {
                println!("{submission:?}: {other:?}");
                Answer::Otherwise
            }
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_may_do_what_the_matrix_grants_and_nothing_else() {
    on_both(async |office| {
        let mut cells: Vec<Cell> = Vec::new();
        for stands in STANDS {
            let is_special = matches!(stands, Stands::Restricted | Stands::Glass | Stands::Closed);
            for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Open || !is_special) {
                cells.extend(PEOPLE.map(|(who, ..)| cell(&office, kind, stands, who)));
            }
        }
        prepare(&office, &mut cells).await;
        let mut by_person: BTreeMap<&str, Vec<Cell>> = BTreeMap::new();
        for cell in cells {
            by_person.entry(cell.who).or_default().push(cell);
        }
        let answers = by_person.into_iter().map(async |(who, cells)| {
            let client = office.as_person(who).await;
            let mut answers = Vec::new();
            for cell in cells {
                let does = cell.kind.asks(&office.a, &cell.standing, cell.last);
                answers.push((ask(&client, &about(cell.case, does)).await, cell));
            }
            answers
        });
        let mut tally = Tally::default();
        for (got, cell) in join_all(answers).await.into_iter().flatten() {
            let Cell { kind, stands, who, wanted, .. } = cell;
            tally.cell(format!("{who} {kind:?} {stands:?}"), got, wanted);
        }
        tally.end("commands about cases", CELLS);
    })
    .await;
}

/// Who may do something to the clinic itself.
#[derive(Clone, Copy)]
enum Keeper {
    /// Who keeps its accounts, or approves of people.
    Accounts,
    /// Who approves of people: they come to see patients.
    People,
    /// Who approves of workflows.
    Workflows,
}

impl Keeper {
    fn wanted(self, viewer: &Viewer) -> Answer {
        let may = |area, right| viewer.may_anywhere(area, right);
        let (keeps, approves) = (may(Area::Users, Right::Write), may(Area::Users, Right::Approve));
        match self {
            Keeper::Accounts if keeps || approves => Answer::Taken,
            Keeper::People if approves => Answer::Taken,
            Keeper::People if keeps => Answer::NeedsDirector,
            Keeper::Workflows if may(Area::WorkflowTemplate, Right::Approve) => Answer::Taken,
            _ => Answer::NotAllowed,
        }
    }
}

/// Every command about the clinic itself, none of which changes who the people of the test are.
fn about_the_clinic(clinic: &Staffed) -> Vec<(&'static str, clinic::Command, Keeper)> {
    use clinic::Command as C;
    let hire = |role| {
        C::Hire(Staff {
            id: StaffId(Uuid::now_v7()),
            name: Name::parse("Hired Example").unwrap(),
            roles: BTreeSet::from([role]),
            disciplines: vec![],
            sites: SiteScope::All,
            left: None,
        })
    };
    let site = Box::new(Site {
        id: clinic.sites[0],
        name: Name::parse("North").unwrap(),
        zone: domain::calendar::ZoneOffsets::utc(),
        business: domain::calendar::BusinessDays::default(),
    });
    let lea = Box::new(clinic.staff("lea"));
    let name = Name::parse("Maple Street Therapy").unwrap();
    let workflow = Workflow { version: Uuid::now_v7().to_string(), ..Workflow::default_2026() };
    let (gus, reason) = (clinic.id("gus"), line("moved away"));
    vec![
        ("rename", C::Rename(name), Keeper::Accounts),
        ("set a site", C::SetSite { seen: Some(site.clone()), to: site }, Keeper::Accounts),
        ("hire who sees nobody", hire(Role::SysAdmin), Keeper::Accounts),
        ("hire who sees patients", hire(Role::Billing), Keeper::People),
        ("change", C::Change { seen: lea.clone(), to: lea }, Keeper::Accounts),
        ("end rights", C::Leave { staff: gus, reason }, Keeper::Accounts),
        ("give rights back", C::Return(gus), Keeper::People),
        ("publish", C::Publish(Box::new(workflow)), Keeper::Workflows),
    ]
}

#[tokio::test]
async fn the_clinic_itself_is_changed_by_those_who_keep_it() {
    on_both(async |office| {
        let mut tally = Tally::default();
        let others = PEOPLE.iter().filter(|(who, ..)| *who != "gus");
        for who in others.map(|(who, ..)| *who) {
            let (client, viewer) = (office.as_person(who).await, office.a.viewer(who));
            for (what, command, keeper) in about_the_clinic(&office.a) {
                let id = CommandId(Uuid::now_v7());
                let got = ask(&client, &Submission { id, command: Command::Clinic(command) }).await;
                tally.cell(format!("{who} {what}"), got, keeper.wanted(&viewer));
            }
        }
        tally.end("commands about the clinic", 96);
    })
    .await;
}
