//! Modifiers of a claim's line: which there are, and which a line lacks. What a modifier is for stands in the list, with
//! dates, so that a new one needs no new program.

use super::places::Place;
use super::table::{Fields, List, NotALine, Row};
use crate::authorization::Modifier;
use crate::kinds::{Date, Discipline};
use crate::workflow::PayerClass;

const STANDARD: &str = include_str!("../../data/modifiers-2026-11.tsv");

/// What a modifier says that a line may have to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// Under whose plan of care the work was done (Medicare Claims Processing Manual ch. 5 §20.1).
    Plan(Discipline),
    /// An assistant furnished more than a tenth of it (42 CFR 410.59, 410.60).
    Assistant(Discipline),
    /// By live video.
    Video,
    /// By voice alone.
    Voice,
    /// Anything else; a person decides.
    Other,
}

/// A modifier that there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// As a claim carries it.
    pub modifier: Modifier,
    /// What it is for.
    pub says: Says,
}

/// A list of modifiers.
pub type Modifiers = List<Known>;

/// How a line was furnished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Furnished {
    /// Date of service.
    pub on: Date,
    /// Whose work it is.
    pub discipline: Discipline,
    /// Who pays.
    pub payer: PayerClass,
    /// An assistant furnished more than a tenth of it; see [`is_the_assistants`].
    pub assistant: bool,
    /// Where the patient was; nothing: not written down.
    pub place: Option<Place>,
    /// They spoke, and did not see each other.
    pub voice_only: bool,
}

/// A modifier that a line has to carry and does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{modifier} is missing: {because}.")]
pub struct Missing {
    /// The modifier; where several say the same, the first of the list.
    pub modifier: Modifier,
    /// Why it belongs there.
    pub because: &'static str,
}

