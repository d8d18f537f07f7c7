//! `ogive inspect`: what a function does to the pre-activations of a layer.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;
use std::path::Path;

use ndarray::{ArrayView2, ArrayViewD};
use ogive::function::Function;
use ogive::page::Kind;
use ogive_inspect::words::{percent, significant};
use ogive_inspect::{
    Accumulator, Channels, Elements, Figures, Histogram, Level, Moments, Options, Report, Rows,
    State, Unit, Weights, picture,
};
use serde::Serialize;

use super::call;
use crate::args::{self, Initialisation, Inspect};
use crate::files::csv::{self as table, Table};
use crate::files::stream::{self, Trouble};
use crate::files::{Format, Source, Stored, replace, shown};
use crate::progress::Progress;
use crate::report::{self, Failure, How, Result};
use crate::tensor::{Dtype, each, each_type};
use crate::text;

/// Reports on every array of a file that functions take, or on those that are named.
///
/// # Errors
/// If the function, an array and the axis do not fit, or the file cannot be read.
pub fn inspect(options: &Inspect, how: How) -> Result<()> {
    let function = function(options)?;
    let chosen = chosen(options, function.info().kind)?;
    // What is wrong with the function or an option shows before a file is opened.
    Accumulator::new(&*function, &chosen)?;
    let plot = options.plot.as_deref().map(Plot::to).transpose()?;
    let (format, opened) = Source::recognise(&options.input, None)?;
    let mut found = Vec::new();
    if let Some(delimiter) = format.delimiter() {
        let read = || table(Table::open(opened, delimiter, None)?, &*function, &chosen);
        found.push(read().map_err(|failure| failure.part_of(&shown(&options.input)))?);
    } else {
        let mut source = Source::of(&options.input, format, opened)?;
        let indices = source.choose(&options.tensor)?;
        if plot.is_some() && indices.len() > 1 {
            let count = indices.len();
            let error = format!("holds {count} arrays; expected one for a picture");
            return Err(source.about(Failure::new(error).hint("--tensor NAME chooses one")));
        }
        let bytes = indices.iter().map(|index| source.entries()[*index].bytes()).sum();
        let mut progress = Progress::new(bytes, how.json || how.quiet);
        for index in indices {
            let mut report = read(&mut source, index, &*function, &chosen, &mut progress)?;
            let entry = &source.entries()[index];
            report.dtype = entry.dtype.map_or(report.dtype, Dtype::name);
            let several = source.entries().len() > 1;
            let tensor = several.then(|| entry.name.clone());
            found.push(Found { tensor, columns: Vec::new(), report });
        }
    }
    let input = shown(&options.input);
    if let (Some(plot), [one]) = (plot, &found[..]) {
        plot.write(&*function, one, &options.input)?;
        if !how.json && !how.quiet {
            report::tell(&format!("wrote {}", plot.path.display()));
        }
    }
    if how.json {
        return report::print_json(&Document {
            function: function.to_string(),
            input: Cow::Borrowed(&input),
            tensors: found,
        });
    }
    report::print(|out| {
        let texts: Vec<String> = found.iter().map(|one| one.text(&input, options)).collect();
        write!(out, "{}{}", texts.join("\n"), summary(&found))
    })
}

/// Where a picture goes.
struct Plot<'a> {
    path: &'a Path,
    /// As pixels, instead of as SVG?
    pixels: bool,
}

impl Plot<'_> {
    /// To this file, in the format that its name tells.
    fn to(path: &Path) -> Result<Plot<'_>> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("svg") => Ok(Plot { path, pixels: false }),
            Some("png") => Ok(Plot { path, pixels: true }),
            _ => Err(Failure::new(format!(
                "cannot tell what to write to {}; expected a name that ends in .svg or .png",
                path.display()
            ))),
        }
    }

    fn write(&self, function: &dyn Function, found: &Found, input: &Path) -> Result<()> {
        let file = input.file_name().map_or(shown(input).into(), |name| name.to_string_lossy());
        let name = match &found.tensor {
            Some(tensor) => format!("{file}, {tensor}"),
            None => file.into_owned(),
        };
        let bytes = match self.pixels {
            true => picture::png(function, &found.report, &name)?,
            false => picture::svg(function, &found.report, &name).into_bytes(),
        };
        replace::write(self.path, &bytes)
    }
}

