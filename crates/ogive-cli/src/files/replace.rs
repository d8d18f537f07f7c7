//! A file is replaced whole or not at all.
//!
//! What is written goes to a hidden temporary file in the same folder, which is flushed to the disk
//! and then renamed: whoever opens the file finds the old one or the new one, whenever the
//! program or the machine stops. (A file without a name, as Linux's `O_TMPFILE` makes, could only be
//! linked where there is none.)
//!
//! The flush comes before the rename, so that the new name never leads to a file that is not all there. The
//! folder is not flushed after it, which would double what a small file costs: if the machine stops within
//! seconds, the rename may not have lasted, and the old file is still there, whole.
//!
//! A program that is killed cannot remove its temporary file; the next one that writes to the folder does.
//! That a file is still in use shows in the lock that its writer holds: the system lets go of it when
//! the process ends, however it ends, and no other process can have taken over its number.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tempfile::NamedTempFile;

use crate::report::{Failure, Result};

/// What every temporary file's name begins and ends with.
const PREFIX: &str = ".ogive-";
const SUFFIX: &str = ".tmp";

/// Where a result goes.
#[derive(Debug)]
pub enum Target {
    /// A file that will take the place of the one at its path, or be new.
    File(Replacement),
    /// A pipe or a device that has a path; it is written to as it is.
    Device(File, PathBuf),
    /// Standard output, without the buffer that looks for the ends of lines.
    Stdout(File),
}

/// A temporary file that is to take the place of another.
#[derive(Debug)]
pub struct Replacement {
    temporary: NamedTempFile,
    known: Known,
    flusher: Flusher,
    /// What it replaces.
    path: PathBuf,
    /// The path as it was given, for messages.
    given: PathBuf,
}

/// Writes a file of these bytes: it is there in full, or as it was before.
///
/// A pipe or a device is written to as it is, and `-` is standard output.
///
/// # Errors
/// If the file, or a temporary one in its folder, cannot be written; [`Failure::Closed`] if the reader
/// of standard output has gone away.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut target = Target::open(path)?;
    target.write_all(bytes).map_err(|error| target.failure(&error))?;
    target.finish()
}

impl Target {
    /// Begins to write to this path; `-` is standard output.
    ///
    /// # Errors
    /// If it is a directory, or no file can be made in its folder.
    pub fn open(path: &Path) -> Result<Target> {
        if path == Path::new("-") {
            let file = standard_output();
            return file.map(Target::Stdout).map_err(|error| {
                Failure::new(format!("cannot write to standard output: {error}"))
            });
        }
        let cannot = |why: String| Failure::new(format!("cannot write {}: {why}", path.display()));
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => Err(cannot("it is a directory".into())
                .hint(format!("name a file in it, such as {}", path.join("out.npy").display()))),
            Ok(there) if there.is_file() => Replacement::begin(path, Some(&there))
                .map(Target::File)
                .map_err(|error| cannot(without_path(&error))),
            Ok(_) => match OpenOptions::new().write(true).open(path) {
                Ok(file) => Ok(Target::Device(file, path.to_path_buf())),
                Err(error) => Err(cannot(error.to_string())),
            },
            Err(_) => Replacement::begin(path, None).map(Target::File).map_err(|error| {
                let folder = folder(path);
                if error.kind() == ErrorKind::NotFound && !folder.exists() {
                    return cannot(format!("there is no folder {}", folder.display()))
                        .hint("make the folder first");
                }
                cannot(without_path(&error))
            }),
        }
    }

    /// The file behind it, if one can move about in it: a pipe has no places.
    pub fn seekable(&self) -> Option<&File> {
        match self {
            Target::File(replacement) => Some(replacement.temporary.as_file()),
            Target::Device(..) | Target::Stdout(_) => None,
        }
    }

    /// What went wrong while it was written.
    pub fn failure(&self, error: &io::Error) -> Failure {
        match self {
            // Whoever reads a pipe has seen enough.
            _ if error.kind() == ErrorKind::BrokenPipe => Failure::Closed,
            Target::File(Replacement { given: path, .. }) | Target::Device(_, path) => {
                Failure::new(format!("cannot write {}: {}", path.display(), without_path(error)))
            }
            Target::Stdout(_) => Failure::new(format!("cannot write to standard output: {error}")),
        }
    }

    /// Ends it: from here on, the new file is there.
    ///
    /// # Errors
    /// If it cannot be brought to the disk or take its place; then the old file is still there.
    pub fn finish(mut self) -> Result<()> {
        let flushed = self.flush();
        flushed.map_err(|error| self.failure(&error))?;
        let Target::File(Replacement { temporary, known, path, given, .. }) = self else {
            return Ok(());
        };
        let cannot = |error: io::Error| {
            Failure::new(format!("cannot write {}: {}", given.display(), without_path(&error)))
        };
        temporary.as_file().sync_all().map_err(cannot)?;
        temporary.persist(&path).map_err(|error| cannot(error.error))?;
        drop(known);
        Ok(())
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::File(replacement) => replacement.write(bytes),
            Target::Device(file, _) => file.write(bytes),
            Target::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::File(replacement) => replacement.temporary.as_file_mut().flush(),
            Target::Device(file, _) => file.flush(),
            Target::Stdout(stdout) => stdout.flush(),
        }
    }
}

