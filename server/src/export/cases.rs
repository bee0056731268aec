//! What a case holds, table by table. Each table goes once over the cases, page by page.

use super::ExportError;
use super::pack::{Pack, Rows};
use crate::store::{Tx, case_rows, json};
use chrono::SecondsFormat;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::StaffId;
use domain::kinds::Instant;
use domain::task::{Status, Task};
use serde::Serialize;

/// Cases read at once.
const PAGE: usize = 200;

/// A case, and the clinic that has the names.
pub(super) struct Known<'a> {
    case: &'a Case,
    clinic: &'a Clinic,
    /// The case's id.
    id: String,
}

/// Goes over all cases of the clinic, void ones included.
pub(super) async fn write(
    tx: &mut Tx,
    clinic: &Clinic,
    table: &CaseTable,
    pack: &mut Pack<'_>,
) -> Result<(), ExportError> {
    pack.table(table.name, table.columns).await?;
    let mut after = String::new();
    loop {
        let page = case_rows(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        let mut rows = Rows::default();
        for row in &page {
            let case: Case = json(&row.doc)?;
            (table.rows)(&mut rows, &Known { case: &case, clinic, id: row.id.clone() });
        }
        pack.rows(rows).await?;
    }
}

/// A table of cases.
pub(super) struct CaseTable {
    name: &'static str,
    /// Separated by spaces.
    columns: &'static str,
    rows: fn(&mut Rows, &Known<'_>),
}

/// Tables of cases.
pub(super) const TABLES: &[CaseTable] = &[
    CaseTable {
        name: "cases",
        columns: "case number patient disciplines site site_name lane entered_on paused_days owner \
                  owner_name cover cover_name workflow review_cycle comments restricted void closed_for \
                  batch last_entry last_changed_at last_changed_by",
        rows: cases,
    },
    CaseTable {
        name: "dates",
        columns: "case number referral evaluation_done first_treatment plan_signed authorization_end \
                  certification_end last_session review_entry discharge_decision",
        rows: dates,
    },
    CaseTable {
        name: "facts",
        columns: "case number payer coverage_count auth_required certification_required high_deductible \
                  risk supervised continuing",
        rows: facts,
    },
    CaseTable { name: "patients", columns: "case number name born phone language", rows: patients },
    CaseTable { name: "identifiers", columns: "case number label value", rows: identifiers },
    CaseTable {
        name: "contacts",
        columns: "case number contact name relation phone email may_call may_receive custody",
        rows: contacts,
    },
    CaseTable { name: "care_team", columns: "case number staff name part", rows: care_team },
    CaseTable {
        name: "tasks",
        columns: "case number task title lane required assignee assignee_name due late_start status by \
                  by_name on words",
        rows: tasks,
    },
    CaseTable { name: "flags", columns: "case number kind reason words since wake_on", rows: flags },
    CaseTable { name: "debts", columns: "case number task since by by_name reason", rows: debts },
    CaseTable { name: "break_glass", columns: "case number staff name until", rows: break_glass },
];

impl Known<'_> {
    fn number(&self) -> String {
        self.case.number.to_string()
    }

    fn name(&self, staff: Option<StaffId>) -> String {
        staff.map(|staff| self.clinic.name_of(staff)).unwrap_or_default()
    }
}

/// An instant as files write it: UTC, to the microsecond.
pub(super) fn time(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The word by which a choice is stored.
pub(super) fn word(choice: &impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// Nothing where nobody has said.
fn said(flag: Option<bool>) -> &'static str {
    flag.map_or("", yes)
}

fn cases(rows: &mut Rows, known: &Known<'_>) {
    let case = known.case;
    let disciplines: Vec<String> = case.disciplines.iter().map(word).collect();
    let site = known.clinic.site(case.site).map_or("", |site| site.name.as_str());
    rows.add([
        &known.id,
        &known.number(),
        case.patient.name.as_str(),
        &disciplines.join("; "),
        &case.site.to_string(),
        site,
        case.lane.code(),
        &case.entered_on.to_string(),
        &case.paused_days.to_string(),
        &or_empty(case.owner),
        &known.name(case.owner),
        &or_empty(case.cover),
        &known.name(case.cover),
        &case.workflow,
        &case.cycle.to_string(),
        &case.comments.to_string(),
        yes(case.restricted),
        yes(case.void),
        case.closed_for.as_ref().map_or("", |reason| reason.as_str()),
        &or_empty(case.batch),
        &case.touched.seq.0.to_string(),
        &time(case.touched.at),
        &case.touched.by.to_string(),
    ]);
}

fn dates(rows: &mut Rows, known: &Known<'_>) {
    let of = &known.case.anchors;
    rows.add([
        &known.id,
        &known.number(),
        &or_empty(of.referral),
        &or_empty(of.evaluation_done),
        &or_empty(of.first_treatment),
        &or_empty(of.plan_signed),
        &or_empty(of.authorization_end),
        &or_empty(of.certification_end),
        &or_empty(of.last_session),
        &or_empty(of.review_entry),
        &or_empty(of.discharge_decision),
    ]);
}

fn facts(rows: &mut Rows, known: &Known<'_>) {
    let of = &known.case.facts;
    rows.add([
        &known.id,
        &known.number(),
        &of.payer.as_ref().map(word).unwrap_or_default(),
        &or_empty(of.coverage_count),
        said(of.auth_required),
        said(of.certification_required),
        yes(of.high_deductible),
        yes(of.risk),
        yes(of.supervised),
        said(of.continuing),
    ]);
}

fn patients(rows: &mut Rows, known: &Known<'_>) {
    let of = &known.case.patient;
    rows.add([
        &known.id,
        &known.number(),
        of.name.as_str(),
        &or_empty(of.born),
        of.phone.as_ref().map_or("", |phone| phone.as_str()),
        of.language.as_ref().map_or("", |language| language.as_str()),
    ]);
}

fn identifiers(rows: &mut Rows, known: &Known<'_>) {
    for one in &known.case.identifiers {
        rows.add([&known.id, &known.number(), one.label.as_str(), one.value.as_str()]);
    }
}

fn contacts(rows: &mut Rows, known: &Known<'_>) {
    for one in &known.case.contacts {
        rows.add([
            &known.id,
            &known.number(),
            &one.id.to_string(),
            one.name.as_str(),
            &word(&one.relation),
            one.phone.as_ref().map_or("", |phone| phone.as_str()),
            one.email.as_ref().map_or("", |email| email.as_str()),
            yes(one.may_call),
            yes(one.may_receive),
            one.custody.as_ref().map_or("", |note| note.as_str()),
        ]);
    }
}

fn care_team(rows: &mut Rows, known: &Known<'_>) {
    let case = known.case;
    let owner = case.owner.map(|staff| (staff, "owner"));
    let cover = case.cover.map(|staff| (staff, "cover"));
    let members = case.team.iter().map(|staff| (*staff, "member"));
    for (staff, part) in owner.into_iter().chain(cover).chain(members) {
        rows.add([&known.id, &known.number(), &staff.to_string(), &known.name(Some(staff)), part]);
    }
}

fn tasks(rows: &mut Rows, known: &Known<'_>) {
    let workflow = known.clinic.workflow(&known.case.workflow);
    for task in &known.case.tasks {
        let title = workflow.map_or(task.id.as_str(), |workflow| task.title(workflow));
        let lane = workflow.map(|workflow| task.lane(workflow)).or(task.lane).map_or("", |lane| lane.code());
        let required = workflow.is_some_and(|workflow| task.is_required(workflow));
        let (status, by, on, words) = standing(task);
        rows.add([
            &known.id,
            &known.number(),
            task.id.as_str(),
            title,
            lane,
            yes(required),
            &or_empty(task.assignee),
            &known.name(task.assignee),
            &or_empty(task.due),
            yes(task.late_start),
            status,
            &or_empty(by),
            &known.name(by),
            &on,
            words,
        ]);
    }
}

/// Where it stands, by whom, on which day, and the note or reason.
fn standing(task: &Task) -> (&'static str, Option<StaffId>, String, &str) {
    match &task.status {
        Status::Open => ("open", None, String::new(), ""),
        Status::Done { by, on, note } => {
            ("done", Some(*by), on.to_string(), note.as_ref().map_or("", |note| note.as_str()))
        }
        Status::Waived { by, on, reason } => ("waived", Some(*by), on.to_string(), reason.as_str()),
        Status::Cancelled { reason } => ("cancelled", None, String::new(), reason.as_str()),
    }
}

fn flags(rows: &mut Rows, known: &Known<'_>) {
    if let Some(waiting) = &known.case.waiting {
        let note = waiting.note.as_ref().map_or("", |note| note.as_str());
        let since = waiting.since.to_string();
        rows.add([&known.id, &known.number(), "waiting", waiting.reason.code(), note, &since, ""]);
    }
    if let Some(hold) = &known.case.hold {
        let (since, wake_on) = (hold.since.to_string(), hold.wake_on.to_string());
        rows.add([&known.id, &known.number(), "hold", "", hold.reason.as_str(), &since, &wake_on]);
    }
}

fn debts(rows: &mut Rows, known: &Known<'_>) {
    for debt in &known.case.debts {
        rows.add([
            &known.id,
            &known.number(),
            debt.task.as_str(),
            &debt.since.to_string(),
            &debt.by.to_string(),
            &known.name(Some(debt.by)),
            debt.reason.as_str(),
        ]);
    }
}

fn break_glass(rows: &mut Rows, known: &Known<'_>) {
    for grant in &known.case.grants {
        let (staff, until) = (grant.staff.to_string(), time(grant.until));
        rows.add([&known.id, &known.number(), &staff, &known.name(Some(grant.staff)), &until]);
    }
}
