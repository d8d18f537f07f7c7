//! `ogive plot`: functions, their gradients and their errors, as pictures.

use std::fs;
use std::path::{Path, PathBuf};

use ogive_plot::{Curve, Drawn, Figure, Measure, Part, Picture, Range, Variation};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args;
use crate::files::replace;
use crate::report::{self, Failure, Result};

/// The size of a picture in characters where standard output is no terminal.
const SCREEN: (usize, usize) = (80, 24);

/// Draws functions, the textbook's figures, or the whole book.
///
/// # Errors
/// If a function, a parameter or a range is refused, or the picture cannot be written.
pub fn plot(options: &args::Plot, json: bool) -> Result<()> {
    if let Some(folder) = &options.figures {
        return figures(options, folder, json);
    }
    let format = options.output.as_deref().map(Format::of).transpose()?;
    let figure = match options.gallery {
        true => ogive_plot::gallery(options.lang.parse()?)?,
        false => Figure::new().curves(curves(options)?),
    };
    let picture = settled(figure, options)?.draw()?;
    if let (Some(path), Some(format)) = (&options.output, format) {
        replace::write(path, &format.encode(&picture)?)?;
    }
    if json {
        return report::print_json(&document(&picture, options)?);
    }
    if options.output.is_some() {
        return Ok(());
    }
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    let text = match terminal {
        // The line of the prompt stays on the screen.
        Some((width, height)) => picture.ansi(width.0.into(), usize::from(height.0) - 1),
        None => picture.text(SCREEN.0, SCREEN.1),
    };
    report::print(|out| out.write_all(text.as_bytes()))
}

fn curves(options: &args::Plot) -> Result<Vec<Curve>> {
    let parse = |text: &String| Ok(text.parse::<Variation>()?);
    let variations = options.param.iter().map(parse).collect::<Result<Vec<_>>>()?;
    let calls: Vec<&str> = options.functions.iter().map(String::as_str).collect();
    Ok(Curve::all(&calls, &variations)?)
}

/// A figure with what the options say of it.
fn settled(figure: Figure, options: &args::Plot) -> Result<Figure> {
    let mut figure = figure.theme(options.theme.parse()?).language(options.lang.parse()?);
    if let Some(range) = &options.range {
        figure = figure.range(range.parse::<Range>()?);
    }
    if let Some(dtype) = &options.dtype {
        figure = figure.dtype(dtype.parse()?);
    }
    if options.error {
        figure = figure.measure(Measure::Error);
    }
    if options.grid {
        figure = figure.grid(true);
    }
    Ok(if options.no_gradient { figure.gradient(false) } else { figure })
}

/// Writes the textbook's figures to a folder, each as SVG and PNG.
fn figures(options: &args::Plot, folder: &Path, json: bool) -> Result<()> {
    let mut files = Vec::new();
    // All are drawn before the first is written.
    for numbered in ogive_plot::figures(options.lang.parse()?)? {
        let picture = numbered.figure.theme(options.theme.parse()?).draw()?;
        let name = folder.join(format!("figure-{}", numbered.number));
        for (extension, format) in [("svg", Format::Svg), ("png", Format::Png)] {
            let path = PathBuf::from(format!("{}.{extension}", name.display()));
            files.push((path, format.encode(&picture)?));
        }
    }
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(format!("cannot make the folder {}: {error}", folder.display()))
    })?;
    for (path, bytes) in &files {
        replace::write(path, bytes)?;
    }
    let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    match json {
        true => report::print_json(&json!({ "figures": paths })),
        false => report::print(|out| writeln!(out, "{}", paths.join("\n"))),
    }
}

/// What a picture is written as.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl Format {
    /// The format that a file's name asks for.
    fn of(path: &Path) -> Result<Format> {
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        match extension.as_deref().and_then(std::ffi::OsStr::to_str) {
            Some("svg") => Ok(Format::Svg),
            Some("png") => Ok(Format::Png),
            _ => Err(Failure::new(format!(
                "cannot tell what to write to {}; expected a name that ends in .svg or .png",
                path.display()
            ))
            .hint("without -o, the picture is shown in the terminal")),
        }
    }

    fn encode(self, picture: &Picture) -> Result<Vec<u8>> {
        match self {
            Format::Svg => Ok(picture.svg().into_bytes()),
            Format::Png => Ok(picture.png()?),
        }
    }
}

impl From<ogive_plot::Error> for Failure {
    fn from(error: ogive_plot::Error) -> Failure {
        let hint = error.hint();
        match error {
            // With the hint that other commands give.
            ogive_plot::Error::Function(error) => error.into(),
            error => match hint {
                Some(hint) => Failure::new(error.to_string()).hint(hint),
                None => Failure::new(error.to_string()),
            },
        }
    }
}

/// What was drawn, as JSON.
#[derive(Serialize)]
struct Document {
    title: String,
    description: String,
    output: Option<String>,
    measure: &'static str,
    dtype: String,
    curves: Vec<Value>,
}

fn document(picture: &Picture, options: &args::Plot) -> Result<Document> {
    let default = if options.error { "f32" } else { "f64" };
    Ok(Document {
        title: picture.title().into(),
        description: picture.description().into(),
        output: options.output.as_ref().map(|path| path.display().to_string()),
        measure: if options.error { "error" } else { "curve" },
        dtype: options.dtype.clone().unwrap_or_else(|| default.into()),
        curves: picture.drawn().iter().map(curve).collect::<Result<_>>()?,
    })
}

fn curve(drawn: &Drawn) -> Result<Value> {
    let function = ogive::parse(&drawn.function)?;
    let parameters: serde_json::Map<String, Value> = function
        .arguments()
        .into_iter()
        .map(|(name, value)| (name.to_string(), argument(&value)))
        .collect();
    let mut curve = json!({
        "function": drawn.function,
        "name": function.info().name,
        "formula": function.info().formula,
        "parameters": parameters,
        "range": [drawn.range.low(), drawn.range.high()],
        "kinks": drawn.kinks,
    });
    for part in &drawn.parts {
        let (name, value) = match part {
            Part::Value(line) => ("value", json!(line.pieces)),
            Part::Gradient(line) => ("gradient", json!(line.pieces)),
            Part::ValueError(columns) => ("value", errors(columns)),
            Part::GradientError(columns) => ("gradient", errors(columns)),
        };
        curve[name] = value;
    }
    Ok(curve)
}

fn errors(columns: &[ogive_plot::Column]) -> Value {
    let column = |c: &ogive_plot::Column| json!([c.from, c.to, c.least, c.greatest]);
    columns.iter().map(column).collect()
}

fn argument(value: &ogive::arguments::Argument) -> Value {
    use ogive::arguments::Argument;
    match value {
        // What JSON has no number for is its text, as elsewhere.
        Argument::Number(number) if number.is_finite() => json!(number),
        Argument::Truth(truth) => json!(truth),
        Argument::Numbers(numbers) => json!(numbers),
        other => json!(other.to_string()),
    }
}
