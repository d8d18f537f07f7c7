//! docs/speed.md and its plots, made of recorded runs and of nothing else: the same records make the
//! same files.

mod page;
mod plots;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::record::{Record, write};

/// Makes docs/speed.md and docs/speed/*.svg from bench/rust.json and bench/python.json.
#[derive(clap::Args)]
pub struct Report {
    /// Write nothing: fail if the files are not what would be written.
    #[arg(long)]
    check: bool,
    /// Where rust.json and python.json are; bench/ of the repository by default.
    #[arg(long, value_name = "FOLDER")]
    bench: Option<PathBuf>,
    /// Where speed.md and the folder speed go; docs/ of the repository by default.
    #[arg(long, value_name = "FOLDER")]
    docs: Option<PathBuf>,
}

/// The recorded runs that there are.
pub struct Runs {
    /// Beside the Rust peers.
    pub rust: Option<Record>,
    /// Beside the Python peers.
    pub python: Option<Record>,
}

impl Report {
    /// Makes them, or compares them.
    ///
    /// # Errors
    /// If a record is damaged, a file cannot be written, or, with `--check`, one is stale.
    pub fn run(self) -> Result<()> {
        let bench = self.bench.unwrap_or_else(|| crate::repository().join("bench"));
        let docs = self.docs.unwrap_or_else(|| crate::repository().join("docs"));
        let runs = Runs {
            rust: Record::read(&bench.join("rust.json"))?,
            python: Record::read(&bench.join("python.json"))?,
        };
        let files = files(&runs)?;
        let plots = docs.join("speed");
        // A plot that is no longer made is no longer shown.
        let left_over: Vec<PathBuf> = svgs(&plots)?
            .into_iter()
            .filter(|path| !files.keys().any(|name| docs.join(name) == *path))
            .collect();
        if self.check {
            let is_stale = |(name, text): &(&String, &String)| {
                fs::read_to_string(docs.join(name)).ok().as_ref() != Some(*text)
            };
            let stale = files.iter().filter(is_stale).map(|(name, _)| docs.join(name));
            let stale: Vec<String> =
                stale.chain(left_over).map(|path| path.display().to_string()).collect();
            if !stale.is_empty() {
                bail!("stale: {}; `ogive-bench report` makes them anew", stale.join(", "));
            }
            return Ok(());
        }
        for path in left_over {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        for (name, text) in &files {
            write(&docs.join(name), text)?;
        }
        println!("{} and its plots are written", docs.join("speed.md").display());
        Ok(())
    }
}

/// All files by their names in the folder of documents.
fn files(runs: &Runs) -> Result<BTreeMap<String, String>> {
    let plots = plots::all(runs)?;
    let page = page::markdown(runs, &plots.keys().cloned().collect());
    let plots = plots.into_iter().map(|(name, text)| (format!("speed/{name}"), text));
    Ok(plots.chain([("speed.md".to_string(), page)]).collect())
}

fn svgs(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "svg") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
