//! Arrays as PyTorch prints them, by the rules of its `torch/_tensor_str.py` at their defaults:
//! 4 decimals, lines of 80 columns, and from 1000 elements on the first and last 3 of each axis.
//!
//! One thing differs: the element type is `dtype=float16`, not `dtype=torch.float16`.

use ndarray::{ArrayViewD, Axis};

use crate::tensor::{Element, Tensor, each};
use crate::text;

const LINE_WIDTH: usize = 80;
const MOST_ELEMENTS: usize = 1000;
const EDGE: usize = 3;
const PREFIX: &str = "tensor(";

/// The text for an array: `tensor([0.5000, 0.7311])`.
pub fn tensor(tensor: &Tensor) -> String {
    each!(tensor, array => with_suffixes(array.view()))
}

/// The text for a number by itself, in 4 decimals or, where those would not do, 5 digits.
pub fn number(number: f64) -> String {
    let size = number.abs();
    let style =
        if size != 0.0 && !(1e-4..1e8).contains(&size) { Style::Scientific } else { Style::Fixed };
    Format { style, width: 1 }.text(number)
}

fn with_suffixes<E: Element>(array: ArrayViewD<E>) -> String {
    let mut suffixes = Vec::new();
    if array.is_empty() && array.ndim() != 1 {
        suffixes.push(format!("size={}", text::shape(array.shape())));
    }
    if E::NUMPY != "float32" {
        suffixes.push(format!("dtype={}", E::NUMPY));
    }
    let mut text = format!("{PREFIX}{}", elements(array));
    // PyTorch's own count, 1 more than the columns (2 on the first line).
    let mut columns = text.len() - text.rfind('\n').map_or(0, |place| place + 1) + 2;
    for suffix in suffixes {
        if columns + suffix.len() + 2 > LINE_WIDTH {
            text.push_str(&format!(",\n{}{suffix}", " ".repeat(PREFIX.len())));
            columns = PREFIX.len() + suffix.len();
        } else {
            text.push_str(&format!(", {suffix}"));
            columns += suffix.len() + 2;
        }
    }
    text + ")"
}

fn elements<E: Element>(array: ArrayViewD<E>) -> String {
    if array.is_empty() {
        return "[]".into();
    }
    let summarise = array.len() > MOST_ELEMENTS;
    let mut shown = Vec::new();
    collect(array.view(), summarise, &mut shown);
    let format = Format::new(&shown);
    nested(array, PREFIX.len(), summarise, &format)
}

/// The indices along an axis that are shown; `None` stands for those that are left out.
fn indices(size: usize, summarise: bool) -> Vec<Option<usize>> {
    if !summarise || size <= 2 * EDGE {
        return (0..size).map(Some).collect();
    }
    let (first, last) = (0..EDGE, size - EDGE..size);
    first.map(Some).chain([None]).chain(last.map(Some)).collect()
}

/// The numbers that are shown: they alone decide on the format.
fn collect<E: Element>(array: ArrayViewD<E>, summarise: bool, shown: &mut Vec<f64>) {
    if array.ndim() == 0 {
        shown.extend(array.iter().map(|x| -> f64 { (*x).into() }));
        return;
    }
    for index in indices(array.len_of(Axis(0)), summarise).into_iter().flatten() {
        collect(array.index_axis(Axis(0), index), summarise, shown);
    }
}

fn nested<E: Element>(
    array: ArrayViewD<E>,
    indent: usize,
    summarise: bool,
    format: &Format,
) -> String {
    let dimensions = array.ndim();
    if dimensions == 0 {
        let number = array.iter().next().copied().map_or(0.0, Into::into);
        return format.number(number);
    }
    let parts = indices(array.len_of(Axis(0)), summarise).into_iter().map(|index| match index {
        Some(index) => nested(array.index_axis(Axis(0), index), indent + 1, summarise, format),
        None if dimensions == 1 => " ...".into(),
        None => "...".into(),
    });
    let parts: Vec<String> = parts.collect();
    let margin = " ".repeat(indent + 1);
    if dimensions == 1 {
        let on_a_line = ((LINE_WIDTH.saturating_sub(indent)) / (format.width + 2)).max(1);
        let lines: Vec<_> = parts.chunks(on_a_line).map(|line| line.join(", ")).collect();
        return format!("[{}]", lines.join(&format!(",\n{margin}")));
    }
    format!("[{}]", parts.join(&format!(",{}{margin}", "\n".repeat(dimensions - 1))))
}

/// How all numbers of one array are written.
struct Format {
    style: Style,
    /// That of the longest finite number but 0.
    width: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// All are whole: `1.`.
    Whole,
    /// `1.0000`.
    Fixed,
    /// `1.0000e+00`.
    Scientific,
}

