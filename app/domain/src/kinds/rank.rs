//! Where a card stands among the cards of its lane.

use super::TextProblem;
use serde::{Deserialize, Serialize};

/// Place within a lane: base-62 digits compared as text, so that there is always room between two.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rank(String);

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Ranks longer than this are refused; a lane is then re-ranked by hand moves near it.
const RANK_MAX: usize = 200;

impl Rank {
    /// A rank strictly between the two neighbours (`None` is the end of the lane).
    /// Where the neighbours are out of order, as on a stale screen, the second is ignored.
    /// At an open end it takes the next step instead of the middle, so that ranks stay short however many cards follow.
    pub fn between(above: Option<&Rank>, below: Option<&Rank>) -> Rank {
        let end = match (above, below) {
            (Some(above), None) => step(above, true),
            (None, Some(below)) => step(below, false),
            _ => None,
        };
        end.unwrap_or_else(|| Rank::middle(above, below))
    }

    /// A rank for a card that is dropped behind `above` (nothing at the top), given the cards from there downwards, as they
    /// stand. Two who drop into one gap at once leave two cards of one rank, and nothing lies between those: a card that is
    /// dropped there goes behind all of that rank, not to the end of the lane.
    pub fn dropped(above: Option<&Rank>, mut below: impl Iterator<Item = Rank>) -> Rank {
        Rank::between(above, below.find(|rank| above < Some(rank)).as_ref())
    }

    /// A rank that sorts by a number, for cards that come in a known order.
    pub fn nth(n: u32) -> Rank {
        numbered(u64::from(n) + 1).unwrap_or_else(|| Rank::middle(None, None))
    }

    fn middle(above: Option<&Rank>, below: Option<&Rank>) -> Rank {
        let low = above.map_or(&b""[..], |rank| rank.0.as_bytes());
        let high = below.map(|rank| rank.0.as_bytes()).filter(|high| low < *high);
        let mut out = Vec::with_capacity(low.len() + 1);
        let mut bounded = high.is_some();
        for place in 0.. {
            let from = low.get(place).map_or(0, |digit| value(*digit));
            let to = match high.filter(|_| bounded) {
                Some(high) => high.get(place).map_or(0, |digit| value(*digit)),
                None => DIGITS.len(),
            };
            if from + 1 < to {
                out.push(DIGITS[usize::midpoint(from, to)]);
                break;
            }
            out.push(DIGITS[from]);
            bounded = bounded && from == to;
        }
        Rank(String::from_utf8_lossy(&out).into_owned())
    }

    /// The text that sorts.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Digits in which steps are counted: room for seven million cards on either side of the first.
const STEP_DIGITS: u32 = 4;

fn step(from: &Rank, up: bool) -> Option<Rank> {
    let mut digits = from.0.bytes().chain(std::iter::repeat(b'0'));
    let number =
        (0..STEP_DIGITS).fold(0, |sum, _| sum * 62 + digits.next().map_or(0, |digit| value(digit) as u64));
    numbered(if up { number.checked_add(1)? } else { number.checked_sub(1)? })
}

fn numbered(number: u64) -> Option<Rank> {
    if number == 0 || 62_u64.pow(STEP_DIGITS) <= number {
        return None;
    }
    let digit = |place: u32| DIGITS[usize::try_from(number / 62_u64.pow(place) % 62).unwrap_or(0)] as char;
    let text: String = (0..STEP_DIGITS).rev().map(digit).collect();
    Some(Rank(text.trim_end_matches('0').to_owned()))
}

fn value(digit: u8) -> usize {
    DIGITS.iter().position(|d| *d == digit).unwrap_or(0)
}

impl TryFrom<String> for Rank {
    type Error = TextProblem;

    fn try_from(text: String) -> Result<Self, TextProblem> {
        let ends_well = text.bytes().last().is_some_and(|last| last != b'0');
        if !ends_well || !text.bytes().all(|digit| DIGITS.contains(&digit)) {
            return Err(TextProblem::Unprintable);
        }
        if RANK_MAX < text.len() {
            return Err(TextProblem::TooLong { len: text.len(), max: RANK_MAX });
        }
        Ok(Rank(text))
    }
}

impl From<Rank> for String {
    fn from(rank: Rank) -> String {
        rank.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thousands_of_cards_added_at_an_end_keep_short_ranks() {
        let (mut top, mut bottom) = (Rank::between(None, None), Rank::between(None, None));
        for _ in 0..20_000 {
            let (up, down) = (Rank::between(None, Some(&top)), Rank::between(Some(&bottom), None));
            assert!(up < top && bottom < down && up.as_str().len() <= 4 && down.as_str().len() <= 4);
            (top, bottom) = (up, down);
        }
        assert!(Rank::nth(61) < Rank::nth(62) && Rank::nth(62) < Rank::nth(100_000));
    }

    /// A lane's ranks after a card was dropped behind the first so many, and where it stands: behind its equals, which
    /// the lane then orders by id.
    fn drop_into(lane: &[Rank], gap: usize) -> (Vec<Rank>, usize) {
        let above = gap.checked_sub(1).map(|at| &lane[at]);
        let rank = Rank::dropped(above, lane[gap..].iter().cloned());
        let at = lane.partition_point(|other| *other <= rank);
        (lane.iter().take(at).chain([&rank]).chain(&lane[at..]).cloned().collect(), at)
    }

    fn ranks(texts: &[&str]) -> Vec<Rank> {
        texts.iter().map(|text| Rank::try_from((*text).to_owned()).unwrap()).collect()
    }

    #[test]
    fn a_card_dropped_between_two_of_one_rank_stands_behind_them_and_not_last() {
        let lane = ranks(&["B", "M", "M", "M", "T", "Z"]);
        let places: Vec<usize> = (0..=lane.len()).map(|gap| drop_into(&lane, gap).1).collect();
        assert_eq!(places, [0, 1, 4, 4, 4, 5, 6]);
        let all_the_same = ranks(&["M", "M"]);
        assert_eq!(drop_into(&all_the_same, 1).1, 2, "there is nothing else to stand before");
        assert_eq!(drop_into(&[], 0).1, 0);
    }

    proptest! {
        /// Few ranks, so that most lanes have ties.
        #[test]
        fn a_dropped_card_stands_where_it_was_dropped_or_behind_the_ties(
            mut lane in proptest::collection::vec("[1-3]{1,2}", 0..12), choice in 0_usize..1000
        ) {
            lane.sort();
            let lane: Vec<Rank> = lane.into_iter().map(|text| Rank::try_from(text).unwrap()).collect();
            let gap = choice % (lane.len() + 1);
            let (after, at) = drop_into(&lane, gap);
            prop_assert!(after.is_sorted());
            prop_assert!(!lane.contains(&after[at]), "it ties with nobody");
            let ties = lane[gap..].iter().take_while(|rank| gap.checked_sub(1).is_some_and(|up| lane[up] == **rank));
            prop_assert_eq!(at, gap + ties.count());
        }

        #[test]
        fn there_is_always_room_between_two_cards(choices in proptest::collection::vec(0_usize..1000, 1..120)) {
            let mut lane: Vec<Rank> = Vec::new();
            for choice in choices {
                let at = choice % (lane.len() + 1);
                let rank = Rank::between(at.checked_sub(1).and_then(|i| lane.get(i)), lane.get(at));
                lane.insert(at, rank.clone());
                prop_assert!(lane.is_sorted());
                prop_assert!(lane.windows(2).all(|pair| pair[0] != pair[1]));
                prop_assert_eq!(Rank::try_from(String::from(rank.clone())), Ok(rank));
            }
        }
    }
}
