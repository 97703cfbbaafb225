//! Lists: privileges, warnings and advice.

use std::ffi::c_char;
use std::ptr;

use ks_core::Advice;

use crate::status::{KKS_INVALID_ARGUMENT, kks_status};

/// An ordered list of names with optional values: privileges, warnings or
/// advice.
pub struct kks_list {
    _opaque: [u8; 0],
}

opaque!(kks_list, Vec<ListEntry>);

/// A name and an optional value. Both end in a NUL that their length excludes.
pub(crate) struct ListEntry(Vec<u8>, Option<Vec<u8>>);

impl ListEntry {
    pub(crate) fn new(name: &[u8], value: Option<&[u8]>) -> Self {
        let terminated = |text: &[u8]| [text, b"\0"].concat();
        Self(terminated(name), value.map(terminated))
    }

    /// An entry for a privilege. An empty value means that it has none.
    pub(crate) fn privilege(name: &[u8], value: &[u8]) -> Self {
        Self::new(name, (!value.is_empty()).then_some(value))
    }
}

/// Converts advice: the code is the name, the message is the value.
pub(crate) fn advice_entries(advice: &[Advice]) -> Vec<ListEntry> {
    advice.iter().map(|a| ListEntry::new(a.code.as_bytes(), Some(a.message.as_bytes()))).collect()
}

/// Converts names with several values each: one entry for each value, or one
/// entry without a value.
pub(crate) fn flatten_values<N: AsRef<[u8]>, V: AsRef<[u8]>>(
    names: impl IntoIterator<Item = (N, impl IntoIterator<Item = V>)>,
) -> Vec<ListEntry> {
    let mut entries = Vec::new();
    for (name, values) in names {
        let before = entries.len();
        entries.extend(values.into_iter().map(|v| ListEntry::new(name.as_ref(), Some(v.as_ref()))));
        if entries.len() == before {
            entries.push(ListEntry::new(name.as_ref(), None));
        }
    }
    entries
}

/// Returns the number of entries of a list. Returns 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_count(list: *const kks_list) -> usize {
    let mut count = 0;
    ffi_call!(|caller| {
        count = caller.borrow_handle("list", list)?.len();
        Ok(())
    });
    count
}

/// Gets the entry at an index, counted from 0. Sets *value to NULL if the entry
/// has no value. Both texts end in NUL and live as long as the list. A text can
/// contain a NUL; then only its length shows where it ends. Every output may be NULL.
///
/// Errors: KKS_INVALID_ARGUMENT for an index that is out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_get(
    list: *const kks_list,
    index: usize,
    name: *mut *const c_char,
    name_length: *mut usize,
    value: *mut *const c_char,
    value_length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let list = caller.borrow_handle("list", list)?;
        let ListEntry(its_name, its_value) = list.get(index).ok_or(KKS_INVALID_ARGUMENT)?;
        caller.write_optional_value(name, its_name.as_ptr().cast());
        caller.write_optional_value(name_length, its_name.len() - 1);
        let its_text = its_value.as_ref().map_or(ptr::null(), |text| text.as_ptr().cast());
        caller.write_optional_value(value, its_text);
        let its_length = its_value.as_ref().map_or(0, |text| text.len() - 1);
        caller.write_optional_value(value_length, its_length);
        Ok(())
    })
}

/// Frees a list. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_free(list: *mut kks_list) -> kks_status {
    ffi_call!(|caller| caller.free(list))
}