impl Format {
    fn new(numbers: &[f64]) -> Format {
        let finite: Vec<f64> =
            numbers.iter().copied().filter(|x| x.is_finite() && *x != 0.0).collect();
        let sizes = || finite.iter().map(|x| x.abs());
        let (smallest, largest) =
            (sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max));
        let whole = finite.iter().all(|x| x.fract() == 0.0);
        let style = if finite.is_empty() {
            Style::Whole
        } else if largest / smallest > 1000.0 || largest > 1e8 || smallest < 1e-4 {
            Style::Scientific
        } else if whole {
            Style::Whole
        } else {
            Style::Fixed
        };
        let mut format = Format { style, width: 1 };
        format.width = finite.iter().map(|x| format.text(*x).len()).fold(1, usize::max);
        format
    }

    fn number(&self, number: f64) -> String {
        format!("{:>1$}", self.text(number), self.width)
    }

    fn text(&self, number: f64) -> String {
        if number.is_nan() {
            return "nan".into();
        }
        match self.style {
            _ if number.is_infinite() => number.to_string(),
            Style::Whole => format!("{number:.0}."),
            Style::Fixed => format!("{number:.4}"),
            Style::Scientific => {
                // Rust writes e-5 and e5 where Python writes e-05 and e+05.
                let text = format!("{number:.4e}");
                let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (sign, exponent) = match exponent.strip_prefix('-') {
                    Some(exponent) => ('-', exponent),
                    None => ('+', exponent),
                };
                format!("{digits}e{sign}{exponent:0>2}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use half::f16;
    use ndarray::{ArrayD, IxDyn};

    use super::*;

    fn shown<E: Element>(shape: &[usize], numbers: &[E]) -> String {
        let array = ArrayD::from_shape_vec(IxDyn(shape), numbers.to_vec()).unwrap();
        with_suffixes(array.view())
    }

    fn counting(shape: &[usize], unit: f32) -> String {
        let numbers: Vec<_> = (0..shape.iter().product()).map(|i: usize| i as f32 / unit).collect();
        shown(shape, &numbers)
    }

    // The expected texts are what PyTorch's own code prints, with `torch.` taken out of the dtype.

    #[test]
    fn the_format_follows_the_numbers() {
        let (nan, inf) = (f32::NAN, f32::INFINITY);
        let cases: [(&[f32], &str); 9] = [
            (&[1.0, -2.0, 30.0], "tensor([ 1., -2., 30.])"),
            (&[0.0, 0.0], "tensor([0., 0.])"),
            (&[nan, -inf], "tensor([nan, -inf])"),
            (&[1.0, inf, nan], "tensor([1., inf, nan])"),
            (&[0.5, -inf, nan, 0.0], "tensor([0.5000,   -inf,    nan, 0.0000])"),
            (&[0.5, 1e-5], "tensor([5.0000e-01, 1.0000e-05])"),
            (&[1.0, 2000.0], "tensor([1.0000e+00, 2.0000e+03])"),
            (&[2e8, 1e9], "tensor([2.0000e+08, 1.0000e+09])"),
            (
                &[1e-30, -2.5e-28, 0.0, nan],
                "tensor([ 1.0000e-30, -2.5000e-28,  0.0000e+00,         nan])",
            ),
        ];
        for (numbers, text) in cases {
            assert_eq!(shown(&[numbers.len()], numbers), text);
        }
    }

    #[test]
    fn the_element_type_is_told_unless_it_is_float32() {
        assert_eq!(shown(&[], &[3.0_f64]), "tensor(3., dtype=float64)");
        assert_eq!(shown(&[], &[0.5_f32]), "tensor(0.5000)");
        assert_eq!(shown(&[1], &[f16::from_f32(0.1)]), "tensor([0.1000], dtype=float16)");
        assert_eq!(
            shown(&[2], &[1e-300, 1.0]),
            "tensor([1.0000e-300,  1.0000e+00], dtype=float64)"
        );
        // On the line of the last number up to column 80, and below it from there on.
        assert_eq!(
            shown(&[7], &[1.5_f64; 7]),
            "tensor([1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000], dtype=float64)"
        );
        assert_eq!(
            shown(&[6], &[100.5_f64; 6]),
            "tensor([100.5000, 100.5000, 100.5000, 100.5000, 100.5000, 100.5000],\n       \
             dtype=float64)"
        );
    }

    #[test]
    fn an_empty_array_shows_its_shape() {
        assert_eq!(shown::<f32>(&[0], &[]), "tensor([])");
        assert_eq!(shown::<f32>(&[0, 3], &[]), "tensor([], size=(0, 3))");
        assert_eq!(shown::<f16>(&[0, 3], &[]), "tensor([], size=(0, 3), dtype=float16)");
    }

    #[test]
    fn long_lines_are_broken_and_dimensions_set_apart() {
        assert_eq!(
            counting(&[12], 8.0),
            "tensor([0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000,\n        \
             1.1250, 1.2500, 1.3750])"
        );
        let cube = "\
tensor([[[0.0000, 0.2500],
         [0.5000, 0.7500]],

        [[1.0000, 1.2500],
         [1.5000, 1.7500]]])";
        assert_eq!(counting(&[2, 2, 2], 4.0), cube);
    }

    #[test]
    fn large_arrays_show_their_edges() {
        assert!(!counting(&[1000], 1.0).contains("..."));
        assert_eq!(
            counting(&[1001], 1.0),
            "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])"
        );
        let matrix = "\
tensor([[0.0000e+00, 4.8828e-04, 9.7656e-04,  ..., 3.4180e-03, 3.9062e-03,
         4.3945e-03],
        [4.8828e-03, 5.3711e-03, 5.8594e-03,  ..., 8.3008e-03, 8.7891e-03,
         9.2773e-03],
        [9.7656e-03, 1.0254e-02, 1.0742e-02,  ..., 1.3184e-02, 1.3672e-02,
         1.4160e-02],
        ...,
        [9.6191e-01, 9.6240e-01, 9.6289e-01,  ..., 9.6533e-01, 9.6582e-01,
         9.6631e-01],
        [9.6680e-01, 9.6729e-01, 9.6777e-01,  ..., 9.7021e-01, 9.7070e-01,
         9.7119e-01],
        [9.7168e-01, 9.7217e-01, 9.7266e-01,  ..., 9.7510e-01, 9.7559e-01,
         9.7607e-01]])";
        assert_eq!(counting(&[200, 10], 2048.0), matrix);
    }

    #[test]
    fn a_lone_number_is_legible_at_any_size() {
        let numbers = [0.99116147, 1e-7, -8.5, 0.0, f64::NAN].map(number);
        assert_eq!(numbers, ["0.9912", "1.0000e-07", "-8.5000", "0.0000", "nan"]);
    }
}
