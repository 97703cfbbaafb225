//! The hosted workflows: their syntax, their shell code and their permissions.

use std::fs;
use std::path::{Path, PathBuf};

use super::tools;
use crate::run::{Outcome, Workspace, run};

/// A workflow with a fault for each checker: a property that does not exist, a shell
/// command that fails for names with spaces, and an action that is not pinned.
const FAULTY: &str = "\
name: faulty
on: push
permissions: {}
jobs:
  faulty:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: rm $HOME/${{ github.no_such_property }}
";

/// Checks all workflows, and the script that CI runs.
pub(crate) fn workflows(here: &Workspace) -> Outcome {
    let folder = here.path(".github/workflows");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        files.push(entry.map_err(|e| e.to_string())?.path());
    }
    files.sort();
    actionlint(here, &files)?;
    zizmor(here, &files)?;
    run(here.command("env").arg(tools::from_python(here, "shellcheck")?).arg(".ci/run"))
}

/// Checks that each checker rejects the faulty workflow.
pub(crate) fn checkers(here: &Workspace) -> Outcome {
    let path = here.path("target/tools/faulty.yml");
    fs::write(&path, FAULTY).map_err(|e| format!("{}: {e}", path.display()))?;
    let path = std::slice::from_ref(&path);
    println!("the following faults are intended");
    for (name, result) in [("actionlint", actionlint(here, path)), ("zizmor", zizmor(here, path))] {
        if result.is_ok() {
            return Err(format!("{name} accepts a workflow with faults"));
        }
    }
    Ok(())
}

/// Checks the syntax, the expressions and, with ShellCheck, the shell code.
fn actionlint(here: &Workspace, files: &[PathBuf]) -> Outcome {
    let mut shellcheck = std::ffi::OsString::from("-shellcheck=");
    shellcheck.push(tools::from_python(here, "shellcheck")?);
    let program: &Path = &tools::actionlint(here)?;
    // The workflows contain no Python code.
    run(here.command("env").arg(program).arg(shellcheck).arg("-pyflakes=").args(files))
}

/// Checks that actions are pinned, and that permissions and inputs are safe. It never asks
/// the network, so the result depends on the files only.
fn zizmor(here: &Workspace, files: &[PathBuf]) -> Outcome {
    let program = tools::from_python(here, "zizmor")?;
    let options = ["--offline", "--no-progress", "--no-config", "--strict-collection"];
    run(here.command("env").arg(program).args(options).args(files))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::Path;

    #[test]
    fn the_weekly_fuzzing_runs_every_target() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let workflow = fs::read_to_string(root.join(".github/workflows/fuzz.yml")).unwrap();
        let (_, list) = workflow.split_once("target: [").unwrap();
        let (list, _) = list.split_once(']').unwrap();
        let listed: Vec<&str> = list.split(", ").collect();
        let mut targets: Vec<String> = fs::read_dir(root.join("fuzz/fuzz_targets"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        targets.sort();
        assert_eq!(listed, targets);
    }
}
