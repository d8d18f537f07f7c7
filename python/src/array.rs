//! NumPy arrays as views of ndarray, which nothing copies, and new NumPy arrays: the one place in this
//! crate where memory is taken from a pointer.
//!
//! Views are made of arrays that are *plain*: of the class `numpy.ndarray` itself, of an element type
//! that ogive has, in the machine's byte order, and aligned. `ogive/_arrays.py` makes others plain.

use std::any::Any;
use std::ffi::{c_int, c_void};
use std::mem::size_of;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicI32, Ordering};

use dlpark::ffi::DLDevice;
use half::{bf16, f16};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn, ShapeBuilder};
use numpy::npyffi::{self, NPY_ORDER, NPY_TYPES, NpyTypes, PY_ARRAY_API, PyArrayObject_fields};
use numpy::prelude::*;
use numpy::{PyArrayDescr, PyUntypedArray};
use ogive::function::Supported;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::memory::{self, Block, Lent};

/// An element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `float16`.
    F16,
    /// `float32`.
    F32,
    /// `float64`.
    F64,
    /// `bfloat16`, as `ml_dtypes` has it.
    Bf16,
    /// `bfloat16`, as its bits in `uint16`.
    Bits,
}

impl Kind {
    fn size(self) -> usize {
        match self {
            Kind::F16 | Kind::Bf16 | Kind::Bits => 2,
            Kind::F32 => 4,
            Kind::F64 => 8,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::F16 => "float16",
            Kind::F32 => "float32",
            Kind::F64 => "float64",
            Kind::Bf16 => "bfloat16",
            Kind::Bits => "uint16, the bits of bfloat16",
        }
    }
}

/// An element type in Rust.
pub trait Element: Supported {
    /// Are these the elements of an array of that kind?
    fn is(kind: Kind) -> bool;
}

macro_rules! elements {
    ($($type:ident = $($kind:ident)|+;)*) => {$(
        impl Element for $type {
            fn is(kind: Kind) -> bool {
                matches!(kind, $(Kind::$kind)|+)
            }
        }
    )*};
}
elements! {
    f16 = F16;
    f32 = F32;
    f64 = F64;
    bf16 = Bf16 | Bits;
}

/// Does something with the Rust type of a [`Kind`].
macro_rules! by_kind {
    ($kind:expr, $element:ident => $does:expr) => {
        match $kind {
            $crate::array::Kind::F16 => {
                type $element = half::f16;
                $does
            }
            $crate::array::Kind::F32 => {
                type $element = f32;
                $does
            }
            $crate::array::Kind::F64 => {
                type $element = f64;
                $does
            }
            $crate::array::Kind::Bf16 | $crate::array::Kind::Bits => {
                type $element = half::bf16;
                $does
            }
        }
    };
}
pub(crate) use by_kind;

/// A plain NumPy array.
#[derive(Clone, Copy)]
pub struct Array<'a, 'py> {
    object: &'a Bound<'py, PyUntypedArray>,
    kind: Kind,
}

impl<'a, 'py> Array<'a, 'py> {
    /// The object, if it is a plain array; of `uint16` if it is to hold the bits of `bfloat16`.
    pub fn plain(object: &'a Bound<'py, PyAny>, bits: bool) -> Option<Self> {
        Array::of(object.cast_exact().ok()?, bits)
    }

    /// The array, if its elements are such that views can be made of it.
    fn of(object: &'a Bound<'py, PyUntypedArray>, bits: bool) -> Option<Self> {
        let kind = kind(object, bits)?;
        let array = Array { object, kind };
        let size = kind.size() as isize;
        let whole = |(length, stride): (&usize, &isize)| *length < 2 || stride % size == 0;
        let lies_well = array.is(npyffi::NPY_ARRAY_ALIGNED)
            && array.shape().iter().zip(array.strides()).all(whole);
        lies_well.then_some(array)
    }

