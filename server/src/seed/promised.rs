//! What the documentation promises of the demonstration clinic.

use super::*;
use domain::authorization::alerts;
use domain::case::Case;
use domain::coverage::cob::propose;
use domain::coverage::filing::filing_used_percent;
use domain::coverage::force::{in_force, payers_on};
use domain::coverage::kx::{KxAmounts, KxGroup, kx};
use domain::coverage::replay::{ToDo, touched};
use domain::coverage::{CobRule, PayerOrder};
use domain::ledger::{self, Flag, Ledger, digest, is_needed, reckon};
use domain::service::Services;
use domain::visit::Outcome;
use std::sync::LazyLock;

fn as_of() -> Date {
    Date::from_ymd_opt(2026, 11, 20).expect("a day")
}

/// The day on which people look.
fn today() -> Date {
    as_of() + chrono::Days::new(1)
}

static DEMO: LazyLock<Seeded> = LazyLock::new(|| {
    grow(&Recipe::demo(as_of()).expect("the demo's recipe"), &mut |_| ()).expect("it grows")
});

/// A case and its ledger, from the journal alone.
pub(super) fn replayed(seeded: &Seeded, number: u32) -> (Case, Ledger) {
    let mut id = None;
    for entry in &seeded.entries {
        if let Body::Case { case, events, .. } = &entry.body
            && let Some(domain::case::Event::Opened(opened)) = events.first()
            && opened.number == number
        {
            id = Some(*case);
        }
    }
    let id = id.expect("a case with this number");
    let (mut case, mut books) = (None, Ledger::default());
    for entry in &seeded.entries {
        let Body::Case { case: of, events, ledger, .. } = &entry.body else { continue };
        if *of == id {
            let meta =
                domain::case::Meta { seq: entry.seq, at: entry.at, by: entry.by, command: entry.command };
            domain::case::apply(&mut case, id, events, meta);
            ledger::apply(&mut books, ledger);
        }
    }
    (case.expect("it was opened"), books)
}

fn story(story: Story) -> (Case, Ledger) {
    replayed(&DEMO, story.number())
}

#[test]
fn p1_the_second_coverage_touches_exactly_ten_billed_sessions() {
    let (case, before) = story(Story::UnseenSecondary);
    let from = second_coverage_from(as_of());
    assert_eq!(from, Date::from_ymd_opt(2026, 7, 1).expect("a day"));
    assert_eq!(before.policies.len(), 1, "nobody has entered the second");
    assert_eq!(case.facts.coverage_count, Some(1));
    let mut after = before.clone();
    let mut second = before.policies[0].clone();
    second.id = domain::ids::PolicyId(Uuid::from_u128(2));
    second.period = domain::calendar::Span::since(from);
    second.subscriber.born = Date::from_ymd_opt(1984, 9, 21);
    after.policies.push(second);
    let proposal = propose(&in_force(&after, from), &after.circumstances, case.patient.born, from);
    assert_eq!(proposal.rule(), Some(CobRule::Birthday));
    assert_eq!(proposal.order, [before.policies[0].id, after.policies[1].id]);
    after.orders.push(PayerOrder {
        from,
        policies: proposal.order,
        rule: CobRule::Birthday,
        evidence: None,
        by: case.touched.by,
        on: today(),
        confirmed: false,
    });
    let replay = touched(&before, &after, today());
    let found: Vec<_> = replay.groups.iter().map(|group| (group.what, group.visits.len())).collect();
    assert_eq!(found, [(ToDo::BillSecondary, 10)]);
}

#[test]
fn p2_the_authorization_ends_in_21_days_and_nobody_has_begun_a_packet() {
    let (case, books) = story(Story::EndsSoon);
    let ends = books.authorizations.iter().filter_map(domain::authorization::Authorization::last_day).max();
    assert_eq!(ends, Some(today() + chrono::Days::new(21)));
    let packet = case.open_tasks().find(|task| task.id.code() == "AC-07").expect("it is to be done");
    assert!(packet.due.is_some_and(|due| due < today()), "and late");
    let drawn = reckon(&books, &DEMO.clinic, &Services::standard());
    let of = |policy| {
        let policy = books.policy(policy)?;
        DEMO.clinic.payer(policy.payer)?.rules_on(today())
    };
    let pace = |_| domain::authorization::renewal::Pace::of(&[], 14);
    let site = DEMO.clinic.site(case.site).expect("its site");
    let alerts = alerts::alerts(&alerts::Input {
        today: today(),
        authorizations: &books.authorizations,
        visits: &books.visits,
        drawn: &drawn,
        rules: &of,
        pace: &pace,
        begun: &|_| false,
        needed: &|uncovered| is_needed(&books, &DEMO.clinic, uncovered),
        calendar: &site.business,
        prep_days: 5,
        kept_percent: 84,
    });
    let says = |rule| alerts.iter().any(|alert| alert.rule == rule);
    assert!(says(alerts::Rule::EndsSoon) && says(alerts::Rule::RenewalDue), "{alerts:?}");
    assert!(!says(alerts::Rule::DeliveredUncovered), "{alerts:?}");
}

