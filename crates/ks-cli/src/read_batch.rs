//! `decode --batch`, `explain --batch` and `verify --batch`: read every KS of a log.

use std::borrow::Cow;
use std::io::Write as _;

use ks_core::server::explain_without_secret;
use ks_core::{Decoded, Explanation, Keyring, find_all, system_now};
use serde::Serialize;
use serde_json::json;

use crate::args::{Batch, Clock, Decode, Explain, SecretArgs, Verify};
use crate::bulk::{self, Counts, Line, Source, Worker};
use crate::failure::{EXIT_REFUSED, Failure};
use crate::input::Input;
use crate::notes::{self, Note};
use crate::output::{self, Answer};
use crate::{environment, read, secrets, time};

/// The result for one KS: the answer with its notes, and whether it counts as a success.
struct Outcome<T> {
    answer: T,
    note: Option<Note>,
    success: bool,
}

pub(crate) fn decode(args: &Decode, batch: &Batch) -> Result<Answer, Failure> {
    let partner = environment::partner(args.partner.partner_id.as_deref())?;
    let (setup, keyring) = Setup::new(batch, &args.secret, &args.clock)?;
    let decode = |ks: &str, _: i64| -> Result<Outcome<Decoded>, Failure> {
        let decoded = keyring.decode(ks);
        let answer = decoded.map_err(|error| notes::signature_failure(error, ks, partner))?;
        let note = other_partner(&answer, ks, partner);
        Ok(Outcome { answer, note, success: true })
    };
    setup.run(decode, |_| None)
}

pub(crate) fn explain(args: &Explain, batch: &Batch) -> Result<Answer, Failure> {
    let partner = environment::partner(args.partner.partner_id.as_deref())?;
    let can = read::parse_privilege_options(&args.can, "--can")?;
    let (setup, keyring) = Setup::new(batch, &args.secret, &args.clock)?;
    let explain = |ks: &str, now: i64| -> Result<Outcome<Explanation>, Failure> {
        let request = read::request(&args.request, now);
        let mut answer = ks_core::explain(ks, &keyring, &request, can.iter().copied());
        read::name_options(&mut answer);
        let decoded = answer.decoded.as_ref();
        let note = match decoded {
            Some(decoded) => other_partner(decoded, ks, partner),
            None => notes::other_partner(ks, partner),
        };
        let success = read::is_success(&answer);
        Ok(Outcome { answer, note, success })
    };
    let explain_line = |text: &str| {
        let mut answer = explain_without_secret(text, can.iter().copied())?;
        read::name_options(&mut answer);
        let success = read::is_success(&answer);
        Some(Outcome { answer, note: None, success })
    };
    setup.run(explain, explain_line)
}

pub(crate) fn verify(args: &Verify, batch: &Batch) -> Result<Answer, Failure> {
    let partner = environment::partner(args.partner.partner_id.as_deref())?
        .ok_or_else(environment::missing_partner)?;
    let required = read::parse_privilege_options(&args.require, "--require")?;
    let (setup, keyring) = Setup::new(batch, &args.secret, &args.clock)?;
    let verify = |ks: &str, now: i64| -> Result<Outcome<ks_core::Verified>, Failure> {
        let options = read::verify_options(args, partner, now, &required);
        let answer = keyring.verify(ks, &options)?;
        Ok(Outcome { answer, note: None, success: true })
    };
    setup.run(verify, |_| None)
}

/// Returns a note if the KS is not for the partner that was given.
fn other_partner(decoded: &Decoded, ks: &str, partner: Option<i32>) -> Option<Note> {
    if decoded.partner_id() == partner { None } else { notes::other_partner(ks, partner) }
}

/// What all three commands need.
struct Setup<'a> {
    source: Source,
    batch: &'a Batch,
    /// The time of `--now`.
    now: Option<i64>,
}

impl<'a> Setup<'a> {
    fn new(
        batch: &'a Batch,
        secret: &SecretArgs,
        clock: &Clock,
    ) -> Result<(Self, Keyring), Failure> {
        let now = time::given(clock)?;
        // Opened before the secret is read; see `protect::forbid_inspection`.
        let path = batch.batch.as_deref().unwrap_or("-".as_ref());
        if secret.secret_stdin && path.as_os_str() == "-" {
            return Err(Failure::usage(bulk::STDIN_TWICE));
        }
        let source = bulk::open(path)?;
        let keyring = secrets::reading_keyring(secret)?;
        Ok((Self { source, batch, now }, keyring))
    }

