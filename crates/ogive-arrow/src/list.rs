//! Lists as rows.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float16Type, Float32Type, Float64Type};
use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, GenericListArray, OffsetSizeTrait, PrimitiveArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, FieldRef};
use ogive::function::{Function, Supported};
use ogive::kernel::Run;
use ogive::number::Dtype;
use ogive::page;

use crate::error::{Error, Result};
use crate::numbers;

/// What a list is made of.
struct Lists {
    field: FieldRef,
    values: ArrayRef,
    nulls: Option<NullBuffer>,
    kind: Kind,
    /// Where each row begins, and where the last one ends.
    bounds: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Fixed,
    Small,
    Large,
}

impl Lists {
    fn of(x: &ArrayRef) -> Result<Lists> {
        fn ragged<O: OffsetSizeTrait>(
            list: &GenericListArray<O>,
            kind: Kind,
            field: &FieldRef,
        ) -> Lists {
            Lists {
                field: field.clone(),
                values: list.values().clone(),
                nulls: list.nulls().cloned(),
                kind,
                bounds: list.value_offsets().iter().map(|offset| offset.as_usize()).collect(),
            }
        }
        Ok(match x.data_type() {
            DataType::FixedSizeList(field, length) => {
                let list = x.as_fixed_size_list();
                let length = usize::try_from(*length).unwrap_or(0);
                Lists {
                    field: field.clone(),
                    values: list.values().clone(),
                    nulls: list.nulls().cloned(),
                    kind: Kind::Fixed,
                    bounds: (0..=list.len()).map(|row| row * length).collect(),
                }
            }
            DataType::List(field) => ragged(x.as_list::<i32>(), Kind::Small, field),
            DataType::LargeList(field) => ragged(x.as_list::<i64>(), Kind::Large, field),
            other => return Err(Error::Type { given: other.clone() }),
        })
    }

    fn rows(&self) -> usize {
        self.bounds.len() - 1
    }

    fn length(&self, row: usize) -> usize {
        self.bounds[row + 1] - self.bounds[row]
    }

    /// The values of all rows, without those before the first and after the last.
    fn within<T: ArrowPrimitiveType>(&self) -> PrimitiveArray<T> {
        let (begin, end) = (self.bounds[0], self.bounds[self.rows()]);
        self.values.as_primitive::<T>().slice(begin, end - begin)
    }

    /// Where rows begin and end among those.
    fn places(&self) -> Vec<usize> {
        self.bounds.iter().map(|bound| bound - self.bounds[0]).collect()
    }

    /// Are the rows of the gradient as long as the result's? What is in a null row is nobody's business, but that has to
    /// be as long, too, since its elements have places.
    fn same_lengths(
        &self,
        gradients: &Lists,
        of_result: impl Fn(usize) -> Result<usize>,
    ) -> Result<()> {
        for row in 0..self.rows() {
            let (given, expected) = (gradients.length(row), of_result(self.length(row))?);
            if given != expected {
                return Err(Error::RowLength { row, given, expected });
            }
        }
        Ok(())
    }

    /// Lists of the same kind, nulls among them, of these values.
    fn with(&self, values: ArrayRef, bounds: Vec<usize>) -> Result<ArrayRef> {
        fn offsets<O: OffsetSizeTrait>(bounds: &[usize]) -> Result<OffsetBuffer<O>> {
            let most = O::MAX_OFFSET;
            let offset =
                |bound: &usize| O::from_usize(*bound).ok_or(Error::TooLong { given: *bound, most });
            let offsets: Vec<O> = bounds.iter().map(offset).collect::<Result<_>>()?;
            Ok(OffsetBuffer::new(ScalarBuffer::from(offsets)))
        }
        let (field, nulls) = (self.field.clone(), self.nulls.clone());
        Ok(match self.kind {
            Kind::Fixed => {
                let length = if bounds.len() > 1 { bounds[1] - bounds[0] } else { 0 };
                let most = i32::MAX as usize;
                let size =
                    i32::try_from(length).map_err(|_| Error::TooLong { given: length, most })?;
                Arc::new(FixedSizeListArray::try_new_with_length(
                    field,
                    size,
                    values,
                    nulls,
                    self.rows(),
                )?)
            }
            Kind::Small => {
                Arc::new(GenericListArray::<i32>::try_new(field, offsets(&bounds)?, values, nulls)?)
            }
            Kind::Large => {
                Arc::new(GenericListArray::<i64>::try_new(field, offsets(&bounds)?, values, nulls)?)
            }
        })
    }
}

