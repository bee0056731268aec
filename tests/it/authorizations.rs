//! What is authorized and what is left of it, through the forms of a case's page: asked for, granted, used, renewed; and
//! that whoever may only read balances sees neither numbers nor forms.

use chrono::{Days, NaiveDate};
use domain::calendar::Span;
use domain::clinic::Command as OfClinic;
use domain::coverage::{CobRule, CostSharing, Kinship, PlanKind, Policy, Subscriber};
use domain::ids::{CaseId, CommandId, PayerId, PolicyId};
use domain::journal::{Command, Submission};
use domain::kinds::{Lane, Line};
use domain::ledger::{Command as Does, CoverageChange, OrderWish, Put};
use domain::payer::{Payer, PayerRules};
use domain::workflow::PayerClass;
use reqwest::Response;
use tests::submissions::open_in;
use tests::{Client, TestOffice, morning};
use uuid::Uuid;

/// A case that somebody covers, with an owner who treats.
pub(crate) struct Covered {
    pub(crate) office: TestOffice,
    pub(crate) case: CaseId,
    policy: PolicyId,
}

fn today() -> NaiveDate {
    morning().date_naive()
}

fn ahead(days: u64) -> String {
    (today() + Days::new(days)).to_string()
}

fn back(days: u64) -> String {
    (today() - Days::new(days)).to_string()
}

pub(crate) fn fresh() -> String {
    Uuid::now_v7().to_string()
}

async fn covered() -> Covered {
    covered_at(TestOffice::new().await).await
}

pub(crate) async fn covered_at(office: TestOffice) -> Covered {
    let ana = office.as_person("ana").await;
    let (payer, policy) = (PayerId(Uuid::now_v7()), PolicyId(Uuid::now_v7()));
    let from = today() - Days::new(400);
    let to = Payer {
        id: payer,
        name: Line::parse("Bluestem Health").unwrap(),
        class: PayerClass::Commercial,
        rules: PayerRules::starting(PlanKind::CommercialPpo, from),
        examples: vec![],
    };
    let to = Command::Clinic(OfClinic::SetPayer { seen: None, to: Box::new(to) });
    ana.must(&Submission { id: CommandId(Uuid::now_v7()), command: to }).await;
    let clara = office.a.id("clara");
    let (case, open) = open_in("Mara Quill", office.a.sites[0], Some(clara), Some(Lane::Active));
    ana.must(&open).await;
    let entered = Policy {
        id: policy,
        payer,
        plan: PlanKind::CommercialPpo,
        member: Line::parse("DEMO-1").ok(),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(from),
        cost: CostSharing::default(),
        in_network: None,
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    };
    let order =
        OrderWish { from, policies: vec![policy], rule: CobRule::Only, evidence: None, confirmed: false };
    let change = CoverageChange {
        policies: vec![Put { seen: None, to: entered }],
        complete: false,
        order: Some(order),
        tasks: vec![],
    };
    let does = Does::Cover(Box::new(change));
    let command = Command::Ledger { case, does };
    let ben = office.as_person("ben").await;
    ben.must(&Submission { id: CommandId(Uuid::now_v7()), command }).await;
    Covered { office, case, policy }
}

impl Covered {
    pub(crate) async fn post(&self, client: &Client, step: &str, fields: &[(&str, &str)]) -> Response {
        let path = format!("/cases/{}/coverage/{step}", self.case);
        client.request("POST", &path).form(fields).send().await.unwrap()
    }

