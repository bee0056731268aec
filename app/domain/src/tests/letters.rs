//! A payer's letter on an authorization: who may attach it, and what stays of it.

use super::ledger::{Books, authorization_id, letter_file};
use super::office::*;
use crate::case::Event;
use crate::kinds::Lane;
use crate::ledger::{self, Command};
use crate::refusal::{Field, Refusal};

/// The authorization specialist.
const ABE: u128 = 5;

fn attach(file: u8) -> Command {
    Command::Attach { authorization: authorization_id(0), file: letter_file(file) }
}

fn take_away(file: u8) -> Command {
    let reason = line("another patient's");
    Command::TakeAway { authorization: authorization_id(0), file: letter_file(file).hash, reason }
}

fn sentence(refusal: Option<Refusal>) -> String {
    refusal.map(|refusal| refusal.sentence(|_| String::new())).unwrap_or_default()
}

#[test]
fn a_letter_is_attached_once_and_its_history_stays_when_it_is_taken_away() {
    let mut books = Books::authorized();
    books.ask(ABE, &attach(1)).expect("abe may");
    let again = sentence(books.ask(ABE, &attach(1)).err());
    assert!(again.starts_with("This very file is on the authorization already"), "{again}");
    let letter = &books.ledger.letters[0];
    assert_eq!((letter.added_on, letter.by), (books.today(), staff(ABE)));
    books.ask(ABE, &take_away(1)).expect("abe may");
    assert!(books.ledger.letters.is_empty());
    let gone = sentence(books.ask(ABE, &take_away(1)).err());
    assert!(gone.contains("not on the authorization any more"), "{gone}");
    books.ask(ABE, &attach(1)).expect("it may come back");
    let events = books.journal.iter().flat_map(|(_, _, events)| events);
    let told: Vec<String> =
        events.filter_map(|event| ledger::describe(event, &books.office.clinic)).collect();
    let told: Vec<&str> = told[told.len() - 3..].iter().map(String::as_str).collect();
    let attached = "attached the letter \"letter 1.pdf\" (PDF, 47\u{a0}kB) to an authorization";
    let removed = "took the letter \"letter 1.pdf\" off an authorization: another patient's";
    assert_eq!(told, [attached, removed, attached]);
}

#[test]
fn only_who_writes_authorizations_attaches_and_only_to_one_that_is_there() {
    let mut books = Books::authorized();
    for who in [BEN, CLARA, FAY] {
        assert_eq!(books.ask(who, &attach(1)).err(), Some(Refusal::NotAllowed));
        assert_eq!(books.ask(who, &take_away(1)).err(), Some(Refusal::NotAllowed));
    }
    let nowhere = Command::Attach { authorization: authorization_id(9), file: letter_file(1) };
    assert_eq!(books.ask(ABE, &nowhere).err(), Some(Refusal::Missing { field: Field::Authorization }));
    for file in 0..10 {
        books.ask(ABE, &attach(file)).expect("ten");
    }
    let more = sentence(books.ask(ABE, &attach(10)).err());
    assert!(more.starts_with("There are 10 letters"), "{more}");
}

#[test]
fn a_letter_may_come_after_a_case_is_closed_and_not_after_it_is_void() {
    let mut books = Books::authorized();
    books.case.lane = Lane::Closed;
    books.ask(ABE, &attach(1)).expect("payers write late");
    assert!(
        books
            .journal
            .last()
            .expect("an entry")
            .1
            .iter()
            .all(|event| matches!(event, Event::DigestSet { .. }))
    );
    books.case.void = true;
    assert_eq!(books.ask(ABE, &attach(2)).err(), Some(Refusal::Closed));
    assert_eq!(books.ask(ABE, &take_away(1)).err(), Some(Refusal::Closed));
}

#[test]
fn correcting_an_authorization_leaves_its_letters() {
    let mut books = Books::authorized();
    books.ask(ABE, &attach(1)).expect("abe may");
    let seen = books.ledger.authorizations[0].clone();
    let mut to = seen.clone();
    to.number = Some(line("DEMO-A2"));
    let put = ledger::Put { seen: Some(seen), to };
    books.ask(ABE, &Command::Authorize(Box::new(put))).expect("a letter changes nothing about it");
    assert_eq!(books.ledger.letters.len(), 1);
}

#[test]
fn a_ledger_from_before_letters_reads_and_is_written_as_it_was() {
    let books = Books::authorized();
    let text = serde_json::to_string(&books.ledger).expect("plain data");
    assert!(!text.contains("letters"), "{text}");
    let read: ledger::Ledger = serde_json::from_str(&text).expect("it reads");
    assert_eq!(read, books.ledger);
}
