//! Which cases the board shows. The filter lives in the address, so that it can be shared; what it shows is decided by
//! the reader's own rights. Words looked for stay out of the address: they are often a name.

use crate::place::asks;
use domain::case::Case;
use domain::ids::{SiteId, StaffId};
use domain::kinds::{Date, Discipline, Lane};
use domain::ledger::pressing;

/// What is chosen; empty lists choose everything.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Filter {
    /// Only the reader's own.
    pub(crate) mine: bool,
    /// Only the reader's own with something due or late.
    pub(crate) needs_me: bool,
    /// Owners; nothing is "nobody".
    pub(crate) owners: Vec<Option<StaffId>>,
    /// Disciplines.
    pub(crate) disciplines: Vec<Discipline>,
    /// Sites.
    pub(crate) sites: Vec<SiteId>,
    /// Flags.
    pub(crate) flags: Vec<Flag>,
    /// When the next step is due.
    pub(crate) due: Vec<DueIn>,
    /// One lane.
    pub(crate) lane: Option<Lane>,
}

/// What a card may carry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flag {
    /// Waits for somebody.
    Waiting,
    /// Owes something.
    Debt,
    /// Who pays, or what is authorized, needs somebody.
    Coverage,
    /// Paused.
    Hold,
    /// Began late.
    LateStart,
    /// Has no owner.
    Unowned,
}

impl Flag {
    /// All of them.
    pub(crate) const ALL: [Flag; 6] =
        [Flag::Waiting, Flag::Debt, Flag::Coverage, Flag::Hold, Flag::LateStart, Flag::Unowned];

    /// As the address writes it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Flag::Waiting => "waiting",
            Flag::Debt => "debt",
            Flag::Coverage => "coverage",
            Flag::Hold => "hold",
            Flag::LateStart => "late_start",
            Flag::Unowned => "unowned",
        }
    }

    /// As people read it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Flag::Waiting => "Waiting",
            Flag::Debt => "Owes something",
            Flag::Coverage => "Coverage or authorization",
            Flag::Hold => "On hold",
            Flag::LateStart => "Late start",
            Flag::Unowned => "No owner",
        }
    }

    /// Whether a case carries it on a day of its site.
    pub(crate) fn is_on(self, case: &Case, today: Date) -> bool {
        match self {
            Flag::Waiting => case.waiting.is_some(),
            Flag::Debt => !case.debts.is_empty(),
            Flag::Coverage => case.digest.as_deref().is_some_and(|digest| pressing(digest, today).is_some()),
            Flag::Hold => case.hold.is_some(),
            Flag::LateStart => case.open_tasks().any(|task| task.late_start),
            Flag::Unowned => case.owner.is_none(),
        }
    }
}

/// When the next step is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DueIn {
    /// Its day has passed.
    Late,
    /// Today.
    Today,
    /// Within seven days from tomorrow.
    Week,
    /// Later, or no day is known.
    Later,
}

impl DueIn {
    /// All of them.
    pub(crate) const ALL: [DueIn; 4] = [DueIn::Late, DueIn::Today, DueIn::Week, DueIn::Later];

    /// As the address writes it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            DueIn::Late => "late",
            DueIn::Today => "today",
            DueIn::Week => "week",
            DueIn::Later => "later",
        }
    }

    /// As people read it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            DueIn::Late => "Late",
            DueIn::Today => "Today",
            DueIn::Week => "In the next 7 days",
            DueIn::Later => "Later",
        }
    }

    /// Of a case on a day.
    pub(crate) fn of(case: &Case, today: Date) -> DueIn {
        match case.next_task().and_then(|task| task.due).map(|due| (due - today).num_days()) {
            Some(..0) => DueIn::Late,
            Some(0) => DueIn::Today,
            Some(1..=7) => DueIn::Week,
            Some(_) | None => DueIn::Later,
        }
    }
}

/// A discipline as the address writes it.
pub(crate) fn discipline_code(discipline: Discipline) -> String {
    discipline.mark().to_ascii_lowercase()
}

/// An owner as the address writes it.
pub(crate) fn owner_code(owner: Option<StaffId>) -> String {
    owner.map_or_else(|| "none".to_owned(), |owner| owner.to_string())
}