/// A function of lists, or its gradient: of each number by itself, or of each list as a row.
pub fn of_rows(
    run: Run,
    function: &dyn Function,
    x: &ArrayRef,
    g: Option<&ArrayRef>,
    by_itself: bool,
) -> Result<ArrayRef> {
    let lists = Lists::of(x)?;
    let gradients = match g {
        None => None,
        Some(g) => {
            let gradients = Lists::of(g)
                .ok()
                .filter(|gradients| gradients.values.data_type() == lists.values.data_type());
            let wrong = || Error::Gradient {
                given: g.data_type().clone(),
                expected: x.data_type().clone(),
            };
            Some(gradients.ok_or_else(wrong)?)
        }
    };
    match lists.values.data_type() {
        DataType::Float16 => typed::<Float16Type>(run, function, &lists, gradients, by_itself),
        DataType::Float32 => typed::<Float32Type>(run, function, &lists, gradients, by_itself),
        DataType::Float64 => typed::<Float64Type>(run, function, &lists, gradients, by_itself),
        _ => Err(Error::Type { given: x.data_type().clone() }),
    }
}

fn typed<T: ArrowPrimitiveType<Native: Supported>>(
    run: Run,
    function: &dyn Function,
    lists: &Lists,
    gradients: Option<Lists>,
    by_itself: bool,
) -> Result<ArrayRef> {
    let values: PrimitiveArray<T> = lists.within();
    if by_itself {
        // What lists there are makes no difference: as if they were one.
        let result = match &gradients {
            None => numbers::of(run, function, &values, None)?,
            Some(gradients) => {
                lists.same_lengths(gradients, Ok)?;
                numbers::of(run, function, &values, Some(&gradients.within()))?
            }
        };
        return lists.with(Arc::new(result), lists.places());
    }
    let function = over_rows(function)?;
    let lowest = <T::Native as Dtype>::NEG_INFINITY;
    let scores = numbers::filled(&values, lowest);
    let output_length = |length: usize| -> Result<usize> {
        Ok(if length == 0 { 0 } else { function.output_shape(&[length])?[0] })
    };
    let bounds = lists.places();
    if let Some(gradients) = &gradients {
        lists.same_lengths(gradients, output_length)?;
        let upstream: PrimitiveArray<T> = gradients.within();
        let upstream = numbers::filled(&upstream, T::Native::default());
        let from = gradients.places();
        let mut result = Vec::new();
        for (rows, length) in runs(&bounds) {
            if length == 0 {
                continue;
            }
            let x = &scores[bounds[rows.start]..bounds[rows.end]];
            let g = &upstream[from[rows.start]..from[rows.end]];
            let shape = [rows.len(), length];
            append(&mut result, numbers::rows_backward(run, &*function, x, g, &shape)?);
        }
        let result = PrimitiveArray::<T>::new(result.into(), values.nulls().cloned());
        return lists.with(Arc::new(result), bounds);
    }
    let (mut result, mut ends) = (Vec::new(), vec![0]);
    // Whether each element of the result is one.
    let mut valid: Option<Vec<bool>> = values.nulls().map(|_| Vec::new());
    for (rows, length) in runs(&bounds) {
        let new = output_length(length)?;
        for row in rows.clone() {
            ends.push(ends[row] + new);
        }
        if length == 0 {
            continue;
        }
        let x = &scores[bounds[rows.start]..bounds[rows.end]];
        append(&mut result, numbers::rows_forward(run, &*function, x, &[rows.len(), length])?);
        if let Some(valid) = &mut valid {
            for row in rows {
                let is_valid = |place: usize| values.is_valid(bounds[row] + place);
                valid.extend((0..new).map(|place| match (new == length, function.info().kind) {
                    (true, _) => is_valid(place),
                    // Of two halves, one gating the other.
                    (false, page::Kind::Gated) => is_valid(place) && is_valid(place + new),
                    (false, _) => true,
                }));
            }
        }
    }
    let nulls = valid.map(NullBuffer::from).filter(|nulls| nulls.null_count() > 0);
    lists.with(Arc::new(PrimitiveArray::<T>::new(result.into(), nulls)), ends)
}

/// Appends numbers; the first are not copied, which is all of them where all rows have one length.
fn append<T: Copy>(result: &mut Vec<T>, numbers: Vec<T>) {
    if result.is_empty() {
        *result = numbers;
    } else {
        result.extend(numbers);
    }
}

/// Rows of the same length that follow each other, and that length.
fn runs(bounds: &[usize]) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut first = 0;
    std::iter::from_fn(move || {
        let rows = bounds.len() - 1;
        if first == rows {
            return None;
        }
        let length = bounds[first + 1] - bounds[first];
        let mut end = first + 1;
        while end < rows && bounds[end + 1] - bounds[end] == length {
            end += 1;
        }
        let run = first..end;
        first = end;
        Some((run, length))
    })
}

/// The same function over the last axis, which a list's elements are.
fn over_rows(function: &dyn Function) -> Result<Box<dyn Function>> {
    let arguments = function.arguments().into_iter().map(|(name, value)| match name {
        "axis" => "axis=-1".to_string(),
        _ => format!("{name}={value}"),
    });
    let arguments: Vec<String> = arguments.collect();
    Ok(ogive::parse(&format!("{}({})", function.info().name, arguments.join(", ")))?)
}
