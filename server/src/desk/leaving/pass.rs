//! Passes on what lies on somebody who leaves: handoffs that wait for their receivers, and the end of the last day.

use super::{Cases, arranger, today};
use crate::desk::LocalDesk;
use crate::desk::read;
use crate::store::{Fault, ledgers};
use app::api::{Desk, Who};
use app::error::ServerError;
use chrono::Days;
use domain::case::Case;
use domain::clinic::{self, Clinic, Leaving, Staff};
use domain::departure::{Departing, LeftOn};
use domain::handoff::{self, Action, NewHandoff, Passing, draft};
use domain::ids::{CaseId, CommandId, HandoffId, StaffId};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Line, Prose};
use domain::ledger::Ledger;
use domain::record::{self, Open};
use domain::refusal::{Field, Refusal};
use uuid::Uuid;

/// A case that is to be handed to somebody. The ids come from the page, so that a form that is sent twice does one thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) case: CaseId,
    pub(crate) to: StaffId,
    pub(crate) command: CommandId,
    pub(crate) handoff: HandoffId,
}

/// Days in which the heir finds out what the leaver did not say.
const FIND_OUT_DAYS: u64 = 3;

/// Sends a handoff of everything for each of the cases. Those that are refused keep none of the others from being sent.
pub(crate) async fn send(
    desk: &LocalDesk,
    who: &Who,
    leaver: StaffId,
    given: Vec<Given>,
) -> Result<(), ServerError> {
    let (room, _) = arranger(desk, who).await?;
    let clinic = room.clinic();
    let now = desk.clock().now();
    let last = clinic.leaving.get(&leaver).map(|leaving| leaving.last_day);
    let mut submissions = Vec::new();
    for one in &given {
        let case = read::record(desk, who, one.case).await?;
        let ledger = ledger(desk, who, case.id).await?;
        let day = clinic.today(case.site, now);
        let from = last.and_then(|last| last.succ_opt()).map_or(day, |after| after.max(day));
        let new = everything(&case, &ledger, &clinic, (leaver, one.to), (day, from), one.handoff)?;
        submissions.push(about(one.command, case.id, handoff::Command::Send(Box::new(new))));
    }
    let answers = desk.submit_many(who, submissions).await;
    let refused: Vec<ServerError> = answers.into_iter().filter_map(Result::err).collect();
    let Some(first) = refused.first() else { return Ok(()) };
    let (sent, not) = (given.len() - refused.len(), refused.len());
    let why = crate::posted::sentence(first);
    let words = format!(
        "{sent} of {} handoffs were sent, and {not} were not; of these the first says: {why}",
        given.len()
    );
    Err(ServerError::Refused(Refusal::problem(Field::Departure, &words)))
}

/// The end of the last day: what nobody accepted goes to the heir, who is asked what the leaver did not say, and then every
/// right of the leaver ends. Done twice it does nothing twice; what a rule refuses ends it before the rights do.
pub(crate) async fn close(desk: &LocalDesk, who: &Who, leaver: StaffId) -> Result<(), ServerError> {
    match pass_all(desk, who, leaver).await?.into_iter().next() {
        Some(refused) => Err(refused),
        None => end(desk, who, leaver).await,
    }
}

