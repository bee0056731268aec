//! Ledgers over HTTP, on both databases: what is sent twice happens once, nobody writes over a colleague's change, clinics
//! have walls, and the view is what the journal says.

use app::error::ServerError;
use chrono::NaiveDate;
use domain::calendar::Span;
use domain::coverage::{Answer, Channel, CostSharing, Kinship, Need, PlanKind, Policy, Subscriber};
use domain::ids::{CaseId, CommandId, PayerId, PolicyId, VisitId};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Discipline, Line};
use domain::ledger::{self, Asked, CoverageChange, Ledger, Put};
use domain::payer::{Payer, PayerRules};
use domain::refusal::{Field, Refusal};
use domain::visit::{Outcome, Visit};
use domain::workflow::PayerClass;
use server::backup::{backup, restore};
use server::store::Store;
use server::verify::{Problem, rebuild, verify};
use tests::submissions::{comment, open};
use tests::{Client, Fresh, TestOffice, on_both};
use uuid::Uuid;

fn line(text: &str) -> Line {
    Line::parse(text).expect("a line")
}

fn day(month: u32, day: u32) -> Date {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

/// Something about a ledger, with a fresh id.
fn of_ledger(case: CaseId, does: ledger::Command) -> Submission {
    Submission { id: CommandId(Uuid::now_v7()), command: Command::Ledger { case, does } }
}

fn policy(payer: PayerId) -> Policy {
    Policy {
        id: PolicyId(Uuid::now_v7()),
        payer,
        plan: PlanKind::CommercialPpo,
        member: Some(line("DEMO-100200")),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day(1, 1)),
        cost: CostSharing::default(),
        in_network: Some(true),
        limits: vec![],
        needs: vec![Need { discipline: Discipline::Slp, authorization: Some(false), referral: None }],
        filing_days: None,
        remarks: None,
    }
}

fn cover(case: CaseId, seen: Option<&Policy>, to: &Policy) -> Submission {
    let policies = vec![Put { seen: seen.cloned(), to: to.clone() }];
    let change = CoverageChange { policies, complete: true, order: None, tasks: vec![] };
    of_ledger(case, ledger::Command::Cover(Box::new(change)))
}

fn visit(on: Date, outcome: Outcome) -> Visit {
    Visit {
        id: VisitId(Uuid::now_v7()),
        on,
        at: Some(540),
        discipline: Discipline::Slp,
        staff: None,
        outcome,
        services: vec![],
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

fn visits(case: CaseId, put: Vec<Put<Visit>>) -> Submission {
    of_ledger(case, ledger::Command::Visits { visits: put, over: None })
}

/// A payer of clinic A.
async fn payer(office: &TestOffice) -> PayerId {
    let to = Payer {
        id: PayerId(Uuid::now_v7()),
        name: line("Bluestem Health"),
        class: PayerClass::Commercial,
        rules: PayerRules::starting(PlanKind::CommercialPpo, day(1, 1)),
        examples: vec![],
    };
    let id = to.id;
    let does = domain::clinic::Command::SetPayer { seen: None, to: Box::new(to) };
    let ana = office.as_person("ana").await;
    ana.must(&Submission { id: CommandId(Uuid::now_v7()), command: Command::Clinic(does) }).await;
    id
}

/// A case with a policy, its verification and two visits.
async fn covered(office: &TestOffice, ben: &Client) -> (CaseId, Policy) {
    let payer = payer(office).await;
    let (case, opens) = open("Theodore Vidal", office.a.sites[0], Some(office.a.id("clara")));
    ben.must(&opens).await;
    let policy = policy(payer);
    ben.must(&cover(case, None, &policy)).await;
    let asked = Asked {
        policy: policy.id,
        on: None,
        channel: Channel::Portal,
        reference: None,
        spoke_to: None,
        answer: Answer::Active,
        other_payer: false,
        kept: vec![],
    };
    ben.must(&of_ledger(case, ledger::Command::Verify(Box::new(asked)))).await;
    let arrived = Put { seen: None, to: visit(day(12, 1), Outcome::Arrived) };
    ben.must(&visits(case, vec![arrived])).await;
    (case, policy)
}

async fn stored(store: &Store, office: &TestOffice, case: CaseId) -> (String, Ledger) {
    const SQL: &str = "select doc from ledger_row where clinic = $1 and id = $2";
    let (clinic, id) = (office.a.clinic.to_string(), case.to_string());
    let doc: String =
        server::on!(store, |db| sqlx::query_scalar(SQL).bind(clinic).bind(id).fetch_one(db).await).unwrap();
    let ledger = serde_json::from_str(&doc).unwrap();
    (doc, ledger)
}

#[tokio::test]
async fn what_is_sent_twice_happens_once() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, policy) = covered(&office, &ben).await;
        let to = Policy { remarks: Some(line("card copied")), ..policy.clone() };
        let change = cover(case, Some(&policy), &to);
        let first = ben.must(&change).await;
        assert_eq!(ben.must(&change).await, first, "the first receipt again");
        let book = visits(case, vec![Put { seen: None, to: visit(day(12, 3), Outcome::Booked) }]);
        let (one, other) = futures::future::join(ben.submit(&book), ben.submit(&book)).await;
        assert_eq!(one.unwrap().seq, other.unwrap().seq);
        let (_, ledger) = stored(office.office.store(), &office, case).await;
        assert_eq!((ledger.policies, ledger.visits.len()), (vec![to], 2));
    })
    .await;
}