/// The function, with the axis of its rows if it has one.
fn function(options: &Inspect) -> Result<Box<dyn Function>> {
    let text = options.function.trim();
    let over_axis = |text: &str| {
        let name = text.split('(').next().unwrap_or(text);
        ogive::find(name).is_ok_and(|entry| entry.info.kind == Kind::Axis)
    };
    let axis = match options.axis {
        Some(args::Channels::Along(axis)) if over_axis(text) => Some(axis),
        Some(args::Channels::None) if over_axis(text) => {
            return Err(Failure::new(format!("{text} works along an axis; --axis none has none"))
                .hint("--axis -1 is the last axis"));
        }
        // As everywhere: a line of a table is a row of scores.
        None if over_axis(text) && ogive::parse(text).is_err() => {
            Format::of_name(&options.input).filter(|format| format.is_table()).map(|_| -1)
        }
        _ => None,
    };
    call::function(text, axis)
}

/// What is asked for, as the library takes it.
fn chosen(options: &Inspect, kind: Kind) -> Result<Options> {
    let channels = match options.axis {
        _ if kind == Kind::Axis => Channels::Usual,
        None => Channels::Usual,
        Some(args::Channels::None) => Channels::None,
        Some(args::Channels::Along(axis)) => Channels::Along(axis),
    };
    let weights = match (options.init, options.fan_in, options.weight_std) {
        (_, Some(fan_in), Some(deviation)) => Weights::Layer { fan_in, deviation },
        (Initialisation::Usual, ..) => Weights::Usual,
        (Initialisation::He, ..) => Weights::He,
        (Initialisation::Glorot, ..) => Weights::Glorot,
        (Initialisation::Lecun, ..) => Weights::LeCun,
        (Initialisation::Torch, ..) => Weights::TorchDefault,
    };
    let Inspect { saturated_below, layers, .. } = *options;
    Ok(Options { channels, weights, saturated_below, layers, ..Options::default() })
}

