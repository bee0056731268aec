//! Whether a session is ready to be billed: every rule that one session can answer. Source of the numbers: the clinic's
//! reconciliation rules, AUD-01 to AUD-42; [`Rule::looks`] says which of them are not about a session.

use super::denial::days_left;
use super::input::{Certification, Input, Line, Note};
use super::rule::{Looks, Rule, Severity};
use crate::authorization::balance::Why;
use crate::coverage::filing::{filing_deadline, filing_used_percent};
use crate::service::modifiers::Missing;
use crate::visit::Outcome;

/// Most minutes with one patient at a time that a day can have (clinic convention).
const DAY_MINUTES: u16 = 600;
/// Treatment days by which a progress report is due (Medicare Benefit Policy Manual 15 §220.3.D), and when it is said.
const REPORT_DAYS: u16 = 10;
const REPORT_WARN_DAYS: u16 = 8;
/// Days after the first visit by which a plan is certified (42 CFR 424.24), and when it is said.
const CERTIFY_DAYS: u16 = 30;
const CERTIFY_WARN_DAYS: u16 = 14;
/// Hours within which a note is signed where the payer's rules do not say.
const NOTE_HOURS: u16 = 72;
/// A note that is this much like the one before is looked at, in percent.
const SIMILAR_PERCENT: u8 = 90;

/// Where somebody goes to put it right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fix {
    /// The visit: outcome, codes, minutes, modifiers.
    Visit,
    /// The note.
    Note,
    /// The plan of care and its goals.
    Plan,
    /// Policies, their order, eligibility.
    Coverage,
    /// Authorizations.
    Authorization,
    /// Licences and enrolments of the staff.
    Staff,
    /// Documents: consents, files.
    Documents,
    /// Charges: release and export.
    Charges,
}

/// One thing that is wrong with a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// By which rule.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// What is wrong and what to do, without a name.
    pub sentence: String,
    /// Where.
    pub fix: Fix,
    /// Its charge may not go out.
    pub blocks: bool,
}

/// Whether no finding keeps its charge from going out.
pub fn is_ready(findings: &[Finding]) -> bool {
    !findings.iter().any(|finding| finding.blocks)
}

/// Everything that is wrong with a session, by number of the rule. What did not take place is only asked whether it was
/// billed; what is still to come, nothing.
pub fn judge(input: &Input) -> Vec<Finding> {
    let mut found = Found(vec![]);
    if input.outcome == Outcome::Arrived {
        note(input, &mut found);
        input.lines.iter().for_each(|line| work(input, line, &mut found));
        time(input, &mut found);
        cover(input, &mut found);
        care(input, &mut found);
        modifiers(input, &mut found);
        integrity(input, &mut found);
        clock(input, &mut found);
    } else {
        undelivered(input, &mut found);
    }
    found.0.sort_by_key(|finding| finding.rule);
    found.0
}

struct Found(Vec<Finding>);

impl Found {
    fn when(&mut self, is: bool, rule: Rule, fix: Fix, sentence: &str) {
        if is {
            self.add(rule, rule.severity(), fix, sentence.to_owned());
        }
    }

    fn add(&mut self, rule: Rule, severity: Severity, fix: Fix, sentence: String) {
        self.0.push(Finding { rule, severity, sentence, fix, blocks: rule.looks() == Looks::Session });
    }

    fn warn(&mut self, rule: Rule, fix: Fix, sentence: String) {
        self.0.push(Finding { rule, severity: Severity::Medium, sentence, fix, blocks: false });
    }
}

fn undelivered(input: &Input, found: &mut Found) {
    let billed = input.billed_on.is_some();
    let sentence = "A claim went out for a session that was not delivered. Please take it back; what was paid is refunded within 60 days.";
    found.when(billed, Rule::NotDelivered, Fix::Charges, sentence);
    let open = input.outcome == Outcome::Booked;
    let sentence = "Nobody said whether the patient came. Please enter what came of the visit.";
    found.when(open, Rule::NoOutcome, Fix::Visit, sentence);
    let sentence = "The session was not delivered, so there is nothing to bill.";
    found.when(!open && !billed, Rule::NotDelivered, Fix::Visit, sentence);
}

fn note(input: &Input, found: &mut Found) {
    let paper = &input.paper;
    let unsigned = match paper.note {
        Note::None => Some("There is no note of this session. Please write and sign it."),
        Note::Unsigned => Some("The note is not signed. Please sign it."),
        Note::Returned => Some("The note went back to its author. Please correct and sign it."),
        Note::WaitsForCosignature | Note::Signed => None,
    };
    if let Some(sentence) = unsigned {
        found.when(true, Rule::NotSigned, Fix::Note, sentence);
    }
    if paper.note == Note::None && 48 < paper.hours {
        let severity = match window_percent(input) {
            Some(80..) => Severity::Critical,
            _ if 7 * 24 < paper.hours => Severity::High,
            _ => Severity::Medium,
        };
        let days = paper.hours / 24;
        found.add(
            Rule::LateNote,
            severity,
            Fix::Note,
            format!("The note is missing for {days} days. Please write it."),
        );
    }
    let waits = paper.note == Note::WaitsForCosignature;
    found.when(
        waits,
        Rule::NoCosignature,
        Fix::Note,
        "The note waits for a second signature. Please ask the supervisor.",
    );
}

