//! `target/dist/SHA256SUMS`.

use std::fs;

use super::context::Context;
use super::folder::failed;
use super::zig::PYTHON;
use crate::run::{Outcome, read};

const NAME: &str = "SHA256SUMS";

/// Prints lines as sha256sum does, which macOS and Windows may lack.
const SHA256: &str = "\
import hashlib, pathlib, sys
for name in sys.argv[1:]:
    print(hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest(), name, sep='  ')";

/// Writes the checksums of all files.
pub(super) fn write(context: &Context<'_>) -> Outcome {
    let path = context.out.join(NAME);
    fs::write(&path, compute(context)?.join("\n") + "\n").map_err(|e| failed(&path, &e))
}

/// Compares every file with its checksum. A file without one is an error.
pub(super) fn check(context: &Context<'_>) -> Outcome {
    let path = context.out.join(NAME);
    let text = fs::read_to_string(&path)
        .map_err(|e| format!("{}; run `cargo xtask dist` first", failed(&path, &e)))?;
    let listed: Vec<&str> = text.lines().collect();
    let computed = compute(context)?;
    if let Some(line) = computed.iter().find(|line| !listed.contains(&line.as_str())) {
        let name = line.get(66..).unwrap_or_default();
        return Err(format!(
            "{NAME} does not list {name} with this content; remove the file, or run \
             `cargo xtask dist` again"
        ));
    }
    if let Some(line) = listed.iter().find(|line| computed.iter().all(|found| found != *line)) {
        let name = line.get(66..).unwrap_or_default();
        return Err(format!("{name} is missing; run `cargo xtask dist` again"));
    }
    println!("{NAME} matches {} files", computed.len());
    Ok(())
}

/// Returns a line with the checksum and the name of each file.
fn compute(context: &Context<'_>) -> Outcome<Vec<String>> {
    let files = context.files(|name| name != NAME)?;
    let names = files.iter().filter_map(|path| path.file_name());
    let mut python = context.workspace.command(PYTHON);
    let printed = read(python.args(["-c", SHA256]).args(names).current_dir(&context.out))?;
    Ok(printed.lines().map(str::to_owned).collect())
}
