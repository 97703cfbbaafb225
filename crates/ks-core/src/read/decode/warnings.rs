//! Warnings: each deviation of a KS from the canonical form, in words.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Decoded, Deviation, Field, Span};
use crate::encoding::Version;
use crate::encoding::php::compare::truthy;
use crate::error::{Error, quote_bytes};
use crate::model::Advice;

impl Decoded {
    /// Returns each deviation from the canonical form, with what the server makes of it.
    #[must_use]
    pub fn warnings(&self) -> Vec<Advice> {
        let mut warnings = Vec::new();
        let mut warn = |code, message: String| warnings.push(Advice::new(code, message));
        if self.is_ott() {
            warn(
                "ott_ks",
                "this looks like a KS of Kaltura's TV platform (OTT); the video API answers INVALID_KS".into(),
            );
        }
        self.warn_about_numbers(&mut warn);
        self.warn_about_text(&mut warn);
        for deviation in &self.deviations {
            let (code, message) = self.describe(deviation);
            warn(code, message);
        }
        let repeats = self.deviations.iter().any(|it| matches!(it, Deviation::Repeated(_)));
        if let Err(error) = self.check_privileges()
            && !(repeats && matches!(error, Error::RepeatedPrivilege(_)))
        {
            let message = error.to_string();
            warn("odd_privilege", message.strip_prefix("privileges: ").unwrap_or(&message).into());
        }
        warnings
    }

    fn show(&self, field: Field) -> String {
        match field.span() {
            Some(span) => quote_bytes(self.text(span)),
            None if field == Field::ARRAY => "an array".to_string(),
            None => "missing".to_string(),
        }
    }

    fn warn_about_numbers(&self, warn: &mut impl FnMut(&'static str, String)) {
        if self.partner_id().is_none() {
            warn(
                "odd_partner_id",
                format!(
                    "the partner id is {}, not a plain number; the server looks up the secret by exactly this text",
                    quote_bytes(self.partner_text())
                ),
            );
        }
        if self.expires_at().is_none() {
            warn(
                "odd_expiry",
                match self.valid_until {
                    Field::NULL => {
                        "the expiry is missing; the server treats the KS as expired".into()
                    }
                    field => format!(
                        "the expiry is {}, not a plain number; the server may treat the KS as expired or as never expiring",
                        self.show(field)
                    ),
                },
            );
        }
        if self.session_type().is_none() {
            warn(
                "odd_type",
                format!(
                    "the type is {}, neither 0 (USER) nor 2 (ADMIN); the server treats it as {}",
                    self.show(self.session_type),
                    if self.is_admin() { "ADMIN" } else { "USER" }
                ),
            );
        }
        if !self.has_canonical_master_partner() {
            warn(
                "odd_master_partner_id",
                format!(
                    "the master partner id is {}, not a plain number",
                    self.show(self.master_partner)
                ),
            );
        }
    }

    fn warn_about_text(&self, warn: &mut impl FnMut(&'static str, String)) {
        for (name, code, field) in [
            ("user id", "odd_user_id", self.user),
            ("additional data", "odd_additional_data", self.data),
        ] {
            if self.plain_text(field).is_none() {
                warn(code, format!("the {name} is {}, not plain UTF-8 text", self.show(field)));
            }
        }
        if !truthy(self.signed_text()) {
            warn("no_fields", "the KS has no fields; the server answers INVALID_STR".into());
        }
        if !self.has_nonce() {
            warn(
                "short_random",
                "the nonce has fewer than 16 bytes, so no fields follow it".into(),
            );
        }
        if !self.is_printable() {
            warn(
                "unprintable",
                "the signed text contains bytes that are not printable text, which no v1 generator writes"
                    .into(),
            );
        }
    }

    fn describe(&self, deviation: &Deviation) -> (&'static str, String) {
        let name = |span: &Span| quote_bytes(self.text(*span));
        match deviation {
            Deviation::Renamed(span) => (
                "renamed_field",
                format!(
                    "the server renames a field to {}, because its name contains special characters",
                    name(span)
                ),
            ),
            Deviation::Repeated(span) if self.version == Version::V2 => (
                "repeated_field",
                format!("{} is given more than once; the server keeps only the last", name(span)),
            ),
            Deviation::Repeated(span) => {
                let effect = match self.text(*span) {
                    b"urirestrict" => {
                        "is given more than once; the server joins the URIs with '/', so that no request matches"
                    }
                    b"editplaylist" | b"sviewplaylist" => {
                        "is given more than once; the server reads all of them, but only in v1"
                    }
                    _ => {
                        "takes one value and is given more than once; the server usually reads the first"
                    }
                };
                ("repeated_field", format!("{} {effect}", name(span)))
            }
            Deviation::Dropped => {
                ("dropped_field", "a field has no usable name; the server drops it".into())
            }
            Deviation::TooMany => (
                "too_many_fields",
                "there are more fields than the server reads; it drops the last ones, among them the expiry and the user"
                    .into(),
            ),
            Deviation::CutAtNul => (
                "cut_at_nul",
                "a NUL byte ends the fields; the server does not read the text after it".into(),
            ),
            Deviation::ExtraParts => {
                ("extra_parts", "there are more than 9 parts; the server ignores the rest".into())
            }
        }
    }
}
