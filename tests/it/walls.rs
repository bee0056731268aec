//! A1 and A2: who may reach, do and see what. Every route of the router, every command, every field and every piece of
//! news, for every role, of this clinic and of another, with a session that is open and with one that is not.
//!
//! A cell is one such question with its answer. What an answer must be is said by the tables of these files and by
//! `domain::access`; a new route or a new command without a line in them fails.

mod commands;
mod fields;
mod grounds;
mod kinds;
mod reach;
mod seats;
mod sockets;
mod table;

pub(crate) use table::routes;

use std::fmt::Display;

/// Cells that an auditor was promised, on each database.
const PROMISED: usize = 4_000;

#[test]
fn as_many_cells_are_looked_at_as_were_promised() {
    let cells = [commands::CELLS, fields::CELLS, reach::CELLS, seats::CELLS, sockets::CELLS];
    assert!(PROMISED <= cells.iter().sum(), "{cells:?}");
}

/// Cells that were looked at, and those that were not as they should be.
#[derive(Default)]
struct Tally {
    cells: usize,
    faults: Vec<String>,
}

impl Tally {
    /// One cell.
    fn cell<T: PartialEq + std::fmt::Debug>(&mut self, what: impl Display, got: T, wanted: T) {
        self.cells += 1;
        if got != wanted {
            self.faults.push(format!("{what}: {got:?}, not {wanted:?}"));
        }
    }

    /// All are as they should be, and so many that none were forgotten.
    fn end(self, subject: &str, at_least: usize) {
        println!("A1: {} cells of {subject}", self.cells);
        let (shown, all) = (self.faults.len().min(40), self.faults.len());
        assert!(self.faults.is_empty(), "{all} faults\n{}\n", self.faults[..shown].join("\n"));
        assert!(at_least <= self.cells, "{} cells of {subject} instead of {at_least}", self.cells);
    }
}
