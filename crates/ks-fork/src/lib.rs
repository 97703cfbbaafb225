//! Tells a forked process from its parent at the price of one memory read.
//!
//! A generator that keeps random state must notice a `fork`, or parent and
//! child draw the same numbers. Asking the kernel for the process id each time
//! costs about as much as signing a KS, so [`epoch`] reads a word in a page
//! that the kernel empties in every child (`MADV_WIPEONFORK`, Linux 4.14 and
//! later; it also holds for a raw `clone`). This crate is that one page and
//! nothing else: it exists so that `ks-core` can forbid unsafe code.
#![deny(unsafe_op_in_unsafe_fn)]

/// A number that stays the same within one process and differs in its forked
/// children, so that state made under another epoch must be made anew.
///
/// `None` where the kernel cannot empty a page on fork (another Unix, an older
/// Linux): nothing may then be kept from one call to the next. A process id
/// would not do: it may come round again in a grandchild.
#[must_use]
pub fn epoch() -> Option<u64> {
    imp::epoch()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod imp {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// How many epochs this process and its ancestors have begun. A child
    /// inherits it and goes one further.
    static BEGUN: AtomicU64 = AtomicU64::new(0);
    static WORD: OnceLock<Option<&'static AtomicU64>> = OnceLock::new();

    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        let word = (*WORD.get_or_init(map_word))?;
        match word.load(Ordering::Relaxed) {
            0 => Some(begin(word)),
            epoch => Some(epoch),
        }
    }

    #[cold]
    fn begin(word: &AtomicU64) -> u64 {
        let next = BEGUN.fetch_add(1, Ordering::Relaxed) + 1;
        match word.compare_exchange(0, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => next,
            Err(epoch) => epoch, // another thread began it
        }
    }

    fn map_word() -> Option<&'static AtomicU64> {
        // SAFETY: asks for a new anonymous mapping at an address of the kernel's choice.
        let page = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                size_of::<AtomicU64>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if page == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: `page` is the mapping made above, of this length.
        let advise = |advice| unsafe { libc::madvise(page, size_of::<AtomicU64>(), advice) } == 0;
        // An emulator that ignores advice says yes to one that does not exist.
        let wiped = !advise(-1) && advise(libc::MADV_WIPEONFORK);
        if !wiped {
            // SAFETY: the same mapping, which nothing refers to.
            unsafe { libc::munmap(page, size_of::<AtomicU64>()) };
            return None;
        }
        // SAFETY: page-aligned, zeroed (a valid AtomicU64), readable and
        // writable, and never unmapped from here on.
        Some(unsafe { &*page.cast::<AtomicU64>() })
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod imp {
    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        None
    }
}

#[cfg(not(unix))]
mod imp {
    /// No fork here.
    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        Some(0)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::epoch;

    #[test]
    fn a_child_and_its_child_differ() {
        let here = epoch();
        assert_eq!(here, epoch());
        // SAFETY: the children only read and write memory, and leave by `_exit`.
        let seen = unsafe {
            let child = libc::fork();
            if child == 0 {
                let mine = epoch();
                let grandchild = libc::fork();
                if grandchild == 0 {
                    libc::_exit(i32::from(epoch() == mine || epoch() == here));
                }
                let mut status = 1;
                libc::waitpid(grandchild, &raw mut status, 0);
                libc::_exit(i32::from(mine == here || status != 0));
            }
            let mut status = 1;
            libc::waitpid(child, &raw mut status, 0);
            status
        };
        assert_eq!(seen, 0, "a forked child saw its parent's epoch");
        assert_eq!(here, epoch());
    }
}
