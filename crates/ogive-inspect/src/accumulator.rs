//! Blocks of an array, taken one after the other.

use ndarray::{Array, ArrayBase, ArrayViewD, Axis, Data, Dimension};
use ogive::Function;
use ogive::nn::Layer;
use ogive::page::Kind;
use rayon::prelude::*;

use crate::element::{Element, Working};
use crate::error::{Error, Result};
use crate::options::{Channels, Options};
use crate::reference::Reference;
use crate::report::{Elements, Figures, Report, State};
use crate::rows::{RowFunction, RowTally};
use crate::tally::Tally;
use crate::verdict;

/// The function is applied to so many elements at a time: little enough for the caches to hold what
/// it gives, and enough for every channel to get a few.
const AT_A_TIME: usize = 1 << 20;

/// Takes the blocks of an array, so that it need not fit into memory.
///
/// Blocks are cut along axis 0, the batch, and added in order. The report is the same to the last
/// digit however they are cut, whatever the memory layout, and for any number of threads: each channel
/// adds up its own elements, in the order of their indices, in twice the precision.
///
/// ```
/// use ndarray::{Array2, Axis};
/// use ogive_inspect::{Accumulator, Options};
///
/// let x = Array2::from_shape_fn((500, 3), |(i, j)| (i as f32 * 0.37).sin() + j as f32);
/// let tanh = ogive::parse("tanh")?;
/// let mut blocks = Accumulator::new(&*tanh, &Options::default())?;
/// for block in x.axis_chunks_iter(Axis(0), 64) {
///     blocks.add(&block)?;
/// }
/// assert_eq!(blocks.finish(), ogive_inspect::inspect(&*tanh, &x, &Options::default())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It takes about 7 kB for each channel.
#[derive(Debug)]
pub struct Accumulator<'a> {
    function: &'a dyn Function,
    options: Options,
    seen: Option<Seen>,
    work: Work,
}

/// What all blocks have in common, and their length together.
#[derive(Debug)]
struct Seen {
    dtype: &'static str,
    shape: Vec<usize>,
}

#[derive(Debug)]
enum Work {
    Elements { axis: Option<usize>, units: Vec<Tally> },
    Rows { axis: usize, function: RowFunction, rows: Box<RowTally> },
}