    fn raw(&self) -> &PyArrayObject_fields {
        // SAFETY: the object is a NumPy array, so it has this layout, and it lives as long as the
        // reference to it.
        unsafe { &*npyffi::objects::_PyArray_GET_ITEM_DATA(self.object.as_array_ptr()) }
    }

    fn is(&self, flags: c_int) -> bool {
        self.raw().flags & flags != 0
    }

    /// Its element type.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its shape.
    pub fn shape(&self) -> &'a [usize] {
        self.object.shape()
    }

    /// Its strides, in bytes.
    fn strides(&self) -> &'a [isize] {
        self.object.strides()
    }

    /// The number of its elements.
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Its elements as they lie in memory, if they lie side by side in row-major order or its reverse.
    pub fn slice<E: Element>(&self) -> Option<&'a [E]> {
        assert!(E::is(self.kind), "the type was chosen by the kind");
        if !self.is(npyffi::NPY_ARRAY_C_CONTIGUOUS | npyffi::NPY_ARRAY_F_CONTIGUOUS)
            || self.len() == 0
        {
            return None;
        }
        // SAFETY: the array has as many elements of this type side by side, aligned, and the object keeps
        // them. No other thread of Python may write to them during the call, as with NumPy's functions.
        Some(unsafe { std::slice::from_raw_parts(self.raw().data.cast(), self.len()) })
    }

    /// Where the elements begin for strides that are not negative, those strides, and the axes to turn.
    fn layout<E: Element>(&self) -> (*mut E, IxDyn, Vec<usize>) {
        assert!(E::is(self.kind), "the type was chosen by the kind");
        let mut start = self.raw().data.cast::<E>();
        let (mut strides, mut turned) = (vec![0; self.shape().len()], Vec::new());
        for (axis, (length, stride)) in self.shape().iter().zip(self.strides()).enumerate() {
            // What an axis of one element has for a stride means nothing.
            if *length < 2 {
                continue;
            }
            let stride = stride / size_of::<E>() as isize;
            strides[axis] = stride.unsigned_abs();
            if stride < 0 {
                // SAFETY: the last element along this axis, which the array has.
                start = unsafe { start.offset(stride * (*length as isize - 1)) };
                turned.push(axis);
            }
        }
        (start, IxDyn(&strides), turned)
    }

    /// A view of it.
    pub fn view<E: Element>(&self) -> ArrayViewD<'a, E> {
        let shape = IxDyn(self.shape());
        if self.len() == 0 {
            // SAFETY: a view of no elements reads none.
            return unsafe { ArrayViewD::from_shape_ptr(shape, NonNull::dangling().as_ptr()) };
        }
        if self.is(npyffi::NPY_ARRAY_C_CONTIGUOUS) {
            assert!(E::is(self.kind), "the type was chosen by the kind");
            // SAFETY: as for `slice`; the order is row-major.
            return unsafe { ArrayViewD::from_shape_ptr(shape, self.raw().data.cast::<E>()) };
        }
        let (start, strides, turned) = self.layout::<E>();
        // SAFETY: as for `slice`; NumPy says how far apart the elements lie, and `Array::of` has found
        // them aligned, whole numbers of elements apart. Elements of a view may coincide.
        let mut view = unsafe { ArrayViewD::from_shape_ptr(shape.strides(strides), start) };
        turned.into_iter().for_each(|axis| view.invert_axis(Axis(axis)));
        view
    }

    /// Its elements, to be written.
    ///
    /// # Safety
    /// The array may be written to, no two of its elements coincide, and while the view is there,
    /// nothing else uses them: no other array of a call, and no other view.
    unsafe fn view_mut<E: Element>(self) -> ArrayViewMutD<'a, E> {
        let shape = IxDyn(self.shape());
        if self.len() == 0 {
            // SAFETY: a view of no elements writes none.
            return unsafe { ArrayViewMutD::from_shape_ptr(shape, NonNull::dangling().as_ptr()) };
        }
        if self.is(npyffi::NPY_ARRAY_C_CONTIGUOUS) {
            assert!(E::is(self.kind), "the type was chosen by the kind");
            // SAFETY: as below; the order is row-major.
            return unsafe { ArrayViewMutD::from_shape_ptr(shape, self.raw().data.cast::<E>()) };
        }
        let (start, strides, turned) = self.layout::<E>();
        // SAFETY: as for `view`; the caller has seen to the rest. The memory is NumPy's: what no one has
        // written to it yet is some number, which nothing reads.
        let mut view = unsafe { ArrayViewMutD::from_shape_ptr(shape.strides(strides), start) };
        turned.into_iter().for_each(|axis| view.invert_axis(Axis(axis)));
        view
    }

    /// Can both be inputs of a call as they are? One without dimensions has to be broadcast first.
    pub fn goes_with(&self, first: &Array) -> bool {
        self.kind == first.kind && (!self.shape().is_empty() || first.shape().is_empty())
    }

    /// Do the elements of both lie in the same way?
    pub fn lies_as(&self, other: &Array) -> bool {
        let alike = |((length, a), b): ((&usize, &isize), &isize)| *length < 2 || a == b;
        self.shape() == other.shape()
            && self.shape().iter().zip(self.strides()).zip(other.strides()).all(alike)
    }

    /// Are both the same elements, one by one?
    fn coincides(&self, other: &Array) -> bool {
        self.raw().data == other.raw().data && self.lies_as(other)
    }

    /// The first byte of its elements, and the one after the last.
    fn bounds(&self) -> (isize, isize) {
        let start = self.raw().data as isize;
        let (mut low, mut high) = (start, start + self.kind.size() as isize);
        for (length, stride) in self.shape().iter().zip(self.strides()) {
            let reach = stride * (*length as isize - 1);
            if reach < 0 { low += reach } else { high += reach }
        }
        (low, high)
    }

    /// Do they have memory in common?
    pub fn overlaps(&self, other: &Array) -> bool {
        if self.len() == 0 || other.len() == 0 {
            return false;
        }
        let ((a, a_end), (b, b_end)) = (self.bounds(), other.bounds());
        // NumPy knows if they lie between each other. What it finds too hard counts as an overlap.
        a < b_end && b < a_end && self.shares_memory(other).unwrap_or(true)
    }

    fn shares_memory(&self, other: &Array) -> PyResult<bool> {
        let py = self.object.py();
        let work = PyDict::new(py);
        work.set_item("max_work", 1 << 16)?;
        let numpy = py.import("numpy")?;
        numpy.call_method("shares_memory", (self.object, other.object), Some(&work))?.extract()
    }

    /// Does no element coincide with another one?
    fn is_apart(&self) -> bool {
        let mut axes: Vec<(usize, usize)> = self
            .shape()
            .iter()
            .zip(self.strides())
            .filter(|(length, _)| **length > 1)
            .map(|(length, stride)| (stride.unsigned_abs(), *length))
            .collect();
        axes.sort_unstable();
        let mut reach = self.kind.size();
        for (stride, length) in axes {
            if stride < reach {
                return self.len() == 0;
            }
            reach += stride * (length - 1);
        }
        true
    }

    /// A new array of its element type, in its memory order, whose numbers are still to be written.
    pub fn like(&self, shape: &[usize]) -> PyResult<Bound<'py, PyUntypedArray>> {
        let py = self.object.py();
        let bytes = shape.iter().product::<usize>().saturating_mul(self.kind.size());
        if bytes >= memory::KEPT_FROM {
            return self.over(Block::new(bytes), shape, &self.strides_like(shape));
        }
        if shape == self.shape() {
            // SAFETY: the prototype is an array; no type is given, so it is the prototype's. What comes
            // back is a new reference to a plain array, or null with an exception.
            return unsafe {
                let prototype = self.object.as_array_ptr();
                let order = NPY_ORDER::NPY_KEEPORDER;
                let new =
                    PY_ARRAY_API.PyArray_NewLikeArray(py, prototype, order, ptr::null_mut(), 0);
                Ok(Bound::from_owned_ptr_or_err(py, new)?.cast_into_unchecked())
            };
        }
        let strides = self.strides_like(shape);
        // SAFETY: there is no memory, and the strides leave no gaps.
        unsafe { made(self.object.dtype(), shape, &strides, ptr::null_mut(), 0) }
    }

    /// The strides of an array without gaps, of this shape and, as near as may be, its memory order.
    fn strides_like(&self, shape: &[usize]) -> Vec<isize> {
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        // Row-major order decides between equals.
        axes.sort_unstable_by_key(|axis| {
            (std::cmp::Reverse(self.strides()[*axis].unsigned_abs()), *axis)
        });
        let (mut strides, mut stride) = (vec![0; shape.len()], self.kind.size() as isize);
        for axis in axes.into_iter().rev() {
            strides[axis] = stride;
            stride *= shape[axis].max(1) as isize;
        }
        strides
    }

    /// A new array over this memory, in which the numbers lie as those of this array, contiguous, do.
    pub fn holding(&self, block: Block) -> PyResult<Bound<'py, PyUntypedArray>> {
        self.over(block, self.shape(), self.strides())
    }

    /// A new array of its element type over this memory, with strides that leave no gaps.
    fn over(
        &self,
        block: Block,
        shape: &[usize],
        strides: &[isize],
    ) -> PyResult<Bound<'py, PyUntypedArray>> {
        let bytes = shape.iter().product::<usize>() * self.kind.size();
        assert!(bytes <= block.bytes(), "memory for {bytes} bytes");
        let start = block.start().as_ptr().cast();
        let flags = npyffi::NPY_ARRAY_WRITEABLE;
        // SAFETY: there is memory for so many numbers, which hold values whatever its bits are, aligned for all of
        // them; it does not move, and the array keeps it. No one else has it.
        let new = unsafe { made(self.object.dtype(), shape, strides, start, flags)? };
        keep(new, Box::new(Lent::new(block)))
    }
}

