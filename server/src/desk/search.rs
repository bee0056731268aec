//! Finding a case by what people say on the phone: a name in any spelling of its marks, a guardian, a number.
//!
//! The database proposes, this decides: a match counts only where this person may read the field that matches.

use super::LocalDesk;
use crate::store::{Fault, StoreError, Wanted, digits, fold, json, search_docs};
use app::api::{Hit, Search, Who};
use app::error::ServerError;
use domain::access::Viewer;
use domain::case::{Case, Relation};
use domain::kinds::{Instant, NAME_MAX, TextProblem};
use domain::refusal::{Field, Refusal};

/// Hits shown.
const HITS: usize = 20;
/// Proposals read at once.
const CHUNK: usize = 200;
/// Proposals read at most, so that one letter does not read the whole clinic for somebody who may see little of it.
const PROPOSALS: u64 = 10_000;
/// Words that count; the rest of a pasted text does not.
const WORDS: usize = 8;
/// Digits from which on a number may be a phone.
const PHONE_DIGITS: usize = 4;

pub(super) async fn search(desk: &LocalDesk, who: &Who, search: Search) -> Result<Vec<Hit>, ServerError> {
    let (_, viewer) = desk.current(who).await?;
    let len = search.text.chars().count();
    if NAME_MAX < len {
        let problem = TextProblem::TooLong { len, max: NAME_MAX };
        return Err(Refusal::Text { field: Field::Name, problem }.into());
    }
    let now = desk.clock().now();
    let query = Query::of(&search);
    find(desk, who, &viewer, &query, now).await.fault("searching")
}

async fn find(
    desk: &LocalDesk,
    who: &Who,
    viewer: &Viewer,
    query: &Query,
    now: Instant,
) -> Result<Vec<Hit>, StoreError> {
    let mut found: Vec<(Quality, Hit)> = Vec::new();
    if query.wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = desk.store().snapshot().await?;
    let mut skip = 0;
    while skip < PROPOSALS && found.len() < HITS {
        let docs = search_docs(&mut tx, who.clinic, &query.wanted, skip, CHUNK).await?;
        for doc in &docs {
            let case: Case = json(doc)?;
            if case.shows_to(viewer, now) {
                found.extend(query.matches(&case.chart(viewer, now)));
            }
        }
        if docs.len() < CHUNK {
            break;
        }
        skip += CHUNK as u64;
    }
    // Within one quality the database's order stands: open before closed, newest first.
    found.sort_by_key(|(quality, _)| *quality);
    Ok(found.into_iter().take(HITS).map(|(_, hit)| hit).collect())
}

/// How well a case fits, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    Number,
    /// By name and by birthday.
    SamePerson,
    WholeName,
    Name,
    Other,
}

struct Query {
    wanted: Wanted,
    born: Option<domain::kinds::Date>,
}

impl Query {
    fn of(search: &Search) -> Query {
        let text = fold(&search.text);
        // People write the last name first, with a comma behind it.
        let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty()).take(WORDS).map(into_word);
        let phone = search.phone.as_deref().map(digits).filter(|digits| PHONE_DIGITS <= digits.len());
        Query {
            wanted: Wanted {
                words: words.collect(),
                born: search.born.map(|born| born.to_string()),
                phone: phone.map(national),
                closed: search.closed,
            },
            born: search.born,
        }
    }

    /// Why this case, cut to what the person may read, is wanted; nothing if it is not.
    fn matches(&self, case: &Case) -> Option<(Quality, Hit)> {
        let (quality, because) = match self.words(case) {
            Some((Quality::WholeName | Quality::Name, _)) if self.same_day(case) => {
                (Quality::SamePerson, Some("same birthday".to_owned()))
            }
            found => found.or_else(|| self.same_person(case))?,
        };
        let hit = Hit {
            case: case.id,
            number: case.number,
            name: case.patient.name.clone(),
            born: case.patient.born,
            lane: case.lane,
            because,
        };
        Some((quality, hit))
    }

    fn words(&self, case: &Case) -> Option<(Quality, Option<String>)> {
        let words = &self.wanted.words;
        if words.is_empty() {
            return None;
        }
        let number = format!("#{}", case.number);
        if let [word] = words.as_slice()
            && (*word == number || *word == number[1..])
        {
            return Some((Quality::Number, Some(format!("case {number}"))));
        }
        let name = fold(case.patient.name.as_str());
        let fields = fields(case);
        let mut because = None;
        for word in words {
            if name.contains(word.as_str()) {
                continue;
            }
            because = Some(fields.iter().find(|(text, _)| text.contains(word.as_str()))?.1.clone());
        }
        Some(match because {
            None if name == words.join(" ") => (Quality::WholeName, None),
            None => (Quality::Name, None),
            because => (Quality::Other, because),
        })
    }

    /// For duplicates: the same phone, or the same birthday and, where a name was given, a part of the name.
    fn same_person(&self, case: &Case) -> Option<(Quality, Option<String>)> {
        if let Some(phone) = &self.wanted.phone
            && let Some((_, because)) = fields(case).iter().find(|(text, _)| text.contains(phone.as_str()))
        {
            return Some((Quality::Other, Some(because.clone())));
        }
        let name = fold(case.patient.name.as_str());
        let words = &self.wanted.words;
        let alike = words.is_empty() || words.iter().any(|word| name.split(' ').any(|part| part == word));
        (self.same_day(case) && alike).then(|| (Quality::Other, Some("same birthday".to_owned())))
    }

    fn same_day(&self, case: &Case) -> bool {
        self.born.is_some() && self.born == case.patient.born
    }
}

/// A number that is typed as a phone is looked for by its digits.
fn into_word(word: &str) -> String {
    let looks_like_a_phone = word.chars().all(|c| c.is_ascii_digit() || "()+-./".contains(c));
    let digits = digits(word);
    if looks_like_a_phone && 7 <= digits.len() && !word.contains('/') {
        national(digits)
    } else {
        word.to_owned()
    }
}

/// Stored numbers have the country code; what people type mostly has not.
fn national(digits: String) -> String {
    match digits.strip_prefix('1') {
        Some(rest) if rest.len() == 10 => rest.to_owned(),
        _ => digits,
    }
}

/// What a case is found by besides the name, folded, and what to call it.
fn fields(case: &Case) -> Vec<(String, String)> {
    let mut fields = vec![(format!("#{}", case.number), format!("case #{}", case.number))];
    if let Some(phone) = &case.patient.phone {
        fields.push((digits(phone.as_str()), format!("phone {phone}")));
    }
    for contact in &case.contacts {
        let relation = match contact.relation {
            Relation::Other | Relation::Patient => "contact".to_owned(),
            relation => relation.title().to_lowercase(),
        };
        let because = format!("{relation} {}", contact.name);
        fields.push((fold(contact.name.as_str()), because.clone()));
        fields.extend(contact.phone.iter().map(|phone| (digits(phone.as_str()), because.clone())));
    }
    for identifier in &case.identifiers {
        let because = format!("{} {}", identifier.label, identifier.value);
        fields.push((fold(identifier.value.as_str()), because));
    }
    fields
}
