//! What a clinician does all day, over the pages: a goal, a plan, a session's note signed under a licence; and what an auditor
//! asks for: who may sign, that nothing changes afterwards, that nobody else reads it.

mod money;

use chrono::NaiveDate;
use domain::calendar::Span;
use domain::clinic;
use domain::ids::{CaseId, CommandId, StaffId, VisitId};
use domain::journal::{Command, Submission};
use domain::kinds::{Discipline, Lane, Line};
use domain::ledger::{self, Put};
use domain::licence::{Credential, Kind, Licences};
use domain::service::{Code, Minutes};
use domain::visit::{Outcome, Service, Visit};
use reqwest::Response;
use reqwest::multipart::{Form, Part};
use tests::submissions::open_in;
use tests::{Client, TestOffice, on_both};
use uuid::Uuid;

type Fields = Vec<(&'static str, String)>;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn submission(command: Command) -> Submission {
    Submission { id: CommandId(Uuid::now_v7()), command }
}

/// A case in treatment with one session of yesterday.
struct Course {
    case: CaseId,
    visit: VisitId,
}

impl Course {
    async fn new(office: &TestOffice, owner: &str) -> Course {
        let owner = office.a.id(owner);
        let (case, opens) = open_in("Maria Example", office.a.sites[0], Some(owner), Some(Lane::Active));
        office.as_person("ana").await.must(&opens).await;
        let visit = VisitId(Uuid::now_v7());
        let code = Code::parse("92507").unwrap();
        let services = vec![Service { code, modifiers: vec![], minutes: Minutes::new(45).unwrap() }];
        let to = Visit {
            id: visit,
            on: day("2026-12-01"),
            at: Some(600),
            discipline: Discipline::Slp,
            staff: Some(owner),
            outcome: Outcome::Arrived,
            services,
            series: None,
            billed_on: None,
            allowed: None,
            source: None,
        };
        let visits = ledger::Command::Visits { visits: vec![Put { seen: None, to }], over: None };
        office.as_person("ana").await.must(&submission(Command::Ledger { case, does: visits })).await;
        Course { case, visit }
    }

    fn page(&self, query: &str) -> String {
        format!("/cases/{}/record{query}", self.case)
    }

    async fn html(&self, who: &Client, query: &str) -> String {
        let page = who.get(&self.page(query)).await;
        assert_eq!(page.status(), 200, "{query}");
        page.text().await.unwrap().replace('\u{a0}', " ")
    }

    /// As a script hears it: the address to go on to, or why not.
    async fn post(&self, who: &Client, step: &str, fields: &Fields) -> (u16, String) {
        let request = who.request("POST", &self.page(&format!("/{step}"))).header("accept", "text/plain");
        let response = request.form(fields).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn done(&self, who: &Client, step: &str, fields: &Fields) -> String {
        let (status, said) = self.post(who, step, fields).await;
        assert_eq!(status, 200, "{step}: {said}");
        said
    }

    async fn refused(&self, who: &Client, step: &str, fields: &Fields) -> String {
        let (status, said) = self.post(who, step, fields).await;
        assert_ne!(status, 200, "{step} was taken");
        said
    }

    /// The form of the session's note as the page gives it, filled in.
    async fn note(&self, who: &Client) -> Fields {
        let html = self.html(who, &format!("?part=notes&do=write&id={}", self.visit)).await;
        let mut fields: Fields = ["command", "visit", "id"].map(|name| (name, hidden(&html, name))).into();
        let typed = [
            ("kind", "session"),
            ("place", "clinic"),
            ("start", "10:00"),
            ("stop", "10:45"),
            ("present", "1"),
            ("code-0", "92507"),
            ("minutes-0", "45"),
            ("text-done", "Practised initial /r/ in single words with a visual cue."),
            ("text-response", "14 of 20 words correct; one break."),
        ];
        fields.extend(typed.map(|(name, value)| (name, value.to_owned())));
        fields
    }
}

async fn license(office: &TestOffice, who: &str, kind: Kind, from: &str, until: Option<&str>) -> StaffId {
    let staff = office.a.id(who);
    let held = Span::new(day(from), until.map(day)).unwrap();
    let credentials = vec![Credential { kind, number: Line::parse("TEST-1").unwrap(), held }];
    let to = Licences { credentials, ..Licences::default() };
    let set = clinic::Command::SetLicences { staff, seen: Box::default(), to: Box::new(to) };
    office.as_person("ana").await.must(&submission(Command::Clinic(set))).await;
    staff
}

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
async fn nobody_signs_without_a_licence_and_a_draft_outlives_every_refusal() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        let clara = office.as_person("clara").await;
        let fields = course.note(&clara).await;
        let why = course.refused(&clara, "note-sign", &fields).await;
        assert!(why.contains("No licence for Speech") && why.contains("draft is kept"), "{why}");
        license(&office, "clara", Kind::Slp, "2020-01-01", Some("2026-12-01")).await;
        let why = course.refused(&clara, "note-sign", &fields).await;
        assert!(why.contains("does not cover 1 Dec 2026"), "{why}");
        let html = course.html(&clara, &format!("?part=notes&do=write&id={}", course.visit)).await;
        assert!(html.contains("Practised initial /r/"), "the draft is in the form");
    })
    .await;
}

