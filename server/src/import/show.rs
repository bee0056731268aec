//! An import as its pages show it.

use super::drafts::{Row, Stage};
use super::words::{self, Kind};
use super::work::Work;
use app::import::facts::{
    self, At, Check, Column, Columns, DateColumn, Draft, Listed, Look, Pile, Run, State, Sure, Word, Words,
    Wrong,
};
use app::parts::when::When;
use domain::clinic::Clinic;
use domain::import::dates::{self, DateKind, DateProblem, Orders, StyledDates, say, study};
use domain::import::row::DATES;
use domain::import::sort::SortedRow;
use domain::import::twins::Other;
use domain::import::{Confidence, Field, Problem, Proposal, Reason, SheetNote, Sorted, Use, Verdict};
use domain::kinds::Date;

/// Rows on one page.
const PAGE: usize = 25;
/// Rows shown beside the choice of columns.
const FIRST_ROWS: usize = 10;
/// Different values shown of a column.
const SAMPLES: usize = 4;
/// Dates shown of a column whose dates are clear.
const CLEAR: usize = 4;
/// Characters shown of one cell.
const SAMPLE_CHARS: usize = 60;
/// Sentences and cases listed after a run.
const LISTED: usize = 100;

/// A line of the list of imports.
pub(super) fn listed(row: &Row, clinic: &Clinic) -> Listed {
    let refused = u32::try_from(row.progress.refused.len()).unwrap_or(u32::MAX);
    let when = When::at(clinic, None, row.created_at);
    Listed {
        id: row.id.to_string(),
        file: row.file_name.clone(),
        rows: row.rows,
        at: (when.words(), when.code),
        state: state(row.stage),
        cases: row.progress.done.saturating_sub(refused),
    }
}

fn state(stage: Stage) -> State {
    match stage {
        Stage::Open => State::Open,
        Stage::Running => State::Running,
        Stage::Done => State::Done,
        Stage::Undoing => State::Undoing,
        Stage::Undone => State::Undone,
    }
}

/// An import that was begun; with its rows, if its file is still here.
pub(super) fn run(row: &Row, left: Option<(&Work, &Sorted)>) -> At {
    let progress = &row.progress;
    let counts = left.map(|(_, sorted)| sorted.counts());
    At::Run(Run {
        state: state(row.stage),
        total: row.total,
        done: progress.done,
        refused: progress.refused.iter().take(LISTED).cloned().collect(),
        kept: progress.kept.iter().take(LISTED).copied().collect(),
        to_fix: counts.map_or(0, |counts| counts.to_fix),
        twins: counts.map_or(0, |counts| counts.duplicates),
        ages: left.map(|(work, sorted)| ages(work, sorted)).unwrap_or_default(),
    })
}

/// An import at a step.
pub(super) fn draft(row: &Row, sheet: Option<&Work>, at: At) -> Draft {
    let notes = sheet.map(|work| work.sheet.notes.iter().map(ToString::to_string).collect());
    Draft {
        id: row.id.to_string(),
        file: row.file_name.clone(),
        rows: row.rows,
        notes: notes.unwrap_or_default(),
        at,
    }
}

/// What each column becomes.
pub(super) fn columns_step(work: &Work) -> At {
    let sheets = work.sheet.notes.iter().find_map(|note| match note {
        SheetNote::SheetChosen { name, all } => {
            let others = all.iter().filter(|other| *other != name);
            Some(std::iter::once(name).chain(others).cloned().collect())
        }
        _ => None,
    });
    At::Columns(Columns {
        columns: columns(work),
        first_rows: first_rows(work),
        sheets: sheets.unwrap_or_default(),
        problems: work.problems(),
    })
}

/// What dates and words mean.
pub(super) fn words_step(work: &Work, sorted: &Sorted) -> At {
    let list = |kind| -> Vec<Word> {
        let shown = |word: words::Word| Word {
            field: word.field,
            word: cut(&word.text, SAMPLE_CHARS),
            rows: word.rows,
            means: word.means,
        };
        let mut words: Vec<Word> = words::of(work, kind).into_iter().map(shown).collect();
        // What nobody knows stands first: it is what somebody has to say something about.
        words.sort_by_key(|word| kind == Kind::Status && !word.means.is_empty());
        words
    };
    let names = |(id, name): (String, &String)| (id, name.clone());
    At::Words(Words {
        dates: dates(work),
        statuses: list(Kind::Status),
        owners: list(Kind::Owner),
        sites: list(Kind::Site),
        staff_names: work.context.staff.iter().map(|(id, name)| names((id.to_string(), name))).collect(),
        site_names: work.context.sites.iter().map(|(id, name)| names((id.to_string(), name))).collect(),
        blank_discipline: work.mapping.blank_discipline.map_or("", |discipline| discipline.mark()),
        without_discipline: without_discipline(sorted),
    })
}

