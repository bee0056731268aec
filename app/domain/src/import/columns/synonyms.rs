//! The words by which spreadsheets call a column.

use super::Field;
use crate::import::fold::fold_header;
use crate::import::words;

/// Phrases in folded spelling. A header that is exactly one of them scores highest; one that contains it with only
/// filler around scores less; one that contains it among other words least.
const PHRASES: &[(Field, &[&str])] = &[
    (
        Field::PatientName,
        &[
            "name",
            "patient",
            "patient name",
            "pt name",
            "client",
            "client name",
            "child",
            "child name",
            "childs name",
            "student",
            "student name",
            "full name",
            "kid",
            "kids name",
            "pt",
            "participant",
            "member name",
            "name last first",
            "last name first name",
            "patient last first",
            "consumer",
        ],
    ),
    (Field::FirstName, &["first name", "first", "fname", "given name", "first nm", "forename", "given"]),
    (Field::MiddleName, &["middle name", "middle", "mi", "middle initial", "mname"]),
    (Field::LastName, &["last name", "last", "lname", "surname", "family name", "last nm"]),
    (
        Field::BirthDate,
        &[
            "dob",
            "date of birth",
            "birth date",
            "birthdate",
            "birthday",
            "bday",
            "b day",
            "born",
            "birth",
            "d o b",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phone number",
            "telephone",
            "tel",
            "cell",
            "cell phone",
            "mobile",
            "home phone",
            "contact number",
            "phone no",
            "ph",
            "contact phone",
            "primary phone",
            "best phone",
            "number to call",
            "contact",
        ],
    ),
    (Field::Email, &["email", "e mail", "email address", "e mail address", "mail"]),
    (
        Field::GuardianName,
        &[
            "guardian",
            "guardian name",
            "parent",
            "parent name",
            "parents",
            "parent guardian",
            "mother",
            "mom",
            "mum",
            "father",
            "dad",
            "caregiver",
            "caregiver name",
            "responsible party",
            "parents name",
            "mothers name",
            "fathers name",
            "legal guardian",
            "family contact",
            "mom dad",
            "mother father",
            "contact person",
            "contact name",
        ],
    ),
    (
        Field::Discipline,
        &[
            "discipline",
            "disciplines",
            "service",
            "services",
            "svc",
            "svcs",
            "therapy",
            "therapies",
            "specialty",
            "program",
            "therapy type",
            "type of therapy",
            "service type",
            "disc",
            "modality",
            "department",
            "dept",
            "tx type",
        ],
    ),
    (Field::Site, &["site", "location", "clinic", "office", "branch", "facility", "loc", "center", "centre"]),
    (
        Field::Owner,
        &[
            "owner",
            "therapist",
            "clinician",
            "provider",
            "assigned to",
            "assigned",
            "case manager",
            "coordinator",
            "treating therapist",
            "primary therapist",
            "assigned therapist",
            "staff",
            "slp ot pt",
            "treating clinician",
            "therapist name",
            "provider name",
            "evaluating therapist",
            "lead therapist",
            "cm",
        ],
    ),
    (
        Field::Status,
        &[
            "status",
            "stage",
            "lane",
            "phase",
            "case status",
            "current status",
            "patient status",
            "client status",
            "where in process",
            "pipeline",
        ],
    ),
    (
        Field::ReferralDate,
        &[
            "referral date",
            "referred",
            "referred on",
            "date referred",
            "referral",
            "ref date",
            "refl date",
            "referral rec",
            "referral received",
            "date of referral",
            "received",
            "date received",
            "intake date",
            "date of intake",
            "added",
            "date added",
            "rec d",
        ],
    ),
    (
        Field::LaneSince,
        &[
            "since",
            "status since",
            "status date",
            "date of status",
            "status changed",
            "in stage since",
            "stage date",
            "in lane since",
            "last status change",
            "as of",
            "date status changed",
            "status updated",
            "in status since",
            "status change date",
        ],
    ),
    (
        Field::NextDue,
        &[
            "next due",
            "due",
            "due date",
            "next due date",
            "next step due",
            "follow up",
            "follow up date",
            "next follow up",
            "followup",
            "next date",
            "next appt",
            "next appointment",
            "next visit",
            "deadline",
            "next review",
            "f u",
            "f u date",
        ],
    ),
    (
        Field::NextStep,
        &[
            "next step",
            "next steps",
            "next action",
            "action",
            "to do",
            "todo",
            "action needed",
            "next task",
            "task",
        ],
    ),
    (
        Field::Payer,
        &[
            "payer",
            "payor",
            "insurance",
            "ins",
            "insurer",
            "primary insurance",
            "insurance company",
            "plan",
            "coverage",
            "carrier",
            "funding",
            "funding source",
            "health plan",
            "insurance name",
            "insurance plan",
        ],
    ),
    (
        Field::MemberId,
        &[
            "member id",
            "member number",
            "member no",
            "policy number",
            "policy no",
            "policy",
            "insurance id",
            "subscriber id",
            "ins id",
            "medicaid id",
            "member",
            "id number insurance",
            "insurance number",
            "policy id",
            "medicaid number",
        ],
    ),
    (
        Field::Identifier,
        &[
            "mrn",
            "chart",
            "chart number",
            "chart no",
            "id",
            "patient id",
            "client id",
            "record number",
            "account",
            "acct",
            "account number",
            "medical record number",
            "case number",
            "case no",
            "emr id",
            "ehr id",
            "pt id",
            "patient number",
            "case id",
            "file number",
            "chart id",
            "student id",
        ],
    ),
    (
        Field::Notes,
        &[
            "notes",
            "note",
            "comments",
            "comment",
            "remarks",
            "remark",
            "misc",
            "other",
            "details",
            "additional notes",
            "memo",
        ],
    ),
];

