//! `cargo xtask collect` and `cargo xtask publish`: the packages that several machines
//! built, and their publication. Only the release workflow runs them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, Workspace, read, run};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const CHECKSUMS: &str = "SHA256SUMS";
// Both publish without a token if the registry trusts the workflow.
const UV: &str = "uv==0.13.9";
const NPM: &str = "npm@11.21.2";

/// Copies the packages from the folders in `parts`, one for each machine, to `target/dist`,
/// and writes the checksums of all of them.
pub(crate) fn collect(here: &Workspace, parts: &Path) -> Outcome {
    let out = here.path("target/dist");
    if out.exists() {
        return Err(format!("{} exists already; remove it", out.display()));
    }
    fs::create_dir_all(&out).map_err(|e| failed(&out, &e))?;
    let mut sums = BTreeMap::new();
    for part in entries(parts)? {
        run(here.command("sha256sum --check --strict").arg(CHECKSUMS).current_dir(&part))?;
        let list = part.join(CHECKSUMS);
        let text = fs::read_to_string(&list).map_err(|e| failed(&list, &e))?;
        let listed = parse(&text)?;
        for file in entries(&part)?.iter().filter(|file| **file != list) {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let sum = listed
                .get(name)
                .ok_or_else(|| format!("{} does not list {name}", list.display()))?;
            if let Some(other) = sums.insert(name.to_owned(), (*sum).to_owned())
                && other != *sum
            {
                return Err(format!("two machines built a different {name}"));
            }
            let to = out.join(name);
            fs::copy(file, &to).map_err(|e| failed(&to, &e))?;
        }
    }
    if sums.is_empty() {
        return Err(format!("{} contains no packages", parts.display()));
    }
    let text: String = sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
    let path = out.join(CHECKSUMS);
    fs::write(&path, text).map_err(|e| failed(&path, &e))
}

/// Returns the checksum of each file in the output of sha256sum.
fn parse(text: &str) -> Outcome<BTreeMap<&str, &str>> {
    let entry = |line| {
        let (sum, name) = str::split_once(line, "  ")?;
        (sum.len() == 64).then_some((name, sum))
    };
    let parsed = text.lines().map(|line| entry(line).ok_or(format!("{line:?} is no checksum")));
    parsed.collect()
}

/// Publishes the packages in `target/dist` to one registry: `crates`, `python` or `npm`.
pub(crate) fn publish(here: &Workspace, registry: &str) -> Outcome {
    is_release(here)?;
    match registry {
        // cargo publishes each crate after those that it depends on.
        "crates" => here.run("cargo publish --workspace --locked"),
        "python" => {
            let files = packages(here, |name| {
                let is_source = name.starts_with("kaltura_ks") && name.ends_with(".tar.gz");
                is_source || name.ends_with(".whl")
            })?;
            let upload = format!("pipx run --spec {UV} uv publish --trusted-publishing always");
            run(here.command(&upload).args(files))
        }
        "npm" => {
            let files = packages(here, |name| name == format!("kaltura-ks-{VERSION}.tgz"))?;
            let publish = format!("npx --yes {NPM} publish --provenance --access public");
            run(here.command(&publish).args(files))
        }
        _ => Err(format!("unknown registry {registry}; there are crates, python and npm")),
    }
}

/// Fails unless the current commit has the tag of this version, and the packages name a
/// public repository.
fn is_release(here: &Workspace) -> Outcome {
    let tags = read(&mut here.command("git tag --points-at HEAD"))?;
    let tag = format!("v{VERSION}");
    if !tags.lines().any(|line| line == tag) {
        return Err(format!("the current commit does not have the tag {tag}"));
    }
    if REPOSITORY.contains("example.com") {
        return Err(format!(
            "the packages name the repository {REPOSITORY}; set the public address in Cargo.toml"
        ));
    }
    Ok(())
}

/// Returns the files in `target/dist` whose names match.
fn packages(here: &Workspace, matches: impl Fn(&str) -> bool) -> Outcome<Vec<PathBuf>> {
    let mut files = entries(&here.path("target/dist"))?;
    files.retain(|file| file.file_name().and_then(|name| name.to_str()).is_some_and(&matches));
    if files.is_empty() {
        Err("target/dist has no package for this registry".into())
    } else {
        Ok(files)
    }
}

/// Returns the sorted paths of what a folder contains.
fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let read = fs::read_dir(folder).map_err(|e| failed(folder, &e))?;
    let mut paths: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
