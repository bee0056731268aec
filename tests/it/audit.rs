//! Nobody looks unseen: each look at a chart leaves a row, and the row cannot be taken away.

use domain::ids::CaseId;
use domain::kinds::{Lane, Rank};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::verify::{Problem, Report, verify};
use sqlx::AssertSqlSafe;
use tests::submissions::{about, open};
use tests::{TestOffice, on_both, seed};

/// Edits of the journal in a quick run.
const EDITS: usize = 200;
/// Entries that are edited.
const ENTRIES: i64 = 40;
/// Looks that are edited.
const LOOKS: usize = 20;

async fn looks(office: &TestOffice, case: CaseId) -> i64 {
    const SQL: &str = "select count(*) from look where case_id = $1";
    let store = office.office.store();
    let count = server::on!(store, |db| sqlx::query_scalar(SQL).bind(case.to_string()).fetch_one(db).await);
    count.expect("looks can be counted")
}

#[tokio::test]
async fn every_look_at_a_chart_leaves_a_row_and_a_refused_one_none() {
    on_both(async |office| {
        let (ana, dev) = (office.as_person("ana").await, office.as_person("dev").await);
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], Some(office.a.id("clara")));
        ana.must(&opens).await;
        assert_eq!(looks(&office, case).await, 0, "a board is no chart");
        ana.chart(case).await.expect("ana may");
        assert_eq!(looks(&office, case).await, 1);
        ana.chart(case).await.expect("and again");
        assert_eq!(looks(&office, case).await, 2);
        dev.chart(case).await.expect_err("dev may not");
        assert_eq!(looks(&office, case).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_what_was_logged() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ana.must(&opens).await;
        ana.chart(case).await.expect("ana may");
        for sql in [
            "update look set what = 'nothing'",
            "delete from look",
            "update entry set body = '{}'",
            "delete from entry",
        ] {
            let store = office.office.store();
            let done = server::on_write!(store, |db| sqlx::query(sql).execute(db).await.map(|_| ()));
            assert!(done.is_err(), "{sql}");
        }
    })
    .await;
}

async fn does(office: &TestOffice, sql: &str) {
    let store = office.office.store();
    let done = server::on_write!(store, |db| sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(db)
        .await
        .map(|_| ()));
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Whoever owns the database can take its own guards away; the chain is what tells on them.
async fn without_guards(office: &TestOffice) {
    if office.office.store().kind() == "SQLite" {
        for trigger in ["entry_is_never_changed", "entry_is_never_deleted"] {
            does(office, &format!("drop trigger {trigger}")).await;
        }
        for trigger in ["look_is_never_changed", "look_is_never_deleted", "look_chain_is_never_deleted"] {
            does(office, &format!("drop trigger {trigger}")).await;
        }
    } else {
        for table in ["entry", "look", "look_chain"] {
            does(office, &format!("alter table {table} disable trigger user")).await;
        }
    }
    for table in ["entry", "look", "look_chain"] {
        does(office, &format!("create table kept_{table} as select * from {table}")).await;
    }
}

/// What a check says besides that the guards are gone.
async fn checked(office: &TestOffice) -> Vec<Problem> {
    let Report { problems, .. } = verify(office.office.store(), |_| {}).await.unwrap();
    assert!(problems.iter().any(|problem| matches!(problem, Problem::Unguarded { .. })), "{problems:?}");
    problems.into_iter().filter(|problem| !matches!(problem, Problem::Unguarded { .. })).collect()
}

/// The same text with one letter changed, at a place where it matters.
fn edited(text: &str, rng: &mut StdRng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let digits: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_ascii_hexdigit()).collect();
    let at = digits[rng.random_range(0..digits.len())];
    letters[at] = if letters[at] == '7' { '3' } else { '7' };
    letters.into_iter().collect()
}

/// Changes, removes, swaps or cuts off; says what was done.
async fn edit(office: &TestOffice, table: &str, columns: &[&str], rng: &mut StdRng) -> String {
    let clinic = office.a.clinic;
    let store = office.office.store();
    let last: i64 = {
        let sql = format!("select max(seq) from {table} where clinic = $1");
        let sql = AssertSqlSafe(sql);
        server::on!(store, |db| sqlx::query_scalar(sql).bind(clinic.to_string()).fetch_one(db).await).unwrap()
    };
    let seq = rng.random_range(1..=last);
    let here = format!("where clinic = '{clinic}' and seq");
    let sql = match rng.random_range(0..10) {
        0 => format!("delete from {table} {here} = {seq}"),
        1 => format!("delete from {table} {here} >= {seq}"),
        2 => {
            let other = if seq == last { 1 } else { seq + 1 };
            let swap =
                format!("update {table} set seq = case seq when {seq} then {other} else {seq} end + 1000000");
            let back = format!("update {table} set seq = seq - 1000000 {here} > 1000000");
            format!("{swap} {here} in ({seq}, {other}); {back}")
        }
        3 => format!("update {table} set at = at + 1 {here} = {seq}"),
        _ => {
            let column = columns[rng.random_range(0..columns.len())];
            let read = AssertSqlSafe(format!("select coalesce({column}, '7') from {table} {here} = {seq}"));
            let text: String = server::on!(store, |db| sqlx::query_scalar(read).fetch_one(db).await).unwrap();
            let text = edited(&text, rng).replace('\'', "''");
            format!("update {table} set {column} = '{text}' {here} = {seq}")
        }
    };
    does(office, &sql).await;
    sql
}

/// As it was before the edits.
async fn restore(office: &TestOffice, tables: &[&str]) {
    for table in tables.iter().rev() {
        does(office, &format!("delete from {table}")).await;
    }
    for table in tables {
        does(office, &format!("insert into {table} select * from kept_{table}")).await;
    }
}

