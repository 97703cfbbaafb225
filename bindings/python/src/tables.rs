//! The tables of the core: the known privileges, and the recipes.

use ks_core::privilege::TABLE;
use ks_core::recipe::{RECIPES, recipe};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Text;
use crate::errors::to_exception;
use crate::results::to_python;

/// Returns the privileges that Kaltura's server, guides and SDKs know.
///
/// Returns:
///     A list of dicts. "name", "value" and "meaning" describe the privilege, and
///     "kind" is "flag", "one", "number", "text", "list" (values joined with "/")
///     or "uri_list" (joined with "|").
#[pyfunction]
pub(crate) fn privilege_table(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &TABLE)
}

/// Returns the recipes: sessions that Kaltura's guides recommend for a purpose.
///
/// Returns:
///     A list of dicts. "type", "anonymous" and "expiry" are the arguments for
///     generate, and "fields" lists what fill_recipe takes.
#[pyfunction]
pub(crate) fn recipes(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &RECIPES)
}

/// Returns the privileges of a recipe with its fields filled in, for generate:
/// fill_recipe("playback", entry="0_abcdefgh").
///
/// Args:
///     name: The name of a recipe.
///     values: The fields of the recipe.
///
/// Raises:
///     InputError: an unknown recipe, or a field that is unknown, missing or
///         malformed.
///     PrivilegeError: a value that the privilege does not allow.
#[pyfunction]
#[pyo3(signature = (name, /, **values))]
pub(crate) fn fill_recipe(
    py: Python<'_>,
    name: Text<'_>,
    values: Option<&Bound<'_, PyDict>>,
) -> PyResult<String> {
    let name = name.named(py, "name")?;
    let mut fields: Vec<(String, String)> = Vec::new();
    for (field, value) in values.into_iter().flatten() {
        let field: String = field.extract()?;
        let value: Text<'_> = value.extract()?;
        let value = value.named(py, &field)?.to_owned();
        fields.push((field, value));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(field, value)| (&**field, &**value)).collect();
    let privileges = recipe(name).and_then(|recipe| recipe.fill(&fields));
    privileges.map(|filled| filled.to_string()).map_err(|error| to_exception(py, &error))
}
