use crate::note::alike;
use proptest::prelude::*;

fn earlier(texts: &[&str]) -> Vec<(String, String)> {
    texts.iter().enumerate().map(|(at, text)| (format!("note {at}"), (*text).to_owned())).collect()
}

const NOTE: &str = "Child produced initial /r/ in 14 of 20 words with a visual cue. \
    Frustration at the fourth set, settled after a short break with the ball. Mother joined for the last ten minutes.";

#[test]
fn a_note_that_was_carried_over_is_found_with_its_sentence() {
    let found =
        alike(NOTE, &earlier(&["Something else entirely was written about a visit in May.", NOTE])).unwrap();
    assert!(found.is_copy() && found.percent == 100 && found.label == "note 1");
    assert!(NOTE.contains(&found.sentence));
}

#[test]
fn other_numbers_make_another_sentence() {
    let now = NOTE.replace("14 of 20", "17 of 20");
    let found = alike(&now, &earlier(&[NOTE])).unwrap();
    assert!(!found.is_copy() && found.percent < 90, "{found:?}");
    assert!(!found.sentence.contains("17 of 20"));
}

#[test]
fn capitals_and_points_do_not_hide_a_copy_and_short_phrases_are_none() {
    let shouted = NOTE.to_uppercase().replace(',', " ,");
    assert!(alike(&shouted, &earlier(&[NOTE])).unwrap().is_copy());
    assert_eq!(alike("Tolerated well. No pain.", &earlier(&["Tolerated well. No pain."])), None);
    assert_eq!(alike("", &earlier(&[NOTE])), None);
}

#[test]
fn long_texts_are_compared_at_once() {
    let long: String = (0..20_000)
        .map(|n| format!("Sentence number {n} about what was done today. "))
        .collect::<Vec<_>>()
        .concat();
    let earlier: Vec<(String, String)> = (0..20).map(|n| (n.to_string(), long.clone())).collect();
    assert_eq!(alike(&long, &earlier).map(|found| found.label), Some("0".to_owned()));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,400}", other in "\\PC{0,400}") {
        if let Some(found) = alike(&text, &earlier(&[&other])) {
            prop_assert!(found.percent <= 100 && text.contains(&found.sentence));
        }
    }
}
