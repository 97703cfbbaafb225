//! The KS to look at: an argument or standard input, bare or in other text.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Read};

use ks_core::{Found, Malformed, find, find_all, inspect, utf8_ks};

use crate::failure::Failure;

/// The code of a text that a KS cannot be taken from.
pub(crate) const NO_KS: &str = "not_a_ks";

/// The text that a KS is looked for in.
pub(crate) struct Input {
    /// Of the same length as what was given.
    text: String,
    /// What was given, where that is not UTF-8. The text has a `?` then for each
    /// byte beyond ASCII, none of which a KS has.
    bytes: Option<Vec<u8>>,
}

impl Input {
    /// Reads the argument, or standard input for `-` and for nothing.
    /// `stdin_taken` says that a secret comes from there already.
    pub(crate) fn read(argument: Option<&OsStr>, stdin_taken: bool) -> Result<Self, Failure> {
        let argument = argument.filter(|&argument| argument != "-");
        let bytes = match argument {
            Some(argument) => argument.as_encoded_bytes().to_vec(),
            None => read_stdin(stdin_taken)?,
        };
        Ok(Self::new(bytes))
    }

    fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self { text, bytes: None },
            Err(error) => {
                let bytes = error.into_bytes();
                let ascii = |&byte: &u8| if byte.is_ascii() { byte.into() } else { '?' };
                Self { text: bytes.iter().map(ascii).collect(), bytes: Some(bytes) }
            }
        }
    }

    /// The text as it is, but for the newline at its end: for hashing.
    pub(crate) fn exact(&self) -> Result<&str, Failure> {
        self.check_utf8()?;
        let text = self.text.strip_suffix('\n').unwrap_or(&self.text);
        Ok(text.strip_suffix('\r').unwrap_or(text))
    }

    /// The text for those who take any for a KS.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The whole, as it was given: for replacing in it.
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
        utf8_ks(self.bytes()).map(drop)
    }

    /// The KSs that stand in it, in order, with their places.
    pub(crate) fn all(&self) -> impl Iterator<Item = Found<'_>> {
        find_all(&self.text)
    }

    /// How many different KSs stand in it, however they are spelled.
    pub(crate) fn count(&self) -> usize {
        let spelled =
            |found: Found<'_>| found.ks.trim_end_matches('=').replace('+', "-").replace('/', "_");
        self.all().map(spelled).collect::<HashSet<_>>().len()
    }

    /// The KS of a text that is nothing but one, broken into lines.
    pub(crate) fn joined(&self) -> Option<String> {
        unwrapped(self.text.trim())
    }

    /// The KS of a text that holds no other.
    pub(crate) fn only_ks(&self) -> Result<Cow<'_, str>, Failure> {
        match self.count() {
            0 | 1 => self.ks(),
            count => Err(Failure::new(
                "several_kss",
                format!("there are {count} different KSs in this text; give the one that counts"),
            )),
        }
    }

    /// The KS in the text; or, so that the core says what is wrong with it, what
    /// comes nearest to one.
    pub(crate) fn ks(&self) -> Result<Cow<'_, str>, Failure> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Malformed::Empty.into());
        }
        let one_word = !text.contains(char::is_whitespace);
        if one_word && inspect(text).is_ok() {
            return Ok(text.into());
        }
        if let Some(joined) = unwrapped(text) {
            return Ok(joined.into());
        }
        if let Some(found) = find(text)
            && !(one_word && found.range.start == 0 && is_more_of_it(&text[found.range.end..]))
        {
            return Ok(found.ks);
        }
        if let Some(ks) = mangled(text) {
            return Ok(ks.into());
        }
        if let Some((ks, behind)) = remnant(text) {
            if behind.starts_with("...") || behind.starts_with('…') {
                return Err(Failure::new(
                    NO_KS,
                    "the KS was shortened (`...`) where it was copied from; copy the whole KS",
                ));
            }
            // A KS that is not whole. One that stands first is judged with all that
            // follows.
            if !text.starts_with(ks) {
                return Ok(ks.into());
            }
        } else if inspect(text).is_err() && (!one_word || (self.is_utf8() && is_other_text(text))) {
            return Err(Failure::new(
                NO_KS,
                "there is no KS in this text; copy the whole KS (a v2 KS starts with djJ8), or the whole text that it stands in",
            ));
        }
        self.check_utf8()?;
        Ok(text.into())
    }
}

