//! The caller of one exported function.

use std::marker::PhantomData;

/// A caller that follows the contract of `ks.h`: everything that its pointers
/// refer to stays valid for `'call`.
///
/// The other modules of the boundary add the methods that read the caller's
/// arguments and write the results.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'call>(PhantomData<&'call ()>);

impl Caller<'_> {
    /// Trusts the caller for `'call`.
    ///
    /// # Safety
    ///
    /// The running call follows the contract of `ks.h` and lasts for `'call`.
    pub(super) unsafe fn trusted() -> Self {
        Self(PhantomData)
    }
}
