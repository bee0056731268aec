//! A clinic's spreadsheet on its first morning: what its columns and words mean, and which rows can become cases.
//!
//! Reading order: a [`sheet`] is what a file held; [`columns`] proposes what each column means; [`dates`], [`words`] and
//! [`people`] read single cells; [`sort`] puts every row into exactly one pile: ready, to fix, or possible duplicate.
//! Nothing is guessed in silence (a date that can be read two ways is asked about) and nothing is lost: what cannot be
//! read stays in its row, what has no place in a case becomes a note.

pub mod columns;
pub mod dates;
pub mod draft;
pub mod fold;
pub mod mapping;
pub mod open;
pub mod people;
pub mod row;
pub mod sheet;
pub mod sort;
pub mod twins;
pub mod words;

pub use columns::{Confidence, Field, Proposal, Use, propose};
pub use draft::{Draft, Guardian, Problem, Reason};
pub use mapping::{Context, Mapping, Standing};
pub use open::{Place, new_case};
pub use sheet::{Fault, RawRow, Sheet, SheetNote};
pub use sort::{Counts, Sorted, SortedRow, Verdict, sort};
pub use twins::{Known, Twin};
