//! The commands that read a KS: `decode`, `explain`, `verify`, `inspect`, `lint`.

use ks_core::interop::{rename_fields, split_privileges};
use ks_core::server::explain_without_secret;
use ks_core::{Error, Explanation, Keyring, Malformed, Request, VerifyOptions};
use serde_json::json;

use crate::args::{Decode, Explain, Inspect, Lint, RequestArgs, Verify};
use crate::failure::{EXIT_REFUSED, Failure, option};
use crate::input::Input;
use crate::notes::{self, WithNotes, notes_for};
use crate::output::Answer;
use crate::{environment, render, secrets, session, time};

pub(crate) fn decode(args: &Decode) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = environment::partner(args.partner.partner_id.as_deref())?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let ks = input.ks()?;
    let decoded =
        keyring.decode(&ks).map_err(|error| notes::signature_failure(error, &ks, partner))?;
    let notes = notes_for(&input, &ks, partner);
    if args.output.json {
        return Answer::json(&WithNotes { answer: &decoded, notes: &notes });
    }
    Ok(Answer::styled(render::decoded(&decoded, keyring.len(), &notes, now)))
}

/// A privilege that an option names, with its value if there is one.
pub(crate) type AskedPrivilege<'a> = (&'a str, Option<&'a str>);

/// Parses the uses of `--can` or `--require`, each with one or several privileges.
pub(crate) fn parse_privilege_options<'a>(
    texts: &'a [String],
    option: &str,
) -> Result<Vec<AskedPrivilege<'a>>, Failure> {
    let asked: Vec<_> = texts.iter().flat_map(|text| split_privileges(text)).collect();
    // An empty shell variable would otherwise check nothing.
    if texts.iter().any(String::is_empty) || asked.iter().any(|(name, _)| name.is_empty()) {
        return Err(Failure::usage(format!(
            "{option} needs the name of a privilege: NAME or NAME:VALUE, such as sview:0_abc"
        )));
    }
    Ok(asked)
}

/// Converts the options of the request that a KS comes with.
pub(crate) fn request(args: &RequestArgs, now: i64) -> Request<'_> {
    Request {
        now,
        remote_addr: args.remote_addr.as_deref(),
        request_uri: args.request_uri.as_deref(),
    }
}

pub(crate) fn explain(args: &Explain) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = environment::partner(args.partner.partner_id.as_deref())?;
    let can = parse_privilege_options(&args.can, "--can")?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    // Kaltura answers any other text, so text without a KS is explained too.
    if input.text().is_empty() {
        return Err(Malformed::Empty.into());
    }
    // Some texts need no secret, so do not ask for one.
    let without_secret = if secrets::is_given(&args.secret) {
        None
    } else {
        explain_without_secret(input.text(), can.iter().copied())
    };
    let mut explanation = match without_secret {
        Some(explanation) => explanation,
        None => {
            let keyring = secrets::reading_keyring(&args.secret)?;
            ks_core::explain(input.text(), &keyring, &request(&args.request, now), can)
        }
    };
    name_options(&mut explanation);
    let notes = match input.ks() {
        Ok(ks) => notes_for(&input, &ks, partner),
        Err(_) => Vec::new(),
    };
    let success = is_success(&explanation);
    let answer = if args.output.json {
        Answer::json(&WithNotes { answer: &explanation, notes: &notes })?
    } else {
        Answer::styled(render::explanation(&explanation, &notes))
    };
    Ok(answer.with_status(if success { 0 } else { EXIT_REFUSED }))
}

/// Names the options where the core names its fields.
pub(crate) fn name_options(explanation: &mut Explanation) {
    let rename = |message: &mut String| *message = rename_fields(message, option);
    rename(&mut explanation.reason);
    explanation.advice.iter_mut().for_each(|advice| rename(&mut advice.message));
}

/// Returns whether the server would accept the KS and grant every privilege of `--can`.
pub(crate) fn is_success(explanation: &Explanation) -> bool {
    explanation.is_accepted() && explanation.grants.iter().all(|grant| grant.granted)
}

/// Returns what `verify` checks.
pub(crate) fn verify_options<'a>(
    args: &'a Verify,
    partner: i32,
    now: i64,
    required: &'a [AskedPrivilege<'a>],
) -> VerifyOptions<'a> {
    let mut options = VerifyOptions::new(partner, now).required(required);
    if let Some(address) = &args.request.remote_addr {
        options = options.remote_addr(address);
    }
    if let Some(uri) = &args.request.request_uri {
        options = options.request_uri(uri);
    }
    options
}

pub(crate) fn verify(args: &Verify) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = environment::partner(args.partner.partner_id.as_deref())?
        .ok_or_else(environment::missing_partner)?;
    let required = parse_privilege_options(&args.require, "--require")?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    // Text that is not a KS is rejected, not a mistake of the script that verifies it.
    let refused = |failure: Failure| Failure { status: EXIT_REFUSED, ..failure };
    let ks = input.only_ks().map_err(refused)?;
    let options = verify_options(args, partner, now, &required);
    let verified = keyring.verify(&ks, &options).map_err(|error| match error {
        Error::Malformed(_) => refused(error.into()),
        _ => error.into(),
    })?;
    if args.output.json {
        return Answer::json(&verified);
    }
    Ok(Answer::styled(render::verified(&verified, now)))
}

pub(crate) fn inspect(args: &Inspect) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let input = Input::read(args.ks.ks.as_deref(), false)?;
    let ks = input.ks()?;
    let unverified = ks_core::inspect(&ks)?;
    let notes = notes_for(&input, &ks, None);
    if args.output.json {
        return Answer::json(&WithNotes { answer: &unverified, notes: &notes });
    }
    Ok(Answer::styled(render::unverified(&unverified, &notes, now)))
}

pub(crate) fn lint(args: &Lint) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = environment::partner(args.session.partner.partner_id.as_deref())?;
    let (advice, notes) = if session::is_given(&args.session) {
        if args.ks.is_some() {
            return Err(Failure::usage(
                "a KS and the options of a session cannot be combined; give one or the other",
            ));
        }
        (lint_session(args, now)?, Vec::new())
    } else {
        let keyring: Keyring = secrets::reading_keyring(&args.secret)?;
        let input = Input::read(args.ks.as_deref(), args.secret.secret_stdin)?;
        let ks = input.ks()?;
        let decoded =
            keyring.decode(&ks).map_err(|error| notes::signature_failure(error, &ks, partner))?;
        (decoded.lint(now), notes_for(&input, &ks, partner))
    };
    if args.output.json {
        // One list, because a note has the same form as advice.
        let advice = advice.iter().map(|advice| json!(advice));
        let notes = notes.iter().map(|note| json!(note));
        return Answer::json(&advice.chain(notes).collect::<Vec<_>>());
    }
    Ok(Answer::styled(render::advice(&advice, &notes)))
}

fn lint_session(args: &Lint, now: i64) -> Result<Vec<ks_core::Advice>, Failure> {
    let options = session::options(&args.session, now)?;
    session::require_user(&options)?;
    Ok(ks_core::lint(&options.into_session()?, now)?)
}
