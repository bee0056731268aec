//! For which cases a task is asked.
//!
//! A fact that nobody has recorded is read the careful way round, because what is not asked for is forgotten:
//! a case counts as insured, and as needing an authorization, until somebody records that it is not; and as continuing
//! until the review says otherwise. Nothing is asked on suspicion, though: an unknown payer is not Medicare, one
//! coverage is not two, and no certification is chased before somebody says that the payer wants one.

use crate::access::Area;
use crate::kinds::Discipline;
use crate::waitlist::Urgency;
use serde::{Deserialize, Serialize};

/// Who pays, as far as rules differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayerClass {
    /// Employer and exchange plans.
    Commercial,
    /// Medicaid and CHIP, fee for service or managed.
    Medicaid,
    /// Original Medicare, part B.
    Medicare,
    /// A private plan that stands in for Medicare, and is bound by its coverage rules (42 CFR 422.101).
    MedicareAdvantage,
    /// TRICARE.
    Tricare,
    /// Workers' compensation.
    WorkersComp,
    /// Nobody but the family.
    SelfPay,
}

impl PayerClass {
    /// All of them, in the order of a list.
    pub const ALL: [PayerClass; 7] = [
        PayerClass::Commercial,
        PayerClass::Medicaid,
        PayerClass::Medicare,
        PayerClass::MedicareAdvantage,
        PayerClass::Tricare,
        PayerClass::WorkersComp,
        PayerClass::SelfPay,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            PayerClass::Commercial => "Commercial",
            PayerClass::Medicaid => "Medicaid",
            PayerClass::Medicare => "Medicare",
            PayerClass::MedicareAdvantage => "Medicare Advantage",
            PayerClass::Tricare => "TRICARE",
            PayerClass::WorkersComp => "Workers' compensation",
            PayerClass::SelfPay => "Self-pay",
        }
    }
}

/// What conditions read. `None` is "nobody has recorded it yet".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that stand by themselves")]
pub struct Facts {
    /// Who pays first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<PayerClass>,
    /// How many coverages are in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage_count: Option<u8>,
    /// Whether the payer wants an authorization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_required: Option<bool>,
    /// Whether the payer wants the plan certified by a physician; where nobody said, Medicare does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certification_required: Option<bool>,
    /// The family pays most of the bill although it is insured.
    #[serde(skip_serializing_if = "is_false")]
    pub high_deductible: bool,
    /// Suicide, elopement, swallowing, falls, allergy: somebody raised a flag.
    #[serde(skip_serializing_if = "is_false")]
    pub risk: bool,
    /// A new graduate, an assistant or a technician delivers the care.
    #[serde(skip_serializing_if = "is_false")]
    pub supervised: bool,
    /// How urgent the referrer says that it is.
    #[serde(skip_serializing_if = "Urgency::is_routine")]
    pub urgency: Urgency,
    /// After an operation, where a late beginning costs most.
    #[serde(skip_serializing_if = "is_false")]
    pub post_surgical: bool,
    /// What the review decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuing: Option<bool>,
}

impl Facts {
    /// The rights that facts ask for: who pays and on what terms is coverage; who treats, and how urgent it is, is said on
    /// the board, like the team; whether care goes on is a clinical decision.
    pub const AREAS: [Area; 4] = [Area::Coverage, Area::RiskFlags, Area::Board, Area::ClinicalPlan];

    /// These, with what somebody changed between two looks at them; the rest stays.
    #[must_use]
    pub fn with(&self, seen: &Facts, to: &Facts) -> Facts {
        fn one<T: PartialEq>(now: T, seen: T, to: T) -> T {
            if seen == to { now } else { to }
        }
        Facts {
            payer: one(self.payer, seen.payer, to.payer),
            coverage_count: one(self.coverage_count, seen.coverage_count, to.coverage_count),
            auth_required: one(self.auth_required, seen.auth_required, to.auth_required),
            certification_required: one(
                self.certification_required,
                seen.certification_required,
                to.certification_required,
            ),
            high_deductible: one(self.high_deductible, seen.high_deductible, to.high_deductible),
            risk: one(self.risk, seen.risk, to.risk),
            supervised: one(self.supervised, seen.supervised, to.supervised),
            urgency: one(self.urgency, seen.urgency, to.urgency),
            post_surgical: one(self.post_surgical, seen.post_surgical, to.post_surgical),
            continuing: one(self.continuing, seen.continuing, to.continuing),
        }
    }

