//! A decoded KS as data: the result of `decode` in JSON and in dynamic languages.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::Decoded;
use crate::privilege::Privilege;

/// Serializes the fields under the names of the options that would generate the KS, and
/// under `raw_fields` under the server's own names.
impl Serialize for Decoded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lossy = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        let privileges: Vec<_> = self
            .privilege_values()
            .map(|(name, values)| Privilege {
                name: lossy(name),
                values: values.into_iter().map(lossy).collect(),
            })
            .collect();
        let warnings = self.warnings();
        let mut ks = serializer.serialize_struct("Decoded", 18)?;
        ks.serialize_field("version", &self.version())?;
        ks.serialize_field("partner_id", &self.partner_id())?;
        ks.serialize_field("type", &self.session_type())?;
        ks.serialize_field("user_id", &self.user_id())?;
        ks.serialize_field("expires_at", &self.expires_at())?;
        ks.serialize_field("privileges", &privileges)?;
        ks.serialize_field("privileges_text", &lossy(&self.privileges_text()))?;
        ks.serialize_field("master_partner_id", &self.master_partner_id())?;
        ks.serialize_field("additional_data", &self.additional_data())?;
        ks.serialize_field("session_hash", &self.session_hash())?;
        ks.serialize_field("group_hash", &self.group_hash())?;
        ks.serialize_field("secret_index", &self.secret_index())?;
        ks.serialize_field("is_admin", &self.is_admin())?;
        ks.serialize_field("is_widget", &self.is_widget())?;
        ks.serialize_field("is_anonymous", &self.is_anonymous())?;
        ks.serialize_field("is_canonical", &warnings.is_empty())?;
        ks.serialize_field("warnings", &warnings)?;
        ks.serialize_field("raw_fields", &self.raw_fields())?;
        ks.end()
    }
}
