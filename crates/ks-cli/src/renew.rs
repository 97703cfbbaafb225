//! `ks renew`: replaces the KSs in a text with renewed ones.

use std::collections::HashMap;

use ks_core::{Expiry, Keyring, Signer, inspect};
use serde_json::json;

use crate::args::Renew;
use crate::failure::{EXIT_REFUSED, Failure};
use crate::input::Input;
use crate::notes::{self, Note};
use crate::output::{self, Answer};
use crate::{environment, secrets, time};

pub(crate) fn run(args: &Renew) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let expiry = time::expiry(&args.expiry, now)?;
    // Report an invalid expiry once, not for each KS.
    expiry.resolve(now)?;
    let partner = environment::partner(args.partner.partner_id.as_deref())?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    if args.output.json && !input.is_utf8() {
        return Err(Failure::new(
            "not_utf8",
            "the text is not UTF-8, which JSON requires; omit --json to keep every byte",
        ));
    }
    let mut renewer = Renewer { keyring, expiry, now, partner, signers: HashMap::new() };
    let mut renewed = match input.joined() {
        Some(ks) => renewer.one(&ks)?,
        None => renewer.replace_all(&input),
    };
    if renewed.count == 0 {
        // Print the log even if no KS could be renewed, so that redirecting the output
        // over the input does not lose it.
        match &renewed.failures[..] {
            [] => match input.ks() {
                Ok(ks) => renewed = renewer.one(&ks)?,
                Err(failure) if input.has_lines() => renewed.failures.push((1, failure)),
                Err(failure) => return Err(failure),
            },
            [(_, failure)] if !input.has_lines() => return Err(failure.clone()),
            _ => {}
        }
    }
    let status = if renewed.failures.is_empty() { 0 } else { EXIT_REFUSED };
    for (line, failure) in &renewed.failures {
        let mut failure = failure.clone();
        failure.message = format!("line {line} is unchanged: {}", failure.message);
        output::print_error_line(&failure);
    }
    if args.output.json {
        return Ok(renewed.json()?.with_status(status));
    }
    for (line, note) in &renewed.notes {
        output::print_note_line(note.code, &format!("line {line}: {}", note.message));
    }
    if !renewed.text.ends_with(b"\n") {
        renewed.text.push(b'\n');
    }
    Ok(Answer::plain(renewed.text).with_status(status))
}

struct Renewer {
    keyring: Keyring,
    expiry: Expiry,
    now: i64,
    /// The partner that was given.
    partner: Option<i32>,
    /// One signer for each partner of the KSs so far.
    signers: HashMap<i32, Signer>,
}

struct Renewed {
    text: Vec<u8>,
    /// The number of renewed KSs.
    count: usize,
    /// The KSs that could not be renewed, with their lines.
    failures: Vec<(usize, Failure)>,
    /// The notes on renewed KSs, with their lines.
    notes: Vec<(usize, Note)>,
}

impl Renewed {
    fn json(&self) -> Result<Answer, Failure> {
        let entry = |line: usize, code: &str, message: &str| json!({"line": line, "code": code, "message": message});
        let mut answer = json!({
            "text": String::from_utf8_lossy(&self.text),
            "renewed": self.count,
            "errors": self.failures.iter().map(|(line, failure)| {
                entry(*line, &failure.code, &failure.message)
            }).collect::<Vec<_>>(),
        });
        if !self.notes.is_empty() {
            answer["notes"] = self
                .notes
                .iter()
                .map(|(line, note)| entry(*line, note.code, &note.message))
                .collect();
        }
        Answer::json(&answer)
    }
}

impl Renewer {
    fn renew(&mut self, ks: &str) -> Result<String, Failure> {
        // A KS that cannot be inspected gets its error from the signer, whatever its
        // partner.
        let named = inspect(ks).ok().and_then(|seen| seen.partner_id);
        let partner = named.or(self.partner).unwrap_or_default();
        let signer = match self.signers.entry(partner) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.keyring.signer(partner)?)
            }
        };
        signer
            .renew(ks, self.expiry, self.now)
            .map_err(|error| notes::signature_failure(error, ks, self.partner))
    }

    /// Renews a KS that is the whole text.
    fn one(&mut self, ks: &str) -> Result<Renewed, Failure> {
        let note = notes::other_partner(ks, self.partner);
        Ok(Renewed {
            text: self.renew(ks)?.into(),
            count: 1,
            failures: Vec::new(),
            notes: note.map(|note| (1, note)).into_iter().collect(),
        })
    }

    /// Replaces every KS that can be renewed, and changes no other byte.
    fn replace_all(&mut self, input: &Input) -> Renewed {
        let bytes = input.bytes();
        let mut renewed = Renewed {
            text: Vec::with_capacity(bytes.len()),
            count: 0,
            failures: Vec::new(),
            notes: Vec::new(),
        };
        let mut done = 0;
        let mut line = 1;
        for found in input.all() {
            let before = &bytes[done..found.range.start];
            line += before.iter().filter(|&&byte| byte == b'\n').count();
            renewed.text.extend_from_slice(before);
            match self.renew(&found.ks) {
                Ok(ks) => {
                    renewed.text.extend_from_slice(found.escape(&ks).as_bytes());
                    renewed.count += 1;
                    let note = notes::other_partner(&found.ks, self.partner);
                    renewed.notes.extend(note.map(|note| (line, note)));
                }
                Err(failure) => {
                    renewed.text.extend_from_slice(&bytes[found.range.clone()]);
                    renewed.failures.push((line, failure));
                }
            }
            done = found.range.end;
        }
        renewed.text.extend_from_slice(&bytes[done..]);
        renewed
    }
}
