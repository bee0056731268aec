//! The rows: whose, who decides, what is left, when it fails and why, and what to do by when.

use super::super::bar::Taken;
use super::asked::Asked;
use crate::ledger::facts::FailingFacts;
use crate::pages::fields::chip;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::packet::is_part_of;
use domain::authorization::renewal::{PREP_DAYS, Pace, Renewal, StartBy, start_by};
use domain::coverage::filing::{FilingAlert, filing_alert, filing_used_percent};
use domain::ids::PayerId;
use domain::kinds::Date;
use domain::ledger::worklist::{About, Kind, Row};
use domain::ledger::{DigestLine, Flag};

/// Percent of Medicare's threshold from which it is said.
const KX_PERCENT: u16 = 80;

/// A chip: tone, icon, words.
type Mark = (&'static str, &'static str, String);

/// The table of one page.
pub(super) fn table(facts: &FailingFacts, asked: &Asked, rows: &[Row<'_>]) -> AnyView {
    let (what, when, then) = match asked.kind {
        Kind::Authorizations => ("Used, booked, left", "Fails on", "Renewal"),
        Kind::Coverage => ("What", "Since", "Owner"),
        Kind::Verification => ("What", "Verify by", "Owner"),
        Kind::Filing => ("What", "File by", "Owner"),
    };
    let heads = ["Patient", "Payer", what, when, then, "Also"];
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> });
    let labels = [what, when, then];
    let rows = rows.iter().map(|row| line(facts, row, labels));
    view! {
        <div class="table-frame">
            <table class="table failing__table" data-stack="">
                <thead><tr>{Vec::from(heads)}</tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}

fn line(facts: &FailingFacts, row: &Row<'_>, labels: [&'static str; 3]) -> AnyView {
    let case = row.case;
    let part =
        if matches!(row.about, About::Line(_) | About::Missing(_)) { "authorizations" } else { "coverage" };
    let href = ["/cases/", &case.id.to_string(), "/coverage?part=", part].concat();
    let number = ["Case\u{a0}", &case.number.to_string()].concat();
    let disciplines = match row.about {
        About::Line(line) => vec![line.discipline],
        _ => case.disciplines.clone(),
    };
    let marks =
        disciplines.into_iter().map(|one| view! { <abbr class="mark" title=one.title()>{one.mark()}</abbr> });
    let chips = also(row).into_iter().map(|(tone, icon, words)| {
        view! { <li class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{words}</span></li> }
    });
    let chips: Vec<AnyView> = chips.collect();
    let chips = (!chips.is_empty()).then(|| view! { <ul class="chips" role="list">{chips}</ul> });
    let (date, why) = fails(row);
    let tone = if row.days_left() < 0 { "late" } else { "later" };
    view! {
        <tr>
            <th scope="row">
                <a href=href dir="auto">{case.patient.name.to_string()}</a>
                <span class="failing__case">{number}" "<span class="marks">{marks.collect::<Vec<_>>()}</span></span>
            </th>
            <td data-label="Payer" dir="auto">{payers(facts, row)}</td>
            <td data-label=labels[0]><div class="failing__left">{what(row)}</div></td>
            <td data-label=labels[1]>
                <div><span class="due" data-due=tone>{words::date(date)}</span><span class="failing__why">{why}</span></div>
            </td>
            <td data-label=labels[2]><div>{next(facts, row)}</div></td>
            <td data-label="Also">{chips}</td>
        </tr>
    }
}

fn payers(facts: &FailingFacts, row: &Row<'_>) -> String {
    let name = |id: &PayerId| {
        facts.clinic.payer(*id).map_or_else(|| "Unknown payer".to_owned(), |payer| payer.name.to_string())
    };
    match row.about {
        About::Line(DigestLine { payer: Some(payer), .. }) => name(payer),
        About::Line(_) => "Not shown to your role".to_owned(),
        _ => row.digest.payers.iter().map(name).collect::<Vec<_>>().join(", then "),
    }
}

fn what(row: &Row<'_>) -> AnyView {
    match row.about {
        About::Line(line) => {
            let taken = Taken::from(line);
            view! { {taken.bar()}<span class="failing__why">{taken.in_words()}</span> }
        }
        About::Missing(count) => {
            let words = words::count(count as usize, "unit or visit", "units or visits");
            let words = [&words, " without the authorization that is needed"].concat();
            view! { <span>{words}</span> }
        }
        About::Coverage(flag) => view! { <span>{of_flag(flag)}</span> },
        About::Verify => view! { <span>"Ask the payer whether the policy is still active"</span> },
        About::File(served) => {
            let words = ["The visit of ", &words::date(served), " is not billed"].concat();
            let percent = filing_used_percent(served, days_to_file(row, served), row.today);
            let why = format!("{percent}\u{a0}% of the time to file has passed");
            view! { <span>{words}</span><span class="failing__why">{why}</span> }
        }
    }
}

/// The day that is shown, and how far away it is and why.
fn fails(row: &Row<'_>) -> (Date, String) {
    let (day, because) = match row.about {
        About::Line(line) if line.runs_out.is_some_and(|out| out < line.until) => {
            (line.fails_on(), "runs out")
        }
        About::Line(line) => (line.until.pred_opt().unwrap_or(line.until), "last day"),
        About::Missing(_) => (row.on, "first day without one"),
        _ => (row.on, ""),
    };
    let away = match (day - row.today).num_days() {
        days if days < 0 => format!("{}\u{a0}d ago", -days),
        0 => "today".to_owned(),
        days => format!("in {days}\u{a0}d"),
    };
    (day, if because.is_empty() { away } else { [because, ", ", &away].concat() })
}

