//! Names that belong to nobody: first and last names are shuffled against each other. Numbers and addresses are from the
//! ranges that are set aside for fiction.

use domain::kinds::{Name, Phone};
use rand::Rng;
use rand::rngs::StdRng;

const FIRST: &[&str] = &[
    "Ada",
    "Amara",
    "Anouk",
    "Arlo",
    "Asha",
    "Beatriz",
    "Bruno",
    "Calla",
    "Cato",
    "Celia",
    "Dalia",
    "Davi",
    "Elio",
    "Elspeth",
    "Emre",
    "Enid",
    "Esme",
    "Ezra",
    "Farah",
    "Felix",
    "Fern",
    "Gael",
    "Gerald",
    "Greta",
    "Hana",
    "Hector",
    "Henrik",
    "Idris",
    "Imani",
    "Ines",
    "Iris",
    "Isaac",
    "Ivo",
    "Jalen",
    "Joaquín",
    "Jonah",
    "Juno",
    "Kaia",
    "Kofi",
    "Lena",
    "Leonie",
    "Linus",
    "Luca",
    "Lucía",
    "Mabel",
    "Malik",
    "Marisol",
    "Mateo",
    "Maya",
    "Milo",
    "Mina",
    "Nadia",
    "Nico",
    "Noelle",
    "Noor",
    "Odette",
    "Omar",
    "Oskar",
    "Otis",
    "Paloma",
    "Petra",
    "Priya",
    "Quinn",
    "Rafael",
    "Ravi",
    "Rosalind",
    "Rowan",
    "Ruben",
    "Salma",
    "Samir",
    "Selma",
    "Simone",
    "Sofia",
    "Soren",
    "Tabitha",
    "Tariq",
    "Thea",
    "Theodore",
    "Tobias",
    "Uma",
    "Valentina",
    "Vera",
    "Viktor",
    "Walter",
    "Wren",
    "Xavier",
    "Yara",
    "Yusuf",
    "Zadie",
    "Zoë",
];

const LAST: &[&str] = &[
    "Abara",
    "Adeyemi-Cole",
    "Alder",
    "Arlen",
    "Asher",
    "Avila",
    "Bellweather",
    "Birch",
    "Brandt",
    "Calloway",
    "Cardenas",
    "Castellan",
    "Chowdry",
    "Dahl",
    "Delacroix",
    "Dove",
    "Drummond",
    "Eastman",
    "Ellery",
    "Esparza",
    "Fairbairn",
    "Fenwick",
    "Fontaine",
    "Garrick",
    "Goodwater",
    "Halloran",
    "Harrow",
    "Hayashida",
    "Holloway",
    "Ibarra",
    "Isaksen",
    "Jardine",
    "Kestrel",
    "Kimura",
    "Kowalczyk",
    "Lachance",
    "Larkspur",
    "Lindqvist",
    "Lockhart",
    "Maddox",
    "Marchetti",
    "Merriweather",
    "Moreau",
    "Nakagawa",
    "Navarro",
    "Northrup",
    "Oakes",
    "Okonjo",
    "Olmstead",
    "Pemberton",
    "Petrov",
    "Quill",
    "Ramaswamy",
    "Rasmus",
    "Ravenel",
    "Rosedale",
    "Saldana",
    "Sandoval",
    "Sinclair",
    "Solberg",
    "Sparrow",
    "Stonebridge",
    "Tamsin",
    "Thackeray",
    "Thorne",
    "Umarova",
    "Valdez",
    "Vance",
    "Varga",
    "Vidal",
    "Wainwright",
    "Westbrook",
    "Whitlock",
    "Winterbourne",
    "Yamato",
    "Yilmaz",
    "Zamora",
    "Zeller",
];

/// A first and a last name.
pub(super) fn person(rng: &mut StdRng) -> (&'static str, &'static str) {
    (pick(rng, FIRST), pick(rng, LAST))
}

/// One of several.
pub(super) fn pick<T: Copy>(rng: &mut StdRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())]
}

/// A name, if the lists are sound.
pub(super) fn name(first: &str, last: &str) -> Option<Name> {
    Name::parse(&format!("{first} {last}")).ok()
}

/// A number set aside for fiction: 555-0100 to 555-0199.
pub(super) fn phone(rng: &mut StdRng) -> Option<Phone> {
    Phone::parse(&format!("555555{:04}", rng.random_range(100..200))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_a_name() {
        assert!(FIRST.iter().all(|first| LAST.iter().all(|last| name(first, last).is_some())));
    }
}
