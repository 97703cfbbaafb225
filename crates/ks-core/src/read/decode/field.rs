//! A field of a KS as PHP holds it.

use crate::encoding::span::Span;

/// Null, a text, or an array. It takes only eight bytes, because a [`Decoded`](super::Decoded)
/// contains a dozen fields and is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Field(Span);

impl Field {
    pub(super) const NULL: Self = Self(Span::nowhere(0));
    /// The contents of an array never matter.
    pub(super) const ARRAY: Self = Self(Span::nowhere(1));

    pub(super) fn text(span: Span) -> Self {
        Self(span)
    }

    /// Returns the place of the text.
    pub(super) fn span(self) -> Option<Span> {
        if self.0.is_nowhere() { None } else { Some(self.0) }
    }
}
