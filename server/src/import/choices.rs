//! What a form of the page says becomes part of the mapping. Fields are named by their place in the file, so that no word of
//! a patient list is the name of anything: `c3` is what the fourth column becomes, `d3-dots` how it writes its dates with dots
//! (`d3`: all of them), `w3-0` what its first word means. What makes no sense for this file changes nothing.

use super::words::{self, Kind};
use super::work::Work;
use crate::posted::Form;
use app::import::facts::STANDINGS;
use domain::import::dates::{DateOrder, DateStyle};
use domain::import::{Mapping, Standing, Use};
use domain::kinds::{Discipline, Lane};

/// What the columns become.
pub(super) fn columns(mapping: &mut Mapping, form: &Form) {
    for (name, value) in form {
        let column = name.strip_prefix('c').and_then(|at| at.parse::<usize>().ok());
        if let Some(slot) = column.and_then(|at| mapping.uses.get_mut(at))
            && let Some(use_as) = Use::from_code(value)
        {
            *slot = use_as;
        }
    }
}

/// What dates, status words and names mean.
pub(super) fn words(mapping: &mut Mapping, work: &Work, form: &Form) {
    let said = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    for (name, value) in form {
        let (Some(name), Some(order)) = (name.strip_prefix('d'), order(value)) else { continue };
        let (column, style) = name.split_once('-').map_or((name, None), |(at, style)| (at, Some(style)));
        match (column.parse::<usize>(), style.map(DateStyle::from_code)) {
            (Ok(column), None) => drop(mapping.orders.insert(column, order)),
            (Ok(column), Some(Some(style))) => {
                mapping.styles.entry(column).or_default().insert(style, order);
            }
            _ => {}
        }
    }
    for kind in Kind::ALL {
        for word in words::of(work, kind) {
            if let Some(value) = said(&word.field) {
                mean(mapping, work, kind, word.key, value);
            }
        }
    }
    if let Some(value) = said("discipline") {
        mapping.blank_discipline = Discipline::ALL.into_iter().find(|discipline| discipline.mark() == value);
    }
}

fn mean(mapping: &mut Mapping, work: &Work, kind: Kind, key: String, value: &str) {
    match kind {
        Kind::Status => match standing(value) {
            Some(standing) if key.is_empty() => mapping.blank_status = standing,
            Some(standing) => drop(mapping.statuses.insert(key, standing)),
            None => drop(mapping.statuses.remove(&key)),
        },
        Kind::Owner => {
            let staff = work.context.staff.iter().find(|(id, _)| id.to_string() == value);
            mapping.owners.insert(key, staff.map(|(id, _)| *id));
        }
        Kind::Site => {
            let site = work.context.sites.iter().find(|(id, _)| id.to_string() == value);
            mapping.sites.insert(key, site.map(|(id, _)| *id));
        }
    }
}

/// Which of the possible duplicates on a page are wanted nevertheless. `shown` are those that the page had, so that the
/// others stay as they are; `all` takes or leaves every one.
pub(super) fn twins(mapping: &mut Mapping, form: &Form, every: impl Iterator<Item = u32>) {
    let lines = |wanted: &str| -> Vec<u32> {
        form.iter().filter(|(name, _)| name == wanted).filter_map(|(_, line)| line.parse().ok()).collect()
    };
    match form.iter().find(|(name, _)| name == "all").map(|(_, value)| value.as_str()) {
        Some("take") => mapping.import_anyway.extend(every),
        Some(_) => mapping.import_anyway.clear(),
        None => {
            for line in lines("shown") {
                mapping.import_anyway.remove(&line);
            }
            mapping.import_anyway.extend(lines("take"));
        }
    }
}

/// How a form and the command line name an order.
pub(super) fn order(code: &str) -> Option<DateOrder> {
    match code {
        "month_first" => Some(DateOrder::MonthFirst),
        "day_first" => Some(DateOrder::DayFirst),
        _ => None,
    }
}

/// The code of a standing, as [`STANDINGS`] lists them.
pub(super) fn code(standing: Standing) -> String {
    let more = match standing {
        Standing { hold: true, .. } => "-hold",
        Standing { waiting: true, .. } => "-waiting",
        _ => "",
    };
    [standing.lane.code(), more].concat()
}

/// Reads a code.
pub(super) fn standing(code: &str) -> Option<Standing> {
    STANDINGS.iter().find(|(known, _)| *known == code)?;
    let (lane, more) = code.split_once('-').unwrap_or((code, ""));
    Some(Standing { lane: Lane::from_code(lane)?, waiting: more == "waiting", hold: more == "hold" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::import::Field;

    fn form(pairs: &[(&str, &str)]) -> Form {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn standings_have_codes_that_are_read_back() {
        for (known, _) in STANDINGS {
            assert_eq!(standing(known).map(code).as_deref(), Some(known));
        }
        assert_eq!(standing("nowhere"), None);
    }

    #[test]
    fn a_form_changes_what_it_names_and_nothing_else() {
        let mut mapping = Mapping::from_proposals(&[]);
        mapping.uses = vec![Use::Field(Field::PatientName), Use::Note, Use::Note];
        columns(&mut mapping, &form(&[("c1", "ignore"), ("c2", "nonsense"), ("c9", "note"), ("x", "y")]));
        assert_eq!(mapping.uses, [Use::Field(Field::PatientName), Use::Ignore, Use::Note]);
        mapping.import_anyway.extend([7, 8]);
        twins(&mut mapping, &form(&[("shown", "8"), ("shown", "9"), ("take", "9")]), [1, 2].into_iter());
        assert_eq!(mapping.import_anyway.iter().copied().collect::<Vec<_>>(), [7, 9]);
        twins(&mut mapping, &form(&[("all", "leave")]), [1, 2].into_iter());
        twins(&mut mapping, &form(&[("all", "take")]), [1, 2].into_iter());
        assert_eq!(mapping.import_anyway.iter().copied().collect::<Vec<_>>(), [1, 2]);
    }
}
