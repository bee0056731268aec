//! What the address of the work list asks for.

use crate::place::asks;
use domain::ids::StaffId;
use domain::kinds::Discipline;
use domain::ledger::worklist::{Kind, Whose, Wish};

/// Which list, which rows of it, and which page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Asked {
    pub(super) kind: Kind,
    pub(super) wish: Wish,
    /// From 1.
    pub(super) page: usize,
    /// The person may know who pays.
    pub(super) coverage: bool,
    pub(super) me: StaffId,
}

impl Asked {
    /// Reads what follows `?`; what makes no sense, or is not this person's to know, is not there.
    pub(super) fn of(query: &str, me: StaffId, coverage: bool) -> Asked {
        let query = query.trim_start_matches('?');
        let text = |name: &str| asks(query, name).filter(|text| !text.is_empty());
        let owner = text("owner").and_then(|word| match word.as_str() {
            "nobody" => Some(Whose::Nobodys),
            "me" => Some(Whose::Of(me)),
            id => id.parse().ok().map(Whose::Of),
        });
        let mark = text("discipline");
        let wish = Wish {
            discipline: Discipline::ALL.into_iter().find(|one| Some(code(*one)) == mark),
            payer: text("payer").and_then(|id| id.parse().ok()).filter(|_| coverage),
            site: text("site").and_then(|id| id.parse().ok()),
            owner,
            within: text("within").and_then(|days| days.parse().ok()),
        };
        let kind = text("kind").unwrap_or_default();
        let kind = Kind::ALL.into_iter().find(|one| one.code() == kind).filter(|_| coverage);
        let page = text("page").and_then(|page| page.parse().ok()).filter(|page| 0 < *page).unwrap_or(1);
        Asked { kind: kind.unwrap_or_default(), wish, page, coverage, me }
    }

    /// The lists that this person has.
    pub(super) fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.coverage || *kind == Kind::Authorizations)
    }

    /// Whether some filter is on.
    pub(super) fn is_narrowed(self) -> bool {
        self.wish != Wish::default()
    }

    /// Without filters.
    pub(super) fn cleared(self) -> Asked {
        Asked { wish: Wish::default(), page: 1, ..self }
    }

    /// As a filter's form has it.
    pub(super) fn owner(self) -> String {
        match self.wish.owner {
            None => String::new(),
            Some(Whose::Nobodys) => "nobody".to_owned(),
            Some(Whose::Of(staff)) if staff == self.me => "me".to_owned(),
            Some(Whose::Of(staff)) => staff.to_string(),
        }
    }

    /// The address that asks the same.
    pub(super) fn address(self) -> String {
        let wish = self.wish;
        let mut to = ["/authorizations?kind=", self.kind.code()].concat();
        let asks = [
            ("discipline", wish.discipline.map(code).unwrap_or_default()),
            ("payer", wish.payer.map(|id| id.to_string()).unwrap_or_default()),
            ("site", wish.site.map(|id| id.to_string()).unwrap_or_default()),
            ("owner", self.owner()),
            ("within", wish.within.map(|days| days.to_string()).unwrap_or_default()),
            (
                "page",
                Some(self.page).filter(|page| 1 < *page).map(|page| page.to_string()).unwrap_or_default(),
            ),
        ];
        for (name, value) in asks.into_iter().filter(|(_, value)| !value.is_empty()) {
            to.push_str(&["&", name, "=", &value].concat());
        }
        to
    }
}

/// A discipline as the address names it.
pub(super) fn code(discipline: Discipline) -> String {
    discipline.mark().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_address_asks_for_what_it_was_made_from() {
        let me = StaffId(Uuid::from_u128(1));
        let address = "?kind=filing&discipline=slp&payer=00000000-0000-0000-0000-000000000007&site=&owner=me&within=30&page=3";
        let asked = Asked::of(address, me, true);
        assert_eq!((asked.kind, asked.page, asked.wish.within), (Kind::Filing, 3, Some(30)));
        assert_eq!(asked.wish.owner, Some(Whose::Of(me)));
        let again = asked.address();
        assert_eq!(Asked::of(again.split_once('?').unwrap().1, me, true), asked);
        let hidden = Asked::of(address, me, false);
        assert_eq!((hidden.kind, hidden.wish.payer), (Kind::Authorizations, None));
        assert_eq!(Asked::of("page=0&within=x&owner=y", me, true), Asked::of("", me, true));
    }
}
