# Shared by the scripts beside this file; sourced, never run.
# Afterwards the working folder is the project's root, and PATH finds the project's own tools.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TARGET=${CARGO_TARGET_DIR:-target}
TOOLS=${CASEBOARD_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/caseboard/tools}
WASM=wasm32-unknown-unknown

# rustup writes itself into the profile of the next login; a shell opened before that does not know it yet.
[ -d "$HOME/.cargo/bin" ] && PATH=$HOME/.cargo/bin:$PATH

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() { printf '\nStopped: %s\n' "$*" >&2; exit 1; }
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else die "\"$*\" needs root. Run it as root, then try again."; fi
}
have() { command -v "$1" >/dev/null 2>&1; }

# Debian's packages, without the hundred lines that it takes unless something goes wrong.
apt_install() {
    local words
    words=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" 2>&1 </dev/null) && return
    printf '%s\n' "$words" >&2
    die "Debian's package manager could not install $*. Its reason is above."
}

# locked CRATE [LOCK]: its version in Cargo.lock. Tools that must match it exactly follow it by themselves.
locked() { awk -v want="\"$1\"" '$1 == "name" { name = $3 } $1 == "version" && name == want { gsub(/"/, "", $3); print $3; exit }' "${2:-Cargo.lock}"; }

# By the version of wasm-bindgen and by what we made of it.
bindgen() { echo "$TOOLS/bindgen-$(locked wasm-bindgen)-$(inputs "" .ci/bindgen/Cargo.toml .ci/bindgen/Cargo.lock .ci/bindgen/src .ci/bindgen/*.patch | cut -c1-12)/bin/caseboard-bindgen"; }

# True when the installed toolchain can compile for the browser without help.
has_wasm_std() { [ -n "$(ls "$(rustc --print sysroot)/lib/rustlib/$WASM/lib"/libstd-*.rlib 2>/dev/null)" ]; }

# The browser's cargo: the installed one, or the stand-in of `.ci/wasm-rust` where the target could not be added.
wasm_stand_in() { echo "$TOOLS/wasm-rust/cargo"; }
wasm_cargo() {
    if has_wasm_std; then cargo "$@"; else "$(wasm_stand_in)" "$@"; fi
}

# True when that cargo's toolchain brings the source of its standard library, so that it can be compiled our way.
has_std_source() {
    local root
    if has_wasm_std; then root=$(rustc --print sysroot); else root=$TOOLS/wasm-rust/usr; fi
    [ -f "$root/lib/rustlib/src/rust/library/Cargo.lock" ]
}

# inputs WORDS PATH…: one hash over the words and over names and contents of the files below the paths.
inputs() {
    local words=$1
    shift
    {
        echo "$words"
        for path in "$@"; do [ ! -e "$path" ] || find "$path" -type f -not -path '*/node_modules/*' -print0; done |
            LC_ALL=C sort -z | xargs -0r sha256sum
    } | sha256sum | cut -c1-32
}

# patched CRATE.patch MANIFEST FOLDER: a copy of the crate that the manifest's lock names, changed by the patch. It lies below
# the folder, and cargo takes it in place of its own when it is among its `paths`.
patched() {
    local patch=$1 manifest=$2 folder=$3 crate version copy source
    crate=$(basename "$patch" .patch)
    version=$(locked "$crate" "$(dirname "$manifest")/Cargo.lock")
    copy=$(realpath -m "$folder")/$crate-$(inputs "$version" "$patch" | cut -c1-12)
    if [ ! -d "$copy" ]; then
        source=$(cargo metadata --format-version 1 --locked --manifest-path "$manifest" |
            node -p 'JSON.parse(fs.readFileSync(0)).packages.find((it) => it.name === process.argv[1]).manifest_path' "$crate")
        rm -rf "$folder/$crate"-*
        mkdir -p "$folder"
        cp -r "$(dirname "$source")" "$copy.new"
        # Git shall take it for a folder of its own, though it lies below the project's.
        (patch=$PWD/$patch && cd "$copy.new" && GIT_CEILING_DIRECTORIES=$(dirname "$copy") git apply "$patch") >&2 ||
            die "$patch was written for another version of $crate. Carry it over to $version, then try again."
        mv "$copy.new" "$copy"
    fi
    echo "$copy"
}

# Where Debian keeps the newest installed PostgreSQL server; empty when there is none.
pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
