//! A deterministic simulation: one server, several browsers, a network that loses, doubles, delays and reorders.
//! Once it is quiet, every board equals the server's.

use super::law::any_command;
use super::office::*;
use crate::board::{Board, Cards, News, Outcome};
use crate::case::{Case, Meta, apply};
use crate::ids::CaseId;
use crate::journal::{Body, Entry, Seq, Submission};
use crate::replica::Replica;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const PEOPLE: [u128; 3] = [ANA, BEN, CLARA];

/// The server's part of live news, as one viewer gets it.
pub(super) fn told(entry: &Entry, before: Option<&Case>, after: &Case, whole: bool) -> News {
    let Body::Case { case: id, events, .. } = &entry.body else { panic!("about a case") };
    let (seq, by, command) = (entry.seq, entry.by, entry.command);
    if after.void {
        return News::Gone { seq, by, command, case: *id };
    }
    match before {
        Some(before) if !whole && events.iter().all(crate::case::Event::shows_on_a_card) => News::Happened {
            seq,
            on: before.touched.seq,
            at: entry.at,
            by,
            command,
            case: *id,
            events: events.clone(),
        },
        _ => News::Card { seq, by, command, card: Arc::new(after.card()) },
    }
}

impl Office {
    fn cases_at(&self, seq: Seq) -> BTreeMap<CaseId, Case> {
        let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
        for entry in self.journal.iter().filter(|entry| entry.seq <= seq) {
            let Body::Case { case: id, events, .. } = &entry.body else { continue };
            let mut case = cases.remove(id);
            let meta = Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
            apply(&mut case, *id, events, meta);
            cases.extend(case.map(|case| (*id, case)));
        }
        cases
    }

    fn all_news(&self) -> Vec<News> {
        let mut versions: BTreeMap<CaseId, Case> = BTreeMap::new();
        let mut out = vec![];
        for entry in &self.journal {
            let Body::Case { case: id, .. } = &entry.body else { continue };
            let after = self.cases_at(entry.seq);
            out.push(told(entry, versions.get(id), &after[id], entry.seq.0 % 5 == 0));
            versions = after;
        }
        out
    }

    pub(super) fn board(&self, who: u128) -> Board {
        Board {
            clinic: Arc::new(self.clinic.clone()),
            viewer: self.viewer(who),
            seq: Seq(self.journal.len() as u64),
            now: self.now,
            cards: self.cases.values().filter(|case| !case.void).map(|case| Arc::new(case.card())).collect(),
        }
    }

    fn truth(&self) -> Vec<Case> {
        self.cases.values().filter(|case| !case.void).map(Case::card).collect()
    }
}

fn shown(cards: &Cards) -> Vec<Case> {
    cards.iter().map(|card| Case::clone(card)).collect()
}

fn history(asks: &[(u128, u128, crate::case::Command)]) -> Office {
    let mut office = Office::new();
    office.open_case(1);
    office.open_case(2);
    for (who, case, command) in asks {
        // Refusals are part of the story.
        let _ = office.ask(*who, *case, command.clone());
    }
    office
}

/// What a browser does about a gap: it reads the card.
fn receive(cards: &mut Cards, office: &Office, news: &News) {
    if let Outcome::Gap(id) = cards.receive(news) {
        let case = &office.cases[&id];
        let (seq, by, command) = (case.touched.seq, staff(ANA), crate::ids::CommandId(uuid::Uuid::nil()));
        let read = if case.void {
            News::Gone { seq, by, command, case: id }
        } else {
            News::Card { seq, by, command, card: Arc::new(case.card()) }
        };
        cards.receive(&read);
    }
}

proptest! {
    #[test]
    fn any_order_of_the_same_deliveries_gives_the_same_board(
        asks in prop::collection::vec((1_u128..5, 1_u128..3, any_command()), 1..25),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
    ) {
        let office = history(&asks);
        let all = office.all_news();
        let mut cards = Cards::default();
        // Some are lost, some come twice, some late; in the end each has come at least once.
        for index in &order {
            receive(&mut cards, &office, &all[index.index(all.len())]);
        }
        for news in all.iter().rev() {
            receive(&mut cards, &office, news);
        }
        prop_assert_eq!(shown(&cards), office.truth());
    }

    #[test]
    fn a_card_to_which_events_were_applied_is_the_card_of_the_case(
        asks in prop::collection::vec((1_u128..5, 1_u128..3, any_command()), 1..40),
    ) {
        let office = history(&asks);
        let mut cards = Cards::default();
        for news in office.all_news() {
            prop_assert!(!matches!(cards.receive(&news), Outcome::Gap(_)), "in order there is no gap");
        }
        prop_assert_eq!(shown(&cards), office.truth());
    }
}

