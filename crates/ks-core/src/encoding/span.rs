//! A range of a buffer, half the size of `Range<usize>`.

/// A range of a buffer of less than 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Creates a span. `Envelope::parse` rejects texts of more than 2 GiB, so no position is
    /// truncated.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && u32::try_from(end).is_ok());
        Self { start: start as u32, end: end as u32 }
    }

    /// Creates a value that is no range, for the states of a field without text.
    pub(crate) const fn nowhere(state: u32) -> Self {
        Self { start: u32::MAX, end: state }
    }

    pub(crate) fn is_nowhere(self) -> bool {
        self.start == u32::MAX
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    pub(crate) fn len(self) -> usize {
        self.end() - self.start()
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the bytes of the span.
    pub(crate) fn of(self, buffer: &[u8]) -> &[u8] {
        &buffer[self.start()..self.end()]
    }
}