/// What to do, and by when.
fn next(facts: &FailingFacts, row: &Row<'_>) -> AnyView {
    match row.about {
        About::Line(line) if line.renewed => mark(("good", "done", "renewal on its way".to_owned())),
        About::Line(line) => {
            let begun = row.case.open_tasks().any(|task| is_part_of(&task.id, line.authorization));
            let begun = begun.then(|| mark(("info", "edit", "in preparation".to_owned())));
            let start = start(facts, row, line).map(|(start, pace)| renewal(&start, pace, row.today));
            view! { {begun}{start} }
        }
        About::Missing(_) => view! { <span>"Ask for one now"</span> },
        About::File(served) => {
            let alert = filing_alert(served, days_to_file(row, served), row.today);
            let tone = match alert {
                FilingAlert::Lost | FilingAlert::Critical => "bad",
                FilingAlert::Late => "warn",
                FilingAlert::Half | FilingAlert::Early => "info",
            };
            let owner = owner(facts, row);
            view! { {mark((tone, "clock", alert.title().to_owned()))}<span class="failing__why">{owner}</span> }
        }
        About::Coverage(_) | About::Verify => view! { <span>{owner(facts, row)}</span> },
    }
}

fn days_to_file(row: &Row<'_>, served: Date) -> u16 {
    u16::try_from((row.on - served).num_days()).unwrap_or(0)
}

fn owner(facts: &FailingFacts, row: &Row<'_>) -> String {
    row.case.owner.map_or_else(|| "Nobody".to_owned(), |owner| facts.clinic.name_of(owner))
}

/// The day by which the renewal has to be begun, and how long this payer takes.
fn start(facts: &FailingFacts, row: &Row<'_>, line: &DigestLine) -> Option<(StartBy, Option<Pace>)> {
    let payer = line.payer.and_then(|payer| facts.clinic.payer(payer));
    let pace = payer.and_then(|payer| facts.paces.get(&payer.id)).copied();
    let site = facts.clinic.site(row.case.site)?;
    let start = start_by(&Renewal {
        ends: Some(line.until),
        runs_out: line.runs_out,
        pace: pace.unwrap_or(Pace { count: 0, median: UNKNOWN_DAYS, p90: UNKNOWN_DAYS }),
        renew_before_days: payer
            .and_then(|payer| payer.rules_on(row.today))
            .map_or(0, |rules| rules.renew_before_days),
        prep_days: PREP_DAYS,
        calendar: &site.business,
    })?;
    Some((start, pace))
}

/// Days that a payer is taken to need of whom this person knows nothing.
const UNKNOWN_DAYS: u16 = 14;

fn renewal(start: &StartBy, pace: Option<Pace>, today: Date) -> AnyView {
    let late = start.on < today;
    let words = match (start.on - today).num_days() {
        0 => "Start today".to_owned(),
        days if days < 0 => ["Start was due on ", &words::date(start.on)].concat(),
        _ => ["Start by ", &words::date(start.on)].concat(),
    };
    let why = match pace {
        Some(Pace { count: 0, p90, .. }) => format!("the payer’s rules give {p90}\u{a0}d"),
        Some(Pace { p90, .. }) => format!("9 of 10 decisions came within {p90}\u{a0}d"),
        None => String::new(),
    };
    let state = if late { "late" } else { "later" };
    view! { <span class="due" data-due=state>{words}</span><span class="failing__why">{why}</span> }
}

fn mark((tone, icon, words): Mark) -> AnyView {
    chip(tone, icon, words)
}

/// What else somebody should know of the case; not what the row itself is about.
fn also(row: &Row<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for flag in &row.digest.flags {
        let own = match row.about {
            About::Coverage(about) => about == *flag,
            About::Missing(_) => !flag.is_about_coverage(),
            _ => false,
        };
        if !own {
            let tone = if matches!(flag, Flag::Unconfirmed(_)) { "info" } else { "warn" };
            marks.push((tone, "flag", of_flag(*flag)));
        }
    }
    if let Some(by) = row.digest.verify_by.filter(|_| row.about != About::Verify) {
        let left = (by - row.today).num_days();
        if left <= 7 {
            marks.push(("info", "phone", ["verify by ", &words::short_date(by)].concat()));
        }
    }
    if let Some((by, served)) = row.digest.file_by.filter(|_| !matches!(row.about, About::File(_))) {
        let days = u16::try_from((by - served).num_days()).unwrap_or(0);
        let alert = filing_alert(served, days, row.today);
        if FilingAlert::Late <= alert {
            let tone = if FilingAlert::Critical <= alert { "bad" } else { "warn" };
            marks.push((tone, "clock", ["file by ", &words::short_date(by)].concat()));
        }
    }
    if let Some(percent) = row.digest.kx_percent.filter(|percent| KX_PERCENT <= *percent) {
        let tone = if 100 <= percent { "bad" } else { "warn" };
        marks.push((tone, "partial", format!("KX threshold {percent}\u{a0}%")));
    }
    marks
}

fn of_flag(flag: Flag) -> String {
    let day = words::date(flag.day());
    match flag {
        Flag::NotCovered(_) => ["nobody covers from ", &day, " on"].concat(),
        Flag::Unordered(_) => ["two payers and no order since ", &day].concat(),
        Flag::Unconfirmed(_) => ["order not confirmed with the payers since ", &day].concat(),
        Flag::Contradiction(_) => ["policies contradict each other since ", &day].concat(),
        Flag::NotAuthorized(_) => ["not authorized from ", &day, " on"].concat(),
    }
}
