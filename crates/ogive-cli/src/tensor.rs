//! An array of any of the element types that files hold.

use bytemuck::Pod;
use half::{bf16, f16};
use ndarray::{ArrayD, ArrayViewD, Axis};
use ogive::function::Supported;
use serde::ser::{Serialize, SerializeSeq, Serializer};

/// The same expression for whatever element type, which it knows by the name given.
macro_rules! each_type {
    ($dtype:expr, $element:ident => $body:expr) => {
        match $dtype {
            $crate::tensor::Dtype::F16 => {
                type $element = half::f16;
                $body
            }
            $crate::tensor::Dtype::BF16 => {
                type $element = half::bf16;
                $body
            }
            $crate::tensor::Dtype::F32 => {
                type $element = f32;
                $body
            }
            $crate::tensor::Dtype::F64 => {
                type $element = f64;
                $body
            }
        }
    };
}
pub(crate) use each_type;

/// An element type that files hold and functions take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// IEEE half precision.
    F16,
    /// The upper half of IEEE single precision.
    BF16,
    /// IEEE single precision.
    F32,
    /// IEEE double precision.
    F64,
}

impl Dtype {
    /// The name, NumPy's where it has one.
    pub fn name(self) -> &'static str {
        each_type!(self, E => E::NUMPY)
    }

    /// The bytes of one element.
    pub fn size(self) -> usize {
        each_type!(self, E => size_of::<E>())
    }
}

/// An array of one of these element types.
#[derive(Debug)]
pub enum Tensor {
    /// IEEE half precision.
    F16(ArrayD<f16>),
    /// The upper half of IEEE single precision.
    BF16(ArrayD<bf16>),
    /// IEEE single precision.
    F32(ArrayD<f32>),
    /// IEEE double precision.
    F64(ArrayD<f64>),
}

/// The same expression for an array of whatever element type.
macro_rules! each {
    ($tensor:expr, $array:ident => $body:expr) => {
        match $tensor {
            $crate::tensor::Tensor::F16($array) => $body,
            $crate::tensor::Tensor::BF16($array) => $body,
            $crate::tensor::Tensor::F32($array) => $body,
            $crate::tensor::Tensor::F64($array) => $body,
        }
    };
}
pub(crate) use each;

impl Tensor {
    /// The size along each axis.
    pub fn shape(&self) -> &[usize] {
        each!(self, array => array.shape())
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        each!(self, array => array.len())
    }

    /// The element type.
    pub fn element(&self) -> Dtype {
        fn of<E: Element>(_: &ArrayD<E>) -> Dtype {
            E::DTYPE
        }
        each!(self, array => of(array))
    }

    /// The name of the element type, NumPy's where it has one.
    pub fn dtype(&self) -> &'static str {
        self.element().name()
    }

    /// The bytes that the elements take.
    pub fn bytes(&self) -> usize {
        self.len() * self.element().size()
    }
}

/// An element type that files hold.
pub trait Element: Supported + Pod + Into<f64> {
    /// Which it is.
    const DTYPE: Dtype;
    /// NumPy's name; the one that others give it, where NumPy lacks it.
    const NUMPY: &'static str;
    /// An array of it among those of other types.
    fn tensor(array: ArrayD<Self>) -> Tensor;
    /// Writes a finite number with the fewest digits that lead back to it.
    fn serialize<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error>;

    /// As the double precision number that the same few digits lead to.
    fn shortest(self) -> f64 {
        self.to_string().parse().unwrap_or_else(|_| self.into())
    }
}

impl Element for f16 {
    const DTYPE: Dtype = Dtype::F16;
    const NUMPY: &'static str = "float16";
    fn tensor(array: ArrayD<f16>) -> Tensor {
        Tensor::F16(array)
    }
    fn serialize<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f32(self.to_f32())
    }
}

impl Element for bf16 {
    const DTYPE: Dtype = Dtype::BF16;
    const NUMPY: &'static str = "bfloat16";
    fn tensor(array: ArrayD<bf16>) -> Tensor {
        Tensor::BF16(array)
    }
    fn serialize<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f32(self.to_f32())
    }
}

impl Element for f32 {
    const DTYPE: Dtype = Dtype::F32;
    const NUMPY: &'static str = "float32";
    fn tensor(array: ArrayD<f32>) -> Tensor {
        Tensor::F32(array)
    }
    fn serialize<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f32(self)
    }
}

impl Element for f64 {
    const DTYPE: Dtype = Dtype::F64;
    const NUMPY: &'static str = "float64";
    fn tensor(array: ArrayD<f64>) -> Tensor {
        Tensor::F64(array)
    }
    fn serialize<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self)
    }
}

/// A number in JSON, which knows only finite ones: the others are the strings `"nan"`, `"inf"`
/// and `"-inf"`, which Python's `float()` reads.
#[derive(Clone, Copy, Debug)]
pub struct Number<E>(pub E);

impl<E: Element> Serialize for Number<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wide: f64 = self.0.into();
        match wide {
            f64::INFINITY => serializer.serialize_str("inf"),
            f64::NEG_INFINITY => serializer.serialize_str("-inf"),
            wide if wide.is_nan() => serializer.serialize_str("nan"),
            _ => self.0.serialize(serializer),
        }
    }
}

/// A tensor in JSON, as nested lists.
#[derive(Debug)]
pub struct Nested<'a>(pub &'a Tensor);

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Lists of nothing could be many: a shape like (2^50, 0) takes no space in a file.
        if self.0.len() == 0 {
            return serializer.serialize_seq(Some(0))?.end();
        }
        each!(self.0, array => Lists(array.view()).serialize(serializer))
    }
}

struct Lists<'a, E>(ArrayViewD<'a, E>);

impl<E: Element> Serialize for Lists<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.ndim() {
            0 => Number(*self.0.first().expect("no dimensions, one element")).serialize(serializer),
            1 => serializer.collect_seq(self.0.iter().map(|number| Number(*number))),
            _ => serializer.collect_seq(self.0.axis_iter(Axis(0)).map(Lists)),
        }
    }
}
