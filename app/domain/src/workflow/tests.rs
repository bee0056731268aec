use super::*;
use crate::kinds::Discipline;

/// The default workflow in short words, written from the clinic's table and not from the data file.
const TABLE: &str = "
    IN-01 coordinator     admin    ref+0bd      Y all
    IN-02 coordinator     admin    ref+1bd      Y all
    IN-03 front_desk      admin    ref+2bd      Y all
    IN-04 front_desk      admin    ref+2bd      Y all
    IN-05 billing         admin    ref+2bd      Y insured
    IN-06 billing         admin    ref+3bd      Y coverages>=2
    IN-07 auth_specialist admin    ref+3bd      Y insured
    IN-08 coordinator     admin    ref+5bd      Y all
    IN-09 billing         admin    ref+3bd      Y self-pay-or-high-deductible
    IN-10 coordinator     admin    ref+5bd      N all
    IN-11 clinical_lead   clinical ref+3bd      Y all
    IN-12 scheduler       admin    ref+5bd      Y all
    IN-13 therapist       clinical ref+14d      Y all
    IN-14 therapist       clinical eval+3bd     Y all
    PL-01 therapist       clinical lane+3bd     Y all
    PL-02 therapist       clinical lane+3bd     Y all
    PL-03 therapist       clinical lane+2bd     Y risk
    PL-04 clinical_lead   clinical plan+2bd     Y supervised|aba
    PL-05 coordinator     admin    plan+1bd     Y physician-led
    PL-06 coordinator     admin    fv+30d       B certifying
    PL-07 auth_specialist admin    plan+2bd     Y auth
    PL-08 auth_specialist admin    plan+10d     Y auth
    PL-09 therapist       clinical lane+7d      Y all
    PL-10 clinical_lead   admin    lane+5bd     Y all
    PL-11 scheduler       admin    lane+7d      Y all
    AC-01 therapist       clinical lane+14d     Y all
    AC-02 therapist       clinical sess+2d      B all           again:session
    AC-03 clinical_lead   clinical sess+3d      B supervised    again:session
    AC-04 billing         admin    sess+5d      N insured       again:session
    AC-05 billing         admin    day-5        N insured       again:done
    AC-06 therapist       clinical 10th-day     B medicare      again:treated
    AC-07 auth_specialist admin    auth_end-45d N auth          again:authorization
    AC-08 coordinator     clinical every-30d    N disciplines>=2 again:done
    AC-09 clinical_lead   clinical month-end    N aba           again:done
    RV-01 therapist       clinical rev+5bd      Y all
    RV-02 therapist       clinical rev+5bd      Y all
    RV-03 therapist       clinical rev+7bd      Y all
    RV-04 coordinator     admin    cert_end-7d  Y continuing&certifying
    RV-05 auth_specialist admin    auth_end-30d Y continuing&auth
    RV-06 billing         admin    rev+7bd      Y all
    TR-01 therapist       clinical dc+5bd       Y all
    TR-02 coordinator     clinical dc+8bd       Y all
    TR-03 billing         admin    dc+10bd      Y all
    TR-04 coordinator     admin    dc+7d        Y all
";

fn in_short(task: &TaskTemplate) -> String {
    let kind = match task.kind {
        TaskKind::Clinical => "clinical",
        TaskKind::Admin => "admin",
    };
    let exit = match task.exit {
        Exit::Required => "Y",
        Exit::Tracked => "N",
        Exit::BlocksBilling => "B",
    };
    let again = match task.recurrence {
        None => "",
        Some(Recurrence::OnCompletion) => " again:done",
        Some(Recurrence::EachSession) => " again:session",
        Some(Recurrence::EachAuthorization) => " again:authorization",
        Some(Recurrence::TreatmentDays) => " again:treated",
    };
    let (code, role, due, when) =
        (&task.code, task.role.code(), due_in_short(task.due), when_in_short(&task.when));
    format!("{code} {role} {kind} {due} {exit} {when}{again}")
}