/// Passes to the heir all that lies on the leaver; gives what rules refused.
pub(super) async fn pass_all(
    desk: &LocalDesk,
    who: &Who,
    leaver: StaffId,
) -> Result<Vec<ServerError>, ServerError> {
    let (room, _) = arranger(desk, who).await?;
    let (_, clinic, cards) = room.board();
    let (staff, leaving) = arranged(&clinic, leaver)?;
    let today = today(&clinic, desk.clock().now());
    // A departure that is closed before its day ends on this one.
    let last_day = leaving.last_day.min(today);
    let cases = Cases::read(desk, cards, &clinic).await?;
    let mut refused = Vec::new();
    for (card, row) in cases.rows(Departing { staff, today, last_day }) {
        let waiting = cases.open(card.id).iter().filter_map(|open| match open {
            Open::Handoff { handoff, from, .. } if *from == leaver => Some(*handoff),
            _ => None,
        });
        let passed = async {
            for handoff in waiting {
                let does = handoff::Command::FallBack { handoff, to: leaving.fallback };
                desk.submit(who, about(CommandId(Uuid::now_v7()), card.id, does)).await?;
            }
            hand_over(desk, who, card.id, (leaver, leaving), row.left).await
        };
        match passed.await {
            Ok(()) => {}
            Err(error @ ServerError::Refused(_)) => refused.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok(refused)
}

/// Ends every right of the leaver.
pub(super) async fn end(desk: &LocalDesk, who: &Who, leaver: StaffId) -> Result<(), ServerError> {
    let clinic = desk.clinic(who.clinic).await?;
    let (_, leaving) = arranged(&clinic, leaver)?;
    let last_day = leaving.last_day.min(today(&clinic, desk.clock().now()));
    let reason = format!("their last day was {}", domain::calendar::said(last_day));
    let reason = Line::parse(&reason).map_err(|why| unsaid(&why))?;
    let command = Command::Clinic(clinic::Command::Leave { staff: leaver, reason });
    desk.submit(who, Submission { id: CommandId(Uuid::now_v7()), command }).await.map(|_| ())
}

fn arranged(clinic: &Clinic, leaver: StaffId) -> Result<(&Staff, &Leaving), ServerError> {
    let words = "No last day is arranged for this person; nothing was changed. Reload the page.";
    let found = clinic.active(leaver).zip(clinic.leaving.get(&leaver));
    found.ok_or_else(|| unsaid(&words))
}

/// What no handoff passed, or only the leaver could have said: the heir has it from now on.
async fn hand_over(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    (leaver, leaving): (StaffId, &Leaving),
    before: LeftOn,
) -> Result<(), ServerError> {
    let clinic = desk.clinic(who.clinic).await?;
    let (case, ledger) = (read::record(desk, who, case).await?, ledger(desk, who, case).await?);
    let today = clinic.today(case.site, desk.clock().now());
    let Some(staff) = clinic.active(leaver) else { return Ok(()) };
    let departing = Departing { staff, today, last_day: leaving.last_day.min(today) };
    let left = domain::departure::left_on(&case, &ledger, &[], departing);
    let unsaid_of = LeftOn { unsaid: before.unsaid, unsigned: before.unsigned, ..LeftOn::default() };
    if left.passes_nothing() && unsaid_of.is_nothing() {
        return Ok(());
    }
    let id = HandoffId(Uuid::now_v7());
    let people = (leaver, leaving.fallback);
    let mut new = everything(&case, &ledger, &clinic, people, (today, today), id)?;
    new.actions.truncate(handoff::ACTIONS_MAX - 1);
    if !unsaid_of.is_nothing() {
        let words = format!("Find out from the record: {}", unsaid_of.in_words());
        let text = Line::parse(&words).map_err(|why| unsaid(&why))?;
        let due = Some(today + Days::new(FIND_OUT_DAYS));
        new.actions.push(Action { text, owner: Some(leaving.fallback), due, task: None });
    }
    for does in [
        handoff::Command::Send(Box::new(new)),
        handoff::Command::FallBack { handoff: id, to: leaving.fallback },
    ] {
        desk.submit(who, about(CommandId(Uuid::now_v7()), case.id, does)).await?;
    }
    Ok(())
}

/// A handoff of all that the leaver has on a case, in the words of the record. `days`: today, and from when visits pass.
fn everything(
    case: &Case,
    ledger: &Ledger,
    clinic: &Clinic,
    (from, to): (StaffId, StaffId),
    (today, effective): (Date, Date),
    id: HandoffId,
) -> Result<NewHandoff, ServerError> {
    let drafted = draft(case, ledger, clinic, today);
    Ok(NewHandoff {
        id,
        passing: Passing::Everything,
        from,
        to,
        effective,
        severity: drafted.severity,
        summary: Prose::parse(&drafted.summary).map_err(|why| unsaid(&why))?,
        actions: drafted.actions,
        contingency: Prose::parse(&drafted.contingency).map_err(|why| unsaid(&why))?,
    })
}

async fn ledger(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<Ledger, ServerError> {
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        ledgers(&mut tx, who.clinic, &[case]).await
    };
    let ledger = read.await.fault("reading a ledger")?.pop().map(|(_, ledger)| ledger);
    Ok(ledger.unwrap_or_default())
}

fn about(id: CommandId, case: CaseId, does: handoff::Command) -> Submission {
    Submission { id, command: Command::Record { case, does: record::Command::Handoffs(does) } }
}

fn unsaid(why: &dyn std::fmt::Display) -> ServerError {
    ServerError::Refused(Refusal::problem(Field::Departure, why))
}
