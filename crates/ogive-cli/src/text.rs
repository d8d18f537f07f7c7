//! Plain text for people: wrapped, aligned, with numbers of a readable length.

use std::fmt::Write;
use std::time::Duration;

/// The columns to write in: the terminal's, at least 40 and at most 100; 100 without a terminal.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal.map_or(100, |(width, _)| usize::from(width.0).clamp(40, 100))
}

/// The lines of a text, broken between words at `width` columns.
///
/// A longer word stays whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if columns(line) + 1 + columns(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.into());
        }
    }
    lines
}

/// A table with a head: columns two spaces apart, cells wrapped at the widths in `most`.
pub fn table<const N: usize>(head: [&str; N], most: [usize; N], rows: &[[String; N]]) -> String {
    let wrapped = |row: [&str; N]| {
        let mut most = most.iter();
        row.map(|cell| wrap(cell, *most.next().expect("as many as cells")))
    };
    let mut lines = vec![wrapped(head)];
    lines.extend(rows.iter().map(|row| wrapped(row.each_ref().map(String::as_str))));
    let widths: [usize; N] = std::array::from_fn(|i| {
        lines.iter().flat_map(|row| &row[i]).map(|line| columns(line)).max().unwrap_or(0)
    });
    let mut text = String::new();
    for row in &lines {
        for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| pad(cell.get(line).map_or("", |text| text), width))
                .collect();
            text.push_str(cells.join("  ").trim_end());
            text.push('\n');
        }
    }
    text
}

/// A table of numbers: columns two spaces apart, each ending at the same place.
pub fn right_aligned(rows: &[Vec<String>]) -> String {
    let column = |i: usize| rows.iter().filter_map(move |row| row.get(i));
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len))
        .map(|i| column(i).map(|cell| columns(cell)).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<_> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Fields under each other: a name, and a text that is wrapped beside it.
pub fn fields(fields: &[(&str, String)], width: usize) -> String {
    let indent = fields.iter().map(|(name, _)| columns(name)).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for (name, value) in fields {
        let mut name = *name;
        for paragraph in value.lines() {
            for line in wrap(paragraph, width.saturating_sub(indent)) {
                let _ = writeln!(text, "{}{line}", pad(name, indent));
                name = "";
            }
        }
    }
    text
}

/// A number in three significant digits.
pub fn three_digits(number: f64) -> String {
    let before_point = if number > 0.0 { number.log10().floor() as i32 + 1 } else { 1 };
    format!("{number:.*}", usize::try_from(3 - before_point).unwrap_or(0))
}

/// A time in the unit that suits it.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        s if s < 1e-3 => format!("{} µs", three_digits(s * 1e6)),
        s if s < 1.0 => format!("{} ms", three_digits(s * 1e3)),
        s => format!("{} s", three_digits(s)),
    }
}

/// A number of bytes in the unit that suits it.
pub fn bytes(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e3 => format!("{bytes} bytes"),
        b if b < 1e6 => format!("{} kB", three_digits(b / 1e3)),
        b if b < 1e9 => format!("{} MB", three_digits(b / 1e6)),
        b => format!("{} GB", three_digits(b / 1e9)),
    }
}

/// A shape as Python writes a tuple: `(2, 3)`, `(5,)`, `()`.
pub fn shape(shape: &[usize]) -> String {
    match shape {
        [one] => format!("({one},)"),
        sizes => {
            let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
            format!("({})", sizes.join(", "))
        }
    }
}

/// How many columns a text takes: the names and formulas have no wide characters.
fn columns(text: &str) -> usize {
    text.chars().count()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text:width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_long_ones_stay_whole() {
        assert_eq!(wrap("a bc def", 4), ["a bc", "def"]);
        assert_eq!(wrap("abcdef g", 3), ["abcdef", "g"]);
        assert_eq!(wrap("x·y ≤ z", 5), ["x·y ≤", "z"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn cells_are_wrapped_beside_each_other() {
        let rows = [["a".to_string(), "one two".to_string()], ["bcd".into(), "3".into()]];
        assert_eq!(table(["x", "y"], [9, 3], &rows), "x    y\na    one\n     two\nbcd  3\n");
    }

    #[test]
    fn numbers_have_three_digits() {
        let cases = [
            (0.0, "0.00"),
            (0.01234, "0.0123"),
            (2.346, "2.35"),
            (61.27, "61.3"),
            (4321.0, "4321"),
        ];
        for (number, text) in cases {
            assert_eq!(three_digits(number), text);
        }
        assert_eq!(duration(Duration::from_nanos(61_270)), "61.3 µs");
        assert_eq!(duration(Duration::from_millis(1500)), "1.50 s");
    }

    #[test]
    fn shapes_read_well() {
        assert_eq!([shape(&[]), shape(&[5]), shape(&[2, 0])], ["()", "(5,)", "(2, 0)"]);
    }
}
