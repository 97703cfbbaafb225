//! A session from the options of `generate` and `lint`.

use ks_core::privilege::name_and_value;
use ks_core::{Error, Privileges, SessionOptions, SessionType, Version};

use crate::args::SessionArgs;
use crate::failure::Failure;
use crate::{secrets, time};

/// What the options say. A user of the environment stands in for `--user-id`.
pub(crate) fn options(args: &SessionArgs) -> Result<SessionOptions<'static>, Failure> {
    let user_id = match &args.user_id {
        Some(user) => Some(user.clone()),
        None if args.anonymous => None,
        None => secrets::user()?,
    };
    let (expiry, expires_at) = time::ends(&args.expiry)?;
    Ok(SessionOptions {
        user_id: user_id.map(Into::into),
        anonymous: args.anonymous,
        session_type: args
            .session_type
            .as_deref()
            .map(|text| text.parse().map(|t: SessionType| t.number().into()))
            .transpose()?,
        expiry,
        expires_at,
        privileges: privileges(args)?,
        version: version(args)?.map(|version| version.number().into()),
        master_partner_id: args.master_partner_id.as_deref().map(master_partner).transpose()?,
        additional_data: args.additional_data.clone().map(Into::into),
    })
}

/// The version of the options, if one is given.
pub(crate) fn version(args: &SessionArgs) -> Result<Option<Version>, Failure> {
    Ok(args.ks_version.as_deref().map(str::parse).transpose()?)
}

/// Whether any option says something about a session that is to be made. The
/// partner may be that of a KS.
pub(crate) fn is_given(args: &SessionArgs) -> bool {
    args.anonymous
        || !args.privilege.is_empty()
        || [
            &args.user_id,
            &args.session_type,
            &args.expiry.expiry,
            &args.expiry.expires_at,
            &args.privileges,
            &args.ks_version,
            &args.master_partner_id,
            &args.additional_data,
        ]
        .into_iter()
        .any(Option::is_some)
}

/// No user is the mistake most easily made, so it is told by the options' names.
pub(crate) fn require_user(options: &SessionOptions<'_>) -> Result<(), Failure> {
    if options.user_id.is_none() && !options.anonymous {
        let missing = "is missing; give -u USER or set KALTURA_USER_ID, or ask for a session without a user with --anonymous";
        return Err(Error::InvalidUserId(missing).into());
    }
    Ok(())
}

/// `--privileges` as pasted, and each `--privilege` behind it.
fn privileges(args: &SessionArgs) -> Result<Privileges<'static>, Failure> {
    let mut text = args.privileges.clone().unwrap_or_default();
    for privilege in &args.privilege {
        let (name, value) = name_and_value(privilege);
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&Privileges::from_pairs([(name, value)])?.to_string());
    }
    Ok(Privileges::parse(text)?)
}

fn master_partner(text: &str) -> Result<i64, Failure> {
    match ks_core::parse_partner_id(text) {
        Ok(id) => Ok(id.into()),
        Err(Error::InvalidPartnerId(shown)) => Err(Error::InvalidMasterPartnerId(shown).into()),
        Err(other) => Err(other.into()),
    }
}
