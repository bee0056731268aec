//! Where a reader is: the table of addresses, and the way from one page to another without loading either anew.
//!
//! Why not `leptos_router`: its own code was 41 kB of the browser's first download, what it needs of others aside, for a dozen
//! addresses of which none is nested in another.

#[cfg(feature = "hydrate")]
mod browser;

use crate::prelude::*;

/// A page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// The door.
    SignIn,
    /// What a link of an administrator opens.
    Invite,
    /// The board.
    Board,
    /// The person's own work.
    Today,
    /// A case.
    Case,
    /// Search.
    Search,
    /// The staff.
    People,
    /// The clinic's journal.
    Journal,
    /// The person's own account.
    Account,
    /// Bringing in a spreadsheet.
    Import,
    /// Who pays for a case, what is authorized, its visits.
    Coverage,
    /// Authorizations of all cases, those first that fail first.
    Authorizations,
    /// Whoever pays, and their rules.
    Payers,
    /// What was written on a case.
    Record,
    /// What waits for this person in the records of all cases.
    Work,
    /// Sessions without a claim, and denials.
    Money,
    /// Who waits for a place.
    Waitlist,
    /// What people hold that lets them treat and sign.
    Licences,
    /// Who leaves, and who takes what lies on them.
    Leaving,
}

/// Every address, as axum's router writes it: `{…}` is any one word.
const ADDRESSES: [(&str, Page); 22] = [
    ("/", Page::Board),
    ("/board", Page::Board),
    ("/today", Page::Today),
    ("/cases/{id}", Page::Case),
    ("/search", Page::Search),
    ("/people", Page::People),
    ("/journal", Page::Journal),
    ("/account", Page::Account),
    ("/import", Page::Import),
    ("/import/{id}", Page::Import),
    ("/cases/{id}/coverage", Page::Coverage),
    ("/authorizations", Page::Authorizations),
    ("/payers", Page::Payers),
    ("/payers/{id}", Page::Payers),
    ("/cases/{id}/record", Page::Record),
    ("/work", Page::Work),
    ("/people/licences", Page::Licences),
    ("/billing", Page::Money),
    ("/waitlist", Page::Waitlist),
    ("/people/leaving", Page::Leaving),
    ("/sign-in", Page::SignIn),
    ("/invite/{token}", Page::Invite),
];

impl Page {
    /// The addresses of all pages, for the server's router.
    pub fn addresses() -> impl Iterator<Item = &'static str> {
        ADDRESSES.iter().map(|(address, _)| *address)
    }

    /// The page at a path.
    pub fn at(path: &str) -> Option<Page> {
        ADDRESSES.iter().find(|(address, _)| fits(address, path)).map(|(_, page)| *page)
    }

    /// What a tab of the browser calls it. Never whom it is about: tabs are seen by whoever passes.
    pub fn title(path: &str) -> String {
        let name = match Page::at(path) {
            Some(Page::SignIn) => "Sign in",
            Some(Page::Invite) => "Invitation",
            Some(Page::Board) => "Board",
            Some(Page::Today) => "Today",
            Some(Page::Case) => "Case",
            Some(Page::Search) => "Search",
            Some(Page::People) => "People",
            Some(Page::Journal) => "Journal",
            Some(Page::Account) => "Account",
            Some(Page::Import) => "Import",
            Some(Page::Coverage) => "Coverage",
            Some(Page::Authorizations) => "Authorizations",
            Some(Page::Payers) => "Payers",
            Some(Page::Record) => "Record",
            Some(Page::Work) => "To sign",
            Some(Page::Licences) => "Licences",
            Some(Page::Money) => "Billing",
            Some(Page::Waitlist) => "Waitlist",
            Some(Page::Leaving) => "Departures",
            None => "Not found",
        };
        [name, " · Caseboard"].concat()
    }

    /// Whether it is for people who are signed in, and stands in their frame.
    pub fn is_framed(self) -> bool {
        !matches!(self, Page::SignIn | Page::Invite)
    }
}

