//! "My work": from the cards that a person sees, what is theirs to do, in what order, and why each thing is there.
//!
//! Theirs are the tasks that are assigned to them; unassigned tasks of their role on cases that they own, cover or help
//! with, and for roles that see a whole site, on every case of their sites; what their cases moved past; and their cases
//! that wake from a hold.
//!
//! Nothing is on nobody's list. What was given to somebody who has left or no longer sees the case counts as given to
//! nobody; a task of a role that nobody near the case has is its owner's; and while a case has neither owner nor cover,
//! the coordinators who see it answer for it, or the directors where there are none.

use crate::access::{CaseScope, Role, Viewer};
use crate::case::Case;
use crate::clinic::Clinic;
use crate::ids::{CaseId, StaffId};
use crate::kinds::{Date, Instant};
use crate::task::{Task, TaskId};
use crate::workflow::{AgeState, TaskKind, Workflow};
use chrono::Datelike;
use std::borrow::Borrow;

/// How far "this week" reaches, in days after today.
pub const WEEK_DAYS: i64 = 7;

/// When a thing is to be done, seen from today.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Its day is over.
    Late,
    /// Today.
    Today,
    /// Within seven days.
    Week,
    /// After that, or on no known day.
    Later,
}

impl Group {
    /// All of them, most pressing first.
    pub const ALL: [Group; 4] = [Group::Late, Group::Today, Group::Week, Group::Later];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Group::Late => "Late",
            Group::Today => "Today",
            Group::Week => "This week",
            Group::Later => "Later",
        }
    }

    /// As addresses and style sheets write it.
    pub fn code(self) -> &'static str {
        match self {
            Group::Late => "late",
            Group::Today => "today",
            Group::Week => "week",
            Group::Later => "later",
        }
    }

    fn of(due: Option<Date>, today: Date) -> Group {
        match due.map(|due| (due - today).num_days()) {
            Some(days) if days < 0 => Group::Late,
            Some(0) => Group::Today,
            Some(days) if days <= WEEK_DAYS => Group::Week,
            Some(_) | None => Group::Later,
        }
    }
}

/// What there is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// A task.
    Task(TaskId),
    /// Something that the case moved past.
    Debt(TaskId),
    /// The case wakes from a hold.
    Wake,
}

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The case.
    pub case: CaseId,
    /// What there is to do.
    pub what: What,
    /// In words: a task's title, "Take it off hold".
    pub title: String,
    /// Until when.
    pub due: Option<Date>,
    /// Where it belongs.
    pub group: Group,
    /// Why it is here, most pressing first, for a person to read: "2 days late", "blocks the move to Planning".
    pub reasons: Vec<String>,
    /// How much depends on it; more is more pressing among things of one day.
    pub risk: u8,
    /// Whether the person may tick it off from the list.
    pub may_finish: bool,
}

/// Everything that is this person's to do, by due day, then by risk.
pub fn my_work<C: Borrow<Case>>(
    cards: impl IntoIterator<Item = C>,
    clinic: &Clinic,
    viewer: &Viewer,
    now: Instant,
) -> Vec<Item> {
    let mut items = Vec::new();
    for card in cards {
        let card = card.borrow();
        if let Some(workflow) = clinic.workflow(&card.workflow) {
            let today = clinic.today(card.site, now);
            Desk { case: card, clinic, workflow, viewer, today, now }.list(&mut items);
        }
    }
    items.sort_by(|one, other| order(one).cmp(&order(other)));
    items
}

/// How much of a case is late or due today for this person: as many lines as [`my_work`] has of it under these two heads.
pub fn pressing(case: &Case, clinic: &Clinic, viewer: &Viewer, now: Instant) -> usize {
    let Some(workflow) = clinic.workflow(&case.workflow) else { return 0 };
    let today = clinic.today(case.site, now);
    Desk { case, clinic, workflow, viewer, today, now }.pressing()
}

fn order(item: &Item) -> (Group, bool, Option<Date>, u8, CaseId, &str) {
    (item.group, item.due.is_none(), item.due, u8::MAX - item.risk, item.case, &item.title)
}

