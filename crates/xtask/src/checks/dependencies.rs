//! The dependencies: their licenses, versions, origin and known vulnerabilities.

use super::tools;
use crate::run::{Outcome, Workspace, run};

/// The workspaces. Each has a lock file.
const WORKSPACES: [&str; 2] = ["", "fuzz"];

/// Checks licenses, versions and origin with cargo-deny. `deny.toml` has the rules.
pub(crate) fn rules(here: &Workspace) -> Outcome {
    for workspace in WORKSPACES {
        let mut deny = here.command("env");
        deny.arg(tools::from_python(here, "cargo-deny")?).args(["--locked", "check"]);
        // Both workspaces have the same rules, and each needs only some of the exceptions.
        deny.args(["--deny", "warnings", "--allow", "license-exception-not-encountered"]);
        if !workspace.is_empty() {
            deny.args(["--allow", "unmatched-skip"]);
        }
        deny.args(["bans", "licenses", "sources"]);
        run(deny.current_dir(here.path(workspace)))?;
    }
    Ok(())
}

/// Looks for published vulnerabilities with cargo-deny and cargo-audit, which download the
/// database of advisories.
pub(crate) fn advisories(here: &Workspace) -> Outcome {
    for workspace in WORKSPACES {
        let mut deny = here.command("env");
        deny.arg(tools::from_python(here, "cargo-deny")?).args(["--locked", "check", "advisories"]);
        run(deny.current_dir(here.path(workspace)))?;
        let mut audit = here.command("env");
        audit.arg(tools::from_python(here, "cargo-audit")?).arg("audit");
        run(audit.current_dir(here.path(workspace)))?;
    }
    Ok(())
}