fn work(input: &Input, line: &Line, found: &mut Found) {
    let code = line.code;
    let units = line.units.or(line.supported).unwrap_or(0);
    let supported = line.supported.unwrap_or(0);
    if line.recode.is_some() || line.supported.is_none() {
        let other = line.recode.map(|other| format!(" These minutes are {other}.")).unwrap_or_default();
        let sentence = format!(
            "{code} does not fit {} minutes.{other} Please correct the code or the time.",
            line.minutes
        );
        found.add(Rule::SessionLength, Severity::Critical, Fix::Visit, sentence);
    } else if supported < units || units == 0 {
        let sentence = format!(
            "{code}: {units} units, and the minutes support {supported}. Please correct the units or leave the line out."
        );
        found.add(Rule::OverUnits, Severity::Critical, Fix::Visit, sentence);
    } else if units < supported {
        let sentence = format!("{code}: {units} units, and the minutes support {supported}.");
        found.add(Rule::UnderUnits, Severity::Low, Fix::Visit, sentence);
    }
    if let Some(why) = line.lacks {
        let rule = match why {
            Why::NoAuthorization | Why::WrongPayer | Why::OutsidePeriod => Rule::OutsideAuthorization,
            Why::CodeNotListed | Why::ModifierMissing | Why::WrongStaff => Rule::NotOnAuthorization,
            Why::UsedUp | Why::OverCap => Rule::OverAuthorization,
        };
        let sentence = format!("{code}: {}. {}", why.title(), why.remedy());
        found.add(rule, rule.severity(), Fix::Authorization, sentence);
    }
    if let Some(most) = line.ceiling.filter(|most| *most < units) {
        let sentence = format!(
            "{code}: {units} units on one day; {most} is the most that is believed. Please check the time."
        );
        found.add(Rule::OverCeiling, Severity::High, Fix::Visit, sentence);
    }
    let kx = input.cover.over_threshold && !carries(line, "KX");
    let sentence = "Medicare's yearly amount is used up, and KX is missing. Please add it where the note says why more is needed.";
    found.when(kx, Rule::Threshold, Fix::Visit, sentence);
}

fn time(input: &Input, found: &mut Found) {
    found.when(
        input.lines.is_empty(),
        Rule::OverUnits,
        Fix::Visit,
        "No code and no time are written down, so nothing can be billed. Please enter them.",
    );
    if let Some((start, stop)) = input.paper.clock {
        let timed: u32 =
            input.lines.iter().filter(|line| line.timed).map(|line| u32::from(line.minutes)).sum();
        let long = u32::from(stop.saturating_sub(start));
        if long < timed {
            let sentence =
                format!("{timed} timed minutes in a session of {long} minutes. Please correct the time.");
            found.add(Rule::ImpossibleTime, Severity::Critical, Fix::Note, sentence);
        }
    }
    let day = &input.day;
    let sentence = "The same person treated another patient at this time, and it was no group. Please correct the time of one.";
    found.when(day.double_booked, Rule::DoubleBooked, Fix::Visit, sentence);
    let sentence = "Somebody else treated the patient at the same time. Please say who did what when.";
    found.when(day.two_at_once, Rule::TwoAtOnce, Fix::Visit, sentence);
    let sentence =
        "This person's day has more than 10 hours with one patient at a time. Please check the times.";
    found.when(DAY_MINUTES < day.direct_minutes, Rule::LongDay, Fix::Visit, sentence);
    for (first, second) in &day.pairs {
        let apart =
            |line: &Line| ["59", "XE", "XP", "XS", "XU"].iter().any(|modifier| carries(line, modifier));
        let of_pair = |line: &&Line| [*first, *second].contains(&line.code);
        if !input.lines.iter().filter(of_pair).any(apart) {
            let sentence = format!(
                "{first} and {second} are not paid together on one day. Where they were distinct, add 59 and say so in the note."
            );
            found.add(Rule::CodePair, Severity::High, Fix::Visit, sentence);
        }
    }
}

fn cover(input: &Input, found: &mut Found) {
    let cover = &input.cover;
    let sentence = "No policy is in force on this day. Please find out who covers it.";
    found.when(!cover.active, Rule::NotCovered, Fix::Coverage, sentence);
    let sentence = "More than one policy is in force, and nobody decided who pays first. Please set the order of payers.";
    found.when(cover.unordered, Rule::SecondCoverage, Fix::Coverage, sentence);
    let stale = cover.insured && cover.checked_on.is_none_or(|on| 30 < (input.on - on).num_days());
    let sentence =
        "Eligibility was not checked in the 30 days before. Please verify the policy for this day.";
    found.when(stale, Rule::StaleEligibility, Fix::Coverage, sentence);
}

