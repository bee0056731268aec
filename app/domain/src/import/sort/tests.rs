//! Stories of rows: what stands in a sheet, and what becomes of it.

use super::*;
use crate::ids::{CaseId, StaffId};
use crate::import::columns::{Field, Use};
use crate::import::dates::{DateOrder, DateStyle};
use crate::import::mapping::Standing;
use crate::import::sheet::{Fault, RawRow};
use crate::import::twins::Other;
use crate::kinds::Discipline;
use proptest::prelude::*;
use uuid::Uuid;

fn sheet(headers: &str, rows: &[&str]) -> Sheet {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = rows.iter().zip(2..).map(|(row, line)| RawRow { line, cells: cells(row), faults: vec![] });
    Sheet { headers: cells(headers), rows: rows.collect(), notes: vec![] }
}

fn context() -> Context {
    let staff = vec![(StaffId(Uuid::from_u128(1)), "Dana Kim".to_owned())];
    Context { as_of: "2026-03-10".parse().unwrap(), staff, sites: vec![] }
}

/// One line per row, in words.
fn tell(sheet: &Sheet, sorted: &Sorted) -> Vec<String> {
    let tell = |row: &SortedRow| match &row.verdict {
        Verdict::Ready(draft) => {
            let marks: Vec<_> = draft.disciplines.iter().map(|d| d.mark()).collect();
            let since = draft.lane_since.map_or("-".to_owned(), |on| on.to_string());
            format!(
                "ready: {}, {} in {} since {since}",
                draft.name,
                marks.join("+"),
                draft.standing.lane.code()
            )
        }
        Verdict::ToFix(problems) => problems
            .iter()
            .map(|p| {
                let column = p.column.map_or("row", |column| &sheet.headers[column]);
                format!("{column} {:?}: {}", p.cell, p.reason)
            })
            .collect::<Vec<_>>()
            .join(" | "),
        Verdict::PossibleDuplicate { twin, .. } => match twin.of {
            Other::Row(line) => format!("as row {line}: {}", twin.alike.title()),
            Other::Case(_) => format!("as a case: {}", twin.alike.title()),
        },
    };
    sorted.rows.iter().map(tell).collect()
}

fn check(headers: &str, rows: &[&str], change: impl FnOnce(&mut Mapping), known: &[Known]) -> Vec<String> {
    let sheet = sheet(headers, rows);
    let mut mapping = Mapping::proposed(&sheet, context().as_of);
    change(&mut mapping);
    assert_eq!(mapping.problems(&sheet), Vec::<String>::new());
    tell(&sheet, &sort(&sheet, &mapping, &context(), known))
}

#[test]
fn rows_become_cases_with_their_old_dates() {
    let told = check(
        "Name | DOB | Service | Status | Since",
        &[
            "Lopez, Maria | 3/14/2019 | ST/OT | Active | 1/25/2026",
            "Bo Chen | 11/2/2017 | OT | waiting list | 2/3/2026",
            "Sam Stone | | PT | d/c pending | ",
        ],
        |_| {},
        &[],
    );
    assert_eq!(
        told,
        [
            "ready: Maria Lopez, SLP+OT in active since 2026-01-25",
            "ready: Bo Chen, OT in intake since 2026-02-03",
            "ready: Sam Stone, PT in transition since -",
        ]
    );
}

#[test]
fn every_wrong_cell_has_its_reason() {
    let told = check(
        "Name | DOB | Service | Status | Phone",
        &[
            " | 3/14/2019 | OT | Active | ",
            "Bo Chen | 2/30/2019 | OT | Active | 555-0134",
            "Sam Stone | 3/14/2099 | swimming | purple | 212-555-0134",
            "Ana Li | 3/25/2019 |  | Active | ",
            "Dan Roe | #REF! | OT | Active | ",
        ],
        |_| {},
        &[],
    );
    assert_eq!(
        told,
        [
            "Name \"\": The patient's name is missing. Write it, or delete the row.",
            "DOB \"2/30/2019\": There is no such day in the calendar. Check the day and the month. | Phone \"555-0134\": \
             This is not a phone number we can dial. Write ten digits, or + and the country code.",
            "DOB \"3/14/2099\": 14 March 2099 is in the future. Check the year. | Service \"swimming\": “swimming” is not \
             a discipline we know. Write SLP, OT, PT, ABA or MH. | Status \"purple\": We do not know this status. Choose \
             a lane for it, or change the word.",
            "Service \"\": No discipline is given. Write SLP, OT, PT, ABA or MH, or choose one for all such rows.",
            "DOB \"#REF!\": A formula in the spreadsheet failed here. Write the value itself.",
        ]
    );
}

