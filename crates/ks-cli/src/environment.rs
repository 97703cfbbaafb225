//! Settings from the environment: the partner, the user and the names of variables.

use std::env;

use ks_core::parse_partner_id;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The bytes of a secret, overwritten when they are dropped.
pub(crate) type SecretBytes = Zeroizing<Vec<u8>>;

/// The variable of the admin secret, and its alias in public scripts.
pub(crate) const SECRET: [&str; 2] = ["KALTURA_ADMIN_SECRET", "KALTURA_SECRET"];
/// The variable of the app token.
pub(crate) const APP_TOKEN: &str = "KALTURA_APP_TOKEN";
/// The variable of the partner id, and its alias in public scripts.
const PARTNER: [&str; 2] = ["KALTURA_PARTNER_ID", "KALTURA_PARTNERID"];
const USER: &str = "KALTURA_USER_ID";

/// Returns the partner of the option, or else of the environment.
pub(crate) fn partner(option: Option<&str>) -> Result<Option<i32>, Failure> {
    if let Some(text) = option {
        return Ok(Some(parse_partner_id(text)?));
    }
    for name in PARTNER {
        if let Some(text) = text(name)? {
            let partner = parse_partner_id(&text);
            return partner.map(Some).map_err(|error| Failure::from(error).in_variable(name));
        }
    }
    Ok(None)
}

pub(crate) fn missing_partner() -> Failure {
    Failure::new(
        "missing_partner_id",
        format!(
            "the partner id is missing; use --partner-id ID, or set {}. The id is in the Kaltura Management Console (KMC) under Settings, Integration settings",
            PARTNER[0]
        ),
    )
}

/// Returns the user of the environment.
pub(crate) fn user() -> Result<Option<String>, Failure> {
    text(USER)
}

/// Returns the first of these variables that is set. An empty one counts as unset.
pub(crate) fn secret(names: &[&str]) -> Option<SecretBytes> {
    names
        .iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty())
        .map(|value| Zeroizing::new(value.into_encoded_bytes()))
}

fn text(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("the environment variable {name} is not UTF-8 text")))
        }
    }
}