impl From<ogive_inspect::Error> for Failure {
    fn from(error: ogive_inspect::Error) -> Failure {
        let hint = error.hint();
        let failure = match error {
            ogive_inspect::Error::Function(error) => Failure::from(error),
            error => Failure::new(error.to_string()),
        };
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Reads one array and reports on it: in blocks, where blocks of the file are entries of the batch.
fn read(
    source: &mut Source,
    index: usize,
    function: &dyn Function,
    options: &Options,
    progress: &mut Progress,
) -> Result<Report> {
    let entry = source.entries()[index].clone();
    let mut accumulator = Accumulator::new(function, options)?;
    let one = entry.count.checked_div(entry.shape.first().copied().unwrap_or(0)).unwrap_or(0);
    let in_blocks =
        one > 0 && entry.shape.len() > 1 && !entry.layout.fortran || entry.shape.len() == 1;
    let about = |source: &Source, failure: Failure| {
        let part = if source.entries().len() > 1 { failure.part(&entry.name) } else { failure };
        source.about(part)
    };
    if !(in_blocks && accumulator.takes_blocks(entry.shape.len())) {
        let Stored { tensor, .. } = source.read(index)?;
        let added = each!(&tensor, array => accumulator.add(array));
        added.map_err(|error| about(source, error.into()))?;
        progress.add(entry.bytes());
        return Ok(accumulator.finish());
    }
    let Some(dtype) = entry.dtype else {
        // Refused when it was chosen.
        return Err(source.about(Failure::new("holds no numbers")));
    };
    let result = each_type!(dtype, E => {
        let rows = (stream::block() / (one * size_of::<E>()).max(1)).max(1);
        let mut inputs = [stream::Input {
            stream: source.stream(index)?,
            swapped: entry.layout.swapped(),
            what: entry.what(),
        }];
        let add = &mut |parts: &mut [&mut [E]], _: &mut Vec<E>| {
            let mut shape = entry.shape.clone();
            shape[0] = parts[0].len() / one.max(1);
            let block = ArrayViewD::from_shape(shape, &*parts[0]);
            let block = block.map_err(|error| Failure::new(error.to_string()))?;
            accumulator.add(&block)?;
            progress.add(size_of_val(&*parts[0]) as u64);
            Ok(())
        };
        stream::run::<E>(&mut inputs, &mut io::sink(), false, (entry.count, rows * one), add)
    });
    match result {
        Ok(()) => Ok(accumulator.finish()),
        Err(Trouble::Failure(failure)) => Err(about(source, failure)),
        // Nothing is written.
        Err(Trouble::Write(error)) => Err(Failure::new(error.to_string())),
    }
}

/// Reads a table and reports on it: its columns are the channels.
fn table(mut table: Table, function: &dyn Function, options: &Options) -> Result<Found> {
    let mut accumulator = Accumulator::new(function, options)?;
    let (columns, mut rows) = (table.columns(), table::Rows::default());
    let in_blocks = accumulator.takes_blocks(2);
    loop {
        // Without blocks, all lines at once.
        table.read(&mut rows, if in_blocks { 1 << 12 } else { usize::MAX }, false)?;
        if rows.records.is_empty() {
            break;
        }
        let shape = (rows.numbers.len() / columns.max(1), columns);
        let block = ArrayView2::from_shape(shape, &rows.numbers);
        accumulator.add(&block.map_err(|error| Failure::new(error.to_string()))?)?;
        if !in_blocks {
            break;
        }
    }
    let mut report = accumulator.finish();
    report.dtype = Dtype::F64.name();
    Ok(Found { tensor: None, columns: table.names(), report })
}

/// What was found, as JSON.
#[derive(Serialize)]
struct Document<'a> {
    function: String,
    input: Cow<'a, str>,
    tensors: Vec<Found>,
}

/// What was found of one array.
#[derive(Serialize)]
struct Found {
    /// Its name, where the file has several.
    tensor: Option<String>,
    /// The names of the channels, if it is a table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    #[serde(flatten)]
    report: Report,
}

/// The columns of a report.
const WIDTH: usize = 80;
/// The room for the names of figures.
const INDENT: usize = 11;

impl Found {
    /// The report for people.
    fn text(&self, input: &str, options: &Inspect) -> String {
        let Report { function, dtype, shape, figures, verdict, .. } = &self.report;
        let name = self.tensor.as_ref().map_or(String::new(), |name| format!(", {name}"));
        let along = match figures {
            Figures::Axis(rows) => {
                format!("{} rows of {} along axis {}", rows.rows, rows.classes, rows.axis)
            }
            Figures::Element(elements) => match elements.channel_axis {
                Some(axis) => format!("{} channels along axis {axis}", elements.channels.len()),
                None => "one unit".into(),
            },
        };
        let shape = text::shape(shape);
        let mut out = String::new();
        paragraph(&mut out, "", &format!("{input}{name}: {function} on {dtype} {shape}, {along}"));
        out.push('\n');
        match figures {
            Figures::Element(elements) => {
                self::elements(&mut out, elements, &self.columns, options)
            }
            Figures::Axis(rows) => self::rows(&mut out, rows),
        }
        out.push('\n');
        paragraph(&mut out, &format!("{}: ", level(verdict.level)), &verdict.summary);
        for what in &verdict.tries {
            paragraph(&mut out, "try: ", what);
        }
        out
    }
}

/// A text under a first word, wrapped, with its further lines indented.
fn paragraph(out: &mut String, first: &str, text: &str) {
    let indent = if first.is_empty() { 2 } else { first.chars().count() };
    let room = WIDTH.min(text::width()) - indent;
    for (i, line) in text::wrap(text, room).iter().enumerate() {
        let start = if i == 0 { first.into() } else { " ".repeat(indent) };
        let _ = writeln!(out, "{start}{line}");
    }
}

/// A figure beside its name.
fn field(out: &mut String, name: &str, text: &str) {
    paragraph(out, &format!("{name:INDENT$}"), text);
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Healthy => "verdict",
        Level::Undecided => "undecided",
        Level::Notice => "notice",
        Level::Warning => "warning",
    }
}

