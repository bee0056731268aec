//! Properties over random commands about ledgers: no illegal state, the journal is the whole truth, and what a change of
//! coverage did is taken back as one.

use super::office::*;
use crate::access::Role;
use crate::authorization::letter::{ContentHash, File, FileKind, FileName, LETTERS_MAX};
use crate::authorization::{Authorization, AuthorizationLine, AuthorizationStatus, Measure, RequestKind};
use crate::calendar::Span;
use crate::case::{self, Case, Context, Meta, Seen, Step, decide_on_ledger};
use crate::coverage::{
    Answer, Channel, Circumstances, CobRule, CostSharing, Kinship, Parents, PlanKind, Policy, Subscriber,
};
use crate::ids::{AuthorizationId, CommandId, PayerId, PolicyId, VisitId};
use crate::journal::Seq;
use crate::kinds::{Date, Discipline, Instant};
use crate::ledger::{self, Asked, Command, CoverageChange, Ledger, OrderWish, Put, digest, reckon};
use crate::payer::{Payer, PayerRules};
use crate::refusal::Refusal;
use crate::service::{Code, Minutes, Services};
use crate::visit::{Outcome, Service, Visit};
use crate::workflow::PayerClass;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use uuid::Uuid;

const GIL: u128 = 6;

fn day(n: i64) -> Date {
    Date::from_ymd_opt(2026, 6, 1).expect("a day") + chrono::TimeDelta::days(n)
}

fn policy_id(n: u128) -> PolicyId {
    PolicyId(Uuid::from_u128(600 + n))
}

pub(super) fn authorization_id(n: u128) -> AuthorizationId {
    AuthorizationId(Uuid::from_u128(700 + n))
}

pub(super) fn letter_file(n: u8) -> File {
    let name = FileName::of(&format!("letter {n}.pdf"));
    File { hash: ContentHash::new([n; 32]), kind: FileKind::Pdf, name, bytes: 48_000 }
}

/// What somebody wants, before it is known what their screen showed.
#[derive(Clone, Debug)]
enum Wish {
    Cover { policies: Vec<(u128, Policy)>, order: Option<OrderWish>, tasks: Vec<u8> },
    Uncover,
    Circumstances(Circumstances),
    Verify(u128, i64, Answer),
    Authorize(Authorization),
    Attach(u128, u8),
    TakeAway(u128, u8),
    Visits(Vec<Visit>, bool),
    Withdraw(Vec<u128>),
}

/// A clinic with one case, its ledger and its journal.
#[derive(Clone)]
pub(super) struct Books {
    pub(super) office: Office,
    pub(super) case: Case,
    pub(super) ledger: Ledger,
    pub(super) journal: Vec<(Meta, Vec<case::Event>, Vec<ledger::Event>)>,
}

impl Books {
    fn new() -> Books {
        let mut office = Office::new();
        office.hire(5, Role::AuthSpecialist);
        office.hire(GIL, Role::ClinicalLead);
        let plans = [PlanKind::CommercialPpo, PlanKind::CommercialEpo, PlanKind::MedicaidFfs];
        for (n, plan) in (0_u128..).zip(plans) {
            let payer = Payer {
                id: PayerId(Uuid::from_u128(500 + n)),
                name: line(&format!("Payer {n}")),
                class: if n == 2 { PayerClass::Medicaid } else { PayerClass::Commercial },
                rules: PayerRules::starting(plan, day(-400)),
                examples: vec![],
            };
            office.clinic.payers.push(payer);
        }
        office.open_case(1);
        let case = office.case(1).clone();
        Books { office, case, ledger: Ledger::default(), journal: vec![] }
    }

    /// With a policy, and an authorization on it.
    pub(super) fn authorized() -> Books {
        let mut books = Books::new();
        let policy = policy(0, PlanKind::MedicaidFfs, 2, Span::since(day(-200)));
        let put = Put { seen: None, to: policy };
        let change = CoverageChange { policies: vec![put], complete: true, order: None, tasks: vec![] };
        books.ask(BEN, &Command::Cover(Box::new(change))).expect("a policy");
        let period = span(-30, Some(200)).expect("some days");
        let to = authorization(0, 0, AuthorizationStatus::Approved, Measure::Visits, period, (24, Some(24)));
        books.ask(5, &Command::Authorize(Box::new(Put { seen: None, to }))).expect("an authorization");
        books
    }

