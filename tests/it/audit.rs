//! Nobody looks unseen: each look at a chart leaves a row, and the row cannot be taken away.

use domain::ids::CaseId;
use domain::kinds::{Lane, Rank};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::verify::verify;
use sqlx::AssertSqlSafe;
use tests::submissions::{about, open};
use tests::{TestOffice, on_both, seed};

/// Edits of the journal in a quick run.
const EDITS: usize = 200;
/// Entries that are edited.
const ENTRIES: i64 = 40;

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
        does(office, "drop trigger entry_is_never_changed; drop trigger entry_is_never_deleted").await;
    } else {
        does(office, "drop trigger entry_is_never_changed on entry").await;
    }
    does(office, "create table kept as select * from entry").await;
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
async fn edit(office: &TestOffice, rng: &mut StdRng) -> String {
    let clinic = office.a.clinic;
    let last: i64 = {
        let sql = "select max(seq) from entry where clinic = $1";
        let store = office.office.store();
        server::on!(store, |db| sqlx::query_scalar(sql).bind(clinic.to_string()).fetch_one(db).await).unwrap()
    };
    let seq = rng.random_range(1..=last);
    let here = format!("where clinic = '{clinic}' and seq");
    let sql = match rng.random_range(0..10) {
        0 => format!("delete from entry {here} = {seq}"),
        1 => format!("delete from entry {here} >= {seq}"),
        2 => {
            let other = if seq == last { 1 } else { seq + 1 };
            let swap =
                format!("update entry set seq = case seq when {seq} then {other} else {seq} end + 1000000");
            let back = format!("update entry set seq = seq - 1000000 {here} > 1000000");
            format!("{swap} {here} in ({seq}, {other}); {back}")
        }
        3 => format!("update entry set at = at + 1 {here} = {seq}"),
        _ => {
            let column = ["by_staff", "command", "body", "body_hash", "prev", "hash"][rng.random_range(0..6)];
            let store = office.office.store();
            let read = format!("select {column} from entry {here} = {seq}");
            let text: String =
                server::on!(store, |db| sqlx::query_scalar(AssertSqlSafe(read)).fetch_one(db).await).unwrap();
            let text = edited(&text, rng).replace('\'', "''");
            format!("update entry set {column} = '{text}' {here} = {seq}")
        }
    };
    does(office, &sql).await;
    sql
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
        assert!(verify(office.office.store(), |_| {}).await.unwrap().is_sound());
        for _ in 0..EDITS {
            let sql = edit(&office, &mut rng).await;
            let report = verify(office.office.store(), |_| {}).await.unwrap();
            assert!(!report.is_sound(), "nobody noticed: {sql}");
            does(&office, "delete from entry; insert into entry select * from kept").await;
        }
        assert!(verify(office.office.store(), |_| {}).await.unwrap().is_sound());
    })
    .await;
}
