//! The loop that people write: ndarray, and std's functions.

use anyhow::Result;
use ndarray::{ArrayD, ArrayView1, ArrayViewMut1, Axis, Zip};
use num_traits::Float;

use super::{Contender, Prepared, elements, given, in_place, made, upstream};
use crate::cell::{Cell, Destination, Part};
use crate::element::{Element, Wide};
use crate::input::Input;

/// A plain loop.
pub struct Plain;

impl<E: Element> Contender<E> for Plain {
    fn name(&self) -> &'static str {
        "ndarray"
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        if let Some(rows) = Rows::of(&cell.function) {
            return rows.call(cell, input);
        }
        let with = Loop { cell, input };
        let [zero, half, one, three, six] = [0.0, 0.5, 1.0, 3.0, 6.0].map(E::Wide::of);
        let slope = E::Wide::of(0.01);
        let root = E::Wide::of(std::f64::consts::FRAC_1_SQRT_2);
        let density = E::Wide::of(std::f64::consts::FRAC_2_SQRT_PI) * half * root;
        let outer = E::Wide::of((2.0 / std::f64::consts::PI).sqrt());
        let cubed = E::Wide::of(0.044_715);
        let sigmoid = move |x: E::Wide| one / (one + (-x).exp());
        // Each function: its value, and its slope.
        match cell.function.as_str() {
            "relu" => with.of(move |x| x.max(zero), move |x| if x > zero { one } else { zero }),
            "leaky_relu" => with.of(
                move |x| if x > zero { x } else { slope * x },
                move |x| if x > zero { one } else { slope },
            ),
            "sigmoid" => with.of(sigmoid, move |x| {
                let s = sigmoid(x);
                s * (one - s)
            }),
            "tanh" => with.of(
                move |x| x.tanh(),
                move |x| {
                    let t = x.tanh();
                    one - t * t
                },
            ),
            "silu" => with.of(
                move |x| x * sigmoid(x),
                move |x| {
                    let s = sigmoid(x);
                    s * (one + x * (one - s))
                },
            ),
            "gelu" => with.of(
                move |x| half * x * (one + (x * root).erf()),
                move |x| half * (one + (x * root).erf()) + x * density * (-half * x * x).exp(),
            ),
            "gelu_tanh" => with.of(
                move |x| half * x * (one + (outer * (x + cubed * x * x * x)).tanh()),
                move |x| {
                    let t = (outer * (x + cubed * x * x * x)).tanh();
                    let inner = outer * (one + three * cubed * x * x);
                    half * (one + t) + half * x * (one - t * t) * inner
                },
            ),
            "softplus" => with.of(move |x| x.exp().ln_1p(), sigmoid),
            "elu" => with.of(
                move |x| if x > zero { x } else { x.exp_m1() },
                move |x| if x > zero { one } else { x.exp() },
            ),
            "mish" => with.of(
                move |x| x * x.exp().ln_1p().tanh(),
                move |x| {
                    let t = x.exp().ln_1p().tanh();
                    t + x * sigmoid(x) * (one - t * t)
                },
            ),
            "hardswish" => with.of(
                move |x| x * (x + three).max(zero).min(six) / six,
                move |x| {
                    let between = if x < three { (x + x + three) / six } else { one };
                    if x > -three { between } else { zero }
                },
            ),
            _ => Ok(None),
        }
    }
}

/// A cell of a function of one number.
struct Loop<'c, 'a, E> {
    cell: &'c Cell,
    input: &'a Input<E>,
}

impl<'a, E: Element> Loop<'_, 'a, E> {
    fn of(
        self,
        value: impl Fn(E::Wide) -> E::Wide + Copy + Sync + Send + 'a,
        slope: impl Fn(E::Wide) -> E::Wide + Copy + Sync + Send + 'a,
    ) -> Result<Option<Prepared<'a, E>>> {
        let x = &self.input.x;
        let parallel = self.cell.threads > 1;
        let value = move |x: E| E::from_wide(value(x.to_wide()));
        Ok(Some(match (self.cell.part, self.cell.into) {
            (Part::Value, Destination::New) if parallel => {
                made(move || Ok(Zip::from(x).par_map_collect(|x| value(*x))), elements)
            }
            (Part::Value, Destination::New) => made(move || Ok(x.mapv(value)), elements),
            (Part::Value, Destination::Given) => given(x.shape(), move |out| {
                let both = Zip::from(out).and(x);
                let each = |out: &mut E, x: &E| *out = value(*x);
                if parallel {
                    both.par_for_each(each)
                } else {
                    both.for_each(each)
                }
                Ok(())
            }),
            (Part::Value, Destination::InPlace) => in_place(x, move |x| {
                if parallel {
                    x.par_mapv_inplace(value)
                } else {
                    x.mapv_inplace(value)
                }
                Ok(())
            }),
            (Part::GradientFromOutput, _) => return Ok(None),
            (Part::Gradient, into) => {
                let g = upstream(self.input)?;
                let times = move |x: E, g: E| E::from_wide(slope(x.to_wide()) * g.to_wide());
                match into {
                    Destination::InPlace => return Ok(None),
                    Destination::New => {
                        let each = move |x: &E, g: &E| times(*x, *g);
                        let make = move || {
                            let both = Zip::from(x).and(g);
                            Ok(if parallel {
                                both.par_map_collect(each)
                            } else {
                                both.map_collect(each)
                            })
                        };
                        made(make, elements)
                    }
                    Destination::Given => given(x.shape(), move |out| {
                        let all = Zip::from(out).and(x).and(g);
                        let each = |out: &mut E, x: &E, g: &E| *out = times(*x, *g);
                        if parallel {
                            all.par_for_each(each)
                        } else {
                            all.for_each(each)
                        }
                        Ok(())
                    }),
                }
            }
        }))
    }
}

