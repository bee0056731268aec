//! Who pays for which day: the policies of a patient, the order in which they pay, and how often somebody asked.
//!
//! A policy is never overwritten: when a plan changes the old one ends and a new one begins. The order of payers is dated
//! as well, so any date of service can be asked who paid first then: [`force`]. What order the rules propose says [`cob`];
//! what does not fit together shows in [`conflicts`]; [`place`] finds the
//! place of a policy that comes; [`enter`] refuses what cannot be meant; [`replay`] tells what a change
//! in the past touches. [`verify`], [`filing`], [`limits`] and [`kx`] watch the dates and amounts that run out.

pub mod cob;
pub mod conflicts;
pub mod enter;
pub mod filing;
pub mod force;
pub mod kx;
pub mod limits;
pub mod place;
mod plan;
pub mod replay;
#[cfg(test)]
mod samples;
mod titles;
pub mod verify;

use crate::calendar::Span;
use crate::ids::{PayerId, PolicyId, StaffId};
use crate::kinds::{Date, Discipline, Instant, Line, Name};
use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// What kind of plan a policy is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    /// Preferred provider organization.
    CommercialPpo,
    /// Health maintenance organization.
    CommercialHmo,
    /// Exclusive provider organization.
    CommercialEpo,
    /// Original Medicare, part B.
    MedicareB,
    /// A private plan in place of Medicare.
    MedicareAdvantage,
    /// Medicaid, fee for service.
    MedicaidFfs,
    /// Medicaid through a managed care organization.
    MedicaidMco,
    /// Children's Health Insurance Program.
    Chip,
    /// TRICARE.
    Tricare,
    /// Veterans' community care.
    VaCcn,
    /// Workers' compensation.
    WorkersComp,
    /// Automobile liability.
    Auto,
    /// Nobody but the family.
    SelfPay,
    /// A school district or a grant.
    SchoolOrGrant,
}

impl PlanKind {
    /// All of them, in the order of a list.
    pub const ALL: [PlanKind; 14] = [
        PlanKind::CommercialPpo,
        PlanKind::CommercialHmo,
        PlanKind::CommercialEpo,
        PlanKind::MedicareB,
        PlanKind::MedicareAdvantage,
        PlanKind::MedicaidFfs,
        PlanKind::MedicaidMco,
        PlanKind::Chip,
        PlanKind::Tricare,
        PlanKind::VaCcn,
        PlanKind::WorkersComp,
        PlanKind::Auto,
        PlanKind::SelfPay,
        PlanKind::SchoolOrGrant,
    ];
}

/// How the patient is related to the person whose policy it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// The patient's own policy.
    Itself,
    /// Husband, wife, partner.
    Spouse,
    /// Child, also adopted or of the spouse.
    Child,
    /// Any other dependent.
    Other,
}

/// The person whose policy it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subscriber {
    /// What the patient is to them.
    pub kinship: Kinship,
    /// Name; nothing where it is the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Birthday, for the birthday rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// On what ground the group covers them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// On what ground an employer's plan covers its subscriber.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// At work.
    Active,
    /// Retired or laid off.
    Retired,
    /// Continued after leaving.
    Cobra,
}

/// What the family pays of each visit, and how much of it is behind them. Nothing: not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CostSharing {
    /// For each visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copay: Option<Cents>,
    /// In whole percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coinsurance: Option<u8>,
    /// For a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deductible: Option<Cents>,
    /// Of the deductible, when last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deductible_met: Option<Cents>,
    /// For a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_pocket_max: Option<Cents>,
}

/// How much a plan pays for in a year.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BenefitLimit {
    /// The disciplines that share it.
    pub disciplines: Vec<Discipline>,
    /// How much.
    pub amount: LimitAmount,
    /// In which year.
    pub year: LimitYear,
    /// Used elsewhere in that year, as the payer said when last asked, in the unit of the amount.
    #[serde(default)]
    pub used_elsewhere: u32,
    /// Beyond it nothing is paid; otherwise the payer reviews.
    pub hard: bool,
}

/// The unit of a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitAmount {
    /// Days of service, each discipline for itself.
    Visits(u16),
    /// What the payer allows.
    Money(Cents),
}

/// The year of a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitYear {
    /// From 1 January.
    Calendar,
    /// From the first day of this month.
    Plan {
        /// 1 to 12.
        month: u8,
    },
}

/// What a policy asks for before a discipline treats. Nothing: as the payer's rules say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Need {
    /// Which discipline.
    pub discipline: Discipline,
    /// Prior authorization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<bool>,
    /// A physician's referral.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<bool>,
}

