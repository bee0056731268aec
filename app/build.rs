//! One number for everything that pages are made of: the program in the browser and the server that rendered its page
//! belong together when theirs are equal, on whichever machine each was built. And one for the types that travel between
//! the two: where that differs, neither reads what the other has written.

use std::fs;
use std::path::{Path, PathBuf};

/// What changes either half.
const PLACES: [&str; 4] = ["src", "domain/src", "domain/data", "../Cargo.lock"];
/// What changes the form of an answer.
const FORMS: [&str; 7] =
    ["domain/src", "src/api.rs", "src/door.rs", "src/error.rs", "src/import.rs", "src/wire.rs", "src/wire"];

fn main() {
    for place in PLACES {
        println!("cargo::rerun-if-changed={place}");
    }
    println!("cargo::rustc-env=CASEBOARD_BUILD={:016x}", number(&PLACES));
    println!("cargo::rustc-env=CASEBOARD_FORM={:06x}", number(&FORMS) & 0x00ff_ffff);
}

fn number(places: &[&str]) -> u64 {
    let mut files = Vec::new();
    for place in places {
        collect(Path::new(place), &mut files);
    }
    files.sort();
    files.iter().fold(0xcbf2_9ce4_8422_2325, |hash, file| {
        let name = file.to_string_lossy().replace('\\', "/");
        let text = fs::read(file).unwrap_or_default();
        mix(mix(hash, name.as_bytes()), &text)
    })
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else { return files.push(path.to_owned()) };
    for entry in entries.flatten() {
        collect(&entry.path(), files);
    }
}

/// FNV-1a, with an end that no file can imitate.
fn mix(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: u64| (hash ^ byte).wrapping_mul(0x0000_0100_0000_01b3);
    step(bytes.iter().fold(hash, |hash, byte| step(hash, u64::from(*byte))), 0x100)
}
