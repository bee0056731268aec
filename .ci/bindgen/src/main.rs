//! Writes the JavaScript that loads a compiled WASM file: `caseboard-bindgen IN.wasm OUT_DIR [--keep-names] [--snip]`.

mod snip;

use std::env;
use std::fs;
use std::process::ExitCode;

use snip::Snip;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let (Some(wasm), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("usage: caseboard-bindgen IN.wasm OUT_DIR [--keep-names] [--snip]");
        return ExitCode::from(2);
    };
    let options: Vec<String> = args.collect();
    let given = |name: &str| options.iter().any(|option| option == name);

    match write(&wasm, &folder, given("--keep-names"), given("--snip")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(wasm: &str, folder: &str, keep_names: bool, snip: bool) -> Result<(), String> {
    let mut bytes = fs::read(wasm).map_err(|error| format!("{wasm} could not be read: {error}"))?;
    if snip {
        let mut snip = Snip::default();
        bytes = snip.module(&bytes)?;
        snip.finish()?;
    }
    Bindgen::new()
        .input_bytes("app", bytes)
        .out_name("app")
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(!keep_names)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("wasm-bindgen refused the file: {error:#}"))
}
