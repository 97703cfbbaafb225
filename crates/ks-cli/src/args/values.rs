//! Values that completions suggest.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Command};
use ks_core::privilege::TABLE;
use ks_core::recipe::RECIPES;

/// Accepts any text, but suggests values in help texts and completions. The core
/// rejects other values with an error code of its own, which clap cannot give.
#[derive(Debug, Clone)]
pub(super) struct Suggested(Vec<&'static str>);

/// Suggests the given values.
pub(super) fn suggested(values: &[&'static str]) -> Suggested {
    Suggested(values.to_vec())
}

/// Suggests the names of all known privileges, except for `*`, which a shell would
/// expand.
pub(super) fn privilege_names() -> Suggested {
    Suggested(TABLE.iter().map(|info| info.name).filter(|name| *name != "*").collect())
}

/// Suggests the names of all recipes.
pub(super) fn recipe_names() -> Suggested {
    Suggested(RECIPES.iter().map(|recipe| recipe.name).collect())
}

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}
