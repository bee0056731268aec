//! Every field of a case, for every role, wherever a case is shown: there if the person may read it, absent if not.

use super::Tally;
use super::grounds::{
    CLOSED_FOR, COMMENT, CONTACT, CONTACT_PHONE, CUSTODY, EMAIL, FINDING, Ground, IDENTIFIER, LANGUAGE,
    LATER_CONTACT, MISSPELT, NOTE, PHONE, STEP, Stands, grounds,
};
use app::api::{Chart, Hit};
use domain::access::{Area, Part, Right, Viewer};
use domain::case::Case;
use domain::kinds::Instant;
use serde_json::json;
use std::sync::Arc;
use tests::{Client, PEOPLE, TestOffice, card, on_both};

pub(super) const CELLS: usize = 9_500;

/// What a person must be able to read to have a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Needs {
    /// Who sees the case at all.
    Board,
    /// Who has all of the demographics; name, age and alerts are not all.
    Demographics,
    Coverage,
    /// What is left of an authorization.
    Authorizations,
    Risk,
    Messages,
    /// What was noted when clinical work was finished is part of the chart: a summary has not got it.
    Clinical,
}

impl Needs {
    fn grants(self, viewer: &Viewer, ground: &Ground, now: Instant) -> bool {
        let part = |area| viewer.part(area, Right::Read, &ground.scope(), now);
        match self {
            Needs::Board => true,
            Needs::Demographics => part(Area::Demographics).is_some_and(|part| part != Part::NameAgeAlerts),
            Needs::Coverage => part(Area::Coverage).is_some(),
            Needs::Authorizations => part(Area::Authorizations).is_some(),
            Needs::Risk => part(Area::RiskFlags).is_some(),
            Needs::Messages => part(Area::Messages).is_some(),
            Needs::Clinical => matches!(part(Area::ClinicalPlan), Some(Part::Whole | Part::ForPacket)),
        }
    }
}

/// Where a field may be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    /// The board's card has it too.
    Card,
    /// Only the chart.
    Chart,
}

/// A field of the record, and whether it is filled in.
pub(super) struct Field {
    name: &'static str,
    pub(super) needs: Needs,
    on: On,
    pub(super) is_there: fn(&Case) -> bool,
}

const fn field(name: &'static str, needs: Needs, on: On, is_there: fn(&Case) -> bool) -> Field {
    Field { name, needs, on, is_there }
}

/// The record's fields that tell of a patient.
pub(super) const RECORD: [Field; 19] = [
    field("name", Needs::Board, On::Card, |case| case.patient.name.as_str().starts_with("Canary")),
    field("birthday", Needs::Board, On::Card, |case| case.patient.born.is_some()),
    field("phone", Needs::Demographics, On::Chart, |case| case.patient.phone.is_some()),
    field("language", Needs::Demographics, On::Chart, |case| case.patient.language.is_some()),
    field("contacts", Needs::Demographics, On::Chart, |case| !case.contacts.is_empty()),
    field("identifiers", Needs::Demographics, On::Chart, |case| !case.identifiers.is_empty()),
    field("payer", Needs::Coverage, On::Card, |case| case.facts.payer.is_some()),
    field("coverages", Needs::Coverage, On::Card, |case| case.facts.coverage_count.is_some()),
    field("authorization", Needs::Coverage, On::Card, |case| case.facts.auth_required.is_some()),
    field("certification", Needs::Coverage, On::Card, |case| case.facts.certification_required.is_some()),
    field("deductible", Needs::Coverage, On::Card, |case| case.facts.high_deductible),
    field("risk", Needs::Risk, On::Card, |case| case.facts.risk),
    field("payers in order", Needs::Coverage, On::Chart, |case| {
        case.digest.as_ref().is_some_and(|digest| !digest.payers.is_empty())
    }),
    field("flags of coverage", Needs::Coverage, On::Card, |case| {
        case.digest.as_ref().is_some_and(|digest| digest.flags.iter().any(|flag| flag.is_about_coverage()))
    }),
    field("who decides on an authorization", Needs::Coverage, On::Chart, |case| {
        case.digest.as_ref().is_some_and(|digest| digest.lines.iter().any(|line| line.payer.is_some()))
    }),
    field("what is left of an authorization", Needs::Authorizations, On::Card, |case| {
        case.digest.as_ref().is_some_and(|digest| !digest.lines.is_empty())
    }),
    field("waiting", Needs::Board, On::Card, |case| case.waiting.is_some()),
    field("tasks", Needs::Board, On::Card, |case| !case.tasks.is_empty()),
    field("owner", Needs::Board, On::Card, |case| case.owner.is_some()),
];

/// Texts that stand in a chart, its comments and its history.
const TEXTS: [(&str, Needs); 13] = [
    (PHONE, Needs::Demographics),
    (LANGUAGE, Needs::Demographics),
    (CONTACT, Needs::Demographics),
    (CONTACT_PHONE, Needs::Demographics),
    (EMAIL, Needs::Demographics),
    (CUSTODY, Needs::Demographics),
    (IDENTIFIER, Needs::Demographics),
    (LATER_CONTACT, Needs::Demographics),
    (MISSPELT, Needs::Demographics),
    (NOTE, Needs::Messages),
    (COMMENT, Needs::Messages),
    (FINDING, Needs::Clinical),
    (STEP, Needs::Board),
];

