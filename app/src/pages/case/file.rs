//! A case that is open on the screen: its chart, what is being done to it, and the forms about it.

use super::clash::Clash;
use crate::api::{self, Chart, HistoryLine};
use crate::error::ServerError;
use crate::parts::sheet::Form;
use crate::sync::{Mark, Sync, Toast, Tone, browser};
use domain::access::{Area, Right};
use domain::case::{Case, Command};
use domain::clinic::Clinic;
use domain::ids::{CaseId, ContactId, StaffId};
use domain::journal::Seq;
use domain::kinds::Date;
use domain::task::{Status, Task, TaskId};
use leptos::prelude::*;
use std::sync::Arc;

/// A form about the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Asking {
    Complete(TaskId),
    Waive(TaskId),
    Reopen(TaskId),
    Assign(TaskId),
    AddTask,
    Wait,
    Hold,
    Team,
    Contact(Option<ContactId>),
    RemoveContact(ContactId),
    About,
    Facts,
}

/// What the person may do here, so that nothing is offered that would be refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each right that a section asks about")]
pub(super) struct Rights {
    pub(super) board: bool,
    pub(super) talk: bool,
    pub(super) listen: bool,
    pub(super) patient: bool,
    pub(super) coverage: bool,
    pub(super) ledger: bool,
    pub(super) record: bool,
    pub(super) risk: bool,
    pub(super) overrides: bool,
}

/// The open case.
#[derive(Clone, Copy)]
pub struct File {
    pub(super) sync: Sync,
    pub(super) id: CaseId,
    /// On a page of its own, not in the board's panel.
    pub(super) full: bool,
    pub(super) chart: RwSignal<Chart>,
    /// The record with what is on its way to the server.
    pub(super) case: Memo<Arc<Case>>,
    pub(super) rights: Memo<Rights>,
    /// History, newest first; older parts are added when asked for.
    pub(super) lines: RwSignal<Vec<HistoryLine>>,
    pub(super) more: RwSignal<Option<Seq>>,
    pub(super) asking: RwSignal<Option<Asking>>,
    pub(super) clashes: RwSignal<Vec<Clash>>,
    /// Tasks that were over when the case was opened; they stand last, and what is ticked off since stays in its place.
    pub(super) over: StoredValue<Vec<TaskId>>,
}

impl File {
    /// Opens a chart, and keeps it fresh.
    pub(super) fn open(sync: Sync, chart: Chart, full: bool) -> File {
        let id = chart.case.id;
        let lines = RwSignal::new(chart.history.lines.clone());
        let more = RwSignal::new(chart.history.next);
        let over = chart.case.tasks.iter().filter(|task| !task.status.is_open());
        let over = StoredValue::new(over.map(|task| task.id.clone()).collect());
        let chart = RwSignal::new(chart);
        let (card, mark) = (sync.card(id), sync.mark(id));
        let case = Memo::new(move |_| {
            let card = card.get();
            let pending = matches!(mark.get(), Some(Mark::Saving | Mark::Unsent));
            chart.with(|chart| match card {
                Some(card) if pending || chart.case.touched.seq < card.touched.seq => {
                    Arc::new(overlay(&chart.case, &card, sync.me().viewer.staff))
                }
                _ => Arc::clone(&chart.case),
            })
        });
        let rights = Memo::new(move |_| rights(sync, &case.get()));
        let file = File {
            sync,
            id,
            full,
            chart,
            case,
            rights,
            lines,
            more,
            asking: RwSignal::new(None),
            clashes: RwSignal::default(),
            over,
        };
        let changed = sync.changed(id);
        Effect::new(move |before: Option<u64>| {
            let now = changed.get();
            if before.is_some_and(|before| before != now) {
                file.reload();
            }
            now
        });
        file
    }

    /// Reads the chart again; what is typed stays.
    fn reload(self) {
        browser::spawn(async move {
            if let Ok(chart) = api::load_chart(self.id).await {
                self.receive(chart);
            }
        });
    }

    fn receive(self, chart: Chart) {
        // The answer may come after the page was left, and the signals with it.
        if self.lines.try_get_untracked().is_none() {
            return;
        }
        self.lines.update(|lines| {
            let newest = lines.first().map(|line| line.seq);
            let new = chart.history.lines.iter().filter(|line| newest.is_none_or(|newest| newest < line.seq));
            *lines = new.chain(&*lines).cloned().collect();
        });
        let older = self.chart.with_untracked(|before| before.case.touched.seq) <= chart.case.touched.seq;
        if older {
            self.chart.set(chart);
        }
    }

    pub(super) fn clinic(self) -> Arc<Clinic> {
        self.sync.clinic().get()
    }

    pub(super) fn me(self) -> StaffId {
        self.sync.me().viewer.staff
    }

