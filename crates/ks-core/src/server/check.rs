//! The server's base check (docs/ks-format.md 5.2).

use core::cmp::Ordering;

use super::{Request, Status};
use crate::encoding::php::compare::{compare_with_int, equal, truthy};
use crate::privilege::restriction::uri_matches;
use crate::read::{Decoded, RawValue, split_like_server};

impl Decoded {
    /// Returns the result of the server's base check: everything that does not need its
    /// database.
    #[must_use]
    pub fn status(&self, request: &Request<'_>) -> Status {
        if !truthy(self.signed_text()) {
            return Status::InvalidStr;
        }
        let expired = match self.valid_until() {
            RawValue::Null => true,
            RawValue::Array => false,
            RawValue::Text(text) => {
                !matches!(compare_with_int(&text, request.now), Some(Ordering::Greater) | None)
            }
        };
        if expired {
            return Status::Expired;
        }
        if let Some(allowed) = self.privilege("iprestrict") {
            // A missing address is compared like an empty one.
            let address = request.remote_addr.unwrap_or_default().as_bytes();
            if !split_like_server(allowed).any(|value| {
                if request.remote_addr.is_some() { equal(value, address) } else { value.is_empty() }
            }) {
                return Status::ExceededRestrictedIp;
            }
        }
        if let Some(allowed) = self.privilege("urirestrict")
            && !uri_matches(allowed, request.request_uri.unwrap_or_default().as_bytes())
        {
            return Status::ExceededRestrictedUri;
        }
        Status::Ok
    }
}
