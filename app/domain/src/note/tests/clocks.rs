use crate::authorization::letter::ContentHash;
use crate::ids::{NoteId, StaffId, VisitId};
use crate::kinds::{Date, Discipline, Line};
use crate::licence;
use crate::note::clocks::{What, clocks};
use crate::note::{Kind, Note, Notes, Pinned, Place, Signature, State};
use crate::service::Minutes;
use crate::visit::{Outcome, Service, Visit};
use uuid::Uuid;

fn day(n: u32) -> Date {
    Date::from_ymd_opt(2026, 9, 1).unwrap() + chrono::Days::new(u64::from(n))
}

fn visit(n: u32) -> Visit {
    let minutes = Minutes::new(45).unwrap();
    let services =
        vec![Service { code: crate::service::Code::parse("92507").unwrap(), modifiers: vec![], minutes }];
    Visit {
        id: VisitId(Uuid::from_u128(u128::from(n) + 1)),
        on: day(n),
        at: Some(600),
        discipline: Discipline::Slp,
        staff: Some(StaffId(Uuid::from_u128(9))),
        outcome: Outcome::Arrived,
        services,
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

fn note(on: &Visit, kind: Kind, state: State) -> Note {
    Note {
        id: NoteId(on.id.0),
        visit: on.id,
        kind,
        on: on.on,
        discipline: on.discipline,
        clock: None,
        place: Place::Clinic,
        present: 1,
        services: on.services.clone(),
        goals: vec![],
        signed: Signature {
            by: StaffId(Uuid::from_u128(9)),
            at: "2026-10-01T12:00:00Z".parse().unwrap(),
            licence: licence::Kind::Slp,
            number: Line::parse("A-1").unwrap(),
            hash: ContentHash::new([0; 32]),
        },
        state,
        rewritten: 0,
        additions: 0,
        late: false,
        despite: None,
        review: None,
        pinned: Pinned::default(),
    }
}

#[test]
fn a_session_without_a_note_is_due_two_days_later_and_no_longer_once_it_is_signed() {
    let held = visit(0);
    let mut notes = Notes::default();
    let open = clocks(&notes, std::slice::from_ref(&held));
    assert_eq!(
        open.iter().map(|clock| (clock.what, clock.due)).collect::<Vec<_>>(),
        [(What::Unsigned, day(2))]
    );
    notes.notes.push(note(&held, Kind::Session, State::Signed));
    assert_eq!(clocks(&notes, std::slice::from_ref(&held)), []);
    notes.notes.clear();
    notes.notes.push(note(&held, Kind::Session, State::WaitsForCosignature));
    let open = clocks(&notes, std::slice::from_ref(&held));
    assert_eq!(
        open.iter().map(|clock| (clock.what, clock.due)).collect::<Vec<_>>(),
        [(What::Cosign, day(3))]
    );
}

#[test]
fn the_tenth_treatment_day_asks_for_a_report_and_the_evaluation_is_the_first() {
    let visits: Vec<Visit> = (0..12).map(visit).collect();
    let signed = |n: usize, kind| note(&visits[n], kind, State::Signed);
    let mut notes = Notes::default();
    notes.notes.push(signed(0, Kind::Evaluation));
    notes.notes.extend((1..12).map(|n| signed(n, Kind::Session)));
    let due = |notes: &Notes, until: usize| {
        let reports = clocks(notes, &visits[..until]);
        reports.iter().find(|clock| clock.what == What::Report).map(|clock| clock.on)
    };
    assert_eq!(due(&notes, 9), None);
    assert_eq!(due(&notes, 10), Some(day(9)));
    assert_eq!(due(&notes, 12), Some(day(9)), "it stays due with that day");
    notes.notes[9].kind = Kind::ProgressReport;
    assert_eq!(due(&notes, 12), None, "the report begins a new count");
}

#[test]
fn two_sessions_of_a_day_are_one_treatment_day_and_what_was_documented_elsewhere_asks_for_nothing() {
    let mut visits: Vec<Visit> = (0..10).map(visit).collect();
    visits[1].on = visits[0].on;
    let open = clocks(&Notes::default(), &visits);
    assert!(open.iter().all(|clock| clock.what == What::Unsigned) && open.len() == 10);
    for visit in &mut visits[..8] {
        visit.billed_on = Some(day(20));
    }
    assert_eq!(clocks(&Notes::default(), &visits).len(), 2);
}
