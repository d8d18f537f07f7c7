//! Answers requests of a program that times another library in turn.

use std::io::{BufRead, Read, Write};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use half::{bf16, f16};
use ndarray::ArrayD;
use rayon::ThreadPoolBuilder;
use serde::Serialize;

use crate::cell::{Cell, Type};
use crate::contenders::{Contender, Ogive};
use crate::element::Element;
use crate::input::{Input, aligned};

#[derive(Serialize)]
struct Made<'a> {
    shape: &'a [usize],
}

#[derive(Serialize)]
struct Timed {
    seconds: f64,
}

/// Answers until the requests end.
///
/// # Errors
/// If a request is not one.
pub fn serve(from: &mut (impl BufRead + Send), to: &mut (impl Write + Send)) -> Result<()> {
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let request: Cell = serde_json::from_str(&line)
            .with_context(|| format!("not a request: {}", line.trim_end()))?;
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

fn answer<E: Element>(
    request: &Cell,
    from: &mut (impl BufRead + Send),
    to: &mut (impl Write + Send),
) -> Result<()> {
    let function = ogive::parse(&request.function)?;
    let shape = function.output_shape(&request.shape)?;
    let pool = ThreadPoolBuilder::new().num_threads(request.threads).build()?;
    let x = array::<E>(&request.shape, from)?;
    let gradient = request.part.is_gradient();
    let g = if gradient { Some(array::<E>(&shape, from)?) } else { None };
    let input = Input { x, g };
    // In the pool, from a thread of which all calls are made.
    pool.install(|| {
        let call = Ogive.call(request, &input)?;
        let mut call = call.with_context(|| format!("ogive has no {}", request.function))?;
        let result = call.result()?;
        reply(to, &Made { shape: if gradient { &request.shape } else { &shape } })?;
        to.write_all(bytemuck::cast_slice(&result))?;
        to.flush()?;
        drop(result);
        loop {
            let mut line = String::new();
            ensure!(from.read_line(&mut line)? > 0, "the requests end before this one does");
            match serde_json::from_str::<Option<f64>>(&line) {
                Ok(None) => return Ok(()),
                Ok(Some(seconds)) => {
                    let turn = Duration::try_from_secs_f64(seconds)
                        .with_context(|| format!("{seconds} is no time to measure for"))?;
                    reply(to, &Timed { seconds: call.seconds(turn)? })?;
                }
                Err(_) => bail!("neither a number of seconds nor null: {}", line.trim_end()),
            }
        }
    })
}

fn reply(to: &mut impl Write, answer: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *to, answer)?;
    to.write_all(b"\n")?;
    Ok(to.flush()?)
}

fn array<E: Element>(shape: &[usize], from: &mut impl Read) -> Result<ArrayD<E>> {
    let length = shape.iter().try_fold(1_usize, |length, n| length.checked_mul(*n));
    length.with_context(|| format!("no array has the shape {shape:?}"))?;
    let mut read = Ok(());
    let array = aligned(shape, |elements| {
        read = from.read_exact(bytemuck::cast_slice_mut(elements));
    });
    read.context("the array is too short")?;
    Ok(array)
}
