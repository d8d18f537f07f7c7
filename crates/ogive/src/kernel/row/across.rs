//! Rows side by side: at each place along the axis, one element each of many rows at a time.
//!
//! Where all arrays lie so, they are read and written where they lie: a piece is some cache lines, since single lines far from each
//! other are what processors wait for. Else as many places as stay in the second cache are copied to such pieces, and results back.

use std::ops::Range;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder};

use super::exponentials::ROUND;
use super::lanes::Lined;
use super::part::{Tile, cut};
use super::shards::Known;
use super::transpose::{from_places, to_places};
use crate::kernel::element::is_half;
use crate::kernel::memory::fetch_lines;
use crate::number::Dtype;

/// The size in bytes of a place of the rows under work: their sums, 16 for each and three times as wide, should stay in the first cache.
const WIDTH: usize = 3 << 8;

/// The size in bytes of what is kept of the rows under work, which with its like should stay in the second cache.
const KEPT: usize = 1 << 17;

/// The same where rows are transposed, which takes place in the first cache.
const SMALL: usize = 1 << 15;

/// How many places along the axis before it is needed a piece is fetched.
const AHEAD: usize = 2;

/// What is done with the scores of some places, or for all rows under work: an object, so that how arrays are cut and copied is
/// compiled once.
pub(super) trait Passes<E: Dtype> {
    /// Begins with so many rows of this length.
    fn begin(&mut self, rows: usize, length: usize);
    /// First pass: the maxima.
    fn greatest(&mut self, x: Places<E>);
    /// Then: what scores are measured by.
    fn measure(&mut self);
    /// Second pass: the exponentials, whose high words are kept, if results are made of them: else there need not be places for them. If
    /// there is an `x`, it has the scores, else they are where those are kept. They are added to the sums, if the number of the first
    /// place is given.
    fn exponentials(&mut self, first: Option<usize>, x: Option<Places<E>>, kept: PlacesMut<E>);
    /// Then: the normalisers.
    fn normalise(&mut self);
    /// The same from what is known of each row.
    fn know(&mut self, known: ArrayView1<Known>);
    /// The maximum of a row, and its normaliser as a pair.
    fn row(&self, row: usize) -> [E::Word; 3];
    /// Last pass: the results, from exponentials or scores; those are in the places of the results, if they are not given.
    fn results(&mut self, from: Option<Places<E>>, out: ArrayViewMut2<E>);
    /// The same in the type that is computed in: from `from` or in the place of what is kept.
    fn outputs(&mut self, from: Option<Places<E>>, kept: PlacesMut<E>);
    /// Are results made of what is kept, rather than of scores?
    fn keeps(&self) -> bool;
}

/// What is done with the outputs of some places and the gradients that come in.
pub(super) trait GradientPasses<E: Dtype> {
    /// Begins with so many rows of this length.
    fn begin(&mut self, rows: usize, length: usize);
    /// First pass: adds the terms, from place `first` on.
    fn add(&mut self, first: usize, y: Places<E>, g: Places<E>);
    /// Then: the sum of each row.
    fn add_up(&mut self);
    /// Last pass: the gradients that go out; the outputs are in their places, if they are not given.
    fn gradients(&mut self, y: Option<Places<E>>, g: Places<E>, out: ArrayViewMut2<E>);
}

/// Numbers at some places along the axis, those of the rows under work side by side.
type Places<'a, E> = ArrayView2<'a, <E as Dtype>::Word>;

/// The same, to write to.
type PlacesMut<'a, E> = ArrayViewMut2<'a, <E as Dtype>::Word>;

/// How elements become what is computed in; or their negatives do, as `turned` says.
#[derive(Clone, Copy)]
pub(super) struct Widening<'w, E: Dtype> {
    pub(super) turned: bool,
    pub(super) widen: &'w Widen<'w, E>,
}

type Widen<'w, E> = dyn Fn(&[E], &mut [<E as Dtype>::Word]) + 'w;

