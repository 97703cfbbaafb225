//! Writes results as one text and a table of numbers, from which `src-js/results.js` builds
//! frozen objects.
//!
//! JSON would take longer to write and to parse than the core takes to verify a KS. Each type
//! here has a function in `src-js/results.js` that reads the same parts in the same order.

use std::fmt::{Display, Write};

use ks_core::interop::{rename_fields, split_values};
use ks_core::{
    Advice, Decoded, Explanation, FoundKs, Privileges, RawFields, RawValue, SessionType,
    Unverified, Verified,
};
use wasm_bindgen::JsValue;

use crate::bridge::{camel_case, receive_error, receive_result};

/// Passes a result to JavaScript, or the error.
pub(crate) fn return_result(result: Result<impl WriteResult, JsValue>) {
    match result {
        Ok(result) => send(&result),
        Err(error) => receive_error(error),
    }
}

fn send<T: WriteResult>(result: &T) {
    let mut out = ResultWriter::new();
    result.write(&mut out);
    let is_ascii = out.units == out.text.len();
    let (text, table) = (out.text.as_ptr(), out.table.as_ptr());
    receive_result(T::KIND, text, out.text.len(), is_ascii, table);
}

/// A result that JavaScript receives.
pub(crate) trait WriteResult {
    /// Its index in `BUILDERS` of `src-js/results.js`.
    const KIND: u32;

    /// Writes its parts.
    fn write(&self, out: &mut ResultWriter);
}

/// The parts of a result, in the order in which they are read.
pub(crate) struct ResultWriter {
    text: String,
    /// The length of `text` in UTF-16 units.
    units: usize,
    /// Numbers, NaN for null; for a text, where it ends in `text`, -1 for null.
    table: Vec<f64>,
}

impl ResultWriter {
    fn new() -> Self {
        Self { text: String::with_capacity(512), units: 0, table: Vec::with_capacity(64) }
    }

    pub(crate) fn number(&mut self, number: impl Into<f64>) {
        self.table.push(number.into());
    }

    fn optional_number(&mut self, number: Option<impl Into<f64>>) {
        self.table.push(number.map_or(f64::NAN, Into::into));
    }

    #[allow(clippy::cast_precision_loss, reason = "documented: inexact beyond 2^53")]
    fn seconds(&mut self, seconds: Option<i64>) {
        self.table.push(seconds.map_or(f64::NAN, |seconds| seconds as f64));
    }

    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn count(&mut self, count: usize) {
        self.table.push(count as f64);
    }

    fn optional_count(&mut self, count: Option<usize>) {
        match count {
            Some(count) => self.count(count),
            None => self.number(f64::NAN),
        }
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.number(u8::from(flag));
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.text.push_str(text);
        self.units += utf16_len(text);
        self.count(self.units);
    }

    /// Writes the text of a value without a copy in between.
    fn displayed(&mut self, value: impl Display) {
        let start = self.text.len();
        let _ = write!(self.text, "{value}"); // Writing to a `String` does not fail.
        self.units += utf16_len(&self.text[start..]);
        self.count(self.units);
    }

    pub(crate) fn optional_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.number(-1),
        }
    }

    /// Writes a sentence of the core, with its field names in JavaScript's spelling.
    fn message(&mut self, message: &str) {
        self.string(&rename_fields(message, camel_case));
    }

    /// Writes bytes as text, with invalid UTF-8 replaced.
    fn lossy(&mut self, bytes: &[u8]) {
        self.string(&String::from_utf8_lossy(bytes));
    }

    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let count_at = self.table.len();
        self.count(0);
        let mut count = 0_u32;
        // Faster than a `for` loop over chained iterators.
        items.into_iter().for_each(|item| {
            count += 1;
            write(self, item);
        });
        self.table[count_at] = count.into();
    }

    fn session_type(&mut self, session_type: Option<SessionType>) {
        self.optional_number(session_type.map(SessionType::number));
    }
}

fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl WriteResult for Verified {
    const KIND: u32 = 0;

    fn write(&self, out: &mut ResultWriter) {
        out.number(self.version().number());
        out.number(self.partner_id());
        out.session_type(Some(self.session_type()));
        out.optional_string(self.user_id());
        out.flag(self.is_anonymous());
        out.seconds(Some(self.expires_at()));
        out.privileges(&self.privileges());
        out.optional_number(self.master_partner_id());
        out.optional_string(self.additional_data());
        out.string(&self.session_hash());
        out.optional_string(self.group_hash().as_deref());
        out.count(self.secret_index());
    }
}

impl WriteResult for Decoded {
    const KIND: u32 = 1;

