//! Results of a Rust library's activation function, as raw numbers. The command
//! line is that of `producers/python/produce.py`, which explains it.

mod burn;
mod candle;
mod rten;

use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Inputs in one call of the peer: large enough for its vector loops and threads.
const BLOCK: u64 = 1 << 22;

/// What can be chosen on the command line, by name.
type Choices<T> = &'static [(&'static str, T)];

#[derive(Clone, Copy, PartialEq)]
enum Dtype {
    F32,
    F64,
    F16,
    Bf16,
}

const DTYPES: Choices<Dtype> =
    &[("f32", Dtype::F32), ("f64", Dtype::F64), ("f16", Dtype::F16), ("bf16", Dtype::Bf16)];

impl Dtype {
    fn bytes(self) -> usize {
        match self {
            Dtype::F32 => 4,
            Dtype::F64 => 8,
            Dtype::F16 | Dtype::Bf16 => 2,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Value,
    Slope,
}

const PARTS: Choices<Part> = &[("value", Part::Value), ("slope", Part::Slope)];

/// Inputs of a peer, little-endian: whole rows for a function of a row, and one
/// long row for a function of one number.
struct Block {
    bytes: Vec<u8>,
    dtype: Dtype,
    shape: [usize; 2],
}

/// A function: ogive's name, the call of the peer as it is compiled, and that call.
struct Call<F> {
    function: &'static str,
    text: &'static str,
    run: F,
}

/// A table of calls, `"name" => |x| the call`, whose text is the very code that runs.
macro_rules! calls {
    ($($function:literal => |$x:ident| $call:expr,)*) => {
        &[$($crate::Call { function: $function, text: stringify!($call), run: |$x| $call },)*]
    };
}
use calls;

/// What `main` wants to know of a library.
struct Peer {
    name: &'static str,
    package: &'static str,
    parts: Choices<Part>,
    /// The types that it has a function in.
    dtypes: fn(&str) -> Choices<Dtype>,
    /// Names and texts of its calls.
    calls: fn() -> Vec<(&'static str, &'static str)>,
    /// The results of the call with this number in `calls`.
    results: fn(usize, Part, Block) -> Result<Vec<u8>>,
}

const PEERS: &[Peer] = &[candle::PEER, burn::PEER, rten::PEER];

fn over_rows(function: &str) -> bool {
    ["softmax", "log_softmax"].contains(&function)
}

/// The parts and types of a function. Those of a row are judged in f32 alone, by
/// their values.
fn offered(peer: &Peer, function: &str) -> (Choices<Part>, Choices<Dtype>) {
    if over_rows(function) {
        (&PARTS[..1], &DTYPES[..1])
    } else {
        (peer.parts, (peer.dtypes)(function))
    }
}

fn list() -> String {
    let mut entries = Vec::new();
    for peer in PEERS {
        for (function, text) in (peer.calls)() {
            let (parts, dtypes) = offered(peer, function);
            let dtypes: Vec<_> = dtypes.iter().map(|(name, _)| name).collect();
            // A long call has been broken into lines.
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let over = if over_rows(function) { "rows" } else { "elements" };
            for (part, _) in parts {
                entries.push(format!(
                    "{{\"peer\": {:?}, \"function\": {function:?}, \"part\": {part:?}, \
                     \"dtypes\": {dtypes:?}, \"over\": {over:?}, \"call\": {text:?}}}",
                    peer.name
                ));
            }
        }
    }
    format!("[{}]", entries.join(",\n"))
}

/// The versions that this program was built with.
fn versions() -> String {
    let lock = include_str!("../Cargo.lock");
    let version = |package: &str| {
        let entry = format!("name = \"{package}\"\nversion = \"");
        lock.split(&entry).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("unknown")
    };
    let all: Vec<_> =
        PEERS.iter().map(|peer| format!("{:?}: {:?}", peer.name, version(peer.package))).collect();
    format!("{{{}}}", all.join(", "))
}

struct Arguments {
    words: Vec<String>,
    dtype: Dtype,
    every: u64,
    rows: Option<usize>,
    columns: Option<usize>,
}

fn arguments() -> Result<Arguments> {
    let mut found =
        Arguments { words: Vec::new(), dtype: Dtype::F32, every: 1, rows: None, columns: None };
    let mut given = std::env::args().skip(1);
    while let Some(word) = given.next() {
        let mut value = || given.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--dtype" => found.dtype = named(DTYPES, &value()?)?,
            "--every" => found.every = value()?.parse::<std::num::NonZeroU64>()?.get(),
            "--rows" => found.rows = Some(value()?.parse()?),
            "--columns" => found.columns = Some(value()?.parse()?),
            _ => found.words.push(word),
        }
    }
    Ok(found)
}

fn named<T: Copy>(table: Choices<T>, name: &str) -> Result<T> {
    let entry = table.iter().find(|(known, _)| *known == name);
    entry.map(|(_, item)| *item).ok_or_else(|| format!("no {name} here; see --list").into())
}

fn run() -> Result<()> {
    let given = arguments()?;
    let words: Vec<&str> = given.words.iter().map(String::as_str).collect();
    let mut out = io::stdout().lock();
    let (peer, function, part) = match words[..] {
        ["--list"] => return Ok(writeln!(out, "{}", list())?),
        ["--versions"] => return Ok(writeln!(out, "{}", versions())?),
        [peer, function] => (peer, function, "value"),
        [peer, function, part] => (peer, function, part),
        _ => {
            return Err(
                "PEER FUNCTION [PART] [--dtype D] [--every K] [--rows R --columns C]".into()
            );
        }
    };
    let peer = PEERS.iter().find(|known| known.name == peer).ok_or("unknown peer; see --list")?;
    let call = (peer.calls)().iter().position(|(known, _)| *known == function);
    let call = call.ok_or(format!("{} has no {function} here; see --list", peer.name))?;
    let (parts, dtypes) = offered(peer, function);
    let part = named(parts, part)?;
    let dtype = given.dtype;
    if !dtypes.iter().any(|(_, known)| *known == dtype) {
        return Err("not in this type; see --list".into());
    }

    let mut write = |block: Block| -> Result<()> {
        let wanted = block.bytes.len();
        let results = (peer.results)(call, part, block)?;
        // The same size, or the stream would be read as something else.
        if results.len() != wanted {
            return Err(format!("{} bytes of results for {wanted}", results.len()).into());
        }
        Ok(out.write_all(&results)?)
    };

    match (over_rows(function), given.rows, given.columns) {
        (true, Some(rows), Some(columns)) => {
            let mut scores = io::stdin().lock();
            let at_once = (BLOCK as usize / columns.max(1)).max(1);
            for first in (0..rows).step_by(at_once) {
                let shape = [at_once.min(rows - first), columns];
                let mut bytes = vec![0; shape[0] * shape[1] * dtype.bytes()];
                scores.read_exact(&mut bytes)?;
                write(Block { bytes, dtype, shape })?;
            }
        }
        (false, None, None) => {
            let patterns = 1_u128 << (8 * dtype.bytes());
            let count = u64::try_from(patterns.div_ceil(given.every.into()))?;
            let mut first = 0;
            while first < count {
                let end = count.min(first + BLOCK);
                let bytes: Vec<u8> = (first..end)
                    .flat_map(|index| {
                        (index * given.every).to_le_bytes().into_iter().take(dtype.bytes())
                    })
                    .collect();
                write(Block { bytes, dtype, shape: [1, (end - first) as usize] })?;
                first = end;
            }
        }
        _ => {
            return Err(
                "--rows and --columns go with softmax and log_softmax, and only with them".into()
            );
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough ends this program silently, like any filter.
        Err(error)
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(|e| e.kind() == ErrorKind::BrokenPipe) =>
        {
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("produce: {error}");
            ExitCode::FAILURE
        }
    }
}
