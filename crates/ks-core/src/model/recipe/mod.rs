//! Recipes: the sessions that Kaltura's guides recommend for a purpose, as data.

mod table;
mod template;

#[cfg(test)]
mod tests;

pub use table::{RECIPES, recipe};
pub use template::{Need, Recipe, RecipeField, RecipePart};
