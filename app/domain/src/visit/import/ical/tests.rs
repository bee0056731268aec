use super::*;
use crate::kinds::{Discipline, Instant};
use crate::visit::Outcome;
use crate::visit::import::About;
use chrono::{Datelike, Days, Weekday};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Summer time ends on 1 November 2026, and begins again on 14 March 2027.
fn new_york() -> ZoneOffsets {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let changes = vec![(at("2026-11-01T06:00:00Z"), -5 * 3_600), (at("2027-03-14T07:00:00Z"), -4 * 3_600)];
    ZoneOffsets { name: "America/New_York".into(), first: -4 * 3_600, changes }
}

fn calendar(events: &[&str]) -> String {
    let event = |event: &&str| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.replace('\n', "\r\n"));
    let events = events.iter().map(event).collect::<Vec<_>>().concat();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn read_all(events: &[&str]) -> Read {
    read(&calendar(events), &new_york(), day("2026-10-01")..day("2027-01-01")).unwrap()
}

/// Day, start and length of each visit.
fn times(events: &[&str]) -> Vec<String> {
    let of = |draft: &Draft| {
        let at = draft.at.map_or("-".to_owned(), |at| format!("{}:{:02}", at / 60, at % 60));
        let minutes = draft.minutes.map_or("-".to_owned(), |minutes| minutes.get().to_string());
        format!("{} {at} {minutes}", draft.on)
    };
    let read = read_all(events);
    assert_eq!(read.problems, []);
    read.drafts.iter().map(of).collect()
}

fn problem(event: &str) -> Problem {
    let mut read = read_all(&[event]);
    assert_eq!((read.drafts.len(), read.problems.len()), (0, 1), "{event}");
    read.problems.remove(0).problem
}

#[test]
fn a_time_is_the_sites_however_it_is_written() {
    for start in [
        "DTSTART;TZID=America/New_York:20261123T141500",
        "DTSTART:20261123T191500Z",
        "DTSTART:20261123T141500",
    ] {
        assert_eq!(times(&[&format!("UID:a\n{start}\nDURATION:PT45M")]), ["2026-11-23 14:15 45"], "{start}");
    }
    assert_eq!(times(&["UID:a\nDTSTART:20261124T030000Z\nDTEND:20261124T034500Z"]), ["2026-11-23 22:00 45"]);
    assert_eq!(times(&["UID:a\nDTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261124"]), ["2026-11-23 - -"]);
    let other = "UID:a\nDTSTART;TZID=\"Europe/Berlin\":20261123T141500";
    assert_eq!(problem(other), Problem::OtherZone("Europe/Berlin".into()));
    let named =
        calendar(&["UID:a\nDTSTART:20261123T141500"]).replace("VERSION:2.0", "X-WR-TIMEZONE:Europe/Berlin");
    let named = read(&named, &new_york(), day("2026-10-01")..day("2027-01-01")).unwrap();
    assert_eq!(named.problems[0].problem, Problem::OtherZone("Europe/Berlin".into()));
}

#[test]
fn a_weekly_event_keeps_its_hour_over_a_change_of_the_clock() {
    let start = "UID:a\nDTSTART;TZID=America/New_York:20261027T141500\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;";
    let all = ["2026-10-27 14:15 45", "2026-10-29 14:15 45", "2026-11-03 14:15 45", "2026-11-05 14:15 45"];
    assert_eq!(times(&[&format!("{start}COUNT=4")]), all);
    assert_eq!(times(&[&format!("{start}UNTIL=20261105T191500Z")]), all, "the last time is one of them");
    assert_eq!(times(&[&format!("{start}UNTIL=20261105T191459Z")]), all[..3]);
    assert_eq!(times(&[&format!("{start}UNTIL=20261105")]), all);
    let utc = "UID:a\nDTSTART:20261027T181500Z\nRRULE:FREQ=WEEKLY;COUNT=2";
    assert_eq!(times(&[utc]), ["2026-10-27 14:15 -", "2026-11-03 13:15 -"], "Greenwich keeps its own hour");
}

#[test]
fn every_other_week_begins_on_the_day_that_the_calendar_says() {
    let rule = "UID:a\nDTSTART;VALUE=DATE:20261110\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=";
    let days = |start| times(&[&format!("{rule}{start}")]);
    assert_eq!(days("MO"), ["2026-11-10 - -", "2026-11-15 - -", "2026-11-24 - -", "2026-11-29 - -"]);
    assert_eq!(days("SU"), ["2026-11-10 - -", "2026-11-22 - -", "2026-11-24 - -", "2026-12-06 - -"]);
    let daily = "UID:a\nDTSTART;VALUE=DATE:20261112\nRRULE:FREQ=DAILY;COUNT=3;BYDAY=MO,TU,WE,TH,FR";
    assert_eq!(times(&[daily]), ["2026-11-12 - -", "2026-11-13 - -", "2026-11-16 - -"]);
}

