//! One number for everything that pages are made of: the program in the browser and the server that rendered its page
//! belong together when theirs are equal, on whichever machine each was built.

use std::fs;
use std::path::{Path, PathBuf};

/// What changes either half.
const PLACES: [&str; 4] = ["src", "domain/src", "domain/data", "../Cargo.lock"];

fn main() {
    let mut files = Vec::new();
    for place in PLACES {
        println!("cargo::rerun-if-changed={place}");
        collect(Path::new(place), &mut files);
    }
    files.sort();
    let hash = files.iter().fold(0xcbf2_9ce4_8422_2325, |hash, file| {
        let name = file.to_string_lossy().replace('\\', "/");
        let text = fs::read(file).unwrap_or_default();
        mix(mix(hash, name.as_bytes()), &text)
    });
    println!("cargo::rustc-env=CASEBOARD_BUILD={hash:016x}");
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
