//! `ks recipes`: the core's recipes.

use ks_core::recipe::{self, Need, RECIPES, Recipe, RecipeField, RecipePart};

use crate::args::Recipes;
use crate::failure::Failure;
use crate::output::{Answer, Table};
use crate::time::describe_duration;

pub(crate) fn run(args: &Recipes) -> Result<Answer, Failure> {
    let Some(name) = &args.name else {
        return if args.output.json { Answer::json(&RECIPES) } else { Ok(Answer::styled(table())) };
    };
    let recipe = recipe::recipe(name)?;
    if args.output.json {
        return Answer::json(recipe);
    }
    Ok(Answer::styled(details(recipe)))
}

fn table() -> String {
    let width = RECIPES.iter().map(|recipe| recipe.name.len()).max().unwrap_or_default() + 2;
    let mut table = Table::new(width);
    for recipe in RECIPES {
        table.row(recipe.name, recipe.purpose);
    }
    table.into_text()
}

fn details(recipe: &Recipe) -> String {
    let mut table = Table::new(12);
    table.row("name", recipe.name);
    table.row("purpose", recipe.purpose);
    let user = if recipe.anonymous { ", without a user" } else { "" };
    table.row("type", &format!("{}{user}", recipe.session_type));
    table.row("lifetime", &describe_duration(recipe.expiry));
    rows(&mut table, "privileges", recipe.parts, |RecipePart { template, need, .. }| match need {
        Need::Optional => format!("{template} (optional)"),
        Need::OneOf => format!("{template} (one of these)"),
        _ => (*template).to_owned(),
    });
    rows(&mut table, "fields", recipe.fields, |RecipeField { name, meaning, example, .. }| {
        format!("{name}: {meaning}, such as {example}")
    });
    table.row("note", recipe.note);
    table.row("source", recipe.source);
    table.row("example", &example(recipe));
    table.into_text()
}

/// Adds a row for each element, the first one with the label.
fn rows<T>(table: &mut Table, label: &str, elements: &[T], text: impl Fn(&T) -> String) {
    for (i, element) in elements.iter().enumerate() {
        table.row(if i == 0 { label } else { "" }, &text(element));
    }
}

/// Returns a command that fills in the required fields.
fn example(recipe: &Recipe) -> String {
    let mut needs_one = true;
    let used = |part: &&RecipePart| match part.need {
        Need::Required => true,
        Need::OneOf => std::mem::take(&mut needs_one),
        _ => false,
    };
    let parts: Vec<_> = recipe.parts.iter().filter(used).collect();
    let is_used = |field: &&RecipeField| {
        parts.iter().any(|part| part.template.contains(&format!("{{{}}}", field.name)))
    };
    let user = if recipe.anonymous { "" } else { " -u USER" };
    let fields: String = recipe
        .fields
        .iter()
        .filter(is_used)
        .map(|field| format!(" --set {}={}", field.name, field.example))
        .collect();
    format!("ks generate --recipe {}{user}{fields}", recipe.name)
}
