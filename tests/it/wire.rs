//! Answers read back as they were, whatever the demo clinic has in them, and no damage to one brings a reader down.

use app::api::{Chart, Comment, History, HistoryLine, Hit, Me, Person};
use app::error::ServerError;
use app::wire::{read, write};
use chrono::NaiveDate;
use domain::access::SiteScope;
use domain::board::{Board, News};
use domain::case::{self, Case, Event, Meta};
use domain::clinic::Clinic;
use domain::gate::gate;
use domain::ids::{CaseId, CommentId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::{Lane, Via};
use domain::refusal::{Field, Refusal};
use domain::task::TaskId;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::seed::{Recipe, grow};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, LazyLock};

/// The demo clinic, as its journal made it.
struct Demo {
    clinic: Arc<Clinic>,
    entries: Vec<Entry>,
    cases: Vec<Arc<Case>>,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let grown = grow(&Recipe::demo(day).expect("a recipe"), &mut |_| {}).expect("a clinic");
    let mut cases = BTreeMap::<CaseId, Option<Case>>::new();
    for entry in &grown.entries {
        if let Body::Case { case, events, .. } = &entry.body {
            let meta = Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
            case::apply(cases.entry(*case).or_default(), *case, events, meta);
        }
    }
    let cases = cases.into_values().flatten().map(Arc::new).collect();
    Demo { clinic: Arc::new(grown.clinic), entries: grown.entries, cases }
});

impl Demo {
    fn somebody(&self) -> StaffId {
        *self.clinic.staff.keys().next().expect("staff")
    }

    fn board(&self) -> Board {
        let card = |case: &Arc<Case>| {
            let mut card = Case::clone(case);
            card.trim();
            Arc::new(card)
        };
        Board {
            clinic: Arc::new(self.clinic.for_browsers()),
            viewer: self.clinic.staff[&self.somebody()].viewer(),
            seq: Seq(u64::MAX),
            now: self.entries[0].at,
            cards: self.cases.iter().map(card).collect(),
        }
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.entries.iter().flat_map(|entry| match &entry.body {
            Body::Case { events, .. } => events.iter(),
            Body::Clinic(_) => [].iter(),
        })
    }
}

#[track_caller]
fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> String {
    let text = write(value).expect("it has a form");
    assert!(!text.contains('<'), "it would end the script that carries it: {text}");
    assert_eq!(read::<T>(&text).as_ref(), Ok(value), "{text}");
    text
}

#[test]
fn the_board_and_every_chart_come_back_as_they_were() {
    let board = DEMO.board();
    let text = there_and_back(&Ok::<_, ServerError>((board.clone(), me())));
    let json = serde_json::to_string(&board).expect("JSON").len();
    assert!(text.len() * 2 < json, "{} bytes against {json} of JSON", text.len());
    for case in &DEMO.cases {
        let line = HistoryLine {
            seq: case.touched.seq,
            at: case.touched.at,
            by: case.touched.by,
            name: "Ana".into(),
            case: Some((case.id, case.number, case.patient.name.to_string())),
            words: vec!["said: a | b".into(), String::new()],
            via: Some(Via::Keys),
        };
        let comment = Comment {
            id: Some(CommentId(case.id.0)),
            by: case.touched.by,
            at: case.touched.at,
            text: "~ <b>\n[one]| two\\".into(),
            mentions: case.team.clone(),
        };
        there_and_back(&Chart {
            case: Arc::clone(case),
            clinic: Arc::clone(&board.clinic),
            viewer: board.viewer.clone(),
            now: board.now,
            comments: vec![comment.clone(), Comment { id: None, ..comment }],
            history: History {
                lines: vec![line.clone(), HistoryLine { case: None, via: None, ..line }],
                next: None,
            },
        });
        there_and_back(&vec![Hit {
            case: case.id,
            number: case.number,
            name: case.patient.name.clone(),
            born: case.patient.born,
            lane: case.lane,
            because: None,
        }]);
    }
}

fn me() -> Me {
    Me {
        viewer: DEMO.board().viewer,
        name: DEMO.clinic.name.clone(),
        email: "ana@example.org".into(),
        clinic: DEMO.clinic.name.clone(),
        practice: true,
        second_factor: false,
        idle_minutes: 15,
    }
}

#[test]
fn the_staff_comes_back_as_it_was() {
    there_and_back(&DEMO.clinic.for_browsers());
    let person = |staff: &domain::clinic::Staff| Person {
        staff: domain::clinic::Staff { sites: SiteScope::Some(BTreeSet::new()), ..staff.clone() },
        email: None,
        invited_until: Some(DEMO.entries[0].at),
        last_seen: None,
        second_factor: true,
    };
    there_and_back(&DEMO.clinic.staff.values().map(person).collect::<Vec<_>>());
}

