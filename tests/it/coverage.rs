//! A family's coverage over the pages that an office has: what a change in the past touches is seen before it is saved, one
//! confirmation does all of it, one step takes it back; a payer's file is read, and nobody else's answer is shown.

use chrono::NaiveDate;
use domain::coverage::PlanKind;
use domain::ids::{CaseId, CommandId, PayerId, VisitId};
use domain::journal::{Command, Submission};
use domain::kinds::{Discipline, Line};
use domain::ledger::{self, Put};
use domain::payer::{Payer, PayerRules};
use domain::task::Task;
use domain::visit::{Outcome, Visit};
use domain::workflow::PayerClass;
use reqwest::Response;
use reqwest::multipart::{Form, Part};
use tests::submissions::open;
use tests::{Client, TestOffice, on_both};
use uuid::Uuid;

type Fields = Vec<(&'static str, String)>;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn submission(command: Command) -> Submission {
    Submission { id: CommandId(Uuid::now_v7()), command }
}

async fn payer(office: &TestOffice, name: &str) -> PayerId {
    let id = PayerId(Uuid::now_v7());
    let rules = PayerRules::starting(PlanKind::CommercialPpo, day("2020-01-01"));
    let name = Line::parse(name).unwrap();
    let to = Payer { id, name, class: PayerClass::Commercial, rules, examples: vec![] };
    let set = domain::clinic::Command::SetPayer { seen: None, to: Box::new(to) };
    office.as_person("ana").await.must(&submission(Command::Clinic(set))).await;
    id
}

fn visit(on: &str, outcome: Outcome, billed: bool) -> Put<Visit> {
    let to = Visit {
        id: VisitId(Uuid::now_v7()),
        on: day(on),
        at: None,
        discipline: Discipline::Slp,
        staff: None,
        outcome,
        services: vec![],
        series: None,
        billed_on: billed.then(|| day(on)),
        allowed: None,
        source: None,
    };
    Put { seen: None, to }
}

/// A child with the father's plan, entered by the front desk, and visits over the summer.
struct Child {
    case: CaseId,
    harbor: PayerId,
    desk: Client,
}

impl Child {
    async fn new(office: &TestOffice) -> Child {
        let ben = office.as_person("ben").await;
        let (case, opens) = open("Maria Example", office.a.sites[0], None);
        ben.must(&opens).await;
        let (bluestem, harbor) =
            (payer(office, "Bluestem Health").await, payer(office, "Harbor Mutual").await);
        let child = Child { case, harbor, desk: office.as_person("fay").await };
        let father = child.parent(bluestem, "DEMO-1001", "Bo Example", "1988-03-30", "2024-01-01").await;
        assert_eq!(location(&child.post("coverage-policy", &father).await), child.page("?part=coverage"));
        let visits = vec![
            visit("2026-06-22", Outcome::Arrived, true),
            visit("2026-07-06", Outcome::Arrived, true),
            visit("2026-09-14", Outcome::Arrived, true),
            visit("2026-11-30", Outcome::Arrived, false),
            visit("2026-12-14", Outcome::Booked, false),
        ];
        // Booked without an authorization, by somebody who may.
        let does = ledger::Command::Visits { visits, over: Line::parse("the letter is on its way").ok() };
        office.as_person("ana").await.must(&submission(Command::Ledger { case, does })).await;
        child
    }

    fn page(&self, query: &str) -> String {
        format!("/cases/{}/coverage{query}", self.case)
    }

    async fn html(&self, query: &str) -> String {
        let page = self.desk.get(&self.page(query)).await;
        assert_eq!(page.status(), 200, "{query}");
        page.text().await.unwrap().replace('\u{a0}', " ")
    }

    async fn post(&self, step: &str, fields: &Fields) -> Response {
        self.desk.request("POST", &self.page(&format!("/{step}"))).form(fields).send().await.unwrap()
    }

    /// Why a form was not taken, as a script hears it.
    async fn refused(&self, step: &str, fields: &Fields) -> String {
        let request = self.desk.request("POST", &self.page(&format!("/{step}")));
        let response = request.header("accept", "text/plain").form(fields).send().await.unwrap();
        assert_ne!(response.status(), 200, "{step} was taken");
        response.text().await.unwrap()
    }