#[test]
fn ambiguous_dates_wait_for_an_answer() {
    let rows = ["Ana Li | 3/4/2019 | OT", "Bo Chen | 5/6/2018 | OT"];
    let told = check("Name | DOB | Service", &rows, |_| {}, &[]);
    assert!(told.iter().all(|row| row.contains("Choose how this column writes its dates")), "{told:?}");
    let answer = |mapping: &mut Mapping| {
        mapping.orders.insert(1, DateOrder::DayFirst);
    };
    let told = check("Name | DOB | Service", &rows, answer, &[]);
    assert!(told.iter().all(|row| row.starts_with("ready")), "{told:?}");
}

#[test]
fn choices_for_words_and_blanks_are_followed() {
    let told = check(
        "Name | Service | Status",
        &["Ana Li | OT | purple", "Bo Chen |  | Active"],
        |mapping| {
            let review = Standing { lane: crate::kinds::Lane::Review, waiting: false, hold: false };
            mapping.statuses.insert("purple".into(), review);
            mapping.blank_discipline = Some(Discipline::Mh);
        },
        &[],
    );
    assert_eq!(told, ["ready: Ana Li, OT in review since -", "ready: Bo Chen, MH in active since -"]);
}

#[test]
fn twins_are_asked_about_and_siblings_are_not() {
    let known = Known {
        case: CaseId(Uuid::from_u128(7)),
        name: "Noor Haddad".into(),
        birth_on: "2018-01-20".parse().ok(),
        phones: vec![],
        identifiers: vec!["A-1001".into()],
    };
    let told = check(
        "Name | DOB | Service | MRN",
        &[
            "Lopez, Maria | 3/14/2019 | OT | 5001",
            "maria  LÓPEZ | 3/14/2019 | ST | 5002",
            "Maria Lopez |  | ST | 5003",
            "Maria Lopes | 3/14/2019 | ST | 5004",
            "Mario Lopez-Ruiz | 3/14/2019 | ST | 5005",
            "Maria Lopez | 3/15/2016 | ST | 5006",
            "Haddad, Noor | 1/20/2018 | PT | 5007",
            "N. Hadad | | PT | a1001",
            "Leah Haddad | 1/22/2015 | PT | A-1001",
        ],
        |_| {},
        &[known],
    );
    assert_eq!(
        told,
        [
            "ready: Maria Lopez, OT in intake since -",
            "as row 2: same name and birth date",
            "as row 2: same name, one birth date is missing",
            "as row 2: same birth date, almost the same name",
            "ready: Mario Lopez-Ruiz, SLP in intake since -",
            "ready: Maria Lopez, SLP in intake since -",
            "as a case: same name and birth date",
            "as a case: same number",
            "ready: Leah Haddad, PT in intake since -",
        ]
    );
}

#[test]
fn a_duplicate_can_be_wanted() {
    let told = check(
        "Name | DOB | Service",
        &["Ana Li | 3/14/2019 | OT", "Ana Li | 3/14/2019 | PT"],
        |mapping| {
            mapping.import_anyway.insert(3);
        },
        &[],
    );
    assert!(told.iter().all(|row| row.starts_with("ready")), "{told:?}");
}

#[test]
fn nothing_of_a_ready_row_is_lost() {
    let sheet = sheet(
        "Name | DOB | Service | Therapist | Status | Insurance | Shoe size | Phone | Parent | MRN",
        &[
            "Ana Li | 3/14/2019 | OT | Somebody New | active - 2x/wk | Harbor Mutual | =31+1 | 212-555-0134 x9 | Jo Li | 77001",
        ],
    );
    let mapping = Mapping::proposed(&sheet, context().as_of);
    let sorted = sort(&sheet, &mapping, &context(), &[]);
    let (line, draft) = sorted.ready().next().unwrap();
    assert_eq!(line, 2);
    assert_eq!(draft.owner, None);
    assert_eq!(draft.guardians[0].name.as_ref().unwrap().as_str(), "Jo Li");
    assert_eq!(draft.identifiers, [("MRN".to_owned(), "77001".to_owned())]);
    let notes: Vec<_> = draft.notes.iter().map(|(column, text)| format!("{column}: {text}")).collect();
    assert_eq!(
        notes,
        [
            "Phone: 212-555-0134 x9",
            "Status: active - 2x/wk",
            "Therapist: Somebody New",
            "Insurance: Harbor Mutual",
            "Shoe size: =31+1",
        ]
    );
}