/// A new array of an element type over some memory or, if there is none, over its own.
///
/// # Safety
/// The memory holds elements of that type, aligned, wherever shape and strides say, and outlives the array.
/// For no memory, the strides leave no gaps.
unsafe fn made<'py>(
    dtype: Bound<'py, PyArrayDescr>,
    shape: &[usize],
    strides: &[isize],
    start: *mut c_void,
    flags: c_int,
) -> PyResult<Bound<'py, PyUntypedArray>> {
    let py = dtype.py();
    // SAFETY: NumPy reads as many lengths and strides as it is told dimensions, writes to neither, and
    // takes over the reference to the element type. What comes back is a new reference to a plain array,
    // or null with an exception.
    unsafe {
        let class = npyffi::get_type_object(py, NpyTypes::PyArray_Type);
        let new = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            class,
            dtype.into_dtype_ptr(),
            shape.len() as c_int,
            shape.as_ptr().cast_mut().cast(),
            strides.as_ptr().cast_mut(),
            start,
            flags,
            ptr::null_mut(),
        );
        Ok(Bound::from_owned_ptr_or_err(py, new)?.cast_into_unchecked())
    }
}

/// Has an array keep the owner of its memory.
fn keep<'py>(
    array: Bound<'py, PyUntypedArray>,
    owner: Box<dyn Any + Send + Sync>,
) -> PyResult<Bound<'py, PyUntypedArray>> {
    let py = array.py();
    let owner = Bound::new(py, Memory { _owner: owner })?;
    // SAFETY: the array is new, and NumPy takes over the reference to its owner.
    let failed =
        unsafe { PY_ARRAY_API.PyArray_SetBaseObject(py, array.as_array_ptr(), owner.into_ptr()) };
    if failed < 0 { Err(PyErr::fetch(py)) } else { Ok(array) }
}

