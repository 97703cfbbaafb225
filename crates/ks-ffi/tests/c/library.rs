//! Tests of the installed library: its exports, and how programs find and link it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{need, prefix, root, run, scratch, stdout_of};

/// The beginnings of the lines that the quickstart example prints in every
/// language.
const QUICKSTART: [&str; 6] = [
    "KS        djJ8MTIzNDU2",
    "inspect   v2 of partner 1234567",
    "decode    ann@example.com until 1",
    "verify    session ",
    "rejected  not_granted: ",
    "renewed   djJ8MTIzNDU2",
];

pub(crate) fn prints_the_quickstart(program: &mut Command) {
    let printed = stdout_of(program);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), QUICKSTART.len(), "{printed}");
    for (line, begin) in lines.iter().zip(QUICKSTART) {
        assert!(line.starts_with(begin), "{line}");
    }
}

/// Returns the words that a tool prints for a file.
fn words(tool: &str, arguments: &[&str], file: &Path) -> Vec<String> {
    need(tool, "binutils");
    let printed = stdout_of(Command::new(tool).args(arguments).arg(file));
    printed.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn exports_match_the_list_and_the_header() {
    let library = prefix().join("lib/libks.so");
    let exported: BTreeSet<String> =
        words("nm", &["-D", "--defined-only", "--format=just-symbols"], &library)
            .into_iter()
            .collect();
    let list = fs::read_to_string(root().join("crates/ks-ffi/exports.txt")).unwrap();
    let listed: BTreeSet<String> = list.lines().map(str::to_owned).collect();
    let differ: Vec<&String> = exported.symmetric_difference(&listed).collect();
    assert!(differ.is_empty(), "exports.txt and libks.so differ: {differ:?}");
    assert!(list.lines().is_sorted() && list.lines().all(|name| name.starts_with("kks_")));

    let header = fs::read_to_string(prefix().join("include/ks.h")).unwrap();
    for name in &exported {
        assert!(header.contains(&format!("{name}(")), "{name} is not in ks.h");
    }
}

#[test]
fn soname_is_the_abi_number() {
    let dynamic = words("readelf", &["-d"], &prefix().join("lib/libks.so"));
    let header = fs::read_to_string(prefix().join("include/ks.h")).unwrap();
    let abi = header.split("#define KKS_ABI_VERSION ").nth(1).unwrap().lines().next().unwrap();
    assert!(dynamic.contains(&format!("[libks.so.{abi}]")), "{dynamic:?}");
    assert!(!dynamic.contains(&"(TEXTREL)".to_owned()));
    // A program loads the library by this name.
    assert!(prefix().join(format!("lib/libks.so.{abi}")).exists());
}

#[test]
fn headers_are_clean_in_every_standard() {
    for (compiler, standard, header) in [
        ("cc", "c99", "ks.h"),
        ("cc", "c17", "ks.h"),
        ("c++", "c++17", "ks.h"),
        ("c++", "c++17", "ks.hpp"),
        ("c++", "c++20", "ks.hpp"),
    ] {
        need(compiler, "g++");
        let source = scratch(&format!("{standard}-{header}")).with_extension(if compiler == "cc" {
            "c"
        } else {
            "cpp"
        });
        // Twice and alone: the include guard works, and the header needs no other one.
        fs::write(&source, format!("#include <{header}>\n#include <{header}>\n")).unwrap();
        let mut command = Command::new(compiler);
        command
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wshadow", "-Wconversion"])
            .args(["-fsyntax-only", &format!("-std={standard}")])
            .arg(format!("-I{}", prefix().join("include").display()))
            .arg(&source);
        run(&mut command);
    }
}

/// Runs pkg-config for the installed package.
fn pkg_config(arguments: &[&str]) -> Vec<String> {
    need("pkg-config", "pkg-config");
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", prefix().join("lib/pkgconfig"));
    let printed = stdout_of(command.args(arguments).arg("kaltura-ks"));
    printed.split_whitespace().map(str::to_owned).collect()
}

/// Compiles the quickstart example with the flags of pkg-config.
fn example(language: &str, name: &str, flags: &[String]) -> PathBuf {
    let (compiler, standard, extension) =
        if language == "c" { ("cc", "-std=c99", "c") } else { ("c++", "-std=c++17", "cpp") };
    let program = scratch(name);
    let source = root().join(format!("examples/{language}/quickstart.{extension}"));
    let mut command = Command::new(compiler);
    command.args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror"]).arg(source);
    run(command.args(flags).arg("-o").arg(&program));
    program
}

#[test]
fn quickstart_by_pkg_config_shared() {
    let flags = pkg_config(&["--cflags", "--libs"]);
    for language in ["c", "cpp"] {
        let program = example(language, &format!("{language}-shared"), &flags);
        prints_the_quickstart(Command::new(program).env("LD_LIBRARY_PATH", prefix().join("lib")));
    }
}

/// Links as `ks.h` documents it.
#[test]
fn quickstart_with_the_archive() {
    let include = format!("-I{}", prefix().join("include").display());
    let archive = prefix().join("lib/libks.a").display().to_string();
    let flags = [&include, &archive, "-lpthread", "-ldl", "-lm"].map(str::to_owned);
    for language in ["c", "cpp"] {
        let program = example(language, &format!("{language}-archive"), &flags);
        let needed = words("readelf", &["-d"], &program);
        assert!(needed.iter().any(|word| word.contains("libc.so")), "{needed:?}");
        assert!(!needed.iter().any(|word| word.contains("libks")), "{needed:?}");
        prints_the_quickstart(&mut Command::new(program));
    }
}

#[test]
fn quickstart_by_pkg_config_all_static() {
    let mut flags = pkg_config(&["--static", "--cflags", "--libs"]);
    flags.push("-static".into());
    for language in ["c", "cpp"] {
        let program = example(language, &format!("{language}-static"), &flags);
        let needed = words("readelf", &["-d"], &program);
        assert!(!needed.contains(&"(NEEDED)".to_owned()), "{needed:?}");
        prints_the_quickstart(&mut Command::new(program));
    }
}

#[test]
fn version_by_pkg_config() {
    assert_eq!(pkg_config(&["--modversion"]), [env!("CARGO_PKG_VERSION")]);
}

#[test]
fn quickstart_by_cmake_shared_and_static() {
    need("cmake", "cmake");
    let build = scratch("cmake");
    run(Command::new("cmake")
        .arg("-S")
        .arg(root().join("crates/ks-ffi/tests/c/consumer"))
        .arg("-B")
        .arg(&build)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix().display()))
        .arg(format!("-DEXAMPLES={}", root().join("examples").display()))
        .arg(format!("-DVERSION={}", env!("CARGO_PKG_VERSION"))));
    run(Command::new("cmake").arg("--build").arg(&build));
    for name in ["c-shared", "c-static", "cpp-shared", "cpp-static", "c-all-static"] {
        prints_the_quickstart(&mut Command::new(build.join(name)));
    }
}

/// The installed tree can be moved.
#[test]
fn prefix_can_be_moved() {
    let moved = scratch("moved");
    run(Command::new("rm").arg("-rf").arg(&moved));
    run(Command::new("cp").arg("-a").arg(prefix()).arg(&moved));
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", moved.join("lib/pkgconfig"));
    let flags = stdout_of(command.args(["--cflags", "--libs", "kaltura-ks"]));
    assert!(flags.contains("/moved/"), "{flags}");
    let installed = [
        "lib/libks.so",
        "lib/libks.a",
        "include/ks.h",
        "include/ks.hpp",
        "lib/pkgconfig/kaltura-ks.pc",
        "lib/cmake/kaltura-ks/kaltura-ks-config.cmake",
        "lib/cmake/kaltura-ks/kaltura-ks-config-version.cmake",
    ];
    for file in installed {
        assert!(moved.join(file).exists(), "{file}");
    }
}
