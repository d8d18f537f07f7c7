//! Writes the JavaScript side of a WebAssembly module:
//!
//! ```text
//! ogive-bindgen MODULE.wasm FOLDER NAME
//! ```
//!
//! It does what the command `wasm-bindgen --target web` does, and is built from the workspace's lock file, so that
//! its version is always the one that the module was built with.

use std::path::PathBuf;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let given: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder, name] = &given[..] else {
        eprintln!("error: {} arguments; expected MODULE.wasm FOLDER NAME", given.len());
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    // The names of functions stay in: `web/scripts/shrink.mjs` finds by them what the page has no use for.
    bindgen.input_path(module).out_name(&name.to_string_lossy());
    let done = bindgen.web(true).and_then(|bindgen| bindgen.generate(folder));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error:#}", module.display());
            ExitCode::FAILURE
        }
    }
}