/// Whether there is anything to say about dates and words.
pub(super) fn has_words(work: &Work, sorted: &Sorted) -> bool {
    let named = Kind::ALL.into_iter().any(|kind| !words::of(work, kind).is_empty());
    named || 0 < without_discipline(sorted) || !dates(work).is_empty()
}

/// Lines of the possible duplicates.
pub(super) fn twins(sorted: &Sorted) -> impl Iterator<Item = u32> {
    let twins = sorted.rows.iter().filter(|row| matches!(row.verdict, Verdict::PossibleDuplicate { .. }));
    twins.map(|row| row.line)
}

/// Something about which nobody has said anything yet, and the file does not tell.
pub(super) enum Question {
    /// How dates are written: the column, the style, one of them.
    Dates { header: String, style: &'static str, example: String },
    /// What a status word stands for, and in how many rows.
    Status { word: String, rows: u32 },
    /// So many rows name no discipline.
    Discipline { rows: u32 },
}

/// What is open about dates and words.
pub(super) fn questions(work: &Work, sorted: &Sorted) -> Vec<Question> {
    let dates = dates(work).into_iter().filter(|date| date.asks && date.order.is_none());
    let dates = dates.map(|date| Question::Dates {
        style: date
            .field
            .rsplit_once('-')
            .and_then(|(_, code)| dates::DateStyle::from_code(code))
            .map_or("", dates::DateStyle::code),
        example: date.examples.into_iter().next().map(|[text, ..]| text).unwrap_or_default(),
        header: date.header,
    });
    let statuses = words::of(work, Kind::Status).into_iter().filter(|word| word.means.is_empty());
    let statuses = statuses.map(|word| Question::Status { word: word.text, rows: word.rows });
    let rows = without_discipline(sorted);
    let disciplines = (0 < rows).then_some(Question::Discipline { rows });
    dates.chain(statuses).chain(disciplines).collect()
}

/// From which dates the days in lane of the ready rows count.
pub(super) fn ages(work: &Work, sorted: &Sorted) -> String {
    let mut columns = sorted.lane_dates();
    let undated = columns.remove(&None).unwrap_or(0);
    let header = |at: usize| work.sheet.headers.get(at).cloned().unwrap_or_default();
    let rows = |count: u32| say_rows(count, "row", "rows");
    let from: Vec<String> = columns
        .into_iter()
        .filter_map(|(column, count)| Some(format!("from “{}” in {}", header(column?), rows(count))))
        .collect();
    let dated = (!from.is_empty()).then(|| format!("Days in lane count {}.", from.join(", ")));
    let undated = (0 < undated).then(|| {
        format!("{} no date, so days in lane begin today.", say_rows(undated, "row has", "rows have"))
    });
    dated.into_iter().chain(undated).collect::<Vec<_>>().join(" ")
}

fn say_rows(count: u32, one: &str, many: &str) -> String {
    app::parts::words::count(count as usize, one, many)
}

fn cut(text: &str, to: usize) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(to).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

fn columns(work: &Work) -> Vec<Column> {
    let describe = |proposal: &Proposal| {
        let at = proposal.column;
        let use_as = work.mapping.uses.get(at).copied().unwrap_or(proposal.use_as);
        let mut samples: Vec<String> = Vec::new();
        for cell in work.sheet.rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()) {
            let cell = cut(cell, SAMPLE_CHARS);
            if !samples.contains(&cell) {
                samples.push(cell);
            }
            if SAMPLES <= samples.len() {
                break;
            }
        }
        let sure = match (use_as, proposal.confidence) {
            (chosen, _) if chosen != proposal.use_as => Sure::Chosen,
            (Use::Ignore, _) => Sure::Empty,
            (Use::Note, _) => Sure::Unknown,
            (_, Confidence::Sure) => Sure::Matched,
            (_, Confidence::Likely) => Sure::Likely,
            (_, Confidence::Guess) => Sure::Guess,
        };
        let header = work.sheet.headers[at].clone();
        Column { header, samples, filled: proposal.filled, becomes: use_as.code(), sure }
    };
    work.proposals.iter().map(describe).collect()
}

