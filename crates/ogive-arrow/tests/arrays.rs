//! Functions over Arrow's arrays: the library's numbers, with nulls and lists as they were.

use std::sync::Arc;

use arrow_array::types::{Float16Type, Float32Type, Float64Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, Float16Array, Float32Array, Float64Array, Int32Array,
    LargeListArray, ListArray,
};
use half::f16;
use ndarray::{Array1, Array2};
use ogive::prelude::*;
use ogive_arrow::{Error, backward, forward};

fn parse(text: &str) -> Box<dyn Function> {
    ogive::parse(text).unwrap()
}

fn array(array: impl Array + 'static) -> ArrayRef {
    Arc::new(array)
}

#[test]
fn numbers_keep_their_nulls() {
    let x = vec![Some(1.5_f32), None, Some(-2.0), Some(f32::NAN), Some(0.0)];
    let result = forward(&*parse("gelu"), &array(Float32Array::from(x.clone()))).unwrap();
    let result = result.as_any().downcast_ref::<Float32Array>().unwrap();
    for (i, x) in x.iter().enumerate() {
        match x {
            None => assert!(result.is_null(i)),
            Some(x) => {
                let exact = Gelu.value(*x);
                assert!(result.value(i) == exact || (x.is_nan() && result.value(i).is_nan()));
            }
        }
    }
    // A part of an array, of every type.
    let all = Float64Array::from_iter_values((0..100).map(|i| f64::from(i) / 7.0 - 5.0));
    let result = forward(&*parse("tanh"), &array(all.slice(11, 40))).unwrap();
    let expected: Float64Array = (11..51).map(|i| Some(Tanh.value(all.value(i)))).collect();
    assert_eq!(result.as_ref(), &expected);
    let half = Float16Array::from_iter_values([f16::ONE, f16::NEG_ONE]);
    let result = forward(&*parse("relu"), &array(half)).unwrap();
    assert_eq!(result.as_ref(), &Float16Array::from_iter_values([f16::ONE, f16::ZERO]));
    assert_eq!(
        forward(&*parse("relu"), &array(Float32Array::from(Vec::<f32>::new()))).unwrap().len(),
        0
    );
}

#[test]
fn a_gradient_is_that_of_the_library() {
    let x = Float32Array::from(vec![Some(1.0), None, Some(-1.0), Some(2.0)]);
    let g = Float32Array::from(vec![Some(3.0), Some(1.0), Some(2.0), None]);
    let got = backward(&*parse("sigmoid"), &array(x), &array(g)).unwrap();
    let plain = Array1::from(vec![1.0_f32, 0.0, -1.0, 2.0]);
    let exact = Sigmoid.backward(&plain, &Array1::from(vec![3.0_f32, 0.0, 2.0, 0.0])).unwrap();
    let expected = Float32Array::from(vec![Some(exact[0]), None, Some(exact[2]), Some(0.0)]);
    assert_eq!(got.as_ref(), &expected);
}

fn fixed(rows: Vec<Option<Vec<Option<f32>>>>, length: i32) -> ArrayRef {
    array(FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(rows, length))
}

#[test]
fn lists_of_one_length_are_rows() {
    let rows = fixed(
        vec![
            Some(vec![Some(1.0), Some(2.0), Some(3.0)]),
            None,
            Some(vec![Some(0.5), None, Some(0.25)]),
            Some(vec![None, None, None]),
        ],
        3,
    );
    let softmax = Softmax::new(-1);
    let first = softmax.forward(&Array1::from(vec![1.0_f32, 2.0, 3.0])).unwrap();
    let third = softmax.forward(&Array1::from(vec![0.5_f32, 0.25])).unwrap();
    let expected = fixed(
        vec![
            Some(first.iter().map(|p| Some(*p)).collect()),
            None,
            Some(vec![Some(third[0]), None, Some(third[1])]),
            Some(vec![None, None, None]),
        ],
        3,
    );
    for text in ["softmax(axis=0)", "nn.Softmax(dim=1)", "softmax(axis=-1)"] {
        assert_eq!(forward(&*parse(text), &rows).unwrap().as_ref(), expected.as_ref(), "{text}");
    }
    // A part of them: rows 2 and 3.
    let part = forward(&*parse("softmax(axis=-1)"), &rows.slice(2, 2)).unwrap();
    assert_eq!(part.as_ref(), expected.slice(2, 2).as_ref());
    // Each number by itself.
    let relu = forward(&*parse("relu"), &rows).unwrap();
    assert_eq!(relu.as_ref(), rows.as_ref());
    // One number for each row.
    let sum = forward(&*parse("logsumexp(axis=-1)"), &rows).unwrap();
    let sum = sum.as_any().downcast_ref::<FixedSizeListArray>().unwrap();
    assert_eq!((sum.len(), sum.value_length(), sum.is_null(1)), (4, 1, true));
    // Half as many, one half gating the other.
    let pairs = fixed(vec![Some(vec![Some(1.0), None, Some(2.0), Some(3.0)])], 4);
    let gated = forward(&*parse("glu(axis=-1)"), &pairs).unwrap();
    let value = 1.0 * Sigmoid.value(2.0_f32);
    assert_eq!(gated.as_ref(), fixed(vec![Some(vec![Some(value), None])], 2).as_ref());
}

