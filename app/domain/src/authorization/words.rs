//! How authorizations are spoken of: to people, and to payers in X12 278.

use super::{AuthorizationStatus, Measure, RequestKind};
use crate::money::Cents;

impl Measure {
    /// All of them, in the order of a list.
    pub const ALL: [Measure; 5] =
        [Measure::Visits, Measure::Units, Measure::Hours, Measure::Sessions, Measure::Money];

    /// As a choice reads.
    pub fn title(self) -> &'static str {
        match self {
            Measure::Visits => "Visits",
            Measure::Units => "Units of 15 minutes",
            Measure::Hours => "Hours",
            Measure::Sessions => "Sessions",
            Measure::Money => "Dollars",
        }
    }

    /// An amount as people read it: "12 visits", "6.25 hours", "$480.00". Hours come as units of 15 minutes, money in cents.
    pub fn words(self, amount: u32) -> String {
        let counted = |one: &str| format!("{amount} {one}{}", if amount == 1 { "" } else { "s" });
        match self {
            Measure::Visits => counted("visit"),
            Measure::Units => counted("unit"),
            Measure::Sessions => counted("session"),
            Measure::Money => Cents(amount).to_string(),
            Measure::Hours => {
                let quarters = ["", ".25", ".5", ".75"][(amount % 4) as usize];
                format!("{}{quarters} hour{}", amount / 4, if amount == 4 { "" } else { "s" })
            }
        }
    }

    /// The same without what is counted: "12", "6.25", "$480.00".
    pub fn number(self, amount: u32) -> String {
        let words = self.words(amount);
        words.split_once(' ').map_or(words.clone(), |(number, _)| number.to_owned())
    }
}

impl RequestKind {
    /// All of them, in the order of a list.
    pub const ALL: [RequestKind; 4] =
        [RequestKind::Initial, RequestKind::Renewal, RequestKind::Revised, RequestKind::Extension];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            RequestKind::Initial => "First request",
            RequestKind::Renewal => "Renewal",
            RequestKind::Revised => "Revision",
            RequestKind::Extension => "Extension",
        }
    }
}

impl AuthorizationStatus {
    /// As people read it.
    pub fn title(&self) -> &'static str {
        match self {
            AuthorizationStatus::Draft => "Being prepared",
            AuthorizationStatus::Requested => "Requested",
            AuthorizationStatus::Pended { .. } => "Pended",
            AuthorizationStatus::Approved => "Approved",
            AuthorizationStatus::PartlyApproved => "Partly approved",
            AuthorizationStatus::Denied { .. } => "Denied",
            AuthorizationStatus::Appealed { .. } => "Appealed",
            AuthorizationStatus::Cancelled { .. } => "Cancelled",
            AuthorizationStatus::Void { .. } => "Void",
        }
    }
}

/// What a request asks the payer to do (X12 278, UM02).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Certification {
    /// To certify.
    Ask(RequestKind),
    /// To forget an earlier request.
    Cancel,
}

impl Certification {
    /// All of them.
    pub const ALL: [Certification; 5] = [
        Certification::Ask(RequestKind::Initial),
        Certification::Ask(RequestKind::Renewal),
        Certification::Ask(RequestKind::Revised),
        Certification::Ask(RequestKind::Extension),
        Certification::Cancel,
    ];

    /// The code in UM02.
    pub fn um02(self) -> &'static str {
        match self {
            Certification::Ask(RequestKind::Initial) => "I",
            Certification::Ask(RequestKind::Renewal) => "R",
            Certification::Ask(RequestKind::Revised) => "S",
            Certification::Ask(RequestKind::Extension) => "4",
            Certification::Cancel => "3",
        }
    }

    /// Reads UM02; nothing for a code that is not among them.
    pub fn of_um02(code: &str) -> Option<Certification> {
        Certification::ALL.into_iter().find(|certification| certification.um02() == code)
    }
}

/// What the payer answers (X12 278, HCR01; the same codes travel in Da Vinci PAS).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Response {
    /// Certified in total.
    Approved,
    /// Certified in part.
    Partly,
    /// Not certified.
    Denied,
    /// Pended.
    Pended,
    /// Certified, but something else than was asked.
    Modified,
    /// Cancelled.
    Cancelled,
    /// They want a call.
    ContactPayer,
    /// No authorization is needed.
    NotNeeded,
}

impl Response {
    /// All of them.
    pub const ALL: [Response; 8] = [
        Response::Approved,
        Response::Partly,
        Response::Denied,
        Response::Pended,
        Response::Modified,
        Response::Cancelled,
        Response::ContactPayer,
        Response::NotNeeded,
    ];

    /// The code in HCR01.
    pub fn hcr01(self) -> &'static str {
        match self {
            Response::Approved => "A1",
            Response::Partly => "A2",
            Response::Denied => "A3",
            Response::Pended => "A4",
            Response::Modified => "A6",
            Response::Cancelled => "C",
            Response::ContactPayer => "CT",
            Response::NotNeeded => "NA",
        }
    }

    /// Reads HCR01; nothing for a code that is not among them.
    pub fn of_hcr01(code: &str) -> Option<Response> {
        Response::ALL.into_iter().find(|response| response.hcr01() == code)
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Response::Approved => "Approved as asked",
            Response::Partly => "Approved in part",
            Response::Denied => "Denied",
            Response::Pended => "Pended",
            Response::Modified => "Approved with changes",
            Response::Cancelled => "Cancelled",
            Response::ContactPayer => "Call the payer",
            Response::NotNeeded => "No authorization needed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_people_say_it() {
        let said = |measure: Measure, all: &[u32]| -> Vec<String> {
            all.iter().map(|amount| measure.words(*amount)).collect()
        };
        assert_eq!(said(Measure::Visits, &[0, 1, 12]), ["0 visits", "1 visit", "12 visits"]);
        assert_eq!(
            said(Measure::Hours, &[1, 2, 4, 25, 7]),
            ["0.25 hours", "0.5 hours", "1 hour", "6.25 hours", "1.75 hours"]
        );
        assert_eq!(said(Measure::Units, &[1, 25]), ["1 unit", "25 units"]);
        assert_eq!(said(Measure::Money, &[48_000]), ["$480.00"]);
    }

    #[test]
    fn what_is_sent_can_be_read_back_and_an_unknown_code_is_nothing() {
        for response in Response::ALL {
            assert_eq!(Response::of_hcr01(response.hcr01()), Some(response));
        }
        for certification in Certification::ALL {
            assert_eq!(Certification::of_um02(certification.um02()), Some(certification));
        }
        assert_eq!(Response::of_hcr01("A2"), Some(Response::Partly));
        assert_eq!(Response::of_hcr01("A5"), None);
        assert_eq!(Certification::of_um02("1"), None);
    }
}