/// What happens too seldom for the demo clinic.
fn seldom() -> Vec<Event> {
    let by = DEMO.somebody();
    let before = serde_json::json!({
        "command": by, "lane": "intake", "rank": "V", "entered_on": "2026-03-02", "paused_days": 3, "cycle": 0,
        "anchors": {"session": "2026-03-01"}, "closed_for": null, "tasks": ["IN-01", "T-x"], "debts": [],
        "hold": {"reason": "away", "wake_on": "2026-04-01", "since": "2026-03-02"},
    });
    let contact = serde_json::json!({
        "id": by, "name": "Rosa Vidal", "relation": "guardian", "phone": "+15555550123", "may_call": true,
        "may_receive": false, "custody": "not on Fridays, please"
    });
    let events = serde_json::json!([
        {"ranked": {"rank": "V1"}},
        {"move_undone": {"from": "planning", "before": before}},
        {"task_reopened": {"task": "IN-05", "reason": "stale"}},
        {"task_waived": {"task": "RV-01.2", "on": "2026-03-02", "reason": "not needed"}},
        {"task_cancelled": {"task": "IN-05", "reason": "self-pay"}},
        {"task_due": {"task": "IN-05", "from": null, "to": "2026-03-02"}},
        {"task_assigned": {"task": "IN-05", "from": by, "to": null}},
        {"debt_paid": {"task": "IN-05"}},
        {"owner_set": {"from": by, "to": null}},
        {"cover_set": {"from": null, "to": by}},
        {"joined": {"staff": by}},
        {"left": {"staff": by}},
        {"resumed": {"days": 7}},
        {"commented": {"id": by, "text": "~ one| two]\n<three>", "mentions": [by]}},
        {"patient_changed": {"born": {"from": null, "to": "2019-05-04"}}},
        {"patient_changed": {"language": {"from": "Spanish", "to": null}}},
        {"contact_set": {"to": contact}},
        {"contact_removed": {"contact": contact, "reason": "moved"}},
        {"disciplines_set": {"from": ["slp"], "to": ["ot", "aba"]}},
        {"facts_set": {"from": {}, "to": {"payer": "medicaid", "coverage_count": 2, "continuing": false}}},
        {"anchor_set": {"anchor": "session", "to": "2026-03-02"}},
        {"glass_broken": {"staff": by, "until": "2026-03-02T10:00:00.123456Z", "reason": "on call"}},
        {"restricted": {"on": true}},
        {"voided": {"reason": "twice"}},
        {"voided": {"reason": "twice", "batch": by, "of": by}},
    ]);
    serde_json::from_value(events).expect("events")
}

#[test]
fn every_event_comes_back_as_it_was() {
    let mut met = BTreeSet::new();
    let seldom = seldom();
    for event in DEMO.events().chain(&seldom) {
        let text = there_and_back(event);
        met.insert(variant(&text));
    }
    let last = write(seldom.last().expect("the last variant")).expect("it has a form");
    let count = met.len() - 1;
    assert_eq!(variant(&last), count, "a variant was not met: {met:?}");
}

/// The number of the variant that a text begins with.
fn variant(text: &str) -> usize {
    // Before everything stands the number of the types; an event that carries nothing is its own number alone.
    let nothing = write(&Vec::<u8>::new()).expect("it has a form");
    let form = nothing.trim_end_matches("[]");
    let from = text.strip_prefix(form).expect("it begins with the form").trim_start_matches('[');
    let number = from.split(['|', ']']).next().unwrap_or_default();
    number.parse().expect("a number")
}

#[test]
fn every_piece_of_news_and_every_refusal_comes_back_as_it_was() {
    let (entry, case) = (&DEMO.entries[0], DEMO.cases[0].id);
    let (seq, by, command, now) = (entry.seq, entry.by, entry.command, entry.at);
    let events = seldom();
    let news = [
        News::Live { seq, now },
        News::Card { seq, by, command, card: Arc::clone(&DEMO.cases[0]) },
        News::Happened { seq, on: seq, at: now, by, command, case, events },
        News::Gone { seq, by, command, case },
        News::Clinic { seq },
        News::Here { people: vec![(by, Some(case)), (by, None)] },
        News::SignedOut,
        News::Newer,
    ];
    for news in &news {
        there_and_back(news);
    }
    let task = TaskId::of("IN-05", 2);
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
    let gates = DEMO.cases.iter().filter_map(|case| {
        let workflow = DEMO.clinic.workflow(&case.workflow)?;
        Some(Refusal::Gate(Box::new(gate(workflow, case, Lane::Closed, day))))
    });
    let refusals = [
        Refusal::NotAllowed,
        Refusal::TaskOpen { task },
        Refusal::MovedMeanwhile { now: Lane::Review, by, at: now },
        Refusal::ChangedMeanwhile { field: Field::Owner, now: String::new(), by, at: now },
        Refusal::Date { field: Field::Due, from: day, to: day },
        Refusal::TooMany { field: Field::Count, max: usize::MAX },
        Refusal::NotSetUp,
    ];
    for refusal in refusals.into_iter().chain(gates) {
        there_and_back(&Err::<Board, _>(ServerError::Refused(refusal)));
    }
    there_and_back(&ServerError::Broken { ticket: "T| 1".into() });
}

/// Texts to be damaged.
static WHOLE: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let mut board = DEMO.board();
    board.cards.truncate(3);
    let happened = DEMO.events().take(40).map(write);
    [write(&board), write(&DEMO.cases[0])]
        .into_iter()
        .chain(happened)
        .map(|text| text.expect("it has a form").chars().collect())
        .collect()
});

fn damage() -> impl Strategy<Value = (usize, Option<char>, usize)> {
    let char =
        prop_oneof![proptest::sample::select("[]|~\\<0-.19azé".chars().collect::<Vec<_>>()), any::<char>()];
    (any::<usize>(), proptest::option::of(char), 0..4_usize)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_damage_brings_a_reader_down(
        which in any::<proptest::sample::Index>(),
        damages in proptest::collection::vec(damage(), 1..6),
        end in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let mut text = which.get(&WHOLE).clone();
        if let Some(end) = end {
            text.truncate(end.index(text.len()));
        }
        // What goes wrong in the first six letters is found out before anything is read.
        let start = 6.min(text.len());
        for (at, char, gone) in damages {
            let at = start + at % (text.len() + 1 - start);
            let until = text.len().min(at + gone);
            text.splice(at..until, char);
        }
        let text: String = text.into_iter().collect();
        // Whether it still makes sense does not matter, as long as the reader comes back.
        let _ = (read::<Board>(&text), read::<Case>(&text), read::<Event>(&text), read::<News>(&text));
    }
}
