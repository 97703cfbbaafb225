//! Keeps secrets out of core dumps, and checks the permissions of secret files.

use std::fs::File;

/// Prevents core dumps, which would contain the secret.
pub(crate) fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        // This fails only where there are no limits to set.
        let _ = setrlimit(Resource::Core, none);
    }
}

/// Prevents other processes of the user from reading the memory of this one.
///
/// This also hides `/proc/self/fd`, and with it `/dev/stdin` and `/dev/fd`, so the
/// files must be open by then.
pub(crate) fn forbid_inspection() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // Without this the command still works.
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Prints a note if other users can read a secret file.
pub(crate) fn warn_if_readable_by_others(file: &File, name: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        const READABLE_BY_OTHERS: u32 = 0o004;
        let Ok(data) = file.metadata() else { return };
        if data.is_file() && data.permissions().mode() & READABLE_BY_OTHERS != 0 {
            crate::output::print_note_line(
                "secret_file_readable",
                &format!("other users can read {name}; run `chmod 600` on it"),
            );
        }
    }
    #[cfg(not(unix))]
    let _ = (file, name);
}
