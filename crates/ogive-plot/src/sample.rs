//! A curve as points: where it bends or jumps, a point is exactly there.

use ogive::Function;

use crate::element::evaluate;
use crate::error::{Error, Result};
use crate::range::Range;

/// A point of the plane.
pub type Point = (f64, f64);

/// A line in pieces; between two of them is a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The pieces, from left to right.
    pub pieces: Vec<Vec<Point>>,
    /// The ends of the pieces at a jump, and the point at the jump where that is beside both.
    pub ends: Vec<End>,
}

/// The end of a piece at a jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// Where it is.
    pub at: Point,
    /// Does the line take this value at the jump? If not, it only comes near it.
    pub taken: bool,
}

/// A function and its derivative, as lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sampled {
    /// Where two branches meet, within the range.
    pub kinks: Vec<f64>,
    pub value: Line,
    pub gradient: Line,
}

/// How many points are evenly laid over the range, to begin with.
const POINTS: usize = 1025;

/// Samples a function over a range.
///
/// # Errors
/// [`Error::Undefined`] if the function is defined nowhere in it.
pub(crate) fn sample(function: &dyn Function, range: Range) -> Result<Sampled> {
    let range = defined(function, range)?;
    let mut xs = range.evenly(POINTS);
    let [ys, slopes] = evaluate(function, xs.clone())?;
    let kinks = kinks(function, range, &xs, [&ys, &slopes])?;
    for samples in [&ys, &slopes] {
        xs.extend(approaches(&xs[..POINTS], samples));
    }
    xs.extend(&kinks);
    xs.sort_unstable_by(f64::total_cmp);
    xs.dedup();
    let beside = |kink: f64, side: f64| if range.contains(side) { side } else { kink };
    let around = kinks.iter().flat_map(|&k| [beside(k, k.next_down()), k, beside(k, k.next_up())]);
    let [value_at, slope_at] = evaluate(function, around.collect())?;
    let [ys, slopes] = evaluate(function, xs.clone())?;
    let line = |ys: &[f64], around: &[f64]| {
        let cuts = kinks.iter().zip(around.chunks_exact(3)).map(|(&k, beside)| Cut {
            at: k,
            left: (k > range.low()).then_some(beside[0]),
            value: beside[1],
            right: (k < range.high()).then_some(beside[2]),
        });
        trace(&xs, ys, cuts.collect())
    };
    Ok(Sampled { value: line(&ys, &value_at), gradient: line(&slopes, &slope_at), kinks })
}

/// Where two branches meet, within the range, given samples of the value and the slope.
///
/// A page names its kinks at the default parameters (`Info::kinks`); with others they have moved, as those of
/// `hardtanh(-2, 2)`. So none is taken at its word, and none is missed for want of one: a named kink counts if
/// the slope turns there, with these parameters; and wherever value or slope jumps there is one, named or not.
/// What has moved and has no jump, only a slope that turns, is drawn as a smooth curve of so many points: that cannot
/// be seen. The range that a picture has by default ([`Range::natural`]) holds what is named, and more where the
/// slope still changes.
fn kinks(
    function: &dyn Function,
    range: Range,
    xs: &[f64],
    samples: [&Vec<f64>; 2],
) -> Result<Vec<f64>> {
    let named = function.info().kinks.iter().copied().filter(|kink| range.contains(*kink));
    let mut kinks = bends(function, named.collect(), 1e-6 * range.span())?;
    for (part, samples) in samples.into_iter().enumerate() {
        kinks.extend(jumps(function, part, xs, samples)?);
    }
    kinks.sort_unstable_by(f64::total_cmp);
    kinks.dedup_by(|a, b| (*a - *b).abs() <= 1e-12 * range.span());
    Ok(kinks)
}

/// The part of a range in which a function is defined.
pub(crate) fn defined(function: &dyn Function, range: Range) -> Result<Range> {
    let domain = function.domain();
    let (low, high) = (range.low().max(domain.0), range.high().min(domain.1));
    Range::new(low, high).map_err(|_| Error::Undefined {
        function: function.info().name,
        domain,
        low: range.low(),
        high: range.high(),
    })
}

/// Those of some inputs at which the slope jumps, or turns: it differs on both sides by more than a
/// smooth one would.
fn bends(function: &dyn Function, inputs: Vec<f64>, beside: f64) -> Result<Vec<f64>> {
    let around = inputs.iter().flat_map(|x| [x - beside, *x, x + beside]).collect();
    let [_, slopes] = evaluate(function, around)?;
    let turns = |s: &[f64]| {
        let size = s.iter().fold(0.0_f64, |size, slope| size.max(slope.abs()));
        (s[0] - 2.0 * s[1] + s[2]).abs() > 1e-3 * beside * size.min(1.0)
    };
    let both = inputs.into_iter().zip(slopes.chunks_exact(3));
    Ok(both.filter(|(_, slopes)| turns(slopes)).map(|(x, _)| x).collect())
}

