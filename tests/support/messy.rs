//! A believable messy caseload, as a clinic keeps it: titles above the header, five ways to write a date, blanks, the
//! same child twice, and wrong cells. The same seed gives the same bytes, and the generator knows how every row must be
//! sorted, without asking the code under test.

use chrono::{Datelike, Days, NaiveDate};

/// How the rows of a file must be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// All rows.
    pub rows: usize,
    /// Rows that can become cases.
    pub ready: usize,
    /// Rows with a wrong cell.
    pub to_fix: usize,
    /// Rows about somebody who stands further up.
    pub duplicates: usize,
}

/// The sheet's column names, in order.
pub const HEADERS: [&str; 16] = [
    "Pt Name (Last, First)",
    "D.O.B.",
    "Parent/Guardian",
    "Parent Cell #",
    "Email",
    "Svc",
    "Therapist",
    "Location",
    "Status",
    "Ref'l Date",
    "Status since",
    "Ins",
    "MRN",
    "Next appt",
    "Shoe size",
    "Comments",
];

/// The place of the column whose dates can be read two ways.
pub const ASKED_COLUMN: usize = 9;

/// A generated caseload.
pub struct Messy {
    rows: Vec<Row>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Ready,
    /// Ready once somebody has said that the month comes first.
    Asks,
    Wrong,
    /// Wrong in a way that only delimited text can be.
    WrongInText,
    Twin,
}

#[derive(Clone)]
struct Row {
    cells: Vec<String>,
    /// In a workbook these columns hold real dates.
    dates: Vec<(usize, NaiveDate)>,
    fate: Fate,
}

/// A caseload of so many rows. `as_of` is the day on which it is imported; all dates lie before it.
pub fn caseload(seed: u64, rows: usize, as_of: NaiveDate) -> Messy {
    let mut dice = Dice(seed);
    let mut out: Vec<Row> = Vec::with_capacity(rows);
    for place in 0..rows {
        let row = match place % 25 {
            6 | 17 => wrong(&mut dice, place, as_of),
            11 => twin(&mut dice, &out).unwrap_or_else(|| fine(&mut dice, place, as_of)),
            20 | 22 => asks(&mut dice, place, as_of),
            _ => fine(&mut dice, place, as_of),
        };
        out.push(row);
    }
    Messy { rows: out }
}

impl Messy {
    /// The counts that an import of the CSV must show: before the date question is answered, and after "month first".
    pub fn expected(&self) -> (Expected, Expected) {
        (count(self.rows.iter(), false), count(self.rows.iter(), true))
    }

    /// The same for the workbook, which leaves out the rows that only text can spoil.
    pub fn expected_of_workbook(&self) -> (Expected, Expected) {
        (count(self.whole_rows(), false), count(self.whole_rows(), true))
    }

    fn whole_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.fate != Fate::WrongInText)
    }

    /// Two title lines, a blank one, the header, the rows; a blank line here and there; some letters broken.
    pub fn csv(&self) -> Vec<u8> {
        let mut out =
            "\u{feff}North Street Therapy,,\r\nCaseload – do not delete!!,,\r\n\r\n".as_bytes().to_vec();
        out.extend(line(HEADERS.iter().copied()));
        for (place, row) in self.rows.iter().enumerate() {
            if place % 60 == 59 {
                out.extend(b",,,,,,,,,,,,,,,\r\n");
            }
            out.extend(line(row.cells.iter().map(String::as_str)));
        }
        // The generator writes U+FFFF where a byte of another encoding was pasted in.
        replace(&out, "\u{ffff}".as_bytes(), b"\xe9")
    }

    /// The same caseload as a workbook, on its second sheet, with real dates among the texts.
    pub fn xlsx(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("Read me")?;
        let sheet = book.add_worksheet().set_name("Caseload")?;
        let day = rust_xlsxwriter::Format::new().set_num_format("m/d/yyyy");
        sheet.write(0, 0, "North Street Therapy")?;
        for (row, line) in (2_u32..).zip(
            std::iter::once(HEADERS.map(str::to_owned).to_vec())
                .chain(self.whole_rows().map(|row| row.cells.clone())),
        ) {
            for (column, cell) in (0_u16..).zip(line) {
                sheet.write_string(row, column, cell)?;
            }
        }
        for (row, line) in (3_u32..).zip(self.whole_rows()) {
            for (column, date) in &line.dates {
                let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
                let serial = u32::try_from((*date - epoch).num_days()).unwrap_or_default();
                sheet.write_with_format(row, u16::try_from(*column).unwrap_or_default(), serial, &day)?;
            }
        }
        book.save_to_buffer()
    }
}

