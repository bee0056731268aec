//! The rules of the house that a compiler does not check.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file has one subject; what is longer has two. Blank lines and comments do not count.
const FILE_LINES_MAX: usize = 500;
/// A function fits on a screen. Markup inside `view!` does not count.
const FUNCTION_LINES_MAX: usize = 70;

/// Names of dependencies that the rules must never have.
const NOT_IN_DOMAIN: [&str; 8] = ["leptos", "axum", "sqlx", "tokio", "reqwest", "hyper", "server", "web-sys"];
/// Names that pages must never use: they run in a browser.
const NOT_IN_APP: [&str; 5] = ["server", "axum", "sqlx", "tokio", "leptos_axum"];
/// One exhaustive `match` with an arm for each case: a table, though it is written as a function.
const TABLES: [&str; 2] = ["describe", "sentence"];
/// Parts that hold state for others and are therefore no plain parts.
const FRAMES: [&str; 1] = ["frame"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_owned()
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} has no Rust files: has it moved?");
    found
}

fn all_files() -> Vec<PathBuf> {
    ["app/domain/src", "app/src", "server/src", "tests"]
        .iter()
        .flat_map(|folder| rust_files(folder))
        .collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code before the tests of a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in read(&root().join(manifest)).lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside {
            names.extend(
                line.split(['.', ' ', '=']).next().filter(|name| !name.is_empty()).map(str::to_owned),
            );
        }
    }
    names
}