#[test]
fn exceptions_are_left_out_and_moved_visits_stand_in_their_place() {
    let master = "UID:a\nDTSTART;TZID=America/New_York:20261102T090000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=America/New_York:20261109T090000";
    let moved = "UID:a\nRECURRENCE-ID;TZID=America/New_York:20261116T090000\nDTSTART;TZID=America/New_York:20261117T100000";
    let cancelled = "UID:a\nRECURRENCE-ID:20261123T140000Z\nDTSTART:20261123T140000Z\nSTATUS:CANCELLED";
    let seen = read_all(&[master, moved, cancelled]);
    let drafts: Vec<_> =
        seen.drafts.iter().map(|draft| (draft.on.to_string(), draft.at, draft.outcome)).collect();
    assert_eq!(
        drafts,
        [
            ("2026-11-02".to_owned(), Some(540), Outcome::Booked),
            ("2026-11-17".to_owned(), Some(600), Outcome::Booked),
            ("2026-11-23".to_owned(), Some(540), Outcome::CancelledInTime),
        ]
    );
    let sources: Vec<&str> =
        seen.drafts.iter().map(|draft| draft.source.as_ref().unwrap().as_str()).collect();
    assert_eq!(sources, ["a/2026-11-02T09:00", "a/2026-11-16T09:00", "a/2026-11-23T09:00"]);
    assert_eq!(seen.notes, [Note::Cancelled]);
    let off = master.replace("20261109T090000", "20261109T093000");
    assert_eq!(read_all(&[&off]).notes, [Note::NoException]);
    assert_eq!(times(&[moved]), ["2026-11-17 10:00 -"], "an exception whose event is not in the file");
}

#[test]
fn the_case_is_found_by_its_number_or_its_text_is_handed_on() {
    let about = |lines: &str| {
        let read = read_all(&[&format!("UID:a\nDTSTART;VALUE=DATE:20261123\n{lines}")]);
        read.drafts.into_iter().map(|draft| (draft.about, draft.discipline)).next()
    };
    assert_eq!(
        about("SUMMARY:Maria #1042\nCATEGORIES:OT"),
        Some((About::Number(1042), Some(Discipline::Ot)))
    );
    assert_eq!(about("SUMMARY:Maria\nX-CASE-NUMBER:#7"), Some((About::Number(7), None)));
    let text = About::Text("Lopez, Maria\nMRN-88\nroom 3".into());
    assert_eq!(
        about("SUMMARY:Lopez\\, Ma\n ria\nDESCRIPTION:MRN-88\\nroom 3\nX-COLOR:#112233"),
        Some((text, None))
    );
    let two = "UID:a\nDTSTART;VALUE=DATE:20261123\nSUMMARY:#1 and #2";
    assert_eq!(problem(two), Problem::TwoCases { first: 1, second: 2 });
}

#[test]
fn what_cannot_be_read_is_a_problem_of_its_event() {
    let event = |lines: &str| format!("UID:a\nDTSTART:20261123T141500\n{lines}");
    assert_eq!(problem("DTSTART:20261123"), Problem::NoId);
    assert_eq!(problem("UID:a"), Problem::NoStart);
    assert_eq!(problem("UID:a\nDTSTART:20260230"), Problem::NotADate("20260230".into()));
    assert_eq!(problem("UID:a\nDTSTART:20261123T1415"), Problem::NotADate("20261123T1415".into()));
    for length in [
        "DTEND:20261123T141500",
        "DTEND:20261125T141500",
        "DURATION:-PT45M",
        "DURATION:PT",
        "DTEND;VALUE=DATE:20261124",
    ] {
        assert_eq!(problem(&event(length)), Problem::NoLength, "{length}");
    }
    for part in ["FREQ=MONTHLY", "FREQ=WEEKLY;BYMONTH=1", "FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;INTERVAL=0"] {
        assert!(matches!(problem(&event(&format!("RRULE:{part}"))), Problem::Rule(_)), "{part}");
    }
    assert_eq!(problem(&event("RDATE:20261124T141500")), Problem::Rule("RDATE".into()));
    assert_eq!(problem(&event("RRULE:FREQ=WEEKLY;BYDAY=TU")), Problem::StartOutside);
    let old = "UID:a\nDTSTART:20151123T141500\nRRULE:FREQ=WEEKLY";
    assert_eq!(problem(old), Problem::TooOld);
    let range = "UID:a\nDTSTART:20261123T141500\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261123T141500";
    assert_eq!(problem(range), Problem::Rule("RANGE".into()));
    let long = calendar(&["UID:a\nDTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY"]);
    let read = read(&long, &new_york(), day("2026-10-01")..day("2028-01-01")).unwrap();
    assert_eq!((read.drafts.len(), &read.problems[0].problem), (0, &Problem::TooMany));
}

