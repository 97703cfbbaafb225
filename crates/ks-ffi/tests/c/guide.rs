//! The C and C++ programs of the guide in `docs/` run as shown. Code for Kaltura's
//! official clients is only checked for syntax, because they are not installed.

use std::fs::{create_dir_all, read_dir, read_to_string, write};
use std::path::PathBuf;
use std::process::Command;

use crate::support::{compile, need, root, run, scratch, stdout_of};

const NOT_RUN: &str = "<!-- not run: needs the official client -->\n";

/// Writes each code block of a language to a file, and returns the files.
fn files(language: &str, start: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in read_dir(root().join("docs")).unwrap() {
        let page = entry.unwrap().path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = read_to_string(&page).unwrap();
        for (i, block) in text.split(start).skip(1).enumerate() {
            let (code, _) = block.split_once("\n```").unwrap();
            let name = format!("{}-{i}.{language}", page.file_stem().unwrap().to_str().unwrap());
            let file = scratch("guide").join(name);
            create_dir_all(file.parent().unwrap()).unwrap();
            write(&file, format!("{code}\n")).unwrap();
            files.push(file);
        }
    }
    files
}

#[test]
fn programs_run() {
    for language in ["c", "cpp"] {
        let programs = files(language, &format!("\n```{language}\n"));
        assert!(!programs.is_empty());
        for program in programs {
            let printed = stdout_of(&mut Command::new(compile(program.to_str().unwrap(), &[])));
            assert!(printed.starts_with("djJ8"), "{printed}");
        }
    }
}

#[test]
fn code_for_the_official_clients_is_valid() {
    for (language, package, checker) in [("php", "php-cli", "-l"), ("ruby", "ruby", "-c")] {
        need(language, package);
        let snippets = files(language, &format!("\n{NOT_RUN}```{language}\n"));
        assert!(!snippets.is_empty());
        for snippet in snippets {
            run(Command::new(language).arg(checker).arg(snippet));
        }
    }
}
