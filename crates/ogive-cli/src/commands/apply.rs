//! `ogive apply` and `ogive grad`: a function on files.

use std::borrow::Cow;
use std::path::Path;
use std::time::{Duration, Instant};

use ndarray::ArrayD;
use ogive::function::Function;
use ogive::kernel::{self, Isa};
use ogive::nn::Layer;
use serde::Serialize;

use super::top;
use crate::args::{Apply, Grad};
use crate::npy::{self, Stored};
use crate::report::{self, Failure, Result};
use crate::show;
use crate::tensor::{Element, Nested, Tensor, each};
use crate::text;

/// Applies a function to an array.
///
/// # Errors
/// If the function, the array and the axis do not fit, or a file cannot be read or written.
pub fn apply(options: &Apply, json: bool) -> Result<()> {
    let isa = Isa::active()?;
    let function = function(&options.function, options.axis)?;
    let top = options.top.map(|count| top::Options::new(count, options, &*function)).transpose()?;
    let Stored { mut tensor, layout } = npy::read(&options.input)?;
    let time = match function.output_shape(tensor.shape())? == tensor.shape() {
        // In place, which is the fastest, and takes no second array.
        true => timed(|| each!(&mut tensor, x => function.forward_inplace(x)))?.1,
        false => {
            let (result, time) = timed(|| match &tensor {
                Tensor::F16(x) => function.forward(x).map(Tensor::F16),
                Tensor::F32(x) => function.forward(x).map(Tensor::F32),
                Tensor::F64(x) => function.forward(x).map(Tensor::F64),
            })?;
            tensor = result;
            time
        }
    };
    let run = Run { name: function.to_string(), tensor: &tensor, isa, time, passes: 2 };
    // All that can fail is done before the file is written.
    let found = top.map(|top| top.find(&tensor)).transpose()?;
    if let Some(output) = &options.output {
        npy::write(output, &tensor, layout)?;
    }
    let output = options.output.as_deref();
    if json {
        return run.print_json(&options.input, None, output, found.as_ref());
    }
    run.tell("", output);
    match found {
        Some(found) => report::print(|out| write!(out, "{}", found.text())),
        None => run.show(output),
    }
}

/// Takes the gradient by an array, from the gradient by the function's output.
///
/// # Errors
/// As for [`apply`]; also if the two arrays differ in type or shape.
pub fn grad(options: &Grad, json: bool) -> Result<()> {
    let isa = Isa::active()?;
    let function = function(&options.function, options.axis)?;
    let Stored { tensor: x, layout } = npy::read(&options.input)?;
    let g = npy::read(&options.upstream)?.tensor;
    let shape = function.output_shape(x.shape())?;
    let differ = || {
        let about = |dtype, shape| format!("{dtype} {}", text::shape(shape));
        let (given, expected) = (about(g.dtype(), g.shape()), about(x.dtype(), &shape));
        let whose = match shape == x.shape() {
            true => format!("as in {}", options.input.display()),
            false => format!("as {} of {} has", function.info().name, options.input.display()),
        };
        Failure::new(format!("holds {given}; expected {expected}, {whose}"))
            .about(&options.upstream)
    };
    if g.shape() != shape {
        return Err(differ());
    }
    let (tensor, time) = match (&x, &g) {
        (Tensor::F16(x), Tensor::F16(g)) => backward(&*function, x, g, Tensor::F16),
        (Tensor::F32(x), Tensor::F32(g)) => backward(&*function, x, g, Tensor::F32),
        (Tensor::F64(x), Tensor::F64(g)) => backward(&*function, x, g, Tensor::F64),
        _ => Err(differ()),
    }?;
    let run = Run { name: function.to_string(), tensor: &tensor, isa, time, passes: 3 };
    if let Some(output) = &options.output {
        npy::write(output, &tensor, layout)?;
    }
    let output = options.output.as_deref();
    if json {
        return run.print_json(&options.input, Some(&options.upstream), output, None);
    }
    run.tell("gradient of ", output);
    run.show(output)
}

/// The gradient by `x` for the gradient `g` by the output, and the time it took.
fn backward<E: Element>(
    function: &dyn Function,
    x: &ArrayD<E>,
    g: &ArrayD<E>,
    tensor: fn(ArrayD<E>) -> Tensor,
) -> Result<(Tensor, Duration)> {
    // A copy is memory that is there, and in the right order, before the clock starts.
    let mut out = x.clone();
    let run = kernel::Run::active()?;
    let backward = || function.typed::<E>().run_backward(run, x.view(), g.view(), out.view_mut());
    let ((), time) = timed(backward)?;
    Ok((tensor(out), time))
}

