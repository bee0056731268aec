//! What a read-back has to be.

use super::*;

#[test]
fn a_read_back_is_not_the_summary_again() {
    let summary = "Speech; 40 days in Active care. Came to 9 of 11 visits; 2 missed. No visit is booked.";
    assert!(copies(summary, summary));
    assert!(
        copies("SPEECH, 40 days in active care: came to 9 of 11 visits (2 missed)", summary),
        "a long piece"
    );
    assert!(copies(" … ", summary), "says nothing");
    assert!(!copies("I call the family on Monday and book two visits a week.", summary));
}