    /// The form of a new policy through a parent, as the page gives it and somebody fills it in.
    async fn parent(&self, payer: PayerId, member: &str, name: &str, born: &str, from: &str) -> Fields {
        let html = self.html("?part=coverage&do=policy").await;
        let typed = [
            ("payer", payer.to_string()),
            ("plan", "commercial_ppo".into()),
            ("member", member.into()),
            ("kinship", "child".into()),
            ("subscriber", name.into()),
            ("born", born.into()),
            ("from", from.into()),
            ("place", "proposed".into()),
        ];
        let mut fields: Fields = ["command", "policy", "seen"].map(|name| (name, hidden(&html, name))).into();
        fields.extend(typed);
        fields
    }

    async fn mother(&self) -> Fields {
        self.parent(self.harbor, "DEMO-2002", "Ada Example", "1990-11-02", "2026-07-01").await
    }

    async fn tasks(&self) -> Vec<Task> {
        let chart = self.desk.chart(self.case).await.unwrap();
        chart.case.open_tasks().filter(|task| task.id.is_custom()).cloned().collect()
    }
}

/// What stands in a hidden field of a page.
fn hidden(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = html.split(&start).nth(1).unwrap_or_else(|| panic!("no field {name} in {html}"));
    let value = rest.split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn set(fields: &mut Fields, name: &'static str, value: &str) {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value.to_owned()));
}

#[tokio::test]
async fn a_plan_since_july_is_entered_seen_confirmed_and_taken_back() {
    on_both(async |office| {
        let child = Child::new(&office).await;
        let mother = child.mother().await;
        let to = location(&child.post("coverage-policy", &mother).await);
        let preview = to.strip_prefix(&child.page("")).unwrap().to_owned();
        assert!(preview.starts_with("?part=coverage&do=preview&id="), "{preview}");
        // Nothing is saved: whoever looks sees one policy, and no task was made.
        assert!(!child.html("").await.contains("Harbor Mutual</h3>"));
        assert!(child.tasks().await.is_empty());
        let html = child.html(&preview).await;
        for words in [
            "Bluestem Health, then Harbor Mutual, from 1 Jul 2026 on: Birthday rule.",
            "Bill the secondary: 2 visits, 6 Jul 2026 to 14 Sep 2026",
            "Hold, then bill the new payer: 1 visit, 30 Nov 2026",
            "Check authorization under the new policy: 1 visit, 14 Dec 2026",
            "SLP 6 Jul 2026",
        ] {
            assert!(html.contains(words), "{words} in {html}");
        }
        assert!(!html.contains("22 Jun 2026"), "June was the father's alone");
        // Back to the form: what was typed stands there. For a colleague it does not.
        let again = preview.replace("do=preview", "do=typed");
        assert!(child.html(&again).await.contains("value=\"DEMO-2002\""));
        let colleague = office.as_person("ben").await.get(&child.page(&again)).await.text().await.unwrap();
        assert!(!colleague.contains("DEMO-2002"), "{colleague}");
        // One of the three tasks is not wanted.
        let mut confirm: Fields =
            ["command", "change", "shown"].map(|name| (name, hidden(&html, name))).into();
        confirm.extend([("task", "0".to_owned()), ("task", "2".to_owned())]);
        assert_eq!(location(&child.post("coverage-confirm", &confirm).await), child.page("?part=coverage"));
        // A second press of the button does nothing more.
        assert_eq!(location(&child.post("coverage-confirm", &confirm).await), child.page("?part=coverage"));
        assert_eq!(child.tasks().await.len(), 2);
        let html = child.html("").await;
        for words in
            ["Today Bluestem Health, then Harbor Mutual pay", "not confirmed by the payers", "Take it back"]
        {
            assert!(html.contains(words), "{words} in {html}");
        }
        assert!(child.html("?on=2026-06-30").await.contains("On 30 Jun 2026 Bluestem Health pays."));
        // The family has answered the payers' questions.
        let mut confirmed: Fields = vec![("command", Uuid::now_v7().to_string())];
        let form = html.split("coverage-confirmed").nth(1).unwrap();
        confirmed.extend(["first", "seen"].map(|name| (name, hidden(form, name))));
        location(&child.post("coverage-confirmed", &confirmed).await);
        assert!(!child.html("").await.contains("not confirmed by the payers"));
    })
    .await;
}

#[tokio::test]
async fn a_change_is_taken_back_with_its_tasks() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let to = location(&child.post("coverage-policy", &child.mother().await).await);
    let html = child.html(to.strip_prefix(&child.page("")).unwrap()).await;
    let mut confirm: Fields = ["command", "change", "shown"].map(|name| (name, hidden(&html, name))).into();
    confirm.extend(["0", "1", "2"].map(|at| ("task", at.to_owned())));
    location(&child.post("coverage-confirm", &confirm).await);
    assert_eq!(child.tasks().await.len(), 3);
    let html = child.html("").await;
    let undo: Fields = vec![("command", Uuid::now_v7().to_string()), ("of", hidden(&html, "of"))];
    location(&child.post("coverage-undo", &undo).await);
    assert!(child.tasks().await.is_empty());
    assert!(!child.html("").await.contains("Harbor Mutual</h3>"));
}

