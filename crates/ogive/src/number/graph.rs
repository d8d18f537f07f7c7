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
use std::collections::HashMap;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Real;

/// A recorded formula: of one variable, or of a row of them.
#[derive(Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    results: Vec<Index>,
}

/// Where a node stands in its graph; what it works on stands before it.
type Index = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Variable(usize),
    Constant(Bits),
    Parameter(Bits),
    Add(Index, Index),
    Sub(Index, Index),
    Mul(Index, Index),
    Div(Index, Index),
    Neg(Index),
    Exp(Index),
    Ln(Index),
    Tanh(Index),
    Sqrt(Index),
    Erfc(Index),
    Sin(Index),
    Pi,
    IfAbove { what: Index, than: Index, then: Index, otherwise: Index },
}

/// A constant by its bits, which can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Bits(u64);

impl Bits {
    fn of(c: f64) -> Bits {
        Bits(c.to_bits())
    }
    fn number(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// A number under recording: a node of the graph.
///
/// Numbers are `Copy`, so that a page reads as mathematics; the graph that they belong to is
/// the one that this thread is recording.
#[derive(Clone, Copy, Debug)]
pub struct Expr(Index);

#[derive(Default)]
struct Recording {
    nodes: Vec<Node>,
    known: HashMap<Node, Index>,
}

thread_local! {
    static RECORDING: RefCell<Recording> = RefCell::default();
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
    /// `−a`
    fn neg(&self, a: &Self::Number) -> Self::Number;
    /// e^a
    fn exp(&self, a: &Self::Number) -> Self::Number;
    /// The natural logarithm.
    fn ln(&self, a: &Self::Number) -> Self::Number;
    /// ln(1 + a), for an arithmetic that need not lose the digits of a small a.
    fn ln_1p(&self, a: &Self::Number) -> Self::Number {
        self.ln(&self.add(&self.constant(1.0), a))
    }
    /// The hyperbolic tangent.
    fn tanh(&self, a: &Self::Number) -> Self::Number;
    /// The square root.
    fn sqrt(&self, a: &Self::Number) -> Self::Number;
    /// The complementary error function.
    fn erfc(&self, a: &Self::Number) -> Self::Number;
    /// The sine.
    fn sin(&self, a: &Self::Number) -> Self::Number;
    /// π
    fn pi(&self) -> Self::Number;
    /// `a > b`
    fn above(&self, a: &Self::Number, b: &Self::Number) -> bool;
}

impl Graph {
    /// Records a formula of one variable, which must not record another one meanwhile.
    pub fn record(formula: impl FnOnce(Expr) -> Expr) -> Graph {
        Graph::record_row(1, |row| vec![formula(row[0])])
    }

    /// Records a formula of a row of `length` variables.
    pub fn record_row(length: usize, formula: impl FnOnce(&[Expr]) -> Vec<Expr>) -> Graph {
        RECORDING.take();
        let row: Vec<Expr> = (0..length).map(|i| note(Node::Variable(i))).collect();
        let results = formula(&row).into_iter().map(|Expr(index)| index).collect();
        Graph { nodes: RECORDING.take().nodes, results }
    }

    /// The formula of one variable at `x`.
    pub fn evaluate<A: Arithmetic>(&self, arithmetic: &A, x: &A::Number) -> A::Number {
        self.evaluate_row(arithmetic, std::slice::from_ref(x)).swap_remove(0)
    }

    /// The node u, where this one is 1 + u.
    fn above_one(&self, node: Index) -> Option<Index> {
        let is_one = |node: Index| self.nodes[node] == Node::Constant(Bits::of(1.0));
        match self.nodes[node] {
            Node::Add(one, u) | Node::Add(u, one) if is_one(one) => Some(u),
            _ => None,
        }
    }

    /// The formula of one variable and its derivative at `x`.
    pub fn differentiate<A: Arithmetic>(&self, arithmetic: &A, x: &A::Number) -> Dual<A::Number> {
        let variable = Dual { value: x.clone(), slope: arithmetic.constant(1.0) };
        self.evaluate(&Duals(arithmetic), &variable)
    }

    /// The formula at a row of as many numbers as it has variables.
    pub fn evaluate_row<A: Arithmetic>(&self, a: &A, row: &[A::Number]) -> Vec<A::Number> {
        let mut done: Vec<A::Number> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let number = match *node {
                Node::Variable(i) => row[i].clone(),
                Node::Constant(c) => a.constant(c.number()),
                Node::Parameter(p) => a.parameter(p.number()),
                Node::Add(u, v) => a.add(&done[u], &done[v]),
                Node::Sub(u, v) => a.sub(&done[u], &done[v]),
                Node::Mul(u, v) => a.mul(&done[u], &done[v]),
                Node::Div(u, v) => a.div(&done[u], &done[v]),
                Node::Neg(u) => a.neg(&done[u]),
                Node::Exp(u) => a.exp(&done[u]),
                Node::Ln(u) => match self.above_one(u) {
                    Some(rest) => a.ln_1p(&done[rest]),
                    None => a.ln(&done[u]),
                },
                Node::Tanh(u) => a.tanh(&done[u]),
                Node::Sqrt(u) => a.sqrt(&done[u]),
                Node::Erfc(u) => a.erfc(&done[u]),
                Node::Sin(u) => a.sin(&done[u]),
                Node::Pi => a.pi(),
                Node::IfAbove { what, than, then, otherwise } => {
                    done[if a.above(&done[what], &done[than]) { then } else { otherwise }].clone()
                }
            };
            done.push(number);
        }
        self.results.iter().map(|i| done[*i].clone()).collect()
    }

    fn write(&self, f: &mut fmt::Formatter, index: Index, within: Binding) -> fmt::Result {
        let node = self.nodes[index];
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
            // A row's variables are numbered from 1, as papers do.
            Node::Variable(i) if self.variables() > 1 => write!(f, "x{}", i + 1)?,
            Node::Variable(_) => write!(f, "x")?,
            Node::Constant(c) | Node::Parameter(c) => write!(f, "{}", c.number())?,
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
            Node::Sqrt(u) => self.write_call(f, "sqrt", u)?,
            Node::Erfc(u) => self.write_call(f, "erfc", u)?,
            Node::Sin(u) => self.write_call(f, "sin", u)?,
            Node::Pi => write!(f, "π")?,
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

    /// How many variables, constants and operations it is made of; what occurs twice counts once.
    pub fn operations(&self) -> usize {
        self.nodes.len()
    }

    fn variables(&self) -> usize {
        self.nodes.iter().take_while(|node| matches!(node, Node::Variable(_))).count()
    }

    fn write_call(&self, f: &mut fmt::Formatter, name: &str, argument: Index) -> fmt::Result {
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
        for (i, result) in self.results.iter().enumerate() {
            if i > 0 {
                write!(f, "; ")?;
            }
            self.write(f, *result, Binding::Sum)?;
        }
        Ok(())
    }
}

/// Notes an operation; one that is known already is shared.
fn note(node: Node) -> Expr {
    RECORDING.with_borrow_mut(|Recording { nodes, known }| {
        Expr(*known.entry(node).or_insert_with(|| {
            nodes.push(node);
            nodes.len() - 1
        }))
    })
}

impl From<f64> for Expr {
    fn from(c: f64) -> Self {
        note(Node::Constant(Bits::of(c)))
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
        note(Node::Parameter(Bits::of(value)))
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
    fn sqrt(self) -> Self {
        note(Node::Sqrt(self.0))
    }
    fn erfc(self) -> Self {
        note(Node::Erfc(self.0))
    }
    fn sin(self) -> Self {
        note(Node::Sin(self.0))
    }
    fn pi() -> Self {
        note(Node::Pi)
    }
    fn if_above(self, than: Self, then: Self, otherwise: Self) -> Self {
        let (what, than, then, otherwise) = (self.0, than.0, then.0, otherwise.0);
        note(Node::IfAbove { what, than, then, otherwise })
    }
}

/// A number and its derivative by the variable.
#[derive(Clone, Debug)]
pub struct Dual<N> {
    /// The value.
    pub value: N,
    /// The derivative.
    pub slope: N,
}

/// Dual numbers over any arithmetic: each operation does the chain rule as well.
#[derive(Clone, Copy, Debug)]
pub struct Duals<'a, A>(pub &'a A);

impl<A: Arithmetic> Arithmetic for Duals<'_, A> {
    type Number = Dual<A::Number>;
    fn constant(&self, c: f64) -> Self::Number {
        Dual { value: self.0.constant(c), slope: self.0.constant(0.0) }
    }
    fn parameter(&self, p: f64) -> Self::Number {
        Dual { value: self.0.parameter(p), slope: self.0.constant(0.0) }
    }
    fn add(&self, u: &Self::Number, v: &Self::Number) -> Self::Number {
        let a = self.0;
        Dual { value: a.add(&u.value, &v.value), slope: a.add(&u.slope, &v.slope) }
    }
    fn sub(&self, u: &Self::Number, v: &Self::Number) -> Self::Number {
        let a = self.0;
        Dual { value: a.sub(&u.value, &v.value), slope: a.sub(&u.slope, &v.slope) }
    }
    fn mul(&self, u: &Self::Number, v: &Self::Number) -> Self::Number {
        let a = self.0;
        let (left, right) = (a.mul(&u.slope, &v.value), a.mul(&u.value, &v.slope));
        Dual { value: a.mul(&u.value, &v.value), slope: a.add(&left, &right) }
    }
    /// (u/v)′ = (u′ − (u/v)·v′) / v
    fn div(&self, u: &Self::Number, v: &Self::Number) -> Self::Number {
        let a = self.0;
        let value = a.div(&u.value, &v.value);
        let top = a.sub(&u.slope, &a.mul(&value, &v.slope));
        Dual { slope: a.div(&top, &v.value), value }
    }
    fn neg(&self, u: &Self::Number) -> Self::Number {
        Dual { value: self.0.neg(&u.value), slope: self.0.neg(&u.slope) }
    }
    fn exp(&self, u: &Self::Number) -> Self::Number {
        let value = self.0.exp(&u.value);
        Dual { slope: self.0.mul(&value, &u.slope), value }
    }
    fn ln(&self, u: &Self::Number) -> Self::Number {
        Dual { value: self.0.ln(&u.value), slope: self.0.div(&u.slope, &u.value) }
    }
    fn ln_1p(&self, u: &Self::Number) -> Self::Number {
        let a = self.0;
        let bottom = a.add(&a.constant(1.0), &u.value);
        Dual { value: a.ln_1p(&u.value), slope: a.div(&u.slope, &bottom) }
    }
    /// tanh′ = 4e/(1+e)² with e = exp(−2|u|): no cancellation.
    fn tanh(&self, u: &Self::Number) -> Self::Number {
        let a = self.0;
        let positive = a.above(&u.value, &a.constant(0.0));
        let towards = a.mul(&a.constant(if positive { -2.0 } else { 2.0 }), &u.value);
        let e = a.exp(&towards);
        let root = a.div(&a.constant(2.0), &a.add(&a.constant(1.0), &e));
        let factor = a.mul(&e, &a.mul(&root, &root));
        Dual { value: a.tanh(&u.value), slope: a.mul(&factor, &u.slope) }
    }
    fn sqrt(&self, u: &Self::Number) -> Self::Number {
        let a = self.0;
        let value = a.sqrt(&u.value);
        let slope = a.div(&u.slope, &a.add(&value, &value));
        Dual { value, slope }
    }
    /// erfc′ = −2/√π · exp(−u²)
    fn erfc(&self, u: &Self::Number) -> Self::Number {
        let a = self.0;
        let bell = a.exp(&a.neg(&a.mul(&u.value, &u.value)));
        let factor = a.div(&a.mul(&a.constant(-2.0), &bell), &a.sqrt(&a.pi()));
        Dual { value: a.erfc(&u.value), slope: a.mul(&factor, &u.slope) }
    }
    /// sin′ u = cos u = 1 − 2 sin²(u/2), where halving loses nothing, however large u is.
    fn sin(&self, u: &Self::Number) -> Self::Number {
        let a = self.0;
        let half = a.sin(&a.div(&u.value, &a.constant(2.0)));
        let twice = a.mul(&a.constant(2.0), &a.mul(&half, &half));
        let cosine = a.sub(&a.constant(1.0), &twice);
        Dual { value: a.sin(&u.value), slope: a.mul(&cosine, &u.slope) }
    }
    fn pi(&self) -> Self::Number {
        Dual { value: self.0.pi(), slope: self.0.constant(0.0) }
    }
    fn above(&self, u: &Self::Number, v: &Self::Number) -> bool {
        self.0.above(&u.value, &v.value)
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
    fn neg(&self, a: &f64) -> f64 {
        -a
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
    fn sqrt(&self, a: &f64) -> f64 {
        a.sqrt()
    }
    fn erfc(&self, a: &f64) -> f64 {
        libm::erfc(*a)
    }
    fn sin(&self, a: &f64) -> f64 {
        a.sin()
    }
    fn pi(&self) -> f64 {
        std::f64::consts::PI
    }
    fn above(&self, a: &f64, b: &f64) -> bool {
        a > b
    }
}
