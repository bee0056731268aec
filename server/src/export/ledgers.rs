//! What the ledgers of cases hold: coverage, authorizations with what is left of them, visits.

use super::ExportError;
use super::cases::{time, word};
use super::pack::{Pack, Rows};
use crate::store::{Tx, json, ledger_rows};
use domain::authorization::AuthorizationStatus;
use domain::authorization::balance::LineBalance;
use domain::calendar::Span;
use domain::clinic::Clinic;
use domain::coverage::{LimitAmount, Policy};
use domain::ids::StaffId;
use domain::ledger::{Ledger, reckon};
use domain::service::Services;
use domain::visit::{Service, Visit};

/// Ledgers read at once.
const PAGE: usize = 100;

/// A ledger, and the clinic that has the names.
pub(super) struct Known<'a> {
    ledger: &'a Ledger,
    clinic: &'a Clinic,
    services: &'a Services,
    /// The case's id.
    case: String,
}

/// A table of ledgers.
pub(super) struct LedgerTable {
    name: &'static str,
    /// Separated by spaces.
    columns: &'static str,
    rows: fn(&mut Rows, &Known<'_>),
}

/// Tables of ledgers.
pub(super) const TABLES: &[LedgerTable] = &[
    LedgerTable {
        name: "policies",
        columns: "case policy payer payer_name plan member group from until kinship subscriber subscriber_born \
                  standing copay coinsurance_percent deductible deductible_met out_of_pocket_max in_network \
                  limits needs filing_days remarks",
        rows: policies,
    },
    LedgerTable {
        name: "payer_orders",
        columns: "case from place policy payer_name rule evidence confirmed decided_on by by_name",
        rows: orders,
    },
    LedgerTable {
        name: "verifications",
        columns: "case policy payer_name at on by by_name channel reference spoke_to answer other_payer kept",
        rows: verifications,
    },
    LedgerTable {
        name: "authorizations",
        columns: "case authorization number policy payer_name discipline kind status status_since words from until \
                  requested_on decided_on requested_by requested_by_name follows letter",
        rows: authorizations,
    },
    LedgerTable {
        name: "authorization_lines",
        columns: "case authorization line measure codes modifiers requested granted used reserved left cap_per \
                  cap_amount staff",
        rows: lines,
    },
    LedgerTable {
        name: "visits",
        columns: "case visit on at discipline staff staff_name outcome services minutes series billed_on allowed \
                  source",
        rows: visits,
    },
];

/// Goes over all ledgers of the clinic.
pub(super) async fn write(
    tx: &mut Tx,
    clinic: &Clinic,
    table: &LedgerTable,
    pack: &mut Pack<'_>,
) -> Result<(), ExportError> {
    let services = Services::standard();
    pack.table(table.name, table.columns).await?;
    let mut after = String::new();
    loop {
        let page = ledger_rows(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        let mut rows = Rows::default();
        for row in &page {
            let ledger: Ledger = json(&row.doc)?;
            let known = Known { ledger: &ledger, clinic, services: &services, case: row.id.clone() };
            (table.rows)(&mut rows, &known);
        }
        pack.rows(rows).await?;
    }
}

impl Known<'_> {
    fn name(&self, staff: Option<StaffId>) -> String {
        staff.map(|staff| self.clinic.name_of(staff)).unwrap_or_default()
    }

    fn payer(&self, policy: Option<&Policy>) -> &str {
        policy.and_then(|policy| self.clinic.payer(policy.payer)).map_or("", |payer| payer.name.as_str())
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    all.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join("; ")
}

fn said(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// First day inside, and first day after it; empty where it has no end.
fn ends(period: Span) -> [String; 2] {
    [period.from().to_string(), text(period.until())]
}

fn policies(rows: &mut Rows, known: &Known<'_>) {
    for policy in &known.ledger.policies {
        let ([from, until], cost, subscriber) = (ends(policy.period), &policy.cost, &policy.subscriber);
        let limits = policy.limits.iter().map(|limit| {
            let disciplines = joined(limit.disciplines.iter().map(|discipline| discipline.mark()));
            let amount = match limit.amount {
                LimitAmount::Visits(visits) => format!("{visits} visits"),
                LimitAmount::Money(cents) => cents.to_string(),
            };
            format!("{disciplines}: {amount}, {} elsewhere", limit.used_elsewhere)
        });
        let needs = policy.needs.iter().map(|need| {
            let (authorization, referral) = (said(need.authorization), said(need.referral));
            format!("{}: authorization {authorization}, referral {referral}", need.discipline.mark())
        });
        rows.add([
            &known.case,
            &policy.id.to_string(),
            &policy.payer.to_string(),
            known.payer(Some(policy)),
            &word(&policy.plan),
            policy.member.as_ref().map_or("", |line| line.as_str()),
            policy.group.as_ref().map_or("", |line| line.as_str()),
            &from,
            &until,
            &word(&subscriber.kinship),
            subscriber.name.as_ref().map_or("", |name| name.as_str()),
            &text(subscriber.born),
            &subscriber.standing.as_ref().map(word).unwrap_or_default(),
            &text(cost.copay),
            &text(cost.coinsurance),
            &text(cost.deductible),
            &text(cost.deductible_met),
            &text(cost.out_of_pocket_max),
            said(policy.in_network),
            &joined(limits),
            &joined(needs),
            &text(policy.filing_days),
            policy.remarks.as_ref().map_or("", |line| line.as_str()),
        ]);
    }
}

fn orders(rows: &mut Rows, known: &Known<'_>) {
    for order in &known.ledger.orders {
        for (place, policy) in (1..).zip(&order.policies) {
            rows.add([
                &known.case,
                &order.from.to_string(),
                &i32::to_string(&place),
                &policy.to_string(),
                known.payer(known.ledger.policy(*policy)),
                &word(&order.rule),
                order.evidence.as_ref().map_or("", |line| line.as_str()),
                said(Some(order.confirmed)),
                &order.on.to_string(),
                &order.by.to_string(),
                &known.name(Some(order.by)),
            ]);
        }
    }
}

fn verifications(rows: &mut Rows, known: &Known<'_>) {
    for asked in &known.ledger.verifications {
        rows.add([
            &known.case,
            &asked.policy.to_string(),
            known.payer(known.ledger.policy(asked.policy)),
            &time(asked.at),
            &asked.on.to_string(),
            &asked.by.to_string(),
            &known.name(Some(asked.by)),
            &word(&asked.channel),
            asked.reference.as_ref().map_or("", |line| line.as_str()),
            asked.spoke_to.as_ref().map_or("", |line| line.as_str()),
            &word(&asked.answer),
            said(Some(asked.other_payer)),
            &joined(&asked.kept),
        ]);
    }
}

/// The word by which a status is stored, its day, and what was said.
fn standing(status: &AuthorizationStatus) -> (&'static str, String, &str) {
    use AuthorizationStatus as S;
    match status {
        S::Draft => ("draft", String::new(), ""),
        S::Requested => ("requested", String::new(), ""),
        S::Pended { since, asks } => {
            ("pended", since.to_string(), asks.as_ref().map_or("", |line| line.as_str()))
        }
        S::Approved => ("approved", String::new(), ""),
        S::PartlyApproved => ("partly_approved", String::new(), ""),
        S::Denied { reason } => ("denied", String::new(), reason.as_str()),
        S::Appealed { since } => ("appealed", since.to_string(), ""),
        S::Cancelled { reason } => ("cancelled", String::new(), reason.as_str()),
        S::Void { from, reason } => ("void", from.to_string(), reason.as_str()),
    }
}

fn authorizations(rows: &mut Rows, known: &Known<'_>) {
    for one in &known.ledger.authorizations {
        let ((status, since, words), [from, until]) = (standing(&one.status), ends(one.period));
        rows.add([
            &known.case,
            &one.id.to_string(),
            one.number.as_ref().map_or("", |line| line.as_str()),
            &one.policy.to_string(),
            known.payer(known.ledger.policy(one.policy)),
            &word(&one.discipline),
            &word(&one.kind),
            status,
            &since,
            words,
            &from,
            &until,
            &text(one.requested_on),
            &text(one.decided_on),
            &text(one.requested_by),
            &known.name(one.requested_by),
            &text(one.follows),
            one.letter.as_ref().map_or("", |line| line.as_str()),
        ]);
    }
}

fn lines(rows: &mut Rows, known: &Known<'_>) {
    let drawn = reckon(known.ledger, known.clinic, known.services);
    for one in &known.ledger.authorizations {
        for (at, line) in one.lines.iter().enumerate() {
            let balance = drawn.line(one.id, at);
            let of = |what: fn(&LineBalance) -> u32| text(balance.map(what));
            rows.add([
                &known.case,
                &one.id.to_string(),
                &(at + 1).to_string(),
                &word(&line.measure),
                &joined(&line.codes),
                &joined(&line.modifiers),
                &line.requested.to_string(),
                &text(line.granted),
                &of(|balance| balance.used),
                &of(|balance| balance.reserved),
                &of(LineBalance::left),
                &line.cap.as_ref().map(|cap| word(&cap.per)).unwrap_or_default(),
                &text(line.cap.as_ref().map(|cap| cap.amount)),
                &joined(&line.staff),
            ]);
        }
    }
}

fn visits(rows: &mut Rows, known: &Known<'_>) {
    for visit in &known.ledger.visits {
        rows.add([
            &known.case,
            &visit.id.to_string(),
            &visit.on.to_string(),
            &visit.at.map(|at| format!("{:02}:{:02}", at / 60, at % 60)).unwrap_or_default(),
            &word(&visit.discipline),
            &text(visit.staff),
            &known.name(visit.staff),
            &word(&visit.outcome),
            &joined(visit.services.iter().map(service)),
            &minutes(visit),
            &text(visit.series),
            &text(visit.billed_on),
            &text(visit.allowed),
            visit.source.as_ref().map_or("", |line| line.as_str()),
        ]);
    }
}

/// `97110-GP-59 30`: the code, its modifiers, and the minutes.
fn service(service: &Service) -> String {
    let modifiers: Vec<String> = service.modifiers.iter().map(|modifier| format!("-{modifier}")).collect();
    format!("{}{} {}", service.code, modifiers.concat(), service.minutes.get())
}

fn minutes(visit: &Visit) -> String {
    if visit.services.is_empty() { String::new() } else { visit.minutes().to_string() }
}
