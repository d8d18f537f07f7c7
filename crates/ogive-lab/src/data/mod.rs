//! What the networks learn from.

pub mod digits;
pub mod scenes;
pub mod shapes;

use anyhow::Result;
use candle_core::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Random numbers that are the same on every machine: those of a purpose and a seed.
pub fn random(purpose: u64, seed: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(purpose);
    random
}

/// What random numbers are drawn for. Each purpose has its own, so that one that takes more leaves the others theirs.
pub mod purpose {
    /// Pictures to train on, and to test with.
    pub const PICTURES: u64 = 1;
    /// Initial weights.
    pub const WEIGHTS: u64 = 2;
    /// The order of the pictures.
    pub const ORDER: u64 = 3;
    /// Inputs and gradients that come from no picture.
    pub const SIGNALS: u64 = 4;
    /// Slopes of rrelu.
    pub const SLOPES: u64 = 5;
}

/// Square grey pictures, each of a class.
#[derive(Clone)]
pub struct Pictures {
    /// The width of a picture.
    pub size: usize,
    /// How many classes there are.
    pub classes: usize,
    /// Row by row, a picture after the other.
    pub pixels: Vec<u8>,
    /// The brightest pixel that there may be.
    pub white: u8,
    /// The class of each.
    pub labels: Vec<u32>,
}

impl Pictures {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// These of them, as a batch for a network: pixels from −1 to 1, of shape (count, 1, size, size).
    ///
    /// # Errors
    /// None but candle's own.
    pub fn batch(&self, chosen: &[usize]) -> Result<Tensor> {
        let area = self.size * self.size;
        let half = f32::from(self.white) / 2.0;
        let pixels = chosen.iter().flat_map(|index| &self.pixels[index * area..][..area]);
        let numbers: Vec<f32> = pixels.map(|pixel| f32::from(*pixel) / half - 1.0).collect();
        let shape = (chosen.len(), 1, self.size, self.size);
        Ok(Tensor::from_vec(numbers, shape, &Device::Cpu)?)
    }

    /// The classes of these of them as a target: 1 for the class and 0 for the others.
    ///
    /// # Errors
    /// None but candle's own.
    pub fn target(&self, chosen: &[usize]) -> Result<Tensor> {
        let mut target = vec![0.0_f32; chosen.len() * self.classes];
        for (row, index) in chosen.iter().enumerate() {
            target[row * self.classes + self.labels[*index] as usize] = 1.0;
        }
        Ok(Tensor::from_vec(target, (chosen.len(), self.classes), &Device::Cpu)?)
    }

    /// The first ones, and the others.
    pub fn split(&self, first: usize) -> (Pictures, Pictures) {
        let order: Vec<usize> = (0..self.count()).collect();
        let (first, others) = order.split_at(first.min(order.len()));
        (self.chosen(first), self.chosen(others))
    }

    /// These of them.
    pub fn chosen(&self, indices: &[usize]) -> Pictures {
        let area = self.size * self.size;
        Pictures {
            pixels: indices
                .iter()
                .flat_map(|i| &self.pixels[i * area..][..area])
                .copied()
                .collect(),
            labels: indices.iter().map(|index| self.labels[*index]).collect(),
            size: self.size,
            classes: self.classes,
            white: self.white,
        }
    }
}
