//! Who takes part: ogive, its peers, and the limits of the machine.
//!
//! Each file has one contender. It says which calls it has, in which types and into which
//! destinations, and nothing about how they are timed.

#[cfg(feature = "peers")]
mod burn;
#[cfg(feature = "peers")]
mod candle;
mod limits;
mod ogive;
mod plain;
#[cfg(feature = "peers")]
mod rten;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use anyhow::{Context, Result};
use ndarray::ArrayD;

use crate::cell::Cell;
use crate::element::Element;
use crate::input::{Input, aligned};
use crate::timing;

pub use self::ogive::Ogive;

/// A library, or a limit of the machine.
pub trait Contender<E: Element> {
    /// Its name in tables and records.
    fn name(&self) -> &'static str;

    /// The call that a cell asks for, ready to be made. Nothing if this contender lacks the
    /// function, the type or the destination.
    ///
    /// # Errors
    /// If it has them and cannot get ready.
    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>>;
}

/// A call that is ready to be made, many times.
pub type Prepared<'a, E> = Box<dyn Call<E> + 'a>;

/// One call of a contender, and what it needs.
pub trait Call<E> {
    /// Makes the call. The result goes where it goes, and is dropped if it is new.
    ///
    /// # Errors
    /// What the library says.
    fn once(&mut self) -> Result<()>;

    /// The result of the call on the input as it was given, row-major.
    ///
    /// # Errors
    /// What the library says.
    fn result(&mut self) -> Result<Vec<E>>;

    /// The mean time of a call over a turn, in seconds.
    ///
    /// # Errors
    /// What the library says.
    fn seconds(&mut self, turn: Duration) -> Result<f64> {
        timing::mean(turn, || self.once())
    }
}

/// All of them, ogive first, then the peers, then the limits.
pub fn all<E: Element>() -> Vec<Box<dyn Contender<E>>> {
    vec![
        Box::new(Ogive),
        #[cfg(feature = "peers")]
        Box::new(candle::Candle),
        #[cfg(feature = "peers")]
        Box::new(burn::Burn),
        #[cfg(feature = "peers")]
        Box::new(rten::Rten),
        Box::new(plain::Plain),
        Box::new(limits::Copy),
        Box::new(limits::StreamingCopy),
        Box::new(limits::Read),
    ]
}

/// The names of those in this build, in the order of `all`.
pub fn names() -> Vec<&'static str> {
    all::<f32>().iter().map(|contender| contender.name()).collect()
}

/// ogive's name.
pub const OGIVE: &str = "ogive";
/// A copy with ordinary stores.
pub const COPY: &str = "copy";
/// A copy with stores that go past the cache.
pub const STREAMING_COPY: &str = "streaming copy";
/// Nothing but reading.
pub const READ: &str = "read";

/// Is this contender a limit of the machine, and no library?
pub fn is_limit(name: &str) -> bool {
    [COPY, STREAMING_COPY, READ].contains(&name)
}

/// The versions of the libraries in this build.
pub fn versions() -> BTreeMap<String, String> {
    let packages = [
        (OGIVE, "ogive"),
        ("ndarray", "ndarray"),
        #[cfg(feature = "peers")]
        ("candle", "candle-core"),
        #[cfg(feature = "peers")]
        ("burn", "burn-tensor"),
        #[cfg(feature = "peers")]
        ("rten-vecmath", "rten-vecmath"),
    ];
    let of = |(name, package): (&str, &str)| (name.to_string(), locked(package).to_string());
    packages.into_iter().map(of).collect()
}

/// The version of a package in the lock file that this program was built with.
fn locked(package: &str) -> &'static str {
    const LOCK: &str = include_str!("../../../../Cargo.lock");
    let entry = format!("name = \"{package}\"\nversion = \"");
    let found = LOCK.split(&entry).nth(1).and_then(|rest| rest.split('"').next());
    found.unwrap_or("unknown")
}

/// A call whose result is new: `make` makes it, and `read` takes its elements out.
fn made<'a, E: Element, T: 'a>(
    make: impl FnMut() -> Result<T> + 'a,
    read: impl Fn(T) -> Result<Vec<E>> + 'a,
) -> Prepared<'a, E> {
    struct Made<M, R>(M, R);
    impl<E, T, M: FnMut() -> Result<T>, R: Fn(T) -> Result<Vec<E>>> Call<E> for Made<M, R> {
        fn once(&mut self) -> Result<()> {
            black_box(self.0()?);
            Ok(())
        }
        fn result(&mut self) -> Result<Vec<E>> {
            self.1(self.0()?)
        }
    }
    Box::new(Made(make, read))
}

/// A call into an array of this shape, which is there. The first result touches all of it.
fn given<'a, E: Element>(
    shape: &[usize],
    run: impl FnMut(&mut ArrayD<E>) -> Result<()> + 'a,
) -> Prepared<'a, E> {
    struct Given<E, F>(ArrayD<E>, F);
    impl<E: Element, F: FnMut(&mut ArrayD<E>) -> Result<()>> Call<E> for Given<E, F> {
        fn once(&mut self) -> Result<()> {
            self.1(black_box(&mut self.0))
        }
        fn result(&mut self) -> Result<Vec<E>> {
            self.once()?;
            elements(self.0.clone())
        }
    }
    Box::new(Given(aligned(shape, |out| out.fill(E::default())), run))
}

/// A call in the memory of a copy of `x`.
fn in_place<'a, E: Element>(
    x: &'a ArrayD<E>,
    run: impl Fn(&mut ArrayD<E>) -> Result<()> + 'a,
) -> Prepared<'a, E> {
    struct InPlace<'a, E, F> {
        x: &'a ArrayD<E>,
        own: ArrayD<E>,
        run: F,
    }
    impl<E: Element, F: Fn(&mut ArrayD<E>) -> Result<()>> Call<E> for InPlace<'_, E, F> {
        fn once(&mut self) -> Result<()> {
            (self.run)(black_box(&mut self.own))
        }
        fn result(&mut self) -> Result<Vec<E>> {
            self.own.assign(self.x);
            self.once()?;
            elements(self.own.clone())
        }
        fn seconds(&mut self, turn: Duration) -> Result<f64> {
            let (x, run) = (self.x, &self.run);
            let restart = |own: &mut ArrayD<E>| own.assign(x);
            timing::mean_in_place(turn, &mut self.own, restart, |own| run(black_box(own)))
        }
    }
    Box::new(InPlace { x, own: aligned(x.shape(), |own| own.copy_from_slice(slice(x))), run })
}

/// The elements of a row-major array.
fn elements<E: Element>(array: ArrayD<E>) -> Result<Vec<E>> {
    Ok(array.as_slice().context("the result is not row-major")?.to_vec())
}

/// The elements of an input, which is row-major.
fn slice<E: Element>(array: &ArrayD<E>) -> &[E] {
    array.as_slice().expect("an input is made row-major")
}

/// The incoming gradient.
fn upstream<E>(input: &Input<E>) -> Result<&ArrayD<E>> {
    input.g.as_ref().context("a gradient needs an incoming gradient")
}
