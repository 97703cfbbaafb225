//! Taking a URL apart, and percent-encoding one.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

/// Returns the path and query of an absolute URL, without its fragment; `None` if
/// the text is not an absolute `http` or `https` URL.
///
/// ```
/// use ks_core::server::path_and_query;
///
/// let url = "https://www.example.com/api_v3/service/media?format=1#top";
/// assert_eq!(path_and_query(url), Some("/api_v3/service/media?format=1"));
/// assert_eq!(path_and_query("/api_v3/service/media"), None);
/// ```
#[must_use]
pub fn path_and_query(url: &str) -> Option<&str> {
    let (_, host, path) = split(url)?;
    let path = path.split('#').next().unwrap_or_default();
    // A URL without a path requests `/`.
    Some(if path.is_empty() && !host.is_empty() { "/" } else { path })
}

/// Returns the host name of an absolute URL, without user and port.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, authority, _) = split(url)?;
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some(host.split(':').next().unwrap_or(host))
}

/// Scheme, authority, and everything from the path on.
fn split(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    (is_http && !authority.is_empty()).then_some((scheme, authority, path))
}

/// Returns a URL percent-encoded as one value; a text that is encoded already stays
/// as it is.
pub(crate) fn percent_encoded(url: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if url.bytes().all(|b| is_plain(b) || b == b'%') {
        return Cow::Borrowed(url);
    }
    let mut encoded = String::with_capacity(3 * url.len());
    for byte in url.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use super::{host, path_and_query, percent_encoded};

    #[test]
    fn a_url_is_split() {
        for (url, path, name) in [
            ("https://example.com/a/b?c=d#e", "/a/b?c=d", "example.com"),
            ("HTTP://u:p@example.com:8080/", "/", "example.com"),
            ("https://example.com", "/", "example.com"),
            ("https://example.com?a=1", "?a=1", "example.com"),
        ] {
            assert_eq!((path_and_query(url), host(url)), (Some(path), Some(name)), "{url}");
        }
        for other in ["", "/a/b", "example.com/a", "ftp://example.com/", "https:///a", "a b://c/d"]
        {
            assert_eq!(path_and_query(other), None, "{other}");
        }
        assert_eq!(host("https://a@b@example.com:1:2/x@y"), Some("example.com"));
    }

    #[test]
    fn a_url_is_encoded_once() {
        let encoded = "https%3A%2F%2Fexample.com%2Fa-b_c~%3Fd%3D%C3%A9";
        assert_eq!(percent_encoded("https://example.com/a-b_c~?d=é"), encoded);
        assert_eq!(percent_encoded(encoded), encoded);
        assert_eq!(percent_encoded("a%2Fb/c"), "a%252Fb%2Fc");
    }
}
