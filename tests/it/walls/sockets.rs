//! What open boards of every role, of this clinic and of another, are told of every command: only what they may see.

use super::Tally;
use super::fields::{Needs, RECORD};
use super::grounds::{Stands, by, full};
use super::kinds::{Kind, Standing};
use domain::access::{Area, Part, Right, Viewer};
use domain::board::News;
use domain::case::{Case, Command as Does};
use domain::clinic;
use domain::ids::{CaseId, CommandId};
use domain::journal::{Command, Seq, Submission};
use domain::kinds::{Instant, Name};
use std::collections::BTreeMap;
use std::sync::Arc;
use tests::submissions::about;
use tests::{Client, PEOPLE, Socket, TestOffice, on_both};
use uuid::Uuid;

pub(super) const CELLS: usize = Kind::ALL.len() * 2 * PEOPLE.len();

/// A case to which one thing happens, before and after it.
struct Happens {
    kind: Kind,
    case: CaseId,
    before: Option<Arc<Case>>,
    after: Option<Arc<Case>>,
}

async fn card(ana: &Client, case: CaseId) -> Option<Arc<Case>> {
    ana.call("card", &serde_json::json!({ "case": case })).await.ok()
}

/// Cases as they are before anything happens; nothing where it is the opening that happens.
async fn prepared(office: &TestOffice) -> Vec<(Kind, CaseId, Standing, CommandId)> {
    let (site, owner) = Stands::Team.place();
    let (site, owner) = (office.a.sites[site], owner.map(|owner| office.a.id(owner)));
    let mut prepared = Vec::new();
    for kind in Kind::ALL {
        let (case, patient) = (CaseId(Uuid::now_v7()), "Canary Vidal".to_owned());
        let mut last = CommandId(Uuid::nil());
        if kind != Kind::Open {
            let new = domain::case::NewCase { lane: kind.lane(), ..full(&patient, site, owner) };
            let join = about(case, Does::Join(office.a.id("asa")));
            by(office, &office.a, "ben", vec![about(case, Does::Open(Box::new(new))), join]).await;
            if let Some(before) = kind.before(case, office.a.id("clara")) {
                last = before.id;
                by(office, &office.a, "ana", vec![before]).await;
            }
        }
        prepared.push((kind, case, Standing { patient, site, owner }, last));
    }
    prepared
}

/// The first who may do it.
fn actor(office: &TestOffice, kind: Kind, now: Instant) -> &'static str {
    let team = [office.a.id("clara"), office.a.id("asa")];
    let scope =
        domain::access::CaseScope { site: office.a.sites[0], team: &team, grants: &[], restricted: false };
    let may = |name: &&str| match kind {
        Kind::CompleteOwn => *name == "clara",
        _ => kind.allows(&office.a.viewer(name), &scope, now),
    };
    PEOPLE.iter().map(|(name, ..)| *name).find(may).expect("somebody may")
}

/// Everything that a board is told until the clinic itself changes, by case.
async fn told(socket: &mut Socket) -> BTreeMap<CaseId, Vec<News>> {
    let mut told: BTreeMap<CaseId, Vec<News>> = BTreeMap::new();
    loop {
        let news = socket.next().await.expect("the socket stays open");
        let case = match &news {
            News::Clinic { .. } => return told,
            News::Card { card, .. } => card.id,
            News::Happened { case, .. } | News::Gone { case, .. } => *case,
            _ => continue,
        };
        told.entry(case).or_default().push(news);
    }
}

/// The fields of a record that this person may not read, and was told.
fn leaks(news: &[News], viewer: &Viewer, now: Instant) -> usize {
    let cards = news.iter().filter_map(|news| match news {
        News::Card { card, .. } => Some(card),
        _ => None,
    });
    let leaks = cards.map(|card| {
        let people = card.people();
        let part = |area| viewer.part(area, Right::Read, &card.scope(&people), now);
        let may = |needs| match needs {
            Needs::Board | Needs::Messages | Needs::Clinical => true,
            Needs::Demographics => part(Area::Demographics).is_some_and(|part| part != Part::NameAgeAlerts),
            Needs::Coverage => part(Area::Coverage).is_some(),
            Needs::Authorizations => part(Area::Authorizations).is_some(),
            Needs::Risk => part(Area::RiskFlags).is_some(),
        };
        RECORD.iter().filter(|field| (field.is_there)(card) && !may(field.needs)).count()
    });
    leaks.sum()
}

async fn open_boards(office: &TestOffice) -> Vec<(bool, &'static str, Socket)> {
    let mut boards = Vec::new();
    for (ours, clinic) in [(true, &office.a), (false, &office.b)] {
        for (name, ..) in PEOPLE {
            let mut socket = office.as_person_of(clinic, name).await.socket(Seq(u64::MAX)).await.unwrap();
            socket.until_live().await;
            boards.push((ours, name, socket));
        }
    }
    boards
}

#[tokio::test]
async fn open_boards_are_told_what_their_people_may_see_and_no_more() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let now = office.clock.now();
        let prepared = prepared(&office).await;
        let boards = open_boards(&office).await;
        let mut all = Vec::new();
        for (kind, case, standing, last) in prepared {
            let before = card(&ana, case).await;
            let does = kind.asks(&office.a, &standing, last);
            by(&office, &office.a, actor(&office, kind, now), vec![about(case, does)]).await;
            all.push(Happens { kind, case, before, after: card(&ana, case).await });
        }
        // The last word, for both clinics.
        for clinic in [&office.a, &office.b] {
            let rename = clinic::Command::Rename(Name::parse("Last Word").unwrap());
            let id = CommandId(Uuid::now_v7());
            by(&office, clinic, "ana", vec![Submission { id, command: Command::Clinic(rename) }]).await;
        }
        let mut tally = Tally::default();
        for (ours, name, mut socket) in boards {
            let told = told(&mut socket).await;
            let viewer = if ours { office.a.viewer(name) } else { office.b.viewer(name) };
            for Happens { kind, case, before, after } in &all {
                let shows =
                    |card: &Option<Arc<Case>>| card.as_ref().is_some_and(|card| card.shows_to(&viewer, now));
                let news = told.get(case).map_or(&[][..], Vec::as_slice);
                let wanted = (ours && (shows(before) || shows(after)), 0);
                tally.cell(
                    format!("{name} ours={ours} {kind:?}"),
                    (!news.is_empty(), leaks(news, &viewer, now)),
                    wanted,
                );
            }
        }
        tally.end("news and open boards", CELLS);
    })
    .await;
}
