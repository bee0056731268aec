//! Files as they come.

use super::*;
use domain::import::Fault;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn check(bytes: &[u8]) -> Result<Sheet, ReadError> {
    read(bytes, None, &Limits::default())
}

fn table(sheet: &Sheet) -> String {
    let rows = sheet.rows.iter().map(|row| format!("{}: {}", row.line, row.cells.join(" | ")));
    [sheet.headers.join(" | ")].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_with_titles_blanks_and_wrong_widths_is_read() {
    let text = "Sunrise list,,\nMarch 2026,,\n\nName,DOB,Svc,\nLopez; Maria,3/14/2019,OT,\n\nBo,1/2/2018\nAna,1/2/2018,OT,x,y\n";
    let sheet = check(text.as_bytes()).unwrap();
    assert_eq!(
        table(&sheet),
        "Name | DOB | Svc\n5: Lopez; Maria | 3/14/2019 | OT\n7: Bo | 1/2/2018\n8: Ana | 1/2/2018 | OT | x | y"
    );
    assert_eq!(sheet.rows[1].faults, [Fault::CellCount { found: 2, expected: 3 }]);
    assert_eq!(sheet.rows[2].faults, [Fault::CellCount { found: 5, expected: 3 }]);
    assert!(sheet.notes.contains(&SheetNote::HeaderAt { line: 4 }));
}

#[test]
fn headers_are_named_once_each() {
    let sheet = check(b"Name,Phone,Phone,,DOB\nAna,1,2,3,4\n").unwrap();
    assert_eq!(sheet.headers, ["Name", "Phone", "Phone (2)", "Column D", "DOB"]);
}

#[test]
fn a_list_without_a_header_keeps_its_first_row() {
    let sheet = check(b"Ana Li,3/14/2019,212-555-0134\nBo Chen,1/2/2018,212-555-0135\n").unwrap();
    assert_eq!(table(&sheet).lines().next(), Some("Column A | Column B | Column C"));
    assert_eq!(sheet.rows.len(), 2);
    assert!(sheet.notes.contains(&SheetNote::NoHeader));
}

#[test]
fn broken_letters_stay_with_their_row() {
    let sheet =
        check(b"Name;DOB\nZo\xc3\xab;2019-01-02\nRen\xc3\xa9;2019-01-02\nJos\xe9;2019-01-02\n").unwrap();
    assert_eq!(sheet.rows[2].cells[0], "José");
    let faults: Vec<_> = sheet.rows.iter().map(|row| row.faults.len()).collect();
    assert_eq!(faults, [0, 0, 1]);
}

#[test]
fn a_cell_that_is_text_in_no_encoding_is_to_fix_and_says_why() {
    let sheet = check(b"Name,DOB\nBro\xff\xfeken \xc3\x28,2015-01-02\nGood One,2015-01-02\n").unwrap();
    assert_eq!(sheet.rows[0].faults, [Fault::BrokenText { column: 0 }]);
    assert_eq!(sheet.rows[1].faults, []);
    let sheet = check("Name,DOB\nBro\u{fffd}ken,2015-01-02\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows[0].faults, [Fault::BrokenText { column: 0 }]);
    assert!(sheet.rows[0].faults[0].to_string().contains("damaged in the file"));
}

#[test]
fn blank_rows_are_left_out_and_counted() {
    let sheet = check(b"Name,DOB\nAna,2015-01-02\n,\n\nBo,2015-01-02\n\n\n").unwrap();
    assert_eq!(sheet.rows.len(), 2);
    assert!(sheet.notes.contains(&SheetNote::BlankRows { count: 2 }), "{:?}", sheet.notes);
    assert_eq!(SheetNote::BlankRows { count: 2 }.to_string(), "2 blank rows were left out.");
}

#[test]
fn a_row_of_a_workbook_that_goes_on_behind_the_header_is_reported_as_in_text() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        for (column, header) in (0_u16..).zip(["Name", "DOB", "Svc"]) {
            sheet.write(0, column, header)?;
        }
        for row in 1..=4 {
            sheet.write(row, 0, format!("Ana {row}"))?;
            sheet.write(row, 1, "2015-01-02")?;
        }
        sheet.write(2, 4, "shifted")?;
        Ok(())
    });
    let sheet = check(&bytes).unwrap();
    assert_eq!(sheet.headers, ["Name", "DOB", "Svc"]);
    let faults: Vec<_> = sheet.rows.iter().map(|row| row.faults.clone()).collect();
    let shifted = vec![Fault::CellCount { found: 5, expected: 3 }];
    assert_eq!(faults, [vec![], shifted, vec![], vec![]]);
    assert_eq!(sheet.rows[0].cells.len(), 3);
}

