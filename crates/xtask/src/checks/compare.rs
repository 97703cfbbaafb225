//! Compatibility with the last release: the public Rust API, and the ABI of `libks.so`.

use std::fs;
use std::path::{Path, PathBuf};

use super::tools;
use crate::run::{Outcome, Workspace, read, run};

/// The crates whose API other crates use.
const CRATES: [&str; 2] = ["ks-fork", "ks-core"];

/// Compares with the given tag, or with the last one before the current commit.
pub(crate) fn compare(here: &Workspace, tag: Option<&str>) -> Outcome {
    let tag = match tag {
        Some(tag) => tag.to_owned(),
        None => match last_tag(here)? {
            Some(tag) => tag,
            None => {
                println!("there is no earlier release to compare with");
                return Ok(());
            }
        },
    };
    let old = Released::check_out(here, &tag)?;
    compare_api(here, &old)?;
    compare_abi(here, &old)
}

/// Returns the newest version tag among the ancestors of the current commit.
fn last_tag(here: &Workspace) -> Outcome<Option<String>> {
    if read(&mut here.command("git rev-parse --is-shallow-repository"))? == "true" {
        return Err("this clone has no history; run `git fetch --unshallow --tags`".into());
    }
    let list = "git tag --list v[0-9]* --sort=-version:refname --merged HEAD --no-contains HEAD";
    let tags = read(&mut here.command(list))?;
    Ok(tags.lines().next().map(str::to_owned))
}

/// The sources of a release.
struct Released {
    tag: String,
    folder: PathBuf,
}

impl Released {
    fn check_out(here: &Workspace, tag: &str) -> Outcome<Self> {
        let folder = here.path("target/compare/old");
        if folder.exists() {
            run(here.command("git worktree remove --force").arg(&folder))?;
        }
        run(here.command("git worktree add --quiet --detach").arg(&folder).arg(tag))?;
        Ok(Self { tag: tag.to_owned(), folder })
    }
}

/// Compares the API. The versions in `Cargo.toml` decide which changes are allowed.
fn compare_api(here: &Workspace, old: &Released) -> Outcome {
    let program = tools::cargo_semver_checks(here)?;
    for name in CRATES {
        let mut check = here.command("env");
        check.arg(&program).args(["semver-checks", "--package", name, "--baseline-root"]);
        run(check.arg(&old.folder).env("CARGO_TARGET_DIR", here.path("target/compare/api")))?;
    }
    Ok(())
}

/// Compares the ABI, unless it has a new version number.
fn compare_abi(here: &Workspace, old: &Released) -> Outcome {
    let (from, to) = (abi_version(&old.folder)?, abi_version(&here.path(""))?);
    if from != to {
        println!("the ABI of {} is version {from}, and the new one is {to}", old.tag);
        return Ok(());
    }
    let old_library = build_library(here, &old.folder, "old")?;
    let new_library = build_library(here, &here.path(""), "new")?;
    abidiff(here, &old_library, &new_library)
}

/// Returns the value of `KKS_ABI_VERSION`.
fn abi_version(root: &Path) -> Outcome<String> {
    let header = root.join("include/ks.h");
    let text = fs::read_to_string(&header).map_err(|e| format!("{}: {e}", header.display()))?;
    text.lines()
        .find_map(|line| line.strip_prefix("#define KKS_ABI_VERSION "))
        .map(|number| number.trim().to_owned())
        .ok_or_else(|| format!("{} does not define KKS_ABI_VERSION", header.display()))
}

/// Builds `libks.so` with the debug information that describes its types.
fn build_library(here: &Workspace, root: &Path, name: &str) -> Outcome<PathBuf> {
    let target = here.path(&format!("target/compare/{name}-abi"));
    let mut build = here.command("cargo build --locked --quiet --package ks-ffi --lib");
    build.current_dir(root).env("CARGO_TARGET_DIR", &target);
    run(build.env("CARGO_PROFILE_DEV_DEBUG", "full").env("CARGO_PROFILE_DEV_OPT_LEVEL", "0"))?;
    Ok(target.join("debug/libks.so"))
}

/// Compares two libraries. A new function is allowed; every other change is an error,
/// because it needs a new `KKS_ABI_VERSION`.
fn abidiff(here: &Workspace, old: &Path, new: &Path) -> Outcome {
    if read(&mut here.command("abidiff --version")).is_err() {
        return Err("abidiff is missing; install it (apt-get install abigail-tools)".into());
    }
    run(here.command("abidiff --fail-no-debug-info --no-added-syms").args([old, new]))
        .map_err(|reason| format!("the ABI changed; increase KKS_ABI_VERSION ({reason})"))
}