    fn write(&self, out: &mut ResultWriter) {
        out.number(self.version().number());
        out.optional_number(self.partner_id());
        out.session_type(self.session_type());
        out.optional_string(self.user_id().as_deref());
        out.seconds(self.expires_at());
        out.list(self.privilege_values(), |out, (name, values)| {
            out.lossy(name);
            out.list(values, ResultWriter::lossy);
        });
        out.lossy(&self.privileges_text());
        out.optional_number(self.master_partner_id());
        out.optional_string(self.additional_data().as_deref());
        out.string(&self.session_hash());
        out.optional_string(self.group_hash().as_deref());
        out.count(self.secret_index());
        out.flag(self.is_admin());
        out.flag(self.is_widget());
        out.flag(self.is_anonymous());
        let warnings = self.warnings();
        out.flag(warnings.is_empty());
        out.list(&warnings, ResultWriter::advice);
        out.raw_fields(&self.raw_fields());
    }
}

impl WriteResult for Explanation {
    const KIND: u32 = 2;

    fn write(&self, out: &mut ResultWriter) {
        out.flag(self.status.is_some());
        if let Some(status) = self.status {
            out.number(status.number());
            out.string(&status.to_string());
        }
        out.optional_string(self.api_error);
        out.message(&self.reason);
        out.flag(self.is_accepted());
        out.list(&self.grants, |out, grant| {
            out.string(&grant.name);
            out.optional_string(grant.value.as_deref());
            out.flag(grant.granted);
            out.string(grant.rule.as_str());
        });
        out.list(&self.advice, ResultWriter::advice);
        out.flag(self.answer.is_some());
        if let Some(answer) = &self.answer {
            out.string(&answer.code);
            out.optional_string(answer.status);
            out.optional_string(answer.message.as_deref());
            out.string(answer.meaning);
            out.string(answer.check);
        }
    }
}

impl WriteResult for Unverified {
    const KIND: u32 = 3;

    fn write(&self, out: &mut ResultWriter) {
        out.number(self.version.number());
        out.optional_number(self.partner_id);
        out.string(&self.partner_text);
        out.flag(self.claims.is_some());
        if let Some(claims) = &self.claims {
            out.string(&claims.valid_until);
            out.optional_string(claims.session_type.as_deref());
            out.optional_string(claims.rand.as_deref());
            out.optional_string(claims.user_id.as_deref());
            out.optional_string(claims.privileges.as_deref());
            out.optional_string(claims.master_partner_id.as_deref());
            out.optional_string(claims.additional_data.as_deref());
        }
        out.optional_count(self.encrypted_bytes);
        out.flag(self.truncated);
    }
}

/// A KS found in a text, with its position in UTF-16 units.
pub(crate) struct Found<'t> {
    pub(crate) text: &'t str,
    pub(crate) found: Option<FoundKs<'t>>,
}

impl WriteResult for Found<'_> {
    const KIND: u32 = 4;

    fn write(&self, out: &mut ResultWriter) {
        out.flag(self.found.is_some());
        if let Some(FoundKs { ks, range, .. }) = &self.found {
            let start = utf16_len(&self.text[..range.start]);
            out.string(ks);
            out.count(start);
            out.count(start + utf16_len(&self.text[range.clone()]));
        }
    }
}

impl WriteResult for Vec<Advice> {
    const KIND: u32 = 5;

    fn write(&self, out: &mut ResultWriter) {
        out.list(self, ResultWriter::advice);
    }
}

impl ResultWriter {
    fn advice(&mut self, advice: &Advice) {
        self.string(advice.code);
        self.message(&advice.message);
    }

    /// Writes privileges as a list and as text.
    fn privileges(&mut self, privileges: &Privileges<'_>) {
        self.list(privileges.iter(), |out, (name, value)| {
            out.string(name);
            out.list(split_values(name, &value), Self::string);
        });
        self.displayed(privileges);
    }

    fn raw_fields(&mut self, fields: &RawFields<'_>) {
        self.raw_value(&fields.partner_id);
        self.raw_value(&fields.partner_pattern);
        self.raw_value(&fields.valid_until);
        self.raw_value(&fields.session_type);
        self.raw_value(&fields.rand);
        self.raw_value(&fields.user);
        self.raw_value(&fields.privileges);
        self.raw_value(&fields.master_partner_id);
        self.raw_value(&fields.additional_data);
        self.list(&fields.parsed_privileges, |out, (name, values)| {
            out.raw_value(name);
            out.list(values, ResultWriter::raw_value);
        });
        self.string(&fields.hash);
    }

    fn raw_value(&mut self, value: &RawValue<'_>) {
        match value {
            RawValue::Null => self.number(0),
            RawValue::Array => self.number(3),
            RawValue::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.number(1);
                    self.string(text);
                }
                Err(_) => {
                    self.number(2);
                    self.string(&hex(bytes));
                }
            },
        }
    }
}
