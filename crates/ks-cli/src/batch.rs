//! `ks generate --batch`: a KS, or an error, for each line.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::mem;
use std::path::Path;

use ks_core::privilege::RawPrivileges;
use ks_core::{Error, Foreign, Nonce, Privileges, SessionOptions, Signer, check_partner_id, quote};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::json;
use serde_json::value::RawValue;

use crate::failure::{Failure, NO};
use crate::output::{self, Answer};
use crate::progress::Progress;
use crate::secrets::{self, Secrets};
use crate::time;

/// More than any session needs; a longer line is an error, not a reason to
/// fill the memory.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Makes a KS for each line of `source`, in order, in constant memory.
pub(crate) fn run(
    source: &Path,
    defaults: &SessionOptions<'_>,
    partner: Option<i32>,
    secrets: &Secrets,
    now: Option<i64>,
) -> Result<Answer, Failure> {
    // A secret that cannot sign is one error, not one for each line.
    let mut maker = Maker {
        defaults,
        partner,
        signer: Signer::new(partner.unwrap_or_default(), secrets.current())?,
        secrets,
        now,
    };
    let (input, size) = open(source)?;
    let mut lines = Lines { input, line: Vec::new(), first: true };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut progress = Progress::new(size);
    let mut bad = 0_u64;
    let mut number = 0_u64;
    loop {
        // Whoever writes line by line waits for an answer to each.
        if lines.input.buffer().is_empty()
            && let Err(error) = out.flush()
        {
            return closed(error);
        }
        let Some(line) = lines.next().map_err(|error| Failure::io(source.display(), &error))?
        else {
            break;
        };
        number += 1;
        let length = line.as_ref().map_or(0, |line| line.len() + 1);
        let made = line.and_then(|line| maker.make(line));
        let written = match &made {
            Ok(ks) => writeln!(out, "{{\"ks\":\"{ks}\"}}"),
            Err(failure) => {
                bad += 1;
                let error = json!({
                    "code": failure.code, "message": failure.message, "line": number,
                });
                writeln!(out, "{}", json!({ "error": error }))
            }
        };
        if let Err(error) = written {
            return closed(error);
        }
        progress.advance(length, bad);
    }
    if let Err(error) = out.flush() {
        return closed(error);
    }
    // Before anything else is written where the bar stands.
    drop(progress);
    if bad == 0 {
        return Ok(Answer::plain(""));
    }
    // On standard output each bad line has its own error already.
    output::print_error_line(&Failure::new(
        "batch",
        format!("{bad} of {number} lines got no KS; each has its error in the output"),
    ));
    Ok(Answer::plain("").with_status(NO))
}

/// A reader that closed the pipe has seen enough.
fn closed(error: io::Error) -> Result<Answer, Failure> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(Answer::plain("")),
        _ => Err(Failure::io("standard output", &error)),
    }
}

/// The lines to read, and how many bytes they are where that is known.
fn open(source: &Path) -> Result<(Source, Option<u64>), Failure> {
    let (input, size): (Box<dyn Read>, _) = if source.as_os_str() == "-" {
        (Box::new(io::stdin()), None)
    } else {
        let file = File::open(source).map_err(|error| Failure::io(source.display(), &error))?;
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
        (Box::new(file), size)
    };
    Ok((BufReader::with_capacity(64 * 1024, input), size))
}

type Source = BufReader<Box<dyn Read>>;

struct Lines {
    input: Source,
    line: Vec<u8>,
    /// Whether no line was read yet.
    first: bool,
}

/// What editors on Windows begin a file with.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Lines {
    /// The next line without its end. An error inside is the line's own.
    fn next(&mut self) -> io::Result<Option<Result<&[u8], Failure>>> {
        self.line.clear();
        let read = (&mut self.input).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        if mem::take(&mut self.first) && self.line.starts_with(BYTE_ORDER_MARK) {
            self.line.drain(..BYTE_ORDER_MARK.len());
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if read as u64 == LONGEST_LINE {
            self.input.skip_until(b'\n')?;
            self.line = Vec::new();
            return Ok(Some(Err(invalid_json("the line is longer than 16 MiB"))));
        }
        Ok(Some(Ok(&self.line)))
    }
}