fn fits(address: &str, path: &str) -> bool {
    let (mut wanted, mut steps) = (address.split('/'), path.split('/'));
    loop {
        match (wanted.next(), steps.next()) {
            (None, None) => return true,
            (Some(word), Some(step)) if word == step || (word.starts_with('{') && !step.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The address that is being read. Of its parts only the path and what follows `?` mean anything here.
#[derive(Clone, Copy, Debug)]
pub struct Place(RwSignal<Address>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Address {
    path: String,
    query: String,
}

/// Where the reader is.
///
/// # Panics
/// Outside [`App`](crate::App).
pub fn use_place() -> Place {
    expect_context::<Place>()
}

impl Place {
    /// At an address: its path, and what follows `?`.
    pub fn new(path: String, query: String) -> Place {
        Place(RwSignal::new(Address { path, query }))
    }

    /// Reads the path, and follows it.
    pub fn with_path<T>(self, read: impl FnOnce(&str) -> T) -> T {
        self.0.with(|address| read(&address.path))
    }

    /// Reads what follows `?`, and follows it.
    pub fn with_query<T>(self, read: impl FnOnce(&str) -> T) -> T {
        self.0.with(|address| read(&address.query))
    }

    /// The page.
    pub fn page(self) -> Option<Page> {
        self.with_path(Page::at)
    }

    /// The word that stands for `{…}` in the address of a page; the last one, when the reader is leaving for another.
    pub fn word(self, of: Page) -> Memo<Option<String>> {
        Memo::new(move |before: Option<&Option<String>>| {
            if self.page() != Some(of) {
                return before.cloned().flatten();
            }
            self.with_path(|path| path.split('/').nth(2).filter(|word| !word.is_empty()).map(str::to_owned))
        })
    }

    /// What the address asks for under a name, after `?`.
    pub fn asks(self, name: &str) -> Option<String> {
        self.with_query(|query| asks(query, name))
    }

    /// Goes to another page, which is read from its top.
    pub fn go(self, address: &str) {
        self.turn(address);
        #[cfg(feature = "hydrate")]
        browser::scroll_to_top();
    }

    /// Changes what the page shows; it stays where it is scrolled to.
    pub fn turn(self, address: &str) {
        #[cfg(feature = "hydrate")]
        browser::push(self, address);
        #[cfg(not(feature = "hydrate"))]
        let _ = address;
    }

    /// Lets a reload ask for the address alone, where the page was the answer to a form.
    pub fn forget_form(self) {
        #[cfg(feature = "hydrate")]
        browser::forget_form();
    }

    /// Follows the links of the page, and the browser's buttons Back and Forward.
    #[cfg(feature = "hydrate")]
    pub(crate) fn follow(self) {
        browser::follow(self);
    }
}

/// What stands under a name in the part of an address that follows `?`.
pub(crate) fn asks(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_page() {
        assert_eq!(Page::at("/"), Some(Page::Board));
        assert_eq!(Page::at("/board"), Some(Page::Board));
        assert_eq!(Page::at("/cases/7"), Some(Page::Case));
        assert_eq!(Page::at("/import"), Some(Page::Import));
        assert_eq!(Page::at("/import/7"), Some(Page::Import));
        for nothing in ["", "/cases", "/cases/", "/cases/7/8", "/boards", "/board/", "/sign-in/7"] {
            assert_eq!(Page::at(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_follows_the_mark_is_read_as_forms_write_it() {
        let query = "q=Ana+Vidal%20B%C3%A9&closed=1&empty=";
        assert_eq!(asks(query, "q").as_deref(), Some("Ana Vidal Bé"));
        assert_eq!(asks(query, "closed").as_deref(), Some("1"));
        assert_eq!(asks(query, "empty").as_deref(), Some(""));
        assert_eq!(asks(query, "other"), None);
        assert_eq!(asks("q=%FF%", "q").as_deref(), Some("\u{fffd}%"));
    }
}
