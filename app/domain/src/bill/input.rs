//! What the rules of readiness read of a session, as plain values.

use crate::authorization::Modifier;
use crate::authorization::balance::{Drawn, Why};
use crate::clinic::Clinic;
use crate::coverage::force::payers_on;
use crate::coverage::kx::{KxAmounts, kx};
use crate::coverage::verify::last_answer;
use crate::ids::{StaffId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::ledger::{Ledger, reckon, unit_rule};
use crate::payer::rules::{Asked, files_claims, needs_authorization, visits_before};
use crate::service::ceilings::Ceilings;
use crate::service::modifiers::{Furnished, Modifiers};
use crate::service::places::Place;
use crate::service::units::{UnitRule, Worked, claim};
use crate::service::{Code, Services, Timing};
use crate::visit::{Outcome, Visit};
use crate::workflow::PayerClass;

/// A session, all that is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Which.
    pub visit: VisitId,
    /// Date of service.
    pub on: Date,
    /// The clinic-local day.
    pub today: Date,
    /// Whose work.
    pub discipline: Discipline,
    /// What came of it.
    pub outcome: Outcome,
    /// The day on which a claim went out.
    pub billed_on: Option<Date>,
    /// The payer took the claim in.
    pub accepted: bool,
    /// What was done.
    pub lines: Vec<Line>,
    /// What notes and plans say.
    pub paper: Paper,
    /// Who pays.
    pub cover: Cover,
    /// What else happened that day.
    pub day: Day,
}

/// One service of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Code.
    pub code: Code,
    /// Modifiers that it carries.
    pub modifiers: Vec<Modifier>,
    /// Minutes written down.
    pub minutes: u16,
    /// The minutes count towards units.
    pub timed: bool,
    /// Units billed, where somebody entered them; nothing: they follow from the minutes.
    pub units: Option<u16>,
    /// Units that the minutes support; nothing: they cannot be counted.
    pub supported: Option<u16>,
    /// The code that the minutes stand for, where it is another one.
    pub recode: Option<Code>,
    /// Most units of a day.
    pub ceiling: Option<u16>,
    /// Why no authorization covers it, where one is needed.
    pub lacks: Option<Why>,
}

/// What the note says, and the plan behind it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that stand by themselves")]
pub struct Paper {
    /// How far the note is.
    pub note: Note,
    /// Hours from the visit to its signature, or to now while there is none.
    pub hours: u32,
    /// Hours within which a note is signed; nothing: 72.
    pub hours_allowed: Option<u16>,
    /// It is marked as a late entry.
    pub marked_late: bool,
    /// Its words changed after it was signed, without an addendum.
    pub altered: bool,
    /// How much of it equals the note before, in whole percent.
    pub similar_percent: u8,
    /// Start and stop, in minutes after midnight; nothing: not written down.
    pub clock: Option<(u16, u16)>,
    /// Who signed.
    pub signers: Vec<StaffId>,
    /// Licence, certificate and enrolment of the signer were valid that day.
    pub credential_valid: bool,
    /// An assistant furnished more than a tenth of it.
    pub assistant: bool,
    /// The plan of care in force that day, by version.
    pub plan: Option<u16>,
    /// Whether it is certified.
    pub certification: Certification,
    /// Goals that the note names and that were active that day.
    pub goals: u16,
    /// Treatment days since the last progress report, this one included.
    pub days_since_report: u16,
    /// Where the patient was, as the note says.
    pub place: Option<Place>,
    /// They spoke, and did not see each other.
    pub voice_only: bool,
    /// Consents that this session needed were there.
    pub consent: bool,
    /// A part of it lies outside the record.
    pub outside: bool,
}

/// How far a note is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Note {
    /// There is none.
    #[default]
    None,
    /// Written, not signed.
    Unsigned,
    /// Sent back to its author.
    Returned,
    /// Signed; somebody else has to sign as well.
    WaitsForCosignature,
    /// Every signature is there.
    Signed,
}

/// Whether a plan of care is certified on a date of service. Source: 42 CFR 424.24; Medicare Benefit Policy Manual 15 §220.1.3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Certification {
    /// Nobody asks for it.
    #[default]
    NotNeeded,
    /// Certified, or a ground for the delay is proved.
    Certified,
    /// Not yet; days since the first visit.
    Waits(u16),
    /// The certified period is over, or 90 days have passed.
    Over,
}

/// Who pays for it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that stand by themselves")]
pub struct Cover {
    /// Some policy is in force, or the family pays.
    pub active: bool,
    /// Two policies are in force, and their order is open.
    pub unordered: bool,
    /// Who pays first; nothing: nobody, or nobody knows.
    pub payer: Option<PayerClass>,
    /// Somebody can be asked whether the policy is in force.
    pub insured: bool,
    /// The day of the last answer up to the date of service.
    pub checked_on: Option<Date>,
    /// Days to file; nothing: no limit runs.
    pub filing_days: Option<u16>,
    /// Medicare's yearly amount is used up.
    pub over_threshold: bool,
}

/// What else happened that day. What the ledger of one case cannot know is filled by whoever knows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Day {
    /// The same person treated another patient at the same time, and it was no group.
    pub double_booked: bool,
    /// Somebody else treated the patient at the same time, and the pair is not allowed.
    pub two_at_once: bool,
    /// Minutes with one patient at a time, of the person who treats, that day.
    pub direct_minutes: u16,
    /// Pairs of codes that do not go together (NCCI).
    pub pairs: Vec<(Code, Code)>,
}

