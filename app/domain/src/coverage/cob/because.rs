//! The sentences of the rules.

use super::esrd_until;
use super::key::{Key, Tier};
use crate::calendar::said;
use crate::coverage::{Circumstances, CobRule, Entitlement, Policy};

/// Why `one` stands before `other`.
pub(super) fn sentence(
    rule: CobRule,
    one: &(Key<'_>, &Policy),
    other: &(Key<'_>, &Policy),
    circumstances: &Circumstances,
) -> String {
    let (first, second) = (one.1, other.1);
    match rule {
        CobRule::Injury if one.0.tier == Tier::Injury => {
            format!("{} pays first for the injury that is treated.", first.plan.title())
        }
        CobRule::Injury => {
            format!("{} pays for its injury only, and none is noted here.", second.plan.title())
        }
        CobRule::Veterans => "Veterans Affairs pays for the care that it authorized.".to_owned(),
        CobRule::Subscriber => {
            "The patient's own policy pays before one that covers them as a dependent.".to_owned()
        }
        CobRule::Birthday => birthday(first, second),
        CobRule::LongerBirthday => format!(
            "Both parents have the same birthday: the plan in force since {} comes before the one since {}.",
            said(first.period.from()),
            said(second.period.from()),
        ),
        CobRule::Decree => "A court's decree makes this policy's subscriber responsible.".to_owned(),
        CobRule::Custody => {
            "Without a decree the parent with custody comes first, then that parent's spouse, \
            then the other parent, then the other parent's spouse."
                .to_owned()
        }
        CobRule::Active => {
            "The plan of somebody at work pays before that of somebody retired or laid off.".to_owned()
        }
        CobRule::Continuation => "Coverage continued after leaving pays after other coverage.".to_owned(),
        CobRule::Longer => format!(
            "No other rule decides between them: in force since {}, the other since {}.",
            said(first.period.from()),
            said(second.period.from()),
        ),
        CobRule::MedicareSecondary => medicare(one.0.tier != Tier::Medicare, circumstances),
        CobRule::Tricare => "TRICARE pays after other health insurance.".to_owned(),
        CobRule::Medicaid => format!("{} pays last, after all other coverage.", second.plan.title()),
        CobRule::Rest => "A school, a grant or the family pays what no insurance does.".to_owned(),
        CobRule::Only | CobRule::Person => rule.title().to_owned(),
    }
}

fn birthday(first: &Policy, second: &Policy) -> String {
    match (first.subscriber.born, second.subscriber.born) {
        (Some(one), Some(other)) => format!(
            "One subscriber's birthday, {}, comes earlier in the year than the other's, {}.",
            one.format("%-d %b"),
            other.format("%-d %b"),
        ),
        _ => "One subscriber's birthday is known and the other's is not.".to_owned(),
    }
}

fn medicare(group_is_first: bool, circumstances: &Circumstances) -> String {
    let whose = match circumstances.medicare {
        Some(Entitlement::Age { employees }) => {
            format!(
                "the patient is 65 or older, and the employer has {employees} employees; 20 make the difference"
            )
        }
        Some(Entitlement::Disability { employees }) => {
            format!(
                "the patient is disabled, and the employer has {employees} employees; 100 make the difference"
            )
        }
        Some(Entitlement::Esrd { since }) => match esrd_until(since) {
            Some(until) => format!("the 30 months after kidney failure end before {}", said(until)),
            None => "the 30 months after kidney failure have no end".to_owned(),
        },
        None => "nothing is known that would put a group plan before it".to_owned(),
    };
    if group_is_first {
        format!("The group plan pays before Medicare: {whose}.")
    } else {
        format!("Medicare pays first: {whose}.")
    }
}
