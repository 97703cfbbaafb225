//! The programs of the guide in `docs/` run as shown. Code for Kaltura's official
//! clients is only checked for syntax, because they are not installed.

use std::fs::{create_dir_all, read_dir, read_to_string, write};
use std::path::PathBuf;
use std::process::Command;

use crate::support::{compile, need, prefix, root, run, scratch, stdout_of};

const NOT_RUN: &str = "<!-- not run: needs the official client -->\n";

/// A code block of the guide, written to a file.
struct Block {
    file: PathBuf,
    is_run: bool,
}

/// Writes each code block of a language to a file of its own.
fn blocks(language: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for entry in read_dir(root().join("docs")).unwrap() {
        let page = entry.unwrap().path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = read_to_string(&page).unwrap();
        let parts: Vec<&str> = text.split(&format!("```{language}\n")).collect();
        for (i, part) in parts.windows(2).enumerate() {
            let (code, _) = part[1].split_once("\n```").unwrap();
            let name = format!("{}-{i}", page.file_stem().unwrap().to_str().unwrap());
            let file = scratch("guide").join(language).join(name).with_extension(language);
            create_dir_all(file.parent().unwrap()).unwrap();
            write(&file, format!("{code}\n")).unwrap();
            blocks.push(Block { file, is_run: !part[0].ends_with(NOT_RUN) });
        }
    }
    blocks
}

/// Checks the syntax of the blocks that are not run, and the output of the others.
fn check(language: &str, check: Option<&[&str]>, program: impl Fn(&PathBuf) -> Command) {
    let blocks = blocks(language);
    assert!(blocks.iter().any(|block| block.is_run), "{language}");
    for Block { file, is_run } in blocks {
        if is_run {
            let output = stdout_of(&mut program(&file));
            let ks = output.trim_start_matches("generated: ");
            assert!(ks.starts_with("djJ8"), "{}: {output}", file.display());
        } else if let Some([checker, arguments @ ..]) = check {
            run(Command::new(checker).args(arguments).arg(file));
        }
    }
}

/// Returns a command that finds the installed library.
fn with_library(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("KALTURA_KS_LIBRARY", prefix().join("lib/libks.so.0"));
    command
}

#[test]
fn c_and_cpp() {
    for language in ["c", "cpp"] {
        check(language, None, |file| Command::new(compile(file.to_str().unwrap(), &[])));
    }
}

#[test]
fn php() {
    need("php", "php-cli");
    let load = root().join("bindings/php/tests/autoload.php");
    check("php", Some(&["php", "-l"]), |file| {
        let code = read_to_string(file).unwrap();
        write(file, code.replace("require 'vendor/autoload.php';\n", "")).unwrap();
        let mut command = with_library("php");
        command.arg("-d").arg(format!("auto_prepend_file={}", load.display())).arg(file);
        command
    });
}

#[test]
fn ruby() {
    need("ruby", "ruby");
    check("ruby", Some(&["ruby", "-c"]), |file| {
        let mut command = with_library("ruby");
        command.arg("-I").arg(root().join("bindings/ruby/lib")).arg(file);
        command
    });
}

/// The code for the official client is a part of a program, which `javac` cannot
/// check.
#[test]
fn java() {
    need("javac", "default-jdk-headless");
    let jna = "/usr/share/java/jna.jar";
    let classes = scratch("guide-java-classes");
    let sources = read_dir(root().join("bindings/java/src/main/java/kaltura/ks")).unwrap();
    let sources = sources.map(|entry| entry.unwrap().path());
    run(Command::new("javac").args(["-cp", jna, "-d"]).arg(&classes).args(sources));
    check("java", None, |file| {
        let mut command = with_library("java");
        command.arg("-cp").arg(format!("{}:{jna}", classes.display())).arg(file);
        command
    });
}
