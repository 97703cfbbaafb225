//! The test suites, in the order in which they run.
//!
//! To add a suite, give the file that `tests` checks for, the programs that the
//! suite requires, and its steps. A step runs commands in the workspace root:
//!
//! ```ignore
//! Step("pytest", |here| here.run("python3 -m pytest bindings/python/tests")),
//! ```

use crate::checks::{dependencies, workflows};
use crate::console;
use crate::run::{Outcome, Workspace, read, run};
use crate::suite::{Requirement, Step, Suite};
use crate::wasm;

const PYTHON: Requirement =
    Requirement { program: "python3", at_least: (3, 10), remedy: "install Python 3.10 or newer" };

pub(crate) const SUITES: &[Suite] = &[
    Suite {
        name: "rust",
        tests: "crates/ks-core/Cargo.toml",
        requires: &[],
        steps: &[
            Step("tests and doc tests of the workspace", |here| {
                here.run("cargo test --workspace --exclude ks-ffi")
            }),
            Step("the core with all features", |here| {
                here.run("cargo test --package ks-core --all-features")
            }),
            Step("the core with fewer features", fewer_features),
            Step("the core for WASM", wasm_builds),
            Step("the first commands of the README, as pasted", readme_command),
            Step("the examples", examples),
        ],
    },
    Suite {
        name: "c",
        tests: "crates/ks-ffi/Cargo.toml",
        requires: &[
            Requirement {
                program: "cc",
                at_least: (4, 9),
                remedy: "install a C compiler (apt-get install gcc)",
            },
            Requirement {
                program: "c++",
                at_least: (7, 1),
                remedy: "install a C++ compiler (apt-get install g++)",
            },
            Requirement { program: "cmake", at_least: (3, 13), remedy: "apt-get install cmake" },
            Requirement {
                program: "pkg-config",
                at_least: (0, 29),
                remedy: "apt-get install pkg-config",
            },
            Requirement {
                program: "valgrind",
                at_least: (3, 15),
                remedy: "apt-get install valgrind",
            },
            Requirement { program: "php", at_least: (8, 1), remedy: "apt-get install php-cli" },
            Requirement { program: "ruby", at_least: (2, 7), remedy: "apt-get install ruby" },
            Requirement {
                program: "java",
                at_least: (11, 0),
                remedy: "apt-get install default-jdk-headless libjna-java",
            },
        ],
        steps: &[Step("libks, from C, C++ and four other languages", |here| {
            here.run("cargo test --package ks-ffi")
        })],
    },
    Suite {
        name: "python",
        tests: "bindings/python/pyproject.toml",
        requires: &[PYTHON],
        steps: &[Step("the package as users install it", |here| {
            here.run("python3 bindings/python/run_tests.py")
        })],
    },
    Suite {
        name: "node",
        tests: "bindings/node/package.json",
        requires: &[Requirement {
            program: "node",
            at_least: (20, 0),
            remedy: "install Node 20 or newer",
        }],
        steps: &[Step("build, and every test of the package", npm_package)],
    },
    Suite {
        name: "console",
        tests: "console/package.json",
        requires: &[Requirement {
            program: "node",
            at_least: (20, 0),
            remedy: "install Node 20 or newer",
        }],
        steps: &[
            Step("the page, in Chromium", console::test_page),
            Step("the code samples, compiled and run", console::test_samples),
        ],
    },
    Suite {
        name: "workflows",
        tests: ".github/workflows",
        requires: &[PYTHON],
        steps: &[
            Step("actionlint, zizmor and ShellCheck", workflows::workflows),
            Step("the checkers reject a faulty workflow", workflows::checkers),
        ],
    },
    Suite {
        name: "dependencies",
        tests: "deny.toml",
        requires: &[PYTHON],
        steps: &[Step("licenses, versions and origin", dependencies::rules)],
    },
];

/// The suites that run only if they are named, because they need much more than the
/// others.
pub(crate) const SUITES_BY_NAME: &[Suite] = &[Suite {
    name: "engines",
    tests: "bindings/python/engines/run_engines.py",
    requires: &[
        PYTHON,
        Requirement {
            program: "java",
            at_least: (17, 0),
            remedy: "apt-get install openjdk-17-jdk-headless",
        },
    ],
    steps: &[Step("the example for Spark", |here| {
        here.run("python3 bindings/python/engines/run_engines.py")
    })],
}];

/// Checks that the first code block of the README prints a KS and nothing else.
fn readme_command(here: &Workspace) -> Outcome {
    let readme = here.path("README.md");
    let text =
        std::fs::read_to_string(&readme).map_err(|e| format!("{}: {e}", readme.display()))?;
    let block = text
        .split("```")
        .find_map(|block| block.strip_prefix("sh\n").filter(|block| block.contains("generate")))
        .ok_or("README.md contains no `sh` code block that generates a KS")?;
    print!("{block}");
    let answer = read(here.command("sh -ec").arg(block))?;
    if answer.starts_with("djJ8") && answer.lines().count() == 1 {
        Ok(())
    } else {
        Err(format!("the first commands of README.md printed {answer:?} instead of one KS"))
    }
}

/// Runs the quickstart examples in Rust and for the shell, with `ks` in `PATH`.
fn examples(here: &Workspace) -> Outcome {
    here.run("cargo run --quiet --package ks-core --example quickstart")?;
    here.run("cargo build --quiet --package kaltura-ks-cli")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(here.path("target"), Into::into);
    let mut all = vec![target.join("debug")];
    all.extend(std::env::split_paths(&path));
    let path = std::env::join_paths(all).map_err(|e| e.to_string())?;
    run(here.command("sh examples/cli/quickstart.sh").env("PATH", path))
}

/// Builds only, because the tests of the core need its default features.
fn fewer_features(here: &Workspace) -> Outcome {
    for features in ["", "std", "serde"] {
        let build = "cargo build --package ks-core --no-default-features --features";
        run(here.command(build).arg(features))?;
    }
    Ok(())
}

fn wasm_builds(here: &Workspace) -> Outcome {
    let toolchain = wasm::toolchain(here)?;
    println!("{toolchain}");
    run(&mut toolchain.build(here, "ks-core"))?;
    run(toolchain.build(here, "ks-core").arg("--no-default-features"))
}

/// Tests the npm package. The script reports missing programs itself.
fn npm_package(here: &Workspace) -> Outcome {
    let mut script = here.command("node bindings/node/scripts/test.mjs");
    wasm::toolchain(here)?.configure(&mut script);
    run(&mut script)
}