/// What all lines share.
struct Maker<'a> {
    defaults: &'a SessionOptions<'a>,
    partner: Option<i32>,
    /// Of the partner of the line before, which is mostly that of the next.
    signer: Signer,
    secrets: &'a Secrets,
    /// The clock that was given.
    now: Option<i64>,
}

impl<'a> Maker<'a> {
    fn make(&mut self, line: &[u8]) -> Result<String, Failure> {
        let line = std::str::from_utf8(line).map_err(|_| invalid_json("the line is not UTF-8"))?;
        if line.trim().is_empty() {
            return Err(invalid_json("the line is empty; a line is an object, {} at least"));
        }
        let fields: Fields<'_> = serde_json::from_str(line).map_err(|error| {
            // Every line is line 1 to the parser.
            let text = error.to_string().replace(" at line 1 column ", " at column ");
            invalid_json(format!("the line is no JSON object: {text}"))
        })?;
        if let Some(problem) = fields.problem {
            return Err(problem);
        }
        let (options, partner, nonce) = self.options(&fields)?;
        let partner = match partner {
            Some(partner) => partner,
            None => self.partner.ok_or_else(secrets::missing_partner)?,
        };
        let session = options.into_session()?;
        if self.signer.partner_id() != partner {
            self.signer = Signer::new(partner, self.secrets.current())?;
        }
        let now = self.now.unwrap_or_else(time::system_clock);
        Ok(match nonce {
            Some(nonce) => self.signer.generate_with_nonce(
                &session,
                now,
                &Nonce::parse(nonce, session.version)?,
            )?,
            None => self.signer.generate(&session, now)?,
        })
    }

    /// What the line says, and the options where it says nothing.
    fn options(
        &self,
        line: &Fields<'_>,
    ) -> Result<(SessionOptions<'a>, Option<i32>, Option<String>), Failure> {
        let defaults = self.defaults;
        let mut options = SessionOptions {
            user_id: line.text("user_id")?.map(Cow::Owned),
            anonymous: line.get("anonymous", "true or false", None)?.unwrap_or(false),
            session_type: line.number("type", "0 (USER) or 2 (ADMIN)")?.or(defaults.session_type),
            expiry: line.number("expiry", "a whole number of seconds from now")?,
            expires_at: line.number("expires_at", "a whole number of Unix seconds")?,
            privileges: match line.privileges()? {
                Some(privileges) => privileges,
                None => defaults.privileges.clone(),
            },
            version: line.number("version", NUMBER)?.or(defaults.version),
            master_partner_id: line
                .number("master_partner_id", NUMBER)?
                .or(defaults.master_partner_id),
            additional_data: line
                .text("additional_data")?
                .map(Cow::Owned)
                .or_else(|| defaults.additional_data.clone()),
        };
        // A user and anonymous answer one question, and so do the two ends.
        if options.user_id.is_none() && !options.anonymous {
            options.user_id.clone_from(&defaults.user_id);
            options.anonymous = defaults.anonymous;
        }
        if options.expiry.is_none() && options.expires_at.is_none() {
            options.expiry = defaults.expiry;
            options.expires_at = defaults.expires_at;
        }
        let partner = line.number("partner_id", NUMBER)?.map(check_partner_id).transpose()?;
        Ok((options, partner, line.text("nonce")?))
    }
}

fn invalid_json(message: impl Into<String>) -> Failure {
    Failure::new("invalid_json", message)
}

/// The names that a line may use, and the one that it may not.
const NAMES: [&str; 12] = [
    "user_id",
    "anonymous",
    "type",
    "partner_id",
    "expiry",
    "expires_at",
    "privileges",
    "version",
    "master_partner_id",
    "additional_data",
    "nonce",
    SECRET,
];
const SECRET: &str = "secret";

