//! Privileges: what a session may do beyond its type, and what it may not do.
//!
//! [`Privileges`] is Kaltura's text (`sview:0_abc,disableentitlement`), checked so that the
//! server reads exactly what was written.

mod constructors;
mod element;
mod grant;
mod info;
mod merge;
mod notation;
#[allow(clippy::module_inception)] // One privilege, beside the list of them.
mod privilege;
mod privileges;
pub(crate) mod restriction;
pub(crate) mod rules;
mod table;
mod v2_fields;

#[cfg(test)]
mod tests;

pub use constructors::IntoValues;
pub(crate) use grant::is_granted;
pub use info::{DecidedBy, PrivilegeInfo, ValueKind};
pub(crate) use notation::{joined_names, lost_comma_in, unquoted};
pub use privilege::Privilege;
pub use privileges::Privileges;
pub use table::{TABLE, privilege_info, suggest_name};
