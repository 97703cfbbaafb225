//! What a test suite consists of.

use std::process::Command;

use crate::run::{Outcome, Workspace};

/// The tests of one language.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// A file that exists if the code under test is in the tree.
    pub(crate) tests: &'static str,
    pub(crate) requires: &'static [Requirement],
    /// The steps, which run in order until one fails.
    pub(crate) steps: &'static [Step],
}

/// A program that a suite cannot run without.
pub(crate) struct Requirement {
    pub(crate) program: &'static str,
    /// The oldest supported major and minor version.
    pub(crate) at_least: (u32, u32),
    /// How to install it: "install Python 3.10 or newer".
    pub(crate) remedy: &'static str,
}

/// One step of a suite: a name for people, and the function that runs it.
pub(crate) struct Step(pub(crate) &'static str, pub(crate) fn(&Workspace) -> Outcome);

impl Requirement {
    /// Checks that the program is installed and recent enough.
    pub(crate) fn check(&self) -> Outcome {
        let Self { program, at_least, remedy } = self;
        let output = Command::new(program)
            .arg("--version")
            .output()
            .map_err(|_| format!("{program} is missing: {remedy}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        match version(&text) {
            Some(found) if found >= *at_least => Ok(()),
            Some((major, minor)) => Err(format!("{program} {major}.{minor} is too old: {remedy}")),
            None => Err(format!("`{program} --version` prints no version: {remedy}")),
        }
    }
}

/// Returns the first `major.minor` in the output of `--version`.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
        let mut numbers = word.split('.').map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn version_is_found_in_the_output_of_common_programs() {
        for (text, expected) in [
            ("Python 3.11.7\n", Some((3, 11))),
            ("v20.20.2\n", Some((20, 20))),
            ("cc (Debian 12.2.0-14+deb12u1) 12.2.0\n", Some((12, 2))),
            ("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95))),
            ("no number here.", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