/// Softmax over an axis, or its logarithm: lane by lane.
#[derive(Clone, Copy)]
struct Rows {
    logarithm: bool,
    axis: isize,
}

impl Rows {
    fn of(function: &str) -> Option<Rows> {
        let (name, axis) = function.strip_suffix(')')?.split_once('(')?;
        let logarithm = match name {
            "softmax" => false,
            "log_softmax" => true,
            _ => return None,
        };
        Some(Rows { logarithm, axis: axis.parse().ok()? })
    }

    fn call<'a, E: Element>(
        self,
        cell: &Cell,
        input: &'a Input<E>,
    ) -> Result<Option<Prepared<'a, E>>> {
        let x = &input.x;
        let axis = Axis(self.axis.rem_euclid(x.ndim() as isize) as usize);
        let parallel = cell.threads > 1;
        let into = move |out: &mut ArrayD<E>| {
            let both = Zip::from(out.lanes_mut(axis)).and(x.lanes(axis));
            let each = |out: ArrayViewMut1<E>, x: ArrayView1<E>| self.value(x, out);
            if parallel {
                both.par_for_each(each)
            } else {
                both.for_each(each)
            }
            Ok(())
        };
        let fresh = move || ArrayD::from_elem(x.shape(), E::default());
        Ok(Some(match (cell.part, cell.into) {
            (Part::Value, Destination::Given) => given(x.shape(), into),
            (Part::Value, Destination::New) => {
                let make = move || {
                    let mut out = fresh();
                    into(&mut out)?;
                    Ok(out)
                };
                made(make, elements)
            }
            (Part::Value, Destination::InPlace) => in_place(x, move |x| {
                let lanes = Zip::from(x.lanes_mut(axis));
                let each = |lane: ArrayViewMut1<E>| self.in_place(lane);
                if parallel {
                    lanes.par_for_each(each)
                } else {
                    lanes.for_each(each)
                }
                Ok(())
            }),
            (Part::Gradient, Destination::InPlace) | (Part::GradientFromOutput, _) => {
                return Ok(None);
            }
            (Part::Gradient, to) => {
                let g = upstream(input)?;
                let into = move |out: &mut ArrayD<E>| {
                    let lanes =
                        Zip::from(out.lanes_mut(axis)).and(x.lanes(axis)).and(g.lanes(axis));
                    let each = |out: ArrayViewMut1<E>, x: ArrayView1<E>, g: ArrayView1<E>| {
                        self.gradient(x, g, out)
                    };
                    if parallel {
                        lanes.par_for_each(each)
                    } else {
                        lanes.for_each(each)
                    }
                    Ok(())
                };
                if to == Destination::Given {
                    given(x.shape(), into)
                } else {
                    let make = move || {
                        let mut out = fresh();
                        into(&mut out)?;
                        Ok(out)
                    };
                    made(make, elements)
                }
            }
        }))
    }

    fn value<E: Element>(self, x: ArrayView1<E>, mut out: ArrayViewMut1<E>) {
        out.assign(&x);
        self.in_place(out);
    }

    fn in_place<E: Element>(self, mut lane: ArrayViewMut1<E>) {
        let (max, sum) = max_and_sum(lane.view());
        let ln = sum.ln();
        lane.mapv_inplace(|x| {
            let x = x.to_wide() - max;
            E::from_wide(if self.logarithm { x - ln } else { x.exp() / sum })
        });
    }

    fn gradient<E: Element>(self, x: ArrayView1<E>, g: ArrayView1<E>, out: ArrayViewMut1<E>) {
        let (max, sum) = max_and_sum(x);
        let softmax = |x: E| (x.to_wide() - max).exp() / sum;
        let zero = E::Wide::of(0.0);
        if self.logarithm {
            let whole = g.iter().fold(zero, |whole, g| whole + g.to_wide());
            let each = |out: &mut E, x: &E, g: &E| {
                *out = E::from_wide(g.to_wide() - softmax(*x) * whole);
            };
            Zip::from(out).and(x).and(g).for_each(each);
        } else {
            let mean =
                Zip::from(x).and(g).fold(zero, |mean, x, g| mean + softmax(*x) * g.to_wide());
            let each = |out: &mut E, x: &E, g: &E| {
                *out = E::from_wide(softmax(*x) * (g.to_wide() - mean));
            };
            Zip::from(out).and(x).and(g).for_each(each);
        }
    }
}

fn max_and_sum<E: Element>(lane: ArrayView1<E>) -> (E::Wide, E::Wide) {
    let lowest = E::Wide::neg_infinity();
    let max = lane.iter().fold(lowest, |max, x| max.max(x.to_wide()));
    let sum = lane.iter().fold(E::Wide::of(0.0), |sum, x| sum + (x.to_wide() - max).exp());
    (max, sum)
}
