use super::{FORM, Unreadable};
use crate::door::{Onward, Problem, Reply, Trouble};
use crate::error::ServerError;
use domain::case::Event;
use domain::ids::CaseId;
use domain::kinds::{Lane, Prose};
use domain::refusal::Refusal;
use domain::workflow::{Anchors, Condition, Facts, PayerClass};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Without the number that every text begins with.
fn write<T: Serialize>(value: &T) -> Result<String, Unreadable> {
    super::write(value).map(|text| text[FORM.len()..].to_owned())
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    super::read(&[FORM, text].concat())
}

#[test]
fn what_another_build_wrote_is_not_read() {
    let text = super::write(&ServerError::Busy).unwrap();
    assert_eq!(super::read(&text), Ok(ServerError::Busy));
    for other in [text[1..].to_owned(), text.replace(FORM, "zzzzzz"), text[FORM.len()..].to_owned()] {
        assert_eq!(super::read::<ServerError>(&other), Err(Unreadable));
    }
}

#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, text: &str) {
    assert_eq!(write(&value).as_deref(), Ok(text));
    assert_eq!(read::<T>(text), Ok(value));
}

/// With fields of every kind that may be skipped.
#[derive(PartialEq, Debug, Default, Serialize, Deserialize)]
struct Sparse {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<u8>,
    always: i16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    asked: Option<bool>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    last: bool,
}

#[test]
fn a_skipped_field_is_nothing_between_bars_and_comes_back_as_its_default() {
    check(Sparse { always: -3, ..Sparse::default() }, "[|-3|||~]");
    check(
        Sparse { first: Some(0), list: vec!["a".into(), String::new()], ..Sparse::default() },
        "[0|0|[a|\\.]||~]",
    );
    check(Sparse { text: "x".into(), asked: Some(false), last: true, ..Sparse::default() }, "[|0||x|0|1]");
    check(Facts::default(), "[]");
    check(Facts { payer: Some(PayerClass::Medicare), risk: true, ..Facts::default() }, "[2|||||1]");
    check(vec![Anchors::default(), Anchors::default()], "[[]|[]]");
}

#[test]
fn text_is_itself_whatever_it_contains() {
    for text in
        ["", "~", "~~", "|", "a|b]c[d", ",", "\\", "\\l", "\\.", "</script>", "两\u{301}🙂\n\"'", " ", "-1"]
    {
        let list = vec![Some(text.to_owned()), None, Some(text.to_owned())];
        let written = write(&list).unwrap();
        assert_eq!(read(&written), Ok(list), "{written}");
        assert!(!written.contains('<'), "{written}");
        assert_eq!(read(&write(&text).unwrap()), Ok(text.to_owned()));
    }
    check(Prose::parse("one|\n<two>").unwrap(), "one\\|\n\\ltwo>");
}

#[test]
fn ids_are_what_the_markup_says() {
    let id: CaseId = "0192f0c1-2b3c-7def-8123-456789abcdef".parse().unwrap();
    check(
        vec![(id, Some(id))],
        "[[0192f0c1-2b3c-7def-8123-456789abcdef|0192f0c1-2b3c-7def-8123-456789abcdef]]",
    );
    check(BTreeMap::from([(id, 1_u8)]), "[0192f0c1-2b3c-7def-8123-456789abcdef|1]");
}

#[test]
fn a_variant_is_a_number_with_what_it_carries() {
    check(ServerError::SignedOut, "1");
    check(ServerError::Refused(Refusal::NotAllowed), "[0|0]");
    check(Condition::And(vec![Condition::Coverages { at_least: 2 }, Condition::All]), "[13|[[2|2]|0]]");
    check(Event::WaitingSet { from: None, to: None }, "[17]");
    check(Event::OwnerSet { from: None, to: None }, "[13|~|~]");
    check(Reply::Ok(Onward { to: "/board".into() }), "[0|[/board]]");
    check(Reply::Err(Trouble { problem: Problem::TooMany, wait_seconds: None }), "[1|[1]]");
    check(
        (Lane::Review, [true, false], (), u64::MAX, i64::MAX),
        "[3|[1|0]|[]|18446744073709551615|9223372036854775807]",
    );
}

#[test]
fn what_has_no_form_is_not_written() {
    assert_eq!(write(&1.5), Err(Unreadable));
    assert_eq!(write(&Some(None::<u8>)), Err(Unreadable));
    assert_eq!(write(&'c'), Err(Unreadable));
}

#[test]
fn what_is_none_of_ours_is_not_read() {
    fn no<T: DeserializeOwned + Debug + PartialEq>(texts: &[&str]) {
        for text in texts {
            assert_eq!(read::<T>(text), Err(Unreadable), "{text}");
        }
    }
    no::<Vec<u8>>(&["", "[", "]", "[1", "[1]]", "[256]", "[-1]", "[a]", "[|1]", "[1||1]", "[1 1]", "[[1]]"]);
    no::<u64>(&["", "18446744073709551616", "1|", "+1", "99999999999999999999999"]);
    no::<bool>(&["2", "true", "~"]);
    no::<Lane>(&["6", "[6]", "[0", "[0|0]", "active"]);
    no::<CaseId>(&["", "0192f0c1", "0192f0c1-2b3c-7def-8123-456789abcdeg", "~"]);
    no::<String>(&["\\", "a\\b", "a|b", "a]"]);
    no::<Prose>(&["\\.", "\u{1}"]);
    no::<(u8, u8)>(&["[1]", "[1|]", "[1|2|3]"]);
    no::<f64>(&["1", "1.5"]);
    let deep = ["[13|[".repeat(5_000), "]]".repeat(5_000)].concat();
    no::<Condition>(&[&deep]);
}
