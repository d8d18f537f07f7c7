//! A recorder: put into a page's `definition`, it keeps the formula as a graph, which an
//! oracle then evaluates, with its derivative, in a number of any precision.
//!
//! The derivative is made from the definition by the chain rule alone, so a wrong `slope`
//! on a page cannot hide behind the same mistake in its test.
//!
//! ```
//! use ogive::page::Elementwise;
//! use ogive::number::graph::Graph;
//!
//! let graph = Graph::record(|x| ogive::prelude::Sigmoid.definition(x));
//! assert_eq!(graph.to_string(), "1 / (1 + exp(-x))");
//! ```

use std::cell::RefCell;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Real;

/// A recorded formula of one variable.
#[derive(Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    result: Operand,
}

/// What a node works on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operand {
    Constant(f64),
    Parameter(f64),
    Node(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Variable,
    Add(Operand, Operand),
    Sub(Operand, Operand),
    Mul(Operand, Operand),
    Div(Operand, Operand),
    Neg(Operand),
    Exp(Operand),
    Ln(Operand),
    Tanh(Operand),
    IfAbove { what: Operand, than: Operand, then: Operand, otherwise: Operand },
}

/// A number under recording: a constant, or a node of the graph.
///
/// Numbers are `Copy`, so that a page reads as mathematics; the graph that they belong to is
/// the one that this thread is recording.
#[derive(Clone, Copy, Debug)]
pub struct Expr(Operand);

