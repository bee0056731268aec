//! Who has a case while a handoff waits, and what passes once it is accepted.

use super::office::{ANA, CLARA, Office, line, staff};
use crate::access::Role;
use crate::authorization::letter::ContentHash;
use crate::case::{Case, Context, Decided, Meta, apply, decide_on_record};
use crate::handoff::{Command, NewHandoff, Passing, Severity};
use crate::ids::{HandoffId, StaffId, VisitId};
use crate::journal::Seq;
use crate::kinds::{Date, Discipline, Prose};
use crate::ledger::{self, Ledger};
use crate::record::{self, Record};
use crate::refusal::Refusal;
use crate::visit::{Outcome, Visit};
use uuid::Uuid;

const DAN: u128 = 20;
const ID: HandoffId = HandoffId(Uuid::from_u128(70));

struct Desk {
    office: Office,
    case: Case,
    ledger: Ledger,
    record: Record,
}

fn visit(n: u128, on: &str, outcome: Outcome) -> Visit {
    Visit {
        id: VisitId(Uuid::from_u128(n)),
        on: day(on),
        at: None,
        discipline: Discipline::Slp,
        staff: Some(staff(CLARA)),
        outcome,
        services: vec![],
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("a text")
}

impl Desk {
    fn new() -> Desk {
        let mut office = Office::new();
        office.hire(DAN, Role::Therapist);
        for who in [CLARA, DAN] {
            let person = office.clinic.staff.get_mut(&staff(who)).expect("on the staff");
            person.disciplines = vec![Discipline::Slp];
        }
        office.open_case(1);
        let case = office.case(1).clone();
        let visits = vec![visit(1, "2026-05-20", Outcome::Arrived), visit(2, "2026-06-10", Outcome::Booked)];
        let ledger = Ledger { visits, ..Ledger::default() };
        Desk { office, case, ledger, record: Record::default() }
    }

    fn ask(&mut self, who: u128, command: Command) -> Result<(), Refusal> {
        let viewer = self.office.viewer(who);
        let command_id = self.office.next_command();
        let (clinic, now) = (&self.office.clinic, self.office.now);
        let cx = Context { clinic, viewer: &viewer, now, command: command_id, next_number: 2 };
        let wish = record::Command::Handoffs(command);
        let seal = |_: &[u8]| ContentHash::new([0; 32]);
        let done: Decided =
            decide_on_record(Some(&self.case), (&self.ledger, &self.record), &wish, cx, seal)?;
        let meta = Meta { seq: Seq(9), at: now, by: viewer.staff, command: command_id };
        let mut case = Some(self.case.clone());
        apply(&mut case, self.case.id, &done.events, meta);
        self.case = case.expect("still there");
        ledger::apply(&mut self.ledger, &done.ledger);
        record::apply(&mut self.record, &done.record, meta);
        Ok(())
    }

    fn who_treats(&self) -> Vec<Option<StaffId>> {
        self.ledger.visits.iter().map(|visit| visit.staff).collect()
    }
}

fn new(to: u128) -> Command {
    Command::Send(Box::new(NewHandoff {
        id: ID,
        passing: Passing::Everything,
        from: staff(CLARA),
        to: staff(to),
        effective: day("2026-06-02"),
        severity: Severity::Watcher,
        summary: prose("Speech; comes twice a week, misses when the bus is late."),
        actions: vec![],
        contingency: prose("Call the guardian after a second miss."),
    }))
}

#[test]
fn the_sender_has_the_case_until_the_receiver_reads_it_back() {
    let mut desk = Desk::new();
    desk.ask(CLARA, new(DAN)).expect("sent");
    assert_eq!((desk.case.owner, desk.who_treats()[1]), (Some(staff(CLARA)), Some(staff(CLARA))));
    assert!(desk.ask(CLARA, new(DAN)).is_err(), "not twice");
    let back = |words: &str| Command::Accept { handoff: ID, read_back: prose(words) };
    assert!(desk.ask(ANA, back("I take it.")).is_err(), "only the receiver");
    let copy = "Speech; comes twice a week, misses when the bus is late.";
    assert!(desk.ask(DAN, back(copy)).is_err(), "not in their own words");
    assert_eq!(desk.case.owner, Some(staff(CLARA)));
    desk.ask(DAN, back("I see them twice weekly and phone after a second miss.")).expect("accepted");
    assert_eq!(desk.case.owner, Some(staff(DAN)));
    assert_eq!(desk.case.people(), [staff(DAN)]);
    assert_eq!(desk.who_treats(), [Some(staff(CLARA)), Some(staff(DAN))], "the past stays whose it was");
}

#[test]
fn who_declines_leaves_the_team_and_nobody_who_left_is_asked() {
    let mut desk = Desk::new();
    let left = desk.office.now;
    desk.ask(CLARA, new(DAN)).expect("sent");
    assert!(desk.case.people().contains(&staff(DAN)), "reads what is to be accepted");
    desk.ask(DAN, Command::Decline { handoff: ID, reason: line("My days are full") }).expect("declined");
    assert_eq!(desk.case.people(), [staff(CLARA)]);
    desk.office.clinic.staff.get_mut(&staff(DAN)).expect("on the staff").left = Some(left);
    let Command::Send(again) = new(DAN) else { return };
    let again = NewHandoff { id: HandoffId(Uuid::from_u128(71)), ..*again };
    let refused = desk.ask(CLARA, Command::Send(Box::new(again)));
    assert!(
        matches!(refused, Err(Refusal::Problem { problem, .. }) if problem.contains("no longer works here"))
    );
}

#[test]
fn what_nobody_accepted_goes_to_whoever_is_named() {
    let mut desk = Desk::new();
    desk.ask(CLARA, new(DAN)).expect("sent");
    let back = Command::FallBack { handoff: ID, to: staff(ANA) };
    desk.ask(ANA, back).expect("passed");
    assert_eq!(desk.case.people(), [staff(ANA)]);
    assert_eq!(desk.who_treats(), [Some(staff(CLARA)), None], "a director treats nobody");
}
