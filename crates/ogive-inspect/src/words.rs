//! Numbers as a sentence takes them.

/// Three significant digits: `0.0448`, `12.8`, `6.8e-9`.
pub(crate) fn number(x: f64) -> String {
    let size = x.abs();
    if size == 0.0 || !size.is_finite() {
        return x.to_string();
    }
    if !(1e-3..1e5).contains(&size) {
        return format!("{x:.1e}");
    }
    // Of the rounded number: 0.9996 is 1.00.
    let rounded = format!("{size:.2e}").parse().unwrap_or(size);
    let before_point = rounded.log10().floor() as i32 + 1;
    format!("{x:.*}", usize::try_from(3 - before_point).unwrap_or(0))
}

/// A share in percent: `64.6 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// `1 layer`, `2 layers`.
pub(crate) fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn one_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
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
        assert_eq!((percent(0.6464), count(1, "row")), ("64.6 %".into(), "1 row".into()));
        let names = ["a", "b", "c"].map(String::from);
        assert_eq!(one_of(&names), "a, b or c");
    }
}
