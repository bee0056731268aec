//! What each column most likely means, from its header's words and from the values under it.

mod synonyms;
mod values;

use super::sheet::Sheet;
use crate::kinds::{Date, Discipline, Lane};
use serde::{Deserialize, Serialize};
use values::{Fit, Values};

/// A meaning that a column can have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The whole name in one cell.
    PatientName,
    /// First name.
    FirstName,
    /// Middle name.
    MiddleName,
    /// Last name.
    LastName,
    /// Birthday.
    BirthDate,
    /// The patient's phone.
    Phone,
    /// The patient's e-mail address.
    Email,
    /// A guardian's name.
    GuardianName,
    /// A guardian's phone.
    GuardianPhone,
    /// A guardian's e-mail address.
    GuardianEmail,
    /// One or several disciplines in words.
    Discipline,
    /// One discipline's own column, with marks in it.
    DisciplineMark(Discipline),
    /// The site.
    Site,
    /// The therapist who owns the case.
    Owner,
    /// The old status.
    Status,
    /// Day of the referral.
    ReferralDate,
    /// Since when the case has had its status.
    LaneSince,
    /// The day of a lane's own milestone: the evaluation for planning, the start of care for active care, the last review,
    /// the talk about leaving for transition, the discharge for closed. Where no column says since when a case has had
    /// its status, these do.
    Entered(Lane),
    /// When the next step is due.
    NextDue,
    /// The next step.
    NextStep,
    /// The payer.
    Payer,
    /// The member number at the payer.
    MemberId,
    /// The chart number.
    Identifier,
    /// Free text.
    Notes,
}

impl Field {
    /// All of them, as a menu lists them.
    pub const ALL: [Field; 32] = [
        Field::PatientName,
        Field::FirstName,
        Field::MiddleName,
        Field::LastName,
        Field::BirthDate,
        Field::Phone,
        Field::Email,
        Field::GuardianName,
        Field::GuardianPhone,
        Field::GuardianEmail,
        Field::Discipline,
        Field::DisciplineMark(Discipline::Slp),
        Field::DisciplineMark(Discipline::Ot),
        Field::DisciplineMark(Discipline::Pt),
        Field::DisciplineMark(Discipline::Aba),
        Field::DisciplineMark(Discipline::Mh),
        Field::Site,
        Field::Owner,
        Field::Status,
        Field::ReferralDate,
        Field::LaneSince,
        Field::Entered(Lane::Planning),
        Field::Entered(Lane::Active),
        Field::Entered(Lane::Review),
        Field::Entered(Lane::Transition),
        Field::Entered(Lane::Closed),
        Field::NextDue,
        Field::NextStep,
        Field::Payer,
        Field::MemberId,
        Field::Identifier,
        Field::Notes,
    ];