/// The figures of a function of one number.
fn elements(out: &mut String, elements: &Elements, columns: &[String], options: &Inspect) {
    let total = &elements.total;
    moments(out, &[("input", &total.input), ("value", &total.output), ("slope", &total.slope)]);
    out.push('\n');
    field(out, "elements", &counted(total.elements, total.nan, total.infinite, total.undefined));
    if let (Some(smallest), Some(largest)) = (total.smallest, total.largest) {
        field(out, "range", &format!("{} to {}", number(smallest), number(largest)));
    }
    if let Some(histogram) = &total.histogram {
        bars(out, histogram);
    }
    if let Some(saturated) = total.saturated {
        let below = elements.saturated_below;
        field(out, "saturated", &format!("{} (slopes below {below})", percent(saturated)));
    }
    if let Some(square) = total.mean_squared_slope {
        field(out, "E[f′²]", &format!("{} (mean squared slope)", number(square)));
    }
    if elements.channel_axis.is_some() {
        field(
            out,
            "units",
            &format!(
                "{}: {} dead (slope 0 on the whole batch), {} stuck (below {})",
                elements.channels.len(),
                elements.dead,
                elements.stuck,
                elements.saturated_below,
            ),
        );
    }
    let gradient = &elements.gradient;
    if let (Some(chi), Some(variance), Some(over)) =
        (gradient.chi.filter(|chi| *chi > 0.0), gradient.weight_variance, gradient.over_layers)
    {
        let reach = gradient
            .layers_to_thousandth
            .map_or(String::new(), |layers| format!("; below 1/1000 after {layers}"));
        field(
            out,
            "gradient",
            &format!(
                "χ = σ_w²·E[f′²] = {} a layer, with {} (σ_w² = {}); its size after {} layers: √χ^{} = {}{reach}",
                number(chi),
                gradient.weights,
                number(variance),
                gradient.layers,
                gradient.layers,
                number(over),
            ),
        );
    }
    if elements.channel_axis.is_some() && !elements.channels.is_empty() {
        out.push('\n');
        channels(out, elements, columns, options);
    }
}

/// The channels, the worst first.
fn channels(out: &mut String, elements: &Elements, columns: &[String], options: &Inspect) {
    let all = elements.channels.len();
    let shown = if options.all { all } else { options.channels.min(all) };
    if shown == 0 {
        return;
    }
    let odd = elements.total.nan + elements.total.infinite + elements.total.undefined > 0;
    let head = ["channel", "mean", "deviation", "saturated", "E[f′²]"];
    let mut cells: Vec<Vec<String>> = vec![head.map(String::from).to_vec()];
    cells[0].extend(odd.then(|| "NaN, inf".into()));
    cells[0].push("unit".into());
    for channel in elements.worst_first().into_iter().take(shown) {
        let unit = &elements.channels[channel];
        let mut row = vec![
            columns.get(channel).cloned().unwrap_or_else(|| channel.to_string()),
            unit.input.mean.map_or("none".into(), number),
            unit.input.deviation.map_or("none".into(), number),
            unit.saturated.map_or("none".into(), percent),
            unit.mean_squared_slope.map_or("none".into(), number),
        ];
        row.extend(odd.then(|| (unit.nan + unit.infinite + unit.undefined).to_string()));
        row.push(state(unit).into());
        cells.push(row);
    }
    out.push_str(&text::right_aligned(&cells));
    match all - shown {
        0 => {}
        left => {
            let _ = writeln!(out, "and {left} more channels; --all shows them");
        }
    }
}

fn state(unit: &Unit) -> &'static str {
    match unit.state {
        State::Live => "live",
        State::Stuck => "stuck",
        State::Dead => "dead",
        State::Unknown => "unknown",
    }
}