/// The bits of another library's array of `bfloat16` as a NumPy array of `uint16` over the same memory,
/// to be read; none for another element type, or one of another device.
#[pyfunction]
#[pyo3(name = "_bfloat16_bits")]
pub fn bfloat16_bits<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let invalid = |error: dlpark::tensor::Error| PyValueError::new_err(error.to_string());
    let imported = dlpark::python::from_dlpack(object.as_borrowed(), None, None)?;
    let tensor = imported.validate().map_err(invalid)?;
    if !tensor.dtype().is::<bf16>() || tensor.device() != DLDevice::CPU {
        return Ok(None);
    }
    let shape: Vec<usize> = tensor.shape().iter().map(|length| *length as usize).collect();
    let strides = tensor.strides_or_compact().map_err(invalid)?;
    let strides: Vec<isize> = strides.iter().map(|stride| *stride as isize * 2).collect();
    // SAFETY: the protocol promises an address within the tensor's memory, which is the host's.
    let start = unsafe { tensor.offset_data_ptr::<bf16>() }.map_err(invalid)?;
    let dtype = numpy::dtype::<u16>(object.py());
    // SAFETY: the protocol promises numbers of two bytes at these strides until the deleter is called,
    // which the array keeps. It is not writeable.
    let array = unsafe { made(dtype, &shape, &strides, start.cast_mut().cast(), 0)? };
    Ok(Some(keep(array, Box::new(imported.into_deleter()))?.into_any()))
}