    /// Posts a form that is taken; gives where it goes on.
    async fn must(&self, client: &Client, step: &str, fields: &[(&str, &str)]) -> String {
        let response = self.post(client, step, fields).await;
        assert_eq!(response.status(), 303, "{step}: {}", response.text().await.unwrap());
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    pub(crate) async fn page(&self, client: &Client, query: &str) -> String {
        let page = client.get(&format!("/cases/{}/coverage?{query}", self.case)).await.text().await.unwrap();
        page.replace('\u{a0}', " ")
    }

    /// What the first form of a page that posts to a step shows as seen.
    async fn seen(&self, client: &Client, query: &str, step: &str) -> String {
        let page = self.page(client, query).await;
        let form = page.split(&format!("/coverage/{step}\"")).nth(1).expect(step);
        let seen = form.split("name=\"seen\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        seen.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&")
    }

    /// Asks for 24 visits and has them granted; gives the authorization's id.
    pub(crate) async fn grant(&self, abe: &Client) -> String {
        let (id, policy) = (fresh(), self.policy.to_string());
        let (from, last) = (back(30), ahead(20));
        let sent = back(40);
        let request = [
            ("command", id.as_str()),
            ("policy", &policy),
            ("discipline", "slp"),
            ("kind", "initial"),
            ("from", &from),
            ("last", &last),
            ("requested_on", &sent),
            ("lines", "1"),
            ("measure-0", "visits"),
            ("amount-0", "24"),
            ("per-0", "week"),
        ];
        self.must(abe, "authorization-request", &request).await;
        // Sent twice, it is one request.
        self.must(abe, "authorization-request", &request).await;
        let seen =
            self.seen(abe, &format!("part=authorizations&do=decide&id={id}"), "authorization-decide").await;
        let decided = [
            ("command", fresh()),
            ("seen", seen),
            ("answer", "approved".to_owned()),
            ("number", "DEMO-77".to_owned()),
            ("decided_on", back(35)),
            ("from", from.clone()),
            ("last", last.clone()),
            ("granted-0", "24".to_owned()),
            ("letter", "Folder 12".to_owned()),
        ];
        let decided: Vec<(&str, &str)> =
            decided.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.must(abe, "authorization-decide", &decided).await;
        id
    }

    async fn book(&self, client: &Client, on: &str, minutes: &str) -> Response {
        let command = fresh();
        let fields = [
            ("command", command.as_str()),
            ("on", on),
            ("discipline", "slp"),
            ("lines", "1"),
            ("code-0", "92526"),
            ("minutes-0", minutes),
        ];
        self.post(client, "visits-book", &fields).await
    }
}

#[tokio::test]
async fn a_request_becomes_a_balance_that_visits_draw_from() {
    let covered = covered().await;
    let (abe, fay) = (covered.office.as_person("abe").await, covered.office.as_person("fay").await);
    covered.grant(&abe).await;
    assert_eq!(covered.book(&fay, &back(3), "45").await.status(), 303);
    assert_eq!(covered.book(&fay, &ahead(2), "45").await.status(), 303);
    let seen = covered.seen(&fay, "part=visits", "visits-outcome").await;
    let outcome = [("command", fresh()), ("seen", seen), ("outcome", "arrived".to_owned())];
    let outcome: Vec<(&str, &str)> = outcome.iter().map(|(name, value)| (*name, value.as_str())).collect();
    covered.must(&fay, "visits-outcome", &outcome).await;
    let page = covered.page(&abe, "part=authorizations").await;
    assert!(page.contains("1 of 24 visits used, 1 booked, 22 left"), "{page}");
    assert!(page.contains("DEMO-77") && page.contains("Folder 12"));
    assert_eq!(page.matches("Authorization,").count(), 0);
    assert!(covered.page(&fay, "part=visits").await.contains("Came to 1 of 1 visit"));
}

#[tokio::test]
async fn a_packet_is_begun_once_and_the_card_waits_for_it() {
    let covered = covered().await;
    let abe = covered.office.as_person("abe").await;
    let id = covered.grant(&abe).await;
    for _ in 0..2 {
        let command = fresh();
        covered.must(&abe, "authorization-packet", &[("command", &command), ("id", &id)]).await;
    }
    let chart = abe.chart(covered.case).await.unwrap();
    let parts: Vec<_> =
        chart.case.tasks.iter().filter(|task| task.id.as_str().starts_with("T-RN-")).collect();
    let page = covered.page(&abe, "part=authorizations").await;
    assert!(page.contains(&format!("Renewal packet: 0 of {} done", parts.len())), "{page}");
    assert!(page.contains("The card waits for it on the board"));
    let waiting = chart.case.waiting.clone().expect("the card waits");
    assert_eq!(waiting.note.unwrap().as_str(), "renewal packet");
}

#[tokio::test]
async fn whoever_reads_balances_sees_no_number_and_no_form() {
    let covered = covered().await;
    let (abe, clara) = (covered.office.as_person("abe").await, covered.office.as_person("clara").await);
    covered.grant(&abe).await;
    let page = covered.page(&clara, "part=authorizations").await;
    assert!(page.contains("0 of 24 visits used"), "{page}");
    for secret in ["DEMO-77", "Folder 12", "Enter a request", "authorization-"] {
        assert!(!page.contains(secret), "{secret}");
    }
    let command = fresh();
    let step = covered.post(&clara, "authorization-packet", &[("command", &command), ("id", &fresh())]).await;
    assert_ne!(step.status(), 303);
}

#[tokio::test]
async fn one_more_line_keeps_what_was_typed() {
    let covered = covered().await;
    let abe = covered.office.as_person("abe").await;
    let command = fresh();
    let fields = [("command", command.as_str()), ("lines", "1"), ("codes-0", "92507 92526"), ("more", "1")];
    let to = covered.must(&abe, "authorization-request", &fields).await;
    let page = abe.get(&to).await.text().await.unwrap();
    assert!(page.contains("92507 92526") && page.contains("name=\"codes-1\""), "{page}");
}

#[tokio::test]
async fn what_nothing_covers_is_refused_where_the_payer_chose_so() {
    let covered = covered().await;
    let (abe, fay) = (covered.office.as_person("abe").await, covered.office.as_person("fay").await);
    covered.grant(&abe).await;
    let refused = covered.book(&fay, &ahead(40), "45").await;
    assert_ne!(refused.status(), 303);
    assert!(refused.text().await.unwrap().contains("is not covered"));
}

#[tokio::test]
async fn a_series_is_shown_before_it_is_booked_and_booked_once() {
    let covered = covered().await;
    let (abe, fay) = (covered.office.as_person("abe").await, covered.office.as_person("fay").await);
    covered.grant(&abe).await;
    let (command, from) = (fresh(), ahead(1));
    let fields = [
        ("command", command.as_str()),
        ("discipline", "slp"),
        ("day-1", "1"),
        ("day-3", "1"),
        ("every", "1"),
        ("from", &from),
        ("times", "4"),
    ];
    let to = covered.must(&fay, "visits-series", &fields).await;
    let page = fay.get(&to).await.text().await.unwrap();
    assert!(page.contains("Book 4 visits"), "{page}");
    assert!(!covered.page(&fay, "part=visits").await.contains("visits-outcome"));
    for _ in 0..2 {
        covered.must(&fay, "visits-series-book", &[("command", &command)]).await;
    }
    let page = covered.page(&fay, "part=visits").await;
    assert_eq!(page.matches("id=\"v-").count(), 4);
}
