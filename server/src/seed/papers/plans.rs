//! Plans and goals of synthetic cases, with what was found since.

use super::{Desk, texts};
use crate::seed::{SeedError, uuid_at};
use chrono::{Days, TimeDelta};
use domain::access::Role;
use domain::diagnosis::Icd;
use domain::goal::{Achievement, Goal, Lifecycle, Point};
use domain::ids::{GoalId, PlanId, StaffId};
use domain::kinds::{Date, Discipline, Instant, Line, Number};
use domain::ledger::Put;
use domain::plan::{Command, Terms};
use domain::record;
use rand::Rng;

impl Desk<'_> {
    /// A plan for each discipline that somebody of the team treats, from the day on which it was signed.
    pub(super) fn plans(&mut self, as_of: Date) -> Result<(), SeedError> {
        let case = &self.lived.case;
        let Some(signed_on) = case.anchors.plan_signed else { return Ok(()) };
        let Some(site) = self.clinic.site(case.site) else { return Ok(()) };
        let at = site.zone.start_of(signed_on) + TimeDelta::minutes(15 * 60);
        for discipline in case.disciplines.clone() {
            let people = self.lived.case.people();
            let treats = |staff: &&StaffId| {
                self.clinic.staff.get(staff).is_some_and(|staff| {
                    staff.disciplines.contains(&discipline) && staff.roles.contains(&Role::Therapist)
                })
            };
            let Some(by) = people.iter().find(treats).copied() else { continue };
            let long = self.goal(discipline, signed_on, (at, by), None)?;
            let short = self.goal(discipline, signed_on, (at, by), long)?;
            self.terms(discipline, signed_on, (at, by))?;
            for goal in [long, short].into_iter().flatten() {
                self.found(goal, signed_on, as_of, by)?;
            }
        }
        Ok(())
    }

    fn goal(
        &mut self,
        discipline: Discipline,
        on: Date,
        (at, by): (Instant, StaffId),
        of: Option<GoalId>,
    ) -> Result<Option<GoalId>, SeedError> {
        let id = GoalId(uuid_at(at, self.rng));
        let (statement, condition, purpose) = texts::goal(discipline, of.is_some());
        let baseline = self.rng.random_range(15..40);
        let target = baseline + self.rng.random_range(30..55);
        let parts = (Line::parse(statement), Line::parse("correct attempts"), Line::parse("%"));
        let (Ok(statement), Ok(measure), Ok(unit)) = parts else { return Ok(None) };
        let (Ok(baseline), Ok(target)) = (Number::whole(baseline), Number::whole(target)) else {
            return Ok(None);
        };
        let goal = Goal {
            id,
            discipline,
            of,
            statement,
            condition: Line::parse(condition).ok(),
            purpose: Line::parse(purpose).ok(),
            measure,
            unit,
            baseline,
            baseline_on: on,
            target,
            due: on + Days::new(if of.is_some() { 84 } else { 182 }),
            maintains: false,
            lifecycle: Lifecycle::Active,
            achievement: Achievement::InProgress,
            points: vec![],
        };
        let does = Command::Goal(Box::new(Put { seen: None, to: goal }));
        Ok(self.ask(at, by, &record::Command::Care(does))?.then_some(id))
    }

    fn terms(
        &mut self,
        discipline: Discipline,
        on: Date,
        (at, by): (Instant, StaffId),
    ) -> Result<(), SeedError> {
        let (code, interventions, minutes) = texts::plan(discipline);
        let (Ok(code), Ok(interventions)) = (Icd::parse(code), Line::parse(interventions)) else {
            return Ok(());
        };
        let terms = Terms {
            diagnoses: vec![code],
            interventions,
            weekly: self.rng.random_range(1..4),
            minutes,
            from: on,
            until: on + Days::new(365),
            reason: None,
        };
        let plan = PlanId(uuid_at(at, self.rng));
        let put = Put { seen: None, to: terms.clone() };
        let write = Command::Write { plan, discipline, terms: Box::new(put) };
        if self.ask(at, by, &record::Command::Care(write))? {
            let sign = Command::Sign { plan, seen: Box::new(terms) };
            self.ask(at + TimeDelta::minutes(4), by, &record::Command::Care(sign))?;
        }
        Ok(())
    }

    /// Data every two or three weeks; one goal in four hardly moves.
    fn found(&mut self, goal: GoalId, from: Date, as_of: Date, by: StaffId) -> Result<(), SeedError> {
        let Some(known) = self.record.care.goal(goal).cloned() else { return Ok(()) };
        let Some(site) = self.clinic.site(self.lived.case.site) else { return Ok(()) };
        let slow = self.rng.random_range(0..4) == 0;
        let (mut value, target) = (known.baseline.in_hundredths() / 100, known.target.in_hundredths() / 100);
        let mut on = from + Days::new(14);
        while on < as_of && value < target + 8 {
            value += if slow { self.rng.random_range(-2..3) } else { self.rng.random_range(1..8) };
            let Some(number) =
                i32::try_from(value.clamp(0, 100)).ok().and_then(|value| Number::whole(value).ok())
            else {
                return Ok(());
            };
            let at = site.zone.start_of(on) + TimeDelta::minutes(16 * 60);
            let point = Point { on, value: number, by, note: None };
            self.ask(at, by, &record::Command::Care(Command::Point { goal, point }))?;
            on = on + Days::new(self.rng.random_range(13..22));
        }
        Ok(())
    }
}