    /// As a form sends it: with what is there now, or, where `blind`, as if nothing were.
    fn command(&self, wish: Wish, blind: bool) -> Command {
        match wish {
            Wish::Cover { policies, order, tasks } => {
                let seen = |n| self.ledger.policy(policy_id(n)).filter(|_| !blind).cloned();
                let policies = policies.into_iter().map(|(n, to)| Put { seen: seen(n), to }).collect();
                let step = |n: &u8| Step {
                    task: task_id(&format!("T-{}-{n}", self.journal.len())),
                    title: line("Correct the claims"),
                    due: None,
                };
                let tasks = tasks.iter().map(step).collect();
                Command::Cover(Box::new(CoverageChange { policies, complete: true, order, tasks }))
            }
            Wish::Uncover => {
                let last = self.ledger.last_change.as_ref().map(|last| last.command);
                Command::Uncover { of: last.filter(|_| !blind).unwrap_or(CommandId(Uuid::nil())) }
            }
            Wish::Circumstances(to) => {
                let seen = if blind { Circumstances::default() } else { self.ledger.circumstances };
                Command::Circumstances(Seen { seen, to })
            }
            Wish::Verify(n, on, answer) => Command::Verify(Box::new(Asked {
                policy: policy_id(n),
                on: Some(day(on)),
                channel: Channel::Phone,
                reference: None,
                spoke_to: None,
                answer,
                other_payer: false,
                kept: vec![],
            })),
            Wish::Authorize(to) => {
                let seen = self.ledger.authorization(to.id).filter(|_| !blind).cloned();
                Command::Authorize(Box::new(Put { seen, to }))
            }
            Wish::Attach(n, file) => {
                Command::Attach { authorization: authorization_id(n), file: letter_file(file) }
            }
            Wish::TakeAway(n, file) => Command::TakeAway {
                authorization: authorization_id(n),
                file: letter_file(file).hash,
                reason: line("another patient's"),
            },
            Wish::Visits(visits, over) => {
                let seen = |id| self.ledger.visit(id).filter(|_| !blind).cloned();
                let visits = visits.into_iter().map(|to| Put { seen: seen(to.id), to }).collect();
                Command::Visits { visits, over: over.then(|| line("the renewal is on its way")) }
            }
            Wish::Withdraw(ids) => Command::Withdraw {
                visits: ids.into_iter().map(|n| VisitId(Uuid::from_u128(n))).collect(),
                reason: line("entered twice"),
            },
        }
    }

    pub(super) fn ask(&mut self, who: u128, command: &Command) -> Result<CommandId, Refusal> {
        let viewer = self.office.viewer(who);
        let (id, now) = (self.office.next_command(), self.office.now);
        let cx = Context { clinic: &self.office.clinic, viewer: &viewer, now, command: id, next_number: 2 };
        let decided = decide_on_ledger(Some(&self.case), &self.ledger, command, cx)?;
        let seq = Seq(self.case.touched.seq.0 + 1);
        let meta = Meta { seq, at: now, by: viewer.staff, command: id };
        self.happened(meta, &decided.events, &decided.ledger);
        self.journal.push((meta, decided.events, decided.ledger));
        Ok(id)
    }

    fn happened(&mut self, meta: Meta, events: &[case::Event], ledger: &[ledger::Event]) {
        let mut case = Some(self.case.clone());
        case::apply(&mut case, self.case.id, events, meta);
        self.case = case.expect("a case does not vanish");
        ledger::apply(&mut self.ledger, ledger);
    }

    pub(super) fn today(&self) -> Date {
        self.office.clinic.today(self.case.site, self.office.now)
    }

