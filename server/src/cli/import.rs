//! `caseboard import`: a spreadsheet from the command line, through the same rules and piles as on the page.

use super::{Failure, existing, existing_store, say};
use crate::accounts::clinics::Clinics;
use crate::accounts::email::Email;
use crate::accounts::rows;
use crate::clock::Clock;
use crate::config::Settings;
use crate::desk::{LocalDesk, NoAccounts};
use crate::import::Imports;
use crate::import::chore::{Preview, Wishes};
use crate::import::drafts::Owner;
use crate::store::Store;
use app::import::facts::STANDINGS;
use app::parts::words::count;
use clap::Args;
use domain::clinic::Clinic;
use domain::import::Field;
use domain::import::dates::{DateOrder, DateStyle};
use domain::import::fold::fold;
use domain::kinds::Discipline;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows to fix that are shown; `--fixes` writes all of them.
const SHOWN: usize = 20;

/// What to import.
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The spreadsheet: CSV with any separator and encoding, or XLSX.
    file: PathBuf,
    /// Name or id of the clinic; may be left out when there is one.
    #[arg(long)]
    clinic: Option<String>,
    /// E-mail or name of the coordinator, clinical lead or director who brings it in; may be left out when there is one.
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// Only say what would happen. Writes nothing, and may run beside a server.
    #[arg(long)]
    dry_run: bool,
    /// Sheet of a workbook; default is the first with something in it.
    #[arg(long)]
    sheet: Option<String>,
    /// What a column becomes, as `D.O.B.=birth_date`, `Shoe size=ignore` or `Remarks=note`. May be repeated.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    column: Vec<(String, String)>,
    /// What an old status word stands for, as `tx=active` or `wl=intake-waiting`. May be repeated.
    #[arg(long, value_name = "WORD=LANE", value_parser = pair)]
    status: Vec<(String, String)>,
    /// How dates like 3/4/2024 are written where nothing in their column says it: `month-first`, `day-first`, or for one
    /// way of writing them `slashes=month-first`, `dots=day-first`, `dashes=…`, `other=…`. May be repeated.
    #[arg(long, value_name = "[STYLE=]ORDER", value_parser = dates)]
    dates: Vec<(Option<DateStyle>, DateOrder)>,
    /// Discipline of rows that name none: SLP, OT, PT, ABA or MH.
    #[arg(long, value_parser = discipline)]
    discipline: Option<Discipline>,
    /// Import possible duplicates too.
    #[arg(long)]
    take_duplicates: bool,
    /// Write the rows to fix into this new file, to be corrected and imported. Only you may read it.
    #[arg(long, value_name = "FILE")]
    fixes: Option<PathBuf>,
}

/// What `--column` and `--status` understand, for the help.
pub(super) fn codes() -> String {
    let more = [("note", "Kept as a note on the case"), ("ignore", "Left out")];
    let fields = Field::ALL.into_iter().map(|field| (field.code(), field.title())).chain(more);
    let line = |(code, words): (&str, &str)| format!("  {code:<18} {words}");
    let mut lines = vec!["What a column becomes (--column COLUMN=FIELD):".to_owned()];
    lines.extend(fields.map(line));
    lines.push(String::new());
    lines.push("What a status stands for (--status WORD=LANE; without a word, empty cells):".to_owned());
    lines.extend(STANDINGS.into_iter().map(line));
    lines.join("\n")
}

fn dates(text: &str) -> Result<(Option<DateStyle>, DateOrder), String> {
    let (style, order) = text.split_once('=').map_or((None, text), |(style, order)| (Some(style), order));
    let style = style.map(|style| {
        DateStyle::from_code(style.trim()).ok_or("write slashes, dots, dashes or other before the =")
    });
    let order = match order.trim() {
        "month-first" => DateOrder::MonthFirst,
        "day-first" => DateOrder::DayFirst,
        _ => return Err("write month-first or day-first".to_owned()),
    };
    Ok((style.transpose()?, order))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.rsplit_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn discipline(text: &str) -> Result<Discipline, String> {
    let known = Discipline::ALL.into_iter().find(|discipline| discipline.mark().eq_ignore_ascii_case(text));
    known.ok_or_else(|| "write SLP, OT, PT, ABA or MH".to_owned())
}

/// Says what would become of the file, and does it unless it is a dry run.
pub(super) async fn run(settings: &Settings, import: Import) -> Result<(), Failure> {
    let path = import.file.display();
    let file = std::fs::read(&import.file)
        .map_err(|error| Failure::new(format!("{path} cannot be read: {error}. Nothing was imported.")))?;
    let store = if import.dry_run {
        Store::open_beside(&existing(settings)?).await.map_err(Failure::new)?
    } else {
        existing_store(settings).await?
    };
    let owner = owner(&store, &import).await?;
    let imports = Imports::idle(LocalDesk::start(store.clone(), Clock::Real, Arc::new(NoAccounts)));
    let wishes = Wishes {
        sheet: import.sheet.clone(),
        columns: import.column.clone(),
        statuses: import.status.clone(),
        dates: import.dates.clone(),
        discipline: import.discipline,
        twins: import.take_duplicates,
    };
    let preview = imports.preview(owner, file.clone(), &wishes).await.map_err(Failure::new)?;
    tell(&preview)?;
    if let Some(fixes) = &import.fixes {
        write_new(fixes, &preview.csv)?;
        say(format!("The rows to fix are in {}.", fixes.display()));
    }
    if import.dry_run {
        say("A dry run: nothing was imported.");
    } else if preview.counts.ready == 0 {
        say("No row is ready, so nothing was imported.");
    } else {
        let name =
            import.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        go(&imports, owner, name, file, &wishes).await?;
    }
    store.close().await;
    Ok(())
}

/// Patients are in it: nobody else may read it, and nothing that is there is lost.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| {
        let path = path.display();
        Failure::new(if error.kind() == std::io::ErrorKind::AlreadyExists {
            format!(
                "{path} is there already and was left as it is. Nothing was imported. Choose another name."
            )
        } else {
            format!("{path} cannot be written: {error}. Nothing was imported.")
        })
    })
}

