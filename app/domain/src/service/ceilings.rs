//! Units of a code that nobody believes of one patient on one day (CMS, medically unlikely edits). They are flags, and say
//! nothing of what is covered.

use super::Code;
use super::table::{Fields, NotALine, is_in_force, rows};
use crate::authorization::CapPeriod;
use crate::kinds::Date;
use crate::payer::CodeCeiling;
use crate::workflow::PayerClass;

const STANDARD: &str = include_str!("../../data/ceilings-2026-11.tsv");

/// A ceiling for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which code, and how many units.
    pub ceiling: CodeCeiling,
    /// It stands in Medicaid's table alone.
    pub medicaid: bool,
    /// First date of service; none if it always was.
    pub from: Option<Date>,
    /// First date of service for which it no longer counts.
    pub until: Option<Date>,
    /// Who says so.
    pub source: String,
}

/// A list of ceilings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ceilings(Vec<Row>);

impl Ceilings {
    /// The list that the program brings.
    pub fn standard() -> Ceilings {
        Ceilings::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines of six fields; `data/ceilings-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Ceilings, NotALine> {
        rows(text, "ceilings", row).map(Ceilings)
    }

    /// All of them, at any time.
    pub fn all(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }

    /// The ceiling of a code on a date of service, where there is one. Medicaid's own table comes before the common one.
    pub fn on(&self, code: Code, class: PayerClass, on: Date) -> Option<CodeCeiling> {
        let counts = |row: &&Row| row.ceiling.code == code && is_in_force(row.from, row.until, on);
        let of = |medicaid| self.0.iter().filter(counts).find(|row| row.medicaid == medicaid);
        let own = if class == PayerClass::Medicaid { of(true) } else { None };
        own.or_else(|| of(false)).map(|row| row.ceiling)
    }
}

fn row(fields: &mut Fields<'_>) -> Option<Row> {
    let code = fields.code()?;
    let medicaid = match fields.text()? {
        "medicaid" => true,
        "-" => false,
        _ => return None,
    };
    let units = fields.text()?.parse().ok().filter(|units| 0 < *units)?;
    let ceiling = CodeCeiling { code, per: CapPeriod::Day, units };
    let (from, until) = (fields.day()?, fields.day()?);
    Some(Row { ceiling, medicaid, from, until, source: fields.text()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Services;

    #[test]
    fn medicaid_counts_more_of_an_assessment_and_everybody_the_same_of_a_treatment() {
        let ceilings = Ceilings::standard();
        let units = |code: &str, class| {
            let on = "2026-11-23".parse().unwrap();
            ceilings.on(Code::parse(code).unwrap(), class, on).map(|ceiling| ceiling.units)
        };
        assert_eq!(units("97151", PayerClass::Commercial), Some(8));
        assert_eq!(units("97151", PayerClass::Medicaid), Some(32));
        assert_eq!(units("97153", PayerClass::Medicaid), Some(32));
        assert_eq!(units("97155", PayerClass::Commercial), Some(24));
        assert_eq!(units("90837", PayerClass::Medicare), Some(1));
        assert_eq!(units("97110", PayerClass::Medicare), None, "no ceiling is known");
    }

    #[test]
    fn each_ceiling_is_of_a_code_that_the_program_knows() {
        let services = Services::standard();
        let known = |code| services.all().any(|service| service.code == code);
        assert!(Ceilings::standard().all().all(|row| known(row.ceiling.code)));
        for line in ["97151\t-\t0\t-\t-\tx", "97151\tall\t8\t-\t-\tx", "97151\t-\t8\t-\t-\t"] {
            assert!(Ceilings::parse(line).is_err(), "{line}");
        }
    }
}