fn uses(text: &str, name: &str) -> bool {
    let code: String =
        text.lines().filter(|line| is_code(line)).fold(String::new(), |all, line| all + line + "\n");
    if code.contains(&format!("mod {name} {{")) {
        // A module of its own that happens to have this name.
        return false;
    }
    let needle = format!("{name}::");
    code.match_indices(&needle).any(|(at, _)| {
        !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

#[test]
fn the_rules_know_no_framework() {
    let has = dependencies("app/domain/Cargo.toml");
    let mut faults: Vec<String> = NOT_IN_DOMAIN
        .iter()
        .filter(|name| has.contains(**name))
        .map(|name| format!("app/domain depends on {name}"))
        .collect();
    for path in rust_files("app/domain/src") {
        let text = read(&path);
        for name in NOT_IN_DOMAIN.iter().filter(|name| uses(&text, name)) {
            faults.push(format!("{} uses {name}", shown(&path)));
        }
        if without_tests(&text).lines().any(|line| is_code(line) && line.contains("HashMap")) {
            faults.push(format!("{} uses HashMap, whose order differs from run to run", shown(&path)));
        }
    }
    none(&faults);
}

#[test]
fn pages_know_no_server() {
    let has = dependencies("app/Cargo.toml");
    let mut faults: Vec<String> = NOT_IN_APP
        .iter()
        .filter(|name| has.contains(**name))
        .map(|name| format!("app depends on {name}"))
        .collect();
    for path in rust_files("app/src") {
        let text = read(&path);
        for name in NOT_IN_APP.iter().filter(|name| uses(&text, name)) {
            faults.push(format!("{} uses {name}", shown(&path)));
        }
    }
    none(&faults);
}

#[test]
fn parts_draw_and_never_submit_or_load() {
    let mut faults = Vec::new();
    for path in rust_files("app/src/parts") {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let in_frame = FRAMES.iter().any(|frame| path.components().any(|part| part.as_os_str() == *frame));
        if FRAMES.contains(&stem) || in_frame {
            continue;
        }
        for (number, line) in
            without_tests(&read(&path)).lines().enumerate().filter(|(_, line)| is_code(line))
        {
            for banned in [
                "use_sync(",
                ".submit(",
                "load_board",
                "load_chart",
                "load_history",
                "load_emergencies",
                "Resource::new",
                "wire::ask",
            ] {
                if line.contains(banned) {
                    faults.push(format!("{}:{} has {banned}", shown(&path), number + 1));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_part_has_a_style_sheet_of_its_name_or_says_whose_it_uses() {
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("app/src/parts")).expect("there are parts").flatten() {
        let path = entry.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()).filter(|_| path.is_file()) else {
            continue;
        };
        if FRAMES.contains(&name) {
            continue;
        }
        let sheet = root().join(format!("style/parts/{name}.css"));
        let says = read(&path).lines().take(12).any(|line| line.starts_with("//!") && line.contains(".css"));
        if !sheet.exists() && !says {
            faults.push(format!("app/src/parts/{name}.rs has no style/parts/{name}.css, and names no other"));
        }
    }
    none(&faults);
}

#[test]
fn only_the_clocks_read_the_time() {
    let mut faults = Vec::new();
    for path in all_files() {
        let name = shown(&path);
        if name == "server/src/clock.rs" || name.starts_with("app/src/sync") || name.starts_with("tests/") {
            continue;
        }
        for (number, line) in read(&path).lines().enumerate().filter(|(_, line)| is_code(line)) {
            if ["Utc::now(", "Local::now(", "SystemTime::now("].iter().any(|now| line.contains(now)) {
                faults.push(format!("{name}:{} reads the time", number + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn files_have_one_subject() {
    let mut faults = Vec::new();
    for path in all_files() {
        let lines = read(&path).lines().filter(|line| is_code(line)).count();
        if FILE_LINES_MAX < lines {
            faults.push(format!("{} has {lines} lines of code; {FILE_LINES_MAX} are allowed", shown(&path)));
        }
    }
    none(&faults);
}

/// Functions of formatted code: from the line with `fn` to the brace at the same indent.
fn functions(text: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim_start();
        let starts = words.starts_with("fn ")
            || words.contains(" fn ") && words.starts_with("pub")
            || words.starts_with("async fn ");
        if !starts || words.ends_with(';') || words.ends_with("{}") {
            continue;
        }
        let name = words.split("fn ").nth(1).and_then(|rest| rest.split(['(', '<']).next()).unwrap_or("?");
        let end = format!("{}}}", " ".repeat(indent));
        let mut count = 0;
        let mut view_indent = None;
        for line in lines[at..].iter().take_while(|line| **line != end) {
            let depth = line.len() - line.trim_start().len();
            if depth == indent && line.ends_with(';') {
                // A declaration in a trait has no body.
                break;
            }
            match view_indent {
                Some(view) if depth <= view && is_code(line) => view_indent = None,
                Some(_) => continue,
                None => {}
            }
            count += usize::from(is_code(line));
            if line.trim_end().ends_with("view! {") {
                view_indent = Some(depth);
            }
        }
        found.push((at + 1, name.to_owned(), count));
    }
    found
}

#[test]
fn functions_fit_on_a_screen() {
    let mut faults = Vec::new();
    for path in all_files() {
        let name = shown(&path);
        if name.starts_with("tests/") || name.ends_with("/tests.rs") || name.contains("/tests/") {
            continue;
        }
        for (line, function, lines) in functions(without_tests(&read(&path))) {
            if FUNCTION_LINES_MAX < lines && !TABLES.contains(&function.as_str()) {
                faults.push(format!(
                    "{name}:{line} {function} has {lines} lines; {FUNCTION_LINES_MAX} are allowed"
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_test_file_is_forgotten() {
    let main = read(&root().join("tests/it/main.rs"));
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("tests/it")).expect("there are tests").flatten() {
        let path = entry.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()).filter(|name| *name != "main")
        else {
            continue;
        };
        if path.is_file() && !main.contains(&format!("mod {name};")) {
            faults.push(format!("tests/it/{name}.rs is not named in main.rs"));
        }
    }
    none(&faults);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed_away() {
    let mut faults = Vec::new();
    for path in all_files() {
        for (number, line) in read(&path).lines().enumerate() {
            let line = line.trim();
            if line.starts_with("#[allow(") || line.starts_with("#![allow(") {
                faults.push(format!("{}:{} allows instead of expecting", shown(&path), number + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_measure_of_functions_measures() {
    let text = "fn a() {\n    one();\n    view! {\n        <p/>\n        <p/>\n    }\n}\n\npub async fn b() {\n    // why\n    two();\n}\n";
    assert_eq!(functions(text), [(1, "a".to_owned(), 4), (9, "b".to_owned(), 2)]);
}
