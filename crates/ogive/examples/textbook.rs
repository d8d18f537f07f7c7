//! The four runs that the textbook's section on activation layers prints, and a random one.
//! `cargo run --release --example textbook`

use std::fmt::Write;

use ndarray::{Array2, Array4, ArrayBase, Axis, Data, Dimension, array};
use ndarray_rand::RandomExt;
use ndarray_rand::rand_distr::StandardNormal;
use ogive::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", runs()?);
    // As the book does with torch.randn(1, 4): other scores each time.
    let score = Array2::<f32>::random((1, 4), StandardNormal);
    let probability = ogive::softmax(&score, Axis(1))?;
    println!("The same for random scores");
    println!("  score        {}", digits(&score));
    println!("  probability  {}, sum {:.4}", digits(&probability), probability.sum());
    Ok(())
}

/// The runs, as text.
pub fn runs() -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::new();

    // Sigmoid of ones.
    let input = Array4::<f32>::ones((1, 1, 2, 2));
    let output = Sigmoid.forward(&input)?;
    writeln!(text, "nn.Sigmoid()")?;
    writeln!(text, "  input        {}", digits(&input))?;
    writeln!(text, "  output       {}", digits(&output))?;

    // ReLU in place: the result overwrites the input, to save memory.
    let mut input = Array4::<f32>::ones((1, 1, 2, 2));
    let before = (digits(&input), input.as_ptr());
    Relu.forward_inplace(&mut input)?;
    writeln!(text, "nn.ReLU(inplace=True)")?;
    writeln!(text, "  input        {}", before.0)?;
    writeln!(text, "  output       {}, {}", digits(&input), memory(before.1 == input.as_ptr()))?;

    // Leaky ReLU in place, with slope 0.04: the book's 1/a with a = 25.
    let mut input = array![[[[-0.7955_f32, 0.3595], [0.1483, 0.2836]]]];
    let before = (digits(&input), input.as_ptr());
    LeakyRelu::new(0.04)?.forward_inplace(&mut input)?;
    writeln!(text, "nn.LeakyReLU(0.04, True)")?;
    writeln!(text, "  input        {}", before.0)?;
    writeln!(text, "  output       {}, {}", digits(&input), memory(before.1 == input.as_ptr()))?;

    // Softmax over dimension 1: scores to probabilities.
    let score = array![[0.4768_f32, 0.8797, 0.9180, -0.3224]];
    let probability = ogive::softmax(&score, Axis(1))?;
    writeln!(text, "F.softmax(score, 1)")?;
    writeln!(text, "  score        {}", digits(&score))?;
    writeln!(text, "  probability  {}", digits(&probability))?;
    Ok(text)
}

/// An array with four decimals, in one line.
fn digits<S: Data<Elem = f32>, D: Dimension>(x: &ArrayBase<S, D>) -> String {
    let lines = format!("{x:.4}");
    lines.split_whitespace().collect::<Vec<_>>().join(" ").replace("[ ", "[")
}

fn memory(same: bool) -> &'static str {
    if same { "in the input's own memory" } else { "in other memory" }
}
