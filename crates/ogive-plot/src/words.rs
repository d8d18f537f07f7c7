//! What a picture says, in English and Chinese.

use std::str::FromStr;

use crate::element::Dtype;
use crate::error::{Error, Result};
use crate::range::short;
use crate::theme::CURVES;

/// The language of labels and captions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters.
    Chinese,
}

use Language::{Chinese, English};

impl Language {
    /// The codes for them.
    pub const NAMES: [&str; 2] = ["en", "zh"];
    /// All of them.
    pub const ALL: [Language; 2] = [English, Chinese];

    /// The code that HTML and SVG know it by: `"en"` or `"zh"`.
    pub fn code(self) -> &'static str {
        match self {
            English => "en",
            Chinese => "zh",
        }
    }

    pub(crate) fn value(self) -> &'static str {
        match self {
            English => "value",
            Chinese => "函数值",
        }
    }

    pub(crate) fn gradient(self) -> &'static str {
        match self {
            English => "gradient",
            Chinese => "梯度",
        }
    }

    /// What the faint line behind stairs is.
    pub(crate) fn exact(self) -> &'static str {
        match self {
            English => "without rounding",
            Chinese => "不舍入时",
        }
    }

    pub(crate) fn error_of(self, part: &str) -> String {
        match self {
            English => format!("error of the {part}"),
            Chinese => format!("{part}的误差"),
        }
    }

    pub(crate) fn correctly_rounded(self) -> &'static str {
        match self {
            English => "½ ulp: correctly rounded",
            Chinese => "½ ulp：正确舍入",
        }
    }

    pub(crate) fn claimed(self, error: f64) -> String {
        match self {
            English => format!("{} ulp: the claim", short(error)),
            Chinese => format!("{} ulp：所声明的上限", short(error)),
        }
    }

    /// A formula of the book, with the few words that stand between its symbols.
    pub(crate) fn formula(self, formula: &str) -> String {
        match self {
            English => formula.into(),
            Chinese => chinese(formula),
        }
    }

    /// The heading of a figure of the textbook.
    pub(crate) fn figure(self, number: &str) -> String {
        match self {
            English => format!("Figure {number}"),
            Chinese => format!("图 {number}"),
        }
    }

    pub(crate) fn book(self) -> &'static str {
        match self {
            English => "The book: functions of one number",
            Chinese => "全书：单变量函数",
        }
    }

    pub(crate) fn and(self, names: &[String]) -> String {
        match (self, names) {
            (_, []) => String::new(),
            (_, [one]) => one.clone(),
            (English, [first @ .., last]) => format!("{} and {last}", first.join(", ")),
            (Chinese, [first @ .., last]) => format!("{}和{last}", first.join("、")),
        }
    }

    pub(crate) fn title(self, names: &[String], gradient: bool) -> String {
        // Of a whole book, the names are many.
        let names = if names.len() > CURVES { self.book().into() } else { self.and(names) };
        match (self, gradient) {
            (_, false) => names,
            (English, true) => format!("{names}: value and gradient"),
            (Chinese, true) => format!("{names}：函数值与梯度"),
        }
    }

    pub(crate) fn error_title(self, names: &[String], dtype: Dtype) -> String {
        let (names, dtype) = (self.and(names), dtype.name());
        match self {
            English => format!("{names}: error in {dtype}"),
            Chinese => format!("{names}：{dtype} 的误差"),
        }
    }

    pub(crate) fn graph_over(self, low: f64, high: f64) -> String {
        let (low, high) = (short(low), short(high));
        match self {
            English => format!("A graph for x from {low} to {high}."),
            Chinese => format!("x 从 {low} 到 {high} 的图。"),
        }
    }

    pub(crate) fn runs(self, what: &str, low: f64, high: f64) -> String {
        let (low, high) = (short(low), short(high));
        match self {
            English if low == high => format!("the {what} is {low}"),
            English => format!("the {what} is between {low} and {high}"),
            Chinese if low == high => format!("{what}为 {low}"),
            Chinese => format!("{what}在 {low} 与 {high} 之间"),
        }
    }

    pub(crate) fn jumps(self, what: &str, at: &[f64]) -> String {
        let at = self.and(&at.iter().map(|x| short(*x)).collect::<Vec<_>>());
        match self {
            English => format!("the {what} jumps at x = {at}"),
            Chinese => format!("{what}在 x = {at} 处跳变"),
        }
    }

    pub(crate) fn sentence(self, name: &str, parts: &[String]) -> String {
        match self {
            English => format!("{name}: {}.", parts.join("; ")),
            Chinese => format!("{name}：{}。", parts.join("；")),
        }
    }

    pub(crate) fn stairs(self, dtype: Dtype, steps: bool) -> String {
        let name = dtype.name();
        match (self, steps) {
            (English, true) => format!("computed in {name}: a step for each result"),
            (English, false) => {
                format!("computed in {name}, whose steps are finer than the picture")
            }
            (Chinese, true) => format!("按 {name} 计算：每个结果为一级台阶"),
            (Chinese, false) => format!("按 {name} 计算，台阶比图更细"),
        }
    }

    pub(crate) fn compared(self, dtype: Dtype, inputs: i64) -> String {
        let name = dtype.name();
        match self {
            English => format!(
                "In units in the last place (ulp) of {name}, compared with ogive's f64 result for the same \
                 input and parameters. Each column spans the least and the greatest error of up to {inputs} inputs."
            ),
            Chinese => format!(
                "以 {name} 的末位单位（ulp）计，与 ogive 在相同输入和参数下的 f64 结果相比。\
                 每一列为至多 {inputs} 个输入的最小与最大误差。"
            ),
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Language> {
        Language::ALL.into_iter().find(|language| language.code() == text).ok_or_else(|| {
            Error::Word { what: "the language", given: text.into(), expected: &Language::NAMES }
        })
    }
}

/// A formula in Chinese: cases, `a for b`, as a（b）, and the other words that the book uses.
fn chinese(formula: &str) -> String {
    let clause = |clause: &str| {
        let (when, clause) = match clause.split_once(": ") {
            Some(("training", rest)) => ("训练时：", rest),
            Some(("evaluation", rest)) => ("推理时：", rest),
            _ => ("", clause),
        };
        let worded = if let Some(value) = clause.strip_suffix(" elsewhere") {
            format!("{value}（其他）")
        } else if let Some(value) = clause.strip_suffix(" between") {
            format!("{value}（两者之间）")
        } else if let Some(value) = clause.strip_suffix(" for each element") {
            format!("{value}（逐元素）")
        } else if let Some((value, case)) = clause.split_once(" for ") {
            format!("{value}（{case}）")
        } else if let Some(letters) = clause.strip_prefix("with ") {
            format!("其中 {}", letters.replace(" and ", "，"))
        } else if let Some((value, letters)) = clause.split_once(" with ") {
            format!("{value}，其中 {}", letters.replace(" and ", "，"))
        } else {
            clause.into()
        };
        format!("{when}{worded}")
    };
    // A comma within brackets separates arguments, and stays.
    let (mut out, mut depth, mut start) = (String::new(), 0_i32, 0);
    for (at, c) in formula.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        let mark = match (c, depth) {
            (',', 0) => '，',
            (';', 0) => '；',
            _ => continue,
        };
        out += &clause(formula[start..at].trim());
        out.push(mark);
        start = at + 1;
    }
    out + &clause(formula[start..].trim())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ogive::page::Kind;

    use super::*;

    #[test]
    fn the_words_of_formulas_are_translated() {
        for (english, expected) in [
            ("f(x) = min(max(0, x), 6)", "f(x) = min(max(0, x), 6)"),
            ("f(x) = x for |x| > l, 0 elsewhere", "f(x) = x（|x| > l），0（其他）"),
            (
                "f(x) = 0 for x ≤ 0, x between, 1 for x ≥ 1",
                "f(x) = 0（x ≤ 0），x（两者之间），1（x ≥ 1）",
            ),
            ("λx for x > 0, with λ = 1 and α = 2", "λx（x > 0），其中 λ = 1，α = 2"),
            ("x·n/(n + 2) with n = e^x", "x·n/(n + 2)，其中 n = e^x"),
            (
                "x; training: r ~ U(a, b) for each element; evaluation: r = a",
                "x；训练时：r ~ U(a, b)（逐元素）；推理时：r = a",
            ),
        ] {
            assert_eq!(Chinese.formula(english), expected);
            assert_eq!(English.formula(english), english);
        }
    }

    #[test]
    fn no_english_word_is_left() {
        let functions = ["min", "max", "tanh", "ln", "erf", "erfc", "sin", "NaN"];
        let mut left = BTreeSet::new();
        for info in ogive::BOOK.iter().map(|entry| entry.info) {
            if info.kind != Kind::Element {
                continue;
            }
            let formula = Chinese.formula(info.formula);
            let words = formula.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let known = |word: &str| {
                let name = |parameter: &ogive::page::Parameter| parameter.name == word;
                word.len() < 2
                    || word.starts_with(|c: char| c.is_ascii_digit())
                    || functions.contains(&word)
                    || info.name == word
                    || info.parameters.iter().any(name)
            };
            left.extend(
                words.filter(|word| !known(word)).map(|word| (info.name, word.to_string())),
            );
        }
        assert!(left.is_empty(), "words without a translation: {left:?}");
    }
}
