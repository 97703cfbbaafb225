//! Checks the layout of the sources: the layers of the core, circles between its
//! files, and the length of every source file.

#![allow(clippy::unwrap_used, clippy::panic)]

mod modules;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use modules::Crate;

/// The folders of `ks-core/src`. Each imports only from those before it.
const LAYERS: [&str; 11] = [
    "error",
    "crypto",
    "encoding",
    "privilege",
    "model",
    "wire",
    "read",
    "sign",
    "server",
    "lint",
    "interop",
];

/// The most lines of a source file, tests excluded.
const MAX_LINES: usize = 500;

/// Files of any length: cbindgen generates the C header and stub_docs.py the docstrings
/// of the Python stub. Users copy the C++ header as one file.
const EXEMPT: [&str; 3] =
    ["bindings/python/python/kaltura_ks/_native.pyi", "include/ks.h", "include/ks.hpp"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn core() -> Crate {
    let mut core = Crate::default();
    core.read_folder(&root().join("crates/ks-core/src"), &[]);
    core
}

/// Returns a sentence for each import that points to a later layer.
fn layer_violations(core: &Crate) -> Vec<String> {
    let rank = |folder: &str| LAYERS.iter().position(|layer| *layer == folder);
    let mut violations = BTreeSet::new();
    for (from, to) in core.imports() {
        let (Some(folder), Some(target)) = (from.first(), to.first()) else {
            // lib.rs may import from every layer. No layer may import from lib.rs.
            if !from.is_empty() {
                let from = from.join("::");
                violations.insert(format!("{from} imports from the crate root"));
            }
            continue;
        };
        let violation = match (rank(folder), rank(target)) {
            (Some(folder), Some(target)) if target <= folder => continue,
            (None, _) => format!("{folder} is not in the list of layers"),
            _ => format!("{} imports from {}, a later layer", from.join("::"), to.join("::")),
        };
        violations.insert(violation);
    }
    violations.into_iter().collect()
}

#[test]
fn folders_of_the_core_import_only_from_earlier_layers() {
    let core = core();
    assert!(core.imports().len() > 50, "the imports were not found");
    let violations = layer_violations(&core);
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn files_of_the_core_do_not_import_each_other_in_a_circle() {
    let circles: Vec<_> = core().circles().iter().map(|circle| circle.join(", ")).collect();
    assert!(circles.is_empty(), "files import each other:\n{}", circles.join("\n"));
}

#[test]
fn no_source_file_is_too_long() {
    let mut files = Vec::new();
    source_files(&root(), &mut files);
    assert!(files.len() > 100, "only {} source files were found", files.len());
    for file in EXEMPT {
        assert!(root().join(file).exists(), "{file} does not exist; remove it from the list");
    }
    let too_long: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
            (lines > MAX_LINES).then(|| format!("{}: {lines} lines", file.display()))
        })
        .collect();
    assert!(too_long.is_empty(), "more than {MAX_LINES} lines:\n{}", too_long.join("\n"));
}

/// Collects the source files below `folder`, except for tests and exempt files.
fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    const EXTENSIONS: [&str; 19] = [
        "c", "cjs", "cpp", "cts", "go", "h", "hpp", "java", "js", "mjs", "mts", "php", "py", "pyi",
        "rb", "rs", "sh", "ts", "tsx",
    ];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let skipped =
                ["target", "node_modules", "dist", "build", "tests", "test", "fuzz", "venv"];
            if !skipped.contains(&name.as_str()) && !name.starts_with('.') {
                source_files(&path, files);
            }
            continue;
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let is_test = name.to_lowercase().contains("test");
        let is_exempt = EXEMPT.iter().any(|file| path.ends_with(file));
        if EXTENSIONS.contains(&&*extension) && !is_test && !is_exempt {
            files.push(path);
        }
    }
}

/// The checks must find what they are written for.
mod checks {
    use super::*;

    fn sample(files: &[(&str, &str)]) -> Crate {
        let mut sample = Crate::default();
        for (path, text) in files {
            let module = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned);
            sample.add(module.collect(), text);
        }
        sample
    }

    #[test]
    fn an_import_from_a_later_layer_is_found_in_every_spelling() {
        for import in [
            "use crate::wire::v2::Reader;",
            "use crate::{error::Error, wire::{self, v2}};",
            "use super::super::wire::v2;",
            "fn f() { crate::wire::v2::read() }",
            "macro_rules! m { () => { $crate::wire::v2::read() } }",
            "use crate::root_item;",
        ] {
            let text = format!("use crate::error::Error;\n{import}\n#[cfg(test)]\nmod tests {{}}");
            let sample = sample(&[
                ("", "mod error; mod crypto; mod wire; pub fn root_item() {}"),
                ("error", "pub struct Error;"),
                ("crypto", "mod key;"),
                ("crypto/key", &text),
                ("wire", "mod v2;"),
                ("wire/v2", ""),
            ]);
            assert!(!layer_violations(&sample).is_empty(), "{import}");
        }
    }

    #[test]
    fn comments_strings_and_tests_are_not_imports() {
        let sample = sample(&[
            ("", ""),
            ("error", ""),
            (
                "crypto",
                "//! [`crate::wire::v2`]\n/* crate::wire */ const S: &str = \"crate::wire\\\"\"; \
                 const C: char = '\"'; const R: &str = r#\"crate::wire\"\"#; fn f<'a>() {} \
                 use crate::error::Error;\n#[cfg(test)]\nmod tests { use crate::wire::v2; }",
            ),
            ("wire", ""),
        ]);
        assert_eq!(layer_violations(&sample), [""; 0]);
        assert_eq!(sample.imports().len(), 1);
    }

    #[test]
    fn a_circle_is_found_through_super_and_through_reexports() {
        let files = [
            ("", "mod wire; pub use wire::v2::read;"),
            ("wire", "pub(crate) mod v1; pub(crate) mod v2; pub(crate) use v2::read as read_v2;"),
            ("wire/v1", "use super::read_v2;"),
            ("wire/v2", ""),
        ];
        assert!(sample(&files).circles().is_empty());
        for import in ["use super::v1::write;", "use crate::wire::v1;"] {
            let mut files = files;
            files[3].1 = import;
            assert_eq!(sample(&files).circles(), [["wire::v1", "wire::v2"]]);
        }
        // A parent that calls a child, and the child that uses the parent.
        let mut files = files;
        files[1].1 = "mod v1; mod v2; fn f() { v2::read() }";
        files[3].1 = "use super::f;";
        assert_eq!(sample(&files).circles(), [["wire", "wire::v2"]]);
    }
}