fn due_in_short(rule: DueRule) -> String {
    match rule {
        DueRule::After { anchor, offset } => {
            let anchor = match anchor {
                Anchor::Referral => "ref",
                Anchor::LaneEntry => "lane",
                Anchor::EvaluationDone => "eval",
                Anchor::FirstTreatment => "fv",
                Anchor::PlanSigned => "plan",
                Anchor::AuthorizationEnd => "auth_end",
                Anchor::CertificationEnd => "cert_end",
                Anchor::Session => "sess",
                Anchor::ReviewEntry => "rev",
                Anchor::DischargeDecision => "dc",
            };
            match offset {
                Offset::BusinessDays(n) => format!("{anchor}{n:+}bd"),
                Offset::Days(n) => format!("{anchor}{n:+}d"),
            }
        }
        DueRule::MonthDay(n) => format!("day-{n}"),
        DueRule::MonthEnd => "month-end".into(),
        DueRule::Every { days } => format!("every-{days}d"),
        DueRule::EveryNthTreatmentDay(n) => format!("{n}th-day"),
    }
}

fn when_in_short(condition: &Condition) -> String {
    let joined = |list: &[Condition], by: &str| list.iter().map(when_in_short).collect::<Vec<_>>().join(by);
    match condition {
        Condition::All => "all".into(),
        Condition::Insured => "insured".into(),
        Condition::Coverages { at_least } => format!("coverages>={at_least}"),
        Condition::SelfPayOrHighDeductible => "self-pay-or-high-deductible".into(),
        Condition::RiskFlag => "risk".into(),
        Condition::Supervised => "supervised".into(),
        Condition::PhysicianLedPayer => "physician-led".into(),
        Condition::Certifying => "certifying".into(),
        Condition::AuthRequired => "auth".into(),
        Condition::Medicare => "medicare".into(),
        Condition::Disciplines { at_least } => format!("disciplines>={at_least}"),
        Condition::Aba => "aba".into(),
        Condition::Continuing => "continuing".into(),
        Condition::And(list) => joined(list, "&"),
        Condition::Or(list) => joined(list, "|"),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn task(code: &str) -> TaskTemplate {
    Workflow::default_2026().task(code).unwrap().clone()
}

#[test]
fn the_default_workflow_is_the_clinics_table() {
    let expected: Vec<String> = TABLE
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    let found: Vec<String> = Workflow::default_2026().tasks.iter().map(in_short).collect();
    assert_eq!(found, expected);
}

#[test]
fn there_are_44_tasks_19_of_them_clinical() {
    let workflow = Workflow::default_2026();
    assert_eq!(Lane::OPEN.map(|lane| workflow.of_lane(lane).count()), [14, 11, 9, 6, 4]);
    let clinical = workflow.tasks.iter().filter(|task| task.kind == TaskKind::Clinical).count();
    assert_eq!((clinical, workflow.tasks.len() - clinical), (19, 25));
    assert_eq!((workflow.version.as_str(), workflow.valid_from), ("2026-01", day("2026-01-01")));
    assert!(workflow.tasks.iter().all(|task| task.valid_from == workflow.valid_from));
    assert!(workflow.task("IN-05").is_some() && workflow.task("IN-15").is_none());
}

#[test]
fn a_workflow_survives_being_written_and_read() {
    let workflow = Workflow::default_2026();
    let written = serde_json::to_string(&workflow).unwrap();
    assert_eq!(Workflow::parse(&written), Ok(workflow));
}

#[test]
fn recurring_tasks_of_active_care_go_on_in_review_and_transition() {
    let (note, first, measures) = (task("AC-02"), task("AC-01"), task("RV-01"));
    let lanes = |task: &TaskTemplate| {
        Lane::OPEN.into_iter().filter(|lane| task.comes_up_in(*lane)).collect::<Vec<_>>()
    };
    assert_eq!(lanes(&note), [Lane::Active, Lane::Review, Lane::Transition]);
    assert_eq!(lanes(&first), [Lane::Active]);
    assert_eq!(lanes(&measures), [Lane::Review]);
}

#[test]
fn a_task_is_asked_for_from_its_first_day_until_before_its_last() {
    let ended = TaskTemplate { valid_to: Some(day("2028-02-29")), ..task("IN-05") };
    assert!(!ended.in_force(day("2025-12-31")));
    assert!(ended.in_force(day("2026-01-01")));
    assert!(ended.in_force(day("2028-02-28")));
    assert!(!ended.in_force(day("2028-02-29")));
    assert!(task("IN-05").in_force(day("2099-01-01")));
}

/// Breaks one thing in the default file, and says what the reader says.
fn broken(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut file: serde_json::Value = serde_json::from_str(DEFAULT).unwrap();
    change(&mut file);
    Workflow::parse(&file.to_string()).unwrap_err().to_string()
}

#[test]
fn a_file_that_nobody_could_work_by_is_refused_in_words() {
    let says = |refusal: String, words: &str| {
        assert!(refusal.contains(words), "{refusal}");
        assert!(refusal.contains("stays in force") && refusal.ends_with('.'), "{refusal}");
    };
    says(broken(|file| file["tasks"][1]["code"] = "IN-01".into()), "have the code IN-01");
    says(
        broken(|file| file["tasks"][0]["due"]["after"]["anchor"] = "birthday".into()),
        "unknown variant `birthday`",
    );
    says(broken(|file| file["tasks"][0]["role"] = "janitor".into()), "unknown variant `janitor`");
    says(broken(|file| file["tasks"][0]["when"] = "full_moon".into()), "unknown variant `full_moon`");
    says(broken(|file| file["tasks"][0]["valid_from"] = "2026-02-30".into()), "could not be read");
    says(broken(|file| file["tasks"][0]["colour"] = "red".into()), "unknown field `colour`");
    says(broken(|file| file["tasks"][0]["title"] = "  ".into()), "the title of IN-01 is empty");
    says(broken(|file| file["tasks"][0]["lane"] = "closed".into()), "belongs to the closed lane");
    says(broken(|file| file["tasks"][0]["valid_to"] = "2025-12-31".into()), "ends before it starts");
    says(
        broken(|file| file["tasks"][0]["due"] = serde_json::json!({"month_day": 32})),
        "never falls on a day",
    );
    says(broken(|file| file["service_levels"][0]["warn_days"] = 22.into()), "service level of Intake");
    says(broken(|file| file["service_levels"][1]["lane"] = "intake".into()), "service level of Intake");
    says(broken(|file| file["version"] = "".into()), "its version is empty");
    says(Workflow::parse("not json").unwrap_err().to_string(), "could not be read");
}

/// Codes of the conditional tasks that a case is asked for.
fn asked(facts: &Facts, disciplines: &[Discipline]) -> String {
    let workflow = Workflow::default_2026();
    let conditional = workflow.tasks.iter().filter(|task| task.when != Condition::All);
    conditional
        .filter(|task| task.when.applies(facts, disciplines))
        .map(|task| task.code.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn each_fact_asks_for_its_tasks() {
    let slp = [Discipline::Slp];
    let insured = "IN-05 IN-07 AC-04 AC-05";
    let payer = |payer| Facts { payer: Some(payer), auth_required: Some(false), ..Facts::default() };
    assert_eq!(asked(&payer(PayerClass::Commercial), &slp), insured);
    assert_eq!(asked(&payer(PayerClass::SelfPay), &slp), "IN-09");
    assert_eq!(asked(&payer(PayerClass::Medicaid), &slp), "IN-05 IN-07 PL-05 AC-04 AC-05");
    for medicare in [PayerClass::Medicare, PayerClass::MedicareAdvantage] {
        assert_eq!(asked(&payer(medicare), &slp), "IN-05 IN-07 PL-05 PL-06 AC-04 AC-05 AC-06 RV-04");
    }
    let commercial = || payer(PayerClass::Commercial);
    let authorized = Facts { auth_required: Some(true), ..commercial() };
    assert_eq!(asked(&authorized, &slp), "IN-05 IN-07 PL-07 PL-08 AC-04 AC-05 AC-07 RV-05");
    let ending = Facts { continuing: Some(false), ..authorized };
    assert_eq!(asked(&ending, &slp), "IN-05 IN-07 PL-07 PL-08 AC-04 AC-05 AC-07");
    let certifying = Facts { certification_required: Some(true), ..commercial() };
    assert_eq!(asked(&certifying, &slp), "IN-05 IN-07 PL-05 PL-06 AC-04 AC-05 RV-04");
    let two_plans = Facts { coverage_count: Some(2), ..commercial() };
    assert_eq!(asked(&two_plans, &slp), "IN-05 IN-06 IN-07 AC-04 AC-05");
    let deductible = Facts { high_deductible: true, ..commercial() };
    assert_eq!(asked(&deductible, &slp), "IN-05 IN-07 IN-09 AC-04 AC-05");
    let risk = Facts { risk: true, ..commercial() };
    assert_eq!(asked(&risk, &slp), "IN-05 IN-07 PL-03 AC-04 AC-05");
    let supervised = Facts { supervised: true, ..commercial() };
    assert_eq!(asked(&supervised, &slp), "IN-05 IN-07 PL-04 AC-03 AC-04 AC-05");
    assert_eq!(asked(&commercial(), &[Discipline::Aba]), "IN-05 IN-07 PL-04 AC-04 AC-05 AC-09");
    assert_eq!(asked(&commercial(), &[Discipline::Slp, Discipline::Ot]), "IN-05 IN-07 AC-04 AC-05 AC-08");
}

#[test]
fn what_nobody_recorded_is_read_the_careful_way() {
    let nobody_asked = asked(&Facts::default(), &[Discipline::Slp]);
    assert_eq!(nobody_asked, "IN-05 IN-07 PL-07 PL-08 AC-04 AC-05 AC-07 RV-05");
    let family_pays = Facts { payer: Some(PayerClass::SelfPay), ..Facts::default() };
    assert_eq!(asked(&family_pays, &[Discipline::Slp]), "IN-09");
    assert!(Condition::And(vec![]).applies(&Facts::default(), &[]));
    assert!(!Condition::Or(vec![]).applies(&Facts::default(), &[]));
}

#[test]
fn unrecorded_facts_and_days_take_no_room() {
    assert_eq!(serde_json::to_string(&Facts::default()).unwrap(), "{}");
    assert_eq!(serde_json::to_string(&Anchors::default()).unwrap(), "{}");
    assert_eq!(serde_json::from_str::<Facts>("{}").unwrap(), Facts::default());
    assert_eq!(serde_json::from_str::<Anchors>("{}").unwrap(), Anchors::default());
}

#[test]
fn a_lane_warns_on_the_day_of_its_level_and_active_care_has_none() {
    let workflow = Workflow::default_2026();
    let intake = workflow.level(Lane::Intake).unwrap();
    assert_eq!(
        [9, 10, 20, 21].map(|days| intake.state(days)),
        [AgeState::Fine, AgeState::Warning, AgeState::Warning, AgeState::Critical]
    );
    assert_eq!(intake.state(-1), AgeState::Fine);
    let levels =
        Lane::OPEN.map(|lane| workflow.level(lane).map(|level| (level.warn_days, level.critical_days)));
    assert_eq!(levels, [Some((10, 21)), Some((7, 14)), None, Some((7, 14)), Some((10, 21))]);
}

#[test]
fn the_next_review_is_the_earliest_day_that_asks_for_one() {
    let workflow = Workflow::default_2026();
    let since = day("2026-11-01");
    let review = |anchors: &Anchors, disciplines: &[Discipline]| {
        let found = workflow.review_due(anchors, since, &Facts::default(), disciplines);
        found.map(|(day, trigger)| (day.to_string(), trigger.signal))
    };
    let none = Anchors::default();
    assert_eq!(
        review(&none, &[Discipline::Ot]),
        Some(("2026-12-01".into(), ReviewSignal::DaysSinceReview(30)))
    );
    assert_eq!(
        review(&none, &[Discipline::Mh]),
        Some(("2027-01-30".into(), ReviewSignal::DaysSinceReview(90)))
    );
    assert_eq!(review(&none, &[Discipline::Aba]), None);
    let seen = Anchors {
        last_session: Some(day("2026-11-05")),
        authorization_end: Some(day("2027-01-20")),
        ..Anchors::default()
    };
    let ending = Some(("2026-11-21".into(), ReviewSignal::DaysBeforeAuthorizationEnd(60)));
    assert_eq!(review(&seen, &[Discipline::Aba]), ending);
    assert_eq!(
        review(&seen, &[Discipline::Pt]),
        Some(("2026-11-26".into(), ReviewSignal::DaysWithoutSession(21)))
    );
}