/// A part that begins as a v2 KS does, and what stands behind it.
fn remnant(text: &str) -> Option<(&str, &str)> {
    let begins = |at: usize| {
        let before = &text[..at];
        let is_escape = before.len() >= 3 && before.as_bytes()[at - 3] == b'%';
        is_escape || !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    };
    let (start, _) = text.match_indices("djJ8").find(|(at, _)| begins(*at))?;
    let rest = &text[start..];
    let digit = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    Some(rest.split_at(rest.find(|c| !digit(c)).unwrap_or(rest.len())))
}

/// Whether a word is no KS that was cut or changed, but something else.
fn is_other_text(word: &str) -> bool {
    // Of so few characters, base64 cannot be told from a word.
    word.contains("://") || word.starts_with(['{', '[', '<', '"']) || word.len() < 8
}

/// Whether what stands behind a KS belongs to it, so that the whole is judged:
/// one `=` too many, or text behind its padding.
fn is_more_of_it(tail: &str) -> bool {
    !tail.is_empty()
        && tail.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'_' | b'='))
}

fn read_stdin(taken: bool) -> Result<Vec<u8>, Failure> {
    if taken {
        return Err(Failure::usage(
            "--secret-stdin and the KS cannot both come from standard input; give the KS as an argument, or the secret in a file",
        ));
    }
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(Failure::usage(
            "no KS given; give one as an argument, or pipe text with one in it to standard input",
        ));
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).map_err(|error| Failure::io("standard input", &error))?;
    Ok(bytes)
}

/// A KS that an e-mail or a terminal broke into lines of equal length.
fn unwrapped(text: &str) -> Option<String> {
    // A mail program quotes with `> `.
    let quote = |c: char| c == '>' || c.is_whitespace();
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(quote)).collect();
    let (last, full) = lines.split_last()?;
    let width = full.first()?.len();
    let wrapped = full.iter().all(|line| line.len() == width)
        && last.len() <= width
        // One KS a line is a list, not a broken KS.
        && lines.iter().skip(1).all(|line| find(line).is_none());
    if !wrapped {
        return None;
    }
    let joined = lines.concat();
    inspect(&joined).is_ok_and(|seen| !seen.truncated).then_some(joined)
}

/// Where a KS may go on behind a blank that was a `+`: not endlessly.
const MOST_BLANKS: usize = 16;

/// The part of a URL, JSON body or log line that is a KS once its blanks are
/// `+` again, however those are written.
fn mangled(text: &str) -> Option<String> {
    let text = text.replace("%20", " ");
    let start = text.find("djJ8").unwrap_or(0);
    let blanks = text[start..].match_indices(' ').map(|(at, _)| start + at);
    let mut mended = text.clone();
    for at in blanks.take(MOST_BLANKS) {
        mended.replace_range(at..=at, "+");
        if let Some(found) = find(&mended)
            && let Some(original) = text.get(found.range)
            && original.contains(' ')
        {
            return Some(original.to_owned());
        }
    }
    None
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

    fn seen(text: &str) -> String {
        Input::new(text.as_bytes().to_vec()).ks().unwrap().into_owned()
    }

    #[test]
    fn a_ks_is_found_bare_and_in_other_text() {
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
                assert_eq!(seen(&text), ks, "{text}");
            }
        }
    }

    #[test]
    fn a_broken_line_is_joined_and_a_list_is_not() {
        for version in [Version::V1, Version::V2] {
            let (one, other) = (ks(version, 1), ks(version, 2));
            let lines: Vec<_> =
                one.as_bytes().chunks(64).map(|c| str::from_utf8(c).unwrap()).collect();
            assert_eq!(seen(&lines.join("\n")), one);
            assert_eq!(seen(&lines.join("\r\n  ")), one);
            assert_eq!(seen(&format!("> {}", lines.join("\n> "))), one);
            assert_eq!(seen(&format!("{one}\n{other}\n")), one);
        }
    }

    #[test]
    fn a_blank_for_a_plus_is_named_inside_a_url_too() {
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
                keyring.decode(&seen(&text)).unwrap_err(),
                Error::Malformed(Malformed::BlankForPlus),
                "{text}"
            );
        }
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_named_with_its_place() {
        let failure = Input::new(b"djJ8\xff".to_vec()).ks().unwrap_err();
        assert_eq!(failure.code, "not_base64");
        assert!(failure.message.contains("byte 0xff at position 4"), "{}", failure.message);
    }
}
