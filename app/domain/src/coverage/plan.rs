//! What a plan's kind says by itself.

use super::PlanKind;

impl PlanKind {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            PlanKind::CommercialPpo => "Commercial PPO",
            PlanKind::CommercialHmo => "Commercial HMO",
            PlanKind::CommercialEpo => "Commercial EPO",
            PlanKind::MedicareB => "Medicare Part B",
            PlanKind::MedicareAdvantage => "Medicare Advantage",
            PlanKind::MedicaidFfs => "Medicaid",
            PlanKind::MedicaidMco => "Medicaid, managed care",
            PlanKind::Chip => "CHIP",
            PlanKind::Tricare => "TRICARE",
            PlanKind::VaCcn => "Veterans' community care",
            PlanKind::WorkersComp => "Workers' compensation",
            PlanKind::Auto => "Auto liability",
            PlanKind::SelfPay => "Self-pay",
            PlanKind::SchoolOrGrant => "School or grant",
        }
    }

    /// A private or employer's plan; rules 2 to 6 of the order of payers are about these.
    pub fn is_private(self) -> bool {
        matches!(self, PlanKind::CommercialPpo | PlanKind::CommercialHmo | PlanKind::CommercialEpo)
    }

    /// Medicare, original or in a private plan.
    pub fn is_medicare(self) -> bool {
        matches!(self, PlanKind::MedicareB | PlanKind::MedicareAdvantage)
    }

    /// Medicaid, fee for service or managed.
    pub fn is_medicaid(self) -> bool {
        matches!(self, PlanKind::MedicaidFfs | PlanKind::MedicaidMco)
    }

    /// Pays for an injury only.
    pub fn is_liability(self) -> bool {
        matches!(self, PlanKind::WorkersComp | PlanKind::Auto)
    }

    /// An insurer that gives a member number and can be asked whether it covers somebody. A family and a school cannot.
    pub fn is_insurance(self) -> bool {
        !matches!(self, PlanKind::SelfPay | PlanKind::SchoolOrGrant)
    }
}