impl<'a> Accumulator<'a> {
    /// An empty one.
    ///
    /// # Errors
    /// [`Error::Kind`] for a function that there is nothing to say of: a gated one, a random one, and
    /// one over an axis that gives no shares; [`Error::Option`] for an option out of its range.
    pub fn new(function: &'a dyn Function, options: &Options) -> Result<Accumulator<'a>> {
        options.checked()?;
        let info = function.info();
        let refuse =
            |problem, hint: String| Err(Error::Kind { function: info.name, problem, hint });
        if function.arguments().iter().any(|(name, _)| *name == "seed") {
            return refuse(
                "draws its slopes at random",
                "inspect its form for evaluation, which has their mean".into(),
            );
        }
        let work = match info.kind {
            Kind::Gated => {
                return refuse(
                    "gates one half of the array by the other",
                    format!(
                        "inspect the half that goes through a function, with that function: {}",
                        info.formula
                    ),
                );
            }
            Kind::Element => Work::Elements { axis: None, units: Vec::new() },
            Kind::Axis => {
                let function = RowFunction::of(function)?;
                let rows = RowTally::new(function.clone(), options.winner_above);
                Work::Rows { axis: 0, function, rows: Box::new(rows) }
            }
        };
        Ok(Accumulator { function, options: options.clone(), seen: None, work })
    }

    /// May an array of so many dimensions come in several blocks? Not if channels or rows run along
    /// axis 0, from which blocks are cut.
    pub fn takes_blocks(&self, dimensions: usize) -> bool {
        let along = match &self.work {
            Work::Elements { .. } => self.options.channels,
            Work::Rows { function, .. } => Channels::Along(function.axis),
        };
        dimensions > 0 && along.axis(dimensions).is_ok_and(|axis| axis != Some(0))
    }

    /// Takes the next block.
    ///
    /// # Errors
    /// If its shape or element type do not fit those before, if the array does not have the channel
    /// axis, or if the function does not take it. Nothing of it has been counted then.
    pub fn add<E, S, D>(&mut self, block: &ArrayBase<S, D>) -> Result<()>
    where
        E: Element,
        S: Data<Elem = E>,
        D: Dimension,
    {
        let block = block.view().into_dyn();
        self.check(&block)?;
        let shape = block.shape().to_vec();
        // A shape that the function does not take is refused at the first of its parts.
        self.take(block)?;
        let seen = self.seen.get_or_insert_with(|| Seen {
            dtype: E::NAME,
            shape: [&[0], shape.get(1..).unwrap_or_default()].concat(),
        });
        match shape.first() {
            Some(length) => seen.shape[0] += length,
            None => seen.shape.clear(),
        }
        Ok(())
    }

    /// Does the block fit those before? The first one decides on the axis.
    fn check<E: Element>(&mut self, block: &ArrayViewD<E>) -> Result<()> {
        let dimensions = block.ndim();
        let Some(seen) = &self.seen else {
            match &mut self.work {
                Work::Elements { axis, units } => {
                    *axis = self.options.channels.axis(dimensions)?;
                    let count = axis.map_or(1, |axis| block.len_of(Axis(axis)));
                    *units = vec![Tally::default(); count];
                }
                Work::Rows { axis, function, .. } => {
                    let there = Channels::Along(function.axis).axis(dimensions).ok().flatten();
                    *axis = there.ok_or(ogive::Error::Axis {
                        function: self.function.info().name,
                        axis: function.axis,
                        dimensions,
                    })?;
                }
            }
            return Ok(());
        };
        if seen.dtype != E::NAME {
            return Err(Error::Type { given: E::NAME, before: seen.dtype });
        }
        if seen.shape.len() != dimensions || seen.shape.get(1..) != block.shape().get(1..) {
            let (given, before) = (block.shape().to_vec(), seen.shape.clone());
            return Err(Error::Block { given, before });
        }
        match &self.work {
            _ if self.takes_blocks(dimensions) => Ok(()),
            _ if dimensions == 0 => Err(Error::Whole { what: "there is nothing" }),
            Work::Elements { .. } => Err(Error::Whole { what: "channels run" }),
            Work::Rows { .. } => Err(Error::Whole { what: "rows run" }),
        }
    }

    /// Halves the block until a part is small enough, along the first axis that may be cut.
    fn take<E: Element>(&mut self, block: ArrayViewD<E>) -> Result<()> {
        let kept = match self.work {
            // Where there is no one definition, parameters differ between the channels of axis 1.
            Work::Elements { axis, .. } => {
                [axis, self.function.definition().is_none().then_some(1)]
            }
            Work::Rows { axis, .. } => [Some(axis), None],
        };
        let long = |axis: &usize| !kept.contains(&Some(*axis)) && block.len_of(Axis(*axis)) > 1;
        let cut = (0..block.ndim()).find(long).filter(|_| block.len() > AT_A_TIME);
        if let Some(axis) = cut {
            let middle = block.len_of(Axis(axis)) / 2;
            let (first, second) = block.split_at(Axis(axis), middle);
            self.take(first)?;
            return self.take(second);
        }
        self.count(E::widen(block).view())
    }

    fn count<W: Working>(&mut self, block: ArrayViewD<W>) -> Result<()> {
        let standard = block.as_standard_layout();
        let values = self.function.forward(&standard)?;
        let (shape, x) = (standard.shape(), slice(&standard));
        let along = |axis: Option<usize>| match axis {
            None => (1, 1, x.len()),
            Some(axis) => {
                let inner: usize = shape[axis + 1..].iter().product();
                (shape[..axis].iter().product(), shape[axis], inner)
            }
        };
        match &mut self.work {
            Work::Elements { axis, units } => {
                let ones = Array::from_elem(standard.raw_dim(), W::ONE);
                let slopes = self.function.backward(&standard, &ones)?;
                let (values, slopes) = (slice(&values), slice(&slopes));
                let (outer, channels, inner) = along(*axis);
                let saturated_below = self.options.saturated_below;
                let one = |channel: usize, tally: &mut Tally| {
                    for entry in 0..outer {
                        let from = (entry * channels + channel) * inner;
                        for place in from..from + inner {
                            let all = [x[place], values[place], slopes[place]].map(Into::into);
                            tally.add(all, saturated_below, W::EXACT_SQUARES);
                        }
                    }
                };
                units.par_iter_mut().enumerate().for_each(|(channel, tally)| one(channel, tally));
            }
            Work::Rows { axis, rows, .. } => {
                let values = slice(&values);
                let (outer, classes, inner) = along(Some(*axis));
                for row in (0..outer).flat_map(|entry| (0..inner).map(move |i| (entry, i))) {
                    let place = |class| (row.0 * classes + class) * inner + row.1;
                    let both = |class| [x[place(class)], values[place(class)]].map(Into::into);
                    rows.add((0..classes).map(both), W::EXACT_SQUARES);
                }
            }
        }
        Ok(())
    }

    /// The report on all blocks. Without any, it is the one on an array of shape (0,).
    pub fn finish(self) -> Report {
        let seen = self.seen.unwrap_or(Seen { dtype: "f32", shape: vec![0] });
        let Seen { dtype, shape, .. } = seen;
        let figures = match self.work {
            Work::Elements { axis, units } => {
                let options = &self.options;
                let total = units.iter().fold(Tally::default(), |mut total, unit| {
                    total.merge(unit);
                    total
                });
                let keeps_inputs = total.keeps_inputs();
                let total = total.unit(options.saturated_below);
                let channels: Vec<_> = match axis {
                    Some(_) => {
                        units.iter().map(|unit| unit.unit(options.saturated_below)).collect()
                    }
                    None => Vec::new(),
                };
                let before = axis.unwrap_or(shape.len());
                let entries: usize = shape[..before].iter().product();
                let channels_there = units.len().max(1);
                let reference =
                    Reference::of(self.function, channels_there, options.saturated_below);
                let gradient = verdict::gradient(
                    keeps_inputs,
                    total.mean_squared_slope,
                    reference.as_ref(),
                    options,
                );
                let mut elements = Elements {
                    channel_axis: axis,
                    saturated_below: options.saturated_below,
                    total,
                    channels,
                    dead: 0,
                    stuck: 0,
                    entries: entries as u64,
                    gradient,
                };
                let count = |state| elements.units().iter().filter(|u| u.state == state).count();
                let (dead, stuck) = (count(State::Dead), count(State::Stuck));
                (elements.dead, elements.stuck) = (dead as u64, stuck as u64);
                let verdict =
                    verdict::of_elements(self.function, &elements, reference.as_ref(), options);
                (Figures::Element(Box::new(elements)), verdict)
            }
            Work::Rows { axis, rows, .. } => {
                let rows = rows.finish(axis);
                let verdict = verdict::of_rows(self.function, &rows);
                (Figures::Axis(Box::new(rows)), verdict)
            }
        };
        let (figures, verdict) = figures;
        Report { function: self.function.to_string(), dtype, shape, figures, verdict }
    }
}

/// The elements in the order of their indices.
fn slice<W, S: Data<Elem = W>, D: Dimension>(standard: &ArrayBase<S, D>) -> &[W] {
    standard.as_slice().expect("the result of an array in standard layout has it, too")
}
