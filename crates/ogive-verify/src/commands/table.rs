use anyhow::{Context, Result};
use clap::Args;
use ogive_verify::record::{Record, contradictions};

/// The documentation of the errors.
#[derive(Args)]
pub struct Table {
    /// Write nothing: fail if docs/accuracy.md is not what would be written.
    #[arg(long)]
    check: bool,
}

impl Table {
    pub fn run(self) -> Result<bool> {
        let _ = self.check;
        let path = crate::repository().join("docs/accuracy.json");
        let text = std::fs::read_to_string(&path).context("there is no docs/accuracy.json")?;
        let record = Record::parse(&text).context("docs/accuracy.json is damaged")?;
        let found = contradictions(&record);
        for contradiction in &found {
            println!("{contradiction}");
        }
        Ok(found.is_empty())
    }
}
