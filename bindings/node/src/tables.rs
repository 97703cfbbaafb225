//! The tables of the core: error codes, privileges and recipes.

use ks_core::ErrorCode;
use ks_core::privilege::{DecidedBy, TABLE, ValueKind};
use ks_core::recipe::{Need, RECIPES};
use wasm_bindgen::prelude::*;

use crate::bridge::to_js_error;
use crate::result::{ResultWriter, WriteResult, return_result};
use crate::value::Packed;

/// Returns every error code with its description.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() {
    return_result(Ok(ErrorCodes));
}

/// Returns the known privileges.
#[wasm_bindgen(js_name = privilegeTable)]
pub fn privilege_table() {
    return_result(Ok(PrivilegeTable));
}

/// Returns the recipes.
#[wasm_bindgen]
pub fn recipes() {
    return_result(Ok(Recipes));
}

/// Returns the privileges of a recipe with its fields filled in. The values are packed as a
/// list of names and values in turn.
#[wasm_bindgen(js_name = fillRecipe)]
pub fn fill_recipe(name: &str, values: &str, shape: &[f64]) -> Result<String, JsValue> {
    let texts = Packed::new(values, shape).texts();
    let values: Vec<_> = texts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let filled = ks_core::recipe::recipe(name).and_then(|recipe| recipe.fill(&values));
    filled.map(|privileges| privileges.to_string()).map_err(to_js_error)
}

struct ErrorCodes;

impl WriteResult for ErrorCodes {
    const KIND: u32 = 6;

    fn write(&self, out: &mut ResultWriter) {
        out.list(ErrorCode::ALL, |out, code| {
            out.string(code.as_str());
            out.string(code.description());
        });
    }
}

struct PrivilegeTable;

impl WriteResult for PrivilegeTable {
    const KIND: u32 = 7;

    fn write(&self, out: &mut ResultWriter) {
        out.list(TABLE, |out, row| {
            out.string(row.name);
            out.string(kind_name(row.kind));
            out.string(row.value);
            out.string(row.meaning);
            out.flag(row.reserved);
            out.flag(row.read_by_server);
            out.optional_string(row.read_by_application);
            out.string(rule_name(row.decided_by));
            out.flag(row.admin_passes);
        });
    }
}

struct Recipes;

impl WriteResult for Recipes {
    const KIND: u32 = 8;

    #[allow(clippy::cast_precision_loss, reason = "lifetimes are far below 2^53")]
    fn write(&self, out: &mut ResultWriter) {
        out.list(RECIPES, |out, recipe| {
            out.string(recipe.name);
            out.string(recipe.purpose);
            out.number(recipe.session_type.number());
            out.flag(recipe.anonymous);
            out.number(recipe.expiry as f64);
            out.list(recipe.parts, |out, part| {
                out.string(part.template);
                out.string(need_name(part.need));
            });
            out.list(recipe.fields, |out, field| {
                out.string(field.name);
                out.string(field.meaning);
                out.string(field.example);
                out.flag(field.is_url);
            });
            out.string(recipe.note);
            out.string(recipe.source);
        });
    }
}

// The names of the variants in the JSON of every language. The enums are non-exhaustive, so
// the last variant also covers those that a later version of the core may add.

fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Flag => "flag",
        ValueKind::One => "one",
        ValueKind::Number => "number",
        ValueKind::List => "list",
        ValueKind::UriList => "uri_list",
        _ => "text",
    }
}

fn rule_name(rule: DecidedBy) -> &'static str {
    match rule {
        DecidedBy::VerifyPrivileges => "verify_privileges",
        DecidedBy::StarOnly => "star_only",
        DecidedBy::WholeElement => "whole_element",
        DecidedBy::Name => "name",
        _ => "not_read",
    }
}

fn need_name(need: Need) -> &'static str {
    match need {
        Need::Required => "required",
        Need::OneOf => "one_of",
        _ => "optional",
    }
}
