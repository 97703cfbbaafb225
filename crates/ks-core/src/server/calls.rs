//! Which kinds of API calls an accepted USER session is likely refused for.

use alloc::format;
use alloc::vec::Vec;

use crate::error::quote_bytes;
use crate::model::Advice;
use crate::read::Decoded;

/// Returns advice on the calls that the server likely answers with
/// `SERVICE_FORBIDDEN`, or answers incompletely. An ADMIN session gets none.
pub(super) fn likely_refused(ks: &Decoded) -> Vec<Advice> {
    let mut advice = Vec::new();
    if ks.is_admin() {
        return advice;
    }
    match ks.privilege("setrole") {
        Some(role) if role.starts_with(b"PLAYBACK_BASE_ROLE") => advice.push(Advice::new(
            "playback_only",
            "setrole:PLAYBACK_BASE_ROLE allows playback only. Calls that upload, edit or manage anything are likely refused with SERVICE_FORBIDDEN".into(),
        )),
        Some(role) if !role.is_empty() => advice.push(Advice::new(
            "role_permissions",
            format!(
                "setrole replaces the user's roles: calls that the role {} does not permit are refused with SERVICE_FORBIDDEN",
                quote_bytes(role)
            ),
        )),
        _ => advice.push(Advice::new(
            "user_session",
            "this is a USER session without setrole. Calls that manage the account, such as those of the services user, appToken, accessControlProfile, metadataProfile and report, are likely refused with SERVICE_FORBIDDEN unless the user has a role that permits them".into(),
        )),
    }
    if ks.is_anonymous() {
        advice.push(Advice::new(
            "no_user",
            "the session has no user, so calls that act for a user, such as uploads and listings of a user's own content, are likely refused or return nothing".into(),
        ));
    } else if !ks.verify_privileges("list", Some("*")) {
        advice.push(Advice::new(
            "own_content",
            "without list:*, listings of entries may contain only the user's own entries, and editing other users' entries needs edit".into(),
        ));
    }
    advice
}
