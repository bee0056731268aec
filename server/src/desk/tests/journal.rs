//! What is saved, once, in one order, and cannot be changed.

use super::office::{Office, command, line, moved, ranked, submission};
use crate::store::Fault;
use crate::store::testing::{Fresh, on_both};
use crate::verify::{Problem, rebuild, verify};
use crate::{on, on_write};
use app::api::Desk;
use app::error::ServerError;
use domain::case::Command as C;
use domain::clinic;
use domain::ids::CaseId;
use domain::journal::{Command, Seq, Submission};
use domain::kinds::Lane;
use domain::refusal::Refusal;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

#[tokio::test]
async fn a_move_is_saved_once_however_often_it_is_sent() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        let submission = submission(case, moved(Lane::Intake, Lane::Planning));
        // Overriding the gate is not a coordinator's right.
        let refused = office.desk.submit(&office.who("Cleo"), submission.clone()).await;
        assert!(matches!(refused, Err(ServerError::Refused(Refusal::NotAllowed))), "{refused:?}");
        let dora = office.who("Dora");
        let first = office.desk.submit(&dora, submission.clone()).await.unwrap();
        let group = vec![submission.clone(), submission.clone(), submission];
        for again in office.desk.submit_many(&dora, group).await {
            assert_eq!(again, Ok(first));
        }
        let board = office.desk.board(&dora).await.unwrap();
        assert_eq!(board.seq, first.seq);
        assert_eq!(board.cards[0].lane, Lane::Planning);
        assert!(!board.cards[0].debts.is_empty());
        assert!(verify(office.desk.store(), |_| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn eight_hands_and_repeats_leave_no_gap() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        let before = office.seq().await;
        let who = office.who("Cleo");
        let hands = (0..8).map(async |hand| {
            let mut receipts = Vec::new();
            for n in 0..12 {
                let submission = submission(case, ranked(Lane::Intake, 1 + (hand + n) % 5));
                let (one, two) = tokio::join!(
                    office.desk.submit(&who, submission.clone()),
                    office.desk.submit(&who, submission)
                );
                assert_eq!(one, two);
                receipts.push(one.unwrap().seq);
            }
            receipts
        });
        let mut seqs: Vec<Seq> = futures::future::join_all(hands).await.concat();
        seqs.sort_unstable();
        let wanted: Vec<Seq> = (before.0 + 1..=before.0 + 96).map(Seq).collect();
        assert_eq!(seqs, wanted);
        let report = verify(office.desk.store(), |_| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_leaves_no_trace_and_no_number_is_lost() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let first = office.opens("Mia Vidal").await;
        let before = office.seq().await;
        let none = office.ask("Cleo", CaseId(Uuid::now_v7()), C::StopWaiting).await;
        assert_eq!(none, Err(ServerError::Refused(Refusal::NoSuchCase)));
        let twice = office.ask("Cleo", first, C::Open(Box::new(office.new_case("Mia Vidal")))).await;
        assert_eq!(twice, Err(ServerError::Refused(Refusal::Exists)));
        assert_eq!(office.seq().await, before);
        let second = office.opens("Noor Haddad").await;
        let who = office.who("Cleo");
        assert_eq!(office.desk.card(&who, first).await.unwrap().number, 1);
        assert_eq!(office.desk.card(&who, second).await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test]
async fn an_id_acknowledges_nothing_but_what_it_was_first_sent_with() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let (case, other) = (office.opens("Mia Vidal").await, office.opens("Noor Haddad").await);
        let first = submission(case, ranked(Lane::Intake, 3));
        let submit = async |who: &str, case| {
            let does = Command::Case { case, does: ranked(Lane::Intake, 3) };
            office.desk.submit(&office.who(who), Submission { id: first.id, command: does }).await
        };
        let receipt = office.desk.submit(&office.who("Cleo"), first.clone()).await.unwrap();
        assert_eq!(submit("Cleo", case).await.unwrap(), receipt, "sent again");
        let taken = Err(ServerError::Refused(Refusal::IdTaken));
        assert_eq!(submit("Cleo", other).await, taken, "about another case");
        assert_eq!(submit("Dora", case).await, taken, "by another person");
        assert_eq!(submit("Cleo", CaseId(Uuid::now_v7())).await, taken, "about a case that is not there");
        assert_eq!(office.seq().await, receipt.seq);
    })
    .await;
}

