//! Finding a privilege by its name while a KS is read.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{Field, Span};

/// The index of each privilege name: the first 16 names are compared one by one, further ones
/// are looked up in a map.
#[derive(Default)]
pub(super) struct NameIndex {
    overflow: BTreeMap<Vec<u8>, usize>,
}

impl NameIndex {
    const LINEAR_LIMIT: usize = 16;

    /// Indexes names that were read before.
    pub(super) fn of(known: &[(Span, Field)], bytes: &[u8]) -> Self {
        let mut names = Self::default();
        for (index, (name, _)) in known.iter().enumerate() {
            names.add(name.of(bytes), index);
        }
        names
    }

    /// Returns the index of a known name. All spans refer to `bytes`.
    #[inline]
    pub(super) fn find(&self, known: &[(Span, Field)], name: Span, bytes: &[u8]) -> Option<usize> {
        let wanted = name.of(bytes);
        let early = known.iter().take(Self::LINEAR_LIMIT);
        early
            .into_iter()
            .position(|(known, _)| known.len() == name.len() && known.of(bytes) == wanted)
            .or_else(|| self.overflow.get(wanted).copied())
    }

    #[inline]
    pub(super) fn add(&mut self, name: &[u8], index: usize) {
        if index >= Self::LINEAR_LIMIT {
            self.overflow.insert(name.to_vec(), index);
        }
    }
}