    /// The clinic-local day.
    pub(super) fn today(self) -> Date {
        self.sync.today(self.case.with(|case| case.site))
    }

    pub(super) fn name(self, staff: StaffId) -> String {
        self.sync.clinic().with(|clinic| clinic.name_of(staff))
    }

    pub(super) fn ask(self, asking: Asking) {
        self.asking.set(Some(asking));
    }

    /// Does something small; what goes wrong is said in the corner, and the same field changed by two asks which stands.
    pub(super) fn act(self, command: Command) {
        let asked = command.clone();
        self.sync.submit_then(self.id, command, move |result| {
            if let Err(error) = result {
                self.complain(&asked, &error);
            }
        });
    }

    /// Sends a form that the browser can judge: it goes at once, or says why not.
    pub(super) fn send(self, form: Form, command: Command) {
        let asked = command.clone();
        self.sync.submit_then(self.id, command, move |result| match result {
            Err(error) if form.is_open() => form.problem.set(Some(self.sync.sentence(&error))),
            Err(error) => self.complain(&asked, &error),
            Ok(_) => {}
        });
        if form.problem.get_untracked().is_none() {
            form.done.set(true);
        }
    }

    /// Sends a form that only the server can judge: it stays until the answer is there.
    pub(super) fn send_and_wait(self, form: Form, commands: Vec<Command>) {
        let left = commands.len();
        if left == 0 {
            return form.done.set(true);
        }
        form.busy.set(true);
        let left = RwSignal::new(left);
        for command in commands {
            let asked = command.clone();
            self.sync.submit_then(self.id, command, move |result| {
                if !form.is_open() {
                    if let Err(error) = result {
                        self.complain(&asked, &error);
                    }
                    return;
                }
                left.update(|left| *left -= 1);
                match result {
                    Err(error) if Clash::is(&error) => self.complain(&asked, &error),
                    Err(error) => form.problem.set(Some(self.sync.sentence(&error))),
                    Ok(_) => {}
                }
                if left.get_untracked() == 0 {
                    form.busy.set(false);
                    form.done.set(form.problem.with_untracked(Option::is_none));
                }
            });
        }
    }

    fn complain(self, command: &Command, error: &ServerError) {
        if !Clash::is(error) || self.clashes.try_get_untracked().is_none() {
            let text = self.sync.sentence(error);
            return self.sync.toast(Toast { text, undo: None, tone: Tone::Bad });
        }
        let (command, error) = (command.clone(), error.clone());
        browser::spawn(async move {
            if let Ok(chart) = api::load_chart(self.id).await
                && let Some(clash) = Clash::of(&command, &error, &chart.case, &chart.clinic)
            {
                self.receive(chart);
                self.clashes.try_update(|clashes| clashes.push(clash));
            }
        });
    }
}

fn rights(sync: Sync, case: &Case) -> Rights {
    let (viewer, now) = (sync.viewer().get(), sync.now().get());
    let people = case.people();
    let scope = case.scope(&people);
    let may = |area, right| viewer.may(area, right, &scope, now);
    let board = may(Area::Board, Right::Write);
    Rights {
        board,
        talk: may(Area::Messages, Right::Write),
        listen: may(Area::Messages, Right::Read),
        patient: may(Area::Demographics, Right::Write),
        coverage: may(Area::Coverage, Right::Write),
        ledger: may(Area::Coverage, Right::Read) || may(Area::Authorizations, Right::Read),
        record: [Area::ClinicalPlan, Area::SessionNotes, Area::Outcomes, Area::Messages, Area::Money]
            .into_iter()
            .any(|area| may(area, Right::Read)),
        risk: may(Area::RiskFlags, Right::Write),
        overrides: viewer.may_override_gate(&scope, now),
    }
}

/// The chart as it will be: a card knows what was just done, and a chart knows the rest.
fn overlay(chart: &Case, card: &Case, me: StaffId) -> Case {
    let mut tasks: Vec<Task> = chart.tasks.clone();
    for task in &mut tasks {
        match card.task(&task.id) {
            Some(now) => task.clone_from(now),
            None if task.status.is_open() => {
                task.status = Status::Done { by: me, on: task.due.unwrap_or(card.entered_on), note: None };
            }
            None => {}
        }
    }
    tasks.extend(card.tasks.iter().filter(|task| chart.task(&task.id).is_none()).cloned());
    let mut patient = chart.patient.clone();
    patient.name = card.patient.name.clone();
    patient.born = card.patient.born;
    Case {
        patient,
        tasks,
        contacts: chart.contacts.clone(),
        identifiers: chart.identifiers.clone(),
        facts: chart.facts.clone(),
        ..card.clone()
    }
}
