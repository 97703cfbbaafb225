//! Debian packages of the command and of `libks`, packed by debhelper.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Artifact;
use super::command::{self, is_static, use_command};
use super::context::{Context, VERSION};
use super::folder::{Folder, copy, copy_all, failed};
use super::targets::{TARGETS, Target};
use super::{debian, libks, licenses};
use crate::install::{Layout, install};
use crate::run::{Outcome, read, run};

/// The glibc that the packages of `libks` depend on.
const GLIBC: &str = "2.17";
const PACKAGES: [&str; 3] = ["kaltura-ks", "libks0", "libks-dev"];

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "deb", owns: |name| name.ends_with(".deb"), build, check };

/// An architecture of Debian.
struct Architecture {
    name: &'static str,
    multiarch: &'static str,
    /// The target of the command, and that of the library.
    command: &'static Target,
    library: &'static Target,
}

impl Architecture {
    fn file_name(&self, package: &str) -> String {
        format!("{package}_{VERSION}_{}.deb", self.name)
    }
}

/// Returns the architectures whose targets are selected.
fn architectures(context: &Context<'_>) -> Vec<Architecture> {
    let find = |processor: &str, system: &str| {
        TARGETS.iter().find(|target| target.triple == format!("{processor}-unknown-linux-{system}"))
    };
    [("amd64", "x86_64", "x86_64-linux-gnu"), ("arm64", "aarch64", "aarch64-linux-gnu")]
        .into_iter()
        .filter_map(|(name, processor, multiarch)| {
            let (command, library) = (find(processor, "musl")?, find(processor, "gnu")?);
            let selected = |wanted: &Target| {
                context.targets.iter().any(|target| target.triple == wanted.triple)
            };
            (selected(command) || selected(library)).then_some(Architecture {
                name,
                multiarch,
                command,
                library,
            })
        })
        .collect()
}

fn build(context: &Context<'_>) -> Outcome {
    let stage = Folder::new("deb")?;
    let shared = stage.path("shared");
    command::add_pages(context, &shared)?;
    let architectures = architectures(context);
    let triples: Vec<_> = architectures.iter().map(|each| each.command.triple).collect();
    licenses::write(context, command::CRATE, &triples, &shared.join("share/doc/ks"))?;
    let triples: Vec<_> = architectures.iter().map(|each| each.library.triple).collect();
    licenses::write(context, libks::CRATE, &triples, &stage.path("documents"))?;
    let readme = context.workspace.path("crates/ks-ffi/README.md");
    copy(&readme, &stage.path("documents/README.md"))?;

    for architecture in architectures {
        let source = stage.path(&format!("{}/source", architecture.name));
        let ks = source.join("built/ks");
        copy_all(&shared, &ks)?;
        let built = command::compile(context, architecture.command)?;
        copy(&built.join("ks"), &ks.join("bin/ks"))?;

        let libks = source.join("built/libks");
        let mut layout = Layout::new("/usr");
        layout.libdir = format!("lib/{}", architecture.multiarch);
        layout.target = Some(architecture.library.triple.to_owned());
        layout.built = Some(libks::compile(context, architecture.library)?);
        layout.destdir = Some(libks.clone());
        install(&layout)?;
        copy_all(&stage.path("documents"), &libks.join("documents"))?;

        add_packaging(context, &source)?;
        let mut binary = stage.command("dpkg-architecture");
        binary.args(["--force", "--host-arch", architecture.name, "--command"]);
        run(binary.arg("debian/rules binary").current_dir(&source))?;
        for package in PACKAGES {
            let name = architecture.file_name(package);
            let made = stage.path(architecture.name).join(&name);
            copy(&made, &context.out.join(&name))?;
        }
    }
    Ok(())
}

