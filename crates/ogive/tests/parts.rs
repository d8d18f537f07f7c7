//! The parts that pages are made of: instruction sets, element types, the recorder of formulas, random
//! numbers. (Here and not beside them, because a test build of the library would compile all kernels a
//! second time.)

use half::{bf16, f16};
use ogive::functions::selu::{ALPHA, LAMBDA, PRODUCT};
use ogive::kernel::{Isa, philox};
use ogive::number::graph::{Dual, Expr, Graph, Plain};
use ogive::number::{Dtype, Real};

#[test]
fn every_name_leads_back_to_its_instruction_set() {
    for isa in Isa::ALL {
        assert_eq!(isa.name().parse(), Ok(isa));
    }
    assert!(Isa::available().any(|isa| isa == Isa::Scalar));
}

#[test]
fn an_impossible_choice_says_what_is_possible() {
    let unknown = Isa::chosen("mmx").unwrap_err().to_string();
    assert!(unknown.starts_with("instruction set `mmx` is unknown"), "{unknown}");
    assert!(unknown.contains("scalar"), "{unknown}");
    for isa in Isa::ALL.into_iter().filter(|isa| !isa.is_available()) {
        let error = Isa::chosen(isa.name()).unwrap_err().to_string();
        assert!(error.contains("is not on this machine"), "{error}");
    }
}

/// The known answers that come with the authors' own library, Random123 (`kat_vectors`).
#[test]
fn known_answers() {
    let ones = u32::MAX;
    assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    assert_eq!(philox([ones; 4], [ones; 2]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    assert_eq!(
        philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
        [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
    );
}

#[test]
fn widening_is_that_of_the_half_crate() {
    for bits in 0..=u16::MAX {
        let (a, b) = (f16::from_bits(bits), bf16::from_bits(bits));
        if !a.is_nan() {
            assert_eq!(a.widen().to_bits(), a.to_f32().to_bits(), "f16 {bits:#06x}");
        }
        assert_eq!(a.widen().is_nan(), a.is_nan(), "f16 {bits:#06x}");
        if !b.is_nan() {
            assert_eq!(b.widen().to_bits(), b.to_f32().to_bits(), "bf16 {bits:#06x}");
        }
        assert_eq!(b.widen().is_nan(), b.is_nan(), "bf16 {bits:#06x}");
    }
}

#[test]
fn narrowing_is_that_of_the_half_crate() {
    // Every 509th pattern, a prime, and all round the ties of f16 and bf16.
    let strided = (0..=u32::MAX).step_by(509);
    let ties = (0..=u16::MAX).flat_map(|high| {
        let tie = u32::from(high) << 16 | 0x8000;
        [tie - 1, tie, tie + 1, (tie | 0x1000) - 1, tie | 0x1000, (tie | 0x1000) + 1]
    });
    for bits in strided.chain(ties) {
        let x = f32::from_bits(bits);
        let (a, b) = (f16::narrow(x, 0.0), bf16::narrow(x, 0.0));
        if x.is_nan() {
            assert!(a.is_nan() && b.is_nan(), "{bits:#010x}");
        } else {
            assert_eq!(a.to_bits(), f16::from_f32(x).to_bits(), "f16 of {bits:#010x}");
            assert_eq!(b.to_bits(), bf16::from_f32(x).to_bits(), "bf16 of {bits:#010x}");
        }
    }
}

#[test]
fn the_low_word_decides_ties() {
    let tie = 1.0 + 2.0_f32.powi(-11); // between 1 and 1 + 2^-10, the next f16
    assert_eq!(f16::narrow(tie, 1e-12).to_bits(), 0x3c01);
    assert_eq!(f16::narrow(tie, 0.0).to_bits(), 0x3c00);
    assert_eq!(f16::narrow(tie, -1e-12).to_bits(), 0x3c00);
    assert_eq!(f16::narrow(-tie, -1e-12).to_bits(), 0xbc01);
    let tie = 1.0 + 3.0 * 2.0_f32.powi(-8); // between two bf16, the even one above
    assert_eq!(bf16::narrow(tie, -1e-12).to_bits(), 0x3f81);
    assert_eq!(bf16::narrow(tie, 0.0).to_bits(), 0x3f82);
    assert_eq!(f16::narrow(f32::INFINITY, 1.0), f16::INFINITY);
}

#[test]
fn a_formula_is_recorded_and_differentiated() {
    let graph = Graph::record(|x| Expr::from(1.0) / (Expr::from(1.0) + (-x).exp()));
    assert_eq!(graph.to_string(), "1 / (1 + exp(-x))");
    let Dual { value, slope } = graph.differentiate(&Plain, &0.7);
    assert_eq!(value, 1.0 / (1.0 + (-0.7_f64).exp()));
    assert!((slope - value * (1.0 - value)).abs() < 1e-16);
}

#[test]
fn derivatives_are_those_of_difference_quotients() {
    let graphs = [
        Graph::record(|x| (x * x + Expr::from(1.0)).sqrt()),
        Graph::record(|x| x * x.erfc()),
        Graph::record(|x| (x * Expr::pi()).sin()),
        Graph::record(|x| x.abs().tanh()),
    ];
    for graph in graphs {
        for x in [-1.3, 0.4, 2.0] {
            let at = |x| graph.evaluate(&Plain, &x);
            let quotient = (at(x + 1e-6) - at(x - 1e-6)) / 2e-6;
            let slope = graph.differentiate(&Plain, &x).slope;
            assert!((slope - quotient).abs() < 1e-8, "{graph} at {x}");
        }
    }
}

#[test]
fn brackets_stand_where_they_must() {
    let c = Expr::from;
    let graph = Graph::record(|x| x - (x - c(1.0)) * (c(2.0) / (x / x)));
    assert_eq!(graph.to_string(), "x - (x - 1) * 2 / (x / x)");
}

#[test]
fn repeated_terms_are_shared() {
    let graph = Graph::record(|x| {
        let two = Expr::from(2.0);
        (x * two).tanh() + (x * two).tanh()
    });
    assert_eq!(graph.to_string(), "tanh(x * 2) + tanh(x * 2)");
    assert_eq!(graph.operations(), 5);
}

#[test]
fn a_row_is_recorded() {
    let graph = Graph::record_row(2, |row| {
        let sum = row[0].exp() + row[1].exp();
        row.iter().map(|x| x.exp() / sum).collect()
    });
    let text = "exp(x1) / (exp(x1) + exp(x2)); exp(x2) / (exp(x1) + exp(x2))";
    assert_eq!(graph.to_string(), text);
    assert_eq!(graph.evaluate_row(&Plain, &[1.0, 1.0]), [0.5, 0.5]);
}

#[test]
fn the_slope_at_a_kink_is_the_picked_branch() {
    let graph = Graph::record(|x| x.if_above(Expr::from(0.0), x, Expr::from(0.25) * x));
    assert_eq!(graph.differentiate(&Plain, &0.0).slope, 0.25);
    assert_eq!(graph.differentiate(&Plain, &1.0).slope, 1.0);
}

#[test]
fn the_product_of_selus_constants_is_exact() {
    let [hi, lo] = PRODUCT;
    assert_eq!(LAMBDA.mul_add(ALPHA, -hi), lo);
}