/// Texts by which a case may be found: those that the finder may read.
const WORDS: [(&str, Needs); 6] = [
    ("Canary", Needs::Board),
    (CONTACT, Needs::Demographics),
    (LATER_CONTACT, Needs::Demographics),
    (IDENTIFIER, Needs::Demographics),
    ("555-555-0111", Needs::Demographics),
    ("555-555-0122", Needs::Demographics),
];

/// A person at work, and what is asked of the server in their name.
struct Eye<'a> {
    name: &'a str,
    client: Client,
    viewer: Viewer,
    now: Instant,
}

impl Eye<'_> {
    fn what(&self, ground: &Ground, place: &str, field: &str) -> String {
        format!("{} {:?} {place}: {field}", self.name, ground.stands)
    }

    fn may(&self, ground: &Ground, needs: Needs) -> bool {
        ground.shows(&self.viewer, self.now) && needs.grants(&self.viewer, ground, self.now)
    }

    /// The fields of a record as it came to this person, or did not.
    fn record(&self, ground: &Ground, place: &str, got: Option<&Case>, on_card: bool, tally: &mut Tally) {
        for field in &RECORD {
            // Not every case has an owner.
            let is_filled = field.name != "owner" || ground.stands.place().1.is_some();
            let wanted = self.may(ground, field.needs) && is_filled && (!on_card || field.on == On::Card);
            tally.cell(self.what(ground, place, field.name), got.is_some_and(field.is_there), wanted);
        }
    }

    async fn chart(&self, ground: &Ground, tally: &mut Tally) {
        let chart: Option<Chart> = self.client.chart(ground.case).await.ok();
        self.record(ground, "chart", chart.as_ref().map(|chart| &*chart.case), false, tally);
        let text = chart.map(|chart| words(&chart)).unwrap_or_default();
        for (needle, needs) in TEXTS {
            tally.cell(self.what(ground, "chart", needle), text.contains(needle), self.may(ground, needs));
        }
        let closed = ground.stands == Stands::Closed && ground.shows(&self.viewer, self.now);
        tally.cell(self.what(ground, "chart", CLOSED_FOR), text.contains(CLOSED_FOR), closed);
    }

    /// What leaves the server with a page is what the chart has, wherever in the page it stands. Behind it lies the board.
    async fn page(&self, ground: &Ground, tally: &mut Tally) {
        let page = self.client.get(&format!("/cases/{}", ground.case)).await.text().await.unwrap();
        for (needle, needs) in TEXTS.into_iter().filter(|(_, needs)| *needs != Needs::Board) {
            let leaks = page.contains(needle) && !self.may(ground, needs);
            tally.cell(self.what(ground, "page, leaks", needle), leaks, false);
        }
        let named = page.contains(&ground.patient);
        tally.cell(self.what(ground, "page", "name"), named, ground.shows(&self.viewer, self.now));
    }

    async fn card(&self, ground: &Ground, tally: &mut Tally) {
        let asked = json!({ "case": ground.case });
        let card: Option<Arc<Case>> = self.client.call("card", &asked).await.ok();
        self.record(ground, "card", card.as_deref(), true, tally);
    }

    async fn board(&self, grounds: &[Ground], tally: &mut Tally) {
        let board = self.client.board().await;
        // A closed case has no place on the board.
        for ground in grounds.iter().filter(|ground| ground.stands != Stands::Closed) {
            self.record(ground, "board", card(&board, ground.case).map(|card| &**card), true, tally);
        }
        let page = self.client.get("/board").await.text().await.unwrap();
        for (needle, _) in TEXTS.iter().filter(|(text, _)| *text != STEP) {
            tally.cell(format!("{} board's page: {needle}", self.name), page.contains(needle), false);
        }
    }

    async fn search(&self, grounds: &[Ground], tally: &mut Tally) {
        for (text, needs) in WORDS {
            let search = json!({"search": {"text": text, "closed": true}});
            let hits: Vec<Hit> = self.client.call("search", &search).await.unwrap();
            for ground in grounds {
                let found = hits.iter().any(|hit| hit.case == ground.case);
                tally.cell(self.what(ground, "search", text), found, self.may(ground, needs));
            }
        }
    }
}

/// Everything that can be read in a chart.
fn words(chart: &Chart) -> String {
    let case = serde_json::to_string(&chart.case).unwrap();
    let phones = chart.case.contacts.iter().filter_map(|contact| contact.phone.as_ref());
    let phones: Vec<String> = phones.chain(&chart.case.patient.phone).map(ToString::to_string).collect();
    let comments: Vec<&str> = chart.comments.iter().map(|comment| comment.text.as_str()).collect();
    let history: Vec<String> = chart.history.lines.iter().map(|line| line.words.join("\n")).collect();
    [case, phones.join("\n"), comments.join("\n"), history.join("\n")].join("\n")
}

async fn look(office: &TestOffice, name: &str, grounds: &[Ground], tally: &mut Tally) {
    let client = office.as_person(name).await;
    let eye = Eye { name, client, viewer: office.a.viewer(name), now: office.clock.now() };
    for ground in grounds {
        eye.chart(ground, tally).await;
        eye.page(ground, tally).await;
        eye.card(ground, tally).await;
    }
    eye.board(grounds, tally).await;
    eye.search(grounds, tally).await;
}

#[tokio::test]
async fn every_role_reads_the_fields_that_are_theirs_and_no_other() {
    on_both(async |office| {
        let grounds = grounds(&office).await;
        let mut tally = Tally::default();
        for (name, ..) in PEOPLE {
            look(&office, name, &grounds, &mut tally).await;
        }
        tally.end("fields", CELLS);
    })
    .await;
}
