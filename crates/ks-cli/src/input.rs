//! The text that a command reads, and the KSs in it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Read};

use ks_core::interop::ks_from_bytes;
use ks_core::server::joined_lines;
use ks_core::{FoundKs, Malformed, find_all, inspect, locate};

use crate::failure::Failure;

/// A text that may contain KSs.
pub(crate) struct Input {
    /// The text, as long in bytes as the input.
    text: String,
    /// The input if it is not UTF-8. The text then contains a `?` for each byte
    /// beyond ASCII, none of which is part of a KS.
    bytes: Option<Vec<u8>>,
}

impl Input {
    /// Reads the argument, or standard input if it is `-` or missing. `stdin_taken`
    /// is set if the secret is read from standard input.
    pub(crate) fn read(argument: Option<&OsStr>, stdin_taken: bool) -> Result<Self, Failure> {
        let argument = argument.filter(|&argument| argument != "-");
        let bytes = match argument {
            Some(argument) => argument.as_encoded_bytes().to_vec(),
            None => read_stdin(stdin_taken)?,
        };
        Ok(Self::new(bytes))
    }

    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self { text, bytes: None },
            Err(error) => {
                let bytes = error.into_bytes();
                let ascii = |&byte: &u8| if byte.is_ascii() { byte.into() } else { '?' };
                Self { text: bytes.iter().map(ascii).collect(), bytes: Some(bytes) }
            }
        }
    }

    /// Returns the text without the newline at its end, for hashing.
    pub(crate) fn exact(&self) -> Result<&str, Failure> {
        self.check_utf8()?;
        let text = self.text.strip_suffix('\n').unwrap_or(&self.text);
        Ok(text.strip_suffix('\r').unwrap_or(text))
    }

    /// Returns the text without the whitespace around it.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// Returns the input unchanged, for replacing the KSs in it.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    pub(crate) fn is_utf8(&self) -> bool {
        self.bytes.is_none()
    }

    pub(crate) fn has_lines(&self) -> bool {
        self.text.trim().contains('\n')
    }

    fn check_utf8(&self) -> Result<(), Malformed> {
        ks_from_bytes(self.bytes()).map(drop)
    }

    /// Returns all KSs in the text, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = FoundKs<'_>> {
        find_all(&self.text)
    }

    /// Returns the number of different KSs in the text. Spellings do not count.
    pub(crate) fn count(&self) -> usize {
        let normalized =
            |found: FoundKs<'_>| found.ks.trim_end_matches('=').replace('+', "-").replace('/', "_");
        self.all().map(normalized).collect::<HashSet<_>>().len()
    }

    /// Returns the KS if the whole text is a KS that was broken into lines.
    pub(crate) fn joined(&self) -> Option<String> {
        joined_lines(self.text.trim())
    }

    /// Returns the KS of a text that contains no other KS.
    pub(crate) fn only_ks(&self) -> Result<Cow<'_, str>, Failure> {
        match self.count() {
            0 | 1 => self.ks(),
            count => Err(Failure::new(
                "several_kss",
                format!(
                    "the text contains {count} different KSs; pass only the KS that you want to verify"
                ),
            )),
        }
    }

    /// Returns the first KS in the text. If there is none, returns the part of the
    /// text that is most like a KS, so that the core can say what is wrong with it.
    pub(crate) fn ks(&self) -> Result<Cow<'_, str>, Failure> {
        let text = self.text.trim();
        let located = match locate(text) {
            // Whitespace between the padding characters, which the server ignores.
            Err(Malformed::NotInText) if inspect(text).is_ok() => Ok(text.into()),
            located => located,
        };
        let is_whole = match &located {
            Ok(ks) => ks.len() == text.len(),
            Err(_) => !text.is_empty() && !text.contains(char::is_whitespace),
        };
        if is_whole {
            self.check_utf8()?;
        }
        Ok(located?)
    }
}

fn read_stdin(taken: bool) -> Result<Vec<u8>, Failure> {
    if taken {
        return Err(Failure::usage(
            "--secret-stdin and the KS cannot both use standard input; give the KS as an argument, or use --secret-file",
        ));
    }
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(Failure::usage(
            "no KS given; give it as an argument, or pipe text that contains it to standard input",
        ));
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).map_err(|error| Failure::io("standard input", &error))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use ks_core::{Error, Keyring, Nonce, Session, Signer, Version};

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const NOW: i64 = 1_700_000_000;

    fn ks(version: Version, nonce: u8) -> String {
        let session = Session::user("user@example.com").version(version);
        Signer::new(102, SECRET)
            .unwrap()
            .generate_with_nonce(&session, NOW, &Nonce::Block([nonce; 16]))
            .unwrap()
    }

    fn found(text: &str) -> String {
        Input::new(text.as_bytes().to_vec()).ks().unwrap().into_owned()
    }

    #[test]
    fn a_ks_is_found_alone_and_in_other_text() {
        for version in [Version::V1, Version::V2] {
            let ks = ks(version, 1);
            let url_escaped = ks.replace('=', "%3D").replace('+', "%2B").replace('/', "%2F");
            for text in [
                ks.clone(),
                format!("  {ks}\n"),
                format!("https://example.com/api_v3/?service=media&ks={url_escaped}&format=1"),
                format!("https://example.com/p/102/ks/{url_escaped}/entry"),
                format!("{{\"ks\":\"{ks}\"}}"),
                format!("2026-01-01 12:00:00 GET /?ks={url_escaped} HTTP/1.1 200"),
                format!("<result>{ks}</result>"),
            ] {
                assert_eq!(found(&text), ks, "{text}");
            }
        }
    }

    #[test]
    fn a_ks_broken_into_lines_is_joined_and_a_list_is_not() {
        for version in [Version::V1, Version::V2] {
            let (one, other) = (ks(version, 1), ks(version, 2));
            let lines: Vec<_> =
                one.as_bytes().chunks(64).map(|c| str::from_utf8(c).unwrap()).collect();
            assert_eq!(found(&lines.join("\n")), one);
            assert_eq!(found(&lines.join("\r\n  ")), one);
            assert_eq!(found(&format!("> {}", lines.join("\n> "))), one);
            assert_eq!(found(&format!("{one}\n{other}\n")), one);
        }
    }

    #[test]
    fn a_space_in_place_of_a_plus_is_reported_inside_a_url_too() {
        let keyring = Keyring::new(SECRET).unwrap();
        let with_plus = (0..=255)
            .map(|nonce| ks(Version::V2, nonce).replace('-', "+").replace('_', "/"))
            .find(|ks| ks[20..ks.len() - 20].contains('+'))
            .unwrap();
        let broken = with_plus.replace('+', " ");
        for text in [
            broken.clone(),
            format!("https://example.com/?ks={broken}&format=1"),
            format!("{{\"ks\": \"{broken}\"}}"),
            format!("GET /?ks={broken} HTTP/1.1"),
            format!("https://example.com/?ks={}&format=1", broken.replace(' ', "%20")),
        ] {
            assert_eq!(
                keyring.decode(&found(&text)).unwrap_err(),
                Error::Malformed(Malformed::BlankForPlus),
                "{text}"
            );
        }
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_reported_with_its_position() {
        let failure = Input::new(b"djJ8\xff".to_vec()).ks().unwrap_err();
        assert_eq!(failure.code, "not_base64");
        assert!(failure.message.contains("byte 0xff at position 4"), "{}", failure.message);
    }
}