/// The function of each row.
pub(super) fn forward<E: Dtype>(
    tile: Tile<E, Known>,
    widening: &Widening<E>,
    passes: &mut dyn Passes<E>,
) {
    let Tile { x, g: known, mut out } = tile;
    let mut slab = Slab::new(out.nrows());
    for columns in pieces(x.unwrap_or_else(|| out.view())) {
        let x = x.as_ref().map(|x| cut(x, &columns));
        let known = known.as_ref().map(|known| cut(known, &columns));
        let mut out = out.slice_axis_mut(Axis(1), columns.clone().into());
        let lies = !widening.turned && x.as_ref().is_none_or(lying) && lying(&out.view());
        slab.begin(columns.len(), lies);
        passes.begin(slab.rows, slab.length);
        match known {
            Some(known) => passes.know(known.row(0)),
            None => slab.summarise(x, &mut out, widening, passes),
        }
        for chunk in slab.chunks() {
            if known.is_some() || slab.is_cut() {
                slab.load(x, &out, &chunk, widening);
                slab.exponentials(None, x, &mut out, passes);
            }
            slab.put(&chunk, x, &mut out, &mut |from, out| passes.results(from, out));
        }
    }
}

/// What each row comes to: `each` gets it by the row's number.
pub(super) fn summaries<E: Dtype>(
    x: ArrayView2<E>,
    widening: &Widening<E>,
    passes: &mut dyn Passes<E>,
    each: &mut dyn FnMut(usize, [E::Word; 3]),
) {
    let mut slab = Slab::new(x.nrows());
    for columns in pieces(x) {
        let x = cut(&x, &columns);
        slab.begin(columns.len(), !widening.turned && lying(&x));
        passes.begin(slab.rows, slab.length);
        slab.summarise(Some(x), &mut ArrayViewMut2::from(&mut [[]; 0]), widening, passes);
        for (i, row) in columns.enumerate() {
            each(row, passes.row(i));
        }
    }
}

/// The gradient by each row: by its scores, if there are passes over those, else by what these outputs were made of.
pub(super) fn backward<E: Dtype>(
    tile: Tile<E>,
    widening: &Widening<E>,
    mut passes: Option<&mut dyn Passes<E>>,
    gradients: &mut dyn GradientPasses<E>,
) {
    let Tile { x: Some(x), g: Some(g), mut out } = tile else { return };
    let upright = Widening { turned: false, ..*widening };
    let (mut slab, mut upstream) = (Slab::new(out.nrows()), Copied::new());
    for columns in pieces(x) {
        let (x, g) = (cut(&x, &columns), cut(&g, &columns));
        let mut out = out.slice_axis_mut(Axis(1), columns.clone().into());
        let lies =
            (passes.is_none() || !widening.turned) && lying(&x) && lying(&g) && lying(&out.view());
        slab.begin(columns.len(), lies);
        gradients.begin(slab.rows, slab.length);
        if let Some(passes) = &mut passes {
            passes.begin(slab.rows, slab.length);
            slab.summarise(Some(x), &mut out, widening, *passes);
        }
        // Twice over the rows: for the sums, and for the gradients.
        for last in [false, true] {
            for chunk in slab.chunks() {
                if !last || slab.is_cut() {
                    if !slab.lies {
                        upstream.load(g, &chunk, slab.rows, &upright);
                    }
                    match &mut passes {
                        None => slab.load(Some(x), &out, &chunk, &upright),
                        Some(passes) => {
                            if slab.is_cut() {
                                slab.load(Some(x), &out, &chunk, widening);
                                slab.exponentials(None, Some(x), &mut out, *passes);
                            }
                            slab.outputs(Some(x), &mut out, *passes);
                        }
                    }
                }
                let g = if slab.lies { lying_words(g) } else { upstream.words.view() };
                if last {
                    slab.put(&chunk, Some(x), &mut out, &mut |y, out| {
                        gradients.gradients(y, g, out)
                    });
                } else {
                    let y = slab.kept(Some(x)).unwrap_or_else(|| lying_words(out.view()));
                    gradients.add(chunk.start, y, g);
                }
            }
            if !last {
                gradients.add_up();
            }
        }
    }
}