/// The figures of a function over an axis.
fn rows(out: &mut String, rows: &Rows) {
    moments(out, &[("input", &rows.input.moments)]);
    out.push('\n');
    field(out, "elements", &counted(rows.input.elements, rows.input.nan, rows.input.infinite, 0));
    if let (Some(smallest), Some(largest)) = (rows.input.smallest, rows.input.largest) {
        field(out, "range", &format!("{} to {}", number(smallest), number(largest)));
    }
    if let Some(histogram) = &rows.input.histogram {
        bars(out, histogram);
    }
    if rows.undefined + rows.masked > 0 {
        let (undefined, masked) = (rows.undefined, rows.masked);
        field(out, "left out", &format!("{undefined} rows with NaN, {masked} all masked"));
    }
    if let (Some(decided), Some(winner)) = (rows.decided, rows.winner) {
        let above = rows.winner_above;
        field(
            out,
            "winner",
            &format!(
                "{} on average; above {above} in {} of the rows (saturated)",
                number(winner),
                percent(decided)
            ),
        );
    }
    if let (Some(entropy), Some(even)) = (rows.entropy, rows.entropy_of_even) {
        field(
            out,
            "entropy",
            &format!("{} on average, of {} for equal shares", number(entropy), number(even)),
        );
    }
    if let Some(jacobian) = rows.jacobian {
        field(
            out,
            "‖J‖_F²",
            &format!("{} on average (sum of all squared slopes of a row)", number(jacobian)),
        );
    }
}

/// Mean and deviation of several things, a line each.
fn moments(out: &mut String, all: &[(&str, &Moments)]) {
    let _ = writeln!(out, "{:INDENT$}{:>10}  {:>10}", "", "mean", "deviation");
    for (name, moments) in all {
        let cell = |number: Option<f64>| number.map_or("none".into(), self::number);
        let (mean, deviation) = (cell(moments.mean), cell(moments.deviation));
        let _ = writeln!(out, "{name:INDENT$}{mean:>10}  {deviation:>10}");
    }
}

/// How many elements there are, and which of them do not count.
fn counted(all: u64, nan: u64, infinite: u64, undefined: u64) -> String {
    let parts =
        [(nan, "NaN"), (infinite, "infinite"), (undefined, "without a finite value or slope")];
    let parts: Vec<_> =
        parts.iter().filter(|part| part.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if parts.is_empty() { all.to_string() } else { format!("{all}, of these {}", parts.join(", ")) }
}

/// A histogram in one line, with a mark where 0 is.
fn bars(out: &mut String, histogram: &Histogram) {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let counts = &histogram.counts;
    let most = counts.iter().copied().max().unwrap_or(0);
    // No bar for nothing; the lowest for next to nothing.
    let bar = |count: u64| match (count, most) {
        (0, _) | (_, 0) => ' ',
        (count, most) => {
            LEVELS[((8.0 * count as f64 / most as f64).ceil() as usize).clamp(1, 8) - 1]
        }
    };
    let bars: String = counts.iter().map(|count| bar(*count)).collect();
    // Multiples of a power of two, and short.
    let (from, to) = (histogram.from, histogram.to());
    let _ = writeln!(out, "{:INDENT$}{bars}", "histogram");
    let zero = -histogram.from / histogram.width;
    let place = (0.0..=counts.len() as f64).contains(&zero).then_some(zero as usize);
    let mark = place.map_or(String::new(), |place| format!("{}↑ 0", " ".repeat(place)));
    let outside = match (histogram.below, histogram.above) {
        (0, 0) => String::new(),
        (below, above) => format!("; {below} below, {above} above"),
    };
    if !mark.is_empty() {
        let _ = writeln!(out, "{:INDENT$}{mark}", "");
    }
    field(out, "", &format!("{from} to {to} in bins of {}{outside}", histogram.width));
}

/// How the tensors fare, where there are several.
fn summary(found: &[Found]) -> String {
    if found.len() < 2 {
        return String::new();
    }
    let names = |wanted: Level| -> Vec<&str> {
        let wanted = found.iter().filter(|one| one.report.verdict.level == wanted);
        wanted.filter_map(|one| one.tensor.as_deref()).collect()
    };
    let mut out = String::from("\n");
    for (level, what) in [
        (Level::Warning, "warning"),
        (Level::Notice, "notice"),
        (Level::Undecided, "undecided"),
        (Level::Healthy, "healthy"),
    ] {
        let names = names(level);
        if !names.is_empty() {
            let text = format!("{} of {}: {}", names.len(), found.len(), names.join(", "));
            field(&mut out, what, &text);
        }
    }
    out
}

/// Four significant digits.
fn number(x: f64) -> String {
    significant(x, 4)
}
