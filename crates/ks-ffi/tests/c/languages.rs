//! The packages in `bindings/` for PHP, Go, Ruby and Java: their own tests, the
//! golden vectors, and the program of each README as shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::library::prints_the_quickstart;
use crate::support::{need, prefix, root, run, scratch, stdout_of};
use crate::vectors::run_vectors;

/// Returns the path of a package.
fn package(language: &str) -> PathBuf {
    root().join("bindings").join(language)
}

/// Returns a command that finds the installed library.
fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("KALTURA_KS_LIBRARY", prefix().join("lib/libks.so.0"));
    command
}

/// Runs the programs of a language's README and of `examples/`. `command` writes a
/// program of this text to a file of this name, and returns a command that runs it.
fn run_programs(language: &str, example: &str, command: impl Fn(&str, &str) -> Command) {
    let page = fs::read_to_string(package(language).join("README.md")).unwrap();
    let block = |start: &str| {
        let (_, code) = page.split_once(&format!("\n```{start}\n")).unwrap();
        let (code, _) = code.split_once("\n```").unwrap();
        format!("{code}\n")
    };
    let printed = stdout_of(&mut command("readme", &block(language)));
    assert_eq!(printed, block("text"), "what the README of {language} prints");
    assert!(printed.contains("user@example.com") && printed.contains("wrong_partner"));

    let example = root().join("examples").join(language).join(example);
    prints_the_quickstart(&mut command("quickstart", &fs::read_to_string(example).unwrap()));
}

/// Writes a program to a file.
fn write(path: &Path, code: &str) -> String {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, code).unwrap();
    path.display().to_string()
}

/// Returns the code of `ks.h`, without comments and preprocessor lines.
fn header() -> String {
    let header = fs::read_to_string(prefix().join("include/ks.h")).unwrap();
    let code = header.lines().filter(|line| !line.trim_start().starts_with(['*', '/', '#']));
    code.collect::<Vec<_>>().join("\n")
}

/// Returns the last word of each part of a list: the names of declarations.
fn names(list: &str, separator: char) -> Vec<String> {
    let name = |part: &str| {
        let mut word = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        word.rfind(|word| !word.is_empty()).map(str::to_owned)
    };
    list.split(separator).filter_map(name).collect()
}

