//! Damaged files of every format: whatever a header says, there is no panic and little memory is taken.
//!
//! The modules that read files are compiled into this test, so that a case takes microseconds:
//!
//! ```sh
//! OGIVE_FUZZ_SECONDS=600 cargo test --release -p ogive-cli --test fuzz damaged -- --nocapture
//! ```
//!
//! The seed is printed; `OGIVE_FUZZ_SEED` sets it. The same seed makes the same cases.
#![allow(dead_code, unused_imports)] // the test needs a part of them

#[path = "../src/files/mod.rs"]
mod files;
#[path = "../src/report.rs"]
mod report;
#[path = "../src/show.rs"]
mod show;
#[path = "../src/tensor.rs"]
mod tensor;
#[path = "../src/text.rs"]
mod text;

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use files::source::Opened;
use files::{Format, Source};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// More than this is never given.
const MOST_MEMORY: usize = 256 << 20;

/// The system's memory, counted.
struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all memory is the system's, which is asked with the arguments as they came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let taken = TAKEN.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(taken, Ordering::Relaxed);
        if taken > MOST_MEMORY {
            TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those that the system asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above; the memory came from the system, with this layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static MEMORY: Counting = Counting;

/// A linear congruential generator; its upper bits are the random ones.
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A `.npy` file.
fn npy(descr: &str, fortran: &str, shape: &str, bytes: usize) -> Vec<u8> {
    let header = format!("{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}");
    let header = format!("{header:117}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.resize(file.len() + bytes, 7);
    file
}

/// A `.npz` file.
fn npz(method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, file) in [
        ("a.npy", npy("'<f4'", "False", "(2, 3)", 24)),
        ("b.npy", npy("'>f8'", "True", "(3,)", 24)),
        ("c.npy", npy("'<i8'", "False", "(1,)", 8)),
        ("d.txt", b"text".to_vec()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(&file).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive of one array, which may claim another size than it has.
fn npz_of(file: &[u8], method: CompressionMethod, claimed: Option<u32>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file("a.npy", options).unwrap();
    zip.write_all(file).unwrap();
    let mut archive = zip.finish().unwrap().into_inner();
    // Where the size stands before the entry, and in the directory.
    for (mark, after) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let place = archive.windows(4).position(|bytes| bytes == mark).unwrap() + after;
        if let Some(claimed) = claimed {
            archive[place..place + 4].copy_from_slice(&claimed.to_le_bytes());
        }
    }
    archive
}

/// A `.safetensors` file with this header.
fn safetensors(header: &str, bytes: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.resize(file.len() + bytes, 7);
    file
}

/// Files that are whole.
fn whole() -> Vec<(Format, Vec<u8>)> {
    let header = r#"{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"h":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"i":{"dtype":"I64","shape":[1],"data_offsets":[32,40]}}  "#;
    vec![
        (Format::Npy, npy("'<f4'", "False", "(2, 3)", 24)),
        (Format::Npy, npy("'>f8'", "True", "(2, 1, 2)", 32)),
        (Format::Npy, npy("[('x', '<f4'), ('y', '<f4')]", "False", "(1,)", 8)),
        (Format::Npz, npz(CompressionMethod::Stored)),
        (Format::Npz, npz(CompressionMethod::Deflated)),
        (Format::Safetensors, safetensors(header, 40)),
        (Format::Csv, b"name,a,b\nx,1,-2.5\n\"y, z\",nan,1e300\n".to_vec()),
    ]
}

/// What is written into a file to damage it: sizes that overflow, are negative or huge; junk that nests.
const TELLING: &[&[u8]] = &[
    b"99999999999999999999",
    b"18446744073709551615",
    b"9223372036854775807",
    b"4611686018427387904",
    b"4294967296",
    b"1099511627776",
    b"-1",
    b"0",
    b"1e309",
    b"((((((((((((((((",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":{\"a\":",
    b"}",
    b"\"",
    b"'",
    b"\\",
    b",",
    b"\0",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"PK\x05\x06",
    b"PK\x01\x02",
    b"BOOL",
    b"F4",
    b"F64",
    b"<f2",
    b"|O",
    b"\n",
];

fn damage(file: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        if file.is_empty() {
            return;
        }
        let place = random.below(file.len());
        match random.below(9) {
            0 => file[place] = random.below(256) as u8,
            1 => file[place] ^= 1 << random.below(8),
            2 => file.truncate(place),
            3 => {
                let piece = random.pick(TELLING);
                file.splice(place..place, piece.iter().copied());
            }
            4 => {
                // In the place of as many bytes: lengths that stand elsewhere stay right.
                let piece = random.pick(TELLING);
                let end = (place + piece.len()).min(file.len());
                file[place..end].copy_from_slice(&piece[..end - place]);
            }
            5 => {
                // A number becomes another one.
                if let Some(start) = (place..file.len()).find(|i| file[*i].is_ascii_digit()) {
                    let end = (start..file.len()).find(|i| !file[*i].is_ascii_digit());
                    let piece = random.pick(&TELLING[..9]);
                    file.splice(start..end.unwrap_or(file.len()), piece.iter().copied());
                }
            }
            6 => {
                let end = (place + 1 + random.below(40)).min(file.len());
                let piece = file[place..end].to_vec();
                let other = random.below(file.len());
                file.splice(other..other, piece);
            }
            7 => {
                let piece = random.pick(TELLING).repeat(1 + random.below(600));
                file.splice(place..place, piece);
            }
            _ => {
                // Near the end, where an archive has its directory.
                let place = file.len() - 1 - random.below(file.len().min(120));
                file[place] = random.below(256) as u8;
            }
        }
    }
}

/// Reads all that a file claims to hold: how many arrays could be read.
fn read_all(path: &Path, format: Format) -> report::Result<usize> {
    let opened = Opened::open(path)?;
    if let Some(delimiter) = format.delimiter() {
        let table = files::csv::Table::open(opened, delimiter, None)?;
        files::csv::array(table, path)?;
        return Ok(1);
    }
    let mut source = Source::of(path, format, opened)?;
    let chosen = source.choose(&[])?;
    for index in &chosen {
        let stored = source.read(*index)?;
        // What is read can be shown, whatever its shape.
        assert!(!show::tensor(&stored.tensor).is_empty());
        if format != Format::Npy {
            let mut stream = source.stream(*index)?;
            std::io::copy(&mut Read::take(&mut stream, 1 << 20), &mut std::io::sink())
                .map_err(files::npy::unreadable)?;
        }
    }
    Ok(chosen.len())
}

#[test]
fn no_memory_is_taken_for_what_a_compressed_entry_claims() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims");
    let inner = npy("'<f4'", "False", "(800000000,)", 1000);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        fs::write(&path, npz_of(&inner, method, Some(u32::MAX - 1))).unwrap();
        let failure = read_all(&path, Format::Npz).unwrap_err().to_string();
        assert!(failure.contains("is cut off") || failure.contains("claims"), "{failure}");
    }
    assert!(PEAK.load(Ordering::Relaxed) < MOST_MEMORY);
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn damaged_files_neither_panic_nor_take_memory() {
    let seconds = number("OGIVE_FUZZ_SECONDS").unwrap_or(3);
    let seed = number("OGIVE_FUZZ_SEED").unwrap_or(1);
    println!("seed {seed}, {seconds} s");
    let whole = whole();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for (format, file) in &whole {
        fs::write(&path, file).unwrap();
        let read = read_all(&path, *format);
        // Records are refused, and whatever else is whole is read.
        let records = file.windows(3).any(|bytes| bytes == b"[('");
        assert_eq!(read.is_ok(), !records, "{format:?}: {read:?}");
    }
    let mut random = Random(seed);
    let (begun, before) = (Instant::now(), TAKEN.load(Ordering::Relaxed));
    let (mut cases, mut read) = (0_u64, 0_u64);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let (format, mut file) = whole[random.below(whole.len())].clone();
        if format == Format::Npz && random.below(2) == 0 {
            // What is compressed is out of the reach of damage to the archive.
            let mut inner = whole[random.below(3)].1.clone();
            damage(&mut inner, &mut random);
            let method = random.pick(&[CompressionMethod::Stored, CompressionMethod::Deflated]);
            let claimed = random.pick(&[None, Some(u32::MAX - 1), Some(1 << 31)]);
            file = npz_of(&inner, method, claimed);
        } else {
            damage(&mut file, &mut random);
        }
        // A new file each time: some systems bring one that is cut short and written again to the disk.
        fs::remove_file(&path).unwrap();
        fs::write(&path, &file).unwrap();
        let kept = std::panic::catch_unwind(|| match read_all(&path, format) {
            Ok(_) => true,
            Err(failure) => {
                assert!(!failure.to_string().is_empty());
                false
            }
        });
        match kept {
            Ok(well) => read += u64::from(well),
            Err(_) => panic!("case {cases} of seed {seed}: {}", file.escape_ascii()),
        }
        cases += 1;
    }
    let peak = PEAK.load(Ordering::Relaxed);
    println!(
        "{cases} cases, {read} of them read, at most {peak} bytes of memory ({before} before)"
    );
    assert!(peak < MOST_MEMORY);
    assert!(read * 100 > cases, "only {read} of {cases} were read: damage misses the parsers");
}