/// One policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Id.
    pub id: PolicyId,
    /// Who pays.
    pub payer: PayerId,
    /// Kind of plan.
    pub plan: PlanKind,
    /// Number on the card; nothing for the family itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Line>,
    /// Group number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Line>,
    /// Whose policy it is.
    pub subscriber: Subscriber,
    /// From the first covered day until the first that is not; dates of service.
    pub period: Span,
    /// Cost sharing.
    #[serde(default)]
    pub cost: CostSharing,
    /// Whether the clinic is in its network; nothing: not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_network: Option<bool>,
    /// Limits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<BenefitLimit>,
    /// What it asks for, where that differs from the payer's rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Days from the date of service in which a claim must be filed, where that differs from the payer's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_days: Option<u16>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Line>,
}

/// How the parents of a child that two plans cover live, and what a court said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parents {
    /// Together, married or not.
    Together,
    /// Apart, and a court made the subscriber of one policy responsible.
    DecreeFor(PolicyId),
    /// Apart, and a court made both responsible, or gave joint custody without saying who pays.
    DecreeForBoth,
    /// Apart, without a decree; the policies of the parent with custody, their spouse, the other parent and their spouse.
    Custody {
        /// Of the parent with custody.
        custodial: Option<PolicyId>,
        /// Of that parent's spouse.
        custodial_spouse: Option<PolicyId>,
        /// Of the other parent.
        other: Option<PolicyId>,
        /// Of the other parent's spouse.
        other_spouse: Option<PolicyId>,
    },
}

/// Why Medicare comes before or after an employer's plan (Medicare Secondary Payer rules).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entitlement {
    /// 65 or older, and they or their spouse work for an employer of so many.
    Age {
        /// Employees.
        employees: u32,
    },
    /// Disabled, covered by an employer of so many.
    Disability {
        /// Employees.
        employees: u32,
    },
    /// Kidney failure, since this day.
    Esrd {
        /// First day of entitlement.
        since: Date,
    },
}

/// What the order of payers depends on and no policy says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Of a child.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parents: Option<Parents>,
    /// With Medicare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medicare: Option<Entitlement>,
    /// The treated condition comes from work or from an accident.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub injury: bool,
}

/// Which rule puts one policy before another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CobRule {
    /// There is one policy.
    Only,
    /// Workers' compensation or liability pays for its injury.
    Injury,
    /// Veterans Affairs pays for the care that it authorized.
    Veterans,
    /// Own policy before a dependent's.
    Subscriber,
    /// The parent whose birthday comes first in the year.
    Birthday,
    /// Both birthdays are the same day: in force for longer.
    LongerBirthday,
    /// A court's decree.
    Decree,
    /// Custody, without a decree.
    Custody,
    /// At work before retired.
    Active,
    /// Continued coverage comes after.
    Continuation,
    /// In force for longer.
    Longer,
    /// Medicare before or after a group plan.
    MedicareSecondary,
    /// TRICARE comes after other insurance.
    Tricare,
    /// Medicaid comes last.
    Medicaid,
    /// A school, a grant or the family pays what no insurance does.
    Rest,
    /// A person decided otherwise.
    Person,
}

/// The order in which policies pay, from a day until another order takes its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PayerOrder {
    /// First date of service.
    pub from: Date,
    /// Primary first; each once, at most three.
    pub policies: Vec<PolicyId>,
    /// The rule that decided who comes first.
    pub rule: CobRule,
    /// What was seen: which decree, who has custody, who said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Line>,
    /// Who decided it.
    pub by: StaffId,
    /// The clinic-local day on which it was decided.
    pub on: Date,
    /// The payers' own file says the same: the member has answered their questions.
    pub confirmed: bool,
}

/// How somebody asked a payer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The payer's web site.
    Portal,
    /// By phone.
    Phone,
    /// An X12 271 file.
    X12,
    /// The card, or what the family says.
    Family,
}

/// What the payer said of a policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// In force.
    Active,
    /// Not in force.
    Inactive,
    /// It could not say.
    Unclear,
}

/// One time that somebody asked whether a policy is in force. No promise of payment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verification {
    /// Which.
    pub policy: PolicyId,
    /// When it was asked.
    pub at: Instant,
    /// The clinic-local day of that.
    pub on: Date,
    /// Who asked.
    pub by: StaffId,
    /// How.
    pub channel: Channel,
    /// The payer's reference number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// Who was spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoke_to: Option<Line>,
    /// What they said.
    pub answer: Answer,
    /// Another payer exists, they said: the order of payers has to be asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_payer: bool,
    /// Segments of the answer that no rule reads, as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}
