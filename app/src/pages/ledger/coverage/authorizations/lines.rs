//! The lines of an authorization as fields.

use crate::pages::fields::{Kind, input, select, word};
use crate::pages::ledger::coverage::controls::Filled;
use crate::prelude::*;
use domain::authorization::{AuthorizationLine, CapPeriod, Measure};

/// Lines that a form shows at most.
const LINES_MAX: usize = 40;

/// What the amounts of a form begin with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// As they stand.
    AsIs,
    /// What was granted is asked for again.
    AsGranted,
}

/// The fields of all lines.
pub(super) struct Form<'a> {
    pub(super) filled: Filled<'a>,
    pub(super) model: &'a [AuthorizationLine],
    pub(super) begins: Begins,
    /// Whether there are fields for what was granted.
    pub(super) granted: bool,
}

impl Form<'_> {
    /// As many as there are, or as were asked for; at least one.
    pub(super) fn show(&self) -> AnyView {
        let typed = self.filled.text("lines").and_then(|lines| lines.parse::<usize>().ok());
        let count = typed.unwrap_or(self.model.len()).clamp(1, LINES_MAX);
        let lines = (0..count).map(|at| self.line(at)).collect::<Vec<_>>();
        view! {
            <input type="hidden" name="lines" value=count.to_string()/>
            {lines}
        }
    }

    fn line(&self, at: usize) -> AnyView {
        let name = |field: &str| format!("{field}-{at}");
        let model = self.model.get(at);
        let filled = self.filled;
        let list = |texts: Option<Vec<String>>| texts.unwrap_or_default().join(" ");
        let codes = list(model.map(|line| line.codes.iter().map(ToString::to_string).collect()));
        let modifiers = list(model.map(|line| line.modifiers.iter().map(ToString::to_string).collect()));
        let measure = model.map_or(Measure::Visits, |line| line.measure);
        let asked = model.map(|line| match self.begins {
            Begins::AsIs => line.requested,
            Begins::AsGranted => line.granted.filter(|granted| 0 < *granted).unwrap_or(line.requested),
        });
        let cap = model.and_then(|line| line.cap);
        let say = |value: Option<u32>| value.map_or(String::new(), |value| typed(measure, value));
        let granted = self.granted.then(|| {
            let begins = say(model.and_then(|line| line.granted));
            input(Kind::Text, name("granted"), "Granted", filled.or(&name("granted"), begins), "")
        });
        let measures = Measure::ALL.iter().map(|one| (word(one), one.title().to_owned())).collect();
        let per = cap.map_or(CapPeriod::Week, |cap| cap.per);
        let pers =
            vec![(word(CapPeriod::Week), "a week".to_owned()), (word(CapPeriod::Day), "a day".to_owned())];
        let legend = format!("Line {}", at + 1);
        view! {
            <fieldset class="fields">
                <legend class="field__label">{legend}</legend>
                {input(Kind::Text, name("codes"), "Codes", filled.or(&name("codes"), codes), "Blank: all codes.")}
                {input(Kind::Text, name("modifiers"), "Modifiers", filled.or(&name("modifiers"), modifiers), "")}
                {select(name("measure"), "Counted in", measures, &filled.or(&name("measure"), word(measure)))}
                {input(Kind::Text, name("amount"), "Asked for", filled.or(&name("amount"), say(asked)), "")}
                {granted}
                {input(Kind::Text, name("cap"), "At most", filled.or(&name("cap"), say(cap.map(|cap| cap.amount))), "Blank: no ceiling.")}
                {select(name("per"), "Per", pers, &filled.or(&name("per"), word(per)))}
            </fieldset>
        }
    }
}

/// An amount as people type it: `12`, `6.25`, `480.00`.
pub(super) fn typed(measure: Measure, amount: u32) -> String {
    measure.number(amount).replace(['$', ','], "")
}
