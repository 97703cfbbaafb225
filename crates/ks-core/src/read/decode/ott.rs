//! Recognizes a KS of Kaltura's TV platform (OTT), which has the same envelope and
//! other fields (docs/ks-format.md 9).

use super::{Decoded, Field};
use crate::encoding::Version;
use crate::encoding::uri;

/// Hosts of the TV platform end in this.
const OTT_HOST: &str = "ott.kaltura.com";

impl Decoded {
    /// Returns `true` if the fields are those of a KS of Kaltura's TV platform: `_t`,
    /// `_e`, `_u` and `_d` in this order, with the device in `_d`. The video API
    /// answers such a KS with `INVALID_KS`.
    #[inline]
    #[must_use]
    pub fn is_ott(&self) -> bool {
        self.version() == Version::V2
            && (self.data != Field::NULL || self.signed_text().starts_with(b"&_t="))
            && self.has_ott_fields()
    }

    fn has_ott_fields(&self) -> bool {
        let fields = self.signed_text();
        let place = |name: &[u8]| {
            let mut at = 0;
            fields.split(|&b| b == b'&').find_map(|field| {
                let start = at;
                at += field.len() + 1;
                field.starts_with(name).then_some(start)
            })
        };
        let (Some(t), Some(e), Some(u)) = (place(b"_t="), place(b"_e="), place(b"_u=")) else {
            return false;
        };
        let data = self.additional_data().unwrap_or_default();
        let names_device = data.contains("UDID=") || data.contains("CreateDate=");
        t < e && e < u && (names_device || fields.starts_with(b"&_t="))
    }
}

/// Returns `true` if the text contains a URL of a host of Kaltura's TV platform,
/// whose KSs this library does not make or verify.
#[must_use]
pub fn mentions_ott_host(text: &str) -> bool {
    // Bounds on the work for texts that consist of URLs, or of half ones.
    const MOST_URLS: usize = 64;
    const LONGEST: usize = 256;
    text.match_indices("://").take(MOST_URLS).any(|(at, separator)| {
        let scheme = if text[..at].ends_with("https") { "https" } else { "http" };
        let Some(start) = text[..at].strip_suffix(scheme).map(str::len) else { return false };
        let rest = &text.as_bytes()[start..];
        let authority = &rest[scheme.len() + separator.len()..rest.len().min(LONGEST)];
        let len =
            authority.iter().position(|&b| !(b.is_ascii_alphanumeric() || b"-.:@".contains(&b)));
        let url =
            &text[start..start + scheme.len() + separator.len() + len.unwrap_or(authority.len())];
        uri::host(url).is_some_and(|host| {
            let before = host.strip_suffix(OTT_HOST);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::mentions_ott_host;

    #[test]
    fn hosts_are_compared_by_their_labels() {
        for text in [
            "https://rest-us.ott.kaltura.com/v5_0_0/api_v3/service/asset?ks=x",
            "GET https://3090.frs1.ott.kaltura.com:443/api_v3 200",
            "{\"url\":\"https://ott.kaltura.com\"}",
        ] {
            assert!(mentions_ott_host(text), "{text}");
        }
        for text in [
            "https://www.kaltura.com/?x=ott.kaltura.com",
            "https://nott.kaltura.com/",
            "https://ott.kaltura.com.example.com/",
            "ott.kaltura.com",
            "://",
        ] {
            assert!(!mentions_ott_host(text), "{text}");
        }
    }
}
