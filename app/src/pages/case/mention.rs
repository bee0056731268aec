//! Names in a comment: offered after an `@`, marked where they stand.

use super::file::File;
use crate::dom;
use crate::parts::avatar::Avatar;
use crate::prelude::*;
use crate::sync::browser;
use domain::clinic::{Clinic, Staff};
use domain::ids::StaffId;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;

/// How many names are offered at once.
const OFFERED: usize = 6;

/// Whom a text names.
pub(super) fn named(text: &str, clinic: &Clinic) -> Vec<StaffId> {
    staff(clinic, |name| text.contains(&["@", name].concat())).map(|staff| staff.id).collect()
}

/// Those who can be mentioned and whose name fits.
fn staff(clinic: &Clinic, fits: impl Fn(&str) -> bool) -> impl Iterator<Item = &Staff> {
    clinic.staff.values().filter(move |staff| staff.left.is_none() && fits(staff.name.as_str()))
}

/// The text in pieces, those that name somebody marked.
pub(super) fn split(text: &str, names: &[String]) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let name = names
            .iter()
            .find(|name| rest.strip_prefix('@').is_some_and(|rest| rest.starts_with(name.as_str())));
        let len = name.map_or(letter.len_utf8(), |name| name.len() + 1);
        let (piece, after) = rest.split_at(len);
        if name.is_some() {
            pieces.push((std::mem::take(&mut plain), false));
            pieces.push((piece.to_owned(), true));
        } else {
            plain.push_str(piece);
        }
        rest = after;
    }
    pieces.push((plain, false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// What is typed after the last `@` before the caret, if that begins a word and could begin a name.
fn asked(before: &str) -> Option<&str> {
    let at = before.rfind('@')?;
    let begins = before[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
    let asked = &before[at + 1..];
    (begins && !asked.contains('\n') && asked.chars().count() <= 40).then_some(asked)
}

/// The list of names under the box.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    file: File,
    field: NodeRef<Textarea>,
    draft: RwSignal<String>,
    hits: RwSignal<Vec<String>>,
    at: RwSignal<usize>,
}

impl Picker {
    pub(super) fn new(file: File, field: NodeRef<Textarea>, draft: RwSignal<String>) -> Picker {
        Picker { file, field, draft, hits: RwSignal::default(), at: RwSignal::new(0) }
    }

    pub(super) fn is_open(self) -> bool {
        !self.hits.with(Vec::is_empty)
    }

    pub(super) fn active_id(self) -> Option<String> {
        self.is_open().then(|| ["mention-", &self.at.get().to_string()].concat())
    }

    /// Text up to the caret. The browser counts in UTF-16 units.
    fn before(self) -> Option<String> {
        let field = self.field.get_untracked()?;
        let caret = field.selection_start().ok()??;
        let units: Vec<u16> = field.value().encode_utf16().take(caret as usize).collect();
        String::from_utf16(&units).ok()
    }

    /// Offers names for what stands before the caret.
    pub(super) fn look(self) {
        let before = self.before().unwrap_or_default();
        let hits = asked(&before).map_or_else(Vec::new, |asked| {
            let asked = dom::lower(asked);
            let fits = |name: &str| {
                let name = dom::lower(name);
                name.starts_with(&asked) || name.split_whitespace().any(|word| word.starts_with(&asked))
            };
            let mut names: Vec<String> =
                self.file.sync.clinic().with_untracked(|clinic| {
                    staff(clinic, fits).map(|staff| staff.name.to_string()).collect()
                });
            names.sort_unstable();
            names.truncate(OFFERED);
            names
        });
        self.at.set(0);
        self.hits.set(hits);
    }

    pub(super) fn close_soon(self) {
        browser::after(150, move || {
            self.hits.try_set(vec![]);
        });
    }

    /// Takes a key while names are offered. Says whether it was one of its keys.
    pub(super) fn pressed(self, event: &KeyboardEvent) -> bool {
        let count = self.hits.with_untracked(Vec::len);
        if count == 0 {
            return false;
        }
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" if !event.ctrl_key() => self.pick(self.at.get_untracked()),
            "Escape" => {
                event.stop_propagation();
                self.hits.set(vec![]);
            }
            _ => return false,
        }
        true
    }

    fn pick(self, at: usize) {
        let name = self.hits.with_untracked(|hits| hits.get(at).cloned());
        let (Some(name), Some(before), Some(field)) = (name, self.before(), self.field.get_untracked())
        else {
            return;
        };
        let Some(asked) = asked(&before) else { return };
        let head = [&before[..before.len() - asked.len()], &name, " "].concat();
        let text = [head.as_str(), &field.value()[before.len()..]].concat();
        self.hits.set(vec![]);
        self.draft.set(text.clone());
        field.set_value(&text);
        let caret = u32::try_from(head.encode_utf16().count()).unwrap_or(u32::MAX);
        field.set_selection_range(caret, caret).ok();
        field.focus().ok();
    }

    pub(super) fn view(self) -> AnyView {
        let rows = move || {
            let at = self.at.get();
            let row = |(n, name): (usize, String)| {
                view! {
                    <li
                        class="menu__item"
                        role="option"
                        id=["mention-", &n.to_string()].concat()
                        aria-selected=if n == at { "true" } else { "false" }
                        on:mousedown=move |event| {
                            event.prevent_default();
                            self.pick(n);
                        }
                    >
                        <Avatar name=Some(name.clone()) bare=true/>
                        <span class="menu__label" dir="auto">{name}</span>
                    </li>
                }
            };
            self.hits.get().into_iter().enumerate().map(row).collect::<Vec<_>>()
        };
        view! {
            <ul id="mentions" role="listbox" aria-label="People to mention" hidden=move || !self.is_open()>{rows}</ul>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_marked_where_it_stands() {
        let names = ["Grace Lind".to_owned()];
        let plain = |text: &str| (text.to_owned(), false);
        assert_eq!(
            split("Ask @Grace Lind, or @Nobody.", &names),
            [plain("Ask "), ("@Grace Lind".to_owned(), true), plain(", or @Nobody.")]
        );
        assert_eq!(split("العيادة", &names), [plain("العيادة")]);
    }

    #[test]
    fn an_address_is_no_mention() {
        assert_eq!(asked("write to a@b"), None);
        assert_eq!(asked("hello @Gr"), Some("Gr"));
        assert_eq!(asked("@"), Some(""));
        assert_eq!(asked("@Grace\nnext"), None);
    }
}
