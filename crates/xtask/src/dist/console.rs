//! The offline console, and an archive with the licenses of what is compiled into it.

use std::fs;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, copy, failed};
use super::{licenses, npm};
use crate::console;
use crate::run::Outcome;

const BUILT: &str = "target/console/ks-console.html";

/// The library that the page contains besides the module.
const PREACT_LICENSE: &str = "console/node_modules/preact/LICENSE";

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "console",
    owns: |name| is_page(name) || name == format!("{}.tar.gz", licenses_name()),
    build,
    check,
};

fn is_page(name: &str) -> bool {
    name == format!("ks-console-{VERSION}.html")
}

/// Returns the name of the archive and of the directory in it.
fn licenses_name() -> String {
    format!("ks-console-{VERSION}-licenses")
}

fn build(context: &Context<'_>) -> Outcome {
    let workspace = context.workspace;
    console::build(workspace)?;
    copy(&workspace.path(BUILT), &context.out.join(format!("ks-console-{VERSION}.html")))?;

    let stage = Folder::new("console")?;
    let folder = stage.path(&licenses_name());
    licenses::write(context, npm::CRATE, &[npm::TARGET], &folder)?;
    copy(&workspace.path(PREACT_LICENSE), &folder.join("preact.txt"))?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&workspace.path(file), &folder.join(file))?;
    }
    context.pack(&stage.path(""), &licenses_name())
}

/// The test of the page rebuilds it, so the page in `target/dist` must be the same.
fn check(context: &Context<'_>) -> Outcome {
    let page = context.file("console", is_page)?;
    let folder = Folder::new("console-check")?;
    let archive = format!("{}.tar.gz", licenses_name());
    folder.unpack(&context.file("archive of the console's licenses", |name| name == archive)?)?;
    licenses::check(&folder.path(&licenses_name()))?;
    console::test_making(context.workspace)?;
    let tested = context.workspace.path(BUILT);
    let bytes = |path| fs::read(path).map_err(|e| failed(path, &e));
    if bytes(&page)? == bytes(&tested)? {
        Ok(())
    } else {
        Err(format!("{} differs from {BUILT}; build it again", page.display()))
    }
}
