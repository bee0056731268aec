//! What the columns of a schedule are, from the words of their headers.

use crate::import::fold::fold_header;
use serde::{Deserialize, Serialize};

/// A meaning that a column can have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The case's number.
    Case,
    /// The patient's number in another program.
    Patient,
    /// Date of service.
    Date,
    /// Start.
    Start,
    /// End.
    End,
    /// Length.
    Minutes,
    /// Discipline.
    Discipline,
    /// Who treats.
    Staff,
    /// What came of it.
    Status,
    /// Codes of services.
    Codes,
    /// The visit's own number in another program.
    Source,
}

impl Column {
    /// All of them, as a menu lists them.
    pub const ALL: [Column; 11] = [
        Column::Case,
        Column::Patient,
        Column::Date,
        Column::Start,
        Column::End,
        Column::Minutes,
        Column::Discipline,
        Column::Staff,
        Column::Status,
        Column::Codes,
        Column::Source,
    ];

    /// As a menu names it.
    pub fn title(self) -> &'static str {
        match self {
            Column::Case => "Case number",
            Column::Patient => "Patient's number",
            Column::Date => "Date",
            Column::Start => "Start",
            Column::End => "End",
            Column::Minutes => "Minutes",
            Column::Discipline => "Discipline",
            Column::Staff => "Therapist",
            Column::Status => "Status",
            Column::Codes => "Codes",
            Column::Source => "Visit's number",
        }
    }

    /// Headers in folded spelling.
    fn headers(self) -> &'static [&'static str] {
        match self {
            Column::Case => &["case", "case number", "case no", "case id", "case nr"],
            Column::Patient => &[
                "patient id",
                "patient number",
                "patient no",
                "mrn",
                "chart",
                "chart number",
                "chart no",
                "identifier",
                "client id",
                "client number",
                "account number",
                "medical record number",
            ],
            Column::Date => &[
                "date",
                "day",
                "visit date",
                "date of service",
                "dos",
                "service date",
                "appointment date",
                "appt date",
                "session date",
                "start date",
            ],
            Column::Start => &[
                "start",
                "start time",
                "time",
                "from",
                "begin",
                "begins",
                "appointment time",
                "appt time",
                "time in",
            ],
            Column::End => &["end", "end time", "to", "until", "finish", "time out"],
            Column::Minutes => {
                &["minutes", "min", "mins", "duration", "length", "duration min", "duration minutes"]
            }
            Column::Discipline => &["discipline", "therapy", "service", "service type", "svc", "department"],
            Column::Staff => &[
                "staff",
                "therapist",
                "provider",
                "clinician",
                "with",
                "rendering provider",
                "resource",
                "staff member",
            ],
            Column::Status => {
                &["status", "outcome", "appointment status", "appt status", "visit status", "attendance"]
            }
            Column::Codes => {
                &["codes", "code", "cpt", "cpt code", "cpt codes", "procedure", "procedures", "services"]
            }
            Column::Source => &["visit id", "appointment id", "appt id", "uid", "session id"],
        }
    }
}

/// A meaning for each header; none has two columns, and a header that says something else has none.
pub fn propose(headers: &[String]) -> Vec<Option<Column>> {
    let mut found: Vec<Option<Column>> = Vec::with_capacity(headers.len());
    for header in headers {
        let key = fold_header(header);
        let meaning = Column::ALL.into_iter().find(|column| column.headers().contains(&key.as_str()));
        found.push(meaning.filter(|meaning| !found.contains(&Some(*meaning))));
    }
    found
}
