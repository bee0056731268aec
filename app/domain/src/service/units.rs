//! How many units a day's minutes are worth.
//!
//! Medicare, and payers who follow it, pool the 15-minute codes of one discipline on one day (Medicare Claims Processing
//! Manual ch. 5 §20.2); others look at each code by itself, as the code set's midpoint rule says.

mod explain;

use super::{Code, Minutes, NoService, Services, Timing};
use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// The block that Medicare pools.
const QUARTER: Minutes = Minutes(15);

/// How a payer counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitRule {
    /// All minutes in codes of 15 minutes together make the units; then they are shared out.
    CmsPooled,
    /// Each code by itself: a unit once more than half of its time has passed.
    AmaPerCode,
}

impl UnitRule {
    /// Both, in the order of a list.
    pub const ALL: [UnitRule; 2] = [UnitRule::CmsPooled, UnitRule::AmaPerCode];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            UnitRule::CmsPooled => "All timed minutes together (Medicare)",
            UnitRule::AmaPerCode => "Each code by itself (midpoint)",
        }
    }
}

/// Time written down at a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worked {
    /// What was done.
    pub code: Code,
    /// For how long.
    pub minutes: Minutes,
}

/// Units of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// What is billed; for a family of codes the one that fits the time.
    pub code: Code,
    /// How many; none where the time was too short.
    pub units: u16,
}

/// Units that several codes have an equal right to: the therapist says whose they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Open {
    /// How many there are, one for a code at most.
    pub units: u16,
    /// Who may have one.
    pub among: Vec<Code>,
}

/// What a day comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// In the order in which the work was written down, an add-on after its code.
    pub lines: Vec<Line>,
    /// What nobody has chosen yet; it is in none of the lines.
    pub open: Option<Open>,
}

impl Claim {
    /// All units, those that are open included.
    pub fn total(&self) -> u16 {
        let open = self.open.as_ref().map_or(0, |open| open.units);
        self.lines.iter().map(|line| line.units).sum::<u16>() + open
    }
}

/// Why a day cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoClaim {
    /// A code that is not to be had on that day.
    #[error(transparent)]
    Service(#[from] NoService),
    /// An add-on stands alone.
    #[error("{code} is added to {of}, which was not done that day. Please write the time down at {of}.")]
    AddOnAlone {
        /// The add-on.
        code: Code,
        /// What it is added to.
        of: Code,
    },
    /// Two codes of which a session is only one.
    #[error(
        "{first} and {second} stand for one session of different lengths. Please keep the one that was held."
    )]
    TwoForOne {
        /// Written down first.
        first: Code,
        /// Written down after it.
        second: Code,
    },
    /// More than there is.
    #[error("These minutes are more than a day has. Please correct them.")]
    LongerThanADay,
}

/// The units of one discipline's work for one patient on one day. `prefer` are the therapist's choices where codes have an
/// equal right to a unit: who stands first is asked first.
pub fn claim(
    services: &Services,
    rule: UnitRule,
    on: Date,
    worked: &[Worked],
    prefer: &[Code],
) -> Result<Claim, NoClaim> {
    let (parts, open) = parts(services, rule, on, worked, prefer)?;
    Ok(Claim { lines: parts.into_iter().flat_map(|part| part.lines).collect(), open })
}

/// How a day comes to its units, in sentences that a reader can add up: the pool first, then each code by itself. Nothing
/// where nothing was done. The arguments are those of [`claim`], and so are the refusals.
pub fn explain(
    services: &Services,
    rule: UnitRule,
    on: Date,
    worked: &[Worked],
    prefer: &[Code],
) -> Result<Vec<String>, NoClaim> {
    let (parts, open) = parts(services, rule, on, worked, prefer)?;
    Ok(explain::sentences(&parts, open.as_ref()))
}

/// A code's time, and what it comes to.
struct Part {
    work: Work,
    pooled: bool,
    lines: Vec<Line>,
}

fn parts(
    services: &Services,
    rule: UnitRule,
    on: Date,
    worked: &[Worked],
    prefer: &[Code],
) -> Result<(Vec<Part>, Option<Open>), NoClaim> {
    let works = gather(services, on, worked)?;
    let pooled = |work: &&Work| rule == UnitRule::CmsPooled && work.is_pooled();
    let pool: Vec<&Work> = works.iter().filter(pooled).collect();
    let (shares, open) = share_out(&pool, prefer);
    let mut shares = shares.into_iter();
    let part = |work: Work| {
        let pooled = pooled(&&work);
        let mut lines = Vec::new();
        match if pooled { shares.next() } else { None } {
            Some(units) => spread(services, on, &work, units, &mut lines),
            None => alone(services, on, &work, &mut lines),
        }
        Part { work, pooled, lines }
    };
    Ok((works.into_iter().map(part).collect(), open))
}

/// All time of one code, that of its add-ons included.
struct Work {
    code: Code,
    minutes: u16,
    timing: Timing,
}

impl Work {
    fn is_pooled(&self) -> bool {
        matches!(self.timing, Timing::Each { block } | Timing::First { block, .. } if block == QUARTER)
    }
}

