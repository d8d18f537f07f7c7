//! ogive, through the calls that a program makes.

use anyhow::{Result, bail};
use ogive::nn::Layer;

use super::{Contender, OGIVE, Prepared, elements, given, in_place, made, upstream};
use crate::cell::{COPY, Cell, Destination, Part};
use crate::element::Element;
use crate::input::Input;

/// ogive.
pub struct Ogive;

impl<E: Element> Contender<E> for Ogive {
    fn name(&self) -> &'static str {
        OGIVE
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        if cell.function == COPY {
            return Ok(None);
        }
        let function = ogive::parse(&cell.function)?;
        let x = &input.x;
        let shape = function.output_shape(x.shape())?;
        Ok(Some(match (cell.part, cell.into) {
            (Part::Value, Destination::New) => made(move || Ok(function.forward(x)?), elements),
            (Part::Value, Destination::Given) => {
                given(&shape, move |out| Ok(function.forward_into(x, out)?))
            }
            (Part::Value, Destination::InPlace) => {
                in_place(x, move |x| Ok(function.forward_inplace(x)?))
            }
            (Part::Gradient, Destination::New) => {
                let g = upstream(input)?;
                made(move || Ok(function.backward(x, g)?), elements)
            }
            (Part::Gradient, Destination::Given) => {
                let g = upstream(input)?;
                given(x.shape(), move |out| Ok(function.backward_into(x, g, out)?))
            }
            (Part::GradientFromOutput, Destination::New) => {
                let (y, g) = (function.forward(x)?, upstream(input)?);
                made(move || Ok(function.backward_from_output(&y, g)?), elements)
            }
            (Part::GradientFromOutput, Destination::Given) => {
                let (y, g) = (function.forward(x)?, upstream(input)?);
                given(x.shape(), move |out| Ok(function.backward_from_output_into(&y, g, out)?))
            }
            (_, Destination::InPlace) => bail!(
                "a gradient has no form in place, as it is made of two arrays; \
                 expected \"into\" to be \"new\" or \"given\""
            ),
        }))
    }
}