#[tokio::test]
async fn a_lost_right_counts_at_once() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        let cleo = office.who("Cleo");
        let leave = clinic::Command::Leave { staff: office.id("Cleo"), reason: line("moved away") };
        let leave = Submission { id: command(), command: Command::Clinic(leave) };
        office.desk.submit(&office.who("Dora"), leave).await.unwrap();
        let late = office.desk.submit(&cleo, submission(case, ranked(Lane::Intake, 3))).await;
        assert_eq!(late, Err(ServerError::Refused(Refusal::NotAllowed)));
        assert_eq!(office.desk.board(&cleo).await.unwrap_err(), ServerError::Forbidden);
        assert_eq!(office.desk.chart(&cleo, case).await.unwrap_err(), ServerError::Forbidden);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_past() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        office.desk.chart(&office.who("Cleo"), case).await.unwrap();
        let mut forbidden = vec![
            "update entry set body = '{}'",
            "delete from entry where seq = 1",
            "update look set staff = 'x'",
            "delete from look",
        ];
        if office.desk.store().kind() == "PostgreSQL" {
            forbidden.extend(["truncate entry", "truncate look"]);
        }
        for sql in forbidden {
            assert!(run(&office, sql).await.is_err(), "{sql}");
        }
    })
    .await;
}

/// Whether the check named the right row.
type Found = fn(&Problem) -> bool;

#[tokio::test]
async fn a_changed_past_is_found_and_named() {
    let crimes: [(&str, Found); 6] = [
        ("update entry set body = replace(body, 'Mia', 'Mio') where seq = 3", |problem| {
            matches!(problem, Problem::Changed { seq: Seq(3), .. })
        }),
        ("update entry set by_staff = command where seq = 4", |problem| {
            matches!(problem, Problem::Changed { seq: Seq(4), .. })
        }),
        ("delete from entry where seq = 4", |problem| {
            matches!(problem, Problem::Missing { seq: Seq(4), .. })
        }),
        ("delete from entry where seq = 5", |problem| {
            matches!(problem, Problem::CutShort { last: Seq(4), counter: Seq(5), .. })
        }),
        (
            "update entry set seq = case seq when 4 then 1005 else 1004 end where seq in (4, 5); \
             update entry set seq = seq - 1000 where seq > 1000",
            |problem| matches!(problem, Problem::Changed { seq: Seq(4), .. }),
        ),
        ("update case_row set owner = 'x'", |problem| {
            matches!(problem, Problem::Case { column: "owner", .. })
        }),
    ];
    for (crime, found) in crimes {
        on_both(async |fresh: Fresh| {
            let office = Office::open(&fresh).await;
            let case = office.opens("Mia Vidal").await;
            office.ask("Cleo", case, ranked(Lane::Intake, 2)).await.unwrap();
            office.ask("Cleo", case, ranked(Lane::Intake, 3)).await.unwrap();
            if office.desk.store().kind() == "SQLite" {
                run(&office, "drop trigger entry_is_never_changed").await.unwrap();
                run(&office, "drop trigger entry_is_never_deleted").await.unwrap();
            } else {
                run(&office, "drop trigger entry_is_never_changed on entry").await.unwrap();
            }
            let before = verify(office.desk.store(), |_| {}).await.unwrap().problems;
            let unguarded = |problem: &Problem| matches!(problem, Problem::Unguarded { .. });
            assert!(!before.is_empty() && before.iter().all(unguarded), "{before:?}");
            run(&office, crime).await.unwrap();
            let report = verify(office.desk.store(), |_| {}).await.unwrap();
            assert!(report.problems.first().is_some_and(found), "{crime}: {report:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn views_are_thrown_away_and_come_back_byte_for_byte() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        for name in ["Mia Vidal", "Noor Haddad", "Öykü Nuñez"] {
            let case = office.opens(name).await;
            office.ask("Dora", case, moved(Lane::Intake, Lane::Active)).await.unwrap();
        }
        let rows = "select group_concat(doc || search || seq, '|') from case_row";
        let rows = if office.desk.store().kind() == "SQLite" {
            rows
        } else {
            "select string_agg(doc || search || seq, '|' order by id) from case_row"
        };
        let before = text(&office, rows).await;
        run(&office, "delete from case_row where number = 2").await.unwrap();
        run(&office, "update case_row set doc = replace(doc, 'Mia', 'Eve')").await.unwrap();
        run(&office, "update clinic set doc = replace(doc, 'North', 'West')").await.unwrap();
        assert!(!verify(office.desk.store(), |_| {}).await.unwrap().is_sound());
        assert!(rebuild(office.desk.store(), |_| {}).await.unwrap().is_sound());
        assert!(verify(office.desk.store(), |_| {}).await.unwrap().is_sound());
        assert_eq!(text(&office, rows).await, before);
    })
    .await;
}

async fn run(office: &Office, sql: &'static str) -> Result<(), ServerError> {
    on_write!(office.desk.store(), |db| sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.map(|_| ()))
        .fault("a test")
}

async fn text(office: &Office, sql: &'static str) -> String {
    on!(office.desk.store(), |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap()
}