#[test]
fn p3_the_last_four_sessions_are_beyond_the_authorization() {
    let (case, books) = story(Story::UsedUp);
    let drawn = reckon(&books, &DEMO.clinic, &Services::standard());
    let bare: Vec<_> =
        drawn.uncovered.iter().filter(|uncovered| is_needed(&books, &DEMO.clinic, uncovered)).collect();
    assert_eq!(bare.len(), 4, "{bare:?}");
    assert!(bare.iter().all(|one| one.why == domain::authorization::balance::Why::UsedUp && !one.planned));
    let last: Vec<Date> =
        books.visits.iter().filter(|visit| visit.outcome == Outcome::Arrived).map(|visit| visit.on).collect();
    assert_eq!(bare.iter().map(|one| one.on).collect::<Vec<_>>(), last[last.len() - 4..]);
    assert_eq!(case.digest.as_ref().map(|digest| digest.uncovered), Some(4));
}

#[test]
fn p14_the_decree_goes_before_the_birthday_and_the_payers_do_not_know_yet() {
    let (case, books) = story(Story::Decree);
    let payers = payers_on(&books, today());
    let names: Vec<String> = payers
        .ordered
        .iter()
        .filter_map(|policy| policy.subscriber.name.as_ref())
        .map(|name| name.to_string().split(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(names, ["Elena", "Marcus"], "the mother's plan first");
    assert_eq!(payers.rule(), Some(CobRule::Decree));
    assert!(!payers.confirmed);
    let proposal = propose(&in_force(&books, today()), &books.circumstances, case.patient.born, today());
    assert_eq!(proposal.order, payers.ids());
    let without = domain::coverage::Circumstances::default();
    let by_birthday = propose(&in_force(&books, today()), &without, case.patient.born, today());
    assert_ne!(by_birthday.order, payers.ids(), "birthdays alone would say otherwise");
    let flags = digest(&books, &DEMO.clinic, today()).flags;
    assert!(flags.iter().any(|flag| matches!(flag, Flag::Unconfirmed(_))), "{flags:?}");
}

#[test]
fn p16_one_delivered_visit_was_never_billed_and_82_percent_of_its_time_have_passed() {
    let (case, books) = story(Story::Unbilled);
    let open: Vec<_> = books
        .visits
        .iter()
        .filter(|visit| visit.outcome == Outcome::Arrived && visit.billed_on.is_none())
        .filter(|visit| visit.on < today() - chrono::Days::new(14))
        .collect();
    assert_eq!(open.len(), 1, "{open:?}");
    let rules = DEMO
        .clinic
        .payer(books.policies[0].payer)
        .and_then(|payer| payer.rules_on(open[0].on))
        .expect("rules");
    assert_eq!(filing_used_percent(open[0].on, rules.filing_days, today()), 82);
    let digest = case.digest.as_ref().expect("a digest");
    assert_eq!(digest.file_by.map(|(_, on)| on), Some(open[0].on));
}

#[test]
fn p19_medicare_stands_at_86_percent_of_the_yearly_amount() {
    let (_, books) = story(Story::NearThreshold);
    let used = kx(&books, &KxAmounts::standard(), today());
    let of = used.iter().find(|used| used.group == KxGroup::PtAndSlp).expect("its group");
    assert_eq!(of.percent(), Ok(86));
    assert!(of.is_near() && !of.needs_modifier());
}

#[test]
fn the_demonstration_has_half_a_year_of_sessions_and_every_kind_of_grant() {
    let sessions = DEMO.totals.sessions;
    assert!((1_700..2_100).contains(&sessions), "{sessions}");
    let first = DEMO.entries.iter().filter(|entry| entry.body.case().is_some()).map(|entry| entry.at).min();
    assert!(first.is_some_and(|at| (as_of() - at.date_naive()).num_days() < 290), "{first:?}");
}

/// Wherever the as-of day falls, the stories keep their numbers and their answers.
#[test]
fn stories_stay_on_any_day() {
    for day in ["2026-11-22", "2026-07-04", "2026-12-28", "2027-01-09", "2028-02-29"] {
        let as_of: Date = day.parse().expect("a day");
        let today = as_of + chrono::Days::new(1);
        let seeded = grow(&Recipe::demo(as_of).expect("a recipe"), &mut |_| ()).expect("it grows");
        let from = second_coverage_from(as_of);
        let (_, books) = replayed(&seeded, Story::UnseenSecondary.number());
        let since = books.visits.iter().filter(|visit| from <= visit.on && visit.billed_on.is_some());
        assert_eq!(since.count(), 10, "{day}");
        let (_, books) = replayed(&seeded, Story::EndsSoon.number());
        let ends =
            books.authorizations.iter().filter_map(domain::authorization::Authorization::last_day).max();
        assert_eq!(ends, Some(today + chrono::Days::new(21)), "{day}");
        let (_, books) = replayed(&seeded, Story::UsedUp.number());
        let drawn = reckon(&books, &seeded.clinic, &Services::standard());
        let bare = drawn.uncovered.iter().filter(|one| is_needed(&books, &seeded.clinic, one)).count();
        assert_eq!(bare, 4, "{day}");
    }
}