    /// As a menu names it.
    pub fn title(self) -> &'static str {
        match self {
            Field::PatientName => "Patient's name",
            Field::FirstName => "Patient's first name",
            Field::MiddleName => "Patient's middle name",
            Field::LastName => "Patient's last name",
            Field::BirthDate => "Birth date",
            Field::Phone => "Patient's phone",
            Field::Email => "Patient's e-mail",
            Field::GuardianName => "Guardian's name",
            Field::GuardianPhone => "Guardian's phone",
            Field::GuardianEmail => "Guardian's e-mail",
            Field::Discipline => "Discipline",
            Field::DisciplineMark(Discipline::Slp) => "Marks for speech",
            Field::DisciplineMark(Discipline::Ot) => "Marks for occupational",
            Field::DisciplineMark(Discipline::Pt) => "Marks for physical",
            Field::DisciplineMark(Discipline::Aba) => "Marks for behaviour analysis",
            Field::DisciplineMark(Discipline::Mh) => "Marks for mental health",
            Field::Site => "Site",
            Field::Owner => "Owner (therapist)",
            Field::Status => "Status",
            Field::ReferralDate => "Referral date",
            Field::LaneSince => "In this status since",
            Field::Entered(Lane::Intake) => "Intake since",
            Field::Entered(Lane::Planning) => "Evaluation date (planning since)",
            Field::Entered(Lane::Active) => "Start of care (active since)",
            Field::Entered(Lane::Review) => "Last review (in review since)",
            Field::Entered(Lane::Transition) => "In transition since",
            Field::Entered(Lane::Closed) => "Discharge date (closed since)",
            Field::NextDue => "Next step due",
            Field::NextStep => "Next step",
            Field::Payer => "Payer",
            Field::MemberId => "Member number",
            Field::Identifier => "Chart number",
            Field::Notes => "Notes",
        }
    }

    /// As a command line and a form write it.
    pub fn code(self) -> &'static str {
        match self {
            Field::PatientName => "patient_name",
            Field::FirstName => "first_name",
            Field::MiddleName => "middle_name",
            Field::LastName => "last_name",
            Field::BirthDate => "birth_date",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::GuardianName => "guardian_name",
            Field::GuardianPhone => "guardian_phone",
            Field::GuardianEmail => "guardian_email",
            Field::Discipline => "discipline",
            Field::DisciplineMark(Discipline::Slp) => "marks_slp",
            Field::DisciplineMark(Discipline::Ot) => "marks_ot",
            Field::DisciplineMark(Discipline::Pt) => "marks_pt",
            Field::DisciplineMark(Discipline::Aba) => "marks_aba",
            Field::DisciplineMark(Discipline::Mh) => "marks_mh",
            Field::Site => "site",
            Field::Owner => "owner",
            Field::Status => "status",
            Field::ReferralDate => "referral_date",
            Field::LaneSince => "lane_since",
            Field::Entered(Lane::Intake) => "intake_since",
            Field::Entered(Lane::Planning) => "evaluation_date",
            Field::Entered(Lane::Active) => "start_of_care",
            Field::Entered(Lane::Review) => "last_review",
            Field::Entered(Lane::Transition) => "transition_since",
            Field::Entered(Lane::Closed) => "discharge_date",
            Field::NextDue => "next_due",
            Field::NextStep => "next_step",
            Field::Payer => "payer",
            Field::MemberId => "member_id",
            Field::Identifier => "identifier",
            Field::Notes => "notes",
        }
    }

    /// Whether several columns can have this meaning.
    pub fn repeats(self) -> bool {
        matches!(self, Field::Discipline | Field::Notes | Field::Identifier)
    }
}

/// What is done with a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// It is part of a case.
    Field(Field),
    /// It is kept as a note on the case.
    Note,
    /// It is left out.
    Ignore,
}

impl Use {
    /// As a command line and a form write it.
    pub fn code(self) -> &'static str {
        match self {
            Use::Field(field) => field.code(),
            Use::Note => "note",
            Use::Ignore => "ignore",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Use> {
        let field = Field::ALL.into_iter().find(|field| field.code() == code).map(Use::Field);
        field.or(match code {
            "note" => Some(Use::Note),
            "ignore" => Some(Use::Ignore),
            _ => None,
        })
    }
}

/// How sure a proposal is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// From the values alone, or against them.
    Guess,
    /// The header says something close to it.
    Likely,
    /// The header says it and the values agree.
    Sure,
}

/// What is proposed for one column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proposal {
    /// From 0.
    pub column: usize,
    /// What to do with it.
    pub use_as: Use,
    /// How sure that is.
    pub confidence: Confidence,
    /// Rows with something in this column.
    pub filled: u32,
}

/// Points out of a hundred from which a proposal is sure, likely, or worth making at all.
const SURE: i32 = 90;
const LIKELY: i32 = 60;
const WORTH: i32 = 30;

/// Proposes a meaning for every column. No meaning that stands for one thing is proposed twice; a column without a
/// meaning is kept as notes, one without values is left out.
pub fn propose(sheet: &Sheet, as_of: Date) -> Vec<Proposal> {
    let columns: Vec<Values> =
        (0..sheet.headers.len()).map(|column| Values::look(sheet, column, as_of)).collect();
    let mut wishes = Vec::new();
    for (column, (header, values)) in sheet.headers.iter().zip(&columns).enumerate() {
        for (field, points) in synonyms::from_header(header) {
            let points = points
                + match values.fit(field) {
                    Fit::Agrees => 10,
                    Fit::Silent => 0,
                    Fit::Differs => -60,
                };
            wishes.push((points, column, field));
        }
        wishes.extend(values.guess().map(|field| (WORTH + 5, column, field)));
    }
    // The surest first; of equals the one further left.
    wishes.sort_by_key(|(points, column, field)| (-points, *column, *field));
    let mut taken: Vec<Option<(Field, i32)>> = vec![None; columns.len()];
    for (points, column, field) in wishes {
        let free = field.repeats() || !taken.iter().flatten().any(|(other, _)| clash(*other, field));
        if WORTH <= points && taken[column].is_none() && free {
            taken[column] = Some((field, points));
        }
    }
    let settled = taken.into_iter().zip(&columns).enumerate();
    settled
        .map(|(column, (taken, values))| {
            let (use_as, points) = match taken {
                _ if values.filled == 0 => (Use::Ignore, SURE),
                Some((field, points)) => (Use::Field(field), points),
                None => (Use::Note, LIKELY),
            };
            Proposal { column, use_as, confidence: confidence(points), filled: values.filled }
        })
        .collect()
}