#[tokio::test]
async fn a_signed_note_stays_as_it_is_and_what_is_added_is_marked() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        license(&office, "clara", Kind::Slp, "2020-01-01", None).await;
        let clara = office.as_person("clara").await;
        let mut fields = course.note(&clara).await;
        let page = course.done(&clara, "note-sign", &fields).await;
        set(&mut fields, "command", &Uuid::now_v7().to_string());
        let why = course.refused(&clara, "note-sign", &fields).await;
        assert!(why.contains("signed note on this visit already"), "{why}");
        let html = clara.get(&page).await.text().await.unwrap();
        assert!(html.contains("14 of 20 words correct") && html.contains("CCC-SLP"));
        let amend: Fields = vec![
            ("command", Uuid::now_v7().to_string()),
            ("id", hidden_id(&page)),
            ("kind", "addendum".into()),
            ("text", "The mother called in the evening.".into()),
            ("reason", "It was said after the session.".into()),
        ];
        course.done(&clara, "note-amend", &amend).await;
        let html = clara.get(&page).await.text().await.unwrap();
        assert!(html.contains("14 of 20 words correct") && html.contains("Addendum of "), "both are there");
        let lea = office.as_person("lea").await;
        let mut other = amend.clone();
        set(&mut other, "command", &Uuid::now_v7().to_string());
        let why = course.refused(&lea, "note-amend", &other).await;
        assert!(why.contains("Only who signed"), "{why}");
    })
    .await;
}

fn hidden_id(page: &str) -> String {
    page.rsplit("id=").next().unwrap().to_owned()
}

#[tokio::test]
async fn an_assistants_note_waits_for_somebody_else_who_may_send_it_back() {
    on_both(async |office| {
        let course = Course::new(&office, "asa").await;
        license(&office, "asa", Kind::SlpAssistant, "2020-01-01", None).await;
        license(&office, "lea", Kind::Slp, "2020-01-01", None).await;
        let (asa, lea) = (office.as_person("asa").await, office.as_person("lea").await);
        let fields = course.note(&asa).await;
        let page = course.done(&asa, "note-sign", &fields).await;
        let id = hidden_id(&page);
        let html = lea.get(&page).await.text().await.unwrap();
        assert!(html.contains("Waits for a second signature"));
        let hash = hidden(&html, "hash");
        let step = |fields: &[(&'static str, &str)]| -> Fields {
            let mut all: Fields = vec![("command", Uuid::now_v7().to_string()), ("id", id.clone())];
            all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
            all
        };
        let why = course.refused(&asa, "note-cosign", &step(&[("hash", &hash)])).await;
        assert!(why.contains("role does not allow"), "{why}");
        course.done(&lea, "note-return", &step(&[("comment", "Say how much help was given.")])).await;
        let why = course.refused(&lea, "note-cosign", &step(&[("hash", &hash)])).await;
        assert!(why.contains("went back to its author"), "{why}");
        let mut again = course.note(&asa).await;
        set(&mut again, "text-response", "14 of 20 words with one visual cue each; one break.");
        course.done(&asa, "note-sign", &again).await;
        let why = course.refused(&lea, "note-cosign", &step(&[("hash", &hash)])).await;
        assert!(why.contains("written anew since you opened it"), "{why}");
        let html = lea.get(&page).await.text().await.unwrap();
        course.done(&lea, "note-cosign", &step(&[("hash", &hidden(&html, "hash"))])).await;
        let html = course.html(&lea, "?part=notes").await;
        assert!(html.contains("Signed by both"));
    })
    .await;
}

#[tokio::test]
async fn impossible_notes_are_refused_with_the_number_that_is_wrong() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        license(&office, "clara", Kind::Slp, "2020-01-01", None).await;
        let clara = office.as_person("clara").await;
        let fields = course.note(&clara).await;
        let long = "word ".repeat(40_000);
        for (name, value, says) in [
            ("stop", "10:30", "take 45 minutes, and the session lasted 30"),
            ("stop", "10:00", "ends when it begins"),
            ("minutes-0", "0", "at least a minute"),
            ("minutes-0", "1441", "1,440 minutes"),
            ("code-0", "nothing", "Code 1"),
            ("present", "0", "At least one patient"),
            ("text-done", " ", "What was done: this is needed"),
            ("text-done", &long, "the limit is 10000"),
        ] {
            let mut odd = fields.clone();
            set(&mut odd, name, value);
            let why = course.refused(&clara, "note-sign", &odd).await;
            assert!(why.contains(says), "{name}={value:.20}: {why}");
        }
        let mut script = fields.clone();
        set(&mut script, "text-done", "<script>alert(1)</script> was practised as a word.");
        let page = course.done(&clara, "note-sign", &script).await;
        let html = clara.get(&page).await.text().await.unwrap();
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script>alert(1)"));
    })
    .await;
}

