use super::*;
use crate::import::RawRow;
use crate::kinds::Discipline;
use crate::visit::import::About;
use proptest::prelude::*;
use uuid::Uuid;

fn sheet(headers: &str, rows: &[&str]) -> Sheet {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = rows.iter().zip(2..).map(|(row, line)| RawRow { line, cells: cells(row), faults: vec![] });
    Sheet { headers: cells(headers), rows: rows.collect(), notes: vec![] }
}

fn context() -> Context {
    let staff = vec![(StaffId(Uuid::from_u128(1)), "Dana Kim".to_owned())];
    Context { today: "2026-11-23".parse().unwrap(), staff }
}

fn read(headers: &str, rows: &[&str], answers: &Answers) -> Sorted {
    sort(&sheet(headers, rows), answers, &context()).unwrap()
}

/// One line for each draft, then one for each problem.
fn check(headers: &str, rows: &[&str]) -> Vec<String> {
    say(&read(headers, rows, &Answers::default()))
}

fn say(sorted: &Sorted) -> Vec<String> {
    let of = |draft: &Draft| {
        let about = match &draft.about {
            About::Number(number) => format!("#{number}"),
            About::Identifier(id) | About::Text(id) => id.clone(),
        };
        let at = draft.at.map_or("-".to_owned(), |at| format!("{}:{:02}", at / 60, at % 60));
        let minutes = draft.minutes.map_or("-".to_owned(), |minutes| minutes.get().to_string());
        let codes: Vec<String> = draft
            .services
            .iter()
            .map(|service| format!("{:?}{:?}={}", service.code, service.modifiers, service.minutes.get()))
            .collect();
        let who = draft.discipline.map_or("-", Discipline::mark);
        format!("{about} {} {at} {minutes} {who} {:?} {}", draft.on, draft.outcome, codes.join("+"))
            .trim()
            .to_owned()
    };
    let wrong = |it: &RowProblem| format!("{} {:?} {:?}", it.line, it.column, it.problem);
    sorted.drafts.iter().map(of).chain(sorted.problems.iter().map(wrong)).collect()
}

#[test]
fn a_schedule_of_another_program_is_read() {
    let seen = check(
        "Case # | Appt Date | Start Time | End Time | Therapy | Provider | Appt Status | CPT Codes",
        &[
            "1042 | 11/20/2026 | 2:15 PM | 3:00 PM | PT | Kim, Dana | Completed | 97110-GP",
            "#1043 | 11/25/2026 | 9:00 AM | | speech | | Scheduled | ",
            "1042 | 2026-11-19 | 14:15 | 15:00 | OT | | No Show | 97530=30 97110-GO-59=15",
            "1044 | 11/18/2026 | | | | | Cancelled late | ",
        ],
    );
    assert_eq!(
        seen,
        [
            "#1042 2026-11-20 14:15 45 PT Arrived 97110[GP]=45",
            "#1043 2026-11-25 9:00 - SLP Booked",
            "#1042 2026-11-19 14:15 45 OT NoShow 97530[]=30+97110[GO, 59]=15",
            "#1044 2026-11-18 - - - CancelledLate",
        ]
    );
}