/// What owns the memory of an array that NumPy did not allocate.
#[pyclass(frozen, module = "ogive._core")]
struct Memory {
    _owner: Box<dyn Any + Send + Sync>,
}

/// The element type, if ogive has it.
fn kind(array: &Bound<'_, PyUntypedArray>, bits: bool) -> Option<Kind> {
    // SAFETY: an array has an element type, whose first fields lie like this in every version of NumPy.
    let (number, order) = unsafe {
        let array = &*npyffi::objects::_PyArray_GET_ITEM_DATA(array.as_array_ptr());
        let dtype = &*npyffi::objects::_PyDataType_GET_ITEM_DATA(array.descr);
        (dtype.type_num, dtype.byteorder as u8)
    };
    let native = if cfg!(target_endian = "little") { b'<' } else { b'>' };
    if !(order == b'=' || order == b'|' || order == native) {
        return None;
    }
    const HALF: c_int = NPY_TYPES::NPY_HALF as c_int;
    const FLOAT: c_int = NPY_TYPES::NPY_FLOAT as c_int;
    const DOUBLE: c_int = NPY_TYPES::NPY_DOUBLE as c_int;
    const USHORT: c_int = NPY_TYPES::NPY_USHORT as c_int;
    match number {
        USHORT if bits => Some(Kind::Bits),
        _ if bits => None,
        FLOAT => Some(Kind::F32),
        DOUBLE => Some(Kind::F64),
        HALF => Some(Kind::F16),
        other if other >= NPY_TYPES::NPY_USERDEF as c_int && is_bfloat16(array, other) => {
            Some(Kind::Bf16)
        }
        _ => None,
    }
}

/// Is this the number of `ml_dtypes.bfloat16`, or of another package's type of that name?
fn is_bfloat16(array: &Bound<'_, PyUntypedArray>, number: c_int) -> bool {
    static KNOWN: AtomicI32 = AtomicI32::new(-1);
    if KNOWN.load(Ordering::Relaxed) == number {
        return true;
    }
    let dtype = array.dtype();
    let found =
        dtype.itemsize() == 2 && dtype.typeobj().name().is_ok_and(|name| name == "bfloat16");
    if found {
        KNOWN.store(number, Ordering::Relaxed);
    }
    found
}

