//! The commands that read a KS: `decode`, `explain`, `verify`, `inspect`, `lint`.

use ks_core::privilege::names_and_values;
use ks_core::{Error, Expected, Keyring, Request, Status};
use serde_json::json;

use crate::args::{Decode, Explain, Inspect, Lint, Verify};
use crate::failure::{self, Failure, NO};
use crate::input::{Input, NO_KS};
use crate::note::{self, Noted};
use crate::output::Answer;
use crate::{secrets, session, show, time};

pub(crate) fn decode(args: &Decode) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = secrets::partner(args.partner.partner_id.as_deref())?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let ks = input.ks()?;
    let decoded = keyring.decode(&ks).map_err(|error| refused(error, &ks, partner))?;
    let notes = note::of(&input, &ks, partner);
    if args.output.json {
        return Answer::json(&Noted { answer: &decoded, notes: &notes });
    }
    Ok(Answer::styled(show::decoded(&decoded, keyring.len(), &notes, now)))
}

/// The privileges that are asked for, of each use of an option one or several.
fn asked<'a>(
    texts: &'a [String],
    option: &str,
) -> Result<Vec<(&'a str, Option<&'a str>)>, Failure> {
    let asked: Vec<_> = texts.iter().flat_map(|text| names_and_values(text)).collect();
    // Of an empty variable nothing would be asked.
    if texts.iter().any(String::is_empty) || asked.iter().any(|(name, _)| name.is_empty()) {
        return Err(Failure::usage(format!(
            "{option} asks about a privilege by its name: NAME or NAME:VALUE, such as sview:0_abc"
        )));
    }
    Ok(asked)
}

/// The failure, and what speaks for the secret of another partner.
pub(crate) fn refused(error: Error, ks: &str, partner: Option<i32>) -> Failure {
    let bad_signature = matches!(error, Error::BadSignature { .. });
    let mut failure = Failure::from(error);
    if bad_signature && let Some(note) = note::other_partner(ks, partner) {
        failure.message += &format!(". But {}: the secret may be the other one's", note.message);
    }
    failure
}

pub(crate) fn explain(args: &Explain) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = secrets::partner(args.partner.partner_id.as_deref())?;
    let can = asked(&args.can, "--can")?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    // Kaltura has an answer to every text.
    let (ks, no_ks) = match input.ks() {
        Ok(ks) => (ks, None),
        Err(failure) if failure.code == NO_KS => (input.text().into(), Some(failure.message)),
        Err(failure) => return Err(failure),
    };
    let request = Request {
        now,
        remote_addr: args.request.remote_addr.as_deref(),
        request_uri: args.request.request_uri.as_deref(),
    };
    let mut explanation = ks_core::explain(&ks, &keyring, &request, can);
    if let Some(no_ks) = no_ks {
        explanation.reason = no_ks;
    }
    let lacks_address =
        explanation.status == Some(Status::ExceededRestrictedIp) && request.remote_addr.is_none();
    let lacks_uri =
        explanation.status == Some(Status::ExceededRestrictedUri) && request.request_uri.is_none();
    if lacks_address || lacks_uri {
        explanation.reason = failure::by_option(&explanation.reason);
    }
    let notes = note::of(&input, &ks, partner);
    let yes = explanation.api_error.is_none() && explanation.can.iter().all(|can| can.granted);
    let answer = if args.output.json {
        Answer::json(&Noted { answer: &explanation, notes: &notes })?
    } else {
        Answer::styled(show::explanation(&explanation, &notes))
    };
    Ok(answer.with_status(if yes { 0 } else { NO }))
}

pub(crate) fn verify(args: &Verify) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = secrets::partner(args.partner.partner_id.as_deref())?
        .ok_or_else(secrets::missing_partner)?;
    let required = asked(&args.require, "--require")?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let mut expected = Expected::new(partner, now).required(&required);
    if let Some(address) = &args.request.remote_addr {
        expected = expected.remote_addr(address);
    }
    if let Some(uri) = &args.request.request_uri {
        expected = expected.request_uri(uri);
    }
    // A text that is no KS came from the one who is asking too.
    let refused = |failure: Failure| Failure { status: NO, ..failure };
    let ks = input.only_ks().map_err(refused)?;
    let verified = keyring.verify(&ks, &expected).map_err(|error| match error {
        Error::Malformed(_) => refused(error.into()),
        _ => error.into(),
    })?;
    if args.output.json {
        return Answer::json(&verified);
    }
    Ok(Answer::styled(show::verified(&verified, now)))
}

pub(crate) fn inspect(args: &Inspect) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let input = Input::read(args.ks.ks.as_deref(), false)?;
    let ks = input.ks()?;
    let seen = ks_core::inspect(&ks)?;
    let notes = note::of(&input, &ks, None);
    if args.output.json {
        return Answer::json(&Noted { answer: &seen, notes: &notes });
    }
    Ok(Answer::styled(show::unverified(&seen, &notes, now)))
}

pub(crate) fn lint(args: &Lint) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let partner = secrets::partner(args.session.partner_id.as_deref())?;
    let (advice, notes) = if session::is_given(&args.session) {
        if args.ks.is_some() {
            return Err(Failure::usage(
                "give a KS, or the options of a session that is to be made, not both",
            ));
        }
        (lint_session(args, now)?, Vec::new())
    } else {
        let keyring: Keyring = secrets::reading_keyring(&args.secret)?;
        let input = Input::read(args.ks.as_deref(), args.secret.secret_stdin)?;
        let ks = input.ks()?;
        let decoded = keyring.decode(&ks).map_err(|error| refused(error, &ks, partner))?;
        (decoded.lint(now), note::of(&input, &ks, partner))
    };
    if args.output.json {
        // One list: a note has the form of advice.
        let advice = advice.iter().map(|advice| json!(advice));
        let notes = notes.iter().map(|note| json!(note));
        return Answer::json(&advice.chain(notes).collect::<Vec<_>>());
    }
    Ok(Answer::styled(show::advice(&advice, &notes)))
}

fn lint_session(args: &Lint, now: i64) -> Result<Vec<ks_core::Advice>, Failure> {
    let options = session::options(&args.session)?;
    session::require_user(&options)?;
    Ok(ks_core::lint(&options.into_session()?, now)?)
}