/// Words that a header may have beside a phrase without meaning something else.
const FILLERS: &[&str] = &[
    "patient", "pt", "client", "child", "date", "of", "the", "current", "primary", "our", "mm", "dd", "yyyy",
    "yy", "required", "main", "no", "number", "s", "and", "a", "case", "new", "old", "last", "first", "m",
    "d", "y", "name", "patients", "clients",
];

const GUARDIANS: &[&str] = &[
    "guardian",
    "guardians",
    "parent",
    "parents",
    "mother",
    "mothers",
    "mom",
    "moms",
    "mum",
    "father",
    "fathers",
    "dad",
    "dads",
    "caregiver",
    "family",
    "responsible",
];

/// Words that make a name or a number somebody else's than the family's.
const OTHERS: &[&str] = &[
    "insurance",
    "doctor",
    "dr",
    "physician",
    "pcp",
    "school",
    "teacher",
    "referring",
    "emergency",
    "pharmacy",
    "hospital",
    "attorney",
    "adjuster",
    "employer",
    "diagnosis",
    "medication",
];

/// Meanings that the header may have, with points out of a hundred.
pub(super) fn from_header(header: &str) -> Vec<(Field, i32)> {
    let key = fold_header(header);
    if key.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = key.split(' ').collect();
    let mut found: Vec<(Field, i32)> = Vec::new();
    for (field, phrases) in PHRASES {
        let best = phrases.iter().filter_map(|phrase| score(&key, &words, phrase)).max();
        found.extend(best.and_then(|points| Some((of_whom(*field, &words)?, points))));
    }
    found.extend(words::discipline(&key).map(|discipline| (Field::DisciplineMark(discipline), 85)));
    found
}

/// How well the phrase covers the header.
fn score(key: &str, words: &[&str], phrase: &str) -> Option<i32> {
    if key == phrase {
        return Some(88);
    }
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let place = words.windows(wanted.len()).position(|window| window == wanted)?;
    let rest = words.iter().enumerate().filter(|(at, _)| *at < place || place + wanted.len() <= *at);
    let strange = i32::try_from(rest.filter(|(_, word)| !FILLERS.contains(word)).count()).unwrap_or(i32::MAX);
    let longer = i32::try_from(wanted.len()).unwrap_or(1).min(4);
    // A longer phrase says more: "referral date" beats "date of birth" in neither's absence.
    Some(match strange {
        0 => 70 + longer * 4,
        1 => 48 + longer * 4,
        _ => 34 + longer * 4,
    })
}

/// A phone under "Mother's cell" is the mother's; one under "School phone" belongs to nobody on the case.
fn of_whom(field: Field, words: &[&str]) -> Option<Field> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let personal = matches!(
        field,
        Field::PatientName
            | Field::FirstName
            | Field::MiddleName
            | Field::LastName
            | Field::Phone
            | Field::Email
    );
    match field {
        _ if personal && any(OTHERS) => None,
        Field::Phone if any(GUARDIANS) => Some(Field::GuardianPhone),
        Field::Email if any(GUARDIANS) => Some(Field::GuardianEmail),
        _ if personal && any(GUARDIANS) => Some(Field::GuardianName),
        other => Some(other),
    }
}