fn first_rows(work: &Work) -> Vec<Vec<String>> {
    let cells = |row: &domain::import::RawRow| {
        (0..work.sheet.headers.len()).map(|column| cut(row.cell(column), SAMPLE_CHARS)).collect()
    };
    work.sheet.rows.iter().take(FIRST_ROWS).map(cells).collect()
}

fn dates(work: &Work) -> Vec<DateColumn> {
    let columns =
        DATES.iter().flat_map(|(field, kind)| work.mapping.columns(*field).map(move |at| (at, *kind)));
    let mut dates: Vec<DateColumn> = columns.flat_map(|(at, kind)| date_columns(work, at, kind)).collect();
    dates.sort_by_key(|date| (!date.asks, date.column));
    dates
}

/// The questions about a column, one for each style that is open, and what is clear in it.
fn date_columns(work: &Work, column: usize, kind: DateKind) -> Vec<DateColumn> {
    let values = work.sheet.rows.iter().map(|row| row.cell(column));
    let found = study(values, kind, work.context.as_of);
    let orders = work.mapping.orders_of(column, &found);
    let entry = |styled: Option<&StyledDates>| DateColumn {
        column,
        field: styled.map_or(String::new(), |styled| format!("d{column}-{}", styled.style.code())),
        header: work.sheet.headers[column].clone(),
        style: styled.filter(|_| 1 < found.styles.len()).map(|styled| styled.style.title()),
        filled: found.filled,
        ambiguous: styled.map_or(0, |styled| styled.ambiguous),
        month_first: styled.map_or(0, |styled| styled.month_first),
        day_first: styled.map_or(0, |styled| styled.day_first),
        unreadable: found.unreadable,
        order: styled.and_then(|styled| orders.get(&styled.style).copied()),
        asks: styled.is_some(),
        examples: Vec::new(),
    };
    let read = |read: Result<Date, DateProblem>| read.map_or_else(|problem| problem.to_string(), say);
    let question = |styled: &StyledDates| {
        let examples = styled.examples.iter().cloned();
        let examples = examples.map(|one| [one.text, read(one.month_first), read(one.day_first)]).collect();
        DateColumn { examples, ..entry(Some(styled)) }
    };
    let mut columns: Vec<DateColumn> = found.open().map(question).collect();
    let clear = clear_dates(work, kind, &found, &orders);
    let decided = found.styles.iter().any(|styled| styled.decision.order().is_some());
    if columns.is_empty() {
        columns.push(DateColumn { examples: clear, ..entry(None) });
    } else if decided {
        // What cannot be read is told at the question.
        columns.push(DateColumn { examples: clear, unreadable: 0, ..entry(None) });
    }
    columns
}

/// Values whose reading is certain: first those that can be read two ways, of which the others of their style show the
/// order, then those that can be read in one way only.
fn clear_dates(work: &Work, kind: DateKind, found: &dates::DateColumn, orders: &Orders) -> Vec<[String; 3]> {
    let shown = found.styles.iter().filter(|styled| styled.decision.order().is_some());
    let shown = shown.flat_map(|styled| styled.examples.iter().take(2));
    let texts = shown.chain(&found.examples).map(|example| example.text.clone());
    let read = |text: String| {
        let read = dates::read_of(&text, orders, kind, work.context.as_of);
        let read = read.map_or_else(|problem| problem.to_string(), say);
        [text, read.clone(), read]
    };
    texts.take(CLEAR).map(read).collect()
}

fn without_discipline(sorted: &Sorted) -> u32 {
    let lacks = |row: &&SortedRow| match &row.verdict {
        Verdict::ToFix(problems) => problems.iter().any(|problem| problem.reason == Reason::NoDiscipline),
        Verdict::Ready(_) | Verdict::PossibleDuplicate { .. } => false,
    };
    u32::try_from(sorted.rows.iter().filter(lacks).count()).unwrap_or(u32::MAX)
}