#[test]
fn lists_of_any_length_are_rows() {
    let rows = vec![
        Some(vec![Some(1.0_f64), Some(2.0)]),
        Some(vec![]),
        None,
        Some(vec![Some(4.0)]),
        Some(vec![Some(1.0), None, Some(3.0)]),
        Some(vec![Some(1.0), Some(2.0)]),
    ];
    let list = ListArray::from_iter_primitive::<Float64Type, _, _>(rows.clone());
    let result = forward(&*parse("log_softmax(axis=-1)"), &array(list.clone())).unwrap();
    let of =
        |row: &[f64]| LogSoftmax::new(0).forward(&Array1::from(row.to_vec())).unwrap().to_vec();
    let (two, three) = (of(&[1.0, 2.0]), of(&[1.0, 3.0]));
    let expected = ListArray::from_iter_primitive::<Float64Type, _, _>(vec![
        Some(vec![Some(two[0]), Some(two[1])]),
        Some(vec![]),
        None,
        Some(vec![Some(0.0)]),
        Some(vec![Some(three[0]), None, Some(three[1])]),
        Some(vec![Some(two[0]), Some(two[1])]),
    ]);
    // 0 may be −0.
    assert_eq!(
        format!("{result:?}").replace("-0.0", "0.0"),
        format!("{:?}", array(expected.clone()))
    );
    let part = forward(&*parse("log_softmax(axis=-1)"), &array(list.slice(3, 3))).unwrap();
    assert_eq!(part.len(), 3);
    let large = LargeListArray::from_iter_primitive::<Float64Type, _, _>(rows);
    let result = forward(&*parse("softmax(axis=-1)"), &array(large)).unwrap();
    assert_eq!(result.len(), 6);
    // A row of an odd length has no halves.
    let error = forward(&*parse("glu(axis=-1)"), &array(list)).unwrap_err();
    assert!(matches!(error, Error::Ogive(_)), "{error}");
}

#[test]
fn gradients_of_rows() {
    let x = Array2::from_shape_fn((5, 4), |(row, class)| (row * 3 + class * class) as f32 / 4.0);
    let g = Array2::from_shape_fn((5, 4), |(row, class)| row as f32 - class as f32);
    let list = |x: &Array2<f32>| {
        fixed(x.rows().into_iter().map(|r| Some(r.iter().map(|x| Some(*x)).collect())).collect(), 4)
    };
    let got = backward(&*parse("softmax(axis=-1)"), &list(&x), &list(&g)).unwrap();
    assert_eq!(got.as_ref(), list(&Softmax::new(1).backward(&x, &g).unwrap()).as_ref());
    let got = backward(&*parse("gelu"), &list(&x), &list(&g)).unwrap();
    assert_eq!(got.as_ref(), list(&Gelu.backward(&x, &g).unwrap()).as_ref());
    let one = fixed((0..5).map(|row| Some(vec![Some(row as f32)])).collect(), 1);
    let got = backward(&*parse("logsumexp(axis=-1)"), &list(&x), &one).unwrap();
    assert_eq!(got.len(), 5);
    let error = backward(&*parse("softmax(axis=-1)"), &list(&x), &one).unwrap_err().to_string();
    assert_eq!(
        error,
        "row 0 of the gradient has 1 elements; expected 4, as the function's result has"
    );
}

#[test]
fn what_does_not_fit_is_an_error() {
    let message = |text, x: ArrayRef| forward(&*parse(text), &x).unwrap_err().to_string();
    let whole = message("relu", array(Int32Array::from(vec![1, 2])));
    assert!(whole.contains("Int32") && whole.contains("cast it first"), "{whole}");
    let flat = message("softmax(axis=-1)", array(Float32Array::from(vec![1.0, 2.0])));
    assert!(flat.contains("softmax is over an axis") && flat.contains("expected lists"), "{flat}");
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)])]);
    assert!(message("softmax(axis=-1)", array(lists)).contains("Int32"));
    let x: ArrayRef = array(Float32Array::from(vec![1.0, 2.0]));
    let short: ArrayRef = array(Float32Array::from(vec![1.0]));
    assert!(backward(&*parse("relu"), &x, &short).unwrap_err().to_string().contains("expected 2"));
    let wide: ArrayRef = array(Float64Array::from(vec![1.0, 2.0]));
    assert!(backward(&*parse("relu"), &x, &wide).unwrap_err().to_string().contains("Float64"));
    let half =
        ListArray::from_iter_primitive::<Float16Type, _, _>(vec![Some(vec![Some(f16::ONE)])]);
    assert!(forward(&*parse("softmax(axis=0)"), &array(half)).is_ok());
}
