//! `ks renew`: text with the KSs in it signed anew.

use ks_core::{Expiry, Keyring, find};
use serde_json::json;

use crate::args::{Partner, Renew};
use crate::failure::{Failure, NO};
use crate::input::Input;
use crate::output::{self, Answer};
use crate::{read, secrets, time};

pub(crate) fn run(args: &Renew) -> Result<Answer, Failure> {
    let expiry = time::end(&args.expiry)?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let renewer = Renewer { keyring, expiry, now: time::now(&args.clock), partner: &args.partner };
    let mut renewed = renewer.replace_all(input.text());
    // A KS that is found in no text by itself, broken into lines say, or none.
    if renewed.count == 0 {
        match renewed.failures.into_iter().next() {
            Some((_, failure)) => return Err(failure),
            None => {
                let ks = renewer.renew(&input.ks()?)?;
                renewed = Renewed { text: ks, count: 1, failures: Vec::new() };
            }
        }
    }
    let status = if renewed.failures.is_empty() { 0 } else { NO };
    for (line, mut failure) in renewed.failures {
        failure.message = format!("line {line} stays as it is: {}", failure.message);
        output::print_error_line(&failure);
    }
    if args.output.json {
        let answer = Answer::json(&json!({"text": renewed.text, "renewed": renewed.count}))?;
        return Ok(answer.with_status(status));
    }
    if !renewed.text.ends_with('\n') {
        renewed.text.push('\n');
    }
    Ok(Answer::plain(renewed.text).with_status(status))
}

struct Renewer<'a> {
    keyring: Keyring,
    expiry: Expiry,
    now: i64,
    partner: &'a Partner,
}

struct Renewed {
    text: String,
    /// How many KSs were signed anew.
    count: usize,
    /// The KSs that were not, by line.
    failures: Vec<(usize, Failure)>,
}

impl Renewer<'_> {
    fn renew(&self, ks: &str) -> Result<String, Failure> {
        self.keyring
            .renew(ks, self.expiry, self.now)
            .map_err(|error| read::refused(error, ks, self.partner))
    }

    /// The text with every KS replaced that can be.
    fn replace_all(&self, text: &str) -> Renewed {
        let mut renewed =
            Renewed { text: String::with_capacity(text.len()), count: 0, failures: Vec::new() };
        let mut rest = text;
        let mut line = 1;
        while let Some(found) = find(rest) {
            let (head, tail) = rest.split_at(found.range.end);
            line += head[..found.range.start].matches('\n').count();
            match self.renew(&found.ks) {
                Ok(ks) => {
                    renewed.text.push_str(&found.replace(head, &ks));
                    renewed.count += 1;
                }
                Err(failure) => {
                    renewed.text.push_str(head);
                    renewed.failures.push((line, failure));
                }
            }
            rest = tail;
        }
        renewed.text.push_str(rest);
        renewed
    }
}
