//! What of a case goes where: a board card has what rules about moves need, and nothing that only a chart shows.

use super::{Case, Command, Event};
use crate::access::{Area, Part, Right, Viewer};
use crate::kinds::Instant;
use crate::ledger::Digest;
use crate::task::Status;
use crate::workflow::Workflow;

impl Case {
    /// The card: open tasks only, no contacts, identifiers, phone or way back, and of the digest what a card says.
    #[must_use]
    pub fn card(&self) -> Case {
        let mut card =
            Case { contacts: vec![], identifiers: vec![], undo: None, tasks: vec![], ..self.clone() };
        card.tasks = self.open_tasks().cloned().collect();
        card.patient.phone = None;
        card.patient.language = None;
        card.digest = self.digest.as_deref().and_then(Digest::on_card).map(Box::new);
        card
    }

    /// Makes a card of a card to which events were applied.
    pub fn trim(&mut self) {
        self.tasks.retain(|task| task.status.is_open());
        self.contacts.clear();
        self.identifiers.clear();
        self.undo = None;
        self.patient.phone = None;
        self.patient.language = None;
        self.digest = self.digest.as_deref().and_then(Digest::on_card).map(Box::new);
    }

    /// The chart as this person may see it; fields outside their rights never leave the server.
    #[must_use]
    pub fn chart(&self, viewer: &Viewer, now: Instant) -> Case {
        let people = self.people();
        let scope = self.scope(&people);
        let may = |area| viewer.may(area, Right::Read, &scope, now);
        let mut chart = self.clone();
        let demographics = viewer.part(Area::Demographics, Right::Read, &scope, now);
        if matches!(demographics, None | Some(Part::NameAgeAlerts)) {
            chart.contacts.clear();
            chart.identifiers.clear();
            chart.patient.phone = None;
            chart.patient.language = None;
        }
        if !may(Area::RiskFlags) {
            chart.facts.risk = false;
        }
        if !may(Area::Coverage) {
            chart.facts = chart.facts.without_coverage();
        }
        chart.digest = self.digest.as_deref().and_then(|digest| self.digest_for(digest, viewer, now));
        chart
    }

    /// What this person may know of a digest of this case.
    pub fn digest_for(&self, digest: &Digest, viewer: &Viewer, now: Instant) -> Option<Box<Digest>> {
        let people = self.people();
        let scope = self.scope(&people);
        let may = |area| viewer.may(area, Right::Read, &scope, now);
        let (coverage, authorizations) = (may(Area::Coverage), may(Area::Authorizations));
        (coverage || authorizations).then(|| Box::new(digest.cut(coverage, authorizations)))
    }

    /// Whether the record says something about coverage, authorizations or risk that this person may not know, so that it
    /// must be cut.
    pub fn is_cut_for(&self, viewer: &Viewer, now: Instant) -> bool {
        let people = self.people();
        let scope = self.scope(&people);
        let hides = |area| !viewer.may(area, Right::Read, &scope, now);
        let digest = self.digest.as_deref();
        let tells_of_coverage =
            self.facts != self.facts.without_coverage() || digest.is_some_and(Digest::tells_of_coverage);
        (self.facts.risk && hides(Area::RiskFlags))
            || (tells_of_coverage && hides(Area::Coverage))
            || (digest.is_some_and(Digest::tells_of_authorizations) && hides(Area::Authorizations))
    }

    /// Whether this person reads what was noted when clinical work was finished: an evaluation's words are part of the
    /// chart, of which billing has a summary and the front desk nothing.
    pub fn tells_of_clinical_work(&self, viewer: &Viewer, now: Instant) -> bool {
        let people = self.people();
        let part = viewer.part(Area::ClinicalPlan, Right::Read, &self.scope(&people), now);
        matches!(part, Some(Part::Whole | Part::ForPacket))
    }

    /// Without what was noted when clinical work was finished; who finished it, and when, stays.
    pub fn hide_clinical_notes(&mut self, workflow: &Workflow) {
        for task in &mut self.tasks {
            let clinical = task.is_clinical(workflow);
            if let Status::Done { note, .. } = &mut task.status
                && clinical
            {
                *note = None;
            }
        }
    }

    /// Whether the case shows on this person's board at all.
    pub fn shows_to(&self, viewer: &Viewer, now: Instant) -> bool {
        let people = self.people();
        !self.void && viewer.may(Area::Board, Right::Read, &self.scope(&people), now)
    }
}

impl Event {
    /// Whether a board can apply it to a card. What speaks of finished tasks or of chart fields comes as a whole card, and
    /// so does what a reader of the board may not know.
    pub fn shows_on_a_card(&self) -> bool {
        use Event as E;
        !matches!(
            self,
            E::ContactSet { .. }
                | E::ContactRemoved { .. }
                | E::FactsSet { .. }
                | E::Opened(_)
                | E::PatientChanged(_)
                | E::Commented { .. }
                | E::TaskReopened { .. }
                | E::GlassBroken { .. }
                | E::DigestSet { .. }
        )
    }
}

impl Event {
    /// As boards are told of it. A finished task leaves its card, so nobody there reads what was noted about it.
    #[must_use]
    pub fn for_boards(&self) -> Event {
        match self {
            Event::TaskDone { task, on, .. } => Event::TaskDone { task: task.clone(), on: *on, note: None },
            event => event.clone(),
        }
    }
}

impl Command {
    /// Whether a card is enough to decide it. What is not is sent without a guess.
    pub fn fits_a_card(&self) -> bool {
        use Command as C;
        !matches!(
            self,
            C::Undo { .. }
                | C::Reopen { .. }
                | C::Contact { .. }
                | C::RemoveContact { .. }
                | C::Patient(_)
                | C::Facts(_)
                | C::BreakGlass { .. }
        )
    }
}
