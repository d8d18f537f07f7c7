//! Numbers and names as a sentence takes them.

/// Three significant digits: `0.0448`, `12.8`, `6.8e-9`.
pub fn number(x: f64) -> String {
    significant(x, 3)
}

/// So many significant digits, at least 2; two fewer with a power of ten, where a number is very large or small.
pub fn significant(x: f64, digits: usize) -> String {
    let size = x.abs();
    if size == 0.0 || !size.is_finite() {
        return x.to_string();
    }
    if !(1e-3..10.0_f64.powi(digits as i32 + 2)).contains(&size) {
        return format!("{x:.*e}", digits.saturating_sub(2));
    }
    // Of the rounded number: 0.9996 is 1.00.
    let rounded = format!("{size:.*e}", digits.saturating_sub(1)).parse().unwrap_or(size);
    let before_point = rounded.log10().floor() as i32 + 1;
    format!("{x:.*}", usize::try_from(digits as i32 - before_point).unwrap_or(0))
}

/// A share in percent: `64.6 %`.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// `1 layer`, `2 layers`.
pub fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Names as a sentence takes them: `a`, `a or b`, `a, b or c`; `none` if there are none.
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => "none".into(),
        [one] => one.as_ref().into(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        for (x, text) in [
            (0.0, "0"),
            (0.04479, "0.0448"),
            (0.99996, "1.00"),
            (-12.84, "-12.8"),
            (99999.0, "99999"),
            (6.8e-9, "6.8e-9"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(number(x), text);
        }
        assert_eq!(
            [0.12345, 0.99999, 234567.8].map(|x| significant(x, 4)),
            ["0.1235", "1.000", "234568"]
        );
        assert_eq!([1.0, 1e6].map(|x| significant(x, 4)), ["1.000", "1.00e6"]);
        assert_eq!((percent(0.6464), count(1, "row")), ("64.6 %".into(), "1 row".into()));
        assert_eq!(one_of(&["a", "b", "c"]), "a, b or c");
    }
}