/// One card as this person meets it.
struct Desk<'a> {
    case: &'a Case,
    clinic: &'a Clinic,
    workflow: &'a Workflow,
    viewer: &'a Viewer,
    today: Date,
    now: Instant,
}

impl Desk<'_> {
    fn list(&self, items: &mut Vec<Item>) {
        if self.case.void {
            return;
        }
        let debts = self.case.debts.iter().filter(|_| self.is_my_case());
        let owed: Vec<&TaskId> = debts.clone().map(|debt| &debt.task).collect();
        items.extend(debts.map(|debt| self.debt(&debt.task, debt.since)));
        if let Some(hold) = &self.case.hold {
            if self.answers() {
                items.push(self.wake(hold.wake_on));
            }
            // While the clocks stand still nothing else is asked for.
            return;
        }
        let mine = self.case.open_tasks().filter(|task| !owed.contains(&&task.id));
        items.extend(mine.filter_map(|task| self.claim(task).map(|claim| self.task(task, claim))));
    }

    fn pressing(&self) -> usize {
        if self.case.void {
            return 0;
        }
        let is_now = |due: Date| due <= self.today;
        let debts = if self.is_my_case() { &self.case.debts[..] } else { &[] };
        if let Some(hold) = &self.case.hold {
            return debts.len() + usize::from(is_now(hold.wake_on) && self.answers());
        }
        let is_owed = |task: &Task| debts.iter().any(|debt| debt.task == task.id);
        let due = self.case.open_tasks().filter(|task| task.due.is_some_and(is_now) && !is_owed(task));
        debts.len() + due.filter(|task| self.claim(task).is_some()).count()
    }

    fn is_my_case(&self) -> bool {
        self.leads() || self.case.team.contains(&self.viewer.staff)
    }

    fn leads(&self) -> bool {
        let me = Some(self.viewer.staff);
        self.case.owner == me || self.case.cover == me
    }

    /// Whether this person answers for what is nobody else's here.
    fn answers(&self) -> bool {
        let here = |staff: Option<StaffId>| staff.is_some_and(|staff| self.clinic.active(staff).is_some());
        if here(self.case.owner) || here(self.case.cover) {
            return self.leads();
        }
        let keeper = [Role::Coordinator, Role::Director].into_iter().find(|role| self.somebody_is(*role));
        keeper.is_some_and(|role| self.serves(self.viewer, role))
    }

    /// Whether somebody who works here has the role near this case.
    fn somebody_is(&self, role: Role) -> bool {
        let staff = self.clinic.staff.values().filter(|staff| staff.roles.contains(&role));
        staff.into_iter().any(|staff| self.serves(&staff.viewer(), role))
    }

    fn serves(&self, viewer: &Viewer, role: Role) -> bool {
        let people = self.case.people();
        viewer.serves(role, &self.case.scope(&people), self.now)
    }

    /// Who is to do the task, if that person is still here to do it.
    fn assignee(&self, task: &Task) -> Option<StaffId> {
        let staff = self.clinic.active(task.assignee?)?;
        self.case.shows_to(&staff.viewer(), self.now).then_some(staff.id)
    }

    /// Why a task is this person's, if it is.
    fn claim(&self, task: &Task) -> Option<Claim> {
        if let Some(assignee) = self.assignee(task) {
            return (assignee == self.viewer.staff).then_some(Claim::Assigned);
        }
        let role = task.template(self.workflow).map(|template| template.role);
        if role.is_some_and(|role| self.serves(self.viewer, role)) {
            return Some(Claim::MyRole);
        }
        let nobodys = self.answers() && !role.is_some_and(|role| self.somebody_is(role));
        nobodys.then_some(Claim::MyCase)
    }

    fn task(&self, task: &Task, claim: Claim) -> Item {
        let mut reasons: Vec<String> = self.due_words(task.due).into_iter().collect();
        let blocks = task.is_required(self.workflow) && task.lane(self.workflow) <= self.case.lane;
        if blocks {
            reasons.push(match self.case.lane.next() {
                Some(next) => format!("blocks the move to {}", next.title()),
                None => "blocks closing the case".to_owned(),
            });
        }
        let aged = self.age();
        reasons.extend(aged.1);
        if self.case.facts.risk {
            reasons.push("safety flag".to_owned());
        }
        reasons.extend(claim.in_words().map(str::to_owned));
        if task.due.is_none()
            && let Some(template) = task.template(self.workflow)
        {
            reasons.push(template.due.in_words());
        }
        Item {
            case: self.case.id,
            what: What::Task(task.id.clone()),
            title: task.title(self.workflow).to_owned(),
            due: task.due,
            group: Group::of(task.due, self.today),
            reasons,
            risk: 4 * u8::from(self.case.facts.risk) + 2 * u8::from(blocks) + aged.0,
            may_finish: self.may_finish(task),
        }
    }

    /// A debt is due since the day on which it was made.
    fn debt(&self, id: &TaskId, since: Date) -> Item {
        let task = self.case.task(id);
        let title = task.map_or_else(
            || {
                self.workflow
                    .task(id.code())
                    .map_or_else(|| id.to_string(), |template| template.title.clone())
            },
            |task| task.title(self.workflow).to_owned(),
        );
        let due = task.and_then(|task| task.due).unwrap_or(since).min(self.today);
        let mut reasons = vec![format!("debt since {}", day_words(since, self.today))];
        if self.case.facts.risk {
            reasons.push("safety flag".to_owned());
        }
        Item {
            case: self.case.id,
            what: What::Debt(id.clone()),
            title,
            due: Some(due),
            group: Group::of(Some(due), self.today),
            reasons,
            risk: 4 * u8::from(self.case.facts.risk) + 3,
            may_finish: task.is_some_and(|task| self.may_finish(task)),
        }
    }

    fn wake(&self, on: Date) -> Item {
        let reason = match (on - self.today).num_days() {
            0 => "wakes today".to_owned(),
            days if days < 0 => format!("should have woken on {}", day_words(on, self.today)),
            _ => format!("on hold until {}", day_words(on, self.today)),
        };
        Item {
            case: self.case.id,
            what: What::Wake,
            title: "Take it off hold".to_owned(),
            due: Some(on),
            group: Group::of(Some(on), self.today),
            reasons: vec![reason],
            risk: 5,
            may_finish: false,
        }
    }

    fn due_words(&self, due: Option<Date>) -> Option<String> {
        Some(match (due? - self.today).num_days() {
            -1 => "1 day late".to_owned(),
            days if days < 0 => format!("{} days late", -days),
            0 => "due today".to_owned(),
            1 => "due tomorrow".to_owned(),
            _ => format!("due {}", day_words(due?, self.today)),
        })
    }

    /// How much the age in the lane adds, and in words.
    fn age(&self) -> (u8, Option<String>) {
        let Some(level) = self.workflow.level(self.case.lane) else { return (0, None) };
        let days = self.case.days_in_lane(self.today);
        let words = || Some(format!("{days} days in {}", self.case.lane.title()));
        match level.state(i64::from(days)) {
            AgeState::Fine => (0, None),
            AgeState::Warning => (0, words()),
            AgeState::Critical => (1, words()),
        }
    }

    fn may_finish(&self, task: &Task) -> bool {
        let kind = task.template(self.workflow).map_or(TaskKind::Admin, |template| template.kind);
        let people = self.case.people();
        let scope: CaseScope<'_> = self.case.scope(&people);
        self.viewer.may_task(kind, task.assignee == Some(self.viewer.staff), &scope, self.now)
    }
}

/// "3 Nov", with the year where it is not this one.
fn day_words(day: Date, today: Date) -> String {
    let format = if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    day.format(format).to_string()
}

/// Why a task is somebody's.
#[derive(Clone, Copy)]
enum Claim {
    /// It was given to them.
    Assigned,
    /// Nobody's, on a case that they look after.
    MyCase,
    /// Nobody's, and their role does such work.
    MyRole,
}

impl Claim {
    /// What there is to say about it.
    fn in_words(self) -> Option<&'static str> {
        match self {
            Claim::Assigned => None,
            Claim::MyCase => Some("unassigned, on your case"),
            Claim::MyRole => Some("unassigned, your role"),
        }
    }
}