fn care(input: &Input, found: &mut Found) {
    let paper = &input.paper;
    let sentence = "No plan of care is in force on this day. Please sign one, or correct its dates.";
    found.when(paper.plan.is_none(), Rule::NoPlan, Fix::Plan, sentence);
    match paper.certification {
        Certification::NotNeeded | Certification::Certified | Certification::Waits(..CERTIFY_WARN_DAYS) => {}
        Certification::Waits(days @ ..CERTIFY_DAYS) => {
            let sentence = format!(
                "The plan of care is not certified {days} days after the first visit. Please ask the physician."
            );
            found.warn(Rule::NotCertified, Fix::Plan, sentence);
        }
        Certification::Waits(_) => {
            let sentence = "The plan of care is not certified 30 days after the first visit. Please get it, or keep the proof that you asked.";
            found.when(true, Rule::NotCertified, Fix::Plan, sentence);
        }
        Certification::Over => {
            let sentence = "The certification was over on this day. Please get the plan certified again, with the reason for the delay.";
            found.when(true, Rule::CertificationOver, Fix::Plan, sentence);
        }
    }
    let days = paper.days_since_report;
    if REPORT_DAYS <= days {
        let sentence =
            format!("{days} treatment days without a progress report; one is due every 10. Please write it.");
        found.add(Rule::ProgressReport, Severity::High, Fix::Note, sentence);
    } else if REPORT_WARN_DAYS <= days {
        found.warn(
            Rule::ProgressReport,
            Fix::Note,
            format!("{days} of 10 treatment days without a progress report."),
        );
    }
    let sentence = "The note names no goal that was active on this day. Please link what was worked on.";
    found.when(paper.goals == 0, Rule::NoGoal, Fix::Note, sentence);
    let sentence = "The signer's licence or enrolment was not valid on this day. Please check the dates before anything is billed.";
    found.when(!paper.credential_valid, Rule::Credential, Fix::Staff, sentence);
}

fn modifiers(input: &Input, found: &mut Found) {
    for line in &input.lines {
        for missing in input.missing(line) {
            let Missing { modifier, .. } = missing;
            let rule = match modifier.to_string().as_str() {
                "CQ" | "CO" => Rule::AssistantModifier,
                "GN" | "GO" | "GP" => Rule::PlanModifier,
                _ => Rule::PlaceOfService,
            };
            let sentence = format!("{}: {missing} Please add it to the visit.", line.code);
            found.add(rule, rule.severity(), Fix::Visit, sentence);
        }
        let remote = input.paper.place.is_some_and(|place| place.telehealth);
        let says = ["95", "93", "GT"].iter().any(|modifier| carries(line, modifier));
        if says && !remote {
            let sentence = format!(
                "{} says telehealth, and the note does not. Please correct the place or the modifier.",
                line.code
            );
            found.add(Rule::PlaceOfService, Severity::Medium, Fix::Visit, sentence);
        }
    }
}

fn integrity(input: &Input, found: &mut Found) {
    let paper = &input.paper;
    let same = SIMILAR_PERCENT <= paper.similar_percent;
    let sentence = "The note is nearly the same as the one before. Please say what was different this time.";
    found.when(same, Rule::Cloned, Fix::Note, sentence);
    let late = u32::from(paper.hours_allowed.unwrap_or(NOTE_HOURS)) < paper.hours;
    let signed = matches!(paper.note, Note::Signed | Note::WaitsForCosignature);
    let sentence =
        "The note was signed late and is not marked as a late entry. Please add an addendum that says so.";
    found.when(signed && late && !paper.marked_late, Rule::NotMarkedLate, Fix::Note, sentence);
    let sentence = "The note was changed after it was signed. Please restore it and write an addendum.";
    found.when(paper.altered, Rule::Altered, Fix::Note, sentence);
    let sentence = "A consent that this session needed is missing. Please get it, and ask before billing.";
    found.when(!paper.consent, Rule::NoConsent, Fix::Documents, sentence);
    let sentence = "A part of this session lies outside the record. Please bring it in.";
    found.when(paper.outside, Rule::OutsideRecord, Fix::Documents, sentence);
}

fn clock(input: &Input, found: &mut Found) {
    let days = (input.today - input.on).num_days();
    let percent = window_percent(input);
    if input.billed_on.is_none() && 5 < days {
        let severity = match percent {
            Some(80..) => Severity::Critical,
            _ if 30 < days => Severity::High,
            _ => Severity::Medium,
        };
        let sentence =
            format!("Delivered {days} days ago, and no claim went out. Please release it once it is ready.");
        found.add(Rule::Unbilled, severity, Fix::Charges, sentence);
    }
    if let (false, Some(window), Some(80..)) = (input.accepted, input.cover.filing_days, percent) {
        let left = days_left("file", filing_deadline(input.on, window), input.today);
        found.add(
            Rule::FilingWindow,
            Severity::Critical,
            Fix::Charges,
            format!("The payer has not accepted a claim. {left}"),
        );
    }
}

fn window_percent(input: &Input) -> Option<u32> {
    input.cover.filing_days.map(|window| filing_used_percent(input.on, window, input.today))
}

fn carries(line: &Line, modifier: &str) -> bool {
    line.modifiers.iter().any(|one| one.to_string() == modifier)
}