/// Checks that a package declares functions and structs as `ks.h` does.
fn check_declarations(source: &str, declarations: impl Iterator<Item = String>) {
    let words = |text: &str| {
        let spaced = text.replace('*', " * ").replace(['(', ')', ',', '{', '}', ';'], " ");
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let header = words(&header());
    let mut count = 0;
    for declaration in declarations {
        assert!(header.contains(&words(&declaration)), "{source} differs from ks.h: {declaration}");
        count += 1;
    }
    assert!(count > 20, "{source} declares {count} functions");
}

/// Checks that a package declares functions with the parameters of `ks.h`.
fn check_parameters(source: &str, functions: impl Iterator<Item = (String, Vec<String>)>) {
    let header = header();
    let mut count = 0;
    for (function, parameters) in functions {
        let (_, rest) = header.split_once(&format!("{function}(")).unwrap();
        let (declared, _) = rest.split_once(')').unwrap();
        assert_eq!(parameters, names(declared, ','), "{function} in {source}");
        count += 1;
    }
    assert!(count > 20, "{source} declares {count} functions");
}

/// Checks that each struct of a package has the fields of a struct of `ks.h`.
fn check_fields(source: &str, structs: impl Iterator<Item = Vec<String>>) {
    let header = header();
    let declared: Vec<Vec<String>> = header
        .split("typedef struct ")
        .filter_map(|rest| rest.split_once('{')?.1.split_once('}'))
        .map(|(fields, _)| names(fields, ';'))
        .collect();
    let mut count = 0;
    for fields in structs {
        assert!(
            declared.contains(&fields),
            "no struct of ks.h has the fields of {source}: {fields:?}"
        );
        count += 1;
    }
    assert_eq!(count, 3, "{source}");
}

#[test]
fn php() {
    need("php", "php-cli");
    let php = |file: &str| {
        // Every warning of PHP fails the comparison of the output.
        let settings =
            ["-d", "error_reporting=-1", "-d", "display_errors=1", "-d", "zend.assertions=1"];
        let mut command = command("php", &settings);
        command.arg(file);
        command
    };
    let at = |file: &str| package("php").join(file).display().to_string();
    let source = fs::read_to_string(at("src/Internal/LibKs.php")).unwrap();
    let (_, declarations) = source.split_once("<<<'C'\n").unwrap();
    let (declarations, _) = declarations.split_once("        C;").unwrap();
    check_declarations("LibKs.php", declarations.lines().map(str::to_owned));
    assert_eq!(stdout_of(&mut php(&at("tests/test.php"))), "ok\n");
    run_vectors(&mut php(&at("tests/vectors.php")), "questions-php", &[]);
    run_programs("php", "quickstart.php", |name, code| {
        let load = format!("require '{}';", at("tests/autoload.php"));
        let code = code.replace("require 'vendor/autoload.php';", &load);
        assert!(code.contains(&load));
        php(&write(&scratch(&format!("{name}.php")), &code))
    });
}

#[test]
fn go() {
    need("go", "golang-go");
    need("pkg-config", "pkg-config");
    let lib = prefix().join("lib");
    let go = |directory: &Path, arguments: &[&str]| {
        let mut command = command("go", arguments);
        command
            .current_dir(directory)
            .env("CGO_ENABLED", "1")
            .env("GOFLAGS", "-count=1")
            .env("GODEBUG", "cgocheck=1")
            .env("PKG_CONFIG_PATH", lib.join("pkgconfig"))
            .env("LD_LIBRARY_PATH", &lib);
        command
    };
    run(&mut go(&package("go"), &["vet", "./..."]));
    let sources = [package("go"), root().join("examples/go")];
    assert_eq!(stdout_of(Command::new("gofmt").arg("-l").args(sources)), "");
    run(&mut go(&package("go"), &["test", "./..."]));
    let vectors = scratch("vectors-go").display().to_string();
    run(go(&package("go"), &["build", "-o", &vectors, "./internal/vectors"]).env_remove("GOFLAGS"));
    // In Go, the version 0 and an empty request URI are values that are not set.
    let left_out = ["ses-038", "ses-039", "val-073"];
    run_vectors(Command::new(vectors).env("LD_LIBRARY_PATH", &lib), "questions-go", &left_out);
    run_programs("go", "quickstart.go", |name, code| {
        let directory = scratch(&format!("{name}-go"));
        write(&directory.join("main.go"), code);
        let module = format!(
            "module {name}\n\ngo 1.19\n\nrequire example.org/kaltura-ks v0.0.0\n\nreplace example.org/kaltura-ks => {}\n",
            package("go").display()
        );
        write(&directory.join("go.mod"), &module);
        let mut command = go(&directory, &["run", "."]);
        command.env_remove("GOFLAGS");
        command
    });
}

#[test]
fn ruby() {
    need("ruby", "ruby");
    let ruby = |file: &str| {
        let lib = package("ruby").join("lib").display().to_string();
        command("ruby", &["-w", "-I", &lib, file])
    };
    let at = |file: &str| package("ruby").join(file).display().to_string();
    let source = fs::read_to_string(at("lib/kaltura_ks/lib_ks.rb")).unwrap();
    let (structs, rest) = source.split_once("DECLARATIONS = <<~C").unwrap();
    let (functions, _) = rest.split_once("\n    C\n").unwrap();
    // A struct is a list of quoted fields.
    let structs = structs.split(" = struct [").skip(1).map(|fields| {
        let (fields, _) = fields.split_once(']').unwrap();
        fields.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(";")
    });
    let functions = functions.lines().skip(1).map(str::to_owned);
    check_declarations("lib_ks.rb", structs.chain(functions));
    assert_eq!(stdout_of(&mut ruby(&at("test/test.rb"))), "ok\n");
    run_vectors(&mut ruby(&at("test/vectors.rb")), "questions-ruby", &[]);
    run_programs("ruby", "quickstart.rb", |name, code| {
        ruby(&write(&scratch(&format!("{name}.rb")), code))
    });
    let mut check = command("gem", &["build", "kaltura_ks.gemspec", "--output"]);
    run(check.arg(scratch("kaltura_ks.gem")).current_dir(package("ruby")));
}

#[test]
fn java() {
    need("javac", "default-jdk-headless");
    let jna = "/usr/share/java/jna.jar";
    assert!(Path::new(jna).exists(), "JNA is missing: apt-get install libjna-java");
    let classes = scratch("java-classes").display().to_string();
    let class_path = format!("{classes}:{jna}");
    let at = |file: &str| package("java").join("src").join(file).display().to_string();
    let sources = |part: &str| {
        let files = fs::read_dir(at(part)).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|extension| extension == "java"))
    };
    run(command("javac", &["--release", "11", "-Xlint:all,-options", "-Werror", "-d", &classes])
        .args(["-cp", jna])
        .args(sources("main/java/kaltura/ks"))
        .args(sources("test/java/kaltura/ks")));
    let java = |class: &str| command("java", &["-Xmx64m", "-cp", &class_path, class]);
    assert_eq!(stdout_of(&mut java("kaltura.ks.KalturaKsTest")), "ok\n");
    // In Java, a secret is text.
    run_vectors(&mut java("kaltura.ks.Vectors"), "questions-java", &["v2g-121"]);
    run_programs("java", "Quickstart.java", |name, code| {
        java(&write(&scratch(&format!("{name}-java")).join("Program.java"), code))
    });

    let source = fs::read_to_string(at("main/java/kaltura/ks/LibKs.java")).unwrap();
    let functions = source.split("static native ").skip(1).map(|declaration| {
        let (declaration, _) = declaration.split_once(");").unwrap();
        let (head, parameters) = declaration.split_once('(').unwrap();
        (names(head, ' ').pop().unwrap(), names(parameters, ','))
    });
    check_parameters("LibKs.java", functions);
    let source = fs::read_to_string(at("main/java/kaltura/ks/Structs.java")).unwrap();
    let structs = source.split("@FieldOrder({").skip(1).map(|rest| {
        let (order, rest) = rest.split_once("})").unwrap();
        let order = names(order, ',');
        let (_, body) = rest.split_once('{').unwrap();
        let (body, _) = body.split_once("\n    }").unwrap();
        assert_eq!(order, names(body, ';'));
        order
    });
    check_fields("Structs.java", structs);
}

/// Composer and Go take the version from a tag.
#[test]
fn packages_have_the_version_of_the_workspace() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("ruby/kaltura_ks.gemspec", format!("  spec.version = \"{version}\"\n")),
        ("java/pom.xml", format!("\n  <version>{version}</version>\n")),
        ("java/README.md", format!("\n  <version>{version}</version>\n")),
    ] {
        assert!(fs::read_to_string(package(file)).unwrap().contains(&line), "{file}: {version}");
    }
}