#[test]
fn every_row_is_a_visit_or_a_problem_with_its_place() {
    let seen = check(
        "Case | Date | Start | Minutes | Discipline | Therapist | Status | Code",
        &[
            "| 2026-11-20 | | | | | | ",
            "10a | 2026-11-20 | | | | | | ",
            "1 | 30 Feb 2026 | | | | | | ",
            "1 | 2026-11-20 | noon | | | | | ",
            "1 | 2026-11-20 | | long | | | | ",
            "1 | 2026-11-20 | | | PT/OT | | | ",
            "1 | 2026-11-20 | | | | Nobody | | ",
            "1 | 2026-11-20 | | | | | bumped | ",
            "1 | 2026-11-20 | | 45 | | | | 97110 97530",
            "1 | 2026-11-20 | | 45 | | | | stretching",
            "1 | 2026-11-20 | | | | | | 97110",
            "1 | 2026-11-21 | | | | | | ",
            "1 | 2026-11-21 | | | | | seen | ",
        ],
    );
    assert_eq!(
        seen,
        [
            "#1 2026-11-21 - - - Booked",
            "2 Some(Case) NoCase",
            "3 Some(Case) NotANumber",
            "4 Some(Date) Date(NotInCalendar)",
            "5 Some(Start) NotATime",
            "6 Some(Minutes) NotALength",
            "7 Some(Discipline) NotADiscipline",
            "8 Some(Staff) NoSuchStaff",
            "9 Some(Status) NotAStatus",
            "10 Some(Codes) NoMinutes(\"97110\")",
            "11 Some(Codes) NotAService(\"stretching\")",
            "12 Some(Codes) NoMinutes(\"97110\")",
            "14 Some(Date) Twice { line: 13 }",
        ]
    );
    assert_eq!(
        check("Case | Date | Start | End | Minutes", &["1 | 2026-11-20 | 14:00 | 13:00 | "]),
        ["2 Some(End) NoEnd"]
    );
    let differs = check("Case | Date | Start | End | Minutes", &["1 | 2026-11-20 | 14:00 | 15:00 | 45"]);
    assert_eq!(differs, ["2 Some(Minutes) LengthDiffers"]);
}

#[test]
fn what_can_be_read_two_ways_is_asked_about() {
    let rows = ["1 | 3/4/2026 | 2:15", "1 | 5/4/2026 | 9:30"];
    let open = read("Case | Date | Start", &rows, &Answers::default());
    assert_eq!(open.drafts, []);
    assert_eq!(open.dates.open().count(), 1);
    let halves = open.problems.iter().filter(|it| it.problem == Problem::EitherHalf).count();
    assert_eq!(halves, 2);
    let answers = Answers {
        dates: [(dates::DateStyle::Slashes, dates::DateOrder::MonthFirst)].into(),
        clock: Some(Clock::Daytime),
        ..Answers::default()
    };
    let said = say(&read("Case | Date | Start", &rows, &answers));
    assert_eq!(said, ["#1 2026-03-04 14:15 - - Booked", "#1 2026-05-04 9:30 - - Booked"]);
    let shown = check("Case | Date | Start", &["1 | 2026-03-04 | 9:30", "1 | 2026-03-05 | 14:15"]);
    assert_eq!(shown[0], "#1 2026-03-04 9:30 - - Booked", "another row shows 24 hours");
}

#[test]
fn a_time_behind_the_date_is_not_lost() {
    let seen = check(
        "MRN | Date",
        &["A-7 | 2026-11-20 14:15", "A-7 | 11/21/2026 2:15 PM", "A-7 | 2026-11-22 00:00:00"],
    );
    assert_eq!(
        seen,
        ["A-7 2026-11-20 14:15 - - Booked", "A-7 2026-11-21 14:15 - - Booked", "A-7 2026-11-22 - - - Booked"]
    );
}

#[test]
fn status_words_are_shown_with_their_meaning_and_a_person_decides() {
    let rows = [
        "1 | 2026-11-16 | Cancelled",
        "1 | 2026-11-17 | CANCELLED",
        "1 | 2026-11-18 | bumped",
        "1 | 2026-11-19 | ",
    ];
    let answers =
        Answers { statuses: [("bumped".to_owned(), Outcome::CancelledLate)].into(), ..Answers::default() };
    let sorted = read("Case | Date | Status", &rows, &answers);
    let words: Vec<_> = sorted.statuses.iter().map(|it| (it.word.as_str(), it.rows, it.outcome)).collect();
    assert_eq!(words[0], ("Cancelled", 2, Some(Outcome::CancelledInTime)));
    assert!(words.contains(&("bumped", 1, Some(Outcome::CancelledLate))));
    assert!(words.contains(&("", 1, Some(Outcome::Booked))));
    for (word, outcome) in [
        ("Kept", Outcome::Arrived),
        ("DNA", Outcome::NoShow),
        ("No-Show", Outcome::NoShow),
        ("late cancel", Outcome::CancelledLate),
        ("Confirmed", Outcome::Booked),
    ] {
        assert_eq!(status(word), Some(outcome), "{word}");
    }
    assert_eq!(status("rescheduled"), None);
}

