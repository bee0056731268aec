//! Whoever pays, and the rules by which they do.

mod asked;
mod examples;
mod forms;
mod list;
mod one;
mod publish;
mod rules;

pub use asked::previews;
pub use list::list;
pub use one::one;
