//! Every command: what must be there before it is asked, what is asked, and who may.

use super::grounds::{CONTACT, PHONE, contact, day, facts, full, line};
use domain::access::{Area, CaseScope, Right, Viewer};
use domain::case::{Command as Does, PatientCommand, Seen, WaitReason};
use domain::ids::{CaseId, CommandId, CommentId, ContactId, SiteId, StaffId};
use domain::journal::Submission;
use domain::kinds::{Discipline, Instant, Lane, Name, Phone, Prose, Rank, Via};
use domain::task::TaskId;
use domain::workflow::{Anchor, Facts, TaskKind};
use tests::Staffed;
use tests::submissions::about;
use uuid::Uuid;

/// Every command; those whose answer depends on what they are about, once for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Open,
    MoveBack,
    MovePastTheGate,
    Rank,
    Undo,
    CompleteOffice,
    CompleteClinical,
    CompleteOwn,
    Record,
    Reopen,
    WaiveRequired,
    WaiveOther,
    Assign,
    AddTask,
    Own,
    Cover,
    Join,
    Leave,
    Wait,
    StopWaiting,
    Hold,
    Resume,
    Comment,
    Name,
    Born,
    Phone,
    Language,
    NewContact,
    OtherContact,
    RemoveContact,
    Disciplines,
    Coverage,
    Risk,
    Supervised,
    Continuing,
    Anchor,
    BreakGlass,
    Restrict,
    Void,
}

impl Kind {
    pub(super) const ALL: [Kind; 39] = {
        use Kind as K;
        [
            K::Open,
            K::MoveBack,
            K::MovePastTheGate,
            K::Rank,
            K::Undo,
            K::CompleteOffice,
            K::CompleteClinical,
            K::CompleteOwn,
            K::Record,
            K::Reopen,
            K::WaiveRequired,
            K::WaiveOther,
            K::Assign,
            K::AddTask,
            K::Own,
            K::Cover,
            K::Join,
            K::Leave,
            K::Wait,
            K::StopWaiting,
            K::Hold,
            K::Resume,
            K::Comment,
            K::Name,
            K::Born,
            K::Phone,
            K::Language,
            K::NewContact,
            K::OtherContact,
            K::RemoveContact,
            K::Disciplines,
            K::Coverage,
            K::Risk,
            K::Supervised,
            K::Continuing,
            K::Anchor,
            K::BreakGlass,
            K::Restrict,
            K::Void,
        ]
    };

