//! A window on a long list: only what is near the screen is in the page. Heights vary, so they are measured as cards
//! come into view and estimated before. Its two spacers are styled by lane.css.

use crate::by_case::ByCase;
use domain::ids::CaseId;
use leptos::html::Ol;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use std::cell::RefCell;

thread_local! {
    /// Lists that look in the next frame.
    static SOON: RefCell<Vec<Window>> = const { RefCell::new(Vec::new()) };
}

/// A card without chips, with its margin, in pixels.
const ESTIMATE: i32 = 118;
/// How far beyond the screen cards are kept, in pixels.
const MARGIN: i32 = 500;
/// What the server assumes of a window that it cannot see, in pixels: with the margin it fills the first screen, and the
/// rest comes with the program.
const FIRST_VIEW: i32 = 900 - MARGIN;

/// The cards in the page, and how much space the others take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cut {
    /// First card in the page.
    pub start: usize,
    /// First card after them.
    pub end: usize,
    /// Pixels above.
    pub above: i32,
    /// Pixels below.
    pub below: i32,
}

/// The window of one list.
#[derive(Clone, Copy)]
pub struct Window {
    /// The list itself, which scrolls.
    pub list: NodeRef<Ol>,
    /// What is in the page.
    pub cut: Memo<Cut>,
    ids: Memo<Vec<CaseId>>,
    /// Scroll offset and height of the list, in pixels.
    view: RwSignal<(i32, i32)>,
    heights: StoredValue<ByCase<i32>>,
    measured: RwSignal<u32>,
}

impl Window {
    /// On a list of cards.
    pub fn new(ids: Memo<Vec<CaseId>>) -> Window {
        let view = RwSignal::new((0, FIRST_VIEW));
        let heights = StoredValue::new(ByCase::default());
        let measured = RwSignal::new(0);
        let cut = Memo::new(move |_| {
            measured.track();
            let (top, height) = view.get();
            ids.with(|ids| heights.with_value(|heights| cut(ids, heights, top, height)))
        });
        Window { list: NodeRef::new(), cut, ids, view, heights, measured }
    }

    /// Looks in the next frame, at once with all other lists that will: what one finds changes the page, and whoever
    /// measures after a change makes the browser lay out everything again.
    pub fn look_soon(self) {
        let first = SOON.with_borrow_mut(|soon| {
            soon.push(self);
            soon.len() == 1
        });
        if first {
            request_animation_frame(|| SOON.take().into_iter().for_each(Window::look));
        }
    }

    /// Looks where the list is scrolled to, and measures what is in the page.
    pub fn look(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let seen = (list.scroll_top(), list.client_height());
        if self.view.get_untracked() != seen && 0 < seen.1 {
            self.view.set(seen);
        }
        if self.measure(&list) {
            self.measured.update(|count| *count += 1);
        }
    }

    /// Scrolls so that a card comes into the page.
    pub fn reveal(self, id: CaseId) {
        let Some(list) = self.list.get_untracked() else { return };
        let ids = self.ids.get_untracked();
        let Some(at) = ids.iter().position(|other| *other == id) else { return };
        let above = self.heights.with_value(|heights| height_of(heights, &ids[..at]));
        let (top, view) = (list.scroll_top(), list.client_height());
        if above < top || top + view - ESTIMATE < above {
            list.set_scroll_top((above - view / 3).max(0));
            self.look();
        }
    }

    /// Takes the heights from where each card begins. Says whether any is news.
    fn measure(self, list: &HtmlElement) -> bool {
        let children = list.children();
        let mut news = false;
        let mut before: Option<(CaseId, i32)> = None;
        for at in 0..children.length() {
            let Some(child) = children.item(at).and_then(|child| child.dyn_into::<HtmlElement>().ok()) else {
                continue;
            };
            let top = child.offset_top();
            if let Some((id, began)) = before {
                news |= self.note(id, top - began);
            }
            before = child.get_attribute("data-case").and_then(|id| id.parse().ok()).map(|id| (id, top));
        }
        news
    }

    fn note(self, id: CaseId, height: i32) -> bool {
        let mut news = false;
        self.heights.update_value(|heights| {
            news = 0 < height && heights.get(id) != Some(&height);
            if news {
                heights.set(id, height);
            }
        });
        news
    }
}

fn height(heights: &ByCase<i32>, id: CaseId) -> i32 {
    heights.get(id).copied().unwrap_or(ESTIMATE)
}

fn height_of(heights: &ByCase<i32>, ids: &[CaseId]) -> i32 {
    ids.iter().map(|id| height(heights, *id)).sum()
}

fn cut(ids: &[CaseId], heights: &ByCase<i32>, top: i32, view: i32) -> Cut {
    let (from, to) = (top - MARGIN, top + view + MARGIN);
    let mut cut = Cut { start: ids.len(), end: ids.len(), above: 0, below: 0 };
    let mut at = 0;
    for (place, id) in ids.iter().enumerate() {
        let next = at + height(heights, *id);
        if next < from {
            cut.above = next;
        } else if cut.start == ids.len() {
            cut.start = place;
        }
        if to < at {
            cut.end = cut.end.min(place);
            cut.below += next - at;
        }
        at = next;
    }
    if cut.start == ids.len() {
        // Scrolled beyond a list that became shorter: the browser will bring the scroll back.
        cut.start = ids.len().saturating_sub(1);
        cut.above = height_of(heights, &ids[..cut.start]);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_the_screen_is_in_the_page() {
        let ids: Vec<CaseId> = (0..1000_u128).map(|n| CaseId(uuid::Uuid::from_u128(n))).collect();
        let mut flat = ByCase::default();
        for id in &ids {
            flat.set(*id, 100);
        }
        let first = cut(&ids, &flat, 0, 800);
        assert_eq!((first.start, first.end, first.above), (0, 14, 0));
        assert_eq!(first.below, 98_600);
        let middle = cut(&ids, &flat, 50_000, 800);
        assert_eq!((middle.start, middle.end), (494, 514));
        assert_eq!(middle.above, 49_400);
        assert_eq!(middle.above + middle.below + 20 * 100, 100_000);
        let beyond = cut(&ids[..3], &flat, 50_000, 800);
        assert_eq!((beyond.start, beyond.end), (2, 3));
        assert_eq!(cut(&[], &flat, 0, 800), Cut::default());
    }
}