impl Filter {
    /// From the address; words that mean nothing are left out.
    pub(crate) fn read(query: &str) -> Filter {
        let get = |name: &str| asks(query, name);
        let words = |name: &str| -> Vec<String> {
            let text = get(name).unwrap_or_default();
            text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        Filter {
            mine: get("mine").is_some(),
            needs_me: get("needs_me").is_some(),
            owners: words("owner")
                .iter()
                .filter_map(|word| if word == "none" { Some(None) } else { word.parse().ok().map(Some) })
                .collect(),
            disciplines: words("discipline")
                .iter()
                .filter_map(|word| Discipline::ALL.into_iter().find(|d| discipline_code(*d) == *word))
                .collect(),
            sites: words("site").iter().filter_map(|word| word.parse().ok()).collect(),
            flags: words("flag")
                .iter()
                .filter_map(|word| Flag::ALL.into_iter().find(|flag| flag.code() == word))
                .collect(),
            due: words("due")
                .iter()
                .filter_map(|word| DueIn::ALL.into_iter().find(|due| due.code() == word))
                .collect(),
            lane: get("lane").as_deref().and_then(Lane::from_code),
        }
    }

    /// The address of this board, with a case's panel open or not.
    pub(crate) fn address(&self, case: Option<&str>) -> String {
        let mut query = String::new();
        let mut add = |name: &str, words: Vec<String>| {
            if !words.is_empty() {
                let mark = if query.is_empty() { "?" } else { "&" };
                query.push_str(&[mark, name, "=", &words.join(",")].concat());
            }
        };
        let when = |on: bool| if on { vec!["1".to_owned()] } else { vec![] };
        add("mine", when(self.mine));
        add("needs_me", when(self.needs_me));
        add("owner", self.owners.iter().map(|owner| owner_code(*owner)).collect());
        add("discipline", self.disciplines.iter().map(|d| discipline_code(*d)).collect());
        add("site", self.sites.iter().map(ToString::to_string).collect());
        add("flag", self.flags.iter().map(|flag| flag.code().to_owned()).collect());
        add("due", self.due.iter().map(|due| due.code().to_owned()).collect());
        add("lane", self.lane.iter().map(|lane| lane.code().to_owned()).collect());
        add("case", case.iter().map(|&case| case.to_owned()).collect());
        ["/board", &query].concat()
    }

    /// Everything is shown.
    pub(crate) fn is_off(&self) -> bool {
        *self == Filter::default()
    }

    /// Whether a case is shown to `me` on a day; `needs_me` tells whether it is on the list of their work as late or due.
    pub(crate) fn shows(
        &self,
        case: &Case,
        me: StaffId,
        today: Date,
        needs_me: impl Fn(&Case) -> bool,
    ) -> bool {
        let any = |list_is_empty: bool, hit: bool| list_is_empty || hit;
        let mine = case.owner == Some(me) || case.cover == Some(me);
        let due = DueIn::of(case, today);
        (!self.mine || mine)
            && (!self.needs_me || needs_me(case))
            && any(self.owners.is_empty(), self.owners.contains(&case.owner))
            && any(self.disciplines.is_empty(), self.disciplines.iter().any(|d| case.disciplines.contains(d)))
            && any(self.sites.is_empty(), self.sites.contains(&case.site))
            && self.flags.iter().all(|flag| flag.is_on(case, today))
            && any(self.due.is_empty(), self.due.contains(&due))
            && self.lane.is_none_or(|lane| lane == case.lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = Filter {
            mine: true,
            owners: vec![None, Some(StaffId(uuid::Uuid::from_u128(7)))],
            disciplines: vec![Discipline::Slp, Discipline::Mh],
            flags: vec![Flag::Waiting, Flag::LateStart],
            due: vec![DueIn::Late],
            lane: Some(Lane::Active),
            ..Filter::default()
        };
        let address = filter.address(None);
        assert_eq!(Filter::read(address.trim_start_matches("/board?")), filter);
        assert_eq!(Filter::default().address(None), "/board");
    }
}