    /// Reads each KS with `read`, and each line without a KS with `read_line`, which returns
    /// `None` if there is nothing to say about it.
    fn run<T: Serialize>(
        self,
        read: impl Fn(&str, i64) -> Result<Outcome<T>, Failure> + Sync,
        read_line: impl Fn(&str) -> Option<Outcome<T>> + Sync,
    ) -> Result<Answer, Failure> {
        let now = self.now;
        let worker = || Reader { read: &read, read_line: &read_line, now };
        let Some(counts) = bulk::run(self.source, self.batch.jobs.jobs, worker)? else {
            return Ok(Answer::plain(""));
        };
        let Counts { lines, results, failures } = counts;
        let failure = if results == 0 && lines > 0 {
            Failure::new("not_a_ks", format!("none of the {lines} lines contains a KS"))
        } else if failures > 0 {
            let message =
                format!("{failures} of {results} results are failures; each says the reason");
            Failure::new("batch", message)
        } else {
            return Ok(Answer::plain(""));
        };
        output::print_error_line(&failure);
        Ok(Answer::plain("").with_status(EXIT_REFUSED))
    }
}

struct Reader<'a, F, L> {
    read: &'a F,
    read_line: &'a L,
    now: Option<i64>,
}

impl<T, F, L> Worker for Reader<'_, F, L>
where
    T: Serialize,
    F: Fn(&str, i64) -> Result<Outcome<T>, Failure>,
    L: Fn(&str) -> Option<Outcome<T>>,
{
    fn process(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Counts {
        let mut counts = Counts::default();
        let Some(bytes) = line.bytes else {
            let failure = Failure::new("not_a_ks", "the line is longer than 16 MiB");
            write_failure(&failure, line.number, out);
            return Counts { results: 1, failures: 1, ..counts };
        };
        let text = ascii_lossy(bytes);
        for found in find_all(&text) {
            counts.results += 1;
            counts.failures += u64::from(!self.one(&found.ks, line.number, out));
        }
        if counts.results == 0
            && let Some(success) = self.line_without_ks(&text, &line, out)
        {
            counts = Counts { results: 1, failures: u64::from(!success), ..counts };
        }
        counts
    }
}

impl<T, F, L> Reader<'_, F, L>
where
    T: Serialize,
    F: Fn(&str, i64) -> Result<Outcome<T>, Failure>,
    L: Fn(&str) -> Option<Outcome<T>>,
{
    /// Appends the result for one KS. Returns whether it counts as a success.
    fn one(&self, ks: &str, line: u64, out: &mut Vec<u8>) -> bool {
        let now = self.now.map_or_else(system_now, Ok);
        write_outcome(now.map_err(Failure::from).and_then(|now| (self.read)(ks, now)), line, out)
    }

    /// Appends the result for a line without a KS: a KS that was cut or changed is reported,
    /// and an error answer is explained. Returns `None` for any other line.
    fn line_without_ks(&self, text: &str, line: &Line<'_>, out: &mut Vec<u8>) -> Option<bool> {
        if let Some(outcome) = (self.read_line)(text) {
            return Some(write_outcome(Ok(outcome), line.number, out));
        }
        if !text.contains("djJ8") {
            return None;
        }
        Some(match Input::new(line.bytes?.to_vec()).ks() {
            Ok(ks) => self.one(&ks, line.number, out),
            Err(failure) => write_outcome::<T>(Err(failure), line.number, out),
        })
    }
}

/// Appends a result. Returns whether it counts as a success.
fn write_outcome<T: Serialize>(
    outcome: Result<Outcome<T>, Failure>,
    line: u64,
    out: &mut Vec<u8>,
) -> bool {
    let start = out.len();
    let written = outcome.and_then(|Outcome { answer, note, success }| {
        write_answer(&answer, note.as_ref(), line, out)?;
        Ok(success)
    });
    written.unwrap_or_else(|failure| {
        out.truncate(start);
        write_failure(&failure, line, out);
        false
    })
}

/// Appends an answer as an object that starts with the line number.
fn write_answer(
    answer: &impl Serialize,
    note: Option<&Note>,
    line: u64,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{{\"line\":{line},");
    let start = out.len();
    serde_json::to_writer(&mut *out, answer)?;
    out.remove(start);
    if let Some(note) = note {
        out.pop();
        out.extend_from_slice(b",\"notes\":");
        serde_json::to_writer(&mut *out, &[note])?;
        out.push(b'}');
    }
    out.push(b'\n');
    Ok(())
}

fn write_failure(Failure { code, message, .. }: &Failure, line: u64, out: &mut Vec<u8>) {
    let error = json!({ "code": code, "message": message });
    let _ = writeln!(out, "{{\"line\":{line},\"error\":{error}}}");
}

/// Returns the text, with a `?` for each byte beyond ASCII if it is not UTF-8.
fn ascii_lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => {
            let ascii = |&byte: &u8| if byte.is_ascii() { char::from(byte) } else { '?' };
            bytes.iter().map(ascii).collect()
        }
    }
}
