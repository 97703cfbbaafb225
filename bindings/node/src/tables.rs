//! The tables of the core: error codes and privileges.

use ks_core::ErrorCode;
use ks_core::privilege::{TABLE, ValueKind};
use wasm_bindgen::prelude::*;

use crate::result::{ResultWriter, WriteResult, return_result};

/// Returns every error code with its description.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() {
    return_result(Ok(ErrorCodes));
}

/// Returns the known privileges.
#[wasm_bindgen(js_name = privilegeTable)]
pub fn privilege_table() {
    return_result(Ok(PrivilegeTable));
}

struct ErrorCodes;

impl WriteResult for ErrorCodes {
    const KIND: u32 = 6;

    fn write(&self, out: &mut ResultWriter) {
        out.list(ErrorCode::ALL.iter(), |out, code| {
            out.string(code.as_str());
            out.string(code.description());
        });
    }
}

struct PrivilegeTable;

impl WriteResult for PrivilegeTable {
    const KIND: u32 = 7;

    fn write(&self, out: &mut ResultWriter) {
        out.list(TABLE.iter(), |out, row| {
            out.string(row.name);
            out.string(kind_name(row.kind));
            out.string(row.value);
            out.string(row.meaning);
            out.flag(row.reserved);
            out.flag(row.read_by_server);
        });
    }
}

fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Flag => "flag",
        ValueKind::One => "one",
        ValueKind::Number => "number",
        ValueKind::List => "list",
        ValueKind::UriList => "uriList",
        // The enum may get more kinds, which then need a name here.
        _ => "text",
    }
}