#[test]
fn what_was_left_out_is_said() {
    let first = "UID:a\nSEQUENCE:1\nDTSTART:20261123T141500\nLOCATION:Room 3\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM";
    let later = "UID:a\nSEQUENCE:2\nDTSTART:20261124T141500";
    let far = "UID:b\nDTSTART:20270101T000000";
    let seen = read_all(&[later, first, far]);
    assert_eq!(seen.drafts.iter().map(|draft| draft.on).collect::<Vec<_>>(), [day("2026-11-24")]);
    assert_eq!(seen.notes, [Note::Outside, Note::Superseded, Note::Unread("LOCATION".into())]);
    let task = calendar(&[]).replace("END:VCALENDAR", "BEGIN:VTODO\nUID:t\nEND:VTODO\nEND:VCALENDAR");
    let read = read(&task, &new_york(), day("2026-10-01")..day("2027-01-01")).unwrap();
    assert_eq!(read.notes, [Note::NoEvent("VTODO".into())]);
}

#[test]
fn what_is_no_calendar_is_refused() {
    let refused = |text: &str| read(text, &new_york(), day("2026-10-01")..day("2027-01-01")).unwrap_err();
    for text in ["", "\n\n", "case,date\n1,2026-11-23", "BEGIN:VCARD\nEND:VCARD", "VERSION:2.0"] {
        assert_eq!(refused(text), NotACalendar::NotIcal, "{text:?}");
    }
    let whole = calendar(&["UID:a\nDTSTART:20261123T141500"]);
    assert!(matches!(refused(&whole.replace("END:VEVENT", "END:VTODO")), NotACalendar::Broken { .. }));
    assert_eq!(refused(whole.trim_end().trim_end_matches("END:VCALENDAR")), NotACalendar::Broken { line: 6 });
    assert_eq!(refused(&whole.replace("UID:a", "UID a")), NotACalendar::Broken { line: 4 });
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(
        text in "\\PC{0,80}", lines in prop::collection::vec("(DTSTART|DTEND|RRULE|EXDATE|RECURRENCE-ID|DURATION|UID|SUMMARY)[;:=A-Z0-9TZ,#é\"-]{0,30}", 0..12),
    ) {
        let days = || day("2026-10-01")..day("2027-01-01");
        let _ = read(&text, &new_york(), days());
        let _ = read(&calendar(&[&lines.join("\n")]), &new_york(), days());
        let _ = read(&calendar(&[&format!("UID:a\nDTSTART:20261123T141500\n{}", lines.join("\n"))]), &new_york(), days());
    }

    #[test]
    fn a_weekly_rule_gives_the_days_that_counting_gives(
        start in 0_u64..60, chosen in any::<[bool; 7]>(), interval in 1_i64..4, count in 1_usize..20,
    ) {
        let first = day("2026-10-01") + Days::new(start);
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let mut chosen = chosen;
        chosen[first.weekday().num_days_from_monday() as usize] = true;
        let by_day: Vec<&str> = names.iter().zip(chosen).filter(|(_, on)| *on).map(|(name, _)| *name).collect();
        let event = format!(
            "UID:a\nDTSTART;VALUE=DATE:{}\nRRULE:FREQ=WEEKLY;INTERVAL={interval};COUNT={count};BYDAY={}",
            first.format("%Y%m%d"), by_day.join(",")
        );
        let end = first + Days::new(1_000);
        let read = read(&calendar(&[&event]), &new_york(), first..end).unwrap();
        let monday = first.week(Weekday::Mon).first_day();
        let wanted: Vec<Date> = first.iter_days().filter(|day| {
            (*day - monday).num_days() / 7 % interval == 0 && chosen[day.weekday().num_days_from_monday() as usize]
        }).take(count).collect();
        prop_assert_eq!(read.drafts.iter().map(|draft| draft.on).collect::<Vec<_>>(), wanted);
        prop_assert!(read.drafts.iter().all(|draft| draft.minutes.is_none()));
    }
}
