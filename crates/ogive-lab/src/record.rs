//! What the experiments gave: docs/lab.json.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// The results of each experiment, by its name.
#[derive(Default)]
pub struct Record(BTreeMap<String, Value>);

impl Record {
    /// The record in this file; an empty one, if there is no file.
    ///
    /// # Errors
    /// If the file cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Record> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Record::default()),
            Err(error) => return Err(error).context(format!("cannot read {}", path.display())),
        };
        let record = serde_json::from_str(&text).map(Record);
        record.with_context(|| format!("{} is not a record of experiments", path.display()))
    }

    /// The results of an experiment, if it has been run.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Replaces the results of an experiment.
    pub fn insert(&mut self, name: &str, results: Value) {
        self.0.insert(name.to_string(), results);
    }

    /// Writes it as JSON: a line for each entry of an experiment's results, so that two runs can be compared line by
    /// line.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        write(path, self.json().as_bytes())
    }

    fn json(&self) -> String {
        fn lines(value: &Value, depth: usize) -> String {
            let indent = " ".repeat(depth + 1);
            let joined = |inner: Vec<String>| inner.join(&format!(",\n{indent}"));
            match value {
                Value::Object(map) if depth < 2 && !map.is_empty() => {
                    let line = |(key, value): (&String, &Value)| {
                        format!("{}: {}", Value::from(key.as_str()), lines(value, depth + 1))
                    };
                    format!(
                        "{{\n{indent}{}\n{}}}",
                        joined(map.iter().map(line).collect()),
                        &indent[1..]
                    )
                }
                Value::Array(items) if depth == 2 && items.iter().any(|item| item.is_object()) => {
                    let inner = items.iter().map(Value::to_string).collect();
                    format!("[\n{indent}{}\n{}]", joined(inner), &indent[1..])
                }
                other => other.to_string(),
            }
        }
        let map = self.0.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        lines(&Value::Object(map), 0) + "\n"
    }
}

/// Writes a file beside its place and moves it there, so that it is never half written.
///
/// # Errors
/// If the folder cannot be made, or the file not written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let say = || format!("cannot write {}", path.display());
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).with_context(say)?;
    fs::write(&beside, bytes).with_context(say)?;
    fs::rename(&beside, path).with_context(say)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lab.json");
        let mut record = Record::default();
        record.insert(
            "dead",
            serde_json::json!({"rows": [{"a": 0.1 + 0.2}, {"a": null}], "n": 3, "empty": []}),
        );
        record.insert("head", serde_json::json!({}));
        record.write(&path).unwrap();
        assert_eq!(Record::read(&path).unwrap().0, record.0);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 11);
    }

    #[test]
    fn a_damaged_record_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lab.json");
        fs::write(&path, "[]").unwrap();
        let error = format!("{:#}", Record::read(&path).err().unwrap());
        assert!(error.contains("lab.json is not a record of experiments"), "{error}");
    }
}