/// The function that a text and perhaps `--axis` mean.
fn function(text: &str, axis: Option<isize>) -> Result<Box<dyn Function>> {
    let Some(axis) = axis else {
        return ogive::parse(text).map_err(|error| {
            let failure = Failure::from(error);
            match with_axis(text, -1).is_ok_and(|text| ogive::parse(&text).is_ok()) {
                true => failure.hint("--axis -1 is the last axis"),
                false => failure,
            }
        });
    };
    ogive::parse(&with_axis(text, axis)?).map_err(|error| match ogive::parse(text) {
        Ok(function) => {
            Failure::new(format!("the axis is given twice: {function} and --axis {axis}"))
                .hint("give it once")
        }
        Err(_) => Failure::from(error),
    })
}

/// The text of a call with the axis among its arguments.
fn with_axis(text: &str, axis: isize) -> Result<String> {
    let text = text.trim();
    let info = ogive::find(text.split('(').next().unwrap_or(text))?.info;
    let has_axis = |info: &ogive::page::Info| info.parameters.iter().any(|p| p.name == top::AXIS);
    if !has_axis(info) {
        let others: Vec<_> =
            ogive::BOOK.iter().map(|e| e.info).filter(|i| has_axis(i)).map(|i| i.name).collect();
        return Err(Failure::new(format!(
            "{} has no axis; --axis is for {}",
            info.name,
            text::one_of(&others)
        ))
        .hint("leave out --axis"));
    }
    Ok(match text.strip_suffix(')').map(str::trim_end) {
        None => format!("{text}({}={axis})", top::AXIS),
        Some(open) => {
            let open = open.strip_suffix(',').unwrap_or(open);
            let comma = if open.ends_with('(') { "" } else { ", " };
            format!("{open}{comma}{}={axis})", top::AXIS)
        }
    })
}

fn timed<T>(work: impl FnOnce() -> ogive::Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed()))
}

/// A function that has been run.
struct Run<'a> {
    name: String,
    tensor: &'a Tensor,
    isa: Isa,
    time: Duration,
    /// How often memory of the size of the array was read or written.
    passes: usize,
}

impl Run<'_> {
    fn gb_per_s(&self) -> f64 {
        // A clock may stand still over a few elements.
        let nanoseconds = self.time.as_nanos().max(1) as f64;
        (self.passes * self.tensor.bytes()) as f64 / nanoseconds
    }

    /// Tells people what was done.
    fn tell(&self, what: &str, output: Option<&Path>) {
        let Run { name, tensor, isa, time, .. } = self;
        let (dtype, shape) = (tensor.dtype(), text::shape(tensor.shape()));
        let (elements, time) = (tensor.len(), text::duration(*time));
        let rate = text::three_digits(self.gb_per_s());
        report::tell(&format!(
            "{what}{name}, {dtype} {shape}: {elements} elements in {time}, {rate} GB/s ({isa}, up to {} threads)",
            rayon::current_num_threads(),
        ));
        if let Some(output) = output {
            report::tell(&format!("wrote {}", output.display()));
        }
    }

    /// Shows the array, unless it has been written.
    fn show(&self, output: Option<&Path>) -> Result<()> {
        match output {
            Some(_) => Ok(()),
            None => report::print(|out| writeln!(out, "{}", show::tensor(self.tensor))),
        }
    }

    /// Prints what was done, with the array unless it has been written.
    fn print_json(
        &self,
        input: &Path,
        upstream: Option<&Path>,
        output: Option<&Path>,
        found: Option<&top::Found>,
    ) -> Result<()> {
        let shown = output.is_none() && found.is_none();
        report::print_json(&Report {
            function: &self.name,
            input: input.to_string_lossy(),
            upstream: upstream.map(Path::to_string_lossy),
            output: output.map(Path::to_string_lossy),
            shape: self.tensor.shape(),
            dtype: self.tensor.dtype(),
            elements: self.tensor.len(),
            seconds: self.time.as_secs_f64(),
            gb_per_s: self.gb_per_s(),
            isa: self.isa.name(),
            threads: rayon::current_num_threads(),
            data: shown.then_some(Nested(self.tensor)),
            found,
        })
    }
}

/// What was done, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    function: &'a str,
    input: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<Cow<'a, str>>,
    output: Option<Cow<'a, str>>,
    shape: &'a [usize],
    dtype: &'a str,
    elements: usize,
    seconds: f64,
    gb_per_s: f64,
    isa: &'a str,
    threads: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Nested<'a>>,
    #[serde(flatten)]
    found: Option<&'a top::Found>,
}
