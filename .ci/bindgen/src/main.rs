//! Writes the JavaScript that loads a compiled WASM file: `caseboard-bindgen IN.wasm OUT_DIR [--keep-names]`.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let (Some(wasm), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("usage: caseboard-bindgen IN.wasm OUT_DIR [--keep-names]");
        return ExitCode::from(2);
    };
    let keep_names = args.any(|arg| arg == "--keep-names");

    let mut bindgen = Bindgen::new();
    let written = bindgen
        .input_path(wasm)
        .out_name("app")
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(!keep_names)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen refused the file: {error:#}");
            ExitCode::FAILURE
        }
    }
}