#[tokio::test]
async fn a_copied_note_is_named_with_its_sentence() {
    on_both(async |office| {
        let first = Course::new(&office, "clara").await;
        license(&office, "clara", Kind::Slp, "2020-01-01", None).await;
        let clara = office.as_person("clara").await;
        let fields = first.note(&clara).await;
        first.done(&clara, "note-sign", &fields).await;
        let second = Course::new(&office, "clara").await;
        let mut copy = second.note(&clara).await;
        let why = second.refused(&clara, "note-sign", &copy).await;
        assert!(
            why.contains("a note of yours on another case") && why.contains("Practised initial"),
            "{why}"
        );
        assert!(!why.contains("Maria"), "whose it is, is not told");
        set(&mut copy, "despite", "Both children work on the same list this week.");
        second.done(&clara, "note-sign", &copy).await;
    })
    .await;
}

fn goal(html: &str) -> Fields {
    let mut fields: Fields = ["command", "id", "discipline"].map(|name| (name, hidden(html, name))).into();
    let typed = [
        ("statement", "Says initial /r/ in 20 words"),
        ("condition", "with one cue"),
        ("purpose", "to be understood"),
        ("measure", "correct words"),
        ("unit", "%"),
        ("baseline", "30"),
        ("baseline_on", "2026-11-20"),
        ("target", "80"),
        ("due", "2027-02-20"),
        ("of", ""),
    ];
    fields.extend(typed.map(|(name, value)| (name, value.to_owned())));
    fields
}

fn plan(html: &str) -> Fields {
    let mut fields: Fields = ["command", "id", "discipline"].map(|name| (name, hidden(html, name))).into();
    let typed = [
        ("diagnoses", "F80.0, r47.1"),
        ("interventions", "Speech sound treatment"),
        ("weekly", "2"),
        ("minutes", "45"),
        ("from", "2026-11-25"),
        ("last", "2027-02-22"),
        ("reason", ""),
    ];
    fields.extend(typed.map(|(name, value)| (name, value.to_owned())));
    fields
}

