//! The session that the options of `generate` and `lint` describe.

use ks_core::interop::{SessionOptions, split_privilege};
use ks_core::{Error, Privileges, SessionType, Version, parse_partner_id, recipe};

use crate::args::SessionArgs;
use crate::failure::Failure;
use crate::{environment, time};

/// Converts the options, over those of the recipe. The user of the environment is the
/// default of `--user-id`.
pub(crate) fn options(args: &SessionArgs, now: i64) -> Result<SessionOptions<'static>, Failure> {
    let recipe = match &args.recipe {
        Some(name) => from_recipe(name, &args.set)?,
        None => SessionOptions::default(),
    };
    let user_id = match &args.user_id {
        Some(user) => Some(user.clone()),
        None if args.anonymous || recipe.anonymous == Some(true) => None,
        None => environment::user()?,
    };
    let (expiry, expires_at) = time::expiry_options(&args.expiry, now)?;
    let session_type = args.session_type.as_deref().map(str::parse::<SessionType>).transpose()?;
    let version = args.ks_version.as_deref().map(str::parse::<Version>).transpose()?;
    let master_partner_id = args.master_partner_id.as_deref().map(master_partner).transpose()?;
    let given = SessionOptions {
        user_id: user_id.map(Into::into),
        anonymous: args.anonymous.then_some(true),
        session_type: session_type.map(|session_type| session_type.number().into()),
        expiry,
        expires_at,
        privileges: privileges(args, recipe.privileges.as_ref())?,
        version: version.map(|version| version.number().into()),
        master_partner_id,
        additional_data: args.additional_data.clone().map(Into::into),
    };
    Ok(given.over(&recipe))
}

/// Fills in a recipe with each `--set FIELD=VALUE`.
fn from_recipe(name: &str, set: &[String]) -> Result<SessionOptions<'static>, Failure> {
    let recipe = recipe::recipe(name)?;
    let missing = || Failure::usage("--set needs a field and a value: --set FIELD=VALUE");
    let values: Vec<_> = set
        .iter()
        .map(|text| text.split_once('=').ok_or_else(missing))
        .collect::<Result<_, _>>()?;
    SessionOptions::from_recipe(recipe.name, &values).map_err(|error| {
        let mut failure = Failure::from(error);
        failure.message += &format!(". Use --set FIELD=VALUE; see `ks recipes {}`", recipe.name);
        failure
    })
}

/// Returns whether any option describes a session. The partner does not count,
/// because it may be given with a KS.
pub(crate) fn is_given(args: &SessionArgs) -> bool {
    args.anonymous
        || !args.privilege.is_empty()
        || [
            &args.user_id,
            &args.session_type,
            &args.expiry.expiry,
            &args.expiry.expires_at,
            &args.recipe,
            &args.privileges,
            &args.ks_version,
            &args.master_partner_id,
            &args.additional_data,
        ]
        .into_iter()
        .any(Option::is_some)
}

/// Reports a missing user, the most likely mistake, in terms of the command.
pub(crate) fn require_user(options: &SessionOptions<'_>) -> Result<(), Failure> {
    if options.user_id.is_none() && options.anonymous != Some(true) {
        let missing = "is missing; give a user or set KALTURA_USER_ID, or use --anonymous for a session without a user";
        return Err(Error::InvalidUserId(missing).into());
    }
    Ok(())
}

/// Joins `--privileges`, as given, or else those of the recipe, and each `--privilege`.
fn privileges(
    args: &SessionArgs,
    recipe: Option<&Privileges<'_>>,
) -> Result<Option<Privileges<'static>>, Failure> {
    if args.privileges.is_none() && args.privilege.is_empty() {
        return Ok(None);
    }
    let recipe = || recipe.map(ToString::to_string).unwrap_or_default();
    let mut text = args.privileges.clone().unwrap_or_else(recipe);
    for privilege in &args.privilege {
        let (name, value) = split_privilege(privilege);
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&Privileges::from_pairs([(name, value)])?.to_string());
    }
    Ok(Some(Privileges::parse(text)?))
}

fn master_partner(text: &str) -> Result<i64, Failure> {
    match parse_partner_id(text) {
        Ok(id) => Ok(id.into()),
        Err(Error::InvalidPartnerId(shown)) => Err(Error::InvalidMasterPartnerId(shown).into()),
        Err(other) => Err(other.into()),
    }
}
