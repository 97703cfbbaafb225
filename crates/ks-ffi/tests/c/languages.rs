//! The programs of `docs/other-languages.md`, run as they stand there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::{need, prefix, root, says, scratch};

const STORY: &str = "made: djJ8MTIzNDU2...\nverified: user@example.com\nrefused: wrong_partner\n";

/// Writes the program in a language to a file of this name.
fn program(language: &str, name: &str) -> PathBuf {
    let page = fs::read_to_string(root().join("docs/other-languages.md")).unwrap();
    assert!(page.contains(&format!("```text\n{STORY}```")), "the page shows what they print");
    let (_, code) = page.split_once(&format!("```{language}\n")).unwrap();
    let (code, _) = code.split_once("\n```").unwrap();
    let path = scratch(language).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("{code}\n")).unwrap();
    path
}

fn tells_the_story(command: &mut Command) {
    assert_eq!(says(command.env("KS_PREFIX", prefix())), STORY);
}

#[test]
fn php() {
    need("php", "php-cli");
    let program = program("php", "ks.php");
    // Every warning of PHP's fails the comparison.
    let settings = ["-d", "error_reporting=-1", "-d", "display_errors=1"];
    tells_the_story(Command::new("php").args(settings).arg(program));
}

#[test]
fn go() {
    need("go", "golang-go");
    need("pkg-config", "pkg-config");
    let program = program("go", "main.go");
    let mut command = Command::new("go");
    command
        .arg("run")
        .arg(program)
        .env("GO111MODULE", "off")
        .env("CGO_ENABLED", "1")
        .env("PKG_CONFIG_PATH", prefix().join("lib/pkgconfig"))
        .env("LD_LIBRARY_PATH", prefix().join("lib"));
    tells_the_story(&mut command);
}

#[test]
fn ruby() {
    need("ruby", "ruby");
    tells_the_story(Command::new("ruby").arg("-w").arg(program("ruby", "ks.rb")));
}

#[test]
fn java() {
    need("java", "default-jdk-headless");
    let jna = ["/usr/share/java/jna.jar"].map(PathBuf::from);
    let jna = jna.iter().find(|jar| jar.exists());
    let jna = jna.expect("JNA is missing: apt-get install libjna-java");
    let program = program("java", "KsExample.java");
    tells_the_story(Command::new("java").arg("-cp").arg(jna).arg(program));
}
