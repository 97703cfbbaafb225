//! The README and the pages of the guide, whose Rust code is tested like documentation.

#[doc = include_str!("../../../README.md")]
struct Readme;

#[doc = include_str!("../../../docs/app-tokens.md")]
struct AppTokens;

#[doc = include_str!("../../../docs/recipes.md")]
struct Recipes;

#[doc = include_str!("../../../docs/rotation-and-revocation.md")]
struct RotationAndRevocation;

#[doc = include_str!("../../../docs/start-rust.md")]
struct StartRust;
