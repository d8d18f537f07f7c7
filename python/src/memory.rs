//! The memory of large results, which is kept for the next ones.
//!
//! New memory costs more than most functions: the system clears each page when it is first written. What large results
//! leave behind is therefore kept, and the next one of about that size written over it. The system is told that it may
//! have this memory back (`MADV_FREE`): if it runs short it takes it at once, without writing anything anywhere. Where it
//! cannot be told so, nothing is kept.

use std::any::Any;
use std::ptr::NonNull;
use std::sync::Mutex;

/// The size in bytes from which the memory of a result is kept. What is smaller the C library keeps as well.
pub const KEPT_FROM: usize = 8 << 20;

/// No more bytes than this are kept at a time.
const KEPT_AT_MOST: usize = 1 << 30;

/// What is kept, the oldest first. In a process forked while this was locked it stays so, and nothing is kept.
static KEPT: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Is there memory for so many bytes that is not new?
pub fn is_kept(bytes: usize) -> bool {
    KEPT.try_lock().is_ok_and(|kept| kept.iter().any(|block| block.fits(bytes)))
}

/// Some memory and its owner, in which there are numbers.
pub struct Block {
    start: NonNull<u8>,
    bytes: usize,
    _owner: Box<dyn Any + Send + Sync>,
}

// SAFETY: the memory belongs to the owner, which is both, and does not move with it; no one else has its address.
unsafe impl Send for Block {}
// SAFETY: as above; a shared block gives its address, and reads nothing.
unsafe impl Sync for Block {}

impl Block {
    /// The memory of these numbers, of a type without padding.
    pub fn of<E: Send + Sync + Copy + 'static>(mut numbers: Vec<E>) -> Self {
        let (start, bytes) = (NonNull::from(numbers.as_mut_slice()).cast(), size_of_val(&*numbers));
        Block { start, bytes, _owner: Box::new(numbers) }
    }

    /// Memory for so many bytes from what is kept, or new: zeros.
    pub fn new(bytes: usize) -> Self {
        Block::kept(bytes).unwrap_or_else(|| {
            let block = Block::of(vec![0_u64; bytes.div_ceil(size_of::<u64>())]);
            block.advise(Advice::HugePages);
            block
        })
    }

    fn kept(bytes: usize) -> Option<Self> {
        let mut kept = KEPT.try_lock().ok()?;
        let last = kept.iter().rposition(|block| block.fits(bytes))?;
        Some(kept.remove(last))
    }

    /// Has it room for so many bytes, and for hardly more?
    fn fits(&self, bytes: usize) -> bool {
        (bytes..=bytes.saturating_add(bytes / 8)).contains(&self.bytes)
    }

    /// Where it begins, for numbers of any type.
    pub fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// How many bytes there are.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn advise(&self, advice: Advice) -> bool {
        const PAGE: usize = 1 << 14;
        let skipped = self.start.as_ptr().align_offset(PAGE);
        let length = self.bytes.saturating_sub(skipped) / PAGE * PAGE;
        let advice = match advice {
            Advice::Free => libc::MADV_FREE,
            #[cfg(target_os = "linux")]
            Advice::HugePages => libc::MADV_HUGEPAGE,
            #[cfg(not(target_os = "linux"))]
            Advice::HugePages => return false,
        };
        // SAFETY: whole pages within the block, which this owns. Neither advice makes anything of it but the numbers
        // that are in it, or zeros; and no one reads it meanwhile.
        unsafe { libc::madvise(self.start.as_ptr().add(skipped).cast(), length, advice) == 0 }
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn advise(&self, _: Advice) -> bool {
        false
    }
}

enum Advice {
    /// The system may take the pages as long as no one writes to them.
    Free,
    /// The system should give large pages.
    HugePages,
}

/// A block that is kept for later when no one has it any more.
pub struct Lent(Option<Block>);

impl Lent {
    pub fn new(block: Block) -> Self {
        Lent(Some(block))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let large = |block: &Block| (KEPT_FROM..=KEPT_AT_MOST).contains(&block.bytes);
        // For numbers of any type, later.
        let aligned = |block: &Block| block.start.as_ptr().align_offset(align_of::<u64>()) == 0;
        let Some(block) = self.0.take().filter(large).filter(aligned) else { return };
        let Ok(mut kept) = KEPT.try_lock() else { return };
        if !block.advise(Advice::Free) {
            return;
        }
        kept.push(block);
        let mut all: usize = kept.iter().map(|block| block.bytes).sum();
        while all > KEPT_AT_MOST {
            all -= kept.remove(0).bytes;
        }
    }
}