#[tokio::test]
async fn a_list_that_is_no_longer_true_is_shown_again_before_anything_is_saved() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let to = location(&child.post("coverage-policy", &child.mother().await).await);
    let html = child.html(to.strip_prefix(&child.page("")).unwrap()).await;
    let confirm: Fields = ["command", "change", "shown"].map(|name| (name, hidden(&html, name))).into();
    let does =
        ledger::Command::Visits { visits: vec![visit("2026-08-03", Outcome::Arrived, true)], over: None };
    office.as_person("ben").await.must(&submission(Command::Ledger { case: child.case, does })).await;
    assert_eq!(location(&child.post("coverage-confirm", &confirm).await), to);
    let html = child.html(to.strip_prefix(&child.page("")).unwrap()).await;
    assert!(
        html.contains("have changed since you saw this list") && html.contains("3 visits, 6 Jul"),
        "{html}"
    );
    assert!(!child.html("").await.contains("Harbor Mutual</h3>"));
}

#[tokio::test]
async fn a_colleagues_change_is_not_written_over() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let id = child.html("").await.split("do=end&amp;id=").nth(1).unwrap()[..36].to_owned();
    let query = format!("?part=coverage&do=end&id={id}");
    let (mine, theirs) = (child.html(&query).await, child.html(&query).await);
    let end = |html: &str, last: &str| -> Fields {
        let mut fields: Fields = ["command", "policy", "seen"].map(|name| (name, hidden(html, name))).into();
        fields.push(("last", last.into()));
        fields
    };
    assert_eq!(
        location(&child.post("coverage-end", &end(&theirs, "2027-06-30")).await),
        child.page("?part=coverage")
    );
    let sentence = child.refused("coverage-end", &end(&mine, "2027-12-31")).await;
    assert!(sentence.contains("changed this meanwhile") && sentence.contains("30 Jun 2027"), "{sentence}");
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_in_a_sentence_and_nothing_is_saved() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let cases = [
        ("last", "2026-06-30", "end on 30 Jun 2026, before its first day, 1 Jul 2026"),
        ("last", "2026-06-29", "end on 29 Jun 2026, before its first day"),
        ("from", "1826-07-01", "more than 100 years ago"),
        ("from", "soon", "First covered day: this is not a day"),
        ("from", "", "First covered day: this is needed"),
        ("member", "", "The member number is missing"),
        ("subscriber", "", "The subscriber's name is missing"),
        ("coinsurance", "101", "more than the whole"),
        ("copay", "-5", "is not an amount"),
        ("payer", "", "Payer: this is needed"),
        ("limit_amount_0", "2.5", "Limit 1: this is not a whole number"),
        ("limit_amount_0", "30", "no discipline is ticked"),
        ("place", "1", "This is not the order that the rules propose"),
    ];
    for (name, value, words) in cases {
        let mut fields = child.mother().await;
        set(&mut fields, name, value);
        let sentence = child.refused("coverage-policy", &fields).await;
        assert!(sentence.contains(words), "{name}={value}: {sentence}");
    }
    assert!(!child.html("").await.contains("Harbor Mutual</h3>"));
}

