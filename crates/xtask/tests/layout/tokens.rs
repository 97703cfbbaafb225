//! The tokens of Rust source, as far as paths need them.

/// A token of a path, or another character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Name(String),
    /// `::`
    Separator,
    Other(char),
}

/// Returns the tokens before the tests of a file, without comments and literals.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    let chars: Vec<char> = text[..end].chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        at += match rest {
            ['/', '/', ..] => length_until(rest, |rest| rest[0] == '\n'),
            ['/', '*', ..] => length_until(rest, |rest| rest.starts_with(&['*', '/'])) + 2,
            ['"', ..] => string_length(rest),
            ['r', '"' | '#', ..] if raw_string_length(rest).is_some() => {
                raw_string_length(rest).unwrap()
            }
            // A character literal, unlike a lifetime, has a closing quote.
            ['\'', '\\', ..] => 2 + length_until(&rest[2..], |rest| rest[0] == '\'') + 1,
            ['\'', _, '\'', ..] => 3,
            [':', ':', ..] => {
                tokens.push(Token::Separator);
                2
            }
            [c, ..] if c.is_alphanumeric() || *c == '_' => {
                let length =
                    length_until(rest, |rest| !rest[0].is_alphanumeric() && rest[0] != '_');
                tokens.push(Token::Name(rest[..length].iter().collect()));
                length
            }
            [c, ..] => {
                if !c.is_whitespace() {
                    tokens.push(Token::Other(*c));
                }
                1
            }
            [] => unreachable!("the loop ends before the text does"),
        };
    }
    tokens
}

fn length_until(chars: &[char], is_end: impl Fn(&[char]) -> bool) -> usize {
    (1..chars.len()).find(|&length| is_end(&chars[length..])).unwrap_or(chars.len())
}

fn string_length(chars: &[char]) -> usize {
    let mut length = 1;
    while length < chars.len() && chars[length] != '"' {
        length += if chars[length] == '\\' { 2 } else { 1 };
    }
    length + 1
}

fn raw_string_length(chars: &[char]) -> Option<usize> {
    let hashes = chars[1..].iter().take_while(|c| **c == '#').count();
    if chars.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let mut end = vec!['"'];
    end.resize(1 + hashes, '#');
    let start = 2 + hashes;
    let body = (start..chars.len()).find(|&at| chars[at..].starts_with(&end))?;
    Some(body + end.len())
}
