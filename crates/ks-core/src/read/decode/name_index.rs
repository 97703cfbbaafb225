//! Finding a privilege by its name while a KS is read.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{Field, Span};

/// The index of each privilege name: the first 16 names are compared one by one, further
/// ones are looked up in a map.
#[derive(Default)]
pub(super) struct NameIndex {
    overflow: BTreeMap<Vec<u8>, usize>,
}

impl NameIndex {
    const LINEAR_LIMIT: usize = 16;

    pub(super) fn find<'s>(
        &self,
        known: &[(Span, Field)],
        name: &[u8],
        text: impl Fn(Span) -> &'s [u8],
    ) -> Option<usize> {
        let early = known.iter().take(Self::LINEAR_LIMIT).position(|&(span, _)| text(span) == name);
        early.or_else(|| self.overflow.get(name).copied())
    }

    pub(super) fn add(&mut self, name: &[u8], index: usize) {
        if index >= Self::LINEAR_LIMIT {
            self.overflow.insert(name.to_vec(), index);
        }
    }
}