#[tokio::test]
async fn only_who_may_changes_coverage_and_nobody_reaches_another_clinics() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let fields = child.mother().await;
    for (who, status) in [("cora", 409), ("dev", 404)] {
        let client = office.as_person(who).await;
        let request = client.request("POST", &child.page("/coverage-policy")).header("accept", "text/plain");
        let got = request.form(&fields).send().await.unwrap().status().as_u16();
        assert!(got == status || got == 403 || got == 404, "{who} got {got}");
    }
    let stranger = office.as_person_of(&office.b, "fay").await;
    let request = stranger.request("POST", &child.page("/coverage-policy")).form(&fields);
    assert_eq!(request.send().await.unwrap().status(), 404);
    assert!(!child.html("").await.contains("Harbor Mutual</h3>"));
}

/// An answer file with members, each with name and number.
fn file(members: &[(&str, &str, &str)]) -> String {
    let head = [
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *261202*0915*^*00501*000000001*0*P*:",
        "GS*HB*PAYER*CLINIC*20261202*0915*1*X*005010X279A1",
        "ST*271*0001*005010X279A1",
        "BHT*0022*11*1*20261202*0915",
        "HL*1**20*1",
        "NM1*PR*2*BLUESTEM HEALTH*****PI*00017",
        "HL*2*1*21*1",
        "NM1*1P*2*LITTLE OAK*****XX*1",
    ];
    let mut lines: Vec<String> = head.map(str::to_owned).into();
    for (at, (last, first, number)) in members.iter().enumerate() {
        lines.push(format!("HL*{}*2*22*0", at + 3));
        lines.push(format!("NM1*IL*1*{last}*{first}****MI*{number}"));
        lines.extend(
            ["EB*1*IND*30", "EB*B**AF***27*25*****Y", "EB*F**AF***23***VS*30", "ODD*X*1"].map(str::to_owned),
        );
    }
    lines.extend(["SE*1*0001", "GE*1*1", "IEA*1*000000001"].map(str::to_owned));
    lines.join("~\n") + "~\n"
}

/// Where a form that was taken leads.
fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn upload(child: &Child, bytes: Vec<u8>) -> Response {
    let form = Form::new()
        .text("command", Uuid::now_v7().to_string())
        .part("file", Part::bytes(bytes).file_name("answer.271"));
    let request = child.desk.request("POST", &child.page("/coverage-271")).header("accept", "text/plain");
    request.multipart(form).send().await.unwrap()
}

