//! The PHP functions whose exact behavior the server's reading of a KS depends on.

pub(crate) mod compare;
pub(crate) mod parse_str;
pub(crate) mod query_bytes;
pub(crate) mod urlencode;
