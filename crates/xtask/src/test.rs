//! `cargo xtask test`: runs the suites and prints a summary.

use std::fmt;
use std::time::Instant;

use crate::run::{Outcome, Workspace};
use crate::suite::{Requirement, Step, Suite};
use crate::suites::{SUITES, SUITES_BY_NAME};

/// Runs the named suites, or all of the usual ones if no name is given.
pub(crate) fn test(workspace: &Workspace, names: &[&str]) -> Outcome {
    let all: Vec<&Suite> = SUITES.iter().chain(SUITES_BY_NAME).collect();
    for name in names {
        if !all.iter().any(|suite| suite.name == *name) {
            let known: Vec<_> = all.iter().map(|suite| suite.name).collect();
            return Err(format!("unknown suite {name}; the suites are {}", known.join(", ")));
        }
    }
    let selected: Vec<&Suite> = if names.is_empty() {
        SUITES.iter().collect()
    } else {
        all.into_iter().filter(|suite| names.contains(&suite.name)).collect()
    };
    let reports: Vec<Report> = selected.into_iter().map(|suite| report(suite, workspace)).collect();

    println!("\n== summary");
    let (mut passed, mut failed) = (0, 0);
    for report in &reports {
        println!("{report}");
        match &report.result {
            SuiteResult::Passed { steps } => passed += steps,
            SuiteResult::Failed { passed: before, .. } => {
                passed += before;
                failed += 1;
            }
            // An absent suite is a failure only if it was named.
            SuiteResult::Absent { .. } => failed += usize::from(!names.is_empty()),
        }
    }
    println!("steps: {passed} passed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err("the tests failed; see the summary".into()) }
}

/// The result of a suite, with its name and duration.
struct Report {
    name: &'static str,
    result: SuiteResult,
    seconds: f64,
}

enum SuiteResult {
    Passed {
        steps: usize,
    },
    Failed {
        /// The number of steps that passed before the failure.
        passed: usize,
        reason: String,
    },
    /// The code under test is not in the tree.
    Absent {
        tests: &'static str,
    },
}

fn report(suite: &Suite, workspace: &Workspace) -> Report {
    let start = Instant::now();
    let result = if workspace.path(suite.tests).exists() {
        run_steps(suite, workspace)
    } else {
        SuiteResult::Absent { tests: suite.tests }
    };
    Report { name: suite.name, result, seconds: start.elapsed().as_secs_f64() }
}

fn run_steps(suite: &Suite, workspace: &Workspace) -> SuiteResult {
    let failed = |passed, reason| SuiteResult::Failed { passed, reason };
    if let Err(reason) = suite.requires.iter().try_for_each(Requirement::check) {
        return failed(0, reason);
    }
    if suite.steps.is_empty() {
        return failed(0, format!("{} exists, but suites.rs lists no step for it", suite.tests));
    }
    for (passed, Step(name, run)) in suite.steps.iter().enumerate() {
        println!("\n== {}: {name}", suite.name);
        if let Err(reason) = run(workspace) {
            return failed(passed, format!("{name}: {reason}"));
        }
    }
    SuiteResult::Passed { steps: suite.steps.len() }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, detail) = match &self.result {
            SuiteResult::Passed { steps } => ("passed", format!("{steps} steps")),
            SuiteResult::Failed { reason, .. } => ("FAILED", reason.clone()),
            SuiteResult::Absent { tests } => ("absent", format!("{tests} does not exist")),
        };
        write!(f, "{:<13}{word:<8}{:>6.0} s  {detail}", self.name, self.seconds)
    }
}
