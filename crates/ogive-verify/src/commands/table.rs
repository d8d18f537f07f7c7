use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use ogive_verify::driver::replace;
use ogive_verify::peers::Peers;
use ogive_verify::record::{Record, contradictions, missing, stale, waiting};
use ogive_verify::table;

/// The documentation of the errors.
#[derive(Args)]
pub struct Table {
    /// Write nothing: fail if docs/accuracy.md is not what would be written.
    #[arg(long)]
    check: bool,
    /// Write the list of the proofs that are missing, which then count as known to wait.
    #[arg(long, conflicts_with = "check")]
    waiting: bool,
}

impl Table {
    pub fn run(self) -> Result<bool> {
        let record = read("docs/accuracy.json")?.context("there is no docs/accuracy.json")?;
        let record = Record::parse(&record).context("docs/accuracy.json is damaged")?;
        let peers = match read("docs/accuracy-peers/results.json")? {
            Some(text) => Peers::parse(&text).context("the peers' results are damaged")?,
            None => Peers::default(),
        };
        if self.waiting {
            let lines: String = missing(&record).iter().map(|name| format!("{name}\n")).collect();
            replace(&in_repository(WAITING), (HEAD.to_string() + &lines).as_bytes())?;
        }
        let list = read(WAITING)?.unwrap_or_default();
        let waiting = waiting(&list);
        let mut found = contradictions(&record, &waiting);
        found.extend(stale(&record, &read("crates/ogive-verify/digests.txt")?.unwrap_or_default()));
        for problem in &found {
            println!("{problem}");
        }
        let text = table::markdown(&record, &waiting, &peers);
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

/// Where the list of proofs that wait is.
const WAITING: &str = "crates/ogive-verify/waiting.txt";

const HEAD: &str = "\
# Proofs that have not been done yet: function, part, element type. What stands here has been judged on
# samples alone (`ogive-verify prove --quick`). Written by `ogive-verify table --waiting`.
";

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