/// An array that results are written to.
pub struct Target<'py> {
    object: Bound<'py, PyUntypedArray>,
    kind: Kind,
    fresh: bool,
}

impl<'py> Target<'py> {
    /// A new array, in the memory order of another one.
    pub fn fresh(like: &Array<'_, 'py>, shape: &[usize]) -> PyResult<Self> {
        Ok(Target { object: like.like(shape)?, kind: like.kind, fresh: true })
    }

    /// The array that a caller has given, if it can take results of this kind and shape.
    ///
    /// # Errors
    /// A `TypeError` or `ValueError` that says what was given and what was expected.
    pub fn given(out: &Bound<'py, PyAny>, kind: Kind, shape: &[usize]) -> PyResult<Self> {
        let object = out.cast::<PyUntypedArray>().map_err(|_| {
            let class = out.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            PyTypeError::new_err(format!("out is of type {class}; expected a NumPy array"))
        })?;
        let found = Array::of(object, kind == Kind::Bits).filter(|array| array.kind == kind);
        let Some(array) = found else {
            let aligned = if object.is_aligned() { "" } else { ", not aligned" };
            return Err(PyTypeError::new_err(format!(
                "out has dtype {}{aligned}; expected {}, aligned and in the machine's byte order",
                object.dtype(),
                kind.name()
            )));
        };
        if !array.is(npyffi::NPY_ARRAY_WRITEABLE) {
            let message = "out is read-only; expected an array that can be written to";
            return Err(PyValueError::new_err(message));
        }
        if array.shape() != shape {
            return Err(PyValueError::new_err(format!(
                "out has shape {}; expected {}, the shape of the result",
                tuple(array.shape()),
                tuple(shape)
            )));
        }
        if !array.is_apart() {
            let message =
                "elements of out share memory; expected an array whose elements lie apart";
            return Err(PyValueError::new_err(message));
        }
        Ok(Target { object: object.clone(), kind, fresh: false })
    }

    fn array(&self) -> Array<'_, 'py> {
        Array { object: &self.object, kind: self.kind }
    }

    /// Refuses a target that shares memory with an input but is not that array, and says if it is one.
    ///
    /// # Errors
    /// A `ValueError` that says so.
    pub fn is_one_of(&self, inputs: &[&Array]) -> PyResult<bool> {
        let own = self.array();
        let mut same = false;
        for input in inputs {
            if own.coincides(input) {
                same = true;
            } else if own.overlaps(input) {
                return Err(PyValueError::new_err(
                    "out overlaps an input without being the same array; give the input itself, or an \
                     array of its own",
                ));
            }
        }
        Ok(same)
    }

    /// Its elements, to be written. No input may share memory with it.
    pub fn view_mut<E: Element>(&mut self) -> ArrayViewMutD<'_, E> {
        // SAFETY: the array is new, or `given` has found that it may be written to and that its elements
        // lie apart; callers ask `is_one_of` about the inputs; and this borrow is the only view. No other
        // thread of Python may use the elements during the call, as with NumPy's functions.
        unsafe { self.array().view_mut() }
    }

    /// The array; a new one without dimensions as a scalar, as NumPy's functions return it.
    pub fn returned(self) -> PyResult<Bound<'py, PyAny>> {
        if !self.fresh || self.object.ndim() > 0 {
            return Ok(self.object.into_any());
        }
        let py = self.object.py();
        // SAFETY: NumPy takes over the reference to the array, and gives one to the scalar or, with an
        // exception, none.
        unsafe {
            let array = self.object.into_ptr().cast();
            Bound::from_owned_ptr_or_err(py, PY_ARRAY_API.PyArray_Return(py, array))
        }
    }
}

/// A shape as Python writes it.
pub fn tuple(shape: &[usize]) -> String {
    match shape {
        [one] => format!("({one},)"),
        many => format!("({})", many.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}