fn count<'a>(rows: impl Iterator<Item = &'a Row>, answered: bool) -> Expected {
    rows.fold(Expected::default(), |mut seen, row| {
        seen.rows += 1;
        match row.fate {
            Fate::Ready => seen.ready += 1,
            Fate::Asks if answered => seen.ready += 1,
            Fate::Asks | Fate::Wrong | Fate::WrongInText => seen.to_fix += 1,
            Fate::Twin => seen.duplicates += 1,
        }
        seen
    })
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let quote = |cell: &str| {
        if cell.contains([',', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    format!("{}\r\n", cells.map(quote).collect::<Vec<_>>().join(",")).into_bytes()
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(from) {
            out.extend(to);
            at += from.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

const FIRST: [&str; 25] = [
    "Ada", "Benício", "Chloé", "Dmitri", "Elif", "Femi", "Grace", "Hana", "Imani", "Jonas", "Kofi",
    "Leilani", "Mateo", "Noor", "Olive", "Priya", "Quinn", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wren",
    "Ximena", "Yusuf",
];
const LAST: [&str; 23] = [
    "Abara",
    "Brandt",
    "Castellanos",
    "Dubois",
    "Eriksen",
    "Farouk",
    "Grigoryan",
    "Hashimoto",
    "Ibarra",
    "Jankowski",
    "Kowalczyk",
    "Lindqvist",
    "Moreau",
    "Nakagawa",
    "O'Halloran",
    "Papadakis",
    "Quispe",
    "Rutherford",
    "Schuster",
    "Tremblay",
    "Umarov",
    "Van der Berg",
    "Whitfield",
];
const OTHER_SCRIPTS: [&str; 4] = ["Зоя Петренко", "林 美玲", "يوسف حداد", "Ξένια Μαρή"];
const SERVICES: [&str; 10] =
    ["ST", "OT", "PT", "ABA", "ST/OT", "Speech", "Occupational Therapy", "MH", "counseling", "OT & PT"];
const STATUSES: [&str; 12] = [
    "New",
    "Eval scheduled",
    "Waiting list",
    "POC pending",
    "auth pending",
    "Active",
    "ACTIVE",
    "active - 2x/wk",
    "On hold",
    "Recert due",
    "D/C pending",
    "Discharged",
];
const THERAPISTS: [&str; 5] = ["D. Kim", "Ruiz, Ana", "Sam Ortega", "", "tbd"];
const PAYERS: [&str; 4] = ["Bluestem Health", "Harbor Mutual", "State Medicaid (demo)", "self pay"];
const COMMENTS: [&str; 5] = [
    "",
    "call after 4pm",
    "mom prefers text, \"not voicemail\"",
    "moved from south office\nsee old file",
    "=SUM(A1:A9)",
];

/// A row with nothing wrong in it.
fn fine(dice: &mut Dice, place: usize, as_of: NaiveDate) -> Row {
    // Every person has a name and a birthday of their own, so that no twin happens by chance.
    let (first, last) = (FIRST[place % FIRST.len()], LAST[(place / FIRST.len() + place) % LAST.len()]);
    let first = match place / (FIRST.len() * LAST.len()) {
        0 => first.to_owned(),
        again => format!("{first} {}", LAST[again % LAST.len()]),
    };
    let born = as_of - Days::new(800 + 7 * (place as u64 % 5_000) + dice.below(6));
    let name = match dice.below(8) {
        0 => format!("{first} {last}"),
        1 => format!("{}, {}", last.to_uppercase(), first.to_uppercase()),
        2 if place.is_multiple_of(3) => {
            format!("{} {first} {last}", OTHER_SCRIPTS[dice.pick(OTHER_SCRIPTS.len())])
        }
        _ => format!("{last}, {first}"),
    };
    let guardian = format!("{} {last}", FIRST[dice.pick(FIRST.len())]);
    let digits = format!("01{:02}", dice.below(100));
    let phone = match dice.below(6) {
        0 => String::new(),
        1 => format!("(212) 555-{digits}"),
        2 => format!("212.555.{digits}"),
        3 => format!("212555{digits}"),
        4 => format!("212-555-{digits} (mom)"),
        _ => format!("212-555-{digits}"),
    };
    let email = if dice.below(3) == 0 { format!("family{place}@example.org") } else { String::new() };
    let (birth, birth_date) = match dice.below(7) {
        0 => (String::new(), None),
        1 => (born.to_string(), Some(born)),
        2 => (born.format("%-d-%b-%Y").to_string(), None),
        3 => ((born - NaiveDate::default()).num_days().saturating_add(25_569).to_string(), Some(born)),
        4 => (born.format("%m/%d/%y").to_string(), None),
        _ => (born.format("%-m/%-d/%Y").to_string(), Some(born)),
    };
    let referred = as_of - Days::new(20 + dice.below(700));
    let since = referred + Days::new(dice.below(20));
    let next =
        if dice.below(4) == 0 { (as_of + Days::new(dice.below(40))).to_string() } else { String::new() };
    let cells = [
        name,
        birth,
        guardian,
        phone,
        email,
        SERVICES[dice.pick(SERVICES.len())].to_owned(),
        THERAPISTS[dice.pick(THERAPISTS.len())].to_owned(),
        ["North", "north ", "South", ""][dice.pick(4)].to_owned(),
        STATUSES[dice.pick(STATUSES.len())].to_owned(),
        clear(dice, referred),
        since.format("%b %-d, %Y").to_string(),
        PAYERS[dice.pick(PAYERS.len())].to_owned(),
        format!("{}", 10_000 + place),
        next,
        format!("{}", 20 + dice.below(20)),
        COMMENTS[dice.pick(COMMENTS.len())].to_owned(),
    ];
    Row {
        cells: cells.to_vec(),
        dates: birth_date.map(|born| (1, born)).into_iter().collect(),
        fate: Fate::Ready,
    }
}

/// A date that can be read only one way; days stand first in some, months in others.
fn clear(dice: &mut Dice, date: NaiveDate) -> String {
    match dice.below(3) {
        0 if 12 < date.day() => date.format("%-d/%-m/%Y").to_string(),
        1 if 12 < date.day() => date.format("%-m/%-d/%Y").to_string(),
        _ => date.to_string(),
    }
}

fn asks(dice: &mut Dice, place: usize, as_of: NaiveDate) -> Row {
    let mut row = fine(dice, place, as_of);
    let mut date = as_of - Days::new(30 + dice.below(600));
    while 12 < date.day() || date.day() == date.month() {
        date = date - Days::new(1);
    }
    row.cells[ASKED_COLUMN] = date.format("%-m/%-d/%Y").to_string();
    // In the lane since a day that needs no asking, and after the birth in either reading.
    row.fate = Fate::Asks;
    row
}

/// One wrong cell, of every kind in turn.
fn wrong(dice: &mut Dice, place: usize, as_of: NaiveDate) -> Row {
    let mut row = fine(dice, place, as_of);
    let kind = place / 25 * 2 + usize::from(place % 25 == 17);
    row.fate = Fate::Wrong;
    match kind % 14 {
        0 => row.cells[0] = String::new(),
        1 => row.cells[1] = "2/30/2019".into(),
        2 => row.cells[1] = "6/1/1875".into(),
        3 => row.cells[1] = "6/1/2099".into(),
        4 => row.cells[1] = "about 4".into(),
        5 => row.cells[3] = "555-0134".into(),
        6 => row.cells[4] = "none of your business".into(),
        7 => row.cells[5] = "swimming".into(),
        8 => row.cells[8] = "purple folder".into(),
        9 => row.cells[9] = "#REF!".into(),
        10 => row.cells[0] = "???".into(),
        11 => {
            row.cells[15] = "caf\u{ffff} pickup".into();
            row.fate = Fate::WrongInText;
        }
        12 => {
            row.cells.truncate(9);
            row.fate = Fate::WrongInText;
        }
        _ => {
            row.cells.insert(2, "moved".into());
            row.fate = Fate::WrongInText;
        }
    }
    row.dates.retain(|(column, _)| *column != 1 || !(1..=4).contains(&(kind % 14)));
    row
}

/// Somebody from further up, once more.
fn twin(dice: &mut Dice, before: &[Row]) -> Option<Row> {
    let known: Vec<&Row> =
        before.iter().filter(|row| row.fate == Fate::Ready && row.cells[0].contains(", ")).collect();
    let mut row = (*known.get(dice.pick(known.len().max(1)))?).clone();
    let (last, first) = row.cells[0].split_once(", ").map(|(l, f)| (l.to_owned(), f.to_owned()))?;
    match dice.below(3) {
        0 => row.cells[0] = format!("{first}  {}", last.to_uppercase()),
        1 => row.cells[5] = "ABA".into(),
        _ => {
            row.cells[1] = String::new();
            row.dates.clear();
        }
    }
    row.cells[12] = format!("{}", 90_000 + before.len());
    row.fate = Fate::Twin;
    Some(row)
}

/// Small, and the same on every machine and with every version of every crate (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    fn pick(&mut self, of: usize) -> usize {
        usize::try_from(self.below(of as u64)).unwrap_or(0)
    }
}