/// One pile, from a row on.
pub(super) fn check(work: &Work, sorted: &Sorted, look: Look) -> At {
    // A duplicate that somebody wants is ready to the sorter, and stays in sight where it was decided.
    let wanted = |row: &SortedRow| work.mapping.import_anyway.contains(&row.line);
    let of = |row: &&SortedRow| match (&row.verdict, look.pile) {
        (Verdict::Ready(_), Pile::Ready)
        | (Verdict::ToFix(_), Pile::ToFix)
        | (Verdict::PossibleDuplicate { .. }, Pile::Twins) => true,
        (Verdict::Ready(_), Pile::Twins) => wanted(row),
        _ => false,
    };
    let mine: Vec<&SortedRow> = sorted.rows.iter().filter(of).collect();
    let start = usize::try_from(look.from).unwrap_or(0).min(mine.len());
    let shown = mine[start..].iter().take(PAGE);
    let rows = shown.map(|row| match look.pile {
        Pile::ToFix => as_written(work, row),
        Pile::Ready | Pile::Twins => as_understood(work, row, wanted(row)),
    });
    let rows = rows.collect();
    let taken =
        sorted.rows.iter().filter(|row| matches!(row.verdict, Verdict::Ready(_)) && wanted(row)).count();
    At::Check(Check {
        counts: sorted.counts(),
        pile: look.pile,
        taken: u32::try_from(taken).unwrap_or(u32::MAX),
        rows,
        total: u32::try_from(mine.len()).unwrap_or(u32::MAX),
        from: u32::try_from(start).unwrap_or(0),
        questions: u32::try_from(questions(work, sorted).len()).unwrap_or(u32::MAX),
        ages: ages(work, sorted),
    })
}

fn as_written(work: &Work, row: &SortedRow) -> facts::Row {
    let problems = match &row.verdict {
        Verdict::ToFix(problems) => problems.as_slice(),
        Verdict::Ready(_) | Verdict::PossibleDuplicate { .. } => &[],
    };
    let raw = &work.sheet.rows[row.row];
    let name: Vec<&str> = [Field::PatientName, Field::FirstName, Field::LastName]
        .into_iter()
        .filter_map(|field| work.mapping.column(field))
        .map(|column| raw.cell(column))
        .filter(|part| !part.is_empty())
        .collect();
    let wrong = |problem: &Problem| Wrong {
        header: problem.column.and_then(|at| work.sheet.headers.get(at)).cloned(),
        cell: cut(&problem.cell, SAMPLE_CHARS),
        why: problem.reason.to_string(),
    };
    facts::Row {
        line: row.line,
        cells: vec![cut(&name.join(" "), SAMPLE_CHARS)],
        wrong: problems.iter().map(wrong).collect(),
        twin: None,
        taken: false,
    }
}

fn as_understood(work: &Work, row: &SortedRow, taken: bool) -> facts::Row {
    let (draft, twin) = match &row.verdict {
        Verdict::Ready(draft) => (draft, None),
        Verdict::PossibleDuplicate { twin, draft } => (draft, Some(*twin)),
        Verdict::ToFix(_) => return as_written(work, row),
    };
    let twin = twin.map(|twin| match twin.of {
        Other::Row(line) => (format!("Row {line} of this file: {}", twin.alike.title()), None),
        Other::Case(case) => (format!("A case of the clinic: {}", twin.alike.title()), Some(case)),
    });
    let owner = draft.owner.and_then(|id| work.context.staff.iter().find(|(staff, _)| *staff == id));
    let marks: Vec<&str> = draft.disciplines.iter().map(|discipline| discipline.mark()).collect();
    let mut lane = draft.standing.lane.title().to_owned();
    if draft.standing.waiting {
        lane.push_str(", waiting");
    }
    if draft.standing.hold {
        lane.push_str(", on hold");
    }
    let from = draft.lane_since_from.and_then(|column| work.sheet.headers.get(column));
    let since = match (draft.lane_since, from) {
        (None, _) => "today: no date in the row".to_owned(),
        (since, None) => day(since),
        (since, Some(header)) => format!("{}, {header}", day(since)),
    };
    let cells = [
        draft.name.to_string(),
        day(draft.birth_on),
        marks.join(", "),
        lane,
        since,
        owner.map(|(_, name)| name.clone()).unwrap_or_default(),
    ];
    let cells = cells.iter().map(|cell| cut(cell, SAMPLE_CHARS)).collect();
    facts::Row { line: row.line, cells, wrong: Vec::new(), twin, taken }
}

fn day(date: Option<Date>) -> String {
    date.map(app::parts::words::date).unwrap_or_default()
}
