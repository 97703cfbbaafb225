//! Finding a privilege by its name while a KS is read.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{Named, Span};

/// The index of each privilege name: the first 16 names are compared one by one, further ones
/// are looked up in a map.
#[derive(Default)]
pub(super) struct NameIndex {
    /// Created for the 17th name, because dropping even an empty map takes time.
    further: Option<BTreeMap<Vec<u8>, usize>>,
    /// All names. Most names are not in it, so that no search is needed.
    set: NameSet,
}

impl NameIndex {
    const LINEAR_LIMIT: usize = 16;

    /// Indexes names that were read before.
    pub(super) fn of<'t>(known: &Named, text: impl Fn(Span) -> &'t [u8]) -> Self {
        let mut names = Self::default();
        for (index, &(name, _)) in known.iter().enumerate() {
            names.add(text(name), index);
        }
        names
    }

    /// Returns all names.
    pub(super) fn set(&self) -> NameSet {
        self.set
    }

    /// Returns the index of a known name. `text` returns the text of a known name.
    #[inline(always)]
    pub(super) fn find<'t>(
        &self,
        known: &Named,
        name: &[u8],
        text: impl Fn(Span) -> &'t [u8],
    ) -> Option<usize> {
        if !self.set.may_contain_any(NameSet::of(&[name])) {
            return None;
        }
        self.search(known, name, text)
    }

    #[cold]
    fn search<'t>(
        &self,
        known: &Named,
        name: &[u8],
        text: impl Fn(Span) -> &'t [u8],
    ) -> Option<usize> {
        known
            .iter()
            .take(Self::LINEAR_LIMIT)
            .position(|&(known, _)| text(known) == name)
            .or_else(|| self.further.as_ref()?.get(name).copied())
    }

    #[inline(always)]
    pub(super) fn add(&mut self, name: &[u8], index: usize) {
        self.set = self.set.union(NameSet::of(&[name]));
        if index >= Self::LINEAR_LIMIT {
            self.add_further(name, index);
        }
    }

    #[cold]
    fn add_further(&mut self, name: &[u8], index: usize) {
        self.further.get_or_insert_default().insert(name.to_vec(), index);
    }
}

/// A small set of names. It tells for certain only that a name is absent, because it keeps a
/// bit for each combination of first byte and length, and several names share a bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in crate::read) struct NameSet(u64);

impl NameSet {
    #[inline(always)]
    pub(in crate::read) const fn of(names: &[&[u8]]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < names.len() {
            let name = names[index];
            let first = if name.is_empty() { 0 } else { name[0] as usize };
            bits |= 1 << ((first ^ (name.len() << 3)) % 64);
            index += 1;
        }
        Self(bits)
    }

    #[inline(always)]
    pub(in crate::read) fn may_contain_any(self, names: Self) -> bool {
        self.0 & names.0 != 0
    }

    #[inline(always)]
    fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
