//! `target/dist/SHA256SUMS`.

use std::fs;

use super::context::Context;
use super::folder::failed;
use crate::run::{Outcome, read, run};

const NAME: &str = "SHA256SUMS";

/// Writes the checksums of all files.
pub(super) fn write(context: &Context<'_>) -> Outcome {
    let mut sha256sum = context.workspace.command("sha256sum --");
    sha256sum.current_dir(&context.out).args(names(context)?);
    let path = context.out.join(NAME);
    fs::write(&path, read(&mut sha256sum)? + "\n").map_err(|e| failed(&path, &e))
}

/// Compares every file with its checksum. A file without one is an error.
pub(super) fn check(context: &Context<'_>) -> Outcome {
    let path = context.out.join(NAME);
    let text = fs::read_to_string(&path)
        .map_err(|e| format!("{}; run `cargo xtask dist` first", failed(&path, &e)))?;
    let listed: Vec<&str> = text.lines().filter_map(|line| line.get(66..)).collect();
    if let Some(name) = names(context)?.iter().find(|name| !listed.contains(&name.as_str())) {
        return Err(format!("{NAME} has no line for {name}; build it with `cargo xtask dist`"));
    }
    run(context.workspace.command("sha256sum --check --strict").arg(NAME).current_dir(&context.out))
}

/// Returns the names of all files that have a checksum.
fn names(context: &Context<'_>) -> Outcome<Vec<String>> {
    let files = context.files(|name| name != NAME)?;
    Ok(files.iter().filter_map(|path| path.file_name()?.to_str()).map(str::to_owned).collect())
}
