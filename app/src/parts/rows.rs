//! A list whose rows stay while their keys do. No look of its own: what is drawn in a row has a style sheet (card.css, toast.css).

use crate::prelude::*;

/// One thing in a list.
pub struct Row {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// What tells it from the others, and how it is drawn when it is new.
    pub fn new(key: String, draw: impl FnOnce() -> AnyView + Send + 'static) -> Row {
        Row { key, draw: Box::new(draw) }
    }
}

/// Follows a list of rows. What is drawn in one follows its own signals. Each `For` over things of another type would add
/// 10 kB to the browser's program; this one is compiled once.
pub fn rows(each: impl Fn() -> Vec<Row> + Send + 'static) -> AnyView {
    let each: Box<dyn Fn() -> Vec<Row> + Send> = Box::new(each);
    keyed(each)
}

/// The same for a list of things, each told from the others by a text.
pub fn each<T: Send + 'static>(
    things: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
    draw: impl Fn(T) -> AnyView + Copy + Send + 'static,
) -> AnyView {
    rows(move || things().into_iter().map(|thing| Row::new(key(&thing), move || draw(thing))).collect())
}

fn keyed(each: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each key=|row: &Row| row.key.clone() children=|row: Row| (row.draw)()/> }
}