    /// What holds of every ledger at any time.
    fn is_legal(&self) {
        let ledger = &self.ledger;
        assert!(
            ledger.orders.windows(2).all(|two| two[0].from < two[1].from),
            "one order for a day: {:?}",
            ledger.orders
        );
        let policies: BTreeSet<PolicyId> = ledger.policies.iter().map(|policy| policy.id).collect();
        assert_eq!(policies.len(), ledger.policies.len(), "no policy twice");
        assert!(ledger.policies.iter().all(|policy| policy.period.contains(policy.period.from())));
        for order in &ledger.orders {
            let named: BTreeSet<_> = order.policies.iter().collect();
            assert_eq!(named.len(), order.policies.len(), "nobody has two places in an order");
            assert!(order.policies.iter().all(|id| policies.contains(id)), "an order names who is there");
        }
        let holders = ledger.authorizations.iter().map(|authorization| authorization.policy);
        assert!(holders.collect::<BTreeSet<_>>().is_subset(&policies), "an authorization hangs on a policy");
        let visits: BTreeSet<_> = ledger.visits.iter().map(|visit| visit.id).collect();
        assert_eq!(visits.len(), ledger.visits.len(), "no visit twice");
        assert!(ledger.visits.is_sorted_by_key(Visit::place));
        for letter in &ledger.letters {
            let on = || ledger.letters_on(letter.authorization);
            assert!(ledger.authorization(letter.authorization).is_some() && on().count() <= LETTERS_MAX);
            let same = on().filter(|one| one.file.hash == letter.file.hash);
            assert_eq!(same.count(), 1, "no file twice on an authorization");
        }
        let today = self.today();
        let came = |visit: &&Visit| matches!(visit.outcome, Outcome::Arrived | Outcome::NoShow);
        assert!(ledger.visits.iter().filter(came).all(|visit| visit.on <= today), "nobody came tomorrow");
        let drawn = reckon(ledger, &self.office.clinic, &Services::standard());
        for balance in &drawn.lines {
            let taken = u64::from(balance.used) + u64::from(balance.reserved);
            assert!(taken <= u64::from(balance.granted), "never negative: {balance:?}");
        }
        let open: BTreeSet<_> = self.case.open_tasks().map(|task| &task.id).collect();
        assert_eq!(open.len(), self.case.open_tasks().count(), "no task twice");
    }
}

fn span(from: i64, days: Option<i64>) -> Option<Span> {
    Span::new(day(from), days.map(|days| day(from + days))).ok()
}

fn any_policy() -> impl Strategy<Value = (u128, Policy)> {
    let plan = select(vec![PlanKind::CommercialPpo, PlanKind::CommercialEpo, PlanKind::MedicaidFfs]);
    (0_u128..3, plan, -200_i64..20, prop::option::of(0_i64..250), 0_u128..4).prop_map(
        |(n, plan, from, days, payer)| {
            (n, policy(n, plan, payer, span(from, days).unwrap_or(Span::since(day(from)))))
        },
    )
}

fn policy(n: u128, plan: PlanKind, payer: u128, period: Span) -> Policy {
    let child = plan != PlanKind::MedicaidFfs;
    let subscriber = Subscriber {
        kinship: if child { Kinship::Child } else { Kinship::Itself },
        name: child.then(|| crate::kinds::Name::parse("Rosa Vidal").expect("a name")),
        born: child.then(|| day(-12_000 + 100 * i64::try_from(n).unwrap_or(0))),
        standing: None,
    };
    Policy {
        id: policy_id(n),
        payer: PayerId(Uuid::from_u128(500 + payer)),
        plan,
        member: Some(line(&format!("DEMO-{n}"))),
        group: None,
        subscriber,
        period,
        cost: CostSharing::default(),
        in_network: None,
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    }
}

fn any_order() -> impl Strategy<Value = OrderWish> {
    let places = select(vec![vec![0], vec![1], vec![0, 1], vec![1, 0], vec![0, 1, 2], vec![2, 2]]);
    (-100_i64..10, places, any::<bool>(), any::<bool>()).prop_map(|(from, places, why, confirmed)| {
        OrderWish {
            from: day(from),
            policies: places.into_iter().map(policy_id).collect(),
            rule: if why { CobRule::Person } else { CobRule::Birthday },
            evidence: why.then(|| line("both cards")),
            confirmed,
        }
    })
}

