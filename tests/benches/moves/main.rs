//! How fast the server takes moves and tells of them, beside what the same database does with one bare row a commit.
//!
//! One table: SQLite and, where the environment names one, a durable PostgreSQL; a clinic of sixty cases and one of ten
//! thousand. The server is the real program; clients and server share this machine, so its load is printed too.

mod load;
mod plant;
mod table;

use load::{Figures, boards, moves, page, readers, viewers};
use plant::{bare_rate, plant};
use std::time::Instant;
use table::{Column, Table, mib, ms, note};
use tests::{Client, Fresh, Process};

/// Sizes of the clinics; `CASEBOARD_BENCH_CASES=60,100000` names others.
const CASES: &str = "60,10000";

#[tokio::main]
async fn main() {
    let sizes = std::env::var("CASEBOARD_BENCH_CASES").unwrap_or_else(|_| CASES.to_owned());
    let sizes: Vec<u32> = sizes.split(',').map(|size| size.parse().expect("sizes of clinics")).collect();
    let mut table = Table::default();
    for size in &sizes {
        table.add(on("SQLite", Fresh::sqlite(), *size).await);
    }
    for size in &sizes {
        match Fresh::postgres().await {
            Some(fresh) => table.add(on("PostgreSQL", fresh, *size).await),
            None => note("PostgreSQL: none named by CASEBOARD_TEST_PG, left out"),
        }
    }
    table.print();
}

async fn on(database: &str, fresh: Fresh, cases: u32) -> Column {
    let mut column = Column::new(format!("{database}, {cases}"));
    note(&format!("{database}, a clinic of {cases} cases"));
    column.row("load of the machine before", "", table::machine_load());
    let planted = plant(&fresh, cases, &mut column).await;

    let started = Instant::now();
    let process = Process::serve(&fresh.url).await.expect("the server starts");
    column.row("start until ready, ms", "500", ms(started.elapsed()));
    column.row("memory idle (PSS), MiB", "25", process.memory_kib().map_or_else(String::new, mib));
    let client = Client::new(process.address, Some(planted.token.clone()));
    let started = Instant::now();
    let open = client.board().await.cards.len();
    column.row("first reading of the board, ms", "", ms(started.elapsed()));
    column.row("open cases on it", "", open.to_string());
    column.row("memory with the board open, MiB", "", process.memory_kib().map_or_else(String::new, mib));
    boards(&client, &mut column).await;
    page(&client, &mut column).await;
    readers(&client, &mut column).await;

    // Before the heap has room to spare from other loads.
    viewers(&client, &planted, &process, &mut column).await;

    let bare = bare_rate(&fresh.url).await;
    column.row("bare commits of one row /s, one client", "", format!("{bare:.0}"));
    for (clients, goal) in
        [(1, "p50 0.6 | 1.5 ms"), (16, "6,000 | 3,000 /s, p99 10"), (64, "8,000 /s, p99 20")]
    {
        let figures = moves(&client, &planted, &process, clients).await;
        column.row(&format!("moves /s, {clients} clients"), goal, format!("{:.0}", figures.rate));
        let ratio = format!("{:.2}", figures.rate / bare);
        column.row(&format!("  ratio to bare commits, {clients} clients"), "", ratio);
        column.row(&format!("  p50 / p95 / p99 ms, {clients} clients"), "", quantiles(&figures));
        let busy = figures.busy.map(|ms| format!("{ms:.2}")).join(" / ");
        column.row(&format!("  CPU a move, server / clients ms, {clients} clients"), "0.15", busy);
    }
    column.row("memory after all of it, MiB", "48", process.memory_kib().map_or_else(String::new, mib));
    column.row("load of the machine after", "", table::machine_load());
    process.kill().await;
    column
}

fn quantiles(figures: &Figures) -> String {
    [50, 95, 99].map(|percent| format!("{:.2}", figures.quantile(percent))).join(" / ")
}
