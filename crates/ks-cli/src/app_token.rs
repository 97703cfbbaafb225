//! `ks app-token`: hashes an app token.

use ks_core::{HashType, Malformed, app_token_hash};
use serde_json::json;

use crate::args::AppToken;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{self, Answer};
use crate::secrets;

pub(crate) fn run(args: &AppToken) -> Result<Answer, Failure> {
    let hash_type: HashType = args.hash_type.as_deref().unwrap_or("sha1").parse()?;
    let token = secrets::app_token(args.token_file.as_deref())?;
    let input = Input::read(args.ks.as_deref(), false)?;
    // Every spelling of a KS has a hash of its own, so this command does not search
    // the text for a KS.
    let ks = input.exact()?;
    if ks.trim().is_empty() {
        return Err(Malformed::Empty.into());
    }
    let hash = app_token_hash(ks, &token, hash_type)?;
    if args.output.json {
        return Answer::json(&json!({"token_hash": hash, "hash_type": hash_type.name()}));
    }
    if args.hash_type.is_none() {
        output::print_note_line(
            "default_hash_type",
            &format!(
                "hashed with {}; if the app token has another hashType, use --hash-type",
                hash_type.name()
            ),
        );
    }
    Ok(Answer::plain(hash + "\n"))
}
