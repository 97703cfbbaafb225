//! Advice on sessions.

use ks_core::lint;

use crate::error::kks_error;
use crate::list::{advice_entries, kks_list};
use crate::status::kks_status;
use crate::structs::kks_session;

/// Returns advice on a session before it is signed: what the server will ignore,
/// misread or grant too widely. Each entry of the list is a stable code and a
/// message. Free the list with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_lint(
    session: *const kks_session,
    advice: *mut *mut kks_list,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        caller.with_session(session, |session, now, _| {
            caller.write_handle("advice", advice, || Ok(advice_entries(&lint(session, now)?)))
        })
    })
}
