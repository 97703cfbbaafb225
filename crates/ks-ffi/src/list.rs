//! Lists of names with values, which reading and linting give.

use std::ffi::c_char;
use std::ptr;

use ks_core::Advice;

use crate::status::{KKS_INVALID_ARGUMENT, kks_status};

/// Names with values, in order: privileges, warnings or advice.
pub struct kks_list {
    _opaque: [u8; 0],
}

opaque!(kks_list, Vec<Row>);

/// A name, perhaps with a value; both end in a NUL that does not count.
pub(crate) struct Row(Vec<u8>, Option<Vec<u8>>);

impl Row {
    pub(crate) fn new(name: &[u8], value: Option<&[u8]>) -> Self {
        let ended = |text: &[u8]| [text, b"\0"].concat();
        Self(ended(name), value.map(ended))
    }
}

/// Advice: its code with its message.
pub(crate) fn rows(advice: Vec<Advice>) -> Vec<Row> {
    advice.iter().map(|a| Row::new(a.code.as_bytes(), Some(a.message.as_bytes()))).collect()
}

/// Each name once for each of its values, or alone.
pub(crate) fn each_value<N: AsRef<[u8]>, V: AsRef<[u8]>>(
    names: impl IntoIterator<Item = (N, impl IntoIterator<Item = V>)>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, values) in names {
        let before = rows.len();
        rows.extend(values.into_iter().map(|v| Row::new(name.as_ref(), Some(v.as_ref()))));
        if rows.len() == before {
            rows.push(Row::new(name.as_ref(), None));
        }
    }
    rows
}

/// How many entries a list has. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_count(list: *const kks_list) -> usize {
    let mut count = 0;
    guarded!(|caller| {
        count = caller.open("list", list)?.len();
        Ok(())
    });
    count
}

/// The entry at index, counted from 0. *value becomes NULL where the entry has
/// none. Both texts live as long as the list and end in NUL; a text that has a
/// NUL inside is told by its length. Every output may be NULL.
///
/// Errors: KKS_INVALID_ARGUMENT for an index that is not in the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_get(
    list: *const kks_list,
    index: usize,
    name: *mut *const c_char,
    name_length: *mut usize,
    value: *mut *const c_char,
    value_length: *mut usize,
) -> kks_status {
    guarded!(|caller| {
        let list = caller.open("list", list)?;
        let Row(its_name, its_value) = list.get(index).ok_or(KKS_INVALID_ARGUMENT)?;
        caller.put_if_wanted(name, its_name.as_ptr().cast());
        caller.put_if_wanted(name_length, its_name.len() - 1);
        let its_text = its_value.as_ref().map_or(ptr::null(), |text| text.as_ptr().cast());
        caller.put_if_wanted(value, its_text);
        caller.put_if_wanted(value_length, its_value.as_ref().map_or(0, |text| text.len() - 1));
        Ok(())
    })
}

/// Frees a list. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_list_free(list: *mut kks_list) -> kks_status {
    guarded!(|caller| caller.free(list))
}