#[test]
fn a_table_without_case_or_date_is_no_schedule() {
    let refused = |headers| sort(&sheet(headers, &[]), &Answers::default(), &context()).unwrap_err();
    assert_eq!(refused("Name | Date"), NotASchedule::NoCase);
    assert_eq!(refused("Case | Weekday"), NotASchedule::NoDate);
    let damaged =
        RawRow { line: 2, cells: vec!["1".into()], faults: vec![Fault::CellCount { found: 1, expected: 2 }] };
    let sheet = Sheet { rows: vec![damaged], ..sheet("Case | Date", &[]) };
    let sorted = sort(&sheet, &Answers::default(), &context()).unwrap();
    assert!(matches!(sorted.problems[0].problem, Problem::Damaged(_)) && sorted.drafts.is_empty());
}

/// `cargo test --release -p domain -- --ignored fifty_thousand`: 0.4 seconds on a busy machine.
#[test]
#[ignore = "a measurement, for a release build"]
fn fifty_thousand_rows_take_less_than_a_second() {
    let rows: Vec<String> = (0..50_000)
        .map(|n| {
            format!(
                "{} | {}/{}/2026 | 2:15 PM | 45 | PT | Kim, Dana | Kept | 97110-GP",
                n / 28,
                n % 12 + 1,
                n % 28 + 1
            )
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let sheet = sheet("Case | Date | Start | Minutes | Discipline | Therapist | Status | Code", &rows);
    let start = std::time::Instant::now();
    let sorted = sort(&sheet, &Answers::default(), &context()).unwrap();
    println!("{:?}", start.elapsed());
    assert_eq!(sorted.drafts.len() + sorted.problems.len(), 50_000);
    assert!(start.elapsed().as_secs() < 1);
}

proptest! {
    #[test]
    fn no_row_is_lost(rows in prop::collection::vec(prop::collection::vec("[0-9a-z/:. -]{0,12}|PT|1042|2026-11-20|14:15", 8), 0..20)) {
        let lines: Vec<String> = rows.iter().map(|cells| cells.join("|")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let sorted = read("Case | Date | Start | Minutes | Discipline | Therapist | Status | Code", &lines, &Answers::default());
        for line in 2..2 + u32::try_from(rows.len()).unwrap() {
            let drafts = sorted.drafts.iter().filter(|draft| draft.line == line).count();
            let problems = sorted.problems.iter().filter(|problem| problem.line == line).count();
            prop_assert!(drafts == 1 && problems == 0 || drafts == 0 && 0 < problems, "{}", line);
        }
    }
}

#[test]
fn importing_the_same_row_again_finds_the_same_visit() {
    let read = |row| read("Case | Date | Start | Appt ID", &[row], &Answers::default()).drafts.remove(0);
    let id = |draft: &Draft| crate::visit::imported(crate::ids::CaseId(Uuid::from_u128(1)), &draft.key());
    let first = read("1042 | 2026-11-20 | 14:15 | ");
    assert_eq!(id(&first), id(&read("1042 | 11/20/2026 | 2:15 PM | ")));
    assert_ne!(id(&first), id(&read("1042 | 2026-11-20 | 15:15 | ")));
    let named = read("1042 | 2026-11-20 | 14:15 | A-77");
    assert_eq!(id(&named), id(&read("1042 | 2026-11-27 | 9:30 AM | A-77")), "moved in its program");
    let visit = named.visit(id(&named), Discipline::Pt);
    assert_eq!((visit.discipline, visit.source.unwrap().as_str()), (Discipline::Pt, "A-77"));
}
