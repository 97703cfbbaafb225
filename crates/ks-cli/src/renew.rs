//! `ks renew`: text with the KSs in it signed anew.

use ks_core::{Expiry, Keyring};
use serde_json::json;

use crate::args::Renew;
use crate::failure::{Failure, NO};
use crate::input::Input;
use crate::note::{self, Note};
use crate::output::{self, Answer};
use crate::{read, secrets, time};

pub(crate) fn run(args: &Renew) -> Result<Answer, Failure> {
    let expiry = time::end(&args.expiry)?;
    let now = time::now(&args.clock)?;
    // An end that no KS can have is one error, not one for each.
    expiry.resolve(now)?;
    let partner = secrets::partner(args.partner.partner_id.as_deref())?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    if args.output.json && !input.is_utf8() {
        return Err(Failure::new(
            "not_utf8",
            "the text is not UTF-8, and JSON can hold no other; without --json every byte of it is kept",
        ));
    }
    let renewer = Renewer { keyring, expiry, now, partner };
    let mut renewed = match input.joined() {
        Some(ks) => renewer.one(&ks)?,
        None => renewer.replace_all(&input),
    };
    if renewed.count == 0 {
        // A log comes back, that it is not lost where it is overwritten.
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
    let status = if renewed.failures.is_empty() { 0 } else { NO };
    for (line, failure) in &renewed.failures {
        let mut failure = failure.clone();
        failure.message = format!("line {line} stays as it is: {}", failure.message);
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
    partner: Option<i32>,
}

struct Renewed {
    text: Vec<u8>,
    /// How many KSs were signed anew.
    count: usize,
    /// The KSs that were not, by line.
    failures: Vec<(usize, Failure)>,
    /// What is to be known of those that were, by line.
    notes: Vec<(usize, Note)>,
}

impl Renewed {
    fn json(&self) -> Result<Answer, Failure> {
        let told = |line: usize, code: &str, message: &str| json!({"line": line, "code": code, "message": message});
        let mut answer = json!({
            "text": String::from_utf8_lossy(&self.text),
            "renewed": self.count,
            "errors": self.failures.iter().map(|(line, failure)| {
                told(*line, &failure.code, &failure.message)
            }).collect::<Vec<_>>(),
        });
        if !self.notes.is_empty() {
            answer["notes"] = self
                .notes
                .iter()
                .map(|(line, note)| told(*line, note.code, &note.message))
                .collect();
        }
        Answer::json(&answer)
    }
}

impl Renewer {
    fn renew(&self, ks: &str) -> Result<String, Failure> {
        self.keyring
            .renew(ks, self.expiry, self.now)
            .map_err(|error| read::refused(error, ks, self.partner))
    }

    /// One KS that is the whole text.
    fn one(&self, ks: &str) -> Result<Renewed, Failure> {
        let note = note::other_partner(ks, self.partner);
        Ok(Renewed {
            text: self.renew(ks)?.into(),
            count: 1,
            failures: Vec::new(),
            notes: note.map(|note| (1, note)).into_iter().collect(),
        })
    }

    /// The text with every KS replaced that can be, and no other byte.
    fn replace_all(&self, input: &Input) -> Renewed {
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
                    let note = note::other_partner(&found.ks, self.partner);
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
