//! `.safetensors` files, Hugging Face's format for named tensors.
//!
//! A header in JSON, its length before it, then the elements: little-endian, in C order, without gaps. The
//! crate safetensors parses the header and checks that shapes, types and places fit together. The
//! elements are read here, since the crate wants the file in memory or mapped, and a map of a
//! file that another program cuts short ends the process.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use safetensors::tensor::{Metadata, TensorInfo};
use serde_json::json;

use super::npy::{self, Layout};
use super::source::Entry;
use crate::report::{Failure, Result};
use crate::tensor::Dtype;

/// Longer headers are damage: the crate allows as much, and no more.
const LONGEST_HEADER: u64 = 100_000_000;

/// An open file.
pub struct Container {
    file: File,
    /// The length of the header, and the header as it is.
    start: Vec<u8>,
    /// What it says of each tensor, in the order in which they lie.
    tensors: Vec<(String, TensorInfo)>,
    /// What it says beside them.
    metadata: Option<HashMap<String, String>>,
}

impl Container {
    /// Opens a file, and checks its header.
    ///
    /// # Errors
    /// If it is no such file, or is damaged.
    pub fn open(mut file: File, length: u64) -> Result<(Vec<Entry>, Container)> {
        let mut start = vec![0; 8];
        if length < 8 {
            return Err(strange("it is shorter than the length of a header"));
        }
        file.read_exact(&mut start).map_err(npy::unreadable)?;
        let header = u64::from_le_bytes(std::array::from_fn(|i| start[i]));
        if header > LONGEST_HEADER {
            return Err(strange(format!("its header claims to be {header} bytes long")));
        }
        if header > length - 8 {
            return Err(npy::cut_off("it ends within its header"));
        }
        start.resize(8 + header as usize, 0);
        file.read_exact(&mut start[8..]).map_err(npy::unreadable)?;
        let parsed: Metadata = serde_json::from_slice(&start[8..]).map_err(npy::damaged)?;
        // Shapes, types and places have been compared by now; the file's length has not.
        let (data, left) = (parsed.data_len() as u64, length - 8 - header);
        if data > left {
            return Err(npy::cut_off(format!(
                "its header says {data} bytes of tensors; {left} bytes follow"
            )));
        }
        if data < left {
            return Err(npy::damaged(format!(
                "it says {data} bytes of tensors; {left} bytes follow"
            )));
        }
        let (mut entries, mut tensors) = (Vec::new(), Vec::new());
        for name in parsed.offset_keys() {
            let Some(info) = parsed.info(&name) else { continue };
            // Sizes are counted along every axis, even if one of them is 0.
            if !countable(&info.shape) {
                return Err(npy::too_large(&format!("{name}, {} {:?}", info.dtype, info.shape)));
            }
            tensors.push((name.clone(), info.clone()));
            entries.push(Entry {
                dtype: dtype(info.dtype),
                holds: match dtype(info.dtype) {
                    Some(dtype) => dtype.name().into(),
                    None => info.dtype.to_string(),
                },
                shape: info.shape.clone(),
                layout: Layout::PLAIN,
                count: info.shape.iter().product(),
                name,
            });
        }
        let metadata = parsed.metadata().clone();
        Ok((entries, Container { file, start, tensors, metadata }))
    }

    /// The elements of a tensor, as they lie.
    ///
    /// # Errors
    /// If the file cannot be read there.
    pub fn stream(&mut self, index: usize) -> Result<Box<dyn Read + Send + '_>> {
        let (begin, end) = self.tensors[index].1.data_offsets;
        let place = self.start.len() as u64 + begin as u64;
        self.file.seek(SeekFrom::Start(place)).map_err(npy::unreadable)?;
        Ok(Box::new(Read::take(&mut self.file, (end - begin) as u64)))
    }

    /// The header as it is, with its length before it.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// The header with the shapes that these tensors have now, and its length before it.
    pub fn start_with(&self, shape: impl Fn(usize) -> Option<Vec<usize>>) -> Vec<u8> {
        let tensors = self.tensors.iter().enumerate().map(|(index, (name, info))| {
            let mut info = info.clone();
            info.shape = shape(index).unwrap_or(info.shape);
            (name.clone(), info)
        });
        start(self.metadata.as_ref(), tensors.collect())
    }
}

/// A header, and its length before it, for tensors of these types and shapes, in this order.
fn start(
    metadata: Option<&HashMap<String, String>>,
    tensors: Vec<(String, TensorInfo)>,
) -> Vec<u8> {
    let mut fields: Vec<String> = Vec::new();
    fields.extend(metadata.map(|metadata| format!("\"__metadata__\":{}", json!(metadata))));
    let mut place = 0;
    for (name, mut info) in tensors {
        let bits = info.shape.iter().product::<usize>() * info.dtype.bitsize();
        info.data_offsets = (place, place + bits / 8);
        place = info.data_offsets.1;
        fields.push(format!("{}:{}", json!(name), json!(info)));
    }
    let mut header = format!("{{{}}}", fields.join(","));
    // The elements begin at a multiple of 8 bytes.
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    let mut start = (header.len() as u64).to_le_bytes().to_vec();
    start.extend(header.as_bytes());
    start
}

/// The start of a new file of these arrays, in this order.
pub fn start_of(entries: &[Entry]) -> Vec<u8> {
    let tensors = entries.iter().filter_map(|entry| {
        let dtype = match entry.dtype? {
            Dtype::F16 => safetensors::Dtype::F16,
            Dtype::BF16 => safetensors::Dtype::BF16,
            Dtype::F32 => safetensors::Dtype::F32,
            Dtype::F64 => safetensors::Dtype::F64,
        };
        let info = TensorInfo { dtype, shape: entry.shape.clone(), data_offsets: (0, 0) };
        Some((entry.name.clone(), info))
    });
    start(None, tensors.collect())
}

/// Can the elements be counted, axis by axis, by a machine's word?
fn countable(shape: &[usize]) -> bool {
    let mut sizes = shape.iter().filter(|size| **size != 0);
    let strides = sizes.try_fold(1_usize, |count, size| count.checked_mul(*size));
    strides.is_some_and(|strides| isize::try_from(strides).is_ok())
}

/// The element type, if it is one that functions take.
fn dtype(dtype: safetensors::Dtype) -> Option<Dtype> {
    match dtype {
        safetensors::Dtype::F16 => Some(Dtype::F16),
        safetensors::Dtype::BF16 => Some(Dtype::BF16),
        safetensors::Dtype::F32 => Some(Dtype::F32),
        safetensors::Dtype::F64 => Some(Dtype::F64),
        _ => None,
    }
}

fn strange(what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("is not a .safetensors file: {what}"))
        .hint("in Python: safetensors.numpy.save_file({\"name\": array}, path) makes one")
}
