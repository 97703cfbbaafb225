//! Reads the values that `src-js/pack.js` writes as one text and a list of numbers.

use ks_core::interop::Value;

/// How `src-js/pack.js` marks each kind of value. Numbers follow the mark; the length of a
/// text is in UTF-16 units.
mod mark {
    pub(super) const NULL: u32 = 0;
    pub(super) const FALSE: u32 = 1;
    pub(super) const TRUE: u32 = 2;
    pub(super) const INTEGER: u32 = 3;
    pub(super) const FLOAT: u32 = 4;
    pub(super) const BIG_INT: u32 = 5;
    pub(super) const TEXT: u32 = 6;
    pub(super) const NOT_UNICODE: u32 = 7;
    pub(super) const LIST: u32 = 8;
    pub(super) const MAP: u32 = 9;
}

/// A packed value that is being read.
pub(crate) struct Packed<'a> {
    text: &'a str,
    is_ascii: bool,
    shape: std::slice::Iter<'a, f64>,
}

impl<'a> Packed<'a> {
    pub(crate) fn new(text: &'a str, shape: &'a [f64]) -> Self {
        Self { text, is_ascii: text.is_ascii(), shape: shape.iter() }
    }

    /// Reads the next value and everything inside it.
    pub(crate) fn value(&mut self) -> Value {
        match self.count() {
            mark::NULL => Value::Null,
            mark::FALSE => Value::Bool(false),
            mark::TRUE => Value::Bool(true),
            mark::INTEGER => Value::Int(to_i64(self.number())),
            mark::FLOAT => Value::Float(self.number()),
            mark::BIG_INT => Value::BigInt,
            mark::TEXT => Value::Text(self.string().into()),
            mark::NOT_UNICODE => Value::NotUnicode,
            mark::LIST => Value::List((0..self.count()).map(|_| self.value()).collect()),
            mark::MAP => {
                let count = self.count();
                Value::Map((0..count).map(|_| (self.string().into(), self.value())).collect())
            }
            _ => Value::Other(self.string().into()),
        }
    }

    /// Reads a list of texts.
    pub(crate) fn texts(&mut self) -> Vec<&'a str> {
        (0..self.count()).map(|_| self.string()).collect()
    }

    fn number(&mut self) -> f64 {
        self.shape.next().copied().unwrap_or_default()
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    fn count(&mut self) -> u32 {
        self.number() as u32
    }

    /// Reads a text: its length in UTF-16 units is the next number.
    fn string(&mut self) -> &'a str {
        let length = self.count() as usize;
        let end = if self.is_ascii { length } else { utf8_len(self.text, length) };
        let (text, rest) = self.text.split_at_checked(end).unwrap_or((self.text, ""));
        self.text = rest;
        text
    }
}

/// Returns the bytes that the first `units` UTF-16 units take in UTF-8.
fn utf8_len(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, letter) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(letter.len_utf16());
    }
    text.len()
}

/// Converts a number that the facade has found to be a safe integer.
#[allow(clippy::cast_possible_truncation, reason = "the facade passes only safe integers")]
pub(crate) fn to_i64(number: f64) -> i64 {
    number as i64
}