/// The rows under work, and what is kept of them from pass to pass.
struct Slab<E: Dtype> {
    length: usize,
    /// How many rows, with some that have no elements, if need be.
    rows: usize,
    /// Do all arrays lie side by side, in the type that is computed in?
    lies: bool,
    /// How many places along the axis are copied at a time; all of them, if they lie.
    places: usize,
    /// Is there room for what is kept of all places?
    has_room: bool,
    /// Is something else than the scores kept, where these are no copies?
    keeps: bool,
    /// The scores, or what was made of them since; where they lie, what was made of them, if there is room for it.
    copied: Copied<E>,
    /// Results that are no whole vectors or do not lie side by side.
    results: Plane<E>,
}

impl<E: Dtype> Slab<E> {
    fn new(length: usize) -> Self {
        Slab {
            length,
            rows: 0,
            lies: false,
            places: length,
            has_room: false,
            keeps: false,
            copied: Copied::new(),
            results: Plane::new(),
        }
    }

    /// Begins with so many rows.
    fn begin(&mut self, rows: usize, lies: bool) {
        self.lies = lies && rows.is_multiple_of(ROUND);
        self.rows = rows.next_multiple_of(ROUND);
        self.keeps = false;
        let room = KEPT / size_of::<E::Word>() / self.rows;
        self.places = if self.lies { self.length } else { self.length.min(room) };
        self.has_room = self.length <= room;
    }

    /// Are there more places than are copied at a time?
    fn is_cut(&self) -> bool {
        self.places < self.length
    }

    fn chunks(&self) -> impl Iterator<Item = Range<usize>> + use<E> {
        let (length, places) = (self.length, self.places);
        (0..length).step_by(places).map(move |start| start..length.min(start + places))
    }

    /// Copies some places, unless they are read where they lie.
    fn load(
        &mut self,
        x: Option<ArrayView2<E>>,
        out: &ArrayViewMut2<E>,
        chunk: &Range<usize>,
        widening: &Widening<E>,
    ) {
        if !self.lies {
            self.copied.load(x.unwrap_or_else(|| out.view()), chunk, self.rows, widening);
        }
    }

    /// The scores under work.
    fn scores<'s>(&'s self, x: ArrayView2<'s, E>) -> Places<'s, E> {
        if self.lies { lying_words(x) } else { self.copied.words.view() }
    }

    /// What is kept of the places under work, the scores at first; none, if it is among the results.
    fn kept<'s>(&'s self, x: Option<ArrayView2<'s, E>>) -> Option<Places<'s, E>> {
        match (self.lies, self.keeps) {
            (true, false) => x.map(lying_words),
            (true, true) if !self.has_room => None,
            _ => Some(self.copied.words.view()),
        }
    }

    /// Where it is kept.
    fn room<'s>(&'s mut self, out: &'s mut ArrayViewMut2<E>) -> PlacesMut<'s, E> {
        match (self.lies, self.has_room) {
            (true, false) => {
                return E::words_mut(out.view_mut()).expect("the type that is computed in");
            }
            (true, true) => self.copied.words.resize(self.length, self.rows),
            (false, _) => {}
        }
        self.copied.words.view_mut()
    }

    /// The passes up to the normalisers.
    fn summarise(
        &mut self,
        x: Option<ArrayView2<E>>,
        out: &mut ArrayViewMut2<E>,
        widening: &Widening<E>,
        passes: &mut dyn Passes<E>,
    ) {
        for chunk in self.chunks() {
            self.load(x, out, &chunk, widening);
            passes.greatest(self.scores(x.unwrap_or_else(|| out.view())));
        }
        passes.measure();
        for chunk in self.chunks() {
            if self.is_cut() {
                self.load(x, out, &chunk, widening);
            }
            self.exponentials(Some(chunk.start), x, out, passes);
        }
        passes.normalise();
    }