/// The code of a value that is wrong: the core's for its field.
fn code(name: &str) -> &'static str {
    // A user and anonymous answer one question.
    let field = if name == "anonymous" { "user_id" } else { name };
    Error::foreign(field, Foreign::Text).code()
}

/// The fields of a line, each still as it is written, so that an error can name
/// its field.
#[derive(Default)]
struct Fields<'l> {
    raw: [Option<&'l RawValue>; NAMES.len()],
    problem: Option<Failure>,
}

impl Fields<'_> {
    fn raw(&self, name: &str) -> Option<&RawValue> {
        let place = NAMES.iter().position(|known| *known == name)?;
        self.raw[place].filter(|raw| raw.get() != "null")
    }

    /// `foreign` is what a value of the right kind is that no type here can hold.
    fn get<T: DeserializeOwned>(
        &self,
        name: &str,
        wanted: &str,
        foreign: Option<Foreign>,
    ) -> Result<Option<T>, Failure> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        serde_json::from_str(raw.get()).map(Some).map_err(|_| match (kind(raw.get()), foreign) {
            (TEXT, Some(Foreign::Text)) => Error::foreign(name, Foreign::Text).into(),
            (NUMBER, Some(Foreign::Number)) => Error::foreign(name, Foreign::Number).into(),
            (given, _) => {
                Failure::new(code(name), format!("{name}: {given} is given; it must be {wanted}"))
            }
        })
    }

    fn number(&self, name: &str, wanted: &str) -> Result<Option<i64>, Failure> {
        self.get(name, wanted, Some(Foreign::Number))
    }

    fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        self.get(name, "text", Some(Foreign::Text))
    }

    fn privileges(&self) -> Result<Option<Privileges<'static>>, Failure> {
        let wanted = "text, a list of texts, or a map from name to value";
        let raw: Option<RawPrivileges> = self.get("privileges", wanted, Some(Foreign::Text))?;
        Ok(raw.map(Privileges::try_from).transpose()?)
    }
}

const TEXT: &str = "text";
const NUMBER: &str = "a whole number";

/// What a JSON value is, for a sentence.
fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => TEXT,
        Some(b't' | b'f') => "true or false",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        _ if json.contains(['.', 'e', 'E']) => "a number with a fraction or an exponent",
        _ => NUMBER,
    }
}

impl<'de: 'l, 'l> Deserialize<'de> for Fields<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Fields::default();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if let Err(problem) = fields.add(&name, value) {
                        fields.problem.get_or_insert(problem);
                    }
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}

/// A name without what other spellings of it differ in: `userId`, `user-id`.
fn bare(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '-'], "")
}

impl<'l> Fields<'l> {
    fn add(&mut self, name: &str, value: &'l RawValue) -> Result<(), Failure> {
        let shown = quote(name);
        let Some(place) = NAMES.iter().position(|known| *known == name) else {
            let meant = NAMES.iter().find(|known| known.replace('_', "") == bare(name));
            let instead = match meant.filter(|&&meant| meant != SECRET) {
                Some(known) => format!("did you mean {known}?"),
                None => "see `ks generate --help`".into(),
            };
            return Err(Failure::new(
                "unknown_field",
                format!("{shown} is no name that a line may use; {instead}"),
            ));
        };
        if name == SECRET {
            return Err(Failure::new(
                "secret_in_batch",
                "a line holds no secret; all lines are signed with the one secret that the command is given",
            ));
        }
        match self.raw[place].replace(value) {
            Some(_) => {
                Err(Failure::new("duplicate_field", format!("{shown} is given more than once")))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_core_is_a_name_of_a_line() {
        // The core lists its names in the error for one that it does not know.
        let error =
            serde_json::from_str::<SessionOptions<'_>>("{\"?\":1}").unwrap_err().to_string();
        let listed = error.split('`').skip(3).step_by(2);
        for name in listed {
            assert!(NAMES.contains(&name), "{name}");
        }
    }
}