impl Replacement {
    fn begin(path: &Path, there: Option<&Metadata>) -> io::Result<Replacement> {
        let given = path.to_path_buf();
        // A link stays a link; what it leads to is replaced.
        let path = if there.is_some() { fs::canonicalize(path)? } else { given.clone() };
        if there.is_some() {
            // A file that may not be written is not to be replaced, either.
            OpenOptions::new().write(true).open(&path)?;
        }
        clean(folder(&path));
        let (temporary, known) = temporary(folder(&path))?;
        if let Some(there) = there {
            #[cfg(unix)]
            {
                use std::os::unix::fs::{MetadataExt, fchown};
                // The owner is kept where the system allows it, as it does to the superuser.
                let _ = fchown(temporary.as_file(), Some(there.uid()), Some(there.gid()));
            }
            temporary.as_file().set_permissions(there.permissions())?;
        }
        let flusher = Flusher::default();
        Ok(Replacement { temporary, known, flusher, path, given })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.temporary.as_file_mut().write(bytes)?;
        self.flusher.written(self.temporary.as_file(), count);
        Ok(count)
    }
}

/// Has a large file brought to the disk while it is being written, so that little is left to wait for at the end.
#[derive(Debug, Default)]
struct Flusher {
    written: u64,
    /// How much of that is on its way.
    begun: u64,
}

impl Flusher {
    /// Files that are smaller are brought there at the end.
    const EVERY: u64 = 8 << 20;

    fn written(&mut self, file: &File, count: usize) {
        self.written += count as u64;
        if self.written - self.begun < Self::EVERY {
            return;
        }
        // Said of pages that are not on the disk yet, this makes Linux begin to write them, and no more: they stay in
        // memory, and nobody waits. Advice that is not taken costs time at the end alone.
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{Advice, fadvise};
            let length = std::num::NonZeroU64::new(self.written - self.begun);
            let _ = fadvise(file, self.begun, length, Advice::DontNeed);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = file;
        self.begun = self.written;
    }
}

/// That a signal is to remove the file of this name, as long as this is there.
#[derive(Debug)]
struct Known(PathBuf);

impl Drop for Known {
    fn drop(&mut self) {
        names().retain(|name| *name != self.0);
    }
}

/// A new temporary file in this folder, locked.
fn temporary(folder: &Path) -> io::Result<(NamedTempFile, Known)> {
    catch_signals();
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        // As any new file, less what the process's mask takes away: a temporary file is private.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // A signal between the two would miss the file.
        let mut names = names();
        let temporary = builder.tempfile_in(folder)?;
        // Between its making and its lock, another process may take it for a leftover.
        if lock(temporary.as_file()) && temporary.path().exists() {
            let known = Known(temporary.path().to_path_buf());
            names.push(known.0.clone());
            return Ok((temporary, known));
        }
    }
}

/// Takes the lock of a temporary file; where the system has none, files are not told apart by them.
fn lock(file: &File) -> bool {
    !matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock))
}

/// Removes the temporary files of processes that are gone.
fn clean(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) {
            continue;
        }
        // Opened as it is: a link or a pipe of that name is nobody's leftover.
        if entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = OpenOptions::new().read(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The temporary files of this process.
static NAMES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn names() -> MutexGuard<'static, Vec<PathBuf>> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, Ctrl-C and a request to end remove the temporary files first.
fn catch_signals() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // If another handler is there, the leftovers are for the next run.
        let _ = ctrlc::set_handler(|| {
            // Held to the end: no new file is made meanwhile.
            let names = names();
            for name in names.iter() {
                let _ = fs::remove_file(name);
            }
            std::process::exit(130);
        });
    });
}

#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// The folder that a path is in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The error's text without the name of the temporary file, which says nothing to anyone.
fn without_path(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" at path ").next().unwrap_or(&text).into()
}
