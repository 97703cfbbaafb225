//! The advice found so far.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::Advice;

/// The advice found so far, each piece once.
#[derive(Default)]
pub(super) struct Report {
    pub(super) advice: Vec<Advice>,
    /// How many unknown names were reported or only counted.
    pub(super) unknown_names: usize,
}

impl Report {
    pub(super) fn add(&mut self, code: &'static str, message: impl Into<String>) {
        let advice = Advice::new(code, message.into());
        if !self.advice.contains(&advice) {
            self.advice.push(advice);
        }
    }
}
