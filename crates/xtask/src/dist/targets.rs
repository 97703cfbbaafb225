//! The systems that binary packages are built for.

use crate::run::Outcome;

/// A system, and how this machine builds and runs programs for it.
pub(super) struct Target {
    /// The name that rustc uses.
    pub(super) triple: &'static str,
    /// The oldest glibc that the programs work with. zig links against it.
    pub(super) glibc: Option<&'static str>,
    pub(super) run: Run,
    /// Whether the target is built if no `--target` is given.
    pub(super) default: bool,
}

/// How programs for a target run on x86_64 Linux.
pub(super) enum Run {
    Native,
    /// With the emulator of this name. Dynamic programs also need the libraries of the
    /// target, from Debian's packages for this architecture.
    Emulated {
        emulator: &'static str,
        debian: &'static str,
    },
    /// They cannot run. The text says what they need.
    NotHere(&'static str),
}

pub(super) const TARGETS: [Target; 6] = [
    Target {
        triple: "x86_64-unknown-linux-gnu",
        glibc: Some("2.17"),
        run: Run::Native,
        default: true,
    },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        glibc: Some("2.17"),
        run: AARCH64,
        default: true,
    },
    Target { triple: "x86_64-unknown-linux-musl", glibc: None, run: Run::Native, default: true },
    Target { triple: "aarch64-unknown-linux-musl", glibc: None, run: AARCH64, default: true },
    Target {
        triple: "aarch64-apple-darwin",
        glibc: None,
        run: Run::NotHere("needs macOS"),
        default: false,
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        glibc: None,
        run: Run::NotHere("needs Windows"),
        default: false,
    },
];

const AARCH64: Run = Run::Emulated { emulator: "qemu-aarch64-static", debian: "arm64" };

impl Target {
    pub(super) fn is_musl(&self) -> bool {
        self.triple.ends_with("-musl")
    }

    pub(super) fn is_glibc(&self) -> bool {
        self.glibc.is_some()
    }

    pub(super) fn is_windows(&self) -> bool {
        self.triple.contains("-windows-")
    }

    /// Returns the first part of the triple, such as `x86_64`.
    pub(super) fn architecture(&self) -> &'static str {
        self.triple.split('-').next().unwrap_or_default()
    }
}

/// Returns the targets of these triples, or the default ones if there are none.
pub(super) fn select(triples: &[&str]) -> Outcome<Vec<&'static Target>> {
    if triples.is_empty() {
        return Ok(TARGETS.iter().filter(|target| target.default).collect());
    }
    let find = |triple: &&str| {
        TARGETS.iter().find(|target| target.triple == *triple).ok_or_else(|| {
            let known: Vec<_> = TARGETS.iter().map(|target| target.triple).collect();
            format!("unknown target {triple}; the targets are {}", known.join(", "))
        })
    };
    triples.iter().map(find).collect()
}

/// Prints that a check did not run, and why.
pub(super) fn not_run(what: &str, reason: &str) {
    println!("not run here: {what} {reason}");
}