async fn go(
    imports: &Imports,
    owner: Owner,
    name: String,
    file: Vec<u8>,
    wishes: &Wishes,
) -> Result<(), Failure> {
    let begun = std::time::Instant::now();
    let mut told = 0;
    let progress = imports
        .import(owner, name, file, wishes, |done, total| {
            if told + (total / 10).max(500) <= done {
                told = done;
                say(format!("{done} of {total} rows"));
            }
        })
        .await
        .map_err(Failure::new)?;
    for (line, why) in &progress.refused {
        say(if *line == 0 { why.clone() } else { format!("Row {line} was refused: {why}") });
    }
    let opened = (progress.done as usize)
        .saturating_sub(progress.refused.iter().filter(|(line, _)| 0 < *line).count());
    let seconds = begun.elapsed().as_secs_f64();
    say(match opened {
        0 => "No case was opened.".to_owned(),
        _ => format!(
            "{} opened, in {seconds:.1} s. The whole import can be taken back on the import page.",
            count(opened, "case was", "cases were")
        ),
    });
    Ok(())
}

fn tell(preview: &Preview) -> Result<(), Failure> {
    for note in &preview.notes {
        say(note);
    }
    say("Columns:");
    for (header, becomes) in &preview.columns {
        say(format!("  {header} -> {becomes}"));
    }
    if !preview.problems.is_empty() {
        let problems = preview.problems.join(" ");
        return Err(Failure::new(format!(
            "{problems} Nothing was imported. Use --column to say what a column is."
        )));
    }
    if !preview.statuses.is_empty() {
        say("Status words:");
    }
    for (word, rows, means) in &preview.statuses {
        let word = if word.is_empty() { "(empty)" } else { word };
        let rows = count(*rows as usize, "row", "rows");
        say(format!("  {word} -> {} ({rows})", means.unwrap_or("?")));
    }
    let counts = preview.counts;
    say(format!(
        "{} ready + {} to fix + {} = {}",
        counts.ready,
        counts.to_fix,
        count(counts.duplicates as usize, "possible duplicate", "possible duplicates"),
        count(counts.rows as usize, "row", "rows")
    ));
    if !preview.ages.is_empty() {
        say(&preview.ages);
    }
    if !preview.questions.is_empty() {
        say(format!("{} open:", count(preview.questions.len(), "question is", "questions are")));
    }
    for question in &preview.questions {
        say(format!("  {question}"));
    }
    for line in preview.to_fix.iter().take(SHOWN) {
        say(format!("  {line}"));
    }
    if SHOWN < preview.to_fix.len() {
        say(format!("  and {} more; --fixes FILE writes all of them", preview.to_fix.len() - SHOWN));
    }
    Ok(())
}

/// In which clinic, and as whom.
async fn owner(store: &Store, import: &Import) -> Result<Owner, Failure> {
    let clinics = Clinics::new(store.clone()).all().await.map_err(Failure::new)?;
    let named = |clinic: &&Arc<Clinic>| match &import.clinic {
        None => true,
        Some(name) => clinic.id.to_string() == *name || fold(clinic.name.as_str()) == fold(name),
    };
    let mut found = clinics.iter().filter(named);
    let (Some(clinic), None) = (found.next(), found.next()) else {
        let choice = listed(clinics.iter().map(|clinic| clinic.name.as_str()));
        return Err(Failure::new(format!(
            "Say with --clinic which clinic is meant: {choice}. Nothing was imported."
        )));
    };
    let account = match import.by.as_deref().and_then(Email::parse) {
        Some(email) => rows::by_email(store, &email).await.map_err(Failure::new)?,
        None => None,
    };
    let member = match account {
        Some(account) => {
            let places = rows::memberships(store, account.id).await.map_err(Failure::new)?;
            places.into_iter().find(|place| place.clinic == clinic.id).map(|place| place.staff)
        }
        None => None,
    };
    let able = clinic.staff.values().filter(|staff| staff.left.is_none() && staff.viewer().may_import());
    let meant = |staff: &&domain::clinic::Staff| match (&import.by, member) {
        (None, _) => true,
        (Some(_), Some(member)) => staff.id == member,
        (Some(name), None) => fold(staff.name.as_str()) == fold(name),
    };
    let mut found = able.clone().filter(meant);
    let (Some(staff), None) = (found.next(), found.next()) else {
        let choice = listed(able.map(|staff| staff.name.as_str()));
        return Err(Failure::new(format!("Say with --by who brings it in: {choice}. Nothing was imported.")));
    };
    Ok(Owner { clinic: clinic.id, staff: staff.id })
}

fn listed<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = all.map(|one| format!("“{one}”")).collect();
    quoted.join(", ")
}
