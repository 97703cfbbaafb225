//! The offline console.

use std::fs;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{copy, failed};
use crate::console;
use crate::run::Outcome;

const BUILT: &str = "target/console/ks-console.html";

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "console", owns: |name| name == name_of(), build, check };

fn name_of() -> String {
    format!("ks-console-{VERSION}.html")
}

fn build(context: &Context<'_>) -> Outcome {
    console::build(context.workspace)?;
    copy(&context.workspace.path(BUILT), &context.out.join(name_of()))
}

/// The test of the page rebuilds it, so the page in `target/dist` must be the same.
fn check(context: &Context<'_>) -> Outcome {
    let page = context.file("console", ARTIFACT.owns)?;
    console::test_making(context.workspace)?;
    let tested = context.workspace.path(BUILT);
    let bytes = |path| fs::read(path).map_err(|e| failed(path, &e));
    if bytes(&page)? == bytes(&tested)? {
        Ok(())
    } else {
        Err(format!("{} differs from {BUILT}; build it again", page.display()))
    }
}
