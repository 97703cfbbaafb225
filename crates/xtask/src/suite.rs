//! What a test suite is, and how suites are run and summed up.

use std::fmt;
use std::process::Command;
use std::time::Instant;

use crate::run::{Outcome, Workspace};
use crate::suites::SUITES;

/// The tests of one language.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// The suite runs where this file exists: what it tests is in the tree.
    pub(crate) tests: &'static str,
    pub(crate) needs: &'static [Need],
    /// Run in order, up to the first that fails.
    pub(crate) steps: &'static [Step],
}

/// A program without which a suite cannot run.
pub(crate) struct Need {
    pub(crate) program: &'static str,
    /// The oldest major and minor version that will do.
    pub(crate) at_least: (u32, u32),
    /// What to do where it is missing: "install Python 3.10 or newer".
    pub(crate) remedy: &'static str,
}

/// A part of a suite: a name for people, and what it does.
pub(crate) struct Step(pub(crate) &'static str, pub(crate) fn(&Workspace) -> Outcome);

impl Need {
    fn check(&self) -> Outcome {
        let Self { program, at_least, remedy } = self;
        let answer = Command::new(program)
            .arg("--version")
            .output()
            .map_err(|_| format!("{program} is missing: {remedy}"))?;
        let text = String::from_utf8_lossy(&answer.stdout);
        match version(&text) {
            Some(found) if found >= *at_least => Ok(()),
            Some((major, minor)) => Err(format!("{program} is {major}.{minor}: {remedy}")),
            None => Err(format!("{program} does not say its version: {remedy}")),
        }
    }
}

/// The first `major.minor` in what a program says of itself.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
        let mut numbers = word.split('.').map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    })
}

/// How a suite ended.
struct Report {
    name: &'static str,
    ending: Ending,
    seconds: f64,
}

enum Ending {
    Passed {
        steps: usize,
    },
    Failed {
        passed: usize,
        reason: String,
    },
    /// What it tests is not in the tree.
    Absent {
        tests: &'static str,
    },
}

impl Suite {
    fn run(&self, workspace: &Workspace) -> Report {
        let start = Instant::now();
        let ending = if workspace.path(self.tests).exists() {
            self.run_steps(workspace)
        } else {
            Ending::Absent { tests: self.tests }
        };
        Report { name: self.name, ending, seconds: start.elapsed().as_secs_f64() }
    }

    fn run_steps(&self, workspace: &Workspace) -> Ending {
        let failed = |passed, reason| Ending::Failed { passed, reason };
        if let Err(reason) = self.needs.iter().try_for_each(Need::check) {
            return failed(0, reason);
        }
        if self.steps.is_empty() {
            return failed(
                0,
                format!("{} is here, but no step tests it: see suites.rs", self.tests),
            );
        }
        for (passed, Step(name, run)) in self.steps.iter().enumerate() {
            println!("\n== {}: {name}", self.name);
            if let Err(reason) = run(workspace) {
                return failed(passed, format!("{name}: {reason}"));
            }
        }
        Ending::Passed { steps: self.steps.len() }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, detail) = match &self.ending {
            Ending::Passed { steps } => ("passed", format!("{steps} steps")),
            Ending::Failed { reason, .. } => ("FAILED", reason.clone()),
            Ending::Absent { tests } => ("absent", format!("there is no {tests}")),
        };
        write!(f, "{:<8}{word:<8}{:>6.0} s  {detail}", self.name, self.seconds)
    }
}

/// `cargo xtask test`: the suites named, or all.
pub(crate) fn test(workspace: &Workspace, names: &[&str]) -> Outcome {
    for name in names {
        if !SUITES.iter().any(|suite| suite.name == *name) {
            let known: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
            return Err(format!("no suite {name}; there are: {}", known.join(", ")));
        }
    }
    let asked_for = |suite: &&Suite| names.is_empty() || names.contains(&suite.name);
    let reports: Vec<Report> =
        SUITES.iter().filter(asked_for).map(|suite| suite.run(workspace)).collect();

    println!("\n== summary");
    let (mut passed, mut failed) = (0, 0);
    for report in &reports {
        println!("{report}");
        match &report.ending {
            Ending::Passed { steps } => passed += steps,
            Ending::Failed { passed: before, .. } => {
                passed += before;
                failed += 1;
            }
            // Nothing to test, unless it was asked for by name.
            Ending::Absent { .. } => failed += usize::from(!names.is_empty()),
        }
    }
    println!("steps: {passed} passed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err("the tests failed; see the summary".into()) }
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn programs_say_their_version_in_many_ways() {
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
