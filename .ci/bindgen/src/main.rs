//! Cuts a compiled WASM file at its split points and writes the JavaScript that loads it:
//! `caseboard-bindgen IN.wasm OUT_DIR [--keep-names]`.
//!
//! OUT_DIR then holds `app.js`, `app_bg.wasm` (the first download), `__wasm_split.js`, a WASM file for each part that is loaded
//! later and for what several of them share, and `chunks.json`, which says what each chunk needs.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let (Some(wasm), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("usage: caseboard-bindgen IN.wasm OUT_DIR [--keep-names]");
        return ExitCode::from(2);
    };
    let keep_names = args.any(|arg| arg == "--keep-names");

    match write(Path::new(&wasm), Path::new(&folder), keep_names) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(wasm: &Path, folder: &Path, keep_names: bool) -> Result<(), String> {
    let main = folder.join("main.wasm");
    split(wasm, folder, &main)?;
    Bindgen::new()
        .input_bytes("app", read(&main)?)
        .out_name("app")
        .typescript(false)
        // Parts that come later take memory and table from the first download.
        .keep_lld_exports(true)
        .omit_default_module_path(true)
        .remove_name_section(!keep_names)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("wasm-bindgen refused the file: {error:#}"))?;
    fs::remove_file(&main).map_err(|error| no(&main, "removed", error))
}

/// Puts what only one chunk reaches into a file of its own.
fn split(wasm: &Path, folder: &Path, main: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| no(folder, "made", error))?;
    let input = read(wasm)?;
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = "./app.js";
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("{} could not be split: {error:#}", wasm.display()))?;
    let chunks: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    // Names of modules and files: nothing in them needs more than quotes.
    let list = folder.join("chunks.json");
    fs::write(&list, format!("{chunks:?}")).map_err(|error| no(&list, "written", error))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| no(file, "read", error))
}

fn no(file: &Path, what: &str, error: std::io::Error) -> String {
    format!("{} could not be {what}: {error}", file.display())
}