#[tokio::test]
async fn every_change_of_the_past_is_found() {
    on_both(async |office| {
        let mut rng = StdRng::seed_from_u64(seed("A10"));
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ana.must(&opens).await;
        for n in 0..ENTRIES {
            let mut rank = Rank::between(None, None);
            for _ in 0..n % 5 {
                rank = Rank::between(Some(&rank), None);
            }
            ana.must(&about(case, domain::case::Command::Rank { lane: Lane::Intake, rank })).await;
        }
        without_guards(&office).await;
        assert_eq!(checked(&office).await, []);
        for _ in 0..EDITS {
            let columns = ["by_staff", "command", "body", "body_hash", "prev", "hash"];
            let sql = edit(&office, "entry", &columns, &mut rng).await;
            assert_ne!(checked(&office).await, [], "nobody noticed: {sql}");
            restore(&office, &["entry"]).await;
        }
        assert_eq!(checked(&office).await, []);
    })
    .await;
}

#[tokio::test]
async fn every_change_of_what_was_looked_at_is_found() {
    on_both(async |office| {
        let mut rng = StdRng::seed_from_u64(seed("A10"));
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ana.must(&opens).await;
        for _ in 0..LOOKS {
            ana.chart(case).await.expect("ana may");
        }
        assert!(verify(office.office.store(), |_| {}).await.unwrap().is_sound());
        without_guards(&office).await;
        assert_eq!(checked(&office).await, []);
        for _ in 0..EDITS {
            let sql =
                edit(&office, "look", &["id", "staff", "case_id", "what", "reason", "hash"], &mut rng).await;
            assert_ne!(checked(&office).await, [], "nobody noticed: {sql}");
            restore(&office, &["look"]).await;
        }
        let clinic = office.a.clinic;
        let beside = format!(
            "insert into look (id, clinic, at, staff, what) values ('00000000-0000-0000-0000-000000000001', \
             '{clinic}', 1, '{clinic}', 'chart')"
        );
        for sql in [
            "delete from look".to_owned(),
            "delete from look; delete from look_chain".to_owned(),
            "update look set seq = null where seq = 2".to_owned(),
            format!("update look_chain set seq = seq - 1 where clinic = '{clinic}'"),
            format!("update look_chain set head = '' where clinic = '{clinic}'"),
            beside,
        ] {
            does(&office, &sql).await;
            assert_ne!(checked(&office).await, [], "nobody noticed: {sql}");
            restore(&office, &["look", "look_chain"]).await;
        }
        assert_eq!(checked(&office).await, []);
        ana.chart(case).await.expect("and the log goes on");
        assert_eq!(checked(&office).await, []);
    })
    .await;
}

#[tokio::test]
async fn many_looks_at_once_from_two_servers_are_one_chain() {
    let Some(fresh) = tests::Fresh::postgres().await else { return };
    let one = TestOffice::on(fresh, server::clock::Clock::wound(tests::morning())).await;
    let two = one.beside().await;
    let ana = one.as_person("ana").await;
    let there = ana.at(two.address);
    let (case, opens) = open("Theodore Vidal", one.a.sites[0], None);
    ana.must(&opens).await;
    let looks =
        (0..40).map(async |n| if n % 2 == 0 { ana.chart(case).await } else { there.chart(case).await });
    for look in futures::future::join_all(looks).await {
        look.expect("ana may");
    }
    let report = verify(one.office.store(), |_| {}).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.problems);
    assert_eq!(report.looks, 40);
}

#[tokio::test]
async fn a_clinic_that_was_taken_away_or_renamed_behind_our_back_is_found() {
    on_both(async |office| {
        let clinic = office.a.clinic;
        let store = office.office.store();
        for sql in ["update clinic set name = 'Another'", "update clinic set kind = 'practice'"] {
            does(&office, &format!("{sql} where id = '{clinic}'")).await;
            let report = verify(store, |_| {}).await.unwrap();
            assert_eq!(report.problems, [Problem::Clinic { clinic }], "{sql}");
            server::verify::rebuild(store, |_| {}).await.unwrap();
            assert!(verify(store, |_| {}).await.unwrap().is_sound(), "mended after {sql}");
        }
        if store.kind() == "SQLite" {
            let sql = format!("pragma foreign_keys = off; delete from clinic where id = '{clinic}'");
            does(&office, &sql).await;
        } else {
            for table in [
                "entry",
                "look",
                "look_chain",
                "case_row",
                "ledger_row",
                "payer_draft",
                "member",
                "session",
                "invitation",
                "import_draft",
            ] {
                does(&office, &format!("alter table {table} drop constraint {table}_clinic_fkey")).await;
            }
            does(&office, &format!("delete from clinic where id = '{clinic}'")).await;
        }
        let report = verify(store, |_| {}).await.unwrap();
        assert_eq!(report.problems, [Problem::Lost { clinic }]);
        assert_eq!(
            server::verify::rebuild(store, |_| {}).await.unwrap().problems,
            [Problem::Lost { clinic }]
        );
    })
    .await;
}

#[tokio::test]
async fn a_guard_that_is_gone_is_found() {
    on_both(async |office| {
        let sqlite = office.office.store().kind() == "SQLite";
        let gone = "drop trigger look_is_never_deleted";
        does(&office, &if sqlite { gone.to_owned() } else { format!("{gone} on look") }).await;
        let problems = verify(office.office.store(), |_| {}).await.unwrap().problems;
        assert_eq!(problems, [Problem::Unguarded { table: "look", guard: "look_is_never_deleted" }]);
    })
    .await;
}
