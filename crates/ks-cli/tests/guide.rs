//! The commands of the guide in `docs/`, and of the package's README, run as shown.
//!
//! `TRYCMD=overwrite cargo test -p kaltura-ks-cli --test guide` updates the output
//! that the pages show.

#![allow(clippy::unwrap_used)]

use std::fs::{create_dir_all, read_dir, read_to_string, remove_dir_all};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Commands that set up a machine, which the tests of each language do in their
/// own way. A block that starts with one of them is not run.
const SETUP: &[&str] = &["cargo install", "cargo xtask", "pip install", "cd bindings/node"];

/// The variables that the command reads. Empty counts as unset, whatever is set
/// outside.
const VARIABLES: &[&str] = &[
    "KALTURA_ADMIN_SECRET",
    "KALTURA_SECRET",
    "KALTURA_PARTNER_ID",
    "KALTURA_PARTNERID",
    "KALTURA_USER_ID",
    "KALTURA_APP_TOKEN",
];

fn pages() -> Vec<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = read_dir(package.join("../../docs")).unwrap().map(|entry| entry.unwrap().path());
    let guide = guide.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    guide.chain([package.join("README.md")]).collect()
}

/// The code of the blocks of a language, without the indentation of a list.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let (mut blocks, mut current) = (Vec::new(), None);
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), current.take()) {
            (Some(info), None) => current = Some((info == language, String::new())),
            (Some(_), Some((true, code))) => blocks.push(code),
            (Some(_), Some(_)) | (None, None) => {}
            (None, Some((wanted, code))) => {
                current = Some((wanted, format!("{code}{}\n", line.trim_start())));
            }
        }
    }
    blocks
}

/// Runs the `sh` blocks of each page as one script, in an empty folder.
#[cfg(unix)]
#[test]
fn scripts() {
    let ks = Path::new(env!("CARGO_BIN_EXE_ks"));
    let path = format!("{}:{}", ks.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut run = 0;
    for page in pages() {
        let name = page.file_stem().unwrap().to_str().unwrap().to_owned();
        let code = blocks(&read_to_string(&page).unwrap(), "sh");
        let code = code.iter().filter(|code| !SETUP.iter().any(|start| code.starts_with(start)));
        let script: String = code.cloned().collect();
        if script.is_empty() {
            continue;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide").join(&name);
        let _ = remove_dir_all(&folder);
        create_dir_all(&folder).unwrap();
        let mut command = Command::new("sh");
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        command
            .args(["-eu", "-c", &script])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("HOME", &folder);
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {stderr}");
        run += 1;
    }
    assert!(run >= 6, "{run}");
}

/// Compares the output of the `console` blocks. A page's `export` lines set the
/// environment.
#[test]
fn output() {
    for page in pages() {
        let text = read_to_string(&page).unwrap();
        if blocks(&text, "console").is_empty() {
            continue;
        }
        let cases = trycmd::TestCases::new();
        for variable in VARIABLES {
            cases.env(*variable, "");
        }
        cases.env("TZ", "UTC");
        let exports = text
            .lines()
            .filter_map(|line| line.strip_prefix("export ")?.split(' ').next()?.split_once('='));
        for (name, value) in exports {
            cases.env(name, value);
        }
        cases.case(page);
    }
}