#[test]
fn an_owner_on_staff_is_recognised() {
    let sheet = sheet("Name | Service | Therapist", &["Ana Li | OT | D. Kim"]);
    let mapping = Mapping::proposed(&sheet, context().as_of);
    let sorted = sort(&sheet, &mapping, &context(), &[]);
    assert_eq!(sorted.ready().next().unwrap().1.owner, Some(StaffId(Uuid::from_u128(1))));
}

fn any_use() -> impl Strategy<Value = Use> {
    prop_oneof![
        4 => (0..Field::ALL.len()).prop_map(|at| Use::Field(Field::ALL[at])),
        1 => Just(Use::Note),
        1 => Just(Use::Ignore),
    ]
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "\\PC{0,24}",
        2 => prop::sample::select(vec![
            "", "Ana Li", "Li, Ana", "3/4/2019", "2019-03-04", "30 February 2019", "OT", "Active", "=1+1", "212-555-0134", "x",
            "#REF!", "Discharged", "5001", "a@example.org",
        ]).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_piles_add_up_whatever_the_rows_hold(
        uses in prop::collection::vec(any_use(), 1..8),
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..9), 0..12),
        order: bool,
    ) {
        let headers: Vec<String> = (0..uses.len()).map(|at| format!("H{at}")).collect();
        let width = headers.len();
        let rows: Vec<RawRow> = rows.into_iter().zip(2..).map(|(cells, line)| {
            let odd = cells.len() != width;
            let faults = odd.then_some(Fault::CellCount { found: cells.len(), expected: width });
            RawRow { line, cells, faults: faults.into_iter().collect() }
        }).collect();
        let sheet = Sheet { headers, rows, notes: vec![] };
        let mut mapping = Mapping::proposed(&sheet, context().as_of);
        mapping.uses = uses;
        if order {
            mapping.orders.insert(0, DateOrder::MonthFirst);
        }
        let sorted = sort(&sheet, &mapping, &context(), &[]);
        let counts = sorted.counts();
        prop_assert_eq!(counts.rows, counts.ready + counts.to_fix + counts.duplicates);
        prop_assert_eq!(sorted.rows.len(), sheet.rows.len());
        for (sorted, raw) in sorted.rows.iter().zip(&sheet.rows) {
            prop_assert_eq!(sorted.line, raw.line);
            match &sorted.verdict {
                Verdict::ToFix(problems) => prop_assert!(!problems.is_empty()),
                Verdict::Ready(draft) | Verdict::PossibleDuplicate { draft, .. } => {
                    prop_assert!(raw.faults.is_empty());
                    prop_assert!(!draft.disciplines.is_empty());
                }
            }
        }
    }
}

#[test]
fn dots_and_slashes_in_one_column_are_never_read_against_each_other() {
    let rows = [
        "Dot One | 07.03.2011 | OT",
        "Slash Two | 2/9/14 | OT",
        "Dot Three | 25.08.2012 | OT",
        "Slash Four | 08/27/2018 | OT",
    ];
    let sheet = sheet("Name | DOB | Service", &rows);
    for answer in [None, Some(DateOrder::MonthFirst), Some(DateOrder::DayFirst)] {
        let mut mapping = Mapping::proposed(&sheet, context().as_of);
        mapping.orders.extend(answer.map(|order| (1, order)));
        let sorted = sort(&sheet, &mapping, &context(), &[]);
        let born: Vec<_> =
            sorted.ready().filter_map(|(_, draft)| draft.birth_on).map(|on| on.to_string()).collect();
        assert_eq!(born, ["2011-03-07", "2014-02-09", "2012-08-25", "2018-08-27"], "{answer:?}");
    }
}

