//! The explorer's files, compressed, and a table of them: what `ogive explore` serves.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let dist = Path::new("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(dist, &mut files).map_err(|error| {
        let problem =
            format!("{}: {error}; expected the built explorer, which is committed", dist.display());
        io::Error::new(error.kind(), problem)
    })?;
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut table = String::from("[\n");
    for (index, path) in files.iter().enumerate() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&fs::read(path)?)?;
        let name = format!("explorer-{index}.gz");
        fs::write(out.join(&name), encoder.finish()?)?;
        let served = path.strip_prefix(dist).expect("it was found there");
        let served = served.to_string_lossy().replace('\\', "/");
        writeln!(
            table,
            "    ({served:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) as &[u8]),"
        )
        .expect("a string takes all");
    }
    table.push(']');
    fs::write(out.join("explorer.rs"), table)
}

/// All files in a folder and in those below it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