#[tokio::test]
async fn a_colleagues_change_is_not_written_over() {
    on_both(async |office| {
        let (ben, bill) = (office.as_person("ben").await, office.as_person("bill").await);
        let (case, policy) = covered(&office, &ben).await;
        let his = Policy { remarks: Some(line("asked on the phone")), ..policy.clone() };
        bill.must(&cover(case, Some(&policy), &his)).await;
        let hers = Policy { in_network: None, ..policy.clone() };
        let said = ben.submit(&cover(case, Some(&policy), &hers)).await.expect_err("it has changed");
        let Some(ServerError::Refused(Refusal::ChangedMeanwhile { field, by, .. })) = said.error else {
            panic!("{said:?}");
        };
        assert_eq!((field, by), (Field::Coverage, office.a.id("bill")));
        let (_, ledger) = stored(office.office.store(), &office, case).await;
        assert_eq!(ledger.policies, [his]);
    })
    .await;
}

#[tokio::test]
async fn another_clinics_ledger_answers_like_one_that_nobody_has() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, policy) = covered(&office, &ben).await;
        let stranger = office.as_person_of(&office.b, "ben").await;
        let ask = async |case| {
            let to = Policy { id: PolicyId(Uuid::now_v7()), ..policy.clone() };
            let mut said = Vec::new();
            said.push(stranger.submit(&cover(case, None, &to)).await.err());
            let arrived = Put { seen: None, to: visit(day(12, 1), Outcome::Arrived) };
            said.push(stranger.submit(&visits(case, vec![arrived])).await.err());
            let undo = ledger::Command::Uncover { of: CommandId(Uuid::nil()) };
            said.push(stranger.submit(&of_ledger(case, undo)).await.err());
            said
        };
        let (theirs, nobodys) = (ask(case).await, ask(CaseId(Uuid::now_v7())).await);
        assert!(theirs.iter().all(Option::is_some));
        assert_eq!(theirs, nobodys);
        // Within the clinic: a therapist of the other site sees no such case either.
        let dev = office.as_person("dev").await;
        let said = dev.submit(&cover(case, Some(&policy), &policy)).await.expect_err("not dev's");
        let asked = dev.submit(&comment(case, "hello")).await.expect_err("not dev's");
        assert_eq!((said.status, said.error), (asked.status, asked.error));
    })
    .await;
}

#[tokio::test]
async fn a_ledger_that_was_changed_behind_our_back_is_found_and_mended() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, _) = covered(&office, &ben).await;
        let store = office.office.store();
        let (before, _) = stored(store, &office, case).await;
        for sql in [
            "update ledger_row set doc = replace(doc, 'arrived', 'no_show')",
            "update ledger_row set decisions = '[7]'",
            "delete from ledger_row",
        ] {
            let done = server::on_write!(store, |db| sqlx::query(sql).execute(db).await.map(|_| ()));
            done.unwrap();
            let clinic = office.a.clinic;
            let found = verify(store, |_| {}).await.unwrap().problems;
            assert_eq!(found, [Problem::Case { clinic, case, column: "ledger" }], "{sql}");
            rebuild(store, |_| {}).await.unwrap();
            assert!(verify(store, |_| {}).await.unwrap().is_sound(), "mended after {sql}");
            assert_eq!(stored(store, &office, case).await.0, before, "the same bytes");
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_has_the_ledgers_too() {
    on_both(async |office| {
        let ben = office.as_person("ben").await;
        let (case, _) = covered(&office, &ben).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clinic.backup");
        backup(&office.url, &file, |_| {}).await.unwrap();
        let sqlite = office.office.store().kind() == "SQLite";
        let other = if sqlite { Fresh::sqlite() } else { Fresh::postgres().await.unwrap() };
        restore(&file, &other.url, |_| {}).await.unwrap();
        let restored = Store::open(&other.url).await.unwrap();
        let before = stored(office.office.store(), &office, case).await;
        assert_eq!(stored(&restored, &office, case).await, before);
        assert!(verify(&restored, |_| {}).await.unwrap().is_sound());
        restored.close().await;
    })
    .await;
}