impl List<Known> {
    /// The list that the program brings.
    pub fn standard() -> Modifiers {
        Modifiers::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines; `data/modifiers-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Modifiers, NotALine> {
        List::read(text, "modifiers", known)
    }

    /// What a modifier means on a date of service.
    pub fn on(&self, modifier: Modifier, on: Date) -> Option<&Row<Known>> {
        self.in_force(on).find(|row| row.what.modifier == modifier)
    }

    /// Which modifiers a line lacks. The plan's and the assistant's are asked for by Medicare and the plans in its place;
    /// whether anybody else wants them is the payer's own rule.
    pub fn missing(&self, line: Furnished, carried: &[Modifier]) -> Vec<Missing> {
        let wanted = wants(line);
        let lacks = |(says, because): (Says, &'static str)| {
            let known = self.in_force(line.on).map(|row| row.what);
            let mut fitting = known.filter(|known| known.says == says).map(|known| known.modifier).peekable();
            let modifier = *fitting.peek()?;
            (!fitting.any(|modifier| carried.contains(&modifier))).then_some(Missing { modifier, because })
        };
        wanted.into_iter().flatten().filter_map(lacks).collect()
    }
}

/// Whether an assistant's part of a service is more than a tenth of its minutes (42 CFR 410.59, 410.60).
pub fn is_the_assistants(assistant_minutes: u16, all_minutes: u16) -> bool {
    u32::from(all_minutes) < 10 * u32::from(assistant_minutes)
}

fn wants(line: Furnished) -> [Option<(Says, &'static str)>; 3] {
    let medicare = matches!(line.payer, PayerClass::Medicare | PayerClass::MedicareAdvantage);
    let plan = (Says::Plan(line.discipline), "this payer asks under whose plan of care the work was done");
    let tenth = (Says::Assistant(line.discipline), "an assistant furnished more than a tenth of it");
    let seen = if line.voice_only {
        (Says::Voice, "the place of service says telehealth, by voice alone")
    } else {
        (Says::Video, "the place of service says telehealth")
    };
    let telehealth = line.place.is_some_and(|place| place.telehealth);
    [medicare.then_some(plan), (medicare && line.assistant).then_some(tenth), telehealth.then_some(seen)]
}

fn known(fields: &mut Fields<'_>) -> Option<Known> {
    let modifier = Modifier::parse(fields.text()?).ok()?;
    Some(Known { modifier, says: says(fields.text()?)? })
}

fn says(text: &str) -> Option<Says> {
    Some(match text {
        "-" => Says::Other,
        "video" => Says::Video,
        "voice" => Says::Voice,
        text => {
            let (what, of) = text.split_once(' ')?;
            let discipline = super::discipline(of)?;
            match what {
                "plan" => Says::Plan(discipline),
                "assistant" => Says::Assistant(discipline),
                _ => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::places::{PlaceCode, Places};

    fn missing(line: Furnished, carried: &[&str]) -> Vec<String> {
        let carried: Vec<_> = carried.iter().map(|text| Modifier::parse(text).unwrap()).collect();
        Modifiers::standard().missing(line, &carried).iter().map(|m| m.modifier.to_string()).collect()
    }

    fn line(discipline: Discipline, payer: PayerClass) -> Furnished {
        let on = "2026-11-23".parse().unwrap();
        Furnished { on, discipline, payer, assistant: false, place: None, voice_only: false }
    }

    #[test]
    fn medicare_asks_under_whose_plan_a_line_was_furnished() {
        for (discipline, modifier) in
            [(Discipline::Pt, "GP"), (Discipline::Ot, "GO"), (Discipline::Slp, "GN")]
        {
            for payer in [PayerClass::Medicare, PayerClass::MedicareAdvantage] {
                assert_eq!(missing(line(discipline, payer), &[]), [modifier]);
                assert!(missing(line(discipline, payer), &["KX", modifier]).is_empty());
            }
            assert!(missing(line(discipline, PayerClass::Commercial), &[]).is_empty());
        }
        assert_eq!(missing(line(Discipline::Pt, PayerClass::Medicare), &["GO"]), ["GP"], "another's plan");
        assert!(missing(line(Discipline::Mh, PayerClass::Medicare), &[]).is_empty());
    }

    #[test]
    fn an_assistants_line_says_so_since_2020() {
        let assisted = |discipline| Furnished { assistant: true, ..line(discipline, PayerClass::Medicare) };
        assert_eq!(missing(assisted(Discipline::Pt), &["GP"]), ["CQ"]);
        assert_eq!(missing(assisted(Discipline::Ot), &[]), ["GO", "CO"]);
        assert!(missing(assisted(Discipline::Slp), &["GN"]).is_empty(), "there is none for speech");
        let before = Furnished { on: "2019-12-31".parse().unwrap(), ..assisted(Discipline::Pt) };
        assert!(missing(before, &["GP"]).is_empty());
        assert!(!is_the_assistants(3, 30) && is_the_assistants(4, 30) && !is_the_assistants(0, 0));
    }

    #[test]
    fn telehealth_says_by_which_means() {
        let places = Places::standard();
        let on = "2026-11-23".parse().unwrap();
        let at = |code: &str, voice_only| {
            let place = places.on(PlaceCode::parse(code).unwrap(), on).map(|row| row.what);
            Furnished { place, voice_only, ..line(Discipline::Mh, PayerClass::Commercial) }
        };
        for code in ["02", "10"] {
            assert_eq!(missing(at(code, false), &[]), ["95"]);
            assert!(missing(at(code, false), &["95"]).is_empty());
            assert!(missing(at(code, false), &["GT"]).is_empty(), "the older one says the same");
            assert_eq!(missing(at(code, true), &["95"]), ["93"]);
        }
        assert!(missing(at("11", false), &[]).is_empty());
        let first = Modifiers::standard().missing(at("10", true), &[])[0].to_string();
        assert_eq!(first, "93 is missing: the place of service says telehealth, by voice alone.");
    }

    #[test]
    fn the_list_is_whole_and_names_its_sources() {
        let modifiers = Modifiers::standard();
        assert!(modifiers.all().all(|row| !row.source.is_empty() && !row.label.is_empty()));
        let on = "2026-11-23".parse().unwrap();
        assert!(
            modifiers.all().all(|row| modifiers.on(row.what.modifier, on) == Some(row)),
            "none of them twice"
        );
        for line in ["GP\tplan\t-\t-\tx\ty", "GP\tplan xx\t-\t-\tx\ty", "G\t-\t-\t-\tx\ty", "GP\t-\t-\tx\ty"]
        {
            assert!(Modifiers::parse(line).is_err(), "{line}");
        }
    }
}