impl Input {
    /// A session as the ledger knows it, with what its paper says. Overlaps across cases, code pairs and whether the claim
    /// was accepted are for the caller to add.
    pub fn of(visit: &Visit, ledger: &Ledger, clinic: &Clinic, today: Date, paper: Paper) -> Input {
        let services = Services::standard();
        let drawn = reckon(ledger, clinic, &services);
        let payers = payers_on(ledger, visit.on);
        let first = payers.ordered.first().copied();
        let rule =
            first.map_or(UnitRule::AmaPerCode, |policy| unit_rule(ledger, clinic, policy.id, visit.on));
        let pays = first.and_then(|policy| clinic.payer(policy.payer));
        let class = pays.map(|payer| payer.class);
        let rules = pays.and_then(|payer| payer.rules_on(visit.on));
        let needs = |code| {
            let visits_before = visits_before(&ledger.visits, visit.discipline, visit.on);
            let asked = Asked { discipline: visit.discipline, code: Some(code), visits_before };
            first
                .zip(rules)
                .is_some_and(|(policy, rules)| needs_authorization(rules, &policy.needs, asked).required)
        };
        let lines = lines(visit, &services, rule, class, &drawn, &needs);
        let filing =
            rules.map(|rules| first.and_then(|policy| policy.filing_days).unwrap_or(rules.filing_days));
        let cover = Cover {
            active: payers.is_covered(),
            unordered: !payers.unordered.is_empty(),
            payer: class,
            insured: first.is_some_and(|policy| policy.plan.is_insurance()),
            checked_on: first
                .and_then(|policy| last_answer(ledger, policy, visit.on))
                .map(|answer| answer.on),
            filing_days: filing.filter(|_| class.is_some_and(files_claims)),
            over_threshold: kx(ledger, &KxAmounts::standard(), visit.on)
                .iter()
                .any(|used| used.group.disciplines().contains(&visit.discipline) && used.needs_modifier()),
        };
        let day = Day { two_at_once: two_at_once(visit, ledger), ..Day::default() };
        Input {
            visit: visit.id,
            on: visit.on,
            today,
            discipline: visit.discipline,
            outcome: visit.outcome,
            billed_on: visit.billed_on,
            accepted: false,
            lines,
            paper,
            cover,
            day,
        }
    }

    /// Which modifiers of plan, assistant and telehealth a line lacks.
    pub(super) fn missing(&self, line: &Line) -> Vec<crate::service::modifiers::Missing> {
        let furnished = Furnished {
            on: self.on,
            discipline: self.discipline,
            payer: self.cover.payer.unwrap_or(PayerClass::SelfPay),
            assistant: self.paper.assistant,
            place: self.paper.place,
            voice_only: self.paper.voice_only,
        };
        Modifiers::standard().missing(furnished, &line.modifiers)
    }
}

fn lines(
    visit: &Visit,
    services: &Services,
    rule: UnitRule,
    class: Option<PayerClass>,
    drawn: &Drawn,
    needs: &dyn Fn(Code) -> bool,
) -> Vec<Line> {
    let worked: Vec<Worked> =
        visit.services.iter().map(|done| Worked { code: done.code, minutes: done.minutes }).collect();
    let prefer: Vec<Code> = worked.iter().map(|work| work.code).collect();
    let counted = claim(services, rule, visit.on, &worked, &prefer).ok();
    let ceilings = Ceilings::standard();
    let of = |done: &crate::visit::Service| {
        let timing = services.on(done.code, visit.on).ok().map(|service| service.timing);
        let billed =
            |code| counted.as_ref()?.lines.iter().find(|line| line.code == code).map(|line| line.units);
        let recode = match timing {
            Some(Timing::Time { .. }) if billed(done.code).is_none() => {
                let same = |code: Code| !prefer.contains(&code);
                counted
                    .as_ref()
                    .and_then(|day| day.lines.iter().map(|line| line.code).find(|code| same(*code)))
            }
            _ => None,
        };
        let uncovered = drawn
            .uncovered
            .iter()
            .find(|one| one.visit == visit.id && one.code.is_none_or(|code| code == done.code));
        Line {
            code: done.code,
            modifiers: done.modifiers.clone(),
            minutes: done.minutes.get(),
            timed: !matches!(timing, None | Some(Timing::Once { .. })),
            units: None,
            supported: counted.as_ref().map(|_| billed(done.code).unwrap_or(0)),
            recode,
            ceiling: ceilings
                .on(done.code, class.unwrap_or(PayerClass::Commercial), visit.on)
                .map(|most| most.units),
            lacks: uncovered.filter(|_| needs(done.code)).map(|one| one.why),
        }
    };
    visit.services.iter().map(of).collect()
}

/// Only visits whose start is known can be seen to overlap.
fn two_at_once(visit: &Visit, ledger: &Ledger) -> bool {
    let span = |one: &Visit| one.at.map(|at| (u32::from(at), u32::from(at) + one.minutes()));
    let overlaps = |other: &&Visit| {
        let both = span(visit).zip(span(other));
        other.id != visit.id
            && other.on == visit.on
            && other.outcome == Outcome::Arrived
            && other.staff != visit.staff
            && both.is_some_and(|((from, until), (start, stop))| from < stop && start < until)
    };
    ledger.visits.iter().any(|other| overlaps(&other))
}
