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

/// How programs for a target run on this machine.
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

/// The targets that runners build and run on their own system.
const MACOS: bool = cfg!(target_os = "macos");
const MACOS_ARM: bool = MACOS && cfg!(target_arch = "aarch64");
const MACOS_INTEL: bool = MACOS && cfg!(target_arch = "x86_64");
const WINDOWS: bool = cfg!(windows);
/// Linux builds for other systems too, as far as zig can link for them.
pub(super) const LINUX: bool = cfg!(target_os = "linux");

const fn native_if(here: bool, otherwise: &'static str) -> Run {
    if here { Run::Native } else { Run::NotHere(otherwise) }
}

const X86_64: Run = native_if(LINUX, "needs Linux");
const AARCH64: Run = if LINUX {
    Run::Emulated { emulator: "qemu-aarch64-static", debian: "arm64" }
} else {
    Run::NotHere("needs Linux")
};

pub(super) const TARGETS: [Target; 8] = [
    Target { triple: "x86_64-unknown-linux-gnu", glibc: Some("2.17"), run: X86_64, default: LINUX },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        glibc: Some("2.17"),
        run: AARCH64,
        default: LINUX,
    },
    Target { triple: "x86_64-unknown-linux-musl", glibc: None, run: X86_64, default: LINUX },
    Target { triple: "aarch64-unknown-linux-musl", glibc: None, run: AARCH64, default: LINUX },
    Target {
        triple: "aarch64-apple-darwin",
        glibc: None,
        run: native_if(MACOS_ARM, "needs macOS on Apple silicon"),
        default: MACOS_ARM,
    },
    Target {
        triple: "x86_64-apple-darwin",
        glibc: None,
        run: native_if(MACOS_INTEL, "needs macOS on Intel"),
        default: MACOS_INTEL,
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        glibc: None,
        run: native_if(WINDOWS, "needs Windows"),
        default: false,
    },
    Target {
        triple: "x86_64-pc-windows-msvc",
        glibc: None,
        run: native_if(WINDOWS, "needs Windows"),
        default: WINDOWS,
    },
];

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

    /// Returns the platform tag that Python gives to macOS or Windows.
    pub(super) fn python_platform(&self) -> &'static str {
        if self.is_windows() {
            "win_amd64"
        } else if self.architecture() == "aarch64" {
            "macosx_11_0_arm64"
        } else {
            "macosx_10_12_x86_64"
        }
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
