//! Detects `fork` at the cost of one memory read.
//!
//! A generator that keeps random state must detect a `fork`, or the parent and
//! the child draw the same numbers. Asking the kernel for the process id every
//! time takes about as long as signing a KS. [`epoch`] instead reads a word that
//! becomes zero in every child, for two independent reasons:
//!
//! * The kernel wipes its page in the child (`MADV_WIPEONFORK`, Linux 4.14 and
//!   later), also after a raw `clone`.
//! * A `pthread_atfork` handler clears it in the child of every `fork`, in case
//!   the kernel ignored the advice.
//!
//! This crate contains nothing else. It exists so that `ks-core` can forbid
//! unsafe code.
#![deny(unsafe_op_in_unsafe_fn)]

/// Returns a number that is constant within a process and different in its
/// forked children. State from another epoch must be discarded.
///
/// Returns `None` if the system cannot wipe a page on fork (another Unix, an
/// older Linux). The caller must then keep no state between calls. A process id
/// is not sufficient, because it can be reused by a grandchild.
#[must_use]
pub fn epoch() -> Option<u64> {
    imp::epoch()
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod imp {
    use std::ptr;
    use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

    /// How many epochs this process and its ancestors have begun. A child
    /// inherits the number and adds one.
    static BEGUN: AtomicU64 = AtomicU64::new(0);

    /// The word: null before the first call, [`UNAVAILABLE`] if there is none.
    /// A lock would stay locked in a child that is forked during initialization.
    static WORD: AtomicPtr<AtomicU64> = AtomicPtr::new(ptr::null_mut());
    static UNAVAILABLE: AtomicU64 = AtomicU64::new(0);

    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        let word = word()?;
        match word.load(Ordering::Relaxed) {
            0 => Some(begin(word)),
            epoch => Some(epoch),
        }
    }

    #[inline]
    pub(crate) fn word() -> Option<&'static AtomicU64> {
        let mut word = WORD.load(Ordering::Acquire);
        if word.is_null() {
            word = initialize();
        }
        // SAFETY: it is a pointer to a static, or one that `map_word` returned.
        (!ptr::eq(word, &raw const UNAVAILABLE)).then(|| unsafe { &*word })
    }

    #[cold]
    fn begin(word: &AtomicU64) -> u64 {
        let next = BEGUN.fetch_add(1, Ordering::Relaxed) + 1;
        match word.compare_exchange(0, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => next,
            Err(epoch) => epoch, // another thread began it
        }
    }

    #[cold]
    fn initialize() -> *mut AtomicU64 {
        let mapped = map_word();
        let word = mapped.unwrap_or((&raw const UNAVAILABLE).cast_mut());
        match WORD.compare_exchange(ptr::null_mut(), word, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                if mapped.is_some() {
                    // SAFETY: the handler may run in a forked child: it only uses atomics. If it
                    // cannot be registered, the kernel still wipes the page.
                    let _ = unsafe { libc::pthread_atfork(None, None, Some(clear_word)) };
                }
                word
            }
            Err(first) => {
                if let Some(mapped) = mapped {
                    // SAFETY: the mapping of `map_word`, which nothing else refers to.
                    unsafe { libc::munmap(mapped.cast(), size_of::<AtomicU64>()) };
                }
                first // another thread was faster
            }
        }
    }

    /// Runs in the child of a `fork`.
    extern "C" fn clear_word() {
        if let Some(word) = word() {
            word.store(0, Ordering::Relaxed);
        }
    }

    /// Maps a word that the kernel wipes in every child.
    fn map_word() -> Option<*mut AtomicU64> {
        // SAFETY: a new anonymous mapping, at an address of the kernel's choice.
        let page = unsafe {
            libc::mmap(
                ptr::null_mut(),
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
        // SAFETY: `page` is the mapping from above, of this length.
        let advise = |advice| unsafe { libc::madvise(page, size_of::<AtomicU64>(), advice) } == 0;
        // An emulator that ignores advice also accepts an advice that does not exist.
        let wiped = !advise(-1) && advise(libc::MADV_WIPEONFORK);
        if !wiped {
            // SAFETY: the same mapping, which nothing refers to.
            unsafe { libc::munmap(page, size_of::<AtomicU64>()) };
            return None;
        }
        // The mapping is page-aligned, zeroed (a valid AtomicU64), readable and writable,
        // and from here on never unmapped unless another thread was faster.
        Some(page.cast())
    }
}

// Miri has neither `madvise` nor `fork`.
#[cfg(all(unix, any(miri, not(any(target_os = "linux", target_os = "android")))))]
mod imp {
    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        None
    }
}

#[cfg(not(unix))]
mod imp {
    /// A system without `fork`.
    #[inline]
    pub(crate) fn epoch() -> Option<u64> {
        Some(0)
    }
}

#[cfg(all(test, unix, not(miri)))]
mod tests {
    use super::epoch;

    /// Runs `child` in a process that `fork` creates, and waits for its result.
    ///
    /// # Safety
    ///
    /// `fork` returns twice, and `child` only reads and writes memory and forks.
    unsafe fn succeeds_in(
        fork: impl FnOnce() -> libc::pid_t,
        child: impl FnOnce() -> bool,
    ) -> bool {
        let pid = fork();
        if pid == 0 {
            // SAFETY: leaves without running the destructors of the test harness.
            unsafe { libc::_exit(i32::from(!child())) };
        }
        let mut status = 1;
        // SAFETY: waits for the child.
        pid > 0 && unsafe { libc::waitpid(pid, &raw mut status, 0) } == pid && status == 0
    }

    fn fork() -> libc::pid_t {
        // SAFETY: the children only read and write memory, and fork.
        unsafe { libc::fork() }
    }

    #[test]
    fn a_child_and_its_child_differ() {
        let here = epoch();
        assert_eq!(here, epoch());
        // SAFETY: as `succeeds_in` requires.
        let differ = unsafe {
            succeeds_in(fork, || {
                let child = epoch();
                let grandchild = || epoch() != child && epoch() != here;
                child != here && succeeds_in(fork, grandchild)
            })
        };
        assert!(differ, "a forked child has its parent's epoch");
        assert_eq!(here, epoch());
    }

    /// Each of the two mechanisms is enough on its own.
    #[cfg(target_os = "linux")]
    #[test]
    fn each_mechanism_alone_detects_a_child() {
        let here = epoch();
        let word = super::imp::word().expect("this kernel wipes pages on fork");
        let raw_clone = || {
            // SAFETY: a raw clone without a stack is a fork that calls no handlers.
            let pid = unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) };
            libc::pid_t::try_from(pid).unwrap_or(-1)
        };
        let advise = |advice| {
            let page = std::ptr::from_ref(word).cast_mut().cast();
            // SAFETY: the page that `map_word` mapped.
            assert_eq!(unsafe { libc::madvise(page, size_of_val(word), advice) }, 0);
        };
        // The kernel alone.
        // SAFETY: as `succeeds_in` requires.
        assert!(unsafe { succeeds_in(raw_clone, || epoch() != here) });

        // A kernel that ignores the advice: the handler alone. Neither is a control.
        advise(libc::MADV_KEEPONFORK);
        // SAFETY: as `succeeds_in` requires.
        let (handler, neither) = unsafe {
            (succeeds_in(fork, || epoch() != here), succeeds_in(raw_clone, || epoch() == here))
        };
        advise(libc::MADV_WIPEONFORK);
        assert!(handler, "the fork handler did not clear the word");
        assert!(neither, "this test does not switch the mechanisms off");
    }
}