fn book(fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_its_dates_numbers_and_formulas() {
    let bytes = book(|book| {
        book.add_worksheet().set_name("Cover")?;
        let sheet = book.add_worksheet().set_name("Caseload")?;
        let day = Format::new().set_num_format("mm/dd/yy");
        for (column, header) in ["Name", "DOB", "MRN", "Age", "Memo", "Active"].into_iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), header)?;
        }
        sheet.write(1, 0, "Lopez, Maria")?;
        sheet.write_with_format(1, 1, 43_538, &day)?;
        sheet.write(1, 2, 10_441)?;
        sheet.write_formula(1, 3, Formula::new("=2026-2019").set_result("7"))?;
        sheet.write_string(1, 4, "=HYPERLINK(\"x\")")?;
        sheet.write(1, 5, true)?;
        sheet.write(4, 0, "Bo Chen")?;
        sheet.write(4, 2, 3.5)?;
        Ok(())
    });
    let sheet = check(&bytes).unwrap();
    assert_eq!(
        table(&sheet),
        "Name | DOB | MRN | Age | Memo | Active\n\
         2: Lopez, Maria | 2019-03-14 | 10441 | 7 | =HYPERLINK(\"x\") | TRUE\n\
         5: Bo Chen |  | 3.5 |  |  | "
    );
    let chosen =
        SheetNote::SheetChosen { name: "Caseload".into(), all: vec!["Cover".into(), "Caseload".into()] };
    assert!(sheet.notes.contains(&chosen), "{:?}", sheet.notes);
    assert_eq!(read(&bytes, Some("Nope"), &Limits::default()), Err(ReadError::NoSuchSheet("Nope".into())));
    assert_eq!(read(&bytes, Some("Cover"), &Limits::default()), Err(ReadError::Empty));
}

#[test]
fn a_cell_in_the_last_corner_is_refused_not_allocated() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "Name")?;
        sheet.write(1_048_575, 16_383, "x")?;
        Ok(())
    });
    assert_eq!(check(&bytes), Err(ReadError::TooManyColumns { line: 1_048_576, limit: 200 }));
}

fn zipped(parts: &[(&str, usize)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, zeros) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; *zeros]).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_read() {
    let bomb = zipped(&[("[Content_Types].xml", 10), ("xl/worksheets/sheet1.xml", 24 * 1024 * 1024)]);
    assert!(bomb.len() < 100_000);
    assert_eq!(check(&bomb), Err(ReadError::UnpacksTooLarge { limit: 200 }));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_too() {
    let mut bomb = zipped(&[("[Content_Types].xml", 10), ("xl/worksheets/sheet1.xml", 24 * 1024 * 1024)]);
    let honest = (24_u32 * 1024 * 1024).to_le_bytes();
    let places: Vec<_> = (0..bomb.len() - 4).filter(|at| bomb[*at..at + 4] == honest).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let refused = check(&bomb).unwrap_err();
    assert!(matches!(refused, ReadError::UnpacksTooLarge { .. } | ReadError::Damaged), "{refused}");
}

#[test]
fn other_files_are_named() {
    let says = |bytes: &[u8]| check(bytes).unwrap_err().to_string();
    assert!(says(b"%PDF-1.7 ...").starts_with("A PDF cannot be read."));
    assert!(says(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....").starts_with("A workbook in the old .xls format"));
    let locked: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(check(&locked), Err(ReadError::Encrypted));
    assert!(says(b"<html><table>").starts_with("A web page"));
    assert!(says(&zipped(&[("mimetype", 3), ("content.xml", 3)])).starts_with("A LibreOffice"));
    assert!(says(&zipped(&[("holiday.jpg", 3)])).starts_with("A packed (.zip) file"));
    assert_eq!(check(&zipped(&[("[Content_Types].xml", 3)])), Err(ReadError::Damaged));
    assert_eq!(check(b"PK\x03\x04 not really"), Err(ReadError::Damaged));
    assert_eq!(check(b"PK,Name\n1,Ana\n"), Err(ReadError::Damaged));
    assert_eq!(check(b""), Err(ReadError::Empty));
    assert_eq!(check(b"\n\n , \n"), Err(ReadError::Empty));
    assert_eq!(check(b"Name,DOB\n"), Err(ReadError::NoRows));
}

#[test]
fn limits_are_sentences() {
    let limits = Limits { file_bytes: 1024 * 1024, rows: 3, columns: 2, ..Limits::default() };
    let says = |bytes: &[u8]| read(bytes, None, &limits).unwrap_err();
    let large = says(&vec![b'a'; 1024 * 1024 + 1]);
    assert!(large.is_too_large());
    assert!(large.to_string().starts_with("This file is larger than 1 MiB."));
    assert_eq!(says(b"Name\na\nb\nc\nd\n"), ReadError::TooManyRows { limit: 3 });
    assert_eq!(says(b"Name,DOB,Memo\na,b,c\n"), ReadError::TooManyColumns { line: 2, limit: 2 });
    assert!(read(b"Name\na\nb\nc\n", None, &limits).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = check(&bytes);
    }

    #[test]
    fn no_text_loses_a_row(text in "[a-c,;\"\n\r\t |=é]{0,200}") {
        if let Ok(sheet) = check(text.as_bytes()) {
            prop_assert!(!sheet.rows.is_empty());
            for row in &sheet.rows {
                let odd = row.cells.len() != sheet.headers.len();
                let told = row.faults.iter().any(|fault| matches!(fault, Fault::CellCount { .. }));
                prop_assert_eq!(odd, told);
            }
        }
    }

    #[test]
    fn no_damage_to_a_workbook_makes_it_panic(cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = book(|book| {
            let sheet = book.add_worksheet();
            sheet.write(0, 0, "Name")?;
            sheet.write(1, 0, "Ana")?;
            Ok(())
        });
        for (at, byte) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = check(&bytes);
    }
}
