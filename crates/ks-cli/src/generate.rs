//! `ks generate`: generates one KS.

use ks_core::{Advice, Nonce, Signer, lint};
use serde_json::json;

use crate::args::Generate;
use crate::failure::Failure;
use crate::output::{self, Answer};
use crate::secrets::Secrets;
use crate::{batch, bulk, environment, session, time};

pub(crate) fn run(args: &Generate) -> Result<Answer, Failure> {
    let now = time::now(&args.clock)?;
    let options = session::options(&args.session, now)?;
    let partner = environment::partner(args.session.partner.partner_id.as_deref())?;
    if let Some(source) = &args.batch {
        if args.secret.secret_stdin && source.as_os_str() == "-" {
            return Err(Failure::usage(bulk::STDIN_TWICE));
        }
        return batch::run(args, source, &options, partner);
    }
    session::require_user(&options)?;
    let session = options.into_session()?;
    let nonce =
        args.nonce.as_deref().map(|text| Nonce::parse(text, session.version)).transpose()?;
    let partner = partner.ok_or_else(environment::missing_partner)?;
    let secrets = Secrets::read(&args.secret)?;
    let signer = Signer::new(partner, secrets.current())?;
    let notes: Vec<_> = lint(&session, now)?.into_iter().filter(Advice::is_mistake).collect();
    let ks = match &nonce {
        Some(nonce) => signer.generate_with_nonce(&session, now, nonce)?,
        None => signer.generate(&session, now)?,
    };
    if args.output.json {
        let decoded = signer.keyring().decode(&ks)?;
        let mut answer = json!({
            "ks": ks,
            "partner_id": partner,
            "expires_at": decoded.expires_at(),
            "session_hash": decoded.session_hash(),
        });
        if !notes.is_empty() {
            answer["notes"] = json!(notes);
        }
        return Answer::json(&answer);
    }
    for note in &notes {
        output::print_note_line(note.code, &note.message);
    }
    Ok(Answer::plain(ks + "\n"))
}