    /// The rights that it takes to make the other of these.
    pub fn areas_changed(&self, other: &Facts) -> Vec<Area> {
        let coverage = |facts: &Facts| Facts {
            risk: false,
            supervised: false,
            urgency: Urgency::Routine,
            post_surgical: false,
            continuing: None,
            ..facts.clone()
        };
        let board = |facts: &Facts| (facts.supervised, facts.urgency, facts.post_surgical);
        let changed = [
            coverage(self) != coverage(other),
            self.risk != other.risk,
            board(self) != board(other),
            self.continuing != other.continuing,
        ];
        Facts::AREAS.into_iter().zip(changed).filter_map(|(area, changed)| changed.then_some(area)).collect()
    }

    /// Without what says who pays, and on what terms.
    #[must_use]
    pub fn without_coverage(&self) -> Facts {
        Facts {
            payer: None,
            coverage_count: None,
            auth_required: None,
            certification_required: None,
            high_deductible: false,
            ..self.clone()
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// For which cases a task is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every case.
    All,
    /// Somebody other than the family pays, or nobody has said yet.
    Insured,
    /// So many coverages are recorded.
    Coverages {
        /// Two, for the order of payers.
        at_least: u8,
    },
    /// The family pays most of the bill.
    SelfPayOrHighDeductible,
    /// A risk flag is up.
    RiskFlag,
    /// A new graduate, an assistant or a technician delivers the care.
    Supervised,
    /// The payer wants a physician to lead: Medicare, Medicaid, TRICARE, workers' compensation, or whoever certifies.
    PhysicianLedPayer,
    /// The plan must be certified: Medicare, or the payer asks for it.
    Certifying,
    /// An authorization is needed, or an insurer pays and nobody has recorded that it is not.
    AuthRequired,
    /// Medicare, also through a private plan.
    Medicare,
    /// So many disciplines work on the case.
    Disciplines {
        /// Two, for a conference.
        at_least: u8,
    },
    /// Behaviour analysis is among the disciplines.
    Aba,
    /// The review did not end the care.
    Continuing,
    /// Every one of them; none is "always".
    And(Vec<Condition>),
    /// One of them; none is "never".
    Or(Vec<Condition>),
}

impl Condition {
    /// Whether a case with these facts is asked for the task.
    pub fn applies(&self, facts: &Facts, disciplines: &[Discipline]) -> bool {
        let insured = facts.payer != Some(PayerClass::SelfPay);
        let medicare = matches!(facts.payer, Some(PayerClass::Medicare | PayerClass::MedicareAdvantage));
        match self {
            Condition::All => true,
            Condition::Insured => insured,
            Condition::Coverages { at_least } => facts.coverage_count.is_some_and(|count| *at_least <= count),
            Condition::SelfPayOrHighDeductible => !insured || facts.high_deductible,
            Condition::RiskFlag => facts.risk,
            Condition::Supervised => facts.supervised,
            Condition::PhysicianLedPayer => {
                facts.certification_required == Some(true)
                    || medicare
                    || matches!(
                        facts.payer,
                        Some(PayerClass::Medicaid | PayerClass::Tricare | PayerClass::WorkersComp)
                    )
            }
            Condition::Certifying => facts.certification_required.unwrap_or(medicare),
            Condition::AuthRequired => facts.auth_required.unwrap_or(insured),
            Condition::Medicare => medicare,
            Condition::Disciplines { at_least } => usize::from(*at_least) <= disciplines.len(),
            Condition::Aba => disciplines.contains(&Discipline::Aba),
            Condition::Continuing => facts.continuing != Some(false),
            Condition::And(all) => all.iter().all(|condition| condition.applies(facts, disciplines)),
            Condition::Or(any) => any.iter().any(|condition| condition.applies(facts, disciplines)),
        }
    }
}
