//! What a file is, what is left of its name, and when it may hang on an authorization.

use super::*;
use crate::authorization::samples::day;
use proptest::prelude::*;
use uuid::Uuid;

const OF: AuthorizationId = AuthorizationId(Uuid::from_u128(1));

fn pdf(body: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{body}\n%%EOF\n").into_bytes()
}

fn file(n: u8) -> File {
    let name = FileName::of("decision.pdf");
    File { hash: ContentHash::new([n; 32]), kind: FileKind::Pdf, name, bytes: 48_000 }
}

fn letter(n: u8) -> Letter {
    let by = StaffId(Uuid::from_u128(2));
    Letter { authorization: OF, file: file(n), added_on: day("2026-07-03"), by }
}

#[test]
fn the_bytes_say_what_a_file_is() {
    assert_eq!(FileKind::of(&pdf("x")), Ok(FileKind::Pdf));
    assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Ok(FileKind::Png));
    assert_eq!(FileKind::of(b"\xff\xd8\xff\xe0\0\x10JFIF"), Ok(FileKind::Jpeg));
    for other in [
        &b"<html><script>alert(1)</script>%PDF-1.7 %%EOF"[..],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?>",
        b"GIF89a",
        b"PK\x03\x04",
        b"II*\0",
        b"\n%PDF-1.7\n%%EOF",
        b"%PD",
        b"\x89PNG",
        b"\0",
    ] {
        assert_eq!(FileKind::of(other), Err(FileProblem::OtherKind), "{other:?}");
    }
}

#[test]
fn a_file_that_is_empty_too_large_or_cut_off_is_refused() {
    assert_eq!(FileKind::of(b""), Err(FileProblem::Empty));
    assert_eq!(FileKind::of(b"%PDF-1.7\nhalf of it"), Err(FileProblem::CutOff));
    let early = [pdf("x"), vec![b' '; END_WITHIN]].concat();
    assert_eq!(FileKind::of(&early), Err(FileProblem::CutOff), "the end stands near the end");
    let mut whole = b"\xff\xd8\xff".to_vec();
    whole.resize(FILE_BYTES_MAX, 0);
    assert_eq!(FileKind::of(&whole), Ok(FileKind::Jpeg));
    whole.push(0);
    assert_eq!(FileKind::of(&whole), Err(FileProblem::TooLarge));
}

#[test]
fn a_name_keeps_what_shows() {
    for (uploaded, kept) in [
        ("decision.pdf", "decision.pdf"),
        ("C:\\Scans\\July\\decision.pdf", "decision.pdf"),
        ("../../etc/passwd", "passwd"),
        ("  a \r\n\t b.pdf ", "a b.pdf"),
        ("gnp.\u{202e}fdp.exe", "gnp. fdp.exe"),
        ("...hidden", "hidden"),
        ("", "Letter"),
        ("/", "Letter"),
        ("..", "Letter"),
        ("\u{200d}\u{7}", "Letter"),
        ("Bewilligung für Zoë.pdf", "Bewilligung für Zoë.pdf"),
    ] {
        assert_eq!(FileName::of(uploaded).as_str(), kept, "{uploaded:?}");
    }
    assert_eq!(FileName::of(&"x".repeat(500)).as_str().len(), NAME_CHARS_MAX);
}

#[test]
fn a_file_is_saved_as_what_it_is() {
    for (name, kind, saved) in [
        ("decision.pdf", FileKind::Pdf, "decision.pdf"),
        ("decision.PDF", FileKind::Pdf, "decision.PDF"),
        ("photo.jpeg", FileKind::Jpeg, "photo.jpeg"),
        ("page.html", FileKind::Pdf, "page.html.pdf"),
        ("Letter", FileKind::Png, "Letter.png"),
    ] {
        assert_eq!(FileName::of(name).saved_as(kind), saved);
    }
}

#[test]
fn the_same_file_twice_and_an_eleventh_are_refused() {
    let ten: Vec<Letter> = (0..10).map(letter).collect();
    assert_eq!(check(&ten[..9], OF, &file(9)), Ok(()));
    assert_eq!(check(&ten, OF, &file(10)), Err(LetterProblem::TooMany));
    let again = check(&ten, OF, &file(3)).unwrap_err();
    assert_eq!(
        again.to_string(),
        "This very file is on the authorization already, as \"decision.pdf\" since 3 Jul 2026; nothing was attached twice. Please choose another file if you meant one."
    );
    let other = AuthorizationId(Uuid::from_u128(9));
    assert_eq!(check(&ten, other, &file(3)), Ok(()), "each authorization for itself");
    let empty = File { bytes: 0, ..file(3) };
    assert_eq!(check(&[], OF, &empty), Err(FileProblem::Empty.into()));
    let huge = File { bytes: u32::MAX, ..file(3) };
    assert_eq!(check(&[], OF, &huge), Err(FileProblem::TooLarge.into()));
}

#[test]
fn a_size_is_said_in_its_unit() {
    for (bytes, words) in [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 kB"),
        (48_000, "47 kB"),
        (1024 * 1024 - 1, "1 MB"),
        (1024 * 1024, "1 MB"),
        (1_300_000, "1.3 MB"),
        (10 * 1024 * 1024, "10 MB"),
    ] {
        assert_eq!(size(bytes).replace('\u{a0}', " "), words);
    }
}

#[test]
fn a_hash_has_one_text() {
    let text = "0123456789abcdef".repeat(4);
    assert_eq!(ContentHash::parse(&text).unwrap().to_string(), text);
    for no in ["", "abc", &text[1..], &text.to_uppercase(), &format!("{text}00"), &"é".repeat(32)] {
        assert_eq!(ContentHash::parse(no), Err(NotAHash), "{no}");
    }
}

proptest! {
    /// A name that was cleaned once is clean: a replay gives the same bytes as the first time.
    #[test]
    fn a_name_is_cleaned_once(text in ".{0,200}") {
        let once = FileName::of(&text);
        prop_assert_eq!(&FileName::of(once.as_str()), &once);
        prop_assert!(!once.as_str().is_empty() && once.as_str().chars().count() <= NAME_CHARS_MAX);
        prop_assert!(!once.as_str().contains(['/', '\\', '\n', '\0']));
    }
}