#[tokio::test]
async fn a_plan_is_signed_once_it_has_a_goal_and_its_next_version_says_what_changes() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        license(&office, "clara", Kind::Slp, "2020-01-01", None).await;
        let clara = office.as_person("clara").await;
        let form = course.html(&clara, "?part=plan&do=plan&id=slp").await;
        let mut odd = plan(&form);
        set(&mut odd, "diagnoses", "speech");
        let why = course.refused(&clara, "plan-write", &odd).await;
        assert!(why.contains("not an ICD-10-CM code"), "{why}");
        course.done(&clara, "plan-write", &plan(&form)).await;
        let html = course.html(&clara, "?part=plan").await;
        let sign = |html: &str| -> Fields {
            let form = html.split("/record/plan-sign\"").nth(1).expect("the form that signs");
            ["command", "id", "seen"].map(|name| (name, hidden(form, name))).into()
        };
        let why = course.refused(&clara, "plan-sign", &sign(&html)).await;
        assert!(why.contains("no active goal"), "{why}");
        let form = course.html(&clara, "?part=plan&do=goal&id=slp").await;
        let mut same = goal(&form);
        set(&mut same, "target", "30");
        let why = course.refused(&clara, "goal-set", &same).await;
        assert!(why.contains("target equals the baseline"), "{why}");
        course.done(&clara, "goal-set", &goal(&form)).await;
        let html = course.html(&clara, "?part=plan").await;
        course.done(&clara, "plan-sign", &sign(&html)).await;
        let html = course.html(&clara, "?part=plan").await;
        assert!(html.contains("In force") && html.contains("F80.0, R47.1"));
        let form = course.html(&clara, "?part=plan&do=plan&id=slp").await;
        let mut next = plan(&form);
        set(&mut next, "weekly", "3");
        course.done(&clara, "plan-write", &next).await;
        let html = course.html(&clara, "?part=plan").await;
        assert!(html.contains("<del>2</del>") && html.contains("<ins>3</ins>"), "the difference is shown");
        // The note is pinned to the version of its day, and asks for the goal.
        let mut note = course.note(&clara).await;
        let why = course.refused(&clara, "note-sign", &note).await;
        assert!(why.contains("No goal is named"), "{why}");
        let html = course.html(&clara, &format!("?part=notes&do=write&id={}", course.visit)).await;
        let goal = html.split("name=\"goal\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        note.push(("goal", goal));
        let page = course.done(&clara, "note-sign", &note).await;
        let html = clara.get(&page).await.text().await.unwrap();
        assert!(html.contains("version 1 of that day"));
    })
    .await;
}

#[tokio::test]
async fn whoever_treats_nobody_reads_no_words_and_an_unsigned_session_is_not_billed() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        license(&office, "clara", Kind::Slp, "2020-01-01", None).await;
        let bill = office.as_person("bill").await;
        let html = course.html(&bill, "?part=billing").await;
        assert!(html.contains("1 session is kept back") && html.contains("AUD-02"), "no note, no claim");
        let clara = office.as_person("clara").await;
        let page = course.done(&clara, "note-sign", &course.note(&clara).await).await;
        let html = bill.get(&page).await.text().await.unwrap();
        assert!(!html.contains("14 of 20 words"), "minutes and signatures, no words");
        let html = course.html(&bill, "?part=billing").await;
        assert!(!html.contains("AUD-02") && html.contains("AUD-20"), "signed, and still without a plan");
        let release: Fields =
            vec![("command", Uuid::now_v7().to_string()), ("visit", course.visit.to_string())];
        let why = course.refused(&bill, "billing-release", &release).await;
        assert!(why.contains("not ready, so nothing was released"), "{why}");
        assert_eq!(office.as_person("dev").await.get(&course.page("")).await.status(), 404, "not his case");
        assert_eq!(office.as_person("sys").await.get(&course.page("")).await.status(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_document_is_what_its_bytes_are_and_a_sensitive_one_is_hidden() {
    on_both(async |office| {
        let course = Course::new(&office, "clara").await;
        let clara = office.as_person("clara").await;
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec();
        let file =
            async |who: &Client, bytes: Vec<u8>, name: &'static str, sensitivity: &'static str| -> Response {
                let form = Form::new()
                    .text("command", Uuid::now_v7().to_string())
                    .text("id", Uuid::now_v7().to_string())
                    .text("kind", "evaluation")
                    .text("on", "2026-11-20")
                    .text("sensitivity", sensitivity)
                    .part("file", Part::bytes(bytes).file_name(name));
                let request =
                    who.request("POST", &course.page("/document-add")).header("accept", "text/plain");
                request.multipart(form).send().await.unwrap()
            };
        let disguised =
            file(&clara, b"<html><script>alert(1)</script>".to_vec(), "report.pdf", "normal").await;
        assert_ne!(disguised.status(), 200, "a page is no PDF, whatever it is called");
        assert_eq!(file(&clara, pdf, "report.pdf", "substance_use").await.status(), 200);
        let html = course.html(&clara, "?part=documents").await;
        assert!(html.contains("report.pdf") && html.contains("42 CFR Part 2"));
        let html = course.html(&office.as_person("ben").await, "?part=documents").await;
        assert!(!html.contains("report.pdf") && !html.contains("42 CFR"), "hidden from the office");
        let html = course.html(&office.as_person("ana").await, "?part=documents").await;
        assert!(html.contains("Open it with a purpose") && !html.contains("report.pdf"));
    })
    .await;
}
