//! What is authorized, what is left of it, and how long it will last.

mod alerts;
mod block;
mod foretold;
mod letters;
mod lines;
mod open;
mod packet;
mod request;
mod steps;

use super::Ground;
use super::controls;
use crate::pages::fields::empty;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Part, Right};
use domain::authorization::balance::Drawn;
use domain::authorization::renewal::Pace;
use domain::authorization::{Authorization, AuthorizationStatus};
use domain::calendar::BusinessDays;
use domain::ids::PolicyId;
use domain::kinds::Lane;
use domain::ledger::{Ledger, reckon};
use domain::payer::PayerRules;
use domain::service::Services;
use std::borrow::Cow;

/// Days that a payer without rules and without a past is taken to need.
const UNKNOWN_DAYS: u16 = 14;

/// What the part is drawn from.
struct Desk<'a> {
    ground: Ground<'a>,
    /// As of the day that the page speaks of.
    drawn: Drawn,
    /// The person reads all of it, not the balance alone.
    whole: bool,
    /// The person may write it, and the case is open.
    writes: bool,
    /// The person may attach letters: also when the case is closed, since payers write late.
    attaches: bool,
    business: BusinessDays,
}

impl<'a> Desk<'a> {
    fn new(ground: Ground<'a>) -> Desk<'a> {
        let (facts, case) = (ground.facts, &ground.facts.case);
        let people = case.people();
        let scope = case.scope(&people);
        let part = facts.viewer.part(Area::Authorizations, Right::Read, &scope, facts.now);
        let ledger = as_of(ground);
        let writes = ground.may(Area::Authorizations, Right::Write) && !case.void;
        Desk {
            ground,
            drawn: reckon(&ledger, &facts.clinic, &Services::standard()),
            whole: part != Some(Part::Balance),
            writes: writes && case.lane != Lane::Closed,
            attaches: writes,
            business: facts.clinic.site(case.site).map(|site| site.business.clone()).unwrap_or_default(),
        }
    }

    /// Whether the page speaks of today, and so of what is to come.
    fn is_today(&self) -> bool {
        self.ground.day == self.ground.facts.today
    }

    /// The rules of a policy's payer on the day that the page speaks of.
    fn rules(&self, policy: PolicyId) -> Option<&'a PayerRules> {
        let facts = self.ground.facts;
        let payer = facts.ledger.policy(policy).and_then(|policy| facts.clinic.payer(policy.payer));
        payer.and_then(|payer| payer.rules_on(self.ground.day))
    }

    /// How long a policy's payer takes to decide.
    fn pace(&self, policy: PolicyId) -> Pace {
        let payer = self.ground.facts.ledger.policy(policy).map(|policy| policy.payer);
        let known = payer.and_then(|payer| self.ground.facts.paces.get(&payer)).copied();
        let ruled = self.rules(policy).map_or(UNKNOWN_DAYS, |rules| rules.decision_days);
        known.unwrap_or_else(|| Pace::of(&[], ruled))
    }
}

/// The ledger with the visits up to the day of the lens; all of them where the page speaks of today.
fn as_of(ground: Ground<'_>) -> Cow<'_, Ledger> {
    let (ledger, day) = (&ground.facts.ledger, ground.day);
    if day == ground.facts.today {
        return Cow::Borrowed(ledger);
    }
    let mut then = ledger.clone();
    then.visits.retain(|visit| visit.on <= day);
    Cow::Owned(then)
}

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    if !ground.may(Area::Authorizations, Right::Read) {
        return empty("lock", "Not for your role", "Your role does not see what payers have authorized.");
    }
    let desk = Desk::new(ground);
    let all = &ground.facts.ledger.authorizations;
    let mut sorted: Vec<&Authorization> = all.iter().collect();
    sorted.sort_by_key(|one| (place(&desk, one), one.period.until(), one.id));
    let (earlier, now): (Vec<_>, Vec<_>) =
        sorted.into_iter().partition(|one| place(&desk, one) == Place::Past);
    let blocks = now.iter().map(|one| block::show(&desk, one)).collect::<Vec<_>>();
    // A form of one that is over is not to be looked for.
    let opened = earlier.iter().any(|one| letters::is_about(ground.asked, one.id));
    let earlier = (!earlier.is_empty()).then(|| {
        let title = words::count(earlier.len(), "earlier authorization", "earlier authorizations");
        let blocks = earlier.iter().map(|one| block::show(&desk, one)).collect::<Vec<_>>();
        view! {
            <details class="more" open=opened>
                <summary>{title}</summary>
                <div class="stack">{blocks}</div>
            </details>
        }
    });
    view! {
        {then(&desk)}
        {desk.is_today().then(|| alerts::show(&desk))}
        {start(&desk)}
        {blocks}
        {(all.is_empty() && ground.asked.form.is_none()).then(|| nothing(&desk))}
        {earlier}
        {open::show(&desk)}
    }
}

/// The form for a new one, or the way to it.
fn start(desk: &Desk<'_>) -> Option<AnyView> {
    let asked = desk.ground.asked;
    let new = ["request", "renew", "extend"].into_iter().any(|form| asked.is_open(form));
    match (desk.writes, desk.ground.facts.ledger.policies.is_empty()) {
        (false, _) | (true, true) => None,
        (true, false) if new => Some(request::new(desk)),
        (true, false) => Some(view! {
            <div class="row">{controls::open(desk.ground, "plus", "Enter a request", "request", None)}</div>
        }),
    }
}

fn nothing(desk: &Desk<'_>) -> AnyView {
    let words = match (desk.writes, desk.ground.facts.ledger.policies.is_empty()) {
        (true, true) => "An authorization hangs on a policy. Enter the coverage first.",
        (true, false) => "Enter the request that was sent, or the decision that came.",
        (false, _) => "Whoever keeps authorizations enters them here.",
    };
    empty("safe", "No authorization yet", words)
}

/// What the lens shows differs from today.
fn then(desk: &Desk<'_>) -> Option<AnyView> {
    (!desk.is_today()).then(|| {
        let day = words::date(desk.ground.day);
        let words =
            ["Balances count the visits up to ", &day, ". What is to come is said for today."].concat();
        view! { <p class="muted">{words}</p> }
    })
}

/// Where a block stands on the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Good,
    Undecided,
    Ahead,
    Past,
}

fn place(desk: &Desk<'_>, one: &Authorization) -> Place {
    use AuthorizationStatus as S;
    let day = desk.ground.day;
    let over = one.period.until().is_some_and(|until| until <= day);
    match &one.status {
        S::Draft | S::Requested | S::Pended { .. } | S::Appealed { .. } => Place::Undecided,
        S::Denied { .. } if !over && desk.is_today() => Place::Undecided,
        S::Denied { .. } | S::Cancelled { .. } => Place::Past,
        S::Approved | S::PartlyApproved | S::Void { .. } => match one.last_day() {
            Some(last) if last < day => Place::Past,
            None if one.period.until().is_some() => Place::Past,
            _ if day < one.period.from() => Place::Ahead,
            _ => Place::Good,
        },
    }
}
