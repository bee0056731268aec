//! Units of a code that nobody believes of one patient on one day (CMS, medically unlikely edits). They are flags, and say
//! nothing of what is covered.

use super::Code;
use super::table::{Fields, List, NotALine};
use crate::authorization::CapPeriod;
use crate::kinds::Date;
use crate::payer::CodeCeiling;
use crate::workflow::PayerClass;

const STANDARD: &str = include_str!("../../data/ceilings-2026-11.tsv");

/// A ceiling, and whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ceiling {
    /// Which code, and how many units.
    pub ceiling: CodeCeiling,
    /// It stands in Medicaid's table alone.
    pub medicaid: bool,
}

/// A list of ceilings.
pub type Ceilings = List<Ceiling>;

impl List<Ceiling> {
    /// The list that the program brings.
    pub fn standard() -> Ceilings {
        Ceilings::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines; `data/ceilings-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Ceilings, NotALine> {
        List::read(text, "ceilings", ceiling)
    }

    /// The ceiling of a code on a date of service, where there is one. Medicaid's own table comes before the common one.
    pub fn on(&self, code: Code, class: PayerClass, on: Date) -> Option<CodeCeiling> {
        let of = |medicaid| {
            let is = |what: &Ceiling| what.ceiling.code == code && what.medicaid == medicaid;
            self.in_force(on).map(|row| row.what).find(is)
        };
        let own = if class == PayerClass::Medicaid { of(true) } else { None };
        own.or_else(|| of(false)).map(|what| what.ceiling)
    }
}

fn ceiling(fields: &mut Fields<'_>) -> Option<Ceiling> {
    let code = fields.code()?;
    let medicaid = match fields.text()? {
        "medicaid" => true,
        "-" => false,
        _ => return None,
    };
    let units = fields.text()?.parse().ok().filter(|units| 0 < *units)?;
    Some(Ceiling { ceiling: CodeCeiling { code, per: CapPeriod::Day, units }, medicaid })
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
        assert!(Ceilings::standard().all().all(|row| known(row.what.ceiling.code)));
        for line in ["97151\t-\t0\t-\t-\tx", "97151\tall\t8\t-\t-\tx", "97151\t-\t8\t-\t-\t"] {
            assert!(Ceilings::parse(line).is_err(), "{line}");
        }
    }
}
