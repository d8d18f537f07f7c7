//! A table of the explorer's files, as they are compressed in `web/dist`: what `ogive explore` serves.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let dist = Path::new(&manifest).join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, &mut files).map_err(|error| problem(&dist, error.kind(), &error.to_string()))?;
    files.sort();
    if files.is_empty() {
        return Err(problem(&dist, io::ErrorKind::NotFound, "no compressed files"));
    }
    let mut table = String::from("[\n");
    for path in files {
        let served = path.strip_prefix(&dist).expect("it was found there").with_extension("");
        let served = served.to_string_lossy().replace('\\', "/");
        writeln!(table, "    ({served:?}, include_bytes!({path:?}) as &[u8]),")
            .expect("a string takes all");
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("explorer.rs"), table)
}

fn problem(dist: &Path, kind: io::ErrorKind, what: &str) -> io::Error {
    let expected = "expected the built explorer, which is committed";
    io::Error::new(kind, format!("{}: {what}; {expected}", dist.display()))
}

/// All compressed files in a folder and in those below it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "br") {
            files.push(path);
        }
    }
    Ok(())
}
