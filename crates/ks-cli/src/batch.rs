//! `ks generate --batch`: generates a KS, or reports an error, for each line.

use std::io::Write as _;
use std::path::Path;

use ks_core::interop::SessionOptions;
use ks_core::system_now;
use ks_core::{Nonce, Signer};
use serde_json::json;

use crate::args::Generate;
use crate::batch_line::{self, BatchLine};
use crate::bulk::{self, Counts, Line, Worker};
use crate::failure::{EXIT_REFUSED, Failure};
use crate::output::{self, Answer};
use crate::secrets::Secrets;
use crate::{environment, time};

/// Generates a KS for each line of `path`, with `defaults` for what the line omits.
pub(crate) fn run(
    args: &Generate,
    path: &Path,
    defaults: &SessionOptions<'static>,
    partner: Option<i32>,
) -> Result<Answer, Failure> {
    let now = time::given(&args.clock)?;
    // Opened before the secret is read; see `protect::forbid_inspection`.
    let source = bulk::open(path)?;
    let secrets = Secrets::read(&args.secret)?;
    // A secret that cannot sign is one error, not one for each line.
    let signer = Signer::new(partner.unwrap_or_default(), secrets.current())?;
    let generator = || Generator { defaults, partner, now, signer: signer.clone(), ks: Vec::new() };
    let Some(counts) = bulk::run(source, args.jobs.jobs, generator)? else {
        return Ok(Answer::plain(""));
    };
    let Counts { lines, failures, .. } = counts;
    if failures == 0 {
        return Ok(Answer::plain(""));
    }
    output::print_error_line(&Failure::new(
        "batch",
        format!("{failures} of {lines} lines failed; the output contains an error for each"),
    ));
    Ok(Answer::plain("").with_status(EXIT_REFUSED))
}

struct Generator<'a> {
    defaults: &'a SessionOptions<'static>,
    partner: Option<i32>,
    /// The time of `--now`.
    now: Option<i64>,
    /// The signer of the last line, whose partner is usually that of the next one.
    signer: Signer,
    /// A buffer for the KS.
    ks: Vec<u8>,
}

impl Worker for Generator<'_> {
    fn process(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Counts {
        self.ks.clear();
        let failures = match self.generate(line.bytes) {
            Ok(()) => {
                out.extend_from_slice(b"{\"ks\":\"");
                out.extend_from_slice(&self.ks);
                out.extend_from_slice(b"\"}\n");
                0
            }
            Err(Failure { code, message, .. }) => {
                let error = json!({ "code": code, "message": message, "line": line.number });
                // Writing to a vector cannot fail.
                let _ = writeln!(out, "{}", json!({ "error": error }));
                1
            }
        };
        Counts { lines: 0, results: 1, failures }
    }
}

impl Generator<'_> {
    fn generate(&mut self, line: Option<&[u8]>) -> Result<(), Failure> {
        let BatchLine { options, partner, nonce } = batch_line::parse(line)?;
        let partner = partner.or(self.partner).ok_or_else(environment::missing_partner)?;
        let session = options.over(self.defaults).into_session();
        let session = session.map_err(|error| Failure::of_field(&error))?;
        if self.signer.partner_id() != partner {
            self.signer = self.signer.keyring().signer(partner)?;
        }
        let now = self.now.map_or_else(system_now, Ok)?;
        let nonce = match nonce {
            Some(text) => Nonce::parse(text, session.version),
            None => Nonce::random(),
        };
        nonce
            .and_then(|nonce| self.signer.write(&session, now, &nonce, &mut self.ks))
            .map_err(|error| Failure::of_field(&error))
    }
}
