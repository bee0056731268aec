//! What was measured, a column for each clinic.

use std::time::Duration;

/// The figures of one clinic on one database, in the order in which they were taken.
pub(crate) struct Column {
    title: String,
    rows: Vec<(String, &'static str, String)>,
}

impl Column {
    /// Nothing yet.
    pub(crate) fn new(title: String) -> Column {
        Column { title, rows: Vec::new() }
    }

    /// A figure, and the goal for it where there is one.
    pub(crate) fn row(&mut self, what: &str, goal: &'static str, figure: String) {
        note(&format!("  {what:<44} {figure}"));
        self.rows.push((what.to_owned(), goal, figure));
    }
}

/// All of them.
#[derive(Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
}

impl Table {
    /// One more clinic; its rows are those of the others.
    pub(crate) fn add(&mut self, column: Column) {
        self.columns.push(column);
    }

    /// Prints it.
    #[expect(clippy::print_stdout, reason = "a bench prints its table")]
    pub(crate) fn print(&self) {
        let Some(first) = self.columns.first() else { return };
        let titles: Vec<String> = self.columns.iter().map(|column| format!("{:>20}", column.title)).collect();
        println!("\n{:<42} {:>26} {}", "", "goal, two quiet cores", titles.join(" "));
        for (at, (what, goal, _)) in first.rows.iter().enumerate() {
            let figures = self.columns.iter().map(|column| column.rows.get(at).map_or("", |row| &row.2));
            let figures: Vec<String> = figures.map(|figure| format!("{figure:>20}")).collect();
            println!("{what:<42} {goal:>26} {}", figures.join(" "));
        }
    }
}

/// A line while it runs; the table comes last.
#[expect(clippy::print_stderr, reason = "a bench takes minutes, and says what it does")]
pub(crate) fn note(line: &str) {
    eprintln!("{line}");
}

/// A time in milliseconds.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

/// KiB in MiB.
pub(crate) fn mib(kib: u32) -> String {
    format!("{:.1}", f64::from(kib) / 1024.0)
}

/// What else the machine has to do: runnable tasks in the last minute, as the system counts.
pub(crate) fn machine_load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
