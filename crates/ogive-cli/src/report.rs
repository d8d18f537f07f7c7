//! How the command answers: data to standard output, failures to standard error.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

/// Why the command ends early.
#[derive(Debug)]
pub enum Failure {
    /// Something was wrong: what was given, what was expected, and what to do about it.
    Wrong {
        /// What was given and what was expected.
        error: String,
        /// What to do, where that is not plain from the error.
        hint: Option<String>,
    },
    /// Whoever reads standard output has seen enough: no failure to tell of.
    Closed,
}

/// How the command is to answer.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// With one JSON document on standard output, and errors as JSON.
    pub json: bool,
    /// Without messages on standard error, errors excepted.
    pub quiet: bool,
}

/// A result with the command's [`Failure`].
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Something was wrong.
    pub fn new(error: impl Into<String>) -> Failure {
        Failure::Wrong { error: error.into(), hint: None }
    }

    /// With what to do about it.
    pub fn hint(self, hint: impl Into<String>) -> Failure {
        match self {
            Failure::Wrong { error, .. } => Failure::Wrong { error, hint: Some(hint.into()) },
            Failure::Closed => Failure::Closed,
        }
    }

    /// With what to do about it, if that has not been said.
    pub fn hint_if_none(self, hint: impl Into<String>) -> Failure {
        match self {
            Failure::Wrong { error, hint: None } => Failure::new(error).hint(hint),
            failure => failure,
        }
    }

    /// With another text for what was wrong.
    pub fn map_error(self, map: impl FnOnce(String) -> String) -> Failure {
        match self {
            Failure::Wrong { error, hint } => Failure::Wrong { error: map(error), hint },
            Failure::Closed => Failure::Closed,
        }
    }

    /// With the file that it is about in front.
    pub fn about(self, path: &Path) -> Failure {
        self.part_of(&path.display().to_string())
    }

    /// What was wrong, without a hint.
    #[cfg(feature = "parquet")]
    pub fn text(&self) -> &str {
        match self {
            Failure::Wrong { error, .. } => error,
            Failure::Closed => "",
        }
    }

    /// With what it is about in front.
    pub fn part_of(self, whole: &str) -> Failure {
        self.map_error(|error| format!("{whole} {error}"))
    }

    /// With the array that it is about in front, to which a file's name is to be added.
    pub fn part(self, name: &str) -> Failure {
        self.part_of(&format!("(array `{}`)", name.escape_debug()))
    }
}

impl From<ogive::Error> for Failure {
    fn from(error: ogive::Error) -> Failure {
        let failure = Failure::new(error.to_string());
        match error {
            ogive::Error::UnknownFunction { nearest, .. } if !nearest.is_empty() => {
                failure.hint("`ogive list` shows all names")
            }
            ogive::Error::Isa { .. } => failure.hint(
                "the environment variable OGIVE_ISA asks for it; set it to another, or unset it",
            ),
            _ => failure,
        }
    }
}

impl From<ogive_detect::Error> for Failure {
    fn from(error: ogive_detect::Error) -> Failure {
        match error {
            ogive_detect::Error::Ogive(error) => error.into(),
            error => Failure::new(error.to_string()),
        }
    }
}

/// As it is written to standard error.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Failure::Wrong { error, hint: None } => write!(f, "error: {error}"),
            Failure::Wrong { error, hint: Some(hint) } => {
                write!(f, "error: {error}\nhint: {hint}")
            }
            Failure::Closed => Ok(()),
        }
    }
}

/// Writes data to standard output.
///
/// # Errors
/// [`Failure::Closed`] if the reader has gone away, as `head` does; else what went wrong.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"))),
    }
}

/// Writes a JSON document to standard output, in one line.
///
/// # Errors
/// Those of [`print`](fn@print).
pub fn print_json(document: &impl Serialize) -> Result<()> {
    print(|out| {
        serde_json::to_writer(&mut *out, document)?;
        writeln!(out)
    })
}

/// Writes a message for people to standard error. If nobody listens, so be it.
pub fn tell(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Tells of a failure, as text or JSON, and returns the exit code: 1, or 0 for [`Failure::Closed`].
pub fn failure(failure: &Failure, json: bool) -> ExitCode {
    match failure {
        Failure::Closed => return ExitCode::SUCCESS,
        Failure::Wrong { error, hint } if json => tell_json(error, hint.as_deref()),
        failure => tell(&failure.to_string()),
    }
    ExitCode::FAILURE
}

/// Tells of wrong usage, or shows the help that was asked for, and returns the exit code: 2 or 0.
pub fn usage(error: &clap::Error) -> ExitCode {
    // What was asked for is not known when it cannot be parsed.
    let json = std::env::args_os().any(|argument| argument == "--json");
    if json && error.use_stderr() {
        let text = error.to_string();
        let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let words: Vec<_> = first.split_whitespace().collect();
        tell_json(&words.join(" "), Some("`ogive --help` shows the usage"));
    } else {
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn tell_json(error: &str, hint: Option<&str>) {
    tell(&serde_json::json!({ "error": error, "hint": hint }).to_string());
}
