//! From a signed note to the file of charges, and to what a payer makes of it.

use super::*;
use domain::coverage::{Answer, Channel, CostSharing, Kinship, Need, PlanKind, Policy, Subscriber};
use domain::ids::{PayerId, PolicyId};
use domain::ledger::{Asked, CoverageChange};
use domain::payer::{Payer, PayerRules};
use domain::workflow::PayerClass;

/// A session with a plan, a goal and a signed note.
async fn documented(office: &TestOffice) -> Course {
    let course = Course::new(office, "clara").await;
    license(office, "clara", Kind::Slp, "2020-01-01", None).await;
    let clara = office.as_person("clara").await;
    let form = course.html(&clara, "?part=plan&do=plan&id=slp").await;
    course.done(&clara, "plan-write", &plan(&form)).await;
    let form = course.html(&clara, "?part=plan&do=goal&id=slp").await;
    course.done(&clara, "goal-set", &goal(&form)).await;
    let html = course.html(&clara, "?part=plan").await;
    let form = html.split("/record/plan-sign\"").nth(1).expect("the form that signs");
    let sign: Fields = ["command", "id", "seen"].map(|name| (name, hidden(form, name))).into();
    course.done(&clara, "plan-sign", &sign).await;
    let mut note = course.note(&clara).await;
    let html = course.html(&clara, &format!("?part=notes&do=write&id={}", course.visit)).await;
    let goal = html.split("name=\"goal\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    note.push(("goal", goal));
    course.done(&clara, "note-sign", &note).await;
    course
}

/// Somebody pays for it; the number would be a formula in a spreadsheet.
async fn covered(office: &TestOffice, course: &Course) {
    let id = PayerId(Uuid::now_v7());
    let rules = PayerRules::starting(PlanKind::CommercialPpo, day("2020-01-01"));
    let name = Line::parse("Bluestem Health").unwrap();
    let to = Payer { id, name, class: PayerClass::Commercial, rules, examples: vec![] };
    let set = clinic::Command::SetPayer { seen: None, to: Box::new(to) };
    office.as_person("ana").await.must(&submission(Command::Clinic(set))).await;
    let policy = Policy {
        id: PolicyId(Uuid::now_v7()),
        payer: id,
        plan: PlanKind::CommercialPpo,
        member: Some(Line::parse("=1+1").unwrap()),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day("2026-01-01")),
        cost: CostSharing::default(),
        in_network: Some(true),
        limits: vec![],
        needs: vec![Need { discipline: Discipline::Slp, authorization: Some(false), referral: None }],
        filing_days: None,
        remarks: None,
    };
    let asked = Asked {
        policy: policy.id,
        on: Some(day("2026-12-01")),
        channel: Channel::Portal,
        reference: None,
        spoke_to: None,
        answer: Answer::Active,
        other_payer: false,
        kept: vec![],
    };
    let policies = vec![Put { seen: None, to: policy }];
    let change = CoverageChange { policies, complete: true, order: None, tasks: vec![] };
    let ben = office.as_person("ben").await;
    for does in [ledger::Command::Cover(Box::new(change)), ledger::Command::Verify(Box::new(asked))] {
        ben.must(&submission(Command::Ledger { case: course.case, does })).await;
    }
}

fn fresh(more: &[(&'static str, &str)]) -> Fields {
    let mut fields: Fields = vec![("command", Uuid::now_v7().to_string())];
    fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

#[tokio::test]
async fn a_charge_leaves_once_and_a_denial_says_what_would_have_prevented_it() {
    on_both(async |office| {
        let course = documented(&office).await;
        covered(&office, &course).await;
        let (bill, visit) = (office.as_person("bill").await, course.visit.to_string());
        let html = course.html(&bill, "?part=billing").await;
        assert!(html.contains("1 session is ready to bill"), "{html}");
        let list = bill.get("/billing").await.text().await.unwrap().replace('\u{a0}', " ");
        assert!(list.contains("Delivered and not released") && list.contains("days left to file"), "{list}");
        course.done(&bill, "billing-release", &fresh(&[("visit", &visit)])).await;
        let list = bill.get("/billing").await.text().await.unwrap();
        let named = format!("command-{}", course.case);
        let send: Vec<(String, String)> = vec![
            ("file".to_owned(), hidden(&list, "file")),
            ("case".to_owned(), course.case.to_string()),
            (named.clone(), hidden(&list, &named)),
        ];
        let send = async |who: &Client| {
            let request = who.request("POST", "/billing/export").header("accept", "text/plain");
            let response = request.form(&send).send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        };
        assert_eq!(send(&office.as_person("clara").await).await.0, 403, "who treats lets no charge go");
        let (status, page) = send(&bill).await;
        assert_eq!(status, 200, "{page}");
        assert_eq!(send(&bill).await, (200, page.clone()), "the same form again shows the same file");
        let file = bill.get(&page.replace("?file=", "/files/")).await;
        assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
        let table = file.text().await.unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 2, "{table}");
        for cell in [
            "Maria Example",
            "Bluestem Health",
            "'=1+1",
            "2026-12-01",
            "92507",
            "F80.0 R47.1",
            "clara Example",
        ] {
            assert!(lines[1].contains(&format!("\"{cell}\"")), "{cell} is not in {}", lines[1]);
        }
        let nobody = office.as_person("dev").await.get(&page.replace("?file=", "/files/")).await;
        assert_eq!(nobody.status(), 404, "not his case, not his file");
        let deny = [("visit", &*visit), ("codes", "CO-197"), ("amount", "120.50"), ("on", "2026-12-02")];
        course.done(&bill, "billing-deny", &fresh(&deny)).await;
        let list = bill.get("/billing").await.text().await.unwrap().replace('\u{a0}', " ");
        assert!(list.contains("nothing was authorized") && list.contains("days left to appeal"), "{list}");
        let html = course.html(&bill, "?part=billing&do=resolve").await;
        assert!(html.contains("PL-07"), "the step that would have prevented it: {html}");
        let why = course.refused(&bill, "billing-deny", &fresh(&[("visit", &visit), ("codes", "ZZZ")])).await;
        assert!(why.contains("Reason codes"), "{why}");
    })
    .await;
}
