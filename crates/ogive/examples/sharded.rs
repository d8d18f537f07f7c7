//! Softmax over a class axis that is split over processes, as the head of a large language model is over machines: each
//! process has some of the classes of every row, and sends 16 bytes a row to the others.
//!
//! ```console
//! $ cargo run --release --example sharded
//! ```
//!
//! Where there is MPI, the exchange is one `MPI_Allgather` of two doubles a row. Here it goes by sockets through the
//! process that has started the others.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::Duration;

use ndarray::{Array2, ArrayD, Axis, concatenate};
use ogive::prelude::*;
use ogive::sharded::{self, RowState};

/// How many there are.
pub const PROCESSES: usize = 3;
const ROWS: usize = 8;
/// As many as GPT-2 has tokens.
const CLASSES: usize = 50_257;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, address, rank] = &arguments[..] {
        return work(address, rank.parse().map_err(io::Error::other)?);
    }
    let found = run(|address, rank| {
        Command::new(&arguments[0]).args([address, &rank.to_string()]).spawn()
    })?;
    let whole = softmax().forward(&scores(0, CLASSES)).map_err(io::Error::other)?;
    let apart = found.iter().zip(&whole).map(|(a, b)| a.to_bits().abs_diff(b.to_bits())).max();
    println!("{ROWS} rows of {CLASSES} classes, split over {PROCESSES} processes");
    println!("sums of the rows: {:.6}", found.mapv(f64::from).sum_axis(Axis(1)));
    println!("from softmax of the whole rows: {} ulp at most", apart.unwrap_or(0));
    Ok(())
}

/// The function.
pub fn softmax() -> Softmax {
    Softmax::new(-1)
}

/// The classes that a process has.
fn classes(rank: usize) -> (usize, usize) {
    (rank * CLASSES / PROCESSES, (rank + 1) * CLASSES / PROCESSES)
}

/// The scores of these classes in every row. A model would compute them.
pub fn scores(begin: usize, end: usize) -> Array2<f32> {
    Array2::from_shape_fn((ROWS, end - begin), |(row, class)| {
        let mixed = ((row * CLASSES + begin + class) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as f32 / (1 << 20) as f32 - 8.0
    })
}

/// What each process does.
pub fn work(address: &str, rank: usize) -> io::Result<()> {
    let mut others = TcpStream::connect(address)?;
    let (begin, end) = classes(rank);
    let shard = scores(begin, end);
    let state = sharded::partial(&softmax(), &shard).map_err(io::Error::other)?;

    others.write_all(&[rank as u8])?;
    send(&mut others, state.iter().flat_map(|state| state.to_numbers()))?;
    // In the order of their ranks, for everyone: the same order gives the same bits.
    let states: Vec<ArrayD<RowState<f32>>> = (0..PROCESSES)
        .map(|_| {
            let numbers = receive(&mut others, 2 * ROWS)?;
            let pairs =
                numbers.chunks_exact(2).map(|pair| RowState::from_numbers([pair[0], pair[1]]));
            let states: Vec<_> = pairs.collect::<ogive::Result<_>>().map_err(io::Error::other)?;
            ArrayD::from_shape_vec(vec![ROWS, 1], states).map_err(io::Error::other)
        })
        .collect::<io::Result<_>>()?;
    let states = sharded::merge_all(&softmax(), &states).map_err(io::Error::other)?;
    let finished = sharded::finish(&softmax(), &shard, &states).map_err(io::Error::other)?;

    // Only to be looked at: a model would go on with its shard.
    send(&mut others, finished.iter().map(|p| f64::from(*p)))
}

/// Starts the processes, passes on what they say to each other, and puts their results together.
pub fn run(start: impl Fn(&str, usize) -> io::Result<Child>) -> io::Result<Array2<f32>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let mut processes: Vec<Child> =
        (0..PROCESSES).map(|rank| start(&address, rank)).collect::<io::Result<_>>()?;
    let mut all: Vec<(u8, TcpStream)> = (0..PROCESSES)
        .map(|_| {
            let mut stream = next(&listener, &mut processes)?;
            let mut rank = [0];
            stream.read_exact(&mut rank)?;
            Ok((rank[0], stream))
        })
        .collect::<io::Result<_>>()?;
    all.sort_by_key(|(rank, _)| *rank);

    let states: Vec<Vec<f64>> =
        all.iter_mut().map(|(_, stream)| receive(stream, 2 * ROWS)).collect::<io::Result<_>>()?;
    for (_, stream) in &mut all {
        send(stream, states.iter().flatten().copied())?;
    }
    let shards: Vec<Array2<f32>> = all
        .iter_mut()
        .map(|(rank, stream)| {
            let (begin, end) = classes(usize::from(*rank));
            let numbers = receive(stream, ROWS * (end - begin))?;
            let numbers = numbers.into_iter().map(|p| p as f32).collect();
            Array2::from_shape_vec((ROWS, end - begin), numbers).map_err(io::Error::other)
        })
        .collect::<io::Result<_>>()?;
    for process in &mut processes {
        process.wait()?;
    }
    let shards: Vec<_> = shards.iter().map(|shard| shard.view()).collect();
    concatenate(Axis(1), &shards).map_err(io::Error::other)
}

/// The next process that calls; an error if one has ended before all have.
fn next(listener: &TcpListener, processes: &mut [Child]) -> io::Result<TcpStream> {
    listener.set_nonblocking(true)?;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return Ok(stream);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        for process in processes.iter_mut() {
            if let Some(status) = process.try_wait()? {
                return Err(io::Error::other(format!("a process has ended: {status}")));
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn send(to: &mut TcpStream, numbers: impl Iterator<Item = f64>) -> io::Result<()> {
    let bytes: Vec<u8> = numbers.flat_map(f64::to_le_bytes).collect();
    to.write_all(&bytes)
}

fn receive(from: &mut TcpStream, count: usize) -> io::Result<Vec<f64>> {
    let mut bytes = vec![0; count * 8];
    from.read_exact(&mut bytes)?;
    Ok(bytes.chunks_exact(8).map(|eight| f64::from_le_bytes(eight.try_into().unwrap())).collect())
}