#[tokio::test]
async fn a_payers_file_is_read_shown_and_taken_over() {
    on_both(async |office| {
        let child = Child::new(&office).await;
        let text = file(&[("STRANGER", "ZOE", "DEMO-9999"), ("EXAMPLE", "MARIA", "DEMO1001")]);
        let response = upload(&child, text.into_bytes()).await;
        assert_eq!(response.status(), 200);
        let to = response.text().await.unwrap();
        let html = child.html(to.strip_prefix(&child.page("")).unwrap()).await;
        assert!(!html.contains("STRANGER") && html.contains("1 answer about other people"), "{html}");
        for words in ["MARIA EXAMPLE", "in force", "Copay", "30 visits for SLP"] {
            assert!(html.contains(words), "{words} in {html}");
        }
        // Nothing is saved before somebody says so.
        assert!(child.html("").await.contains("not verified yet"));
        let form = html.split("coverage-answer").nth(1).unwrap();
        let names = ["command", "second", "read", "at", "policy", "seen"];
        let mut fields: Fields = names.map(|name| (name, hidden(form, name))).into();
        fields.extend(form.split("name=\"take\" value=\"").skip(1).map(|rest| {
            let value = rest.split('"').next().unwrap();
            ("take", value.replace("&quot;", "\""))
        }));
        assert!(7 < fields.len(), "{form}");
        location(&child.post("coverage-answer", &fields).await);
        let html = child.html("").await;
        for words in
            ["asked today: in force", "30 visits used", "$25.00 a visit", "Eligibility file (271)", "ODD*X*1"]
        {
            assert!(html.contains(words), "{words} in {html}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_gives_no_answer_is_refused_in_a_sentence() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let whole = file(&[("EXAMPLE", "MARIA", "DEMO1001")]);
    let cases: [(Vec<u8>, &str); 5] = [
        (b"%PDF-1.7".to_vec(), "This is not an X12 file"),
        (whole[..whole.len() / 2].into(), "This file is cut off"),
        (whole.replace("ST*271", "ST*835").into_bytes(), "of the kind 835, not 271"),
        (vec![b'x'; 1024 * 1024 + 1], "larger than 1 MB"),
        (vec![], "There is nothing to read yet"),
    ];
    for (bytes, words) in cases {
        let response = upload(&child, bytes).await;
        assert_ne!(response.status(), 200);
        let sentence = response.text().await.unwrap();
        assert!(sentence.contains(words), "{words}: {sentence}");
    }
}

impl Child {
    /// Confirms a look ahead with all its tasks; gives what the list said.
    async fn confirm(&self, to: &str) -> String {
        let html = self.html(to.strip_prefix(&self.page("")).unwrap()).await;
        let mut confirm: Fields =
            ["command", "change", "shown"].map(|name| (name, hidden(&html, name))).into();
        confirm.extend(["0", "1", "2", "3"].map(|at| ("task", at.to_owned())));
        location(&self.post("coverage-confirm", &confirm).await);
        html
    }

    /// The form of the mother's policy as it is, to be changed.
    async fn mothers_form(&self) -> Fields {
        let html = self.html("").await;
        let row = html.split("Harbor Mutual</h3>").nth(1).unwrap();
        let id = row.split("do=policy&amp;id=").nth(1).unwrap()[..36].to_owned();
        let html = self.html(&format!("?part=coverage&do=policy&id={id}")).await;
        let mut fields: Fields = ["command", "policy", "seen"].map(|name| (name, hidden(&html, name))).into();
        let typed = [
            ("payer", self.harbor.to_string()),
            ("plan", "commercial_ppo".into()),
            ("member", "DEMO-2002".into()),
            ("kinship", "child".into()),
            ("subscriber", "Ada Example".into()),
            ("born", "1990-11-02".into()),
            ("from", "2026-07-01".into()),
            ("place", "as_it_is".into()),
        ];
        fields.extend(typed);
        fields
    }
}

#[tokio::test]
async fn a_correction_takes_the_place_of_the_last_change_with_its_tasks() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let to = location(&child.post("coverage-policy", &child.mother().await).await);
    child.confirm(&to).await;
    assert_eq!(child.tasks().await.len(), 3);
    // What the family pays of a visit is nobody's work: the tasks stay.
    let mut copay = child.mothers_form().await;
    set(&mut copay, "copay", "25");
    assert_eq!(location(&child.post("coverage-policy", &copay).await), child.page("?part=coverage"));
    assert_eq!(child.tasks().await.len(), 3);
}

#[tokio::test]
async fn a_corrected_first_day_lists_what_is_to_be_done_after_all() {
    let office = TestOffice::new().await;
    let child = Child::new(&office).await;
    let to = location(&child.post("coverage-policy", &child.mother().await).await);
    child.confirm(&to).await;
    let mut august = child.mothers_form().await;
    set(&mut august, "from", "2026-08-01");
    set(&mut august, "place", "proposed");
    let to = location(&child.post("coverage-policy", &august).await);
    let html = child.confirm(&to).await;
    for words in
        ["This corrects the last change", "Bill the secondary: 1 visit, 14 Sep 2026", "Hold, then bill"]
    {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(!html.contains("6 Jul 2026</span>"), "July was never the mother's: {html}");
    let titles: Vec<String> =
        child.tasks().await.iter().filter_map(|task| task.title.as_ref().map(ToString::to_string)).collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(titles.contains(&"Bill the secondary: 1 visit, 14 Sep 2026".to_owned()), "{titles:?}");
}
