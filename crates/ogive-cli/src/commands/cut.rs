//! Which parts of an array a function can be computed of, one after the other.
//!
//! A function of single elements takes any part. A function over an axis takes whole rows, and where
//! those lie in a run of memory, so do the arrays of rows that are cut between them. What depends on an
//! element's place in the whole array, as drawn numbers and a parameter for each channel do, is not cut.

use ogive::arguments::Argument;
use ogive::function::Function;
use ogive::page::Kind;

use super::top::AXIS;

/// What the book calls the parameter that numbers are drawn from.
const SEED: &str = "seed";

/// How an array may be cut into parts that are runs of memory.
#[derive(Debug, PartialEq)]
pub struct Cut {
    /// The sizes of the smallest part, in the order in which the axes reach far.
    unit: Vec<usize>,
    dimensions: usize,
    fortran: bool,
}

impl Cut {
    /// How an array of this shape may be cut for a function; not at all, if none.
    pub fn new(function: &dyn Function, shape: &[usize], fortran: bool) -> Option<Cut> {
        let dimensions = shape.len();
        if function.info().kind == Kind::Element {
            function.definition()?;
            return Some(Cut { unit: Vec::new(), dimensions: 1, fortran: false });
        }
        let arguments = function.arguments();
        if arguments.iter().any(|(name, _)| *name == SEED) {
            return None;
        }
        let axis = arguments.into_iter().find(|(name, _)| *name == AXIS)?.1;
        let Argument::Integer(axis) = axis else { return None };
        let axis = if axis < 0 { axis + dimensions as i128 } else { axis };
        let axis = usize::try_from(axis).ok().filter(|axis| *axis < dimensions)?;
        let mut sizes = shape.to_vec();
        let mut place = axis;
        if fortran {
            sizes.reverse();
            place = dimensions - 1 - axis;
        }
        // An axis must be left to cut along.
        (place > 0).then(|| Cut { unit: sizes.split_off(place), dimensions, fortran })
    }

    /// The number of elements of the smallest part.
    pub fn unit(&self) -> usize {
        self.unit.iter().product()
    }

    /// The shape of a part of so many elements, a multiple of the smallest part.
    pub fn shape(&self, elements: usize) -> Vec<usize> {
        let mut shape = vec![elements / self.unit().max(1)];
        shape.resize(self.dimensions - self.unit.len(), 1);
        shape.extend(&self.unit);
        if self.fortran {
            shape.reverse();
        }
        shape
    }

    /// Does the first axis lie side by side in a part?
    pub fn fortran(&self) -> bool {
        self.fortran
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(call: &str, shape: &[usize], fortran: bool) -> Option<(usize, Vec<usize>)> {
        let cut = Cut::new(&*ogive::parse(call).unwrap(), shape, fortran)?;
        let unit = cut.unit();
        Some((unit, cut.shape(6 * unit)))
    }

    #[test]
    fn rows_are_not_cut_and_single_elements_are() {
        assert_eq!(cut("relu", &[2, 3], true), Some((1, vec![6])));
        assert_eq!(cut("prelu(0.5)", &[2, 3], true), Some((1, vec![6])));
        assert_eq!(cut("softmax(axis=-1)", &[2, 3, 4], false), Some((4, vec![6, 1, 4])));
        assert_eq!(cut("softmax(axis=1)", &[2, 3, 4], false), Some((12, vec![6, 3, 4])));
        assert_eq!(cut("softmax(axis=0)", &[2, 3, 4], true), Some((2, vec![2, 1, 6])));
        assert_eq!(cut("softmax(axis=1)", &[2, 3, 4], true), Some((6, vec![2, 3, 6])));
        assert_eq!(cut("swiglu(axis=-1)", &[5, 4], false), Some((4, vec![6, 4])));
    }

    #[test]
    fn what_depends_on_the_place_is_left_whole() {
        for call in [
            "prelu([0.5, 0.25, 0.1])",
            "rrelu(training=True)",
            "gumbel_softmax(axis=-1)",
            "softmax(axis=0)",
            "softmax(axis=2)",
            "softmax(axis=-3)",
        ] {
            assert_eq!(cut(call, &[2, 3], false), None, "{call}");
        }
        assert_eq!(cut("softmax(axis=1)", &[2, 3], true), None);
    }
}