/// Copies `crates/xtask/debian`, and fills in the version, the date and the address.
fn add_packaging(context: &Context<'_>, source: &Path) -> Outcome {
    let workspace = context.workspace;
    copy_all(&workspace.path("crates/xtask/debian"), &source.join("debian"))?;
    let date = read(&mut workspace.command("git log -1 --format=%cD"))?;
    let read_file = |path: &Path| fs::read_to_string(path).map_err(|e| failed(path, &e));
    let manifest = read_file(&workspace.path("Cargo.toml"))?;
    let repository = manifest
        .lines()
        .find_map(|line| line.strip_prefix("repository = \"")?.strip_suffix('"'))
        .ok_or("Cargo.toml names no repository")?;
    // A line of a field starts with a blank, and an empty line is written as a dot.
    let license: Vec<String> = read_file(&workspace.path("LICENSE-MIT"))?
        .lines()
        .map(|line| if line.is_empty() { " .".to_owned() } else { format!(" {line}") })
        .collect();
    for file in ["control", "changelog", "copyright"] {
        let path = source.join("debian").join(file);
        let text = read_file(&path)?
            .replace("@VERSION@", VERSION)
            .replace("@GLIBC@", GLIBC)
            .replace("@DATE@", &date)
            .replace("@REPOSITORY@", repository)
            .replace("@MIT@", &license.join("\n"));
        fs::write(&path, text).map_err(|e| failed(&path, &e))?;
    }
    Ok(())
}

/// Runs lintian. Then installs the packages into an empty directory, uses them, and removes
/// them, which must leave nothing behind.
fn check(context: &Context<'_>) -> Outcome {
    for architecture in architectures(context) {
        let files: Vec<PathBuf> = PACKAGES
            .iter()
            .map(|package| architecture.file_name(package))
            .map(|name| context.file(&name, |file| file == name))
            .collect::<Outcome<_>>()?;
        let mut lintian = context.workspace.command("lintian --fail-on error --info");
        run(lintian.arg("--allow-root").args(&files))?;

        let folder = Folder::new("deb-check")?;
        let root = folder.path("root");
        // Paths in the packages start with /usr.
        let dpkg = |action: &str| -> Command {
            let mut dpkg = folder.command("dpkg");
            dpkg.args(["--force-not-root", "--force-architecture", "--force-depends"]);
            dpkg.arg(format!("--root={}", root.display())).arg(action);
            dpkg
        };
        for directory in ["info", "updates", "triggers"] {
            folder.write(&format!("root/var/lib/dpkg/{directory}/.keep"), "")?;
        }
        folder.write("root/var/lib/dpkg/status", "")?;
        run(dpkg("--install").args(&files))?;
        context.find_private_paths(&root.join("usr"))?;
        use_packages(context, &folder, &architecture)?;
        run(dpkg("--purge").args(PACKAGES))?;
        if root.join("usr").exists() {
            return Err(format!("dpkg --purge left files in {}", root.join("usr").display()));
        }
    }
    Ok(())
}

fn use_packages(context: &Context<'_>, folder: &Folder, architecture: &Architecture) -> Outcome {
    let ks = folder.path("root/usr/bin/ks");
    is_static(folder, &ks)?;
    use_command(&|| {
        let program = debian::program(context, folder, architecture.command, &ks)?;
        program.ok_or_else(|| "it cannot run here".to_owned())
    })?;
    let documents = folder.path("root/usr/share/doc");
    for path in ["kaltura-ks", "libks0", "libks-dev"] {
        for file in ["copyright", "changelog.gz", &format!("{}.gz", licenses::NOTICES)] {
            let path = documents.join(path).join(file);
            fs::metadata(&path).map_err(|e| failed(&path, &e))?;
        }
    }
    let lib = folder.path("root/usr/lib").join(architecture.multiarch);
    libks::needs_at_most(folder, &lib.join("libks.so"), GLIBC)?;
    // The files for pkg-config name /usr, which is a part of the root here.
    libks::use_library(context, folder, architecture.library, &lib, Some(&folder.path("root")))
}
