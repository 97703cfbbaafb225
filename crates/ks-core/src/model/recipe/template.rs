//! A recipe: its template, and filling it in.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::encoding::uri;
use crate::error::{Error, Result, quote};
use crate::model::SessionType;
use crate::privilege::Privileges;

/// A session for a purpose: its type, its lifetime and a template of its
/// privileges.
///
/// ```
/// use ks_core::recipe;
///
/// let playback = recipe::recipe("playback")?;
/// let privileges = playback.fill(&[("entry", "0_abcd1234")])?;
/// assert_eq!(privileges.to_string(), "setrole:PLAYBACK_BASE_ROLE,sview:0_abcd1234");
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Recipe {
    /// The name.
    pub name: &'static str,
    /// What the session is for.
    pub purpose: &'static str,
    /// USER or ADMIN.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: SessionType,
    /// Whether the session has no user.
    pub anonymous: bool,
    /// The recommended lifetime in seconds.
    pub expiry: i64,
    /// The privileges, in order.
    pub parts: &'static [RecipePart],
    /// The values that the privileges take.
    pub fields: &'static [RecipeField],
    /// What to know before using it.
    pub note: &'static str,
    /// The guide or the code that it comes from.
    pub source: &'static str,
}

/// Some privileges of a [`Recipe`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecipePart {
    /// Kaltura's privilege text, with fields in braces: `sview:{entry}`.
    pub template: &'static str,
    /// Whether the part belongs to every session of the recipe.
    pub need: Need,
}

/// When a part of a recipe is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Need {
    /// Always.
    Required,
    /// If its fields are given.
    Optional,
    /// If its fields are given; at least one such part of the recipe is needed.
    OneOf,
}

/// A value that a [`Recipe`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecipeField {
    /// The name.
    pub name: &'static str,
    /// What the value is.
    pub meaning: &'static str,
    /// An example.
    pub example: &'static str,
    /// Whether the value is a URL that is percent-encoded before it is written.
    pub is_url: bool,
}

impl RecipePart {
    pub(super) const fn new(template: &'static str, need: Need) -> Self {
        Self { template, need }
    }

    /// The names of the fields in the template.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.template
            .split('{')
            .skip(1)
            .filter_map(|behind| behind.split_once('}').map(|(name, _)| name))
    }
}

impl Recipe {
    /// Fills in the template and returns the privileges. Optional parts are used if
    /// all their fields are given. URLs are percent-encoded.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] for an unknown, repeated, missing or unusable value;
    /// the error lists everything that is missing. The errors of
    /// [`Privileges::parse`] for a value that the privilege does not allow.
    pub fn fill(&self, values: &[(&str, &str)]) -> Result<Privileges<'static>> {
        self.check_names(values)?;
        let value_of =
            |field: &str| values.iter().find(|(name, _)| *name == field).map(|(_, value)| *value);
        let mut missing: Vec<String> = Vec::new();
        let mut text = String::new();
        for part in self.parts {
            let absent: Vec<_> = part.fields().filter(|field| value_of(field).is_none()).collect();
            if absent.is_empty() {
                if !text.is_empty() {
                    text.push(',');
                }
                self.write_part(part, &value_of, &mut text);
            } else if part.need == Need::Required || absent.len() < part.fields().count() {
                missing.extend(absent.into_iter().map(ToString::to_string));
            }
        }
        let alternatives: Vec<_> = self.parts.iter().filter(|p| p.need == Need::OneOf).collect();
        let is_given = |part: &&RecipePart| part.fields().all(|field| value_of(field).is_some());
        if !alternatives.is_empty() && !alternatives.iter().any(is_given) {
            let names: Vec<_> = alternatives.iter().flat_map(|part| part.fields()).collect();
            missing.push(names.join(" or "));
        }
        if missing.is_empty() {
            return Privileges::parse(text);
        }
        Err(self.invalid(format!("needs {}", self.described(&missing))))
    }

    fn check_names(&self, values: &[(&str, &str)]) -> Result<()> {
        for (i, (name, value)) in values.iter().enumerate() {
            if !self.fields.iter().any(|field| field.name == *name) {
                let known: Vec<_> = self.fields.iter().map(|field| field.name).collect();
                let known = if known.is_empty() {
                    "the recipe has no fields".into()
                } else {
                    format!("its fields are {}", known.join(", "))
                };
                return Err(self.invalid(format!("has no field {}; {known}", quote(name))));
            }
            if values[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(self.invalid(format!("{name} is given more than once; give it once")));
            }
            if value.trim().is_empty() {
                return Err(self.invalid(format!("{name} is empty; give a value, or leave it out")));
            }
            if value.contains(',') {
                return Err(self.invalid(format!(
                    "{name}: the value {} contains ',', which ends a privilege and cannot be escaped",
                    quote(value)
                )));
            }
        }
        Ok(())
    }

    fn write_part<'v>(
        &self,
        part: &RecipePart,
        value_of: &dyn Fn(&str) -> Option<&'v str>,
        text: &mut String,
    ) {
        let mut pieces = part.template.split('{');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (name, behind) = piece.split_once('}').unwrap_or((piece, ""));
            let value = value_of(name).unwrap_or_default();
            let is_url = self.fields.iter().any(|field| field.name == name && field.is_url);
            text.push_str(&if is_url { uri::percent_encoded(value) } else { Cow::Borrowed(value) });
            text.push_str(behind);
        }
    }

    /// The missing fields with their meanings and examples.
    fn described(&self, missing: &[String]) -> String {
        let describe = |name: &String| match self.fields.iter().find(|field| field.name == name) {
            Some(field) => format!("{name} ({}, such as {})", field.meaning, field.example),
            None => name.clone(),
        };
        missing.iter().map(describe).collect::<Vec<_>>().join(", ")
    }

    fn invalid(&self, problem: String) -> Error {
        Error::InvalidOption(format!("recipe {}: {problem}", self.name))
    }
}
