//! What the bindings and the command share: options, values of dynamic languages and quoting.
//!
//! This module is not covered by semantic versioning. Rust programs use the typed API.

mod options;
mod unrepresentable;
mod value;
#[cfg(feature = "serde")]
mod value_serde;

pub use options::SessionOptions;
pub use unrepresentable::{Unrepresentable, ks_from_bytes};
pub use value::{Value, privileges_from_value};

pub use crate::error::{quote, quote_short, redact_secrets, rename_fields};
pub use crate::model::partner_id_from_i64;
use crate::privilege::rules::value_kind;
pub use crate::privilege::rules::{split_privilege, split_privileges};
pub use crate::sign::app_token_advice;

/// Returns the values in the value text of a privilege, like
/// [`Privileges::to_list`](crate::Privileges::to_list); none for a flag.
pub fn split_values<'v>(name: &str, value: &'v str) -> impl Iterator<Item = &'v str> {
    let separator = value_kind(name).separator();
    let values = value.split(move |c| Some(c) == separator);
    values.filter(move |_| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::split_values;
    use crate::Privileges;

    #[test]
    fn values_are_those_of_to_list() {
        let text = "sview:0_a/0_b,urirestrict:/a/*|/b,edit,list:*,x:1/2/,privacycontext:a/b";
        let privileges = Privileges::parse(text).unwrap();
        for ((name, value), privilege) in privileges.iter().zip(privileges.to_list()) {
            let values: Vec<_> = split_values(name, &value).collect();
            assert_eq!(values, privilege.values, "{name}");
        }
    }
}