/// Whether a header row could hold this text: some field is called so.
pub fn is_header_word(text: &str) -> bool {
    let named =
        |(field, points): &(Field, i32)| LIKELY <= *points && !matches!(field, Field::DisciplineMark(_));
    text.chars().count() <= 60 && synonyms::from_header(text).iter().any(named)
}

fn confidence(points: i32) -> Confidence {
    match points {
        SURE.. => Confidence::Sure,
        LIKELY..SURE => Confidence::Likely,
        _ => Confidence::Guess,
    }
}

/// One meaning excludes the other: the same one, or the whole name beside its parts.
fn clash(one: Field, other: Field) -> bool {
    let part = |field| matches!(field, Field::FirstName | Field::LastName);
    one == other || one == Field::PatientName && part(other) || part(one) && other == Field::PatientName
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::sheet::RawRow;

    fn sheet(headers: &str, rows: &[&str]) -> Sheet {
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let rows = rows.iter().zip(2..).map(|(row, line)| RawRow { line, cells: cells(row), faults: vec![] });
        Sheet { headers: cells(headers), rows: rows.collect(), notes: vec![] }
    }

    fn check(headers: &str, rows: &[&str]) -> Vec<(String, Confidence)> {
        let sheet = sheet(headers, rows);
        let proposals = propose(&sheet, "2026-03-10".parse().unwrap());
        proposals.into_iter().map(|p| (p.use_as.code().to_owned(), p.confidence)).collect()
    }

    fn uses(headers: &str, rows: &[&str]) -> String {
        check(headers, rows).into_iter().map(|(code, _)| code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_coordinators_sheet_is_understood() {
        let seen = uses(
            "Pt Name | D.O.B. | Parent/Guardian | Parent Cell # | Svc | Therapist | Location | Status | Ref'l Date | Since | Ins | Member ID | MRN | Shoe size | Comments",
            &[
                "Lopez, Maria | 3/14/2019 | Ana Lopez | (212) 555-0134 | ST/OT | D. Kim | North | Active | 1/5/2026 | 2/1/2026 | Harbor Mutual | DEMO-17 | 10441 | 31 | likes trains",
                "Chen, Bo | 11/2/2017 | Li Chen | 212-555-0135 | OT | Ruiz | North | New | 2/20/2026 | 2/20/2026 | Medicaid | DEMO-18 | 10442 | 33 | ",
            ],
        );
        assert_eq!(
            seen,
            "patient_name birth_date guardian_name guardian_phone discipline owner site status referral_date \
             lane_since payer member_id identifier note notes"
        );
    }

    #[test]
    fn values_outweigh_a_header_that_can_mean_two_things() {
        assert_eq!(
            uses("PT | DOB", &["Lopez, Maria | 3/14/2019", "Chen, Bo | 11/2/2017"]),
            "patient_name birth_date"
        );
        assert_eq!(
            uses("Client | PT | OT", &["Maria Lopez | x | ", "Bo Chen | | x"]),
            "patient_name marks_pt marks_ot"
        );
    }

    #[test]
    fn a_field_is_proposed_once_and_leftovers_become_notes() {
        assert_eq!(
            uses(
                "First Name | Last Name | Name | Home Phone | Cell",
                &["Maria | Lopez | ML | 212-555-0134 | 212-555-0135"]
            ),
            "first_name last_name note phone note"
        );
        assert_eq!(uses("Name | Empty", &["Maria Lopez | "]), "patient_name ignore");
    }

    #[test]
    fn values_alone_are_a_guess() {
        let seen = check(
            "A | B | C",
            &["Lopez, Maria | maria@example.org | Active", "Chen, Bo | bo@example.org | New"],
        );
        let expected = [
            ("patient_name".to_owned(), Confidence::Guess),
            ("email".to_owned(), Confidence::Guess),
            ("status".to_owned(), Confidence::Guess),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn codes_are_read_back() {
        for field in Field::ALL {
            assert_eq!(Use::from_code(field.code()), Some(Use::Field(field)));
        }
        assert_eq!(Use::from_code("note"), Some(Use::Note));
        assert_eq!(Use::from_code("nonsense"), None);
    }
}