fn any_status() -> impl Strategy<Value = AuthorizationStatus> {
    use AuthorizationStatus as S;
    select(vec![
        S::Draft,
        S::Requested,
        S::Requested,
        S::Approved,
        S::Approved,
        S::Approved,
        S::PartlyApproved,
        S::Denied { reason: line("no progress") },
        S::Appealed { since: day(0) },
        S::Cancelled { reason: line("moved") },
    ])
}

fn any_authorization() -> impl Strategy<Value = Authorization> {
    let measure =
        select(vec![Measure::Visits, Measure::Units, Measure::Hours, Measure::Sessions, Measure::Money]);
    (
        0_u128..3,
        0_u128..3,
        any_status(),
        measure,
        (-80_i64..20, 0_i64..200),
        (0_u32..6, prop::option::of(0_u32..6)),
    )
        .prop_map(|(n, policy, status, measure, (from, days), amounts)| {
            let period = span(from, Some(days)).unwrap_or(Span::since(day(from)));
            authorization(n, policy, status, measure, period, amounts)
        })
}

fn authorization(
    n: u128,
    policy: u128,
    status: AuthorizationStatus,
    measure: Measure,
    period: Span,
    (requested, granted): (u32, Option<u32>),
) -> Authorization {
    Authorization {
        id: authorization_id(n),
        number: Some(line("DEMO-A1")),
        policy: policy_id(policy),
        discipline: Discipline::Slp,
        kind: RequestKind::Initial,
        status,
        period,
        requested_on: None,
        decided_on: None,
        requested_by: None,
        follows: None,
        lines: vec![AuthorizationLine {
            codes: vec![],
            modifiers: vec![],
            measure,
            requested,
            granted,
            cap: None,
            staff: vec![],
        }],
        letter: None,
    }
}

fn any_visit() -> impl Strategy<Value = Visit> {
    let outcome = select(Outcome::ALL.to_vec());
    let code = select(vec!["92507", "92523", "97129"]);
    (0_u128..12, -60_i64..40, outcome, code, 0_u16..90, any::<bool>()).prop_map(
        |(n, on, outcome, code, minutes, known)| Visit {
            id: VisitId(Uuid::from_u128(n)),
            on: day(on),
            at: None,
            discipline: Discipline::Slp,
            staff: None,
            outcome,
            services: if known {
                let code = Code::parse(code).expect("a code");
                let minutes = Minutes::new(minutes).expect("minutes");
                vec![Service { code, modifiers: vec![], minutes }]
            } else {
                vec![]
            },
            series: None,
            billed_on: None,
            allowed: None,
            source: None,
        },
    )
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let parents = select(vec![None, Some(Parents::Together), Some(Parents::DecreeFor(policy_id(1)))]);
    let answer = select(Answer::ALL.to_vec());
    prop_oneof![
        6 => any_cover(),
        2 => Just(Wish::Uncover),
        1 => parents.prop_map(|parents| Wish::Circumstances(Circumstances { parents, ..Circumstances::default() })),
        1 => (0_u128..3, -60_i64..10, answer).prop_map(|(n, on, answer)| Wish::Verify(n, on, answer)),
        6 => any_authorization().prop_map(Wish::Authorize),
        3 => (0_u128..3, 0_u8..14).prop_map(|(n, file)| Wish::Attach(n, file)),
        1 => (0_u128..3, 0_u8..14).prop_map(|(n, file)| Wish::TakeAway(n, file)),
        7 => (prop::collection::vec(any_visit(), 1..5), any::<bool>()).prop_map(|(visits, over)| Wish::Visits(visits, over)),
        1 => prop::collection::vec(0_u128..12, 1..3).prop_map(Wish::Withdraw),
    ]
}

