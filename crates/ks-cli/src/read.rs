//! The commands that read a KS: `decode`, `explain`, `verify`, `inspect`, `lint`.

use ks_core::privilege::name_and_value;
use ks_core::{Error, Expected, Keyring, Nonce, Request, Signer};

use crate::args::{Decode, Explain, Inspect, Lint, Partner, Verify};
use crate::failure::{Failure, NO};
use crate::input::Input;
use crate::output::Answer;
use crate::{secrets, session, show, time};

pub(crate) fn decode(args: &Decode) -> Result<Answer, Failure> {
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let ks = input.ks()?;
    let decoded = keyring.decode(&ks).map_err(|error| refused(error, &ks, &args.partner))?;
    if args.output.json {
        return Answer::json(&decoded);
    }
    let partner = secrets::partner(args.partner.partner_id.as_deref())?;
    let now = time::now(&args.clock);
    Ok(Answer::styled(show::decoded(&decoded, keyring.len(), partner, now)))
}

/// The failure, and what speaks for the secret of another partner.
pub(crate) fn refused(error: Error, ks: &str, partner: &Partner) -> Failure {
    let bad_signature = matches!(error, Error::BadSignature { .. });
    let mut failure = Failure::from(error);
    if bad_signature && let Some(hint) = other_partner(ks, partner) {
        failure.message += &hint;
    }
    failure
}

/// Says so where the KS is of another partner than the one that was given.
fn other_partner(ks: &str, partner: &Partner) -> Option<String> {
    let given = secrets::partner(partner.partner_id.as_deref()).ok()??;
    let named = ks_core::inspect(ks).ok()?.partner_id?;
    (named != given).then(|| {
        format!(
            ". The KS says that it is of partner {named}, and the partner given is {given}, so the secret may be the other one's"
        )
    })
}

pub(crate) fn explain(args: &Explain) -> Result<Answer, Failure> {
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let ks = input.ks()?;
    let now = time::now(&args.clock);
    let request = Request {
        now,
        remote_addr: args.request.remote_addr.as_deref(),
        request_uri: args.request.request_uri.as_deref(),
    };
    let can = args.can.iter().map(|privilege| name_and_value(privilege));
    let mut explanation = ks_core::explain(&ks, &keyring, &request, can);
    if explanation.decoded.is_none()
        && let Err(Error::BadSignature { .. }) = keyring.decode(&ks)
        && let Some(hint) = other_partner(&ks, &args.partner)
    {
        explanation.reason += &hint;
    }
    let yes = explanation.api_error.is_none() && explanation.can.iter().all(|can| can.granted);
    let answer = if args.output.json {
        Answer::json(&explanation)?
    } else {
        Answer::styled(show::explanation(&explanation))
    };
    Ok(answer.with_status(if yes { 0 } else { NO }))
}

pub(crate) fn verify(args: &Verify) -> Result<Answer, Failure> {
    let partner = secrets::partner(args.partner.partner_id.as_deref())?
        .ok_or_else(secrets::missing_partner)?;
    let keyring = secrets::reading_keyring(&args.secret)?;
    let input = Input::read(args.ks.ks.as_deref(), args.secret.secret_stdin)?;
    let now = time::now(&args.clock);
    let required: Vec<_> = args.require.iter().map(|text| name_and_value(text)).collect();
    let mut expected = Expected::new(partner, now).required(&required);
    if let Some(address) = &args.request.remote_addr {
        expected = expected.remote_addr(address);
    }
    if let Some(uri) = &args.request.request_uri {
        expected = expected.request_uri(uri);
    }
    let verified = keyring.verify(&input.ks()?, &expected)?;
    if args.output.json {
        return Answer::json(&verified);
    }
    Ok(Answer::styled(show::verified(&verified, now)))
}

pub(crate) fn inspect(args: &Inspect) -> Result<Answer, Failure> {
    let input = Input::read(args.ks.ks.as_deref(), false)?;
    let seen = ks_core::inspect(&input.ks()?)?;
    if args.output.json {
        return Answer::json(&seen);
    }
    Ok(Answer::styled(show::unverified(&seen, time::now(&args.clock))))
}

pub(crate) fn lint(args: &Lint) -> Result<Answer, Failure> {
    let now = time::now(&args.clock);
    let advice = if session::is_given(&args.session) {
        if args.ks.is_some() {
            return Err(Failure::usage(
                "give a KS, or the options of a session that is to be made, not both",
            ));
        }
        lint_session(args, now)?
    } else {
        let keyring: Keyring = secrets::reading_keyring(&args.secret)?;
        let input = Input::read(args.ks.as_deref(), args.secret.secret_stdin)?;
        keyring.decode(&input.ks()?)?.lint(now)
    };
    if args.output.json {
        return Answer::json(&advice);
    }
    Ok(Answer::styled(show::advice(&advice)))
}

fn lint_session(args: &Lint, now: i64) -> Result<Vec<ks_core::Advice>, Failure> {
    let options = session::options(&args.session)?;
    session::require_user(&options)?;
    let session = options.into_session()?;
    // What cannot be made needs no advice: a trial with a secret of no partner's.
    let partner = secrets::partner(args.session.partner_id.as_deref())?.unwrap_or_default();
    Signer::new(partner, "trial")?.generate_with_nonce(&session, now, &Nonce::Block([0; 16]))?;
    Ok(ks_core::lint(&session, now))
}
