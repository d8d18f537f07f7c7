use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use ogive_verify::driver::replace;
use ogive_verify::peers::Peers;
use ogive_verify::record::{Record, contradictions, stale};
use ogive_verify::table;

/// The documentation of the errors.
#[derive(Args)]
pub struct Table {
    /// Write nothing: fail if docs/accuracy.md is not what would be written.
    #[arg(long)]
    check: bool,
}

impl Table {
    pub fn run(self) -> Result<bool> {
        let record = read("docs/accuracy.json")?.context("there is no docs/accuracy.json")?;
        let record = Record::parse(&record).context("docs/accuracy.json is damaged")?;
        let peers = match read("docs/accuracy-peers/results.json")? {
            Some(text) => Peers::parse(&text).context("the peers' results are damaged")?,
            None => Peers::default(),
        };
        let mut found = contradictions(&record);
        found.extend(stale(&record, &read("crates/ogive-verify/digests.txt")?.unwrap_or_default()));
        for problem in &found {
            println!("{problem}");
        }
        let text = table::markdown(&record, &peers);
        let path = in_repository("docs/accuracy.md");
        if !self.check {
            replace(&path, text.as_bytes())?;
            println!("docs/accuracy.md is written");
        } else if read("docs/accuracy.md")?.is_none_or(|known| known != text) {
            bail!("docs/accuracy.md is stale; `ogive-verify table` writes it anew");
        }
        Ok(found.is_empty())
    }
}

fn in_repository(name: &str) -> PathBuf {
    crate::repository().join(name)
}

/// The text of a file of the repository, if it is there.
fn read(name: &str) -> Result<Option<String>> {
    match std::fs::read_to_string(in_repository(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {name}")),
    }
}