    /// Which kinds a command is tried as. A command that is new has no arm here.
    #[expect(dead_code, reason = "it need only compile")]
    fn of(does: &Does) -> &'static [Kind] {
        match does {
            Does::Open(_) => &[Kind::Open],
            Does::Move { .. } => &[Kind::MoveBack, Kind::MovePastTheGate],
            Does::Rank { .. } => &[Kind::Rank],
            Does::Undo { .. } => &[Kind::Undo],
            Does::Complete { .. } => &[Kind::CompleteOffice, Kind::CompleteClinical, Kind::CompleteOwn],
            Does::Record { .. } => &[Kind::Record],
            Does::Reopen { .. } => &[Kind::Reopen],
            Does::Waive { .. } => &[Kind::WaiveRequired, Kind::WaiveOther],
            Does::Assign { .. } => &[Kind::Assign],
            Does::AddTask { .. } => &[Kind::AddTask],
            Does::Own(_) => &[Kind::Own],
            Does::Cover(_) => &[Kind::Cover],
            Does::Join(_) => &[Kind::Join],
            Does::Leave(_) => &[Kind::Leave],
            Does::Wait { .. } => &[Kind::Wait],
            Does::StopWaiting => &[Kind::StopWaiting],
            Does::Hold { .. } => &[Kind::Hold],
            Does::Resume => &[Kind::Resume],
            Does::Comment { .. } => &[Kind::Comment],
            Does::Patient(PatientCommand::Name(_)) => &[Kind::Name],
            Does::Patient(PatientCommand::Born(_)) => &[Kind::Born],
            Does::Patient(PatientCommand::Phone(_)) => &[Kind::Phone],
            Does::Patient(PatientCommand::Language(_)) => &[Kind::Language],
            Does::Contact { .. } => &[Kind::NewContact, Kind::OtherContact],
            Does::RemoveContact { .. } => &[Kind::RemoveContact],
            Does::Disciplines(_) => &[Kind::Disciplines],
            Does::Facts(_) => &[Kind::Coverage, Kind::Risk, Kind::Supervised, Kind::Continuing],
            Does::Anchor { .. } => &[Kind::Anchor],
            Does::BreakGlass { .. } => &[Kind::BreakGlass],
            Does::Restrict(_) => &[Kind::Restrict],
            Does::Void { .. } => &[Kind::Void],
        }
    }

    /// Whether somebody who sees the case may do it.
    pub(super) fn allows(self, viewer: &Viewer, case: &CaseScope<'_>, now: Instant) -> bool {
        use Kind as K;
        let writes = |area| viewer.may(area, Right::Write, case, now);
        let task = |kind, mine| viewer.may_task(kind, mine, case, now);
        let (board, decides) = (writes(Area::Board), viewer.may_override_gate(case, now));
        match self {
            K::MoveBack
            | K::Rank
            | K::Undo
            | K::Own
            | K::Cover
            | K::Join
            | K::Leave
            | K::Hold
            | K::Resume
            | K::Disciplines
            | K::Anchor
            | K::Supervised
            | K::Wait
            | K::StopWaiting => board,
            K::Open => board || writes(Area::Demographics),
            K::MovePastTheGate => board && decides,
            K::CompleteOffice | K::WaiveOther | K::Assign | K::AddTask => task(TaskKind::Admin, false),
            K::CompleteClinical | K::Record | K::Reopen => task(TaskKind::Clinical, false),
            K::CompleteOwn => task(TaskKind::Clinical, true),
            K::WaiveRequired => task(TaskKind::Clinical, false) && decides,
            K::Comment => writes(Area::Messages),
            K::Name
            | K::Born
            | K::Phone
            | K::Language
            | K::NewContact
            | K::OtherContact
            | K::RemoveContact => writes(Area::Demographics),
            K::Coverage => writes(Area::Coverage),
            K::Risk => writes(Area::RiskFlags),
            K::Continuing => writes(Area::ClinicalPlan),
            K::BreakGlass => viewer.may_break_glass(),
            K::Restrict => decides,
            K::Void => board && (decides || writes(Area::Demographics)),
        }
    }

    /// Follow-up work, and what was opened or closed in error.
    pub(super) fn works_when_closed(self) -> bool {
        use Kind as K;
        let completes = matches!(self, K::CompleteOffice | K::CompleteClinical | K::CompleteOwn);
        completes || matches!(self, K::Undo | K::Reopen | K::Assign | K::Comment | K::BreakGlass | K::Void)
    }

    /// In which lane the case is opened.
    pub(super) fn lane(self) -> Option<Lane> {
        (self == Kind::MoveBack).then_some(Lane::Planning)
    }

    /// What a director does before.
    pub(super) fn before(self, case: CaseId, who: StaffId) -> Option<Submission> {
        let does = match self {
            Kind::Undo => past_the_gate(Lane::Planning),
            Kind::CompleteOwn => Does::Assign { task: task(CLINICAL), to: Some(who) },
            Kind::Reopen => Does::Complete { task: task(CLINICAL), on: None, note: None },
            Kind::Resume => Does::Hold { reason: line("travels"), wake_on: day("2026-12-24") },
            _ => return None,
        };
        Some(about(case, does))
    }

    /// What is asked. `last` is the command that moved the case last.
    pub(super) fn asks(self, clinic: &Staffed, stands: &Standing, last: CommandId) -> Does {
        let (lea, reason) = (clinic.id("lea"), line("the family asked for it"));
        let tomorrow = day("2026-12-24");
        match self {
            Kind::Open => Does::Open(Box::new(full("Another Canary", stands.site, stands.owner))),
            Kind::MoveBack => back(),
            Kind::MovePastTheGate => past_the_gate(Lane::Active),
            Kind::Rank => Does::Rank { lane: Lane::Intake, rank: Rank::nth(7) },
            Kind::Undo => Does::Undo { of: last },
            Kind::CompleteOffice => Does::Complete { task: task("IN-02"), on: None, note: None },
            Kind::CompleteClinical | Kind::CompleteOwn => {
                Does::Complete { task: task(CLINICAL), on: None, note: None }
            }
            Kind::Record => {
                Does::Record { evidence: "triage_note".into(), on: day("2026-12-01"), note: None }
            }
            Kind::Reopen => Does::Reopen { task: task(CLINICAL), reason },
            Kind::WaiveRequired => Does::Waive { task: task(CLINICAL), reason },
            Kind::WaiveOther => Does::Waive { task: task("IN-10"), reason },
            Kind::Assign => Does::Assign { task: task("IN-02"), to: Some(lea) },
            Kind::AddTask => {
                Does::AddTask { task: task("T-2"), title: line("ring back"), due: None, assignee: None }
            }
            Kind::Own => Does::Own(Seen { seen: stands.owner, to: Some(lea) }),
            Kind::Cover => Does::Cover(Seen { seen: None, to: Some(lea) }),
            Kind::Join => Does::Join(lea),
            Kind::Leave => Does::Leave(clinic.id("asa")),
            Kind::Wait => Does::Wait { reason: WaitReason::AwaitingAuth, note: None },
            Kind::StopWaiting => Does::StopWaiting,
            Kind::Hold => Does::Hold { reason, wake_on: tomorrow },
            Kind::Resume => Does::Resume,
            Kind::Comment => {
                let (id, text) = (CommentId(Uuid::now_v7()), Prose::parse("heard").unwrap());
                Does::Comment { id, text, mentions: vec![] }
            }
            Kind::Name => Does::Patient(PatientCommand::Name(Seen {
                seen: Name::parse(&stands.patient).unwrap(),
                to: Name::parse("Canary Renamed").unwrap(),
            })),
            Kind::Born => Does::Patient(PatientCommand::Born(Seen {
                seen: Some(day("2019-05-04")),
                to: Some(day("2019-04-05")),
            })),
            Kind::Phone => {
                Does::Patient(PatientCommand::Phone(Seen { seen: Phone::parse(PHONE).ok(), to: None }))
            }
            Kind::Language => Does::Patient(PatientCommand::Language(Seen {
                seen: Some(line(super::grounds::LANGUAGE)),
                to: None,
            })),
            Kind::NewContact => {
                let to = domain::case::Contact { id: ContactId(Uuid::now_v7()), ..contact() };
                Does::Contact { to, seen: None }
            }
            Kind::OtherContact => {
                let name = Name::parse(&format!("{CONTACT} Senior")).unwrap();
                Does::Contact { to: domain::case::Contact { name, ..contact() }, seen: Some(contact()) }
            }
            Kind::RemoveContact => Does::RemoveContact { contact: contact().id, reason },
            Kind::Disciplines => {
                let seen = vec![Discipline::Slp];
                Does::Disciplines(Seen { seen, to: vec![Discipline::Slp, Discipline::Ot] })
            }
            Kind::Coverage => changed(Facts { coverage_count: Some(3), ..facts() }),
            Kind::Risk => changed(Facts { risk: false, ..facts() }),
            Kind::Supervised => changed(Facts { supervised: true, ..facts() }),
            Kind::Continuing => changed(Facts { continuing: Some(true), ..facts() }),
            Kind::Anchor => Does::Anchor { anchor: Anchor::EvaluationDone, on: day("2026-12-01") },
            Kind::BreakGlass => Does::BreakGlass { reason },
            Kind::Restrict => Does::Restrict(true),
            Kind::Void => Does::Void { reason },
        }
    }
}

/// What a command about a case says of it.
pub(super) struct Standing {
    pub(super) patient: String,
    pub(super) site: SiteId,
    pub(super) owner: Option<StaffId>,
}

/// A clinical task of Intake that its gate requires.
const CLINICAL: &str = "IN-11";

fn task(code: &str) -> TaskId {
    TaskId::try_from(code.to_owned()).unwrap()
}

fn changed(to: Facts) -> Does {
    Does::Facts(Seen { seen: facts(), to })
}

fn past_the_gate(to: Lane) -> Does {
    let (reason, rank) = (Some(line("the family asked for it")), Rank::between(None, None));
    Does::Move { from: Lane::Intake, to, rank, via: Via::Menu, reason, over: true }
}

fn back() -> Does {
    let (reason, rank) = (Some(line("the family asked for it")), Rank::between(None, None));
    Does::Move { from: Lane::Planning, to: Lane::Intake, rank, via: Via::Menu, reason, over: false }
}