thread_local! {
    static RECORDING: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

/// A number system for [`Graph::evaluate`] to compute in.
pub trait Arithmetic {
    /// Its numbers.
    type Number: Clone;
    /// A constant, exactly.
    fn constant(&self, c: f64) -> Self::Number;
    /// A parameter of the function, rounded to the type that is being judged.
    fn parameter(&self, p: f64) -> Self::Number;
    /// `a + b`
    fn add(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a − b`
    fn sub(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a · b`
    fn mul(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a / b`
    fn div(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// e^a
    fn exp(&self, a: &Self::Number) -> Self::Number;
    /// The natural logarithm.
    fn ln(&self, a: &Self::Number) -> Self::Number;
    /// The hyperbolic tangent.
    fn tanh(&self, a: &Self::Number) -> Self::Number;
    /// `a > b`
    fn above(&self, a: &Self::Number, b: &Self::Number) -> bool;
}

/// A number and its derivative by the variable.
#[derive(Clone, Debug)]
pub struct Dual<N> {
    /// The value.
    pub value: N,
    /// The derivative.
    pub slope: N,
}

impl Graph {
    /// Records a formula, which must not record another one meanwhile.
    pub fn record(formula: impl FnOnce(Expr) -> Expr) -> Graph {
        RECORDING.set(vec![Node::Variable]);
        let Expr(result) = formula(Expr(Operand::Node(0)));
        Graph { nodes: RECORDING.take(), result }
    }

    /// The formula and its derivative at `x`.
    pub fn evaluate<A: Arithmetic>(&self, arithmetic: &A, x: &A::Number) -> Dual<A::Number> {
        let a = arithmetic;
        let zero = a.constant(0.0);
        let one = a.constant(1.0);
        let mut done: Vec<Dual<A::Number>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let get = |operand: Operand| match operand {
                Operand::Constant(c) => Dual { value: a.constant(c), slope: zero.clone() },
                Operand::Parameter(p) => Dual { value: a.parameter(p), slope: zero.clone() },
                Operand::Node(i) => done[i].clone(),
            };
            let dual = match *node {
                Node::Variable => Dual { value: x.clone(), slope: one.clone() },
                Node::Add(u, v) => {
                    let (u, v) = (get(u), get(v));
                    Dual { value: a.add(&u.value, &v.value), slope: a.add(&u.slope, &v.slope) }
                }
                Node::Sub(u, v) => {
                    let (u, v) = (get(u), get(v));
                    Dual { value: a.sub(&u.value, &v.value), slope: a.sub(&u.slope, &v.slope) }
                }
                Node::Mul(u, v) => {
                    let (u, v) = (get(u), get(v));
                    let left = a.mul(&u.slope, &v.value);
                    let right = a.mul(&u.value, &v.slope);
                    Dual { value: a.mul(&u.value, &v.value), slope: a.add(&left, &right) }
                }
                Node::Div(u, v) => {
                    // (u/v)′ = (u′ − (u/v)·v′) / v
                    let (u, v) = (get(u), get(v));
                    let value = a.div(&u.value, &v.value);
                    let top = a.sub(&u.slope, &a.mul(&value, &v.slope));
                    Dual { slope: a.div(&top, &v.value), value }
                }
                Node::Neg(u) => {
                    let u = get(u);
                    Dual { value: a.sub(&zero, &u.value), slope: a.sub(&zero, &u.slope) }
                }
                Node::Exp(u) => {
                    let u = get(u);
                    let value = a.exp(&u.value);
                    Dual { slope: a.mul(&value, &u.slope), value }
                }
                Node::Ln(u) => {
                    let u = get(u);
                    Dual { value: a.ln(&u.value), slope: a.div(&u.slope, &u.value) }
                }
                Node::Tanh(u) => {
                    // tanh′ = 4e/(1+e)² with e = exp(−2|u|): no cancellation.
                    let u = get(u);
                    let two = a.constant(2.0);
                    let negative = a.sub(&zero, &u.value);
                    let positive = a.above(&u.value, &zero);
                    let towards = if positive { &negative } else { &u.value };
                    let e = a.exp(&a.mul(&two, towards));
                    let root = a.div(&two, &a.add(&one, &e));
                    let factor = a.mul(&e, &a.mul(&root, &root));
                    Dual { value: a.tanh(&u.value), slope: a.mul(&factor, &u.slope) }
                }
                Node::IfAbove { what, than, then, otherwise } => {
                    let above = a.above(&get(what).value, &get(than).value);
                    get(if above { then } else { otherwise })
                }
            };
            done.push(dual);
        }
        match self.result {
            Operand::Constant(c) => Dual { value: a.constant(c), slope: zero },
            Operand::Parameter(p) => Dual { value: a.parameter(p), slope: zero },
            Operand::Node(i) => done.swap_remove(i),
        }
    }

    fn write(&self, f: &mut fmt::Formatter, operand: Operand, within: Binding) -> fmt::Result {
        let node = match operand {
            Operand::Constant(c) | Operand::Parameter(c) => return write!(f, "{c}"),
            Operand::Node(i) => self.nodes[i],
        };
        let binding = match node {
            Node::Add(..) | Node::Sub(..) => Binding::Sum,
            Node::Mul(..) | Node::Div(..) => Binding::Product,
            Node::Neg(..) => Binding::Sign,
            _ => Binding::Atom,
        };
        let bracketed = binding < within;
        if bracketed {
            write!(f, "(")?;
        }
        let mut infix = |u, symbol: &str, v, left, right| {
            self.write(f, u, left)?;
            write!(f, " {symbol} ")?;
            self.write(f, v, right)
        };
        match node {
            Node::Variable => write!(f, "x")?,
            Node::Add(u, v) => infix(u, "+", v, Binding::Sum, Binding::Sum)?,
            Node::Sub(u, v) => infix(u, "-", v, Binding::Sum, Binding::Product)?,
            Node::Mul(u, v) => infix(u, "*", v, Binding::Product, Binding::Product)?,
            Node::Div(u, v) => infix(u, "/", v, Binding::Product, Binding::Sign)?,
            Node::Neg(u) => {
                write!(f, "-")?;
                self.write(f, u, Binding::Atom)?;
            }
            Node::Exp(u) => self.write_call(f, "exp", u)?,
            Node::Ln(u) => self.write_call(f, "ln", u)?,
            Node::Tanh(u) => self.write_call(f, "tanh", u)?,
            Node::IfAbove { what, than, then, otherwise } => {
                write!(f, "(")?;
                self.write(f, what, Binding::Sum)?;
                write!(f, " > ")?;
                self.write(f, than, Binding::Sum)?;
                write!(f, " ? ")?;
                self.write(f, then, Binding::Sum)?;
                write!(f, " : ")?;
                self.write(f, otherwise, Binding::Sum)?;
                write!(f, ")")?;
            }
        }
        if bracketed {
            write!(f, ")")?;
        }
        Ok(())
    }

    fn write_call(&self, f: &mut fmt::Formatter, name: &str, argument: Operand) -> fmt::Result {
        write!(f, "{name}(")?;
        self.write(f, argument, Binding::Sum)?;
        write!(f, ")")
    }
}

/// How tightly an operation binds its operands; looser ones inside tighter ones need brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Sign,
    Atom,
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.write(f, self.result, Binding::Sum)
    }
}

/// Notes an operation; one that is known already is shared.
fn note(node: Node) -> Expr {
    RECORDING.with_borrow_mut(|nodes| {
        let index = nodes.iter().position(|known| *known == node).unwrap_or_else(|| {
            nodes.push(node);
            nodes.len() - 1
        });
        Expr(Operand::Node(index))
    })
}

impl From<f64> for Expr {
    fn from(c: f64) -> Self {
        Expr(Operand::Constant(c))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait for Expr {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                note(Node::$trait(self.0, other.0))
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl Neg for Expr {
    type Output = Self;
    fn neg(self) -> Self {
        note(Node::Neg(self.0))
    }
}

impl Real for Expr {
    fn parameter(value: f64) -> Self {
        Expr(Operand::Parameter(value))
    }
    fn exp(self) -> Self {
        note(Node::Exp(self.0))
    }
    fn ln(self) -> Self {
        note(Node::Ln(self.0))
    }
    fn tanh(self) -> Self {
        note(Node::Tanh(self.0))
    }
    fn if_above(self, than: Self, then: Self, otherwise: Self) -> Self {
        let (what, than, then, otherwise) = (self.0, than.0, then.0, otherwise.0);
        note(Node::IfAbove { what, than, then, otherwise })
    }
}

/// `f64`, the quick and rounded arithmetic.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Arithmetic for Plain {
    type Number = f64;
    fn constant(&self, c: f64) -> f64 {
        c
    }
    fn parameter(&self, p: f64) -> f64 {
        p
    }
    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }
    fn sub(&self, a: &f64, b: &f64) -> f64 {
        a - b
    }
    fn mul(&self, a: &f64, b: &f64) -> f64 {
        a * b
    }
    fn div(&self, a: &f64, b: &f64) -> f64 {
        a / b
    }
    fn exp(&self, a: &f64) -> f64 {
        a.exp()
    }
    fn ln(&self, a: &f64) -> f64 {
        a.ln()
    }
    fn tanh(&self, a: &f64) -> f64 {
        a.tanh()
    }
    fn above(&self, a: &f64, b: &f64) -> bool {
        a > b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_recorded_and_differentiated() {
        let graph = Graph::record(|x| Expr::from(1.0) / (Expr::from(1.0) + (-x).exp()));
        assert_eq!(graph.to_string(), "1 / (1 + exp(-x))");
        let Dual { value, slope } = graph.evaluate(&Plain, &0.7);
        assert_eq!(value, 1.0 / (1.0 + (-0.7_f64).exp()));
        assert!((slope - value * (1.0 - value)).abs() < 1e-16);
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
        assert_eq!(graph.nodes.len(), 4);
    }

    #[test]
    fn the_slope_at_a_kink_is_the_picked_branch() {
        let graph = Graph::record(|x| x.if_above(Expr::from(0.0), x, Expr::from(0.25) * x));
        assert_eq!(graph.evaluate(&Plain, &0.0).slope, 0.25);
        assert_eq!(graph.evaluate(&Plain, &1.0).slope, 1.0);
    }
}