/// Where the samples jump: each interval is halved, always to the half that differs more, until
/// nothing is left of it. What differs then is a jump. Part 0 is the value, part 1 the slope.
fn jumps(function: &dyn Function, part: usize, xs: &[f64], samples: &[f64]) -> Result<Vec<f64>> {
    let size = spread(samples);
    let mut found: Vec<[Point; 2]> = xs
        .windows(2)
        .zip(samples.windows(2))
        .map(|(x, y)| [(x[0], y[0]), (x[1], y[1])])
        .filter(|[a, b]| (a.1 - b.1).is_finite() && (a.1 - b.1).abs() > 1e-4 * size)
        .collect();
    for _ in 0..64 {
        let middles = found.iter().map(|[a, b]| a.0 + (b.0 - a.0) / 2.0).collect::<Vec<_>>();
        let values = &evaluate(function, middles.clone())?[part];
        for ((interval, x), y) in found.iter_mut().zip(middles).zip(values) {
            let [a, b] = *interval;
            let left = (a.1 - y).abs() >= (b.1 - y).abs();
            *interval = if left { [a, (x, *y)] } else { [(x, *y), b] };
        }
    }
    let real = |[a, b]: &[Point; 2]| (a.1 - b.1).abs() > 1e-4 * size;
    Ok(found.iter().filter(|interval| real(interval)).map(|[a, b]| simplest(a.0, b.0)).collect())
}

/// Of an interval that has almost no length, the number that a person would have written.
fn simplest(a: f64, b: f64) -> f64 {
    if a <= 0.0 && 0.0 <= b {
        return 0.0;
    }
    if a.to_string().len() <= b.to_string().len() { a } else { b }
}

/// Nearer and nearer inputs to where the samples are infinite, or not defined.
fn approaches(xs: &[f64], samples: &[f64]) -> Vec<f64> {
    let mut more = Vec::new();
    for (x, y) in xs.windows(2).zip(samples.windows(2)) {
        let (end, start) = match (y[0].is_finite(), y[1].is_finite()) {
            (false, true) => (x[0], x[1]),
            (true, false) => (x[1], x[0]),
            _ => continue,
        };
        let halves = std::iter::successors(Some(start), |x| Some(end + (x - end) / 2.0));
        more.extend(halves.skip(1).take(40));
    }
    more
}

/// How far the finite samples spread.
fn spread(samples: &[f64]) -> f64 {
    let finite = samples.iter().copied().filter(|y| y.is_finite());
    let low = finite.clone().fold(f64::INFINITY, f64::min);
    let high = finite.fold(f64::NEG_INFINITY, f64::max);
    if low <= high { high - low } else { 0.0 }
}

/// A kink, with what the line is at it and right beside it.
struct Cut {
    at: f64,
    left: Option<f64>,
    value: f64,
    right: Option<f64>,
}

fn trace(xs: &[f64], ys: &[f64], cuts: Vec<Cut>) -> Line {
    let same = 1e-6 * spread(ys);
    let alike = |a: f64, b: f64| a == b || (a - b).abs() <= same;
    let mut line = Line::default();
    let mut piece: Vec<Point> = Vec::new();
    let mut cuts = cuts.into_iter().peekable();
    for (&x, &y) in xs.iter().zip(ys) {
        let Some(cut) = cuts.next_if(|cut| cut.at == x) else {
            match y.is_finite() {
                true => piece.push((x, y)),
                false => finish(&mut line, &mut piece),
            }
            continue;
        };
        let from_left = cut.left.is_none_or(|left| alike(left, cut.value));
        let to_right = cut.right.is_none_or(|right| alike(right, cut.value));
        if from_left && to_right {
            match y.is_finite() {
                true => piece.push((x, y)),
                false => finish(&mut line, &mut piece),
            }
            continue;
        }
        let mut end = |piece: &mut Vec<Point>, y: f64, taken: bool| {
            if y.is_finite() {
                piece.push((x, y));
                line.ends.push(End { at: (x, y), taken });
            }
        };
        if let Some(left) = cut.left {
            end(&mut piece, if from_left { cut.value } else { left }, from_left);
        }
        let attached = (from_left && cut.left.is_some()) || (to_right && cut.right.is_some());
        if !attached {
            end(&mut Vec::new(), cut.value, true);
        }
        let mut next = Vec::new();
        if let Some(right) = cut.right {
            end(&mut next, if to_right { cut.value } else { right }, to_right);
        }
        finish(&mut line, &mut piece);
        piece = next;
    }
    finish(&mut line, &mut piece);
    line
}

fn finish(line: &mut Line, piece: &mut Vec<Point>) {
    let piece = std::mem::take(piece);
    if piece.len() > 1 {
        line.pieces.push(piece);
    }
}
