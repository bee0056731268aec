//! Takes out what the browser never runs. Erased views keep tables of functions, and a table keeps alive whatever it names,
//! called or not. Their bodies become a trap here; `wasm-opt` then folds the traps into one and drops what only they reached.
//!
//! Needed: names as `-C symbol-mangling-version=v0` writes them, and `-Z merge-functions=disabled`. A merged function has the
//! name of one of its two uses, so the trap could be set under the other, which lives.

use rustc_demangle::demangle;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, ModuleConfig};

/// A function that never runs, and why.
struct Dead {
    /// Found anywhere in the demangled name: closures of the function and generics over them go with it.
    name: &'static str,
    /// Who would have to call it. Read again when the crate's version changes.
    #[expect(dead_code, reason = "for the reader")]
    why: &'static str,
}

/// What is cut. A name that is found nowhere stops the build: either the program lost it for good, or it is called otherwise now.
const DEAD: &[Dead] = &[
    Dead { name: "hydrate_async", why: "leptos: only `hydrate_lazy`; we start with `hydrate_body`" },
    Dead { name: "new_with_async_value", why: "reactive_graph: only tachys' `hydrate_async`" },
    Dead {
        name: "hydrate_from_template",
        why: "tachys: only attributes within a `template!`, which we do not write",
    },
    Dead {
        name: "hydrate::<false>",
        why: "tachys: as above; a page from the server is hydrated with `true`",
    },
    Dead {
        name: "IntoUnderlying",
        why: "wasm-streams: a stream of Rust's given to JavaScript, as in streaming server functions; ours send text",
    },
];

/// Functions that describe a type to wasm-bindgen, which runs them and then drops them itself.
const RUN_BY_BINDGEN: &str = "WasmDescribe";

/// Cuts [`DEAD`] out of one module after the other, and remembers what was found.
#[derive(Default)]
pub struct Snip {
    found: [usize; DEAD.len()],
}

impl Snip {
    /// The module without what never runs.
    pub fn module(&mut self, wasm: &[u8]) -> Result<Vec<u8>, String> {
        let mut config = ModuleConfig::new();
        config.strict_validate(false).generate_dwarf(false).generate_name_section(true);
        let mut module = config
            .parse(wasm)
            .map_err(|error| format!("The compiled module could not be read: {error:#}"))?;
        let dead: Vec<FunctionId> = module
            .funcs
            .iter_local()
            .map(|(id, _)| id)
            .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(|name| self.is_dead(name)))
            .collect();
        for id in dead {
            let ty = module.types.get(module.funcs.get(id).ty());
            let (params, results) = (ty.params().to_vec(), ty.results().to_vec());
            let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
            body.func_body().unreachable();
            let args = params.iter().map(|param| module.locals.add(*param)).collect();
            module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(args));
        }
        Ok(module.emit_wasm())
    }

    /// To be asked after the last module: was everything found that should have been?
    pub fn finish(self) -> Result<(), String> {
        let missed: Vec<&str> =
            DEAD.iter().zip(self.found).filter(|(_, found)| *found == 0).map(|(dead, _)| dead.name).collect();
        if missed.is_empty() {
            return Ok(());
        }
        Err(format!(
            "No function is named {}. Take it off the list in .ci/bindgen/src/snip.rs, or name what took its place.",
            missed.join(" or ")
        ))
    }

    fn is_dead(&mut self, mangled: &str) -> bool {
        let name = format!("{:#}", demangle(mangled));
        if name.contains(RUN_BY_BINDGEN) {
            return false;
        }
        let mut hit = false;
        for (dead, found) in DEAD.iter().zip(&mut self.found) {
            if name.contains(dead.name) {
                *found += 1;
                hit = true;
            }
        }
        hit
    }
}
