//! Times ogive's functions for a program that times another library in turn.

use std::hint::black_box;
use std::io::{BufRead, Read, Write, stdin, stdout};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, Subcommand};
use half::{bf16, f16};
use ndarray::ArrayD;
use ogive::function::Supported;
use ogive::nn::Layer;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};

/// Times ogive's functions.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers requests on standard input until that ends.
    ///
    /// A request is one line of JSON: {"function": "gelu", "part": "value" or "gradient", "dtype": "f32",
    /// "shape": [1024, 256], "threads": 1}, and then the array as raw numbers, row-major in this
    /// machine's byte order; for a gradient, after it the incoming gradient. The answer is one line,
    /// {"shape": [1024, 256]}, and the result. From then on a line of JSON that is a number asks for
    /// the time of one call, which makes its result, and the answer {"seconds": 0.001} is the mean over that many
    /// seconds; null goes on to the next request.
    Serve,
}

#[derive(Deserialize)]
struct Request {
    function: String,
    part: Part,
    dtype: Type,
    shape: Vec<usize>,
    threads: usize,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    Value,
    Gradient,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    F32,
    F64,
    F16,
    Bf16,
}

#[derive(Serialize)]
struct Made<'a> {
    shape: &'a [usize],
}

#[derive(Serialize)]
struct Timed {
    seconds: f64,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Serve => serve(&mut stdin().lock(), &mut stdout().lock()),
    }
}

fn serve(from: &mut impl BufRead, to: &mut impl Write) -> Result<()> {
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let request: Request =
            serde_json::from_str(&line).with_context(|| format!("not a request: {line}"))?;
        line.clear();
        match request.dtype {
            Type::F32 => answer::<f32>(&request, from, to),
            Type::F64 => answer::<f64>(&request, from, to),
            Type::F16 => answer::<f16>(&request, from, to),
            Type::Bf16 => answer::<bf16>(&request, from, to),
        }?;
    }
    Ok(())
}

fn answer<E: Supported>(
    request: &Request,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> Result<()> {
    let function = ogive::parse(&request.function)?;
    let pool = ThreadPoolBuilder::new().num_threads(request.threads).build()?;
    let x = array::<E>(&request.shape, from)?;
    let upstream = match request.part {
        Part::Value => None,
        Part::Gradient => Some(array::<E>(&function.output_shape(&request.shape)?, from)?),
    };
    let call = || match &upstream {
        None => function.forward(&x),
        Some(g) => function.backward(&x, g),
    };
    let result = pool.install(call)?;
    reply(to, &Made { shape: result.shape() })?;
    to.write_all(bytemuck::cast_slice(result.as_slice().context("the result is not row-major")?))?;
    to.flush()?;
    drop(result);

    loop {
        let mut line = String::new();
        ensure!(from.read_line(&mut line)? > 0, "the requests end before this one does");
        match serde_json::from_str::<Option<f64>>(&line) {
            Ok(None) => return Ok(()),
            Ok(Some(seconds)) => reply(to, &Timed { seconds: timed(&pool, seconds, &call)? })?,
            Err(_) => bail!("neither a number of seconds nor null: {line}"),
        }
    }
}

fn reply(to: &mut impl Write, answer: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *to, answer)?;
    to.write_all(b"\n")?;
    Ok(to.flush()?)
}

fn array<E: Supported>(shape: &[usize], from: &mut impl Read) -> Result<ArrayD<E>> {
    let mut elements = vec![E::default(); shape.iter().product()];
    from.read_exact(bytemuck::cast_slice_mut(&mut elements)).context("the array is too short")?;
    Ok(ArrayD::from_shape_vec(shape, elements)?)
}

/// The time of one call, from as many as take so many seconds.
fn timed<E: Supported>(
    pool: &ThreadPool,
    seconds: f64,
    call: &(impl Fn() -> ogive::Result<ArrayD<E>> + Sync),
) -> Result<f64> {
    pool.install(|| {
        let begin = Instant::now();
        let mut calls = 0_u32;
        loop {
            black_box(call()?);
            calls += 1;
            let elapsed = begin.elapsed().as_secs_f64();
            if elapsed >= seconds {
                return Ok(elapsed / f64::from(calls));
            }
        }
    })
}
