//! Spelling field names in error messages the way the caller's language spells them.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};

use super::Error;

/// The names that error messages use for arguments and options.
const FIELDS: &[&str] = &[
    "additional_data",
    "anonymous",
    "expires_at",
    "expiry",
    "hash_type",
    "master_partner_id",
    "nonce",
    "now",
    "partner_id",
    "privileges",
    "remote_addr",
    "request_uri",
    "secret",
    "token",
    "type",
    "user_id",
    "version",
];

impl Error {
    /// Returns the message with its field names spelled by `rename`, for languages whose
    /// names differ from Rust's: `expires_at` may become `expiresAt` or `--expires-at`.
    ///
    /// ```
    /// # use ks_core::{Session, Signer};
    /// let signer = Signer::new(102, "0123456789abcdef0123456789abcdef")?;
    /// let session = Session::user("ann").expires_at(1);
    /// let error = signer.generate(&session, 1_750_000_000).unwrap_err();
    /// let message = error.message_with(|name| format!("--{}", name.replace('_', "-")).into());
    /// assert!(message.starts_with("--expires-at: "));
    /// # Ok::<(), ks_core::Error>(())
    /// ```
    #[must_use]
    pub fn message_with<'n>(&self, rename: impl Fn(&'n str) -> Cow<'n, str>) -> String {
        rename_fields(&self.to_string(), rename)
    }
}

/// Renames the fields in a message of this crate. A message names a field at its start,
/// before `: `, or between backticks. The caller's text is in double quotes and is left
/// alone.
#[must_use]
pub fn rename_fields<'n>(message: &str, rename: impl Fn(&'n str) -> Cow<'n, str>) -> String {
    let known = |name: &str| FIELDS.iter().copied().find(|field| *field == name);
    let mut renamed = String::with_capacity(message.len() + 16);
    let mut rest = message;
    if let Some((name, after)) = rest.split_once(": ")
        && let Some(field) = known(name)
    {
        renamed += &rename(field);
        renamed += ": ";
        rest = after;
    }
    while let Some(at) = rest.find(['"', '`']) {
        let (before, after) = rest.split_at(at);
        renamed += before;
        let len = if after.starts_with('"') {
            quoted_len(after)
        } else {
            after[1..].find('`').map_or(after.len(), |end| end + 2)
        };
        let (token, after) = after.split_at(len);
        match token.strip_prefix('`').and_then(|name| known(name.strip_suffix('`')?)) {
            Some(field) => {
                renamed.push('`');
                renamed += &rename(field);
                renamed.push('`');
            }
            None => renamed += token,
        }
        rest = after;
    }
    renamed + rest
}

/// The length of the quoted text that `text` starts with, including its quotes.
fn quoted_len(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::rename_fields;
    use crate::error::Error;

    #[test]
    fn only_field_names_are_renamed() {
        let rename = |message| rename_fields(message, |name| name.to_uppercase().into());
        assert_eq!(rename("user_id: is empty"), "USER_ID: is empty");
        assert_eq!(rename("pass `expires_at` or `x`"), "pass `EXPIRES_AT` or `x`");
        assert_eq!(rename(r#"type: "`type` \" `now`" `now`"#), r#"TYPE: "`type` \" `now`" `NOW`"#);
        assert_eq!(rename("other: `now"), "other: `now");
        assert_eq!(rename(r#"not "closed `now`"#), r#"not "closed `now`"#);
        let error = Error::InvalidUserId("is empty");
        let message = error.message_with(|name| name.to_uppercase().into());
        assert_eq!(message, "USER_ID: is empty");
    }
}
