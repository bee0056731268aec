//! Payers over the pages that an office has: rules are written as a draft, proved by examples, looked at by the cases that
//! change, and published; who may not, reads only.

use domain::calendar::Span;
use domain::coverage::{CostSharing, Kinship, PlanKind, Policy, Subscriber};
use domain::ids::{CommandId, ExampleId, PayerId, PolicyId};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Line};
use domain::ledger::{self, CoverageChange, Put};
use domain::payer::{Payer, PayerRules};
use domain::workflow::PayerClass;
use tests::submissions::open;
use tests::{Client, TestOffice, on_both};
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What a script hears: whether it was taken, and the address to go on to or why not.
async fn post(client: &Client, step: &str, fields: &[(&str, String)]) -> (u16, String) {
    let request = client.request("POST", &format!("/payers/{step}")).header("accept", "text/plain");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn page(client: &Client, address: &str) -> String {
    let page = client.get(address).await;
    assert_eq!(page.status(), 200, "{address}");
    page.text().await.unwrap().replace('\u{a0}', " ")
}

async fn add(client: &Client, name: &str) -> (u16, String) {
    let fields = [
        ("command", Uuid::now_v7().to_string()),
        ("name", name.to_owned()),
        ("class", "commercial".to_owned()),
        ("plan", "commercial_ppo".to_owned()),
        ("from", "2026-01-01".to_owned()),
    ];
    let first = post(client, "add", &fields).await;
    assert_eq!(post(client, "add", &fields).await, first, "a form that is sent twice adds one payer");
    first
}

/// The form of a set of rules, as the page writes it, with other words in some fields.
fn rules(payer: PayerId, rules: &PayerRules, change: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("payer", payer.to_string()),
        ("was", rules.period.from().to_string()),
        ("from", rules.period.from().to_string()),
        ("source", rules.source.to_string()),
        ("units", "ama_per_code".to_owned()),
        ("beyond", "refuse".to_owned()),
        ("filing_days", rules.filing_days.to_string()),
        ("secondary_filing_days", rules.secondary_filing_days.to_string()),
        ("decision_days", rules.decision_days.to_string()),
        ("renew_before_days", rules.renew_before_days.to_string()),
        ("warn_days", "60, 30, 7".to_owned()),
        ("warn_percent", "75 90 100".to_owned()),
        ("note_hours", rules.note_hours.to_string()),
        ("need-0-discipline", "slp".to_owned()),
        ("need-0-except", "92521, 92523".to_owned()),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

async fn payer(office: &TestOffice, id: PayerId) -> Payer {
    office.office.desk.clinic(office.a.clinic).await.unwrap().payer(id).unwrap().clone()
}

/// A case whose only policy is with the payer.
async fn insured(office: &TestOffice, payer: PayerId) -> u32 {
    let ben = office.as_person("ben").await;
    let (case, opens) = open("Maria Example", office.a.sites[1], None);
    ben.must(&opens).await;
    let policy = Policy {
        id: PolicyId(Uuid::now_v7()),
        payer,
        plan: PlanKind::CommercialPpo,
        member: Line::parse("DEMO-1001").ok(),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day("2026-01-01")),
        cost: CostSharing::default(),
        in_network: None,
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    };
    let policies = vec![Put { seen: None, to: policy }];
    let change = CoverageChange { policies, complete: true, order: None, tasks: vec![] };
    let does = ledger::Command::Cover(Box::new(change));
    let id = CommandId(Uuid::now_v7());
    ben.must(&Submission { id, command: Command::Ledger { case, does } }).await;
    ben.chart(case).await.unwrap().case.number
}

#[tokio::test]
async fn rules_count_once_they_are_published_after_a_look_at_what_changes() {
    on_both(async |office| {
        let abe = office.as_person("abe").await;
        let (status, address) = add(&abe, "Bluestem Health (demo)").await;
        assert_eq!(status, 200, "{address}");
        let id: PayerId = address.strip_prefix("/payers/").unwrap().parse().unwrap();
        assert!(page(&abe, "/payers").await.contains("Bluestem Health (demo)"));
        let number = insured(&office, id).await;
        let before = payer(&office, id).await;
        let set = &before.rules[0];

        // What was written is a draft of one's own: others do not see it, and nothing goes by it.
        let draft = rules(id, set, &[("need-0-discipline", ""), ("filing_days", "120")]);
        assert_eq!(post(&abe, "rules", &draft).await, (200, address.clone()));
        assert!(page(&abe, &address).await.contains("This is your draft"));
        assert!(!page(&office.as_person("ana").await, &address).await.contains("This is your draft"));
        assert_eq!(payer(&office, id).await, before);

        // Before it is published the page says for which case what changes.
        let asked = [&address, "?do=publish"].concat();
        let shown = page(&abe, &asked).await;
        assert!(shown.contains(&format!("Case {number}")), "{shown}");
        assert!(shown.contains("Speech: an authorization is no longer needed."), "{shown}");

        // What is published is what was looked at.
        let version = |page: &str| {
            let rest = page.split("name=\"version\" value=\"").nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let old = version(&shown);
        let more = rules(id, set, &[("need-0-discipline", ""), ("filing_days", "150")]);
        assert_eq!(post(&abe, "rules", &more).await.0, 200);
        let publish = |version: String| {
            vec![("payer", id.to_string()), ("command", Uuid::now_v7().to_string()), ("version", version)]
        };
        let (status, why) = post(&abe, "publish", &publish(old)).await;
        assert!(status != 200 && why.contains("changed after this list was made"), "{why}");
        let version = version(&page(&abe, &asked).await);
        let fields = publish(version);
        assert_eq!(post(&abe, "publish", &fields).await, (200, address.clone()));
        assert_eq!(post(&abe, "publish", &fields).await, (200, address.clone()), "twice is once");
        let after = payer(&office, id).await;
        assert_eq!((after.rules[0].filing_days, after.rules[0].authorization.len()), (150, 0));
        assert!(!page(&abe, &address).await.contains("This is your draft"));
    })
    .await;
}

#[tokio::test]
async fn rules_that_get_an_example_wrong_or_cannot_be_meant_are_not_published() {
    on_both(async |office| {
        let abe = office.as_person("abe").await;
        let (_, address) = add(&abe, "Bluestem Health (demo)").await;
        let id: PayerId = address.strip_prefix("/payers/").unwrap().parse().unwrap();
        let before = payer(&office, id).await;
        let example = [
            ("payer", id.to_string()),
            ("id", ExampleId(Uuid::now_v7()).to_string()),
            ("name", "38 minutes of exercise".to_owned()),
            ("day", "2026-07-06".to_owned()),
            ("discipline", "pt".to_owned()),
            ("services", "97110 38".to_owned()),
            ("units", "97110 2".to_owned()),
            ("authorization", "yes".to_owned()),
        ];
        assert_eq!(post(&abe, "example", &example).await, (200, address.clone()));
        let shown = page(&abe, &[&address, "?do=publish"].concat()).await;
        assert!(shown.contains("units 97110 2 are expected. The rules give 97110 3."), "{shown}");
        assert!(!shown.contains("action=\"/payers/publish\""), "nothing to confirm");
        let (status, why) = post(&abe, "rules", &rules(id, &before.rules[0], &[("filing_days", "0")])).await;
        assert!(status != 200 && why.contains("give a number from 1 to 1096"), "{why}");
        let (status, why) =
            post(&abe, "rules", &rules(id, &before.rules[0], &[("need-0-codes", "9711")])).await;
        assert!(status != 200 && why.contains("Only these codes"), "{why}");

        // New rules from a day on end those before, and both stay to be judged by.
        let period = [("payer", id.to_string()), ("from", "2027-01-01".to_owned())];
        assert_eq!(post(&abe, "period", &period).await.0, 200);
        assert_eq!(post(&abe, "period", &period).await.0, 200, "twice is once");
        let shown = page(&abe, &address).await;
        assert!(shown.contains("Rules from 1 Jan 2026 until 31 Dec 2026"), "{shown}");
        assert!(shown.contains("Rules from 1 Jan 2027"));
        assert_eq!(post(&abe, "discard", &[("payer", id.to_string())]).await.0, 200);
        assert_eq!(payer(&office, id).await, before);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_publish_reads_only_and_a_colleagues_rules_are_not_overwritten() {
    on_both(async |office| {
        let (abe, ana, fay) =
            (office.as_person("abe").await, office.as_person("ana").await, office.as_person("fay").await);
        let (_, address) = add(&abe, "Bluestem Health (demo)").await;
        let id: PayerId = address.strip_prefix("/payers/").unwrap().parse().unwrap();
        assert_eq!(add(&fay, "Harbor Mutual (demo)").await.0, 403);
        let set = payer(&office, id).await.rules[0].clone();
        assert_eq!(post(&fay, "rules", &rules(id, &set, &[])).await.0, 403);
        let read = page(&fay, &address).await;
        assert!(read.contains("Bluestem Health") && !read.contains("/payers/rules"), "{read}");
        let name = |to: &str| {
            [("payer", id.to_string()), ("name", to.to_owned()), ("class", "commercial".to_owned())]
        };
        assert_eq!(post(&abe, "name", &name("Bluestem (demo)")).await.0, 200);
        let seen = payer(&office, id).await;
        let to = Payer { class: PayerClass::Tricare, ..seen.clone() };
        let set = domain::clinic::Command::SetPayer { seen: Some(Box::new(seen)), to: Box::new(to) };
        ana.must(&Submission { id: CommandId(Uuid::now_v7()), command: Command::Clinic(set) }).await;
        let shown = page(&abe, &address).await;
        assert!(shown.contains("Somebody published other rules of this payer after you began"), "{shown}");
    })
    .await;
}