/// A browser on a bad network.
struct Browser {
    who: u128,
    replica: Replica,
    /// Sent and not answered; may be delivered several times.
    sent: Vec<Submission>,
    /// How much of the news it has been sent.
    heard: usize,
}

#[derive(Clone, Debug)]
enum Step {
    Ask(usize, u128, Box<crate::case::Command>),
    /// The oldest unanswered submission arrives; the answer is lost or not.
    Deliver(usize, bool),
    Hear(usize, usize),
    Reload(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..PEOPLE.len(), 1_u128..4, any_command()).prop_map(|(b, c, command)| Step::Ask(b, c, Box::new(command))),
        4 => (0..PEOPLE.len(), any::<bool>()).prop_map(|(b, lost)| Step::Deliver(b, lost)),
        3 => (0..PEOPLE.len(), 1..6_usize).prop_map(|(b, n)| Step::Hear(b, n)),
        1 => (0..PEOPLE.len()).prop_map(Step::Reload),
    ]
}

fn deliver(office: &mut Office, browser: &mut Browser, lost: bool) {
    let Some(submission) = browser.sent.first().cloned() else { return };
    let answer = office.submit(browser.who, &submission);
    if lost {
        return;
    }
    browser.sent.remove(0);
    match answer {
        Ok(seq) => browser.replica.accepted(submission.id, seq),
        Err(_) => browser.replica.refused(submission.id),
    };
}

fn hear(office: &Office, browser: &mut Browser, n: usize) {
    let all = office.all_news();
    let until = all.len().min(browser.heard + n);
    for news in &all[browser.heard..until] {
        if let Outcome::Gap(id) = browser.replica.receive(news) {
            let case = &office.cases[&id];
            if !case.void {
                let card = Arc::new(case.card());
                let (seq, by) = (case.touched.seq, staff(ANA));
                let command = crate::ids::CommandId(uuid::Uuid::nil());
                browser.replica.receive(&News::Card { seq, by, command, card });
            }
        }
    }
    browser.heard = until;
}

fn step(office: &mut Office, browsers: &mut [Browser], step: Step) {
    match step {
        Step::Ask(b, case, command) => {
            let submission = office.wish(case, *command);
            if browsers[b].replica.submit(submission.clone(), office.now).is_ok() {
                browsers[b].sent.push(submission);
            }
        }
        Step::Deliver(b, lost) => deliver(office, &mut browsers[b], lost),
        Step::Hear(b, n) => hear(office, &mut browsers[b], n),
        Step::Reload(b) => {
            let board = office.board(browsers[b].who);
            browsers[b].heard = office.journal.len();
            browsers[b].replica.reload(board);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn once_quiet_every_browser_shows_what_the_server_has(steps in prop::collection::vec(any_step(), 1..60)) {
        let mut office = Office::new();
        for n in 1..4 {
            office.open_case(n);
        }
        let mut browsers: Vec<Browser> = PEOPLE
            .into_iter()
            .map(|who| Browser { who, replica: Replica::new(office.board(who)), sent: vec![], heard: office.journal.len() })
            .collect();
        for one in steps {
            step(&mut office, &mut browsers, one);
        }
        for browser in &mut browsers {
            while !browser.sent.is_empty() {
                deliver(&mut office, browser, false);
            }
        }
        let truth = office.truth();
        for browser in &mut browsers {
            hear(&office, browser, usize::MAX / 2);
            prop_assert_eq!(browser.replica.pending().count(), 0);
            let shown: Vec<Case> = browser.replica.view().iter().map(|card| Case::clone(card)).collect();
            prop_assert_eq!(&shown, &truth, "browser of {}", browser.who);
        }
    }
}
