//! A list of the components of each binary package, in the CycloneDX format.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::{Context, VERSION};
use super::folder::failed;
use super::tools;
use super::zig::Tools;
use crate::run::{Outcome, read, run};

/// What the name of an SBOM ends with. The beginning is that of the package it describes.
pub(super) const EXTENSION: &str = ".cdx.json";

/// The name, without extension, that the tool writes in the directory of each crate.
const TEMPORARY: &str = "dist-sbom";

/// Writes `target/dist/NAME.cdx.json`, and returns its path. It lists the crates that `package`, a directory in the
/// repository, has on a target of rustc.
pub(super) fn write(
    context: &Context<'_>,
    package: &str,
    triple: &str,
    name: &str,
) -> Outcome<PathBuf> {
    let workspace = context.workspace;
    let mut cyclonedx = tools::CYCLONEDX.command(context, "cargo cyclonedx --quiet")?;
    cyclonedx.args(["--format", "json", "--spec-version", "1.5", "--no-build-deps"]);
    cyclonedx.args(["--target", triple, "--override-filename", TEMPORARY]);
    cyclonedx.arg("--manifest-path").arg(workspace.path(package).join("Cargo.toml"));
    let time = read(&mut workspace.command("git log -1 --format=%ct"))?;
    let written = run(cyclonedx.env("SOURCE_DATE_EPOCH", time));

    let file = format!("{TEMPORARY}.json");
    let path = workspace.path(package).join(&file);
    let text = written.and_then(|()| fs::read_to_string(&path).map_err(|e| failed(&path, &e)));
    // The tool writes one file for each crate of the workspace.
    for folder in ["crates", "bindings"] {
        let folder = workspace.path(folder);
        for entry in fs::read_dir(&folder).map_err(|e| failed(&folder, &e))? {
            let path = entry.map_err(|e| failed(&folder, &e))?.path().join(&file);
            if path.exists() {
                fs::remove_file(&path).map_err(|e| failed(&path, &e))?;
            }
        }
    }
    let to = context.out.join(format!("{name}{EXTENSION}"));
    fs::write(&to, without_paths(&text?, &workspace.path(""))).map_err(|e| failed(&to, &e))?;
    Ok(to)
}

/// Removes the paths from the identifiers of the workspace's crates.
fn without_paths(text: &str, root: &Path) -> String {
    let text = text.replace(&format!("path+file://{}", root.display()), "");
    let mut parts = text.split("?download_url=file://");
    let mut cleaned = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        cleaned += part.find(['"', '#']).map_or("", |end| &part[end..]);
    }
    cleaned
}

/// Fails if the SBOM is missing, does not fit the schema, contains a path of this machine, or
/// does not list the core.
pub(super) fn check(context: &Context<'_>, name: &str) -> Outcome {
    let file = context.file("SBOM", |file| file == format!("{name}{EXTENSION}"))?;
    let text = fs::read_to_string(&file).map_err(|e| failed(&file, &e))?;
    if text.contains("file://") || text.contains(&*context.workspace.path("").to_string_lossy()) {
        return Err(format!("{} contains a path", file.display()));
    }
    if !text.contains(&format!("pkg:cargo/ks-core@{VERSION}\"")) {
        return Err(format!("{} does not list ks-core", file.display()));
    }
    let validate = "import sys; from cyclonedx.schema import SchemaVersion; \
                    from cyclonedx.validation.json import JsonStrictValidator; \
                    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read()); \
                    sys.exit(error and str(error))";
    let mut python = Tools::install(context)?.command(context, "python -c")?;
    run(python.arg(validate).arg(&file))
}