    /// The exponentials of the places under work.
    fn exponentials(
        &mut self,
        first: Option<usize>,
        x: Option<ArrayView2<E>>,
        out: &mut ArrayViewMut2<E>,
        passes: &mut dyn Passes<E>,
    ) {
        let keeps = passes.keeps();
        if self.lies && !keeps {
            let (x, nowhere) = (x.unwrap_or_else(|| out.view()), &mut [[]; 0]);
            passes.exponentials(first, Some(lying_words(x)), ArrayViewMut2::from(nowhere));
        } else if self.lies && self.has_room {
            self.copied.words.resize(self.length, self.rows);
            let x = lying_words(x.unwrap_or_else(|| out.view()));
            passes.exponentials(first, Some(x), self.copied.words.view_mut());
        } else {
            let x = if self.lies { x.map(lying_words) } else { None };
            passes.exponentials(first, x, self.room(out));
        }
        self.keeps = keeps;
    }

    /// The outputs of the places under work, which are kept from then on.
    fn outputs(
        &mut self,
        x: Option<ArrayView2<E>>,
        out: &mut ArrayViewMut2<E>,
        passes: &mut dyn Passes<E>,
    ) {
        let x = if self.lies && !self.keeps { x.map(lying_words) } else { None };
        passes.outputs(x, self.room(out));
        self.keeps = true;
    }

    /// Has the results of a chunk made by `make`, of what is kept, and puts them where they belong.
    fn put(
        &mut self,
        chunk: &Range<usize>,
        x: Option<ArrayView2<E>>,
        out: &mut ArrayViewMut2<E>,
        make: &mut Make<E>,
    ) {
        if self.lies {
            return make(self.kept(x), out.view_mut());
        }
        self.results.resize(chunk.len(), self.rows);
        make(Some(self.copied.words.view()), self.results.view_mut());
        let mut out = out.slice_axis_mut(Axis(0), chunk.clone().into());
        let (places, apart) = (self.results.numbers.get(), self.results.apart);
        if is_transposed(&out.view()) {
            let rows = out.columns_mut().into_iter();
            let rows = rows.map(|row| row.into_slice().expect("of stride 1"));
            return from_places(places, apart, rows);
        }
        for (mut place, results) in out.outer_iter_mut().zip(places.chunks(apart)) {
            match place.as_slice_mut() {
                Some(place) => place.copy_from_slice(&results[..place.len()]),
                None => place.iter_mut().zip(results).for_each(|(place, result)| *place = *result),
            }
        }
    }
}

/// What makes results: of what is kept, or of what is where they go.
type Make<'m, E> = dyn FnMut(Option<Places<E>>, ArrayViewMut2<E>) + 'm;

/// Numbers at places along the axis, those of each in whole cache lines. An odd number of them: the places would be held in few places of
/// the first cache else.
struct Plane<T> {
    numbers: Lined<T>,
    count: usize,
    rows: usize,
    apart: usize,
}

impl<T: Copy + Default> Plane<T> {
    fn new() -> Self {
        Plane { numbers: Lined::new(), count: 0, rows: 0, apart: 0 }
    }

    /// Makes them so many places of so many rows.
    fn resize(&mut self, count: usize, rows: usize) {
        let line = Lined::<T>::LINE;
        (self.count, self.rows) = (count, rows);
        self.apart = (rows.div_ceil(line) | 1) * line;
        self.numbers.resize(count * self.apart, T::default());
    }

    fn view(&self) -> ArrayView2<'_, T> {
        let shape = (self.count, self.rows).strides((self.apart, 1));
        ArrayView2::from_shape(shape, self.numbers.get()).expect("so many places")
    }

    fn view_mut(&mut self) -> ArrayViewMut2<'_, T> {
        let shape = (self.count, self.rows).strides((self.apart, 1));
        ArrayViewMut2::from_shape(shape, self.numbers.get_mut()).expect("so many places")
    }
}

/// Some places of an array, copied, with zeros for rows that are missing.
struct Copied<E: Dtype> {
    words: Plane<E::Word>,
    /// Half precision as it comes.
    elements: Plane<E>,
}