fn gather(services: &Services, on: Date, worked: &[Worked]) -> Result<Vec<Work>, NoClaim> {
    let mut works: Vec<Work> = Vec::new();
    let mut all = 0_u16;
    for Worked { code, minutes } in worked {
        all = all.saturating_add(minutes.0);
        let timing = services.on(*code, on)?.timing;
        let (code, timing) = match timing {
            Timing::More { of, .. } if worked.iter().any(|other| other.code == of) => {
                (of, services.on(of, on)?.timing)
            }
            Timing::More { of, .. } => return Err(NoClaim::AddOnAlone { code: *code, of }),
            Timing::Time { family, .. } => {
                let same = |work: &&Work| matches!(work.timing, Timing::Time { family: other, .. } if other == family);
                if let Some(first) = works.iter().find(same) {
                    return Err(NoClaim::TwoForOne { first: first.code, second: *code });
                }
                (*code, timing)
            }
            timing => (*code, timing),
        };
        match works.iter_mut().find(|work| work.code == code) {
            Some(work) => work.minutes = work.minutes.saturating_add(minutes.0),
            None => works.push(Work { code, minutes: minutes.0, timing }),
        }
    }
    if Minutes::DAY.0 < all { Err(NoClaim::LongerThanADay) } else { Ok(works) }
}

/// Units once more than half of a block has passed: of 15 minutes from 8, of 30 from 16, of 60 from 31.
fn units(minutes: u16, block: Minutes) -> u16 {
    (minutes + (block.0 - 1) / 2) / block.0
}

/// Full quarters of an hour to each; what is left over of the sum to those with the largest remainders.
fn share_out(pool: &[&Work], prefer: &[Code]) -> (Vec<u16>, Option<Open>) {
    let all = units(pool.iter().map(|work| work.minutes).sum(), QUARTER);
    let mut shares: Vec<u16> = pool.iter().map(|work| work.minutes / QUARTER.0).collect();
    let mut left = all - shares.iter().sum::<u16>();
    for rest in (1..QUARTER.0).rev() {
        let mut equal: Vec<usize> =
            (0..pool.len()).filter(|at| pool[*at].minutes % QUARTER.0 == rest).collect();
        let rank = |at: &usize| prefer.iter().position(|code| *code == pool[*at].code);
        equal.sort_by_key(|at| rank(at).unwrap_or(usize::MAX));
        let decided = if equal.len() <= usize::from(left) {
            equal.len()
        } else {
            equal.iter().filter(|at| rank(at).is_some()).count()
        };
        for at in equal.iter().take(decided.min(usize::from(left))) {
            shares[*at] += 1;
            left -= 1;
        }
        if decided < equal.len() && 0 < left {
            let among = equal[decided..].iter().map(|at| pool[*at].code).collect();
            return (shares, Some(Open { units: left, among }));
        }
    }
    (shares, None)
}

/// A code's units, of which the first may be its own and the others its add-on's.
fn spread(services: &Services, on: Date, work: &Work, units: u16, lines: &mut Vec<Line>) {
    match (work.timing, add_on(services, on, work.code)) {
        (Timing::First { .. }, Some((code, _))) => {
            lines.push(Line { code: work.code, units: units.min(1) });
            lines.extend((1 < units).then(|| Line { code, units: units - 1 }));
        }
        (Timing::First { .. }, None) => lines.push(Line { code: work.code, units: units.min(1) }),
        _ => lines.push(Line { code: work.code, units }),
    }
}

fn alone(services: &Services, on: Date, work: &Work, lines: &mut Vec<Line>) {
    let Work { code, minutes, timing } = *work;
    let one = |from: Minutes| u16::from(from.0 <= minutes);
    match timing {
        Timing::Once { from } => lines.push(Line { code, units: one(from) }),
        Timing::Each { block } | Timing::More { block, .. } => {
            lines.push(Line { code, units: units(minutes, block) });
        }
        Timing::First { block, from } => {
            lines.push(Line { code, units: one(from) });
            let further = add_on(services, on, code)
                .map(|(code, more)| Line { code, units: units(minutes.saturating_sub(block.0), more) });
            lines.extend(further.filter(|line| 0 < line.units));
        }
        Timing::Time { family, .. } => {
            let fits = |timing: Timing| {
                matches!(timing, Timing::Time { from, until, family: other }
                if other == family && from.0 <= minutes && until.is_none_or(|until| minutes < until.0))
            };
            let right = services.all().find(|service| service.is_in_force(on) && fits(service.timing));
            lines
                .push(right.map_or(Line { code, units: 0 }, |service| Line { code: service.code, units: 1 }));
        }
    }
}

/// The code for what is longer, and its block.
fn add_on(services: &Services, on: Date, code: Code) -> Option<(Code, Minutes)> {
    services.all().filter(|service| service.is_in_force(on)).find_map(|service| match service.timing {
        Timing::More { block, of } if of == code => Some((service.code, block)),
        _ => None,
    })
}