#[test]
fn two_open_styles_of_one_column_are_two_questions() {
    let rows = ["Dot One | 07.03.2011 | OT", "Slash Two | 2/9/14 | OT"];
    let sheet = sheet("Name | DOB | Service", &rows);
    let born = |change: &dyn Fn(&mut Mapping)| -> Vec<Option<String>> {
        let mut mapping = Mapping::proposed(&sheet, context().as_of);
        change(&mut mapping);
        let sorted = sort(&sheet, &mapping, &context(), &[]);
        let born = |row: &SortedRow| match &row.verdict {
            Verdict::Ready(draft) => draft.birth_on.map(|on| on.to_string()),
            _ => None,
        };
        sorted.rows.iter().map(born).collect()
    };
    let answer = |mapping: &mut Mapping, style, order| {
        mapping.styles.entry(1).or_default().insert(style, order);
    };
    let one = born(&|mapping| mapping.orders.extend([(1, DateOrder::MonthFirst)]));
    assert_eq!(one, [None, None]);
    let dots = born(&|mapping| answer(mapping, DateStyle::Dots, DateOrder::DayFirst));
    assert_eq!(dots, [Some("2011-03-07".to_owned()), None]);
    let both = born(&|mapping| {
        answer(mapping, DateStyle::Dots, DateOrder::DayFirst);
        answer(mapping, DateStyle::Slashes, DateOrder::MonthFirst);
    });
    assert_eq!(both, [Some("2011-03-07".to_owned()), Some("2014-02-09".to_owned())]);
}

#[test]
fn days_in_lane_come_from_the_nearest_date_that_the_row_has() {
    let sheet = sheet(
        "Name | Service | Status | Stage since | Referral Date | Eval date | Start of care | Discharge date",
        &[
            "Ana Own | OT | Transition | 2/20/2026 | 1/2/2025 | 1/15/2025 | 2/25/2025 | ",
            "Bo Milestone | OT | Active | | 1/2/2025 | 1/15/2025 | 2/25/2025 | 12/1/2027",
            "Cy Earlier | OT | Transition | | 1/2/2025 | 1/15/2025 | 2/25/2025 | ",
            "Di Evaluated | OT | Planning | n/a | 1/2/2025 | 1/15/2025 | 12/25/2026 | ",
            "Ed Referred | OT | Active | | 1/17/2025 | | on trial | ",
            "Flo Undated | OT | Review | | | | | ",
            "Gus Closed | OT | Discharged | | 1/17/2025 | | | 1/30/2026",
        ],
    );
    let sorted = sort(&sheet, &Mapping::proposed(&sheet, context().as_of), &context(), &[]);
    let told: Vec<String> = sorted
        .ready()
        .map(|(_, draft)| match (draft.lane_since, draft.lane_since_from) {
            (Some(on), Some(column)) => format!("{}: {on}, {}", draft.name, sheet.headers[column]),
            other => format!("{}: {other:?}", draft.name),
        })
        .collect();
    assert_eq!(
        told,
        [
            "Ana Own: 2026-02-20, Stage since",
            "Bo Milestone: 2025-02-25, Start of care",
            "Cy Earlier: 2025-02-25, Start of care",
            "Di Evaluated: 2025-01-15, Eval date",
            "Ed Referred: 2025-01-17, Referral Date",
            "Flo Undated: (None, None)",
            "Gus Closed: 2026-01-30, Discharge date",
        ]
    );
    let columns = [(None, 1), (Some(3), 1), (Some(4), 1), (Some(5), 1), (Some(6), 2), (Some(7), 1)];
    assert_eq!(sorted.lane_dates(), columns.into());
    // Milestones have no other place in a case, so they stay readable.
    let (_, ed) = sorted.ready().nth(4).unwrap();
    assert!(ed.notes.contains(&("Start of care".to_owned(), "on trial".to_owned())), "{:?}", ed.notes);
}

#[test]
fn a_milestone_that_cannot_be_is_to_fix_only_where_it_decides() {
    let told = check(
        "Name | Service | Status | Status date | Start of care",
        &["Ana Li | OT | Active | 2/20/2026 | 2/30/2025", "Bo Chen | OT | Active | | 2/30/2025"],
        |_| {},
        &[],
    );
    assert_eq!(told[0], "ready: Ana Li, OT in active since 2026-02-20");
    assert!(told[1].contains("There is no such day in the calendar"), "{}", told[1]);
}