impl<E: Dtype> Copied<E> {
    fn new() -> Self {
        Copied { words: Plane::new(), elements: Plane::new() }
    }

    fn load(
        &mut self,
        from: ArrayView2<E>,
        chunk: &Range<usize>,
        rows: usize,
        widening: &Widening<E>,
    ) {
        self.words.resize(chunk.len(), rows);
        let from = from.slice_axis_move(Axis(0), chunk.clone().into());
        if is_half::<E>() {
            self.elements.resize(chunk.len(), rows);
            gather(from, self.elements.apart, self.elements.numbers.get_mut());
        } else {
            gather(from, self.words.apart, bytemuck::cast_slice_mut(self.words.numbers.get_mut()));
        }
        for (i, mut words) in self.words.view_mut().outer_iter_mut().enumerate() {
            let words = words.as_slice_mut().expect("side by side");
            if is_half::<E>() {
                (widening.widen)(place(self.elements.view(), i), words);
            }
            words[from.ncols()..].fill(E::Word::default());
            if widening.turned {
                words.iter_mut().for_each(|word| *word = -*word);
            }
        }
    }
}

/// Copies elements to places so far apart.
fn gather<E: Dtype>(from: ArrayView2<E>, apart: usize, places: &mut [E]) {
    if is_transposed(&from) {
        let rows = from.axis_iter(Axis(1));
        to_places(rows.map(|row| row.to_slice().expect("of stride 1")), places, apart);
        return;
    }
    for (from, place) in from.outer_iter().zip(places.chunks_mut(apart)) {
        match from.as_slice() {
            Some(from) => place[..from.len()].copy_from_slice(from),
            None => from.iter().zip(place).for_each(|(from, place)| *place = *from),
        }
    }
}

/// Does each row lie side by side in memory, and not its neighbours?
fn is_transposed<E>(view: &ArrayView2<E>) -> bool {
    view.strides()[0] == 1 && view.strides()[1] != 1
}

/// Do rows lie side by side, in the type that is computed in?
fn lying<E: Dtype>(view: &ArrayView2<E>) -> bool {
    view.strides()[1] == 1 && E::words(*view).is_some()
}

/// The rows that are worked on at a time. The last ones, which are copied if they are no whole vectors, come apart.
fn pieces<E: Dtype>(view: ArrayView2<E>) -> impl Iterator<Item = Range<usize>> + use<E> {
    let (length, rows) = view.dim();
    let room = if is_transposed(&view) { SMALL } else { KEPT };
    let fitting = room / size_of::<E::Word>() / length;
    let width = (fitting / ROUND * ROUND).clamp(2 * ROUND, WIDTH / size_of::<E::Word>());
    let mut start = 0;
    std::iter::from_fn(move || {
        let left = rows - start;
        let whole = width.min(left / ROUND * ROUND);
        let first = start;
        start += if whole > 0 { whole } else { left };
        (left > 0).then_some(first..start)
    })
}

/// What lies at a place along the axis.
#[inline(always)]
pub(super) fn place<E>(from: ArrayView2<'_, E>, j: usize) -> &[E] {
    from.index_axis_move(Axis(0), j).to_slice().expect("side by side")
}

/// The same, to write to.
#[inline(always)]
pub(super) fn place_mut<'a, E>(out: &'a mut ArrayViewMut2<E>, j: usize) -> &'a mut [E] {
    out.index_axis_mut(Axis(0), j).into_slice().expect("side by side")
}

/// An array that lies in the type that is computed in.
fn lying_words<E: Dtype>(view: ArrayView2<E>) -> Places<E> {
    E::words(view).expect("the type that is computed in")
}

/// Fetches what lies some places after this one, if there is something: processors do not foresee pieces that are far from each other.
#[inline(always)]
pub(super) fn fetch_after<E>(from: &ArrayView2<E>, j: usize) {
    if j + AHEAD < from.nrows() {
        let piece = from.index_axis(Axis(0), j + AHEAD);
        fetch_lines(piece.as_ptr(), piece.len());
    }
}
