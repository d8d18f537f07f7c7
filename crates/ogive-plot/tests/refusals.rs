//! What is wrong is refused with a message that says what was given and what was expected.

use ogive_plot::{Curve, Dtype, Error, Figure, Language, Measure, Range, Theme, Variation};

#[test]
fn ranges() {
    let cases = [
        ("3", "the range `3` cannot be read; expected LO:HI, as in -6:6"),
        ("a:b", "the range `a:b` cannot be read"),
        ("", "the range `` cannot be read"),
        ("1:2:3", "cannot be read"),
        ("3:1", "the range 3:1 is empty; expected the lower number first"),
        ("1:1", "the range 1:1 is empty"),
        ("nan:1", "the range NaN:1 is not finite; expected two finite numbers"),
        ("0:inf", "the range 0:inf is not finite"),
        ("-1.7e308:1.7e308", "is too wide; expected at most 1e300"),
        ("1:1.0000000001", "is too narrow; expected its ends to differ in the first nine digits"),
        ("0:1e-300", "is too narrow"),
    ];
    for (text, expected) in cases {
        let message = text.parse::<Range>().unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
    }
    assert_eq!("-6:6".parse(), Range::new(-6.0, 6.0));
    assert_eq!(" −6 : 6 ".parse(), Range::new(-6.0, 6.0));
}

#[test]
fn functions() {
    let cases = [
        ("sigmoyd", "no activation function is called `sigmoyd`; did you mean `sigmoid`", ""),
        ("relu(", "the bracket after the name is not closed", ""),
        ("leaky_relu(nan)", "expected a finite number", ""),
        (
            "softmax(1)",
            "softmax works on all numbers along an axis together; expected a function of one number",
            "functions of kind `element`",
        ),
        (
            "swiglu",
            "swiglu works on two numbers, one of which gates the other; expected a function of one",
            "swiglu(a, b) = a·σ(a)·b",
        ),
        (
            "prelu([0.1, 0.2])",
            "prelu(weight=[0.1, 0.2]) has a parameter that differs from element to element",
            "--param",
        ),
        ("rrelu(training=true)", "differs from element to element; expected one curve", "--param"),
    ];
    for (call, expected, hint) in cases {
        let error = Curve::parse(call).unwrap_err();
        assert!(error.to_string().contains(expected), "{call}: {error}");
        assert!(error.hint().unwrap_or_default().contains(hint), "{call}: {:?}", error.hint());
    }
}

#[test]
fn parameters() {
    let all = |calls: &[&str], text: &str| -> Result<Vec<String>, Error> {
        let variation: Variation = text.parse()?;
        let curves = Curve::all(calls, &[variation])?;
        Ok(curves.iter().map(Curve::to_string).collect())
    };
    let cases: [(&[&str], &str, &str); 8] = [
        (&["elu"], "alpha", "`alpha` is no parameter with its values; expected NAME=V1,V2"),
        (&["elu"], "=1", "is no parameter with its values"),
        (&["elu"], "alpha=1,,2", "is no parameter with its values"),
        (&["elu"], "beta=1", "elu: there is no parameter `beta`; expected alpha"),
        (&["relu"], "alpha=1", "relu: there is no parameter `alpha`; expected none"),
        (&["relu", "tanh"], "alpha=1", "none of relu, tanh has a parameter `alpha`"),
        (&["elu"], "alpha=x", "`x` is not a number"),
        (&["elu(2)"], "alpha=1", "alpha is given twice"),
    ];
    for (calls, text, expected) in cases {
        let message = all(calls, text).unwrap_err().to_string();
        assert!(message.contains(expected), "{calls:?} {text}: {message}");
    }
    // Each function takes the parameters that it has.
    let both = all(&["relu", "elu"], "alpha=1,1/2").unwrap();
    assert_eq!(both, ["relu", "elu(alpha=1)", "elu(alpha=0.5)"]);
    assert_eq!(all(&["hardtanh(0)"], "max_val=6").unwrap(), ["hardtanh(min_val=0, max_val=6)"]);
    assert_eq!(all(&["elu()"], "alpha=2").unwrap(), ["elu(alpha=2)"]);
    // By other names, and over another library's default.
    assert_eq!(all(&["prelu"], "alpha=0.5").unwrap(), ["prelu(weight=0.5)"]);
    let keras = all(&["keras:leaky_relu"], "negative_slope=0.5").unwrap();
    assert_eq!(keras, ["leaky_relu(negative_slope=0.5)"]);
}

#[test]
fn several_parameters_are_combined() {
    let variations = ["min_val=-1,0".parse().unwrap(), "max_val=1,6".parse().unwrap()];
    let curves = Curve::all(&["hardtanh"], &variations).unwrap();
    let texts: Vec<String> = curves.iter().map(Curve::to_string).collect();
    let expected = ["-1, max_val=1", "-1, max_val=6", "0, max_val=1", "0, max_val=6"];
    assert_eq!(texts, expected.map(|text| format!("hardtanh(min_val={text})")));
}

#[test]
fn figures() {
    assert_eq!(Figure::new().draw().unwrap_err(), Error::Empty);
    let many = |grid| {
        let curves = (0..9).map(|_| Curve::parse("relu").unwrap());
        Figure::new().curves(curves).grid(grid).draw()
    };
    let error = many(false).unwrap_err();
    assert_eq!(error.to_string(), "9 curves; expected at most 8 in one panel");
    assert!(error.hint().unwrap().contains("--grid"));
    assert!(many(true).is_ok());
    let one = || Figure::new().curve(Curve::parse("log1mexp").unwrap());
    let error = one().range(Range::new(-2.0, -1.0).unwrap()).draw().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("log1mexp is defined from 0 to inf, and nowhere in the range -2:-1")
    );
    let error = one().measure(Measure::Error).dtype(Dtype::F64).draw().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("nothing to compare an f64 result with; expected f32, f16 or bf16")
    );
    assert!(error.hint().unwrap().contains("docs/accuracy.md"));
}

#[test]
fn words() {
    let error = "blue".parse::<Theme>().unwrap_err().to_string();
    assert_eq!(error, "the theme `blue`; expected light or dark");
    assert!("fr".parse::<Language>().unwrap_err().to_string().contains("expected en or zh"));
    assert!("f8".parse::<Dtype>().unwrap_err().to_string().contains("f32 or f64 or f16 or bf16"));
}