fn any_cover() -> impl Strategy<Value = Wish> {
    let policies = prop::collection::vec(any_policy(), 0..3);
    (policies, prop::option::of(any_order()), prop::collection::vec(0_u8..3, 0..3))
        .prop_map(|(policies, order, tasks)| Wish::Cover { policies, order, tasks })
}

/// Director, coordinator, therapist, front desk, authorization specialist, clinical lead.
fn any_person() -> impl Strategy<Value = u128> {
    select(vec![ANA, BEN, CLARA, FAY, 5, 5, GIL])
}

fn any_step() -> impl Strategy<Value = (u128, Wish, bool, i64)> {
    (any_person(), any_wish(), prop::bool::weighted(0.1), 0_i64..4)
}

proptest! {
    #[test]
    fn no_sequence_of_commands_reaches_an_illegal_ledger_and_the_journal_replays_to_the_same(
        steps in prop::collection::vec(any_step(), 1..40),
    ) {
        let mut books = Books::new();
        let opened = books.case.clone();
        for (who, wish, blind, days) in steps {
            books.office.days_pass(days);
            let (case, ledger) = (books.case.clone(), books.ledger.clone());
            let command = books.command(wish, blind);
            match books.ask(who, &command) {
                Ok(_) if books.ledger == ledger => {}
                Ok(_) => {
                    let today = books.today();
                    let wanted = digest(&books.ledger, &books.office.clinic, today);
                    prop_assert_eq!(books.case.digest.as_deref(), Some(&wanted), "cards say what the ledger says");
                }
                Err(_) => prop_assert!(books.case == case && books.ledger == ledger, "a refusal leaves no trace"),
            }
            books.is_legal();
        }
        let mut again = Books { case: opened, ledger: Ledger::default(), journal: vec![], ..books.clone() };
        for (meta, events, ledger) in &books.journal {
            let text = serde_json::to_string(&(events, ledger)).expect("plain data");
            let (events, ledger): (Vec<case::Event>, Vec<ledger::Event>) =
                serde_json::from_str(&text).expect("it reads back");
            again.happened(*meta, &events, &ledger);
        }
        prop_assert_eq!(again.ledger, books.ledger);
        prop_assert_eq!(again.case, books.case);
    }

    #[test]
    fn taking_a_change_of_coverage_back_restores_the_ledger_and_withdraws_its_tasks(
        steps in prop::collection::vec(any_step(), 0..20), change in any_cover(),
    ) {
        let mut books = Books::new();
        for (who, wish, blind, days) in steps {
            books.office.days_pass(days);
            let command = books.command(wish, blind);
            // Refusals are part of the story.
            let _ = books.ask(who, &command);
        }
        let before = books.ledger.clone();
        let command = books.command(change, false);
        let Ok(of) = books.ask(BEN, &command) else { return Ok(()) };
        let Some(followed) = books.ledger.last_change.clone().filter(|last| last.command == of) else {
            prop_assert_eq!(books.ledger, before, "a change that changes nothing");
            return Ok(());
        };
        let undone = books.ask(BEN, &Command::Uncover { of });
        prop_assert!(undone.is_ok(), "{undone:?}");
        let after = Ledger { last_change: before.last_change.clone(), ..books.ledger.clone() };
        prop_assert_eq!(after, before);
        let open = |task: &crate::task::TaskId| books.case.open_tasks().any(|open| open.id == *task);
        prop_assert!(!followed.tasks.iter().any(open), "no task of it is left");
        let again = books.ask(BEN, &Command::Uncover { of });
        prop_assert_eq!(again.err(), Some(Refusal::NothingToUndo));
        books.is_legal();
    }
}

/// The clock does not matter to what is there.
#[test]
fn a_wish_that_changes_nothing_leaves_nothing_behind() {
    let mut books = Books::new();
    let at: Instant = books.office.now;
    let put = Command::Visits { visits: vec![], over: None };
    assert!(books.ask(FAY, &put).is_ok());
    assert!(
        books
            .journal
            .iter()
            .all(|(meta, events, ledger)| meta.at == at && events.is_empty() && ledger.is_empty())
    );
}
