//! The server's base check and its privilege test (docs/ks-format.md 5.2 and 7.1).

use alloc::format;
use core::cmp::Ordering;

use super::{Request, Status};
use crate::encoding::php::compare::{compare_with_int, contains, equal, truthy};
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

    /// Returns the result of the server's privilege test (`verifyPrivileges`), without the
    /// parts that need its database (playlists and redirects). Without a value, or with the
    /// value `""` or `0`, it tests for the name alone.
    #[must_use]
    pub fn grants(&self, name: &str, value: Option<&str>) -> bool {
        let text = self.privileges_text();
        let Some(value) = value.filter(|value| truthy(value.as_bytes())) else {
            return contains(&text, name.as_bytes());
        };
        *text == *b"*"
            || contains(&text, format!("{name}:*").as_bytes())
            || contains(&text, format!("{name}:{value}").as_bytes())
            || self.privilege(name).is_some_and(|granted| {
                split_like_server(granted).any(|granted| equal(granted, value.as_bytes()))
            })
    }
}
